"""Marks brought from a former school, entered as one list with the paper they stand in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from kedr.audit.actions import Change, record
from kedr.core import clock, stamps
from kedr.core.actor import Actor
from kedr.core.errors import NotFound, Refusal
from kedr.core.tenancy import new_id
from kedr.journal.models import BroughtMark
from kedr.journal.queries.brought import CourseOf, courses_of_pupil
from kedr.journal.queries.context import Kinds, work_kinds
from kedr.journal.queries.locks import locks_of_day
from kedr.journal.rules import DEBT, Locks, No, check_mark, judge_lock, read_criteria_mark
from kedr.schools.queries import regulations
from kedr.schools.rules import CRITERIA, WORK_WEIGHTS, Regulations, level_of

SOURCE_LENGTH = 150


@dataclass(frozen=True, slots=True)
class NewBrought:
    """A row of the list."""

    course_id: int
    held_on: date
    kind_id: int
    value: str


class WrongBrought(Refusal):
    """Some rows cannot be entered; `faults`: the row's place → sentence, -1 is the paper. Nothing was entered."""

    code = "wrong_brought"

    def __init__(self, faults: Mapping[int, str]) -> None:
        super().__init__("Не сохранено: исправьте отмеченные строки. Всё введённое осталось на странице.")
        self.faults = dict(faults)


@transaction.atomic
def bring_marks(
    *, actor: Actor, at: datetime, school_id: int, pupil_id: int, grade: int, source: str, marks: Sequence[NewBrought]
) -> int:
    """Enter the marks of one paper, all of them or none; how many.

    Each is of a course the pupil is in today, of a day that has come and whose period is open; it weighs what its kind
    weighs that day. Raises WrongBrought.
    """
    today = clock.day_of(at)
    stamps.bump(school_id, {(stamps.COURSE, one.course_id) for one in marks} | {(stamps.PUPIL, pupil_id)})
    courses = {one.id: one for one in courses_of_pupil(school_id, pupil_id, today)}
    kinds, local = work_kinds(school_id), regulations(school_id, today)
    source = " ".join(source.split())
    faults = {} if 0 < len(source) <= SOURCE_LENGTH else {-1: "Напишите, из какого документа отметки: до 150 знаков."}
    rows = []
    for place, typed in enumerate(marks):
        course = courses.get(typed.course_id)
        mark = _written(typed, course, grade, local)
        if isinstance(mark, No):
            faults[place] = mark.sentence
            continue
        locks = _locks(school_id, mark, pupil_id, at, local)
        fault = _fault(mark, course, kinds, locks, today)
        if fault or course is None:
            faults[place] = fault
            continue
        weights = local.get(WORK_WEIGHTS, level=level_of(grade), subject_id=course.subject_id, on=mark.held_on)
        rows.append(
            BroughtMark(
                school_id=school_id, id=new_id(), course_id=course.id, pupil_id=pupil_id, held_on=mark.held_on,
                kind_id=mark.kind_id, weight=weights.get(kinds.codes[mark.kind_id], 1), value=mark.value,
                source=source, set_at=at, set_by=actor.person_id,
            )
        )  # fmt: skip
    if faults:
        raise WrongBrought(faults)
    BroughtMark.objects.bulk_create(rows)
    changes = [Change("brought.enter", "brought", row.id, after=_facts(row), about_id=pupil_id) for row in rows]
    record(actor=actor, at=at, school_id=school_id, changes=changes)
    return len(rows)


@transaction.atomic
def remove_brought(*, actor: Actor, at: datetime, school_id: int, pupil_id: int, brought_id: int) -> None:
    """Take one out again. Raises NotFound, WrongBrought once its period is closed."""
    found = BroughtMark.objects.in_school(school_id).filter(id=brought_id, pupil_id=pupil_id)
    for course_id in found.values_list("course_id", flat=True):
        stamps.bump(school_id, {(stamps.COURSE, course_id), (stamps.PUPIL, pupil_id)})
    row = found.first()
    if row is None:
        raise NotFound("Этой отметки уже нет. Обновите страницу.")
    mark = NewBrought(row.course_id, row.held_on, row.kind_id, row.value)
    locks = _locks(school_id, mark, pupil_id, at, regulations(school_id, clock.day_of(at)))
    if locks and (refused := judge_lock(locks)):
        raise WrongBrought({-1: refused.sentence})
    change = Change("brought.remove", "brought", row.id, before=_facts(row), about_id=pupil_id)
    found.delete()
    record(actor=actor, at=at, school_id=school_id, changes=[change])


def _written(mark: NewBrought, course: CourseOf | None, grade: int, local: Regulations) -> NewBrought | No:
    """The mark as it is kept: points by criteria with their maxima."""
    if course is None or course.scale != "criteria" or mark.value in ("", DEBT):
        return mark
    criteria = local.get(CRITERIA, level=level_of(grade), subject_id=course.subject_id, on=mark.held_on)
    value = read_criteria_mark(mark.value, criteria)
    return value if isinstance(value, No) else replace(mark, value=value)


def _locks(school_id: int, mark: NewBrought, pupil_id: int, at: datetime, local: Regulations) -> Locks | None:
    """What locks the mark; the window after a lesson does not: there was none here."""
    today = clock.day_of(at)
    locks = locks_of_day(school_id, [mark.course_id], pupil_id, mark.held_on, at, today, local).get(mark.course_id)
    return replace(locks, is_late=False) if locks else None


def _fault(mark: NewBrought, course: CourseOf | None, kinds: Kinds, locks: Locks | None, today: date) -> str:
    if course is None or locks is None:
        return "Этого предмета у ученика сейчас нет. Выберите предмет из списка."
    if mark.kind_id not in kinds.used:
        return "Выберите вид работы."
    if mark.held_on > today:
        return "Этот день ещё не наступил. Проверьте дату."
    if refused := judge_lock(locks):
        return refused.sentence
    if not mark.value or mark.value == DEBT:
        return "Напишите отметку."
    refused = check_mark(mark.value, course.scale, is_double=True)
    return refused.sentence if refused else ""


def _facts(row: BroughtMark) -> dict[str, object]:
    return {
        "course": row.course_id, "on": row.held_on, "kind": row.kind_id, "value": row.value, "source": row.source,
    }  # fmt: skip
