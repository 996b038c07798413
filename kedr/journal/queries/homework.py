"""What setting homework is judged by: the due lesson, the last bell, what one pupil has; and the load of a day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from kedr.core.sql import clock_time, day, fetch, in_list
from kedr.core.words import day_month
from kedr.journal.access import OpenCourse
from kedr.journal.queries.context import HomeworkState, homework_state
from kedr.journal.rules.homework import DayLoad, Task, day_load, norm_of
from kedr.schools.queries import regulations
from kedr.schools.rules import HOMEWORK_NORM, level_of

# The classes of a course `c`: its own, or those its group takes pupils from.
_CLASSES = """(SELECT c.class_id WHERE c.class_id IS NOT NULL AND c.group_id IS NULL
    UNION SELECT gc.class_id FROM schools_groupclass gc
    WHERE gc.school_id = c.school_id AND gc.group_id = c.group_id)"""


@dataclass(frozen=True, slots=True)
class Due:
    """The lesson homework is due by: none where there is no such lesson."""

    lesson_id: int | None
    on: date | None
    is_cancelled: bool
    last_bell: time  # of the class, on the day of the lesson it is set at


# the next lesson by timetable_lesson_course, the day's last bell by timetable_lesson_day
_DUE_SQL = f"""
SELECT n.id, n.held_on, n.is_cancelled, COALESCE((
  SELECT MAX(b.ends_at) FROM timetable_lesson b
  JOIN curriculum_course bc ON bc.school_id = b.school_id AND bc.id = b.course_id
  WHERE b.school_id = l.school_id AND b.held_on = l.held_on AND NOT b.is_cancelled AND NOT bc.is_extra
    AND (bc.group_id IS NULL AND bc.class_id IN {_CLASSES}
      OR bc.group_id IN (SELECT bg.group_id FROM schools_groupclass bg
        WHERE bg.school_id = l.school_id AND bg.class_id IN {_CLASSES}))
), l.ends_at)
FROM timetable_lesson l
JOIN curriculum_course c ON c.school_id = l.school_id AND c.id = l.course_id
LEFT JOIN timetable_lesson n ON n.school_id = l.school_id AND n.course_id = l.course_id
  AND (n.held_on > l.held_on OR (n.held_on = l.held_on AND n.number > l.number)) AND {{which}}
WHERE l.school_id = %s AND l.id = %s
ORDER BY n.held_on, n.number LIMIT 1
"""


def due_lesson(school_id: int, lesson_id: int, due_id: int | None) -> Due:
    """The later lesson of the same course: the named one, or (None) the next that is held. One query."""
    which = "n.id = %s" if due_id else "NOT n.is_cancelled"
    named = [due_id] if due_id else []
    ((next_id, on, is_cancelled, bell),) = fetch(_DUE_SQL.format(which=which), [*named, school_id, lesson_id])
    return Due(next_id, day(on) if on else None, bool(is_cancelled), clock_time(bell))


_PERSONAL_SQL = """
SELECT h.lesson_id, h.pupil_id, h.id, h.text, h.due_lesson_id, h.version, COALESCE(h.minutes, 0), h.set_at, h.is_late
FROM journal_homework h
WHERE h.school_id = %s AND h.lesson_id IN {lessons} AND h.pupil_id IN {pupils}
"""


def personal_homework(
    school_id: int, lesson_ids: Collection[int], pupil_ids: Collection[int]
) -> dict[tuple[int, int], HomeworkState]:
    """What stands for these pupils alone, by lesson and pupil. One query, by journal_homework_once."""
    sql = _PERSONAL_SQL.format(lessons=in_list(len(lesson_ids)), pupils=in_list(len(pupil_ids)))
    rows = fetch(sql, [school_id, *lesson_ids, *pupil_ids])
    return {(row[0], row[1]): homework_state(row[2:]) for row in rows}


# --- the load of a day


@dataclass(frozen=True, slots=True)
class Load:
    """What others ask of a class for a day, as the lesson card shows it beside the norm."""

    to_day: str  # «К четвергу, 12 ноября,»
    class_name: str
    own: str  # the subject of the journal itself
    norm: int
    parts: tuple[tuple[str, int], ...]
    unsaid: int


_DAYS = ("понедельнику", "вторнику", "среде", "четвергу", "пятнице", "субботе", "воскресенью")

# Every homework due on a day of the classes of a course, but for the one set at the lesson asked about; a row a class.
# By journal_homework_due.
_LOAD_SQL = f"""
SELECT k.id, k.name, k.grade, o.id, o.subject_id, s.short_name, COALESCE(o.group_id, 0), COALESCE(h.minutes, 0), h.id
FROM curriculum_course c
JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id IN {_CLASSES}
JOIN curriculum_course o ON o.school_id = c.school_id AND o.year_id = c.year_id
  AND (o.group_id IS NULL AND o.class_id = k.id OR o.group_id IN (SELECT g.group_id FROM schools_groupclass g
    WHERE g.school_id = k.school_id AND g.class_id = k.id))
JOIN curriculum_subject s ON s.id = o.subject_id
LEFT JOIN journal_homework h ON h.school_id = o.school_id AND h.course_id = o.id AND h.due_on = %s
  AND h.pupil_id = 0 AND h.text <> '' AND h.lesson_id <> %s
WHERE c.school_id = %s AND c.id = %s
"""
_DUE_DAY_SQL = "SELECT held_on FROM timetable_lesson WHERE school_id = %s AND id = %s AND course_id = %s"


def load_of_day(course: OpenCourse, lesson_id: int, due_id: int, today: date) -> Load | None:
    """What the class has by the day of the due lesson, beside homework set at this lesson; of several classes the one
    that has most. None for a lesson that is not the course's. Three queries.
    """
    days = fetch(_DUE_DAY_SQL, [course.school_id, due_id, course.id])
    if not days:
        return None
    on = day(days[0][0])
    tasks: dict[tuple[int, str, int], dict[int, Task]] = {}
    own_subject = ""
    for class_id, name, grade, course_id, subject_id, subject, group_id, minutes, homework_id in fetch(
        _LOAD_SQL, [on, lesson_id, course.school_id, course.id]
    ):
        own = tasks.setdefault((class_id, name, grade), {})
        if course_id == course.id:
            own_subject = subject
        # another group of the same subject is not these pupils'
        is_parallel = course.group_id and group_id not in (0, course.group_id) and subject_id == course.subject_id
        if homework_id and not is_parallel:
            own[homework_id] = Task(course_id, subject, group_id, minutes)
    local = regulations(course.school_id, today)
    loads = [
        _said(day_load(own.values()), key, local.get(HOMEWORK_NORM, level=level_of(key[2])), on, own_subject)
        for key, own in tasks.items()
    ]
    return max(loads, key=lambda load: sum(part[1] for part in load.parts) - load.norm, default=None)


def _said(load: DayLoad, school_class: tuple[int, str, int], norms: Any, on: date, own: str) -> Load:
    _, name, grade = school_class
    return Load(
        f"{'Ко' if on.weekday() == 1 else 'К'} {_DAYS[on.weekday()]}, {day_month(on)},",
        name, own, norm_of(grade, norms), load.parts, load.unsaid,
    )  # fmt: skip
