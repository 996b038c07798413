"""What the reports about a whole school share."""

from collections.abc import Iterable, Sequence
from datetime import date

from kedr.core.sql import fetch
from kedr.reports.access import SchoolCard
from kedr.reports.queries.spans import Asked, Span, Spans, spans_of
from kedr.reports.table import Report, Table

_SCHEMES_SQL = "SELECT id FROM schools_periodscheme WHERE school_id = %s AND year_id = %s ORDER BY id"


def school_spans(card: SchoolCard, asked: Asked, today: date, *, of_results: bool = False) -> Spans:
    """The periods of all schemes of the year. Two queries."""
    schemes = [row[0] for row in fetch(_SCHEMES_SQL, [card.school.id, card.year.id])]
    return spans_of(card.school.id, card.year, schemes, asked, today, of_results=of_results)


def school_report(
    card: SchoolCard,
    span: Span,
    today: date,
    key: str,
    title: str,
    tables: Sequence[Table],
    *,
    notes: Iterable[str] = (),
    **more: object,
) -> Report:
    """A report about the school, signed by the deputy head and the head."""
    return Report(
        key=key, title=title, whose="", span=span.title, school=card.school, on=today, tables=tuple(tables),
        notes=tuple(notes), signers=(("Заместитель директора", ""), ("Директор", "")),
        file_name=f"{title}, {span.title}", **more,  # type: ignore[arg-type]
    )  # fmt: skip
