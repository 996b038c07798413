"""Who is not at school today and nobody has said why."""

from dataclasses import dataclass
from datetime import date, time

from kedr.core.sql import clock_time, fetch


@dataclass(frozen=True, slots=True)
class Missing:
    """A pupil's first «н» of a day."""

    pupil_id: int
    first_name: str
    held_on: date
    number: int
    starts_at: time
    title: str


# by timetable_lesson_day, journal_attendance's key; what is known by journal_absence and journal_absencenotice_pupil
_MISSING_SQL = """
SELECT a.pupil_id, p.first_name, l.number, l.starts_at, c.title
FROM timetable_lesson l
JOIN journal_attendance a ON a.school_id = l.school_id AND a.lesson_id = l.id AND a.code = 'н'
JOIN people_person p ON p.school_id = a.school_id AND p.id = a.pupil_id
JOIN curriculum_course c ON c.school_id = l.school_id AND c.id = l.course_id AND NOT c.is_extra
WHERE l.school_id = %s AND l.held_on = %s AND NOT l.is_cancelled
  AND NOT EXISTS (SELECT 1 FROM journal_absencenotice n WHERE n.school_id = l.school_id AND n.pupil_id = a.pupil_id
    AND n.taken_back_at IS NULL AND n.starts_on <= l.held_on AND n.ends_on > l.held_on)
ORDER BY l.starts_at, l.number, a.pupil_id
"""


def missing_today(school_id: int, on: date) -> list[Missing]:
    """The first lesson of a day at which each pupil is not there, by its hour. One query.

    An absence the school knows of has another code than «н», or one of the family's notices.
    """
    found: dict[int, Missing] = {}
    for pupil_id, first_name, number, starts_at, title in fetch(_MISSING_SQL, [school_id, on]):
        found.setdefault(pupil_id, Missing(pupil_id, first_name, on, number, clock_time(starts_at), title))
    return list(found.values())
