"""A report as a workbook: one sheet for each table, with numbers as numbers and everything else as text.

No formulas at all: a name that begins with «=» is a text.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from kedr.reports.table import Cell, Column, Kind, Report, Table, Value, sheet_name, value_of, words

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BASE = {"font_name": "Arial", "font_size": 10, "valign": "vcenter"}


def write(report: Report) -> bytes:
    """The workbook of a report."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        made = datetime.combine(report.on, datetime.min.time(), UTC).replace(tzinfo=None)
        book.set_properties({"title": report.title, "subject": report.lead, "author": "Кедр", "created": made})
        formats = _Formats(book)
        names: set[str] = set()
        for table in report.tables:
            _Sheet(book.add_worksheet(sheet_name(table.title or report.title, names)), formats).write(report, table)
        if explained := [line for table in report.tables for line in table.explained]:
            _write_lines(book.add_worksheet(sheet_name("Кто", names)), explained, formats)
        if report.figures or report.notes:
            _write_figures(book.add_worksheet(sheet_name("Показатели", names)), report, formats)
    return out.getvalue()


class _Formats:
    """The looks of cells, made once for each number of digits."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[Any, Any] = {}
        head = {**_BASE, "bold": True, "text_wrap": True, "bg_color": "#E9EDEA", "bottom": 1, "align": "center"}
        self.title = book.add_format({**_BASE, "bold": True, "font_size": 14})
        self.lead = book.add_format({**_BASE, "font_color": "#4A5A52"})
        self.head = book.add_format(head)
        self.turned = book.add_format({**head, "rotation": 90})

    def of(self, value: Value, column: Column, *, is_total: bool) -> Any:
        look = {**_BASE, **({"bold": True, "top": 1} if is_total else {})}
        match value:
            case bool():
                look["num_format"] = "@"
            case int():
                look["num_format"] = "0"
            case Decimal() if column.kind != Kind.HOURS:
                look["num_format"] = "0" + "." * (_digits(value) > 0) + "0" * _digits(value)
            case date():
                look |= {"num_format": "dd.mm.yyyy", "align": "left"}
            case str():
                look |= {"num_format": "@", "text_wrap": column.kind == Kind.TEXT}
        if column.kind == Kind.MARK:
            look["align"] = "center"
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(look)
        return self._made[key]


def _digits(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


class _Sheet:
    """Writes one table onto one sheet."""

    def __init__(self, page: Any, formats: _Formats) -> None:
        self._page, self._formats = page, formats

    def write(self, report: Report, table: Table) -> None:
        page, formats = self._page, self._formats
        page.write_string(0, 0, report.title, formats.title)
        page.write_string(1, 0, f"{report.school.name}. {report.lead}", formats.lead)
        page.write_string(2, 0, ". ".join(filter(None, (table.title, table.note))), formats.lead)
        first = self._write_head(table, 4)
        heads = sum(column.is_head for column in table.columns)
        page.freeze_panes(first, heads)
        page.repeat_rows(first - (2 if table.groups else 1), first - 1)
        for place, column in enumerate(table.columns):
            page.set_column(place, place, max(column.width, 4))
        rows = [*((row, False) for row in table.rows), *((row, True) for row in table.totals)]
        for number, (row, is_total) in enumerate(rows, first):
            for place, (column, item) in enumerate(zip(table.columns, row, strict=True)):
                self._write_cell(number, place, column, item, is_total=is_total)
        if not table.rows:
            page.write_string(first, 0, table.empty, formats.lead)
        page.set_landscape() if report.is_wide else page.set_portrait()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_footer(f"&L{report.on:%d.%m.%Y}&R&P из &N")

    def _write_head(self, table: Table, row: int) -> int:
        """The headings; returns the first row below them."""
        page, formats = self._page, self._formats
        look = formats.turned if table.is_turned else formats.head
        if table.groups:
            place = 0
            for title, span in table.groups:
                if title and span > 1:
                    page.merge_range(row, place, row, place + span - 1, "", formats.head)
                page.write_string(row, place, title, formats.head)
                place += span
            row += 1
        for place, column in enumerate(table.columns):
            page.write_string(row, place, column.title, formats.head if column.is_head else look)
        return row + 1

    def _write_cell(self, row: int, place: int, column: Column, item: Value | Cell, *, is_total: bool) -> None:
        value = value_of(item)
        look = self._formats.of(value, column, is_total=is_total)
        match value:
            case None | "":
                if is_total:
                    self._page.write_blank(row, place, None, look)
            case str() if column.kind == Kind.MARK and value in "12345":
                self._page.write_number(row, place, int(value), look)
            case str():
                self._page.write_string(row, place, value, look)
            case date():
                self._page.write_datetime(row, place, datetime.combine(value, datetime.min.time()), look)
            case _:
                self._page.write_number(row, place, value, look)


def _write_lines(page: Any, lines: list[str], formats: _Formats) -> None:
    page.set_column(0, 0, 120)
    look = formats.of("", Column("", Kind.TEXT), is_total=False)
    for row, line in enumerate(lines):
        page.write_string(row, 0, line, look)


def _write_figures(page: Any, report: Report, formats: _Formats) -> None:
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 12)
    page.set_column(2, 2, 40)
    page.write_string(0, 0, report.title, formats.title)
    column = Column("", Kind.TEXT)
    for row, figure in enumerate(report.figures, 2):
        page.write_string(row, 0, figure.label, formats.lead)
        if isinstance(figure.value, int | Decimal):
            look = formats.of(figure.value, Column("", figure.kind), is_total=False)
            page.write_number(row, 1, figure.value, look)
        else:
            page.write_string(row, 1, words(figure.value, figure.kind), formats.of("", column, is_total=False))
        page.write_string(row, 2, figure.note, formats.lead)
    for row, note in enumerate(report.notes, len(report.figures) + 3):
        page.write_string(row, 0, note, formats.lead)
