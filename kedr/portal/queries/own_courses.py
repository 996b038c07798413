"""«Свои предметы»: the courses that pupils of a class learn alone, and what a new one may be made of."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kedr.core.sql import day, fetch, number
from kedr.core.words import initials


@dataclass(frozen=True, slots=True)
class OwnCourse:
    """A pupil's own course: from whom, how many hours a week, since when and until which day (counted)."""

    course_id: int
    name: str
    title: str
    teacher: str
    hours: Decimal
    starts_on: date
    last_on: date | None


# The groups that have ever had one pupil, of the class today.
_OWN_SQL = """
SELECT c.id, p.last_name, p.first_name, c.title, c.hours, m.starts_on, m.ends_on,
  COALESCE(t.last_name, ''), COALESCE(t.first_name, ''), COALESCE(t.middle_name, '')
FROM people_enrolment e
JOIN people_groupmember m ON m.school_id = e.school_id AND m.person_id = e.person_id
JOIN curriculum_course c ON c.school_id = m.school_id AND c.group_id = m.group_id AND NOT c.is_extra
JOIN people_person p ON p.school_id = e.school_id AND p.id = e.person_id
LEFT JOIN curriculum_courseteacher x ON x.school_id = c.school_id AND x.course_id = c.id AND x.starts_on = m.starts_on
LEFT JOIN people_person t ON t.school_id = x.school_id AND t.id = x.person_id
WHERE e.school_id = %s AND e.class_id = %s AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)
  AND NOT EXISTS (SELECT 1 FROM people_groupmember o WHERE o.school_id = m.school_id AND o.group_id = m.group_id
    AND o.person_id <> m.person_id)
ORDER BY p.last_name, p.first_name, p.id, c.title, m.starts_on
"""


def own_courses(school_id: int, class_id: int, today: date) -> list[OwnCourse]:
    """The own courses of a class's pupils, a line for each stay in one. One query."""
    return [
        OwnCourse(
            course_id=row[0], name=f"{row[1]} {row[2]}", title=row[3], hours=number(row[4]), starts_on=day(row[5]),
            last_on=day(row[6]) - timedelta(days=1) if row[6] else None, teacher=initials(*row[7:]) if row[7] else "",
        )
        for row in fetch(_OWN_SQL, [school_id, class_id, today, today])
    ]  # fmt: skip


_SUBJECTS_SQL = "SELECT id, name FROM curriculum_subject ORDER BY name"
_STAFF_SQL = """
SELECT p.id, p.last_name, p.first_name, p.middle_name FROM people_person p
WHERE p.school_id = %s AND EXISTS (SELECT 1 FROM people_post o WHERE o.school_id = p.school_id AND o.person_id = p.id
  AND o.kind <> 'secretary' AND o.starts_on <= %s AND (o.ends_on IS NULL OR o.ends_on > %s))
ORDER BY p.last_name, p.first_name, p.id
"""


def subjects_to_teach() -> list[tuple[int, str]]:
    """Every subject of the region. One query."""
    return [(row[0], row[1]) for row in fetch(_SUBJECTS_SQL, [])]


def teachers_of_day(school_id: int, on: date) -> list[tuple[int, str]]:
    """Who may teach on a day. One query."""
    return [(row[0], initials(*row[1:])) for row in fetch(_STAFF_SQL, [school_id, on, on])]


# A lesson with something written, or with marks, on the day or after it.
_KEPT_SQL = """
SELECT MAX(l.held_on) FROM timetable_lesson l
WHERE l.school_id = %s AND l.course_id = %s AND l.held_on >= %s AND l.kept_at IS NOT NULL AND NOT l.is_cancelled
"""


def last_kept(school_id: int, course_id: int, since: date) -> date | None:
    """The last day from `since` on that the journal has something written on. One query."""
    ((on,),) = fetch(_KEPT_SQL, [school_id, course_id, since])
    return day(on) if on else None
