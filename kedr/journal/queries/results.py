"""What a period's result is decided on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kedr.core.sql import fetch, number
from kedr.journal.access import GRADE_OF_GROUP
from kedr.journal.rules import propose, weighted_mean


@dataclass(frozen=True, slots=True)
class ResultState:
    """A pupil's result in a course and period as it stands, and what the marks propose now."""

    id: int
    final: str
    version: int
    scale: str
    subject_id: int
    grade: int
    class_id: int | None
    is_closed: bool
    teaches: bool
    mean: Decimal | None

    def proposed(self, thresholds: Sequence[Decimal]) -> str:
        return propose(self.mean, thresholds) if self.scale == "five" else ""


# The pupil is in the list on some day of the period, or there is no row at all.
_STATE_SQL = """
SELECT c.scale, c.subject_id, COALESCE(k.grade, {grade}, 0), c.class_id,
  p.closed_at IS NOT NULL OR y.closed_at IS NOT NULL, p.starts_on, p.ends_on,
  EXISTS (SELECT 1 FROM curriculum_courseteacher t WHERE t.school_id = c.school_id AND t.course_id = c.id
          AND t.person_id = %s AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s)),
  r.id, r.final, r.version
FROM curriculum_course c
JOIN schools_period p ON p.school_id = c.school_id AND p.scheme_id = c.scheme_id
JOIN schools_academicyear y ON y.school_id = c.school_id AND y.id = c.year_id
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN journal_periodresult r ON r.school_id = c.school_id AND r.course_id = c.id AND r.period_id = p.id
  AND r.pupil_id = %s
WHERE c.school_id = %s AND c.id = %s AND p.id = %s AND (
  EXISTS (SELECT 1 FROM people_enrolment e WHERE e.school_id = c.school_id AND e.class_id = c.class_id
          AND c.group_id IS NULL AND e.person_id = %s AND e.starts_on < p.ends_on
          AND (e.ends_on IS NULL OR e.ends_on > p.starts_on))
  OR EXISTS (SELECT 1 FROM people_groupmember g WHERE g.school_id = c.school_id AND g.group_id = c.group_id
          AND g.person_id = %s AND g.starts_on < p.ends_on AND (g.ends_on IS NULL OR g.ends_on > p.starts_on)))
"""

# by journal_mark_diary
_MARKS_SQL = """
SELECT m.value, w.weight FROM journal_mark m
JOIN journal_work w ON w.school_id = m.school_id AND w.id = m.work_id
WHERE m.school_id = %s AND m.pupil_id = %s AND m.held_on >= %s AND m.held_on < %s AND w.course_id = %s
"""


def result_state(
    school_id: int, course_id: int, period_id: int, pupil_id: int, person_id: int, on: date
) -> ResultState | None:
    """The state for the writer `person_id`, or None where the pupil has no place in it. Two queries."""
    rows = fetch(
        _STATE_SQL.format(grade=GRADE_OF_GROUP),
        [person_id, on, on, pupil_id, school_id, course_id, period_id, pupil_id, pupil_id],
    )
    if not rows:
        return None
    row = rows[0]
    marks: list[tuple[Any, ...]] = fetch(_MARKS_SQL, [school_id, pupil_id, row[5], row[6], course_id])
    return ResultState(
        id=row[8] or 0,
        final=row[9] or "",
        version=row[10] or 0,
        scale=row[0],
        subject_id=row[1],
        grade=row[2],
        class_id=row[3],
        is_closed=bool(row[4]),
        teaches=bool(row[7]),
        mean=weighted_mean((value, number(weight)) for value, weight in marks),
    )
