"""Putting off a pupil's result of a period (отсрочка)."""

from datetime import date, datetime

from django.db import transaction

from kedr.audit.actions import Change, record
from kedr.core import clock, stamps
from kedr.core.actor import Actor
from kedr.core.errors import NotFound, Refusal
from kedr.curriculum.models import Course
from kedr.journal.models import Deferral
from kedr.journal.queries.retakes import is_in_period
from kedr.journal.rules.retakes import check_deferral
from kedr.schools.models import Period

BASIS_LENGTH = 150


class WrongDeferral(Refusal):
    """The deferral does not hold together."""

    code = "wrong_deferral"


@transaction.atomic
def defer_result(
    *,
    actor: Actor,
    at: datetime,
    school_id: int,
    course_id: int,
    period_id: int,
    pupil_id: int,
    until_on: date,
    basis: str,
) -> int:
    """Put a result off until a day, or move the day of one that is put off; the row's id.

    Raises NotFound for what is not of this school or each other; WrongDeferral.
    """
    basis = " ".join(basis.split())
    if not 0 < len(basis) <= BASIS_LENGTH:
        raise WrongDeferral(f"Напишите основание отсрочки: справка, приказ. До {BASIS_LENGTH} знаков.")
    stamps.bump(school_id, [(stamps.COURSE, course_id), (stamps.PUPIL, pupil_id)])
    course = Course.objects.in_school(school_id).filter(id=course_id).exclude(scale="none").first()
    period = Period.objects.in_school(school_id).filter(id=period_id).first()
    if course is None or period is None:
        raise NotFound("Такого предмета или периода нет. Обновите страницу.")
    if course.scheme_id != period.scheme_id:
        raise WrongDeferral(f"«{course.title}» учат по другим периодам. Выберите период этого предмета.")
    if not is_in_period(school_id, course_id, period_id, pupil_id):
        raise WrongDeferral("В этом периоде ученика нет в списке предмета. Проверьте предмет и период.")
    refused = check_deferral(until_on, clock.day_of(at), period.ends_on)
    if refused:
        raise WrongDeferral(refused.sentence)
    about = {"course_id": course_id, "period_id": period_id, "pupil_id": pupil_id}
    stands = Deferral.objects.in_school(school_id).filter(**about).first()
    row = stands or Deferral(school_id=school_id, **about)
    before = _said(stands) if stands else None
    row.until_on, row.basis, row.set_at, row.set_by = until_on, basis, at, actor.person_id
    row.save()
    _record(actor, at, row, "result.defer", before, _said(row))
    return row.id


@transaction.atomic
def end_deferral(*, actor: Actor, at: datetime, school_id: int, deferral_id: int) -> None:
    """Take a deferral back: the period's closing locks the result again. Raises NotFound."""
    found = Deferral.objects.in_school(school_id).filter(id=deferral_id)
    for course_id, pupil_id in found.values_list("course_id", "pupil_id"):
        stamps.bump(school_id, [(stamps.COURSE, course_id), (stamps.PUPIL, pupil_id)])
    row = found.first()
    if row is None:
        raise NotFound("Отсрочку уже сняли. Обновите страницу.")
    _record(actor, at, row, "result.end_deferral", _said(row), None)
    row.delete()


def _said(row: Deferral) -> dict[str, str]:
    return {
        "course": str(row.course_id), "period": str(row.period_id), "until": row.until_on.isoformat(),
        "basis": row.basis,
    }  # fmt: skip


def _record(
    actor: Actor, at: datetime, row: Deferral, verb: str, before: dict[str, str] | None, after: dict[str, str] | None
) -> None:
    change = Change(verb, "person", row.pupil_id, before=before, after=after, about_id=row.course_id, reason=row.basis)
    record(actor=actor, at=at, school_id=row.school_id, changes=[change])
