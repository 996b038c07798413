"""A report as an OpenDocument spreadsheet: a sheet for each table, numbers as numbers, no formulas at all."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from kedr.reports.table import Kind, Report, Table, Value, headings, sheet_name, value_of, words

if TYPE_CHECKING:
    from odfdo import Row

TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def write(report: Report) -> bytes:
    """The spreadsheet of a report. The library is loaded when somebody first asks: few do, and it takes 15 MB."""
    from odfdo import Document
    from odfdo import Table as Sheet

    book = Document("spreadsheet")
    book.body.clear()
    names: set[str] = set()
    for table in report.tables:
        book.body.append(_sheet(Sheet(sheet_name(table.title or report.title, names)), report, table))
    if explained := [line for table in report.tables for line in table.explained]:
        who = Sheet(sheet_name("Кто", names))
        for line in explained:
            who.append_row(_row([(line, Kind.TEXT)]))
        book.body.append(who)
    if report.figures or report.notes:
        facts = Sheet(sheet_name("Показатели", names))
        for figure in report.figures:
            facts.append_row(_row([(figure.label, Kind.TEXT), (figure.value, figure.kind), (figure.note, Kind.TEXT)]))
        for note in report.notes:
            facts.append_row(_row([(note, Kind.TEXT)]))
        book.body.append(facts)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(sheet: Any, report: Report, table: Table) -> Any:
    for line in (
        report.title,
        f"{report.school.name}. {report.lead}",
        ". ".join(filter(None, (table.title, table.note))),
    ):
        sheet.append_row(_row([(line, Kind.TEXT)]))
    sheet.append_row(_row([]))
    sheet.append_row(_row([(title, Kind.TEXT) for title in headings(table)]))
    kinds = [column.kind for column in table.columns]
    for row in (*table.rows, *table.totals):
        sheet.append_row(_row(list(zip(map(value_of, row), kinds, strict=True))))
    if not table.rows:
        sheet.append_row(_row([(table.empty, Kind.TEXT)]))
    return sheet


def _row(values: list[tuple[Value, Kind]]) -> "Row":
    from odfdo import Cell, Row

    row = Row()
    for value, kind in values:
        match value:
            case None | "":
                cell = Cell()
            case str() if kind == Kind.MARK and value in "12345":
                cell = Cell(int(value))
            case int() | Decimal():
                cell = Cell(value, text=words(value, kind))
            case date():
                cell = Cell(value, text=words(value, kind))
            case _:
                cell = Cell(value)
        row.append_cell(cell)
    return row
