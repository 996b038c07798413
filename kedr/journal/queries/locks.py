"""What may lock the journal, as parts of the statements that read it. `rules.judge_lock` judges what these tell.

All are of a course `c` and its year `y`; those of a day are of a lesson `l`, those of a period `p` of the results.
"""

from collections.abc import Collection
from datetime import date, datetime

from kedr.core.sql import fetch, in_list
from kedr.journal.access import GRADE_OF_GROUP
from kedr.journal.rules import Locks, is_late
from kedr.schools.rules import EDIT_WINDOW, Regulations, level_of


def closing(on: str = "l.held_on") -> str:
    """ "year", "course", "period", empty for an open period, NULL on a day outside all periods."""
    return f"""CASE WHEN y.closed_at IS NOT NULL THEN 'year' ELSE (
    SELECT MAX(CASE WHEN cz.id IS NOT NULL THEN 'course' WHEN q.closed_at IS NULL THEN '' ELSE 'period' END)
    FROM schools_period q
    LEFT JOIN journal_courseclosing cz ON cz.school_id = q.school_id AND cz.course_id = c.id
    WHERE q.school_id = c.school_id AND q.scheme_id = c.scheme_id AND q.starts_on <= {on} AND q.ends_on > {on}) END"""


def opened(on: str = "l.held_on", lesson: str = "l.id") -> str:
    """Is there a window of the day's period, or of the lesson itself? First parameter: the instant.

    By journal_opening_course.
    """
    return f"""EXISTS (SELECT 1 FROM journal_opening o
    JOIN schools_period op ON op.school_id = o.school_id AND op.id = o.period_id
    WHERE o.school_id = c.school_id AND o.course_id = c.id AND o.ends_at > %s
      AND (o.lesson_id = {lesson} OR (o.lesson_id IS NULL AND op.starts_on <= {on} AND op.ends_on > {on})))"""


CLOSING_OF_PERIOD = """CASE WHEN y.closed_at IS NOT NULL THEN 'year'
    WHEN EXISTS (SELECT 1 FROM journal_courseclosing cz WHERE cz.school_id = c.school_id AND cz.course_id = c.id)
      THEN 'course'
    WHEN p.closed_at IS NOT NULL THEN 'period' ELSE '' END"""

# A window of the period itself: one of a lesson does not open results. Parameter: the instant.
OPENED_OF_PERIOD = """EXISTS (SELECT 1 FROM journal_opening o WHERE o.school_id = c.school_id AND o.course_id = c.id
    AND o.period_id = p.id AND o.lesson_id IS NULL AND o.ends_at > %s)"""


def pupil_closed(pupil: str, year: str, of: str) -> str:
    """Is the year of the pupil in this column closed? `of` is the table whose school it is."""
    return f"""EXISTS (SELECT 1 FROM journal_pupilclosing pz WHERE pz.school_id = {of}.school_id
    AND pz.pupil_id = {pupil} AND pz.year_id = {year})"""


# Of courses on one day, whether or not there is a lesson yet.
_DAY_SQL = f"""
SELECT c.id, {closing("%s")}, {opened("%s", "0")}, c.subject_id, COALESCE(k.grade, {GRADE_OF_GROUP}, 0)
FROM curriculum_course c
JOIN schools_academicyear y ON y.school_id = c.school_id AND y.id = c.year_id
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
WHERE c.school_id = %s AND c.id IN {{courses}}
"""
_PUPIL_SQL = f"""
SELECT c.id FROM curriculum_course c
WHERE c.school_id = %s AND c.id IN {{courses}} AND {pupil_closed("%s", "c.year_id", of="c")}
"""


def locks_of_day(
    school_id: int, course_ids: Collection[int], pupil_id: int, on: date, at: datetime, today: date, local: Regulations
) -> dict[int, Locks]:
    """What locks a pupil's cells of these courses on a day, for whoever writes many at once. Two queries."""
    courses = in_list(len(course_ids))
    closed = {row[0] for row in fetch(_PUPIL_SQL.format(courses=courses), [school_id, *course_ids, pupil_id])}
    found = {}
    for course_id, closes, is_opened, subject_id, grade in fetch(
        _DAY_SQL.format(courses=courses), [on, on, at, on, on, school_id, *course_ids]
    ):
        days = local.get(EDIT_WINDOW, level=level_of(grade), subject_id=subject_id)
        found[course_id] = Locks(
            closes, is_opened=bool(is_opened), is_late=is_late(on, days, today), is_pupil_closed=course_id in closed
        )
    return found
