"""The archives of a school, year by year."""

from dataclasses import dataclass, field
from datetime import date, datetime

from kedr.core.clock import wall
from kedr.core.sql import day, fetch, moment
from kedr.core.words import initials
from kedr.interop.archive.actions import STALLED


@dataclass(frozen=True, slots=True)
class ArchiveLine:
    """An archive as the page tells of it."""

    id: int
    state: str
    ordered_at: datetime
    ordered_by: str
    step: str
    made: int
    whole: int
    size: int
    digest: str
    journals_until: date | None
    summaries_until: date | None
    is_stalled: bool  # the work was cut off

    @property
    def is_going(self) -> bool:
        return self.state in ("waiting", "making") and not self.is_stalled

    @property
    def megabytes(self) -> str:
        tenths = self.size * 10 // 1_000_000
        return f"{tenths // 10},{tenths % 10}" if tenths else "меньше 0,1"


@dataclass(slots=True)
class YearLine:
    """A year with its archives, the latest first."""

    id: int
    name: str
    closed_at: datetime | None
    archives: list[ArchiveLine] = field(default_factory=list)

    @property
    def is_going(self) -> bool:
        return any(archive.is_going for archive in self.archives)

    def is_old(self, archive: ArchiveLine) -> bool:
        """Whether the year has been open since: what the archive holds may have changed."""
        return self.closed_at is None or self.closed_at > archive.ordered_at


_ARCHIVES_SQL = """
SELECT y.id, y.year, y.closed_at, a.id, a.state, a.ordered_at, COALESCE(p.last_name, ''), COALESCE(p.first_name, ''),
  COALESCE(p.middle_name, ''), a.step, a.made, a.whole, a.size, a.manifest_digest, a.journals_until, a.summaries_until,
  a.touched_at
FROM schools_academicyear y
LEFT JOIN schools_yeararchive a ON a.school_id = y.school_id AND a.year_id = y.id
LEFT JOIN people_person p ON p.school_id = a.school_id AND p.id = a.ordered_by
WHERE y.school_id = %s ORDER BY y.year DESC, a.ordered_at DESC
"""


def archives_by_year(school_id: int, now: datetime) -> list[YearLine]:
    """Every year of the school with its archives. One query."""
    found: dict[int, YearLine] = {}
    for year_id, year, closed_at, archive_id, state, at, last, first, middle, *more, touched in fetch(
        _ARCHIVES_SQL, [school_id]
    ):
        name = f"{year}/{(year + 1) % 100:02}"
        closed = wall(moment(closed_at)) if closed_at else None
        of_year = found.setdefault(year_id, YearLine(year_id, name, closed))
        if archive_id is None:
            continue
        step, made, whole, size, digest, journals, summaries = more
        is_stalled = state in ("waiting", "making") and now - moment(touched) >= STALLED
        of_year.archives.append(
            ArchiveLine(
                archive_id, state, wall(moment(at)), initials(last, first, middle) if last else "", step, made, whole,
                size, digest, day(journals) if journals else None, day(summaries) if summaries else None, is_stalled,
            )
        )  # fmt: skip
    return list(found.values())
