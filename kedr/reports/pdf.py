"""A report on paper: A4, tagged PDF/A, made by typst from a template and data. Nothing is fetched from outside."""

from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import typst

from kedr.core.words import day_month
from kedr.reports.table import Report, Table, value_of, words

TYPE = "application/pdf"
STANDARD = "a-2a"  # tagged, and readable for as long as an archive keeps it
SIDE, UPRIGHT = 150, 96  # characters that fit a line of A4
_FORM = Path(__file__).parent / "templates/reports/report.typ"


def write(report: Report) -> bytes:
    """The PDF of a report. Text of people is data to the template, never its source."""
    compiler = typst.Compiler(_FORM, root=_FORM.parent, font_paths=_fonts(), sys_inputs={"report": _data(report)})
    made = datetime.combine(report.on, time(), UTC)  # of the day it stands for: the same report is the same bytes
    return bytes(compiler.compile(format="pdf", pdf_standards=STANDARD, timestamp=made))  # type: ignore[arg-type]


def pictures(report: Report, ppi: float = 100) -> list[bytes]:
    """Its pages as PNG: to look at."""
    compiler = typst.Compiler(_FORM, root=_FORM.parent, font_paths=_fonts(), sys_inputs={"report": _data(report)})
    made: Any = compiler.compile(format="png", ppi=ppi)
    return [bytes(made)] if isinstance(made, bytes) else list(made)


@cache
def _fonts() -> typst.Fonts:
    """Only those inside the wheel: Libertinus has Cyrillic, and the paper is the same on every machine."""
    return typst.Fonts(include_system_fonts=False)


def _data(report: Report) -> str:
    most = SIDE if report.is_wide else UPRIGHT
    return orjson.dumps(
        {
            "title": report.title,
            "lead": report.lead,
            "school": report.school.name,
            "place": ", ".join(filter(None, (report.school.place, report.school.phone))),
            "on": f"{day_month(report.on)} {report.on.year}",
            "is_wide": report.is_wide,
            "figures": [
                [each.label, words(each.value, each.kind), each.note]
                for each in report.figures
                if each.value is not None
            ],
            "tables": [part for table in report.tables for part in _parts(table, most)],
            "notes": report.notes,
            "signers": report.signers,
        }
    ).decode()


def _parts(table: Table, most: int) -> list[dict[str, Any]]:
    """A table as sheets take it: one too wide is cut between groups of columns, its head columns on each part."""
    heads = [place for place, column in enumerate(table.columns) if column.is_head]
    room = table.room(most) - sum(table.columns[place].width for place in heads)
    parts: list[list[int]] = [[]]
    used = 0
    for block in _blocks(table):
        width = sum(table.columns[place].width for place in block)
        if parts[-1] and used + width > room:
            parts.append([])
            used = 0
        parts[-1] += block
        used += width
    return [_part(table, heads + part, number) for number, part in enumerate(parts)]


def _blocks(table: Table) -> list[list[int]]:
    """The columns that must stay together: those under one heading."""
    blocks: list[list[int]] = []
    before = ""
    for place, column in enumerate(table.columns):
        if column.is_head:
            continue
        if column.group and column.group == before:
            blocks[-1].append(place)
        else:
            blocks.append([place])
        before = column.group
    return blocks


def _part(table: Table, places: list[int], number: int) -> dict[str, Any]:
    columns = [table.columns[place] for place in places]
    cut = Table("", tuple(columns), ())
    return {
        "title": table.title if number == 0 else f"{table.title} (продолжение)",
        "note": table.note if number == 0 else "",
        "empty": table.empty if not table.rows else "",
        "is_turned": table.is_turned,
        "is_dense": table.is_dense,
        "columns": [
            {"title": column.title, "kind": column.kind, "width": column.width, "is_head": column.is_head}
            for column in columns
        ],
        "groups": cut.groups,
        "is_up": cut.is_up,
        "is_next": number > 0,
        "explained": table.explained if number == 0 else [],
        "rows": [_row(table, row, places) for row in table.rows],
        "totals": [_row(table, row, places) for row in table.totals],
    }


def _row(table: Table, row: tuple[Any, ...], places: list[int]) -> list[str]:
    return [words(value_of(row[place]), table.columns[place].kind) for place in places]
