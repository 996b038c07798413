"""The courses that follow a lesson plan, and what a course corrects in it."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from kedr.audit.actions import Change, record
from kedr.core import stamps
from kedr.core.actor import Actor
from kedr.core.errors import NotFound, Refusal
from kedr.curriculum.actions.plans import make_plan, open_year, replace_rows
from kedr.curriculum.models import Course, CoursePlan, LessonPlan, PlanCorrection, PlanRow
from kedr.curriculum.rules import MOST_HOURS, PlanLine

REASON_LENGTH = 300


@dataclass(frozen=True, slots=True)
class NewPlan:
    """A plan to be made."""

    name: str
    year_id: int
    subject_id: int
    grade: int


class NotOfCourse(Refusal):
    """The plan is of another subject or year, or the day is outside the year."""

    code = "not_of_course"


class WrongCorrection(Refusal):
    """A correction without a reason, or one that changes nothing."""

    code = "wrong_correction"


@transaction.atomic
def follow_plan(
    *, actor: Actor, at: datetime, school_id: int, plan_id: int, course_ids: Collection[int], starts_on: date
) -> None:
    """Let courses follow a plan from a day on; whatever they followed before ends there.

    The plan is laid on the lessons from that day, from its first row. Raises NotFound, NotOfCourse, YearClosed.
    """
    plan = LessonPlan.objects.in_school(school_id).filter(id=plan_id).first()
    if plan is None:
        raise NotFound("Плана нет.")
    year = open_year(school_id, plan.year_id)
    if not year.starts_on <= starts_on < year.ends_on:
        raise NotOfCourse(f"Укажите день учебного года: с {year.starts_on:%d.%m.%Y}.")
    stamps.bump(school_id, ((stamps.COURSE, course_id) for course_id in course_ids))
    courses = list(Course.objects.in_school(school_id).filter(id__in=course_ids))
    if len(courses) < len(set(course_ids)):
        raise NotFound("Журнала нет.")
    changes = []
    for course in courses:
        if (course.subject_id, course.year_id) != (plan.subject_id, plan.year_id):
            raise NotOfCourse(f"План «{plan.name}» — другого предмета, чем журнал «{course.title}». Выберите другой.")
        followed = CoursePlan.objects.in_school(school_id).filter(course_id=course.id)
        before = list(followed.order_by("starts_on").values_list("plan_id", "starts_on", "ends_on"))
        if before and before[-1] == (plan_id, starts_on, None):
            continue
        _end(school_id, course.id, starts_on)
        CoursePlan.objects.create(school_id=school_id, course_id=course.id, plan_id=plan_id, starts_on=starts_on)
        after = {"plan": str(plan_id), "starts_on": starts_on}
        changes.append(Change("follow_plan", "course", course.id, [[str(p), *days] for p, *days in before], after))
    record(actor=actor, at=at, school_id=school_id, changes=changes)


@transaction.atomic
def load_plan(
    *,
    actor: Actor,
    at: datetime,
    school_id: int,
    course_ids: Collection[int],
    starts_on: date,
    lines: Sequence[PlanLine],
    plan: NewPlan | int,
) -> int:
    """Make a plan of these rows, or give a plan that stands these rows; let courses follow it. All of it or nothing.

    Raises what `make_plan`, `replace_rows` and `follow_plan` do.
    """
    by: dict[str, Any] = {"actor": actor, "at": at, "school_id": school_id}
    if isinstance(plan, NewPlan):
        plan_id = make_plan(**by, **asdict(plan), lines=lines)
    else:
        plan_id = plan
        replace_rows(**by, plan_id=plan_id, lines=lines)
    followers = CoursePlan.objects.in_school(school_id).filter(plan_id=plan_id, ends_on=None)
    following = set(followers.values_list("course_id", flat=True))
    joining = [course_id for course_id in course_ids if course_id not in following]
    follow_plan(**by, plan_id=plan_id, course_ids=joining, starts_on=starts_on)
    return plan_id


@transaction.atomic
def leave_plan(*, actor: Actor, at: datetime, school_id: int, course_id: int, ends_on: date) -> None:
    """A course follows no plan from a day on. Raises NotFound where it follows none."""
    stamps.bump(school_id, [(stamps.COURSE, course_id)])
    followed = CoursePlan.objects.in_school(school_id).filter(course_id=course_id, ends_on=None).first()
    if followed is None:
        raise NotFound("У журнала нет плана уроков.")
    _year_of(school_id, followed.plan_id)
    _end(school_id, course_id, ends_on)
    before = {"plan": str(followed.plan_id), "starts_on": followed.starts_on}
    change = Change("leave_plan", "course", course_id, before, {"ends_on": ends_on})
    record(actor=actor, at=at, school_id=school_id, changes=[change])


@transaction.atomic
def correct_row(
    *, actor: Actor, at: datetime, school_id: int, course_id: int, row_id: int, hours: int, reason: str
) -> None:
    """Give a row fewer or more lessons in one course; at 0 it goes with the row before it.

    Raises NotFound, WrongCorrection, YearClosed.
    """
    stamps.bump(school_id, [(stamps.COURSE, course_id)])
    row = _row_of(school_id, course_id, row_id)
    reason = " ".join(reason.split())
    if not reason or len(reason) > REASON_LENGTH:
        raise WrongCorrection(f"Укажите причину, например «урок отменён, морозы»: до {REASON_LENGTH} знаков.")
    if not 0 <= hours <= MOST_HOURS:
        raise WrongCorrection(f"Часов в строке от 0 до {MOST_HOURS}.")
    known = PlanCorrection.objects.in_school(school_id).filter(course_id=course_id, row_id=row_id).first()
    if hours == (known.hours if known else row.hours) and (known is None or known.reason == reason):
        raise WrongCorrection("Часов столько же, сколько в плане. Выберите, что изменить.")
    if hours == row.hours:
        raise WrongCorrection("Часов столько же, сколько в плане. Чтобы вернуть план, отмените корректировку.")
    before = {"hours": known.hours, "reason": known.reason} if known else {"hours": row.hours}
    made = known or PlanCorrection(school_id=school_id, course_id=course_id, row_id=row_id)
    made.hours, made.reason, made.made_at, made.made_by = hours, reason, at, actor.person_id
    made.save()
    change = Change("correct_row", "plan_row", row_id, before, {"hours": hours}, about_id=course_id, reason=reason)
    record(actor=actor, at=at, school_id=school_id, changes=[change])


@transaction.atomic
def undo_correction(*, actor: Actor, at: datetime, school_id: int, course_id: int, row_id: int) -> None:
    """Give a row the plan's own hours again. Raises NotFound, YearClosed."""
    stamps.bump(school_id, [(stamps.COURSE, course_id)])
    row = _row_of(school_id, course_id, row_id)
    known = PlanCorrection.objects.in_school(school_id).filter(course_id=course_id, row_id=row_id).first()
    if known is None:
        raise NotFound("Корректировки нет: её уже отменили.")
    before = {"hours": known.hours, "reason": known.reason}
    known.delete()
    change = Change("undo_correction", "plan_row", row_id, before, {"hours": row.hours}, about_id=course_id)
    record(actor=actor, at=at, school_id=school_id, changes=[change])


def _end(school_id: int, course_id: int, on: date) -> None:
    """Whatever a course follows ends on a day; what would begin then or later is gone."""
    followed = CoursePlan.objects.in_school(school_id).filter(course_id=course_id)
    followed.filter(starts_on__gte=on).delete()
    followed.filter(ends_on=None).update(ends_on=on)
    followed.filter(ends_on__gt=on).update(ends_on=on)


def _row_of(school_id: int, course_id: int, row_id: int) -> PlanRow:
    row = PlanRow.objects.in_school(school_id).filter(id=row_id).first()
    if (
        row is None
        or not CoursePlan.objects.in_school(school_id).filter(course_id=course_id, plan_id=row.plan_id).exists()
    ):
        raise NotFound("Строки плана нет.")
    _year_of(school_id, row.plan_id)
    return row


def _year_of(school_id: int, plan_id: int) -> None:
    plan = LessonPlan.objects.in_school(school_id).get(id=plan_id)
    open_year(school_id, plan.year_id)
