"""The lessons of a teacher's day."""

from kedr.core.sql import fetch

# by timetable_lesson_day
_DAY_SQL = """
SELECT o.id FROM timetable_lesson l
JOIN timetable_lesson o ON o.school_id = l.school_id AND o.held_on = l.held_on AND o.teacher_id = l.teacher_id
WHERE l.school_id = %s AND l.id = %s
ORDER BY o.starts_at, o.number, o.id
"""


def beside(school_id: int, lesson_id: int) -> tuple[int, int]:
    """The lessons before and after this one in the day of its teacher; 0 where there is none. One query."""
    day = [row[0] for row in fetch(_DAY_SQL, [school_id, lesson_id])]
    place = day.index(lesson_id) if lesson_id in day else -1
    if place < 0:
        return 0, 0
    return (day[place - 1] if place else 0), (day[place + 1] if place + 1 < len(day) else 0)
