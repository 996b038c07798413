"""What the results of periods are decided on."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from kedr.core.sql import day, fetch, in_list, number
from kedr.journal.access import GRADE_OF_GROUP
from kedr.journal.queries.locks import CLOSING_OF_PERIOD, OPENED_OF_PERIOD, pupil_closed
from kedr.journal.rules import counted, debts_until, propose, weighted_mean
from kedr.schools.rules import OVERDUE_DEBT, Regulations, level_of

type ResultKey = tuple[int, int, int]  # course, period, pupil
type Given = tuple[str, Decimal, date | None]  # a mark, its weight, by when (of a debt)


@dataclass(frozen=True, slots=True)
class ResultState:
    """A pupil's result in a course and period as it stands, and what the marks propose now."""

    id: int
    final: str
    version: int
    scale: str
    subject_id: int
    grade: int
    closing: str  # what is closed: see rules.Locks
    is_opened: bool
    is_pupil_closed: bool
    is_begun: bool
    last_on: date  # of the period: its thresholds are those of this day
    teaches: bool
    mean: Decimal | None

    def proposed(self, thresholds: Sequence[Decimal]) -> str:
        return propose(self.mean, thresholds, self.scale)


# The pupil is in the list on some day of the period, or there is no row at all.
_STATES_SQL = f"""
SELECT c.id, p.id, n.id, r.id, r.final, r.version, c.scale, c.subject_id, COALESCE(k.grade, {GRADE_OF_GROUP}, 0),
  {CLOSING_OF_PERIOD}, {OPENED_OF_PERIOD}, {pupil_closed("n.id", "c.year_id", of="c")}, p.starts_on, p.ends_on,
  EXISTS (SELECT 1 FROM curriculum_courseteacher t WHERE t.school_id = c.school_id AND t.course_id = c.id
          AND t.person_id = %s AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s))
FROM curriculum_course c
JOIN schools_period p ON p.school_id = c.school_id AND p.scheme_id = c.scheme_id
JOIN people_person n ON n.school_id = c.school_id
JOIN schools_academicyear y ON y.school_id = c.school_id AND y.id = c.year_id
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN journal_periodresult r ON r.school_id = c.school_id AND r.course_id = c.id AND r.period_id = p.id
  AND r.pupil_id = n.id
WHERE c.school_id = %s AND c.id IN {{courses}} AND p.id IN {{periods}} AND n.id IN {{pupils}} AND (
  EXISTS (SELECT 1 FROM people_enrolment e WHERE e.school_id = c.school_id AND e.class_id = c.class_id
          AND c.group_id IS NULL AND e.person_id = n.id AND e.starts_on < p.ends_on
          AND (e.ends_on IS NULL OR e.ends_on > p.starts_on))
  OR EXISTS (SELECT 1 FROM people_groupmember g WHERE g.school_id = c.school_id AND g.group_id = c.group_id
          AND g.person_id = n.id AND g.starts_on < p.ends_on AND (g.ends_on IS NULL OR g.ends_on > p.starts_on)))
"""

# by journal_mark_diary; marks brought from elsewhere by journal_broughtmark_pupil
_MARKS_SQL = """
SELECT c.id, p.id, m.pupil_id, m.value, w.weight, m.due_on
FROM curriculum_course c
JOIN schools_period p ON p.school_id = c.school_id AND p.scheme_id = c.scheme_id
JOIN journal_mark m ON m.school_id = c.school_id AND m.held_on >= p.starts_on AND m.held_on < p.ends_on
JOIN journal_work w ON w.school_id = m.school_id AND w.id = m.work_id AND w.course_id = c.id
WHERE c.school_id = %s AND c.id IN {courses} AND p.id IN {periods} AND m.pupil_id IN {pupils}
UNION ALL
SELECT c.id, p.id, b.pupil_id, b.value, b.weight, NULL
FROM curriculum_course c
JOIN schools_period p ON p.school_id = c.school_id AND p.scheme_id = c.scheme_id
JOIN journal_broughtmark b ON b.school_id = c.school_id AND b.course_id = c.id AND b.held_on >= p.starts_on
  AND b.held_on < p.ends_on
WHERE c.school_id = %s AND c.id IN {courses} AND p.id IN {periods} AND b.pupil_id IN {pupils}
"""


def result_states(
    school_id: int, keys: Collection[ResultKey], person_id: int, on: date, at: datetime, local: Regulations
) -> dict[ResultKey, ResultState]:
    """The states for the writer `person_id`; a pupil who has no place in the course is absent. Two queries, or none."""
    if not keys:
        return {}
    courses, periods, pupils = (sorted(set(ids)) for ids in zip(*keys, strict=True))
    lists = {"courses": in_list(len(courses)), "periods": in_list(len(periods)), "pupils": in_list(len(pupils))}
    named = [school_id, *courses, *periods, *pupils]
    marks: dict[ResultKey, list[Given]] = defaultdict(list)
    for *key, value, weight, due_on in fetch(_MARKS_SQL.format(**lists), named * 2):
        marks[key[0], key[1], key[2]].append((value, number(weight), day(due_on) if due_on else None))
    return {
        (course_id, period_id, pupil_id): ResultState(
            id=row_id or 0,
            final=final or "",
            version=version or 0,
            scale=scale,
            subject_id=subject_id,
            grade=grade,
            closing=closing,
            is_opened=bool(is_opened),
            is_pupil_closed=bool(is_pupil_closed),
            is_begun=day(starts_on) <= on,
            last_on=day(ends_on) - timedelta(days=1),
            teaches=bool(teaches),
            mean=_mean(
                marks[course_id, period_id, pupil_id], scale, on, day(ends_on), local, level_of(grade), subject_id
            ),
        )
        for (
            course_id, period_id, pupil_id, row_id, final, version, scale, subject_id, grade, closing, is_opened,
            is_pupil_closed, starts_on, ends_on, teaches,
        ) in fetch(_STATES_SQL.format(**lists), [at, person_id, on, on, *named])
    }  # fmt: skip


def _mean(
    marks: Collection[Given], scale: str, on: date, ends_on: date, local: Regulations, level: int, subject_id: int
) -> Decimal | None:
    """The mean by the regulations of the period's last day, or of today while it runs."""
    last = min(on, ends_on - timedelta(days=1))
    counts = local.get(OVERDUE_DEBT, level=level, subject_id=subject_id, on=last)
    until = debts_until(on, ends_on, counts=counts)
    return weighted_mean((counted(value, due_on, until, scale), weight) for value, weight, due_on in marks)
