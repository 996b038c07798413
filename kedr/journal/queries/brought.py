"""Marks brought from elsewhere: on a journal page, and a pupil's list of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kedr.core.sql import day, fetch, number

BROUGHT = -6  # the `slot` of these rows among the cells of a page

# One more branch of the page's query of cells, of its seven columns; by journal_broughtmark_course.
BROUGHT_SQL = f"""
SELECT b.id, b.pupil_id, {BROUGHT}, b.value, CAST(ROUND(b.weight * 100) AS integer), k.name,
  CAST(b.held_on AS varchar(10))
FROM journal_broughtmark b
JOIN journal_workkind k ON k.school_id = b.school_id AND k.id = b.kind_id
WHERE b.school_id = %s AND b.course_id = %s AND b.held_on >= %s AND b.held_on < %s
"""


def brought_rows(rows: Iterable[tuple[Any, ...]], seat: dict[int, int]) -> list[list[Any]]:
    """The page's `brought`: index of the pupil, value, weight in hundredths, kind, day."""
    found = [
        [seat[pupil_id], value, weight, kind, on]
        for _, pupil_id, slot, value, weight, kind, on in rows
        if slot == BROUGHT and pupil_id in seat
    ]
    return sorted(found, key=lambda row: (row[0], row[4]))


@dataclass(frozen=True, slots=True)
class BroughtLine:
    """A mark a pupil brought. `is_closed`: its period is closed, so it stays."""

    id: int
    title: str
    held_on: date
    kind: str
    weight: Decimal
    value: str
    source: str
    is_closed: bool


_LINES_SQL = """
SELECT b.id, c.title, b.held_on, k.name, b.weight, b.value, b.source,
  EXISTS (SELECT 1 FROM schools_period p WHERE p.school_id = b.school_id AND p.scheme_id = c.scheme_id
    AND p.starts_on <= b.held_on AND p.ends_on > b.held_on AND p.closed_at IS NOT NULL)
FROM journal_broughtmark b
JOIN curriculum_course c ON c.school_id = b.school_id AND c.id = b.course_id
JOIN journal_workkind k ON k.school_id = b.school_id AND k.id = b.kind_id
WHERE b.school_id = %s AND b.pupil_id = %s AND b.held_on >= %s
ORDER BY c.title, b.held_on, b.id
"""


def brought_lines(school_id: int, pupil_id: int, since: date) -> list[BroughtLine]:
    """What a pupil brought since a day, by subject. One query."""
    rows = fetch(_LINES_SQL, [school_id, pupil_id, since])
    return [
        BroughtLine(row_id, title, day(on), kind, number(weight), value, source, bool(is_closed))
        for row_id, title, on, kind, weight, value, source, is_closed in rows
    ]


@dataclass(frozen=True, slots=True)
class CourseOf:
    """A marked course of a pupil on a day."""

    id: int
    title: str
    scale: str
    subject_id: int


_COURSES_SQL = """
SELECT c.id, c.title, c.scale, c.subject_id FROM curriculum_course c
WHERE c.school_id = %s AND NOT c.is_extra AND c.scale <> 'none' AND (
  c.group_id IS NULL AND c.class_id IN (SELECT e.class_id FROM people_enrolment e WHERE e.school_id = %s
    AND e.person_id = %s AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s))
  OR c.group_id IN (SELECT g.group_id FROM people_groupmember g WHERE g.school_id = %s
    AND g.person_id = %s AND g.starts_on <= %s AND (g.ends_on IS NULL OR g.ends_on > %s)))
ORDER BY c.title, c.id
"""


def courses_of_pupil(school_id: int, pupil_id: int, on: date) -> list[CourseOf]:
    """The courses a pupil is marked in on a day. One query."""
    who = [school_id, pupil_id, on, on]
    return [CourseOf(*row) for row in fetch(_COURSES_SQL, [school_id, *who, *who])]
