"""The reason of an absence: the subject teacher says «н», the class teacher finds out why."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from kedr.audit.actions import Change, record
from kedr.core import clock, stamps
from kedr.core.actor import Actor, Role
from kedr.core.errors import NotFound, Refusal
from kedr.core.sql import day, fetch, in_list
from kedr.journal import rules
from kedr.journal.access import GRADE_OF_GROUP
from kedr.journal.models import Attendance
from kedr.journal.queries.locks import closing, opened, pupil_closed
from kedr.journal.rules import REASONS, Locks, No
from kedr.schools.queries import regulations
from kedr.schools.rules import REASON_WINDOW, level_of

UNKNOWN = "н"

type Row = tuple[Any, ...]


class NothingToExplain(Refusal):
    """No absence in these days waits for this reason."""

    code = "nothing"


class ClosedPeriod(Refusal):
    """All of them are locked: the sentence says by what."""

    code = "closed"


class UnknownReason(Refusal):
    """Not one of the reasons."""

    code = "value"


# The pupil's absences on days when the actor answers for the class the pupil was in: its class teacher today, or the
# deputy head (%s is 1). By journal_attendance_diary, then primary and unique keys.
_ABSENCES_SQL = f"""
SELECT a.id, a.lesson_id, l.course_id, a.code, {closing()}, {opened()},
  {pupil_closed("a.pupil_id", "c.year_id", of="a")}, l.held_on, c.subject_id, COALESCE(k.grade, {GRADE_OF_GROUP}, 0)
FROM journal_attendance a
JOIN timetable_lesson l ON l.school_id = a.school_id AND l.id = a.lesson_id
JOIN curriculum_course c ON c.school_id = l.school_id AND c.id = l.course_id
JOIN schools_academicyear y ON y.school_id = c.school_id AND y.id = c.year_id
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
WHERE a.school_id = %s AND a.pupil_id = %s AND a.held_on >= %s AND a.held_on < %s AND a.code IN {{codes}}
  AND EXISTS (SELECT 1 FROM people_enrolment e
    LEFT JOIN people_classteacher t ON t.school_id = e.school_id AND t.class_id = e.class_id AND t.person_id = %s
      AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s)
    WHERE e.school_id = %s AND e.person_id = a.pupil_id
      AND e.starts_on <= a.held_on AND (e.ends_on IS NULL OR e.ends_on > a.held_on)
      AND (t.id IS NOT NULL OR %s = 1))
ORDER BY a.id
"""


@transaction.atomic
def set_absence_reason(
    *,
    actor: Actor,
    at: datetime,
    school_id: int,
    pupil_id: int,
    code: str,
    starts_on: date,
    ends_on: date,
    why: str = "",
) -> int:
    """Give every unexplained «н» of a pupil in [starts_on, ends_on) its reason; how many lessons it was.

    `code` is «б», «у» or «нп»; «н» takes the reasons of these days back. Only the class teacher of the class the pupil
    was in, or the deputy head: others get NotFound. What a lock holds stays; through a window only with `why`. Raises
    UnknownReason, NothingToExplain, ClosedPeriod.
    """
    if actor.school_id != school_id or actor.role not in (Role.TEACHER, Role.DEPUTY_HEAD):
        raise NotFound("Ученика нет.")
    if code not in REASONS | {UNKNOWN}:
        raise UnknownReason("Выберите причину: болезнь, уважительная или без уважительной причины.")
    scope = (actor, at, school_id, pupil_id, starts_on, ends_on)
    wanted = sorted(REASONS) if code == UNKNOWN else [UNKNOWN]
    # As with all writes of the journal: the stamps lock the pages first, and what is read after that is what stands.
    courses = {row[2] for row in _absences(*scope, wanted)}
    stamps.bump(school_id, {(stamps.PUPIL, pupil_id), *((stamps.COURSE, course) for course in courses)})
    rows = [row for row in _absences(*scope, wanted) if row[2] in courses]
    if not rows:
        raise NothingToExplain("В эти дни таких пропусков нет. Проверьте даты.")
    locked = locked_reasons(school_id, [row[4:] for row in rows], clock.day_of(at), why.strip())
    still_open = [row for row, lock in zip(rows, locked, strict=True) if lock is None]
    if not still_open:
        raise ClosedPeriod(next(lock.sentence for lock in locked if lock))
    Attendance.objects.in_school(school_id).filter(id__in=[row[0] for row in still_open]).update(
        code=code, version=F("version") + 1, set_at=at, set_by=actor.person_id, absence_id=None
    )
    changes = [
        Change(
            "attendance.reason", "attendance", row[0], before=row[3], after=code, about_id=row[1], reason=why.strip()
        )
        for row in still_open
    ]
    record(actor=actor, at=at, school_id=school_id, changes=changes)
    return len(still_open)


def locked_reasons(school_id: int, rows: Sequence[Row], today: date, why: str) -> list[No | None]:
    """What keeps each absence from its reason: the locks of all cells, with a window of its own.

    A row: closing, is there a window, is the pupil closed, the day, subject and grade.
    """
    local = regulations(school_id, today)
    found: list[No | None] = []
    for closes, is_opened, is_pupil_closed, held_on, subject_id, grade in rows:
        days = local.get(REASON_WINDOW, level=level_of(grade), subject_id=subject_id)
        late = rules.is_late(day(held_on), days, today)
        locks = Locks(closes, is_opened=bool(is_opened), is_late=late, is_pupil_closed=bool(is_pupil_closed))
        refused = rules.judge_lock(locks)
        if refused is None and rules.wants_reason(locks) and not why:
            refused = rules.REASON
        found.append(rules.LATE_REASON if refused is rules.WINDOW else refused)
    return found


def _absences(
    actor: Actor, at: datetime, school_id: int, pupil_id: int, starts_on: date, ends_on: date, codes: Sequence[str]
) -> list[Row]:
    office, today = int(actor.role == Role.DEPUTY_HEAD), clock.day_of(at)
    return fetch(
        _ABSENCES_SQL.format(codes=in_list(len(codes))),
        [
            at, school_id, pupil_id, starts_on, ends_on, *codes,
            actor.person_id, today, today, school_id, office,
        ],
    )  # fmt: skip
