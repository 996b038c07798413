"""A report on paper: A4, tagged PDF/A, made by typst from a template and data. Nothing is fetched from outside."""

from kedr.reports.pdf.data import data_of
from kedr.reports.pdf.press import ENGINE, Press, paper
from kedr.reports.table import Report

__all__ = ["TYPE", "Press", "data_of", "pictures", "write"]

TYPE = "application/pdf"


def write(report: Report) -> bytes:
    """The PDF of a report, or of its leaves. Text of people is data to the template, never its source.

    A thick one is made by a child process: the engine keeps the memory of the largest paper for ever.
    """
    if report.leaves is None:
        return paper(data_of(report), report.on)
    with Press() as one:
        return one.bytes_of(report)


def pictures(report: Report, ppi: float = 100) -> list[bytes]:
    """Its pages as PNG: to look at."""
    made = ENGINE.compiler(data_of(report)).compile(format="png", ppi=ppi)
    return [bytes(made)] if isinstance(made, bytes) else list(made)  # type: ignore[arg-type]
