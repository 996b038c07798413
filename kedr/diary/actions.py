"""What the diary writes: that somebody who is not of the family read it, that the family has read a week."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from kedr.audit.actions import Change, record
from kedr.core import stamps
from kedr.core.actor import Actor, Role
from kedr.core.clock import day_of
from kedr.core.errors import NotFound, Refusal
from kedr.diary.access import homework_to_tick
from kedr.diary.models import HomeworkDone, WeekSignature
from kedr.diary.rules import week_is_over


class TooEarly(Refusal):
    """The week goes on."""

    code = "early"


@transaction.atomic
def note_staff_reading(*, actor: Actor, at: datetime, school_id: int, pupil_id: int, page: str) -> None:
    """Put in the record that an employee opened a pupil's diary; `page` says which part of it."""
    change = Change("diary.read", "pupil", pupil_id, after={"page": page})
    record(actor=actor, at=at, school_id=school_id, changes=[change])


@transaction.atomic
def note_own_data(*, actor: Actor, at: datetime, school_id: int, pupil_id: int, form: str) -> None:
    """Put in the record that everything about a pupil left as a file."""
    change = Change("own_data.take", "pupil", pupil_id, after={"form": form})
    record(actor=actor, at=at, school_id=school_id, changes=[change])


@transaction.atomic
def tick_homework(*, actor: Actor, at: datetime, school_id: int, homework_id: int, is_done: bool) -> None:
    """A pupil has done their homework, or has not after all. Raises NotFound. No event: it is nobody's record."""
    homework_to_tick(actor, school_id, homework_id)
    stamps.bump(school_id, [(stamps.PUPIL, actor.person_id)])
    mine = HomeworkDone.objects.in_school(school_id).filter(pupil_id=actor.person_id, homework_id=homework_id)
    if not is_done:
        mine.delete()
    elif not mine.exists():
        HomeworkDone.objects.create(school_id=school_id, pupil_id=actor.person_id, homework_id=homework_id, done_at=at)


@transaction.atomic
def sign_week(
    *, actor: Actor, at: datetime, school_id: int, pupil_id: int, children: Collection[int], monday: date
) -> None:
    """A guardian has read a finished week of one of their `children`; a week is signed once, the first stands.

    Raises NotFound, TooEarly.
    """
    if actor.school_id != school_id or actor.role != Role.GUARDIAN or pupil_id not in children or monday.weekday():
        raise NotFound("Дневника нет.")
    if not week_is_over(monday, day_of(at)):
        raise TooEarly("Неделя ещё идёт: подпишите её, когда пройдут все уроки.")
    stamps.bump(school_id, [(stamps.PUPIL, pupil_id)])  # the lock: of two parents at once the first signs
    about = {"pupil_id": pupil_id, "monday": monday}
    if WeekSignature.objects.in_school(school_id).filter(**about).exists():
        return
    WeekSignature.objects.create(school_id=school_id, signed_at=at, signed_by=actor.person_id, **about)
    change = Change("week.sign", "pupil", pupil_id, after={"monday": monday.isoformat()})
    record(actor=actor, at=at, school_id=school_id, changes=[change])
