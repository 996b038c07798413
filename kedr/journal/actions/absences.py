"""Absences known as a whole: written once, they spread over the lessons of their days as the days come."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from kedr.audit.actions import Change, record
from kedr.core import stamps
from kedr.core.actor import Actor
from kedr.core.clock import day_of
from kedr.core.errors import Refusal
from kedr.core.sql import insert
from kedr.core.tenancy import new_id
from kedr.core.words import day_month
from kedr.curriculum.models import Subject
from kedr.journal.access import absence_to_keep, pupil_to_excuse, rules_to_keep
from kedr.journal.actions.reasons import UNKNOWN, locked_reasons
from kedr.journal.actions.write import ATTENDANCE, upsert
from kedr.journal.models import Absence
from kedr.journal.queries.absences import Cell, cells_of
from kedr.journal.rules.absence import check_absence, code_for
from kedr.schools.models import SchoolClass

LOOK_BACK = timedelta(days=7)  # lessons that came late into the timetable, «н» written some days after


class WrongAbsence(Refusal):
    """An absence that cannot be; `field` names the input."""

    code = "wrong_absence"

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose absence: a pupil, or a class, grades, the whole school (all empty)."""

    pupil_id: int | None = None
    class_id: int | None = None
    grades: tuple[int, int] | None = None

    @property
    def is_wide(self) -> bool:
        return self.pupil_id is None


@dataclass(frozen=True, slots=True)
class Spread:
    """What became of the lessons that have come: how many got the code, how many a lock kept as they are."""

    id: int
    lessons: int
    locked: int


@dataclass(frozen=True, slots=True)
class _Put:
    """A code to be put into a cell, or taken out of it (empty)."""

    cell: Cell
    code: str
    was_missed: bool


_COLUMNS = (*ATTENDANCE, "was_missed")


@transaction.atomic
def record_absence(
    *,
    actor: Actor,
    at: datetime,
    school_id: int,
    whose: Whose,
    starts_on: date,
    ends_on: date,
    code: str,
    basis: str,
    subject_id: int | None = None,
) -> Spread:
    """Write an absence on [starts_on, ends_on) and give its code to the lessons that have come; later ones get theirs
    in the night before.

    A pupil's is written by the class teacher and the deputy head, one of a class or more by the deputy head and the
    head. Raises NotFound, WrongAbsence.
    """
    basis = " ".join(basis.split())
    if whose.pupil_id is None:
        rules_to_keep(actor, school_id)
    else:
        pupil_to_excuse(actor, school_id, whose.pupil_id, starts_on, day_of(at))
    refused = check_absence(code, starts_on, ends_on, basis, is_wide=whose.is_wide, of_subject=subject_id is not None)
    if refused:
        raise WrongAbsence(refused.sentence, refused.code)
    _check_links(school_id, whose.class_id, subject_id)
    first_grade, last_grade = whose.grades or (None, None)
    absence = Absence(
        school_id=school_id, pupil_id=whose.pupil_id, class_id=whose.class_id, first_grade=first_grade,
        last_grade=last_grade, subject_id=subject_id, starts_on=starts_on, ends_on=ends_on, code=code, basis=basis,
        made_at=at, made_by=actor.person_id,
    )  # fmt: skip
    _check_overlap(absence)
    absence.save(force_insert=True)
    _note(actor, at, absence, "absence.record", None, _facts(absence))
    return _spread(actor, at, absence, starts_on)


@transaction.atomic
def end_absence(*, actor: Actor, at: datetime, school_id: int, absence_id: int, ends_on: date) -> Spread:
    """Move the end of an absence: earlier, and the lessons from that day on are as they were; later, and it goes on.

    Raises NotFound, WrongAbsence.
    """
    absence = absence_to_keep(actor, school_id, absence_id, day_of(at))
    before = _facts(absence)
    if absence.taken_back_at is not None:
        raise WrongAbsence("Это отсутствие взято назад. Запишите новое.", "days")
    if not absence.starts_on < ends_on <= absence.starts_on + timedelta(days=366):
        raise WrongAbsence("Последний день не раньше первого и не позже чем через год. Проверьте даты.", "days")
    former, absence.ends_on = absence.ends_on, ends_on
    _check_overlap(absence)
    absence.save(force_update=True)
    _note(actor, at, absence, "absence.end", before, _facts(absence))
    if ends_on < former:
        return _gather(actor, at, absence, ends_on)
    return _spread(actor, at, absence, former)


@transaction.atomic
def take_absence_back(*, actor: Actor, at: datetime, school_id: int, absence_id: int) -> Spread:
    """It was a mistake: the lessons it filled in are as they were. What a lock holds stays. Twice is once.

    Raises NotFound.
    """
    absence = absence_to_keep(actor, school_id, absence_id, day_of(at))
    if absence.taken_back_at is not None:
        return Spread(absence.id, 0, 0)
    absence.taken_back_at = at
    absence.save(force_update=True)
    _note(actor, at, absence, "absence.take_back", _facts(absence), None)
    return _gather(actor, at, absence, absence.starts_on)


def spread_absences(*, actor: Actor, at: datetime, school_id: int) -> int:
    """What the night does: today's lessons, and those of the last days, get the codes of their absences; how many."""
    today = day_of(at)
    open_ = Absence.objects.in_school(school_id).filter(
        taken_back_at=None, starts_on__lte=today, ends_on__gt=today - LOOK_BACK
    )
    return sum(_one(actor, at, absence) for absence in open_.order_by("id"))


