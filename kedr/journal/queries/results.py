"""What the results of periods are decided on."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from kedr.core.sql import day, fetch, in_list, number
from kedr.journal.access import GRADE_OF_GROUP
from kedr.journal.queries.locks import CLOSING_OF_PERIOD, OPENED_OF_PERIOD, pupil_closed
from kedr.journal.queries.missed import lessons_of, missed_of
from kedr.journal.rules import counted, debts_until
from kedr.journal.rules.proposals import Proposal, norm_of, propose_result
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
    closing: str  # what is closed: see rules.Locks
    is_opened: bool
    is_pupil_closed: bool
    is_deferred: bool  # put off: the closing of its period does not lock it yet
    is_begun: bool
    teaches: bool
    proposal: Proposal


# The pupil is in the list on some day of the period, or there is no row at all.
_STATES_SQL = f"""
SELECT c.id, p.id, n.id, c.scale, c.subject_id, c.hours, COALESCE(k.grade, {GRADE_OF_GROUP}, 0), p.starts_on, p.ends_on,
  {lessons_of("n.id", "p.starts_on", "p.ends_on")}, {missed_of("n.id", "p.starts_on", "p.ends_on")},
  r.id, r.final, r.version,
  {CLOSING_OF_PERIOD}, {OPENED_OF_PERIOD}, {pupil_closed("n.id", "c.year_id", of="c")},
  EXISTS (SELECT 1 FROM journal_deferral d WHERE d.school_id = c.school_id AND d.course_id = c.id AND d.period_id = p.id
          AND d.pupil_id = n.id AND d.until_on >= %s),
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
    for course_id, period_id, pupil_id, value, weight, due_on in fetch(_MARKS_SQL.format(**lists), named * 2):
        marks[course_id, period_id, pupil_id].append((value, number(weight), day(due_on) if due_on else None))
    states: dict[ResultKey, ResultState] = {}
    for row in fetch(_STATES_SQL.format(**lists), [at, on, person_id, on, on, *named]):
        course_id, period_id, pupil_id, *course = row[:11]
        row_id, final, version, closing, is_opened, is_pupil_closed, is_deferred, teaches = row[11:]
        states[course_id, period_id, pupil_id] = ResultState(
            id=row_id or 0,
            final=final or "",
            version=version or 0,
            scale=course[0],
            closing=closing,
            is_opened=bool(is_opened),
            is_pupil_closed=bool(is_pupil_closed),
            is_deferred=bool(is_deferred),
            is_begun=day(course[4]) <= on,
            teaches=bool(teaches),
            proposal=_proposal(marks[course_id, period_id, pupil_id], course, on, local),
        )
    return states


def _proposal(marks: Collection[Given], course: Sequence[Any], on: date, local: Regulations) -> Proposal:
    """What the marks propose by the regulations of the period's last day, or of today while it runs."""
    scale, subject_id, hours, grade, _, ends, lessons, missed = course
    ends_on, level = day(ends), level_of(grade)
    last = min(on, ends_on - timedelta(days=1))
    counts = local.get(OVERDUE_DEBT, level=level, subject_id=subject_id, on=last)
    until = debts_until(on, ends_on, counts=counts)
    said = [(counted(value, due_on, until, scale), weight) for value, weight, due_on in marks]
    norm = norm_of(local, scale, number(hours), level=level, subject_id=subject_id, on=last)
    return propose_result(said, lessons, missed, norm)
