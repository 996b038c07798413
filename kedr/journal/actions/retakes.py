"""Clearing an academic debt: an attempt is appointed, then its result is written by the protocol."""

from datetime import date, datetime

from django.db import transaction

from kedr.audit.actions import Change, record
from kedr.core import clock, stamps
from kedr.core.actor import Actor
from kedr.core.errors import NotFound, Refusal
from kedr.journal.models import Retake
from kedr.journal.queries.retakes import AcademicDebt, academic_debts
from kedr.journal.rules import check_result
from kedr.journal.rules.retakes import check_retake, next_attempt
from kedr.journal.rules.scales import EXEMPT, UNRATED
from kedr.journal.rules.year import year_scale

COMMISSION_LENGTH, PROTOCOL_LENGTH = 300, 30


class WrongRetake(Refusal):
    """The attempt or its result does not hold together."""

    code = "wrong_retake"


@transaction.atomic
def appoint_retake(
    *,
    actor: Actor,
    at: datetime,
    school_id: int,
    course_id: int,
    pupil_id: int,
    kind: str,
    planned_on: date,
    commission: str = "",
) -> int:
    """Appoint the next attempt, or move the one that is to come; its number.

    Raises NotFound where there is no debt; WrongRetake.
    """
    commission = " ".join(commission.split())
    if len(commission) > COMMISSION_LENGTH:
        raise WrongRetake(f"Состав комиссии длиннее {COMMISSION_LENGTH} знаков: сократите.")
    stamps.bump(school_id, [(stamps.COURSE, course_id), (stamps.PUPIL, pupil_id)])
    debt = _debt(school_id, course_id, pupil_id, kind, clock.day_of(at))
    refused = check_retake(debt.attempts, planned_on, commission, debt.arisen_on)
    if refused:
        raise WrongRetake(refused.sentence)
    number = next_attempt(debt.attempts)
    about = {"course_id": course_id, "pupil_id": pupil_id, "kind": kind, "attempt": number}
    row = Retake.objects.in_school(school_id).filter(**about).first() or Retake(school_id=school_id, version=0, **about)
    row.planned_on, row.commission = planned_on, commission
    _save(actor, at, row, "retake.appoint", {"attempt": number, "on": planned_on.isoformat(), "commission": commission})
    return number


@transaction.atomic
def record_retake(
    *,
    actor: Actor,
    at: datetime,
    school_id: int,
    retake_id: int,
    value: str,
    protocol: str,
) -> None:
    """Write what came of an attempt, or correct it while no later one has been appointed.

    Raises NotFound, WrongRetake.
    """
    protocol = " ".join(protocol.split())
    found = Retake.objects.in_school(school_id).filter(id=retake_id)
    place = found.values_list("course_id", "pupil_id").first()
    if place is None:
        raise NotFound("Такой пересдачи нет. Обновите страницу.")
    stamps.bump(school_id, [(stamps.COURSE, place[0]), (stamps.PUPIL, place[1])])  # the lock: what is read now stands
    row = found.get()
    debt = _debt(school_id, row.course_id, row.pupil_id, row.kind, clock.day_of(at))
    if row.planned_on > clock.day_of(at):
        raise WrongRetake(f"Пересдача назначена на {row.planned_on:%d.%m.%Y}. Запишите результат в этот день.")
    if any(attempt.number > row.attempt for attempt in debt.attempts):
        raise WrongRetake("Уже назначена следующая попытка: результат этой не меняется.")
    if not value or value == EXEMPT:
        raise WrongRetake(f"Выберите отметку; не явился – «{UNRATED}».")
    refused = check_result(value, year_scale(row.kind, debt.scale))
    if refused:
        raise WrongRetake(refused.sentence)
    if not 0 < len(protocol) <= PROTOCOL_LENGTH:
        raise WrongRetake(
            f"Напишите номер и день протокола, например «№ 3 от 12.09.2027»: до {PROTOCOL_LENGTH} знаков."
        )
    before = row.value
    row.value, row.protocol = value, protocol
    after = {"attempt": row.attempt, "value": value, "protocol": protocol}
    _save(actor, at, row, "retake.record", after, before)


def _debt(school_id: int, course_id: int, pupil_id: int, kind: str, today: date) -> AcademicDebt:
    for debt in academic_debts(school_id, today, pupil_id=pupil_id):
        if (debt.course_id, debt.kind) == (course_id, kind):
            return debt
    raise NotFound("Такой задолженности нет. Обновите страницу.")


def _save(actor: Actor, at: datetime, row: Retake, verb: str, after: dict[str, object], before: str = "") -> None:
    row.version += 1
    row.set_at, row.set_by = at, actor.person_id
    row.save()
    about = {"course": str(row.course_id), "kind": row.kind, **after}
    change = Change(verb, "retake", row.id, before=before or None, after=about, about_id=row.pupil_id)
    record(actor=actor, at=at, school_id=row.school_id, changes=[change])
