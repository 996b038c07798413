"""Lessons that are given together: a combined class (класс-комплект), or lessons joined for a day (совмещение)."""

from dataclasses import dataclass
from datetime import date

from kedr.core.sql import fetch
from kedr.journal.access import OpenCourse


@dataclass(frozen=True, slots=True)
class Together:
    """A journal, or a lesson of one, that its teacher keeps at the same time; `name` tells it from the others."""

    id: int
    name: str
    is_here: bool
    period: int | None = None  # to open it in, where it has the same ones


# Slots of the plan in force by timetable_planslot_once and _hour: the same hour, room and teacher.
_COURSES_SQL = """
SELECT DISTINCT c.id, c.title, COALESCE(g.name, k.name, ''), c.scheme_id, COALESCE(k.grade, 99)
FROM timetable_weekplan w
JOIN timetable_planslot a ON a.school_id = w.school_id AND a.plan_id = w.id AND a.course_id = %s
JOIN timetable_planslot b ON b.school_id = a.school_id AND b.plan_id = a.plan_id AND b.weekday = a.weekday
  AND b.number = a.number AND b.shift = a.shift AND b.room_id = a.room_id AND b.course_id <> a.course_id
JOIN curriculum_courseteacher t ON t.school_id = a.school_id AND t.course_id = a.course_id
  AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s)
JOIN curriculum_courseteacher u ON u.school_id = b.school_id AND u.course_id = b.course_id
  AND u.person_id = t.person_id AND u.starts_on <= %s AND (u.ends_on IS NULL OR u.ends_on > %s)
JOIN curriculum_course c ON c.school_id = b.school_id AND c.id = b.course_id
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
WHERE w.school_id = %s AND w.starts_on <= %s AND w.ends_on > %s
"""


def courses_together(course: OpenCourse, period_id: int, on: date) -> list[Together]:
    """The journals of a combined class with this one among them, by class; empty for any other. One query where the
    hours are shared, or none."""
    if not (course.can_write and course.shares_hours):
        return []
    rows = fetch(_COURSES_SQL, [course.id, on, on, on, on, course.school_id, on, on])
    if not rows:
        return []
    own = (course.id, course.title, course.whose, course.scheme_id, course.grade)
    found = sorted([own, *rows], key=lambda row: (row[4], row[2], row[1]))
    return [
        Together(
            id, _name(whose, title, course.title), id == course.id, period_id if scheme == course.scheme_id else None
        )
        for id, title, whose, scheme, _ in found
    ]


# by timetable_lesson_day; of a joined lesson the room is the host's
_LESSONS_SQL = """
SELECT o.id, c.title, COALESCE(g.name, k.name, ''), COALESCE(k.grade, 99)
FROM timetable_lesson l
JOIN timetable_lesson o ON o.school_id = l.school_id AND o.held_on = l.held_on AND o.starts_at = l.starts_at
  AND o.teacher_id = l.teacher_id AND o.room_id = l.room_id AND NOT o.is_cancelled
JOIN curriculum_course c ON c.school_id = o.school_id AND c.id = o.course_id
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
WHERE l.school_id = %s AND l.id = %s ORDER BY 4, 3, 2
"""


def lessons_together(course: OpenCourse, lesson_id: int) -> list[Together]:
    """The lessons one teacher gives at one time in one room, this one among them; empty where it is alone. One query,
    or none for who does not write in it."""
    if not (course.can_write or course.stands_in):
        return []
    rows = fetch(_LESSONS_SQL, [course.school_id, lesson_id])
    if len(rows) < 2:
        return []
    return [Together(id, _name(whose, title, course.title), id == lesson_id) for id, title, whose, _ in rows]


def _name(whose: str, title: str, beside: str) -> str:
    """«3 класс», «8А»; with the subject where it is another one."""
    name = f"{whose} класс" if whose.isdigit() else whose
    return name if title == beside else f"{name}, {title}"
