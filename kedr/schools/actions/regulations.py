"""Numbers of the school's local act: setting one from a day on, and taking back one that has not begun."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from kedr.audit import actions as audit
from kedr.core import clock, stamps
from kedr.core.actor import Actor
from kedr.core.errors import NotFound, Refusal
from kedr.core.words import day_month
from kedr.schools.models import SchoolRegulation
from kedr.schools.queries import first_open_day
from kedr.schools.rules import Wrong, check


class WrongRegulation(Refusal):
    """There is no such regulation, or it cannot hold this value from this day; `field` names the input."""

    code = "wrong_regulation"

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def set_regulation(
    *,
    actor: Actor,
    at: datetime,
    school_id: int,
    key: str,
    value: Any,
    starts_on: date,
    level: int = 0,
    subject_id: int = 0,
    basis: str = "",
) -> None:
    """Set a number of the school's local act from a day on; the same scope and day again replaces it.

    A closed period or year never changes, so the day is after all of them. Who may is the caller's door. Raises
    WrongRegulation.
    """
    try:
        check(key, value)
    except Wrong as error:
        raise WrongRegulation(str(error), error.field) from error
    except (ValueError, TypeError) as error:
        raise WrongRegulation("Такого значения у этой настройки не бывает.") from error
    stamps.bump(school_id, [(stamps.SCHOOL, school_id)])
    closed_until = first_open_day(school_id)
    if closed_until and starts_on < closed_until:
        raise WrongRegulation(
            f"С {day_month(starts_on)} нельзя: до {day_month(closed_until)} {closed_until.year} года периоды закрыты, а"
            " закрытое не меняется. Выберите этот день или позже.",
            "starts_on",
        )
    scope = {"key": key, "level": level, "subject_id": subject_id, "starts_on": starts_on}
    known = SchoolRegulation.objects.in_school(school_id).filter(**scope).first()
    before = known.value if known else None
    row = known or SchoolRegulation(school_id=school_id, **scope)
    row.value, row.basis = value, basis
    row.save()
    after = {"value": value, "starts_on": starts_on.isoformat(), "level": level, "subject": str(subject_id)}
    change = audit.Change("set_regulation", "regulation", row.id, before=before, after=after, reason=basis)
    audit.record(actor=actor, at=at, school_id=school_id, changes=[change])


@transaction.atomic
def withdraw_regulation(*, actor: Actor, at: datetime, school_id: int, regulation_id: int) -> str:
    """Take back a value whose day has not come; its key. Raises NotFound, WrongRegulation once it is in force."""
    stamps.bump(school_id, [(stamps.SCHOOL, school_id)])
    row = SchoolRegulation.objects.in_school(school_id).filter(id=regulation_id).first()
    if row is None:
        raise NotFound("Такого значения нет.")
    if row.starts_on <= clock.day_of(at):
        raise WrongRegulation("Это значение уже действует. Задайте новое: старое останется в истории.")
    before = {"value": row.value, "starts_on": row.starts_on.isoformat()}
    SchoolRegulation.objects.in_school(school_id).filter(id=regulation_id).delete()
    change = audit.Change("withdraw_regulation", "regulation", regulation_id, before=before)
    audit.record(actor=actor, at=at, school_id=school_id, changes=[change])
    return row.key
