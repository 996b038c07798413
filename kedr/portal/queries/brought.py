"""Who may have brought marks, and what was entered."""

from dataclasses import dataclass
from datetime import date

from kedr.core.errors import NotFound
from kedr.core.sql import day, fetch
from kedr.journal.queries.brought import BroughtLine, CourseOf, brought_lines, courses_of_pupil


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A pupil of a class, since when, and how many marks they brought this year."""

    id: int
    name: str
    starts_on: date
    brought: int


_PUPILS_SQL = """
SELECT p.id, p.last_name, p.first_name, e.starts_on, y.starts_on,
  (SELECT COUNT(*) FROM journal_broughtmark b WHERE b.school_id = p.school_id AND b.pupil_id = p.id
     AND b.held_on >= y.starts_on AND b.held_on < y.ends_on)
FROM people_enrolment e
JOIN people_person p ON p.school_id = e.school_id AND p.id = e.person_id
JOIN schools_schoolclass k ON k.school_id = e.school_id AND k.id = e.class_id
JOIN schools_academicyear y ON y.school_id = k.school_id AND y.id = k.year_id
WHERE e.school_id = %s AND e.class_id = %s AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)
ORDER BY e.starts_on DESC, p.last_name, p.first_name, p.id
"""


def newcomers(school_id: int, class_id: int, today: date) -> list[Newcomer]:
    """The pupils of a class, the latest to come first. One query."""
    rows = fetch(_PUPILS_SQL, [school_id, class_id, today, today])
    return [Newcomer(row[0], f"{row[1]} {row[2]}", day(row[3]), row[5]) for row in rows]


_KINDS_SQL = "SELECT id, name FROM journal_workkind WHERE school_id = %s AND NOT is_retired ORDER BY position, id"


@dataclass(frozen=True, slots=True)
class BroughtSheet:
    """A pupil with what they brought, their courses and the kinds of work."""

    pupil_id: int
    name: str
    lines: list[BroughtLine]
    courses: list[CourseOf]
    kinds: list[tuple[int, str]]


def brought_sheet(school_id: int, class_id: int, pupil_id: int, today: date) -> BroughtSheet:
    """The page of a pupil of the class, NotFound for another's. Four queries."""
    rows = [row for row in fetch(_PUPILS_SQL, [school_id, class_id, today, today]) if row[0] == pupil_id]
    if not rows:
        raise NotFound("Ученика нет в классе.")
    kinds = [(row[0], row[1]) for row in fetch(_KINDS_SQL, [school_id])]
    lines = brought_lines(school_id, pupil_id, day(rows[0][4]))
    courses = courses_of_pupil(school_id, pupil_id, today)
    return BroughtSheet(pupil_id, f"{rows[0][1]} {rows[0][2]}", lines, courses, kinds)
