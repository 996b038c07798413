"""What other apps ask of a school's set-up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import orjson

from kedr.core.errors import NotFound
from kedr.core.sql import day, fetch
from kedr.schools.rules import Regulations, Rule

# Uses the unique keys of both tables.
_REGULATIONS_SQL = """
SELECT r.key, CASE WHEN r.municipality_id IS NULL THEN 0 ELSE 1 END, 0, 0, r.starts_on, r.value
FROM schools_regionregulation r
JOIN schools_school s ON s.id = %s AND (r.municipality_id IS NULL OR r.municipality_id = s.municipality_id)
WHERE r.starts_on <= %s
UNION ALL
SELECT key, 2, level, subject_id, starts_on, value
FROM schools_schoolregulation
WHERE school_id = %s AND starts_on <= %s
"""


def regulations(school_id: int, on: date) -> Regulations:
    """All rules in force in a school on a day. One query."""
    rows = fetch(_REGULATIONS_SQL, [school_id, on, school_id, on])
    return Regulations(
        tuple(
            Rule(key, rank, level, subject, day(since), orjson.loads(value))
            for key, rank, level, subject, since, value in rows
        )
    )


@dataclass(frozen=True, slots=True)
class PeriodTab:
    """A period of a scheme as pages show it, [starts_on, ends_on). `name` is «II четверть», `short` «II».

    A period of a closed year is closed. `is_marked`: the scheme is one with marks (not of 1 класс).
    """

    id: int
    name: str
    starts_on: date
    ends_on: date
    is_closed: bool
    is_marked: bool

    @property
    def short(self) -> str:
        return self.name.partition(" ")[0]

    @property
    def last_on(self) -> date:
        return self.ends_on - timedelta(days=1)


# by the unique key of the scheme's periods
_PERIODS_SQL = """
SELECT p.id, p.name, p.starts_on, p.ends_on, p.closed_at IS NOT NULL OR y.closed_at IS NOT NULL, s.is_marked
FROM schools_period p
JOIN schools_periodscheme s ON s.school_id = p.school_id AND s.id = p.scheme_id
JOIN schools_academicyear y ON y.school_id = s.school_id AND y.id = s.year_id
WHERE p.school_id = %s AND p.scheme_id = %s ORDER BY p.number
"""


def periods(school_id: int, scheme_id: int) -> list[PeriodTab]:
    """The periods of a scheme in order. One query."""
    rows = fetch(_PERIODS_SQL, [school_id, scheme_id])
    return [PeriodTab(row[0], row[1], day(row[2]), day(row[3]), bool(row[4]), bool(row[5])) for row in rows]


def period_to_show(tabs: Sequence[PeriodTab], asked_id: int | None, on: date) -> PeriodTab:
    """The period asked for; else the last one begun on a day, or the first. NotFound for another scheme's."""
    if asked_id is not None:
        tabs = [tab for tab in tabs if tab.id == asked_id]
    if not tabs:
        raise NotFound("Такого учебного периода нет.")
    begun = [tab for tab in tabs if tab.starts_on <= on]
    return begun[-1] if begun else tabs[0]
