"""Home teaching and individual plans of a class: who is freed from what, and what may be chosen."""

from dataclasses import dataclass
from datetime import date, timedelta

from kedr.core.sql import day, fetch
from kedr.journal.queries.freed import freed_words


@dataclass(frozen=True, slots=True)
class FreedLine:
    """A pupil freed by an order: from which courses, from when, until when (the last day, None for no end)."""

    pupil_id: int
    name: str
    kind: str
    words: str
    order_on: date
    starts_on: date
    last_on: date | None
    courses: list[str]


_FREED_SQL = """
SELECT x.pupil_id, p.last_name, p.first_name, x.kind, x.order_no, x.order_on, x.starts_on, x.ends_on, c.title
FROM curriculum_courseexception x
JOIN people_person p ON p.school_id = x.school_id AND p.id = x.pupil_id
JOIN curriculum_course c ON c.school_id = x.school_id AND c.id = x.course_id
WHERE x.school_id = %s AND x.pupil_id IN (SELECT e.person_id FROM people_enrolment e WHERE e.school_id = %s
  AND e.class_id = %s AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s))
ORDER BY p.last_name, p.first_name, x.pupil_id, x.starts_on DESC, c.title
"""


def freed_lines(school_id: int, class_id: int, today: date) -> list[FreedLine]:
    """Who of a class is freed, was or will be, a line for each order. One query."""
    found: dict[tuple[object, ...], FreedLine] = {}
    for pupil_id, last, first, kind, order_no, order_on, starts_on, ends_on, title in fetch(
        _FREED_SQL, [school_id, school_id, class_id, today, today]
    ):
        key = (pupil_id, kind, order_no, starts_on, ends_on)
        if key not in found:
            last_on = day(ends_on) - timedelta(days=1) if ends_on else None
            words = freed_words(kind, order_no)
            found[key] = FreedLine(pupil_id, f"{last} {first}", kind, words, day(order_on), day(starts_on), last_on, [])
        found[key].courses.append(title)
    return list(found.values())


# A course of the class, or of a group of it: not one whose group has one pupil, which is somebody's own.
_COURSES_SQL = """
SELECT c.id, CASE WHEN c.group_id IS NULL THEN c.title ELSE c.title || ', ' || g.name END FROM curriculum_course c
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
WHERE c.school_id = %s AND NOT c.is_extra AND (c.group_id IS NULL AND c.class_id = %s
  OR c.group_id IN (SELECT k.group_id FROM schools_groupclass k WHERE k.school_id = %s AND k.class_id = %s)
  AND (SELECT COUNT(*) FROM people_groupmember m WHERE m.school_id = c.school_id AND m.group_id = c.group_id
    AND m.starts_on <= %s AND (m.ends_on IS NULL OR m.ends_on > %s)) > 1)
ORDER BY c.title, c.id
"""


def common_courses(school_id: int, class_id: int, today: date) -> list[tuple[int, str]]:
    """The courses a class learns together, and those of its groups. One query."""
    rows = fetch(_COURSES_SQL, [school_id, class_id, school_id, class_id, today, today])
    return [(row[0], row[1]) for row in rows]
