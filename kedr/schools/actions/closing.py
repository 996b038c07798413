"""Closing and opening periods and years: what is closed does not change."""

from datetime import datetime, timedelta

from django.db import transaction

from kedr.audit.actions import Change, record
from kedr.core import clock, stamps
from kedr.core.actor import Actor
from kedr.core.errors import NotFound, Refusal
from kedr.core.words import day_month
from kedr.schools.models import AcademicYear, Period

REASON_LENGTH = 500


class AlreadyDone(Refusal):
    """It is closed (or open) already."""

    code = "already"


class TooEarly(Refusal):
    """A period that goes on, or a year whose periods are not all closed."""

    code = "early"


class ReasonWanted(Refusal):
    """What was closed is opened for a reason only."""

    code = "reason"


@transaction.atomic
def close_period(
    *, actor: Actor, at: datetime, school_id: int, period_id: int, left: dict[str, int] | None = None
) -> None:
    """Close a period from its last day on: marks, absences, topics and results in it stay as they are.

    `left` is what was still unfilled, for the record. Raises NotFound, AlreadyDone, TooEarly.
    """
    period = _period(school_id, period_id)
    if period.closed_at:
        raise AlreadyDone(f"«{period.name}»: период уже закрыт. Обновите страницу.")
    last_on = period.ends_on - timedelta(days=1)
    if clock.day_of(at) < last_on:
        raise TooEarly(f"«{period.name}»: период идёт до {day_month(last_on)}. Закройте его в этот день или позже.")
    period.closed_at = at
    period.save(update_fields=["closed_at"])
    _tell(actor, at, school_id, Change("close_period", "period", period_id, before=None, after=left or {}))


@transaction.atomic
def open_period(*, actor: Actor, at: datetime, school_id: int, period_id: int, reason: str) -> None:
    """Open a closed period again, for everybody. Raises NotFound, AlreadyDone, ReasonWanted."""
    period = _period(school_id, period_id)
    if period.closed_at is None:
        raise AlreadyDone(f"«{period.name}»: период открыт. Обновите страницу.")
    year = period.scheme.year
    if year.closed_at is not None:
        raise AlreadyDone(f"Учебный год {year} закрыт. Сначала откройте год.")
    reason = _reason(reason)
    closed_at, period.closed_at = period.closed_at, None
    period.save(update_fields=["closed_at"])
    change = Change("open_period", "period", period_id, before=closed_at.isoformat(), reason=reason)
    _tell(actor, at, school_id, change)


@transaction.atomic
def close_year(*, actor: Actor, at: datetime, school_id: int, year_id: int) -> None:
    """Close a year all of whose periods are closed. Raises NotFound, AlreadyDone, TooEarly."""
    year = _year(school_id, year_id)
    if year.closed_at:
        raise AlreadyDone(f"Учебный год {year} уже закрыт. Обновите страницу.")
    going = Period.objects.in_school(school_id).filter(scheme__year_id=year_id, closed_at=None).order_by("number")
    names = list(dict.fromkeys(going.values_list("name", flat=True)))
    if names:
        raise TooEarly(f"Сначала закройте периоды: {', '.join(names)}. Потом закройте учебный год {year}.")
    year.closed_at = at
    year.save(update_fields=["closed_at"])
    _tell(actor, at, school_id, Change("close_year", "year", year_id))


@transaction.atomic
def open_year(*, actor: Actor, at: datetime, school_id: int, year_id: int, reason: str) -> None:
    """Open a closed year again; its periods stay closed. Raises NotFound, AlreadyDone, ReasonWanted."""
    year = _year(school_id, year_id)
    if year.closed_at is None:
        raise AlreadyDone(f"Учебный год {year} открыт. Обновите страницу.")
    reason = _reason(reason)
    closed_at, year.closed_at = year.closed_at, None
    year.save(update_fields=["closed_at"])
    _tell(actor, at, school_id, Change("open_year", "year", year_id, before=closed_at.isoformat(), reason=reason))


def _period(school_id: int, period_id: int) -> Period:
    """The period as it stands; the stamp comes first and is the lock."""
    stamps.bump(school_id, [(stamps.SCHOOL, school_id)])
    period = Period.objects.in_school(school_id).filter(id=period_id).first()
    if period is None:
        raise NotFound("Периода нет.")
    return period


def _year(school_id: int, year_id: int) -> AcademicYear:
    stamps.bump(school_id, [(stamps.SCHOOL, school_id)])
    year = AcademicYear.objects.in_school(school_id).filter(id=year_id).first()
    if year is None:
        raise NotFound("Учебного года нет.")
    return year


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not reason:
        raise ReasonWanted("Напишите, зачем открываете: причина останется в истории.")
    if len(reason) > REASON_LENGTH:
        raise ReasonWanted(f"Причина длиннее {REASON_LENGTH} знаков: сократите на {len(reason) - REASON_LENGTH}.")
    return reason


def _tell(actor: Actor, at: datetime, school_id: int, change: Change) -> None:
    record(actor=actor, at=at, school_id=school_id, changes=[change])
