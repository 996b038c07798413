"""A lesson plan and its rows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from kedr.audit.actions import Change, record
from kedr.core import stamps
from kedr.core.actor import Actor
from kedr.core.errors import NotFound, Refusal
from kedr.core.tenancy import new_id
from kedr.curriculum.models import CoursePlan, LessonPlan, PlanCorrection, PlanRow
from kedr.curriculum.queries import plan_lines
from kedr.curriculum.rules import MOST_ROWS, PlanLine, carry_over, check_line
from kedr.schools.models import AcademicYear

FIELDS = ("topic", "hours", "section", "kind", "homework", "note", "minutes")
NAME_LENGTH = 150


class NoRows(Refusal):
    """A plan without rows, or with more than a year can hold."""

    code = "no_rows"


class WrongRow(Refusal):
    """A row that cannot be kept: no topic, a text too long, hours out of bounds."""

    code = "wrong_row"


class PlanNameTaken(Refusal):
    """Another plan of the subject and grade has this name."""

    code = "plan_name_taken"


class YearClosed(Refusal):
    """The year is closed: its plans stay as they are."""

    code = "closed"


@transaction.atomic
def make_plan(
    *,
    actor: Actor,
    at: datetime,
    school_id: int,
    year_id: int,
    subject_id: int,
    grade: int,
    name: str,
    lines: Sequence[PlanLine],
) -> int:
    """Make a plan of these rows; nobody follows it yet. Gives its id.

    Raises NoRows, WrongRow, PlanNameTaken, YearClosed.
    """
    _check(lines)
    open_year(school_id, year_id)
    name = " ".join(name.split())
    if not name or len(name) > NAME_LENGTH:
        raise WrongRow(f"Назовите план, например «Алгебра, 8 класс»: до {NAME_LENGTH} знаков.")
    scope = {"year_id": year_id, "subject_id": subject_id, "grade": grade}
    if LessonPlan.objects.in_school(school_id).filter(**scope, name=name).exists():
        raise PlanNameTaken(f"План «{name}» уже есть. Назовите этот иначе или замените строки того.")
    plan = LessonPlan.objects.create(school_id=school_id, **scope, name=name, author_id=actor.person_id or None)
    changes = _write(school_id, plan.id, [], [replace(line, id=0) for line in lines])
    _tell(actor, at, school_id, plan.id, "make_plan", changes, name=name)
    return int(plan.id)


@transaction.atomic
def replace_rows(*, actor: Actor, at: datetime, school_id: int, plan_id: int, lines: Sequence[PlanLine]) -> None:
    """Make these the rows of a plan. A row whose topic stays goes on being itself: what courses corrected in it stays.

    Raises NotFound, NoRows, WrongRow, YearClosed.
    """
    _check(lines)
    _open_plan(school_id, plan_id)
    before = plan_lines(school_id, plan_id)
    after = [replace(line, id=old) for line, old in zip(lines, carry_over(before, lines), strict=True)]
    _tell(actor, at, school_id, plan_id, "replace_rows", _write(school_id, plan_id, before, after))


@transaction.atomic
def change_row(*, actor: Actor, at: datetime, school_id: int, row_id: int, line: PlanLine) -> None:
    """Change one row, in every course that follows the plan. Raises NotFound, WrongRow, YearClosed."""
    plan_id = _plan_of(school_id, row_id)
    before = plan_lines(school_id, plan_id)
    after = [replace(line, id=row_id) if row.id == row_id else row for row in before]
    _check(after)
    _tell(actor, at, school_id, plan_id, "change_row", _write(school_id, plan_id, before, after))


@transaction.atomic
def add_row(*, actor: Actor, at: datetime, school_id: int, after_id: int, line: PlanLine) -> None:
    """Put a new row after another one. Raises NotFound, WrongRow, NoRows, YearClosed."""
    plan_id = _plan_of(school_id, after_id)
    before = plan_lines(school_id, plan_id)
    after = [one for row in before for one in ([row, replace(line, id=0)] if row.id == after_id else [row])]
    _check(after)
    _tell(actor, at, school_id, plan_id, "add_row", _write(school_id, plan_id, before, after))


@transaction.atomic
def remove_row(*, actor: Actor, at: datetime, school_id: int, row_id: int) -> None:
    """Take a row out, with what courses corrected in it. Raises NotFound, NoRows, YearClosed."""
    plan_id = _plan_of(school_id, row_id)
    before = plan_lines(school_id, plan_id)
    after = [row for row in before if row.id != row_id]
    _check(after)
    _tell(actor, at, school_id, plan_id, "remove_row", _write(school_id, plan_id, before, after))


def open_year(school_id: int, year_id: int) -> AcademicYear:
    """The year of a plan, if it is still open."""
    year = AcademicYear.objects.in_school(school_id).filter(id=year_id).first()
    if year is None:
        raise NotFound("Учебного года нет.")
    if year.closed_at is not None:
        raise YearClosed("Учебный год закрыт: план уроков больше не меняется.")
    return year


def _check(lines: Sequence[PlanLine]) -> None:
    if not lines:
        raise NoRows("В плане нет ни одной строки с темой. Добавьте темы.")
    if len(lines) > MOST_ROWS:
        raise NoRows(f"В плане {len(lines)} строк, а бывает до {MOST_ROWS}. Проверьте, тот ли это файл.")
    for number, line in enumerate(lines, 1):
        if fault := check_line(line):
            raise WrongRow(f"Строка {number}: {fault}")


def _open_plan(school_id: int, plan_id: int) -> LessonPlan:
    """The plan, held against other writers until the end of the transaction."""
    plan = LessonPlan.objects.in_school(school_id).select_for_update().filter(id=plan_id).first()
    if plan is None:
        raise NotFound("Плана нет.")
    open_year(school_id, plan.year_id)
    return plan


def _plan_of(school_id: int, row_id: int) -> int:
    plan_id = PlanRow.objects.in_school(school_id).filter(id=row_id).values_list("plan_id", flat=True).first()
    if plan_id is None:
        raise NotFound("Строки плана нет.")
    _open_plan(school_id, plan_id)
    return int(plan_id)


def _write(school_id: int, plan_id: int, before: Sequence[PlanLine], after: Sequence[PlanLine]) -> tuple[Any, Any]:
    """Bring the table to these rows; what changed, on both sides, for the record."""
    old = {line.id: (place, *line.values) for place, line in enumerate(before, 1)}
    rows = [
        PlanRow(school_id=school_id, id=line.id or new_id(), plan_id=plan_id, position=place,
                **dict(zip(FIELDS, line.values, strict=True)))
        for place, line in enumerate(after, 1)
    ]  # fmt: skip
    new = {row.id: (row.position, *_values(row)) for row in rows}
    gone = [row_id for row_id in old if row_id not in new]
    table = PlanRow.objects.in_school(school_id).filter(plan_id=plan_id)
    PlanCorrection.objects.in_school(school_id).filter(row_id__in=gone).delete()
    table.filter(id__in=gone).delete()
    changed = [row for row in rows if row.id in old and old[row.id] != new[row.id]]
    if any(old[row.id][0] != row.position for row in changed):  # places change hands: first let go of them all
        table.update(position=-F("position"))
        changed = [row for row in rows if row.id in old]
    PlanRow.objects.bulk_update(changed, ("position", *FIELDS), batch_size=100)
    PlanRow.objects.bulk_create([row for row in rows if row.id not in old], batch_size=500)
    retold = {row_id for row_id in old.keys() & new.keys() if old[row_id][1:] != new[row_id][1:]}
    return (
        [list(told) for row_id, told in old.items() if row_id not in new or row_id in retold],
        [list(told) for row_id, told in new.items() if row_id not in old or row_id in retold],
    )


def _values(row: PlanRow) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in FIELDS)


def _tell(
    actor: Actor, at: datetime, school_id: int, plan_id: int, verb: str, changes: tuple[Any, Any], **more: str
) -> None:
    before, after = changes
    followers = CoursePlan.objects.in_school(school_id).filter(plan_id=plan_id).values_list("course_id", flat=True)
    stamps.bump(school_id, ((stamps.COURSE, course_id) for course_id in followers))
    change = Change(verb, "lesson_plan", plan_id, before={"rows": before} if before else None,
                    after={**more, "rows": after})  # fmt: skip
    record(actor=actor, at=at, school_id=school_id, changes=[change])
