"""What other apps ask of a school's set-up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import orjson

from kedr.core.errors import NotFound
from kedr.core.sql import day, fetch, moment
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


@dataclass(frozen=True, slots=True)
class StoredRule:
    """A value of a local act as the page tells of it: the rule, its basis, and its row where it is the school's own."""

    id: int  # 0 for the region's and the municipality's
    rule: Rule
    basis: str


_STORED_SQL = """
SELECT 0, r.key, CASE WHEN r.municipality_id IS NULL THEN 0 ELSE 1 END, 0, 0, r.starts_on, r.value, r.basis
FROM schools_regionregulation r
JOIN schools_school s ON s.id = %s AND (r.municipality_id IS NULL OR r.municipality_id = s.municipality_id)
UNION ALL
SELECT id, key, 2, level, subject_id, starts_on, value, basis FROM schools_schoolregulation WHERE school_id = %s
ORDER BY 6 DESC, 3 DESC, 1 DESC
"""


def stored_rules(school_id: int) -> list[StoredRule]:
    """Every value ever set for a school and those to come, the latest first. One query."""
    return [
        StoredRule(row_id, Rule(key, rank, level, subject, day(since), orjson.loads(value)), basis)
        for row_id, key, rank, level, subject, since, value, basis in fetch(_STORED_SQL, [school_id, school_id])
    ]


_FIRST_OPEN_SQL = """
SELECT MAX(ends_on) FROM (
  SELECT ends_on FROM schools_period WHERE school_id = %s AND closed_at IS NOT NULL
  UNION ALL
  SELECT ends_on FROM schools_academicyear WHERE school_id = %s AND closed_at IS NOT NULL
) closed
"""


def first_open_day(school_id: int) -> date | None:
    """The first day after everything that is closed; None where nothing is. One query."""
    ((ends_on,),) = fetch(_FIRST_OPEN_SQL, [school_id, school_id])
    return day(ends_on) if ends_on else None


@dataclass(frozen=True, slots=True)
class PeriodState:
    """A period as an office sees it; `ends_on` is the first day after."""

    id: int
    name: str
    starts_on: date
    ends_on: date
    closed_at: datetime | None

    @property
    def last_on(self) -> date:
        return self.ends_on - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SchemeState:
    """A way of dividing the year, the classes that live by it, its periods."""

    id: int
    name: str
    is_marked: bool
    classes: list[str]
    periods: list[PeriodState]


@dataclass(frozen=True, slots=True)
class YearState:
    id: int
    name: str
    starts_on: date
    ends_on: date
    closed_at: datetime | None
    schemes: list[SchemeState]


_YEARS_SQL = """
SELECT y.id, y.year, y.starts_on, y.ends_on, y.closed_at, s.id, s.name, s.is_marked, p.id, p.name, p.starts_on,
  p.ends_on, p.closed_at
FROM schools_academicyear y
JOIN schools_periodscheme s ON s.school_id = y.school_id AND s.year_id = y.id
JOIN schools_period p ON p.school_id = s.school_id AND p.scheme_id = s.id
WHERE y.school_id = %s ORDER BY y.year DESC, s.name, s.id, p.number
"""
_CLASSES_SQL = """
SELECT scheme_id, name FROM schools_schoolclass WHERE school_id = %s ORDER BY grade, letter, name
"""


def years(school_id: int) -> list[YearState]:
    """The academic years with their schemes and periods, the latest first. Two queries."""
    classes: dict[int, list[str]] = {}
    for scheme_id, name in fetch(_CLASSES_SQL, [school_id]):
        classes.setdefault(scheme_id, []).append(name)
    found: dict[int, YearState] = {}
    schemes: dict[int, SchemeState] = {}
    for year_id, year, starts, ends, closed, scheme_id, scheme, is_marked, *period in fetch(_YEARS_SQL, [school_id]):
        name = f"{year}/{(year + 1) % 100:02}"
        of_year = found.setdefault(year_id, YearState(year_id, name, day(starts), day(ends), _at(closed), []))
        if scheme_id not in schemes:
            schemes[scheme_id] = SchemeState(scheme_id, scheme, bool(is_marked), classes.get(scheme_id, []), [])
            of_year.schemes.append(schemes[scheme_id])
        period_id, period_name, period_starts, period_ends, period_closed = period
        schemes[scheme_id].periods.append(
            PeriodState(period_id, period_name, day(period_starts), day(period_ends), _at(period_closed))
        )
    return list(found.values())


def _at(value: Any) -> datetime | None:
    return moment(value) if value else None
