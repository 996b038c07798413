"""The year's results: the rule proposes, the teacher decides, both are stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kedr.audit.actions import Change, record
from kedr.core import clock, stamps
from kedr.core.actor import Actor
from kedr.core.errors import Refusal
from kedr.core.sql import insert
from kedr.core.tenancy import new_id
from kedr.journal.access import OpenCourse
from kedr.journal.actions.write import upsert
from kedr.journal.queries.year import PupilYear, YearSheet, year_sheet
from kedr.journal.rules import (
    MEMBERSHIP,
    RIGHT,
    Locks,
    No,
    Verdict,
    check_result,
    judge,
    judge_lock,
)
from kedr.journal.rules.year import YEAR_KINDS, year_scale

_COLUMNS = ("school_id", "id", "course_id", "pupil_id", "kind", "proposed", "final", "version", "set_at", "set_by")


class NotYours(Refusal):
    """Somebody else keeps this journal."""

    code = "right"


@dataclass(frozen=True, slots=True)
class Wish:
    """A result wanted: empty `value` takes it back. `base` is the version its writer saw."""

    pupil_id: int
    kind: str
    value: str
    base: int


@dataclass(frozen=True, slots=True)
class Undone:
    """A wish that was not fulfilled, and why."""

    wish: Wish
    sentence: str


@transaction.atomic
def decide_year(*, actor: Actor, at: datetime, course: OpenCourse, wishes: Sequence[Wish]) -> list[Undone]:
    """Decide results of the year, each by itself: one that cannot be never stops the rest. Returns those that cannot.

    Raises NotYours.
    """
    if not course.can_write:
        raise NotYours(RIGHT.sentence)
    today = clock.day_of(at)
    known = {pupil.id for pupil in year_sheet(course, today).pupils}
    touched = {(stamps.PUPIL, wish.pupil_id) for wish in wishes if wish.pupil_id in known}
    stamps.bump(course.school_id, [(stamps.COURSE, course.id), *touched])  # the lock: what is read below stands
    sheet = year_sheet(course, today)
    pupils = {pupil.id: pupil for pupil in sheet.pupils}
    rows, changes, undone = [], [], []
    for wish in wishes:
        pupil = pupils.get(wish.pupil_id)
        refused = _refusal(sheet, course, pupil, wish)
        if refused or pupil is None:
            undone.append(Undone(wish, (refused or MEMBERSHIP).sentence))
            continue
        cell = pupil.cells[wish.kind]
        match judge(cell.final, cell.version, wish.value, wish.base):
            case Verdict.CONFLICT:
                said = f"уже стоит «{cell.final}»" if cell.final else "отметку уже убрали"
                undone.append(Undone(wish, f"Пока вы решали, {said}. Проверьте и сохраните ещё раз."))
            case Verdict.WRITE:
                rows.append(
                    (
                        course.school_id, new_id(), course.id, pupil.id, wish.kind, cell.proposed, wish.value,
                        cell.version + 1, at, actor.person_id,
                    )
                )  # fmt: skip
                after = {"kind": wish.kind, "final": wish.value, "proposed": cell.proposed}
                changes.append(Change("year.decide", "course", course.id, cell.final, after, about_id=pupil.id))
    insert("journal_yearresult", _COLUMNS, rows, after=upsert(_COLUMNS, "course_id", "pupil_id", "kind"))
    record(actor=actor, at=at, school_id=course.school_id, changes=changes)
    return undone


def _refusal(sheet: YearSheet, course: OpenCourse, pupil: PupilYear | None, wish: Wish) -> No | None:
    if pupil is None:
        return MEMBERSHIP
    locked = judge_lock(Locks(sheet.closing, is_pupil_closed=pupil.is_closed))
    if locked:
        return locked
    if wish.kind not in sheet.kinds:
        return No("value", f"В этом классе такой отметки нет: {YEAR_KINDS.get(wish.kind, wish.kind[:10])}.")
    return check_result(wish.value, year_scale(wish.kind, course.scale))
