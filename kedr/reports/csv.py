"""A report as CSV: UTF-8 with a mark for Excel, semicolons as its Russian edition wants, nothing that it would run."""

import csv
from io import StringIO

from kedr.reports.table import Kind, Report, Value, headings, value_of, words

TYPE = "text/csv; charset=utf-8"
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet takes for the beginning of a formula


def write(report: Report) -> bytes:
    """All tables of a report one under another, each with its title and headings."""
    out = StringIO()
    lines = csv.writer(out, delimiter=";", lineterminator="\r\n")
    lines.writerow([safe(report.title)])
    lines.writerow([safe(f"{report.school.name}. {report.lead}")])
    for figure in report.figures:
        lines.writerow([safe(figure.label), words(figure.value, figure.kind), safe(figure.note)])
    for table in report.tables:
        lines.writerow([])
        lines.writerow([safe(table.title)])
        lines.writerow([safe(title) for title in headings(table)])
        for row in (*table.rows, *table.totals):
            lines.writerow(
                [_said(value_of(item), column.kind) for item, column in zip(row, table.columns, strict=True)]
            )
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def safe(text: str) -> str:
    """A text that a spreadsheet keeps as text: an apostrophe before what it would run."""
    return f"'{text}" if text.lstrip(" ").startswith(_RUNS) else text


def _said(value: Value, kind: Kind) -> str:
    """Numbers with a decimal comma and an ordinary minus; texts safe."""
    if isinstance(value, str):
        return safe(value)
    return words(value, kind).replace("−", "-")
