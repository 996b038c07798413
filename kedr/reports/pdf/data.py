"""A report as the data that the template of paper takes: texts only, nothing of theirs is ever source."""

from typing import Any

import orjson

from kedr.core.words import day_month
from kedr.reports.pdf.spread import spreads
from kedr.reports.table import Chart, Layout, Report, Table, value_of, words

SIDE, UPRIGHT = 150, 96  # characters that fit a line of A4


def data_of(report: Report) -> str:
    """The JSON of a report, or of its leaves."""
    leaves = report.leaves() if report.leaves else (report,)
    return orjson.dumps(
        {
            "title": f"{report.title}, {report.lead}",
            "school": report.school.name,
            "is_book": report.is_book,
            "leaves": [_leaf(leaf) for leaf in leaves],
        }
    ).decode()


def _leaf(report: Report) -> dict[str, Any]:
    most = SIDE if report.is_wide else UPRIGHT
    is_spread = report.layout == Layout.SPREAD
    return {
        "layout": report.layout,
        "title": report.title,
        "lead": report.lead,
        "whose": report.whose,
        "span": report.span,
        "school": report.school.name,
        "place": ", ".join(filter(None, (report.school.place, report.school.phone))),
        "on": f"{day_month(report.on)} {report.on.year}",
        "is_wide": report.is_wide,
        "text": report.text,
        "figures": [
            [each.label, words(each.value, each.kind), each.note] for each in report.figures if each.value is not None
        ],
        "charts": [_chart(chart) for chart in report.charts],
        "spreads": spreads(*report.tables[:2]) if is_spread else [],
        "tables": [] if is_spread else [part for table in report.tables for part in _parts(table, most)],
        "notes": report.notes,
        "signers": report.signers,
        "tear": [report.tear.text, report.tear.signer] if report.tear else [],
    }


def _chart(chart: Chart) -> dict[str, Any]:
    """Bars as shares of the line, from 0 to 1, with the numbers in words beside them: the text says all of it."""
    limit = float(chart.limit)
    return {
        "title": chart.title,
        "series": chart.series,
        "tones": chart.tones,
        "is_stack": chart.is_stack,
        "bars": [
            {
                "label": label,
                "parts": [min(1.0, float(value) / limit) for value in values],
                "said": " · ".join(words(value, chart.kind) for value in values),
            }
            for label, values in chart.bars
        ],
    }


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
