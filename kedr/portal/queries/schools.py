"""The schools an officer answers for: counts only, no names of pupils."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from kedr.core.clock import day_of
from kedr.core.sql import fetch, in_list
from kedr.journal.queries.filled import Held, held_by_school
from kedr.schools.models import Municipality, School


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """A school: pupils and classes today, lessons of this week held and filled so far, the last write in a journal."""

    id: int
    name: str
    kind: str
    pupils: int = 0
    classes: int = 0
    held: int = 0
    filled: int = 0
    kept_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MunicipalityLines:
    """The schools of a municipality, with their sums (totals of counts, never means of shares)."""

    name: str
    schools: list[SchoolLine]

    @property
    def pupils(self) -> int:
        return sum(school.pupils for school in self.schools)

    @property
    def held(self) -> int:
        return sum(school.held for school in self.schools)

    @property
    def filled(self) -> int:
        return sum(school.filled for school in self.schools)


@dataclass(frozen=True, slots=True)
class SchoolCard:
    """One school: where it is, who leads it, how many are in it."""

    school: School
    line: SchoolLine
    heads: list[str]
    staff: int
    year: str


# Looks at several schools on purpose: counts for their authority.
_PUPILS_SQL = """
-- cross_school
SELECT e.school_id, COUNT(*), COUNT(DISTINCT e.class_id) FROM people_enrolment e
WHERE e.school_id IN {schools} AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)
GROUP BY e.school_id
"""

_STAFF_SQL = """
SELECT s.kind, p.last_name, p.first_name, p.middle_name FROM people_post s
JOIN people_person p ON p.school_id = s.school_id AND p.id = s.person_id
WHERE s.school_id = %s AND s.starts_on <= %s AND (s.ends_on IS NULL OR s.ends_on > %s)
ORDER BY p.last_name
"""
_YEAR_SQL = "SELECT year FROM schools_academicyear WHERE school_id = %s AND starts_on <= %s AND ends_on > %s"


def school_lines(municipalities: Sequence[Municipality], now: datetime) -> list[MunicipalityLines]:
    """The schools of these municipalities; those without schools are left out. Three queries."""
    schools = list(School.objects.filter(municipality__in=municipalities).order_by("municipality__name", "short_name"))
    names = {municipality.id: municipality.name for municipality in municipalities}
    lines = {line.id: line for line in _lines(schools, now)}
    return [
        MunicipalityLines(names[key], [lines[school.id] for school in group])
        for key, group in groupby(schools, key=lambda school: school.municipality_id)
    ]


def school_card(school: School, now: datetime) -> SchoolCard:
    """The card of one school. Four queries."""
    on = day_of(now)
    staff = fetch(_STAFF_SQL, [school.id, on, on])
    years = fetch(_YEAR_SQL, [school.id, on, on])
    return SchoolCard(
        school=school,
        line=_lines([school], now)[0],
        heads=[" ".join(part for part in row[1:] if part) for row in staff if row[0] == "head"],
        staff=len({row[1:] for row in staff}),
        year=f"{years[0][0]}/{(years[0][0] + 1) % 100:02}" if years else "",
    )


def _lines(schools: Sequence[School], now: datetime) -> list[SchoolLine]:
    on = day_of(now)
    ids = [school.id for school in schools]
    if not ids:
        return []
    people = {row[0]: row[1:] for row in fetch(_PUPILS_SQL.format(schools=in_list(len(ids))), [*ids, on, on])}
    lessons = held_by_school(ids, on - timedelta(days=on.weekday()), now)
    return [_line(school, people.get(school.id, (0, 0)), lessons.get(school.id, Held())) for school in schools]


def _line(school: School, people: tuple[Any, ...], lessons: Held) -> SchoolLine:
    return SchoolLine(
        id=school.id,
        name=school.short_name,
        kind=school.get_kind_display(),
        pupils=people[0],
        classes=people[1],
        held=lessons.held,
        filled=lessons.filled,
        kept_at=lessons.kept_at,
    )
