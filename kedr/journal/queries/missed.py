"""How many lessons pupils have had in a period and how many of them they missed: what «н/а» rests on.

Counted are lessons, those to come too, of days when the pupil is in the list and not freed from the course.
"""

from collections.abc import Collection
from datetime import date

from kedr.core.sql import fetch, in_list
from kedr.journal.queries.freed import IS_FREED


def _is_in_list(pupil: str) -> str:
    """Has the pupil in this column the lesson `l` of the course `c`? By the index of a person's classes and groups."""
    return f"""NOT l.is_cancelled AND CASE WHEN c.group_id IS NULL
    THEN EXISTS (SELECT 1 FROM people_enrolment e WHERE e.school_id = c.school_id AND e.person_id = {pupil}
      AND e.class_id = c.class_id AND e.starts_on <= l.held_on AND (e.ends_on IS NULL OR e.ends_on > l.held_on))
    ELSE EXISTS (SELECT 1 FROM people_groupmember g WHERE g.school_id = c.school_id AND g.person_id = {pupil}
      AND g.group_id = c.group_id AND g.starts_on <= l.held_on AND (g.ends_on IS NULL OR g.ends_on > l.held_on)) END
    AND NOT {IS_FREED.format(of="c", course="c.id", pupil=pupil, on="l.held_on")}"""


def lessons_of(pupil: str, starts_on: str, ends_on: str) -> str:
    """The number of the pupil's lessons of the course `c` in [starts_on, ends_on). By timetable_lesson_course."""
    return f"""(SELECT COUNT(*) FROM timetable_lesson l WHERE l.school_id = c.school_id AND l.course_id = c.id
    AND l.held_on >= {starts_on} AND l.held_on < {ends_on} AND {_is_in_list(pupil)})"""


def missed_of(pupil: str, starts_on: str, ends_on: str) -> str:
    """How many of them the pupil missed. By journal_attendance_diary."""
    return f"""(SELECT COUNT(*) FROM journal_attendance a
    JOIN timetable_lesson l ON l.school_id = a.school_id AND l.id = a.lesson_id AND l.course_id = c.id
    WHERE a.school_id = c.school_id AND a.pupil_id = {pupil} AND a.held_on >= {starts_on} AND a.held_on < {ends_on}
      AND a.code IN ('н', 'нп', 'у', 'б') AND {_is_in_list(pupil)})"""


_MISSED_SQL = f"""
SELECT m.course_id, m.pupil_id, {lessons_of("m.pupil_id", "%s", "%s")}, m.missed
FROM (
  SELECT c.id AS course_id, a.pupil_id, COUNT(*) AS missed
  FROM journal_attendance a
  JOIN timetable_lesson l ON l.school_id = a.school_id AND l.id = a.lesson_id
  JOIN curriculum_course c ON c.school_id = l.school_id AND c.id = l.course_id
  WHERE a.school_id = %s AND a.pupil_id IN {{pupils}} AND a.held_on >= %s AND a.held_on < %s
    AND a.code IN ('н', 'нп', 'у', 'б') AND {_is_in_list("a.pupil_id")}
  GROUP BY c.id, a.pupil_id
) m
JOIN curriculum_course c ON c.school_id = %s AND c.id = m.course_id
"""


def missed_lessons(
    school_id: int, pupils: Collection[int], starts_on: date, ends_on: date
) -> dict[tuple[int, int], tuple[int, int]]:
    """The lessons and the missed ones of each (pupil, course) with any missed. One query, or none without pupils."""
    if not pupils:
        return {}
    sql = _MISSED_SQL.format(pupils=in_list(len(pupils)))
    rows = fetch(sql, [starts_on, ends_on, school_id, *pupils, starts_on, ends_on, school_id])
    return {(pupil_id, course_id): (lessons, missed) for course_id, pupil_id, lessons, missed in rows}
