"""The lessons of a teacher's day."""

from datetime import date

from kedr.core.actor import Actor, Role
from kedr.core.sql import fetch
from kedr.journal.access import ANSWERS_FOR, answers_for

# by timetable_lesson_day
_DAY_SQL = """
SELECT l.id FROM timetable_lesson l WHERE l.school_id = %s AND l.held_on = %s AND {whose}
ORDER BY l.starts_at, l.number, l.id
"""
_SAME_TEACHER = "l.teacher_id = (SELECT o.teacher_id FROM timetable_lesson o WHERE o.school_id = %s AND o.id = %s)"


def beside(actor: Actor, school_id: int, lesson_id: int, on: date, today: date) -> tuple[int, int]:
    """The lessons before and after this one of the day `on`; 0 where there is none. One query.

    A teacher goes along the lessons they answer for, the office along those of whoever gives this one.
    """
    if actor.role == Role.TEACHER:
        whose, params = ANSWERS_FOR, answers_for(school_id, actor.person_id, today, on)
    else:
        whose, params = _SAME_TEACHER, [school_id, lesson_id]
    day = [row[0] for row in fetch(_DAY_SQL.format(whose=whose), [school_id, on, *params])]
    place = day.index(lesson_id) if lesson_id in day else -1
    if place < 0:
        return 0, 0
    return (day[place - 1] if place else 0), (day[place + 1] if place + 1 < len(day) else 0)
