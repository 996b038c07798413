"""What an archive is ordered for."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from kedr.core.sql import day, fetch, moment
from kedr.interop.archive.data import Scope


@dataclass(frozen=True, slots=True)
class Order:
    """An archive that waits to be made: of which year of which school, ordered when, kept how long."""

    archive_id: int
    school_id: int
    school: str
    year_id: int
    year: str  # «2026/27»
    at: datetime
    scope: Scope
    journals_until: date
    summaries_until: date


_ORDER_SQL = """
SELECT s.name, y.id, y.year, a.ordered_at, y.starts_on, y.ends_on, y.closed_at, a.journals_until, a.summaries_until
FROM schools_yeararchive a
JOIN schools_academicyear y ON y.school_id = a.school_id AND y.id = a.year_id AND y.closed_at IS NOT NULL
JOIN schools_school s ON s.id = a.school_id
WHERE a.school_id = %s AND a.id = %s AND a.finished_at IS NULL
"""


def order_of(school_id: int, archive_id: int) -> Order | None:
    """What is to be made; None when nobody waits for it, or the year has been opened again. One query."""
    rows = fetch(_ORDER_SQL, [school_id, archive_id])
    if not rows:
        return None
    name, year_id, year, at, starts_on, ends_on, closed_at, journals, summaries = rows[0]
    starts_on, ends_on = day(starts_on), day(ends_on)
    since = timezone.make_aware(datetime.combine(starts_on, time()))
    return Order(
        archive_id=archive_id,
        school_id=school_id,
        school=name,
        year_id=year_id,
        year=f"{year}/{(year + 1) % 100:02}",
        at=moment(at),
        scope=Scope(school_id, year_id, starts_on, ends_on, since, moment(closed_at)),
        journals_until=day(journals),
        summaries_until=day(summaries),
    )