@transaction.atomic
def _one(actor: Actor, at: datetime, absence: Absence) -> int:
    return _spread(actor, at, absence, day_of(at) - LOOK_BACK).lessons


def _spread(actor: Actor, at: datetime, absence: Absence, since: date) -> Spread:
    """Give the code to the lessons from a day till today; those cancelled since lose it."""
    until = min(absence.ends_on, day_of(at) + timedelta(days=1))
    puts = []
    for cell in _locked_cells(absence, max(since, absence.starts_on), until, at):
        if cell.is_cancelled:
            puts += _taken_out(absence, cell)
        elif code_for(cell.code, is_checked=cell.is_checked, by_absence=cell.absence_id is not None, code=absence.code):
            puts.append(_Put(cell, absence.code, cell.code == UNKNOWN))
    return _write(actor, at, absence, puts)


def _gather(actor: Actor, at: datetime, absence: Absence, since: date) -> Spread:
    """Take the code back from the lessons from a day on: «н» where there was one, nothing elsewhere."""
    cells = _locked_cells(absence, since, day_of(at) + timedelta(days=1), at)
    return _write(actor, at, absence, [put for cell in cells for put in _taken_out(absence, cell)])


def _taken_out(absence: Absence, cell: Cell) -> list[_Put]:
    """The cell as it was before the absence, if it was the absence that brought its code."""
    if cell.absence_id != absence.id or cell.code != absence.code:
        return []
    return [_Put(cell, UNKNOWN if cell.was_missed else "", was_missed=False)]


def _locked_cells(absence: Absence, since: date, until: date, at: datetime) -> list[Cell]:
    """The cells of the absence's days, read again under the stamps of their pages."""
    touched = _stamps(cells_of(absence, since, until, at))
    stamps.bump(absence.school_id, touched)
    return [cell for cell in cells_of(absence, since, until, at) if (stamps.COURSE, cell.course_id) in touched]


def _stamps(cells: Sequence[Cell]) -> set[stamps.Stamp]:
    return {(stamps.COURSE, cell.course_id) for cell in cells} | {(stamps.PUPIL, cell.pupil_id) for cell in cells}


def _write(actor: Actor, at: datetime, absence: Absence, puts: Sequence[_Put]) -> Spread:
    if not puts:
        return Spread(absence.id, 0, 0)
    locks = locked_reasons(absence.school_id, [put.cell.locks for put in puts], day_of(at), absence.basis)
    free = [(put, put.cell.id or new_id()) for put, lock in zip(puts, locks, strict=True) if not lock]
    insert(
        "journal_attendance",
        _COLUMNS,
        [
            (
                absence.school_id, key, put.cell.lesson_id, put.cell.pupil_id, put.cell.held_on, put.code, None,
                put.cell.version + 1, at, actor.person_id, None if put.code == UNKNOWN else absence.id, put.was_missed,
            )
            for put, key in free
        ],
        after=upsert(_COLUMNS, "lesson_id", "pupil_id"),
    )  # fmt: skip
    changes = [
        Change(
            "attendance.reason", "attendance", key, before=put.cell.code or "", after=put.code,
            about_id=put.cell.lesson_id, reason=absence.basis,
        )
        for put, key in free
    ]  # fmt: skip
    record(actor=actor, at=at, school_id=absence.school_id, changes=changes)
    return Spread(absence.id, len(free), len(puts) - len(free))


def _check_links(school_id: int, class_id: int | None, subject_id: int | None) -> None:
    if class_id is not None and not SchoolClass.objects.in_school(school_id).filter(id=class_id).exists():
        raise WrongAbsence("Такого класса нет. Выберите класс из списка.", "whose")
    if subject_id is not None and not Subject.objects.filter(id=subject_id).exists():
        raise WrongAbsence("Такого предмета нет. Выберите предмет из списка.", "subject")


def _check_overlap(absence: Absence) -> None:
    if absence.pupil_id is None:
        return
    others = Absence.objects.in_school(absence.school_id).filter(
        pupil_id=absence.pupil_id, taken_back_at=None, starts_on__lt=absence.ends_on, ends_on__gt=absence.starts_on
    )
    same = next((one for one in others if one.subject_id == absence.subject_id and one.id != absence.id), None)
    if same:
        last = same.ends_on - timedelta(days=1)
        raise WrongAbsence(
            f"На эти дни отсутствие уже записано: с {day_month(same.starts_on)} по {day_month(last)}, {same.basis}."
            " Измените его последний день или возьмите его назад.",
            "days",
        )


def _facts(absence: Absence) -> dict[str, Any]:
    last = absence.ends_on - timedelta(days=1)
    return {
        "from": absence.starts_on.isoformat(), "to": last.isoformat(), "code": absence.code, "basis": absence.basis,
    }  # fmt: skip


def _note(actor: Actor, at: datetime, absence: Absence, verb: str, before: Any, after: Any) -> None:
    change = Change(verb, "absence", absence.id, before=before, after=after, about_id=absence.pupil_id or 0)
    record(actor=actor, at=at, school_id=absence.school_id, changes=[replace(change, reason=absence.basis)])
