"""Why the timetable changes: reasons are written, corrected, confirmed."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from kedr.audit.actions import Change, record
from kedr.core import stamps
from kedr.core.actor import Actor
from kedr.core.errors import NotFound, Refusal
from kedr.people.models import Person
from kedr.schools.models import SchoolClass
from kedr.timetable.models import ChangeReason, Lesson

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class NewReason:
    """A reason as it is written: [starts_on, ends_on), of a teacher, a class, a grade or the school."""

    kind: str
    starts_on: date
    ends_on: date
    teacher_id: int | None = None
    class_id: int | None = None
    grade: int = 0
    order_no: str = ""
    order_on: date | None = None
    note: str = ""


class WrongReason(Refusal):
    """The reason does not hold together; `field` says where."""

    code = "wrong_reason"

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def write_reason(*, actor: Actor, at: datetime, school_id: int, reason: NewReason) -> int:
    """A new reason; its id. Raises WrongReason, NotFound."""
    reason = _checked(school_id, reason)
    row = ChangeReason.objects.create(school_id=school_id, **asdict(reason))
    _record(actor, at, row, "reason.write", None)
    return row.id


@transaction.atomic
def correct_reason(*, actor: Actor, at: datetime, school_id: int, reason_id: int, reason: NewReason) -> None:
    """The reason as it should have been written. The lessons it changed stay changed. Raises WrongReason, NotFound."""
    row = _row(school_id, reason_id)
    reason = _checked(school_id, reason)
    outside = Lesson.objects.in_school(school_id).filter(reason_id=reason_id)
    outside = outside.exclude(held_on__gte=reason.starts_on, held_on__lt=reason.ends_on)
    if on := outside.order_by("held_on").values_list("held_on", flat=True).first():
        raise WrongReason(f"Этой причиной изменён урок {on:%d.%m.%Y}: оставьте этот день внутри срока.", "last_on")
    before = _facts(row)
    for name, value in asdict(reason).items():
        setattr(row, name, value)
    if _facts(row) == before:
        return
    row.save(force_update=True)
    _record(actor, at, row, "reason.correct", before)


@transaction.atomic
def confirm_reason(*, actor: Actor, at: datetime, school_id: int, reason_id: int, is_confirmed: bool = True) -> None:
    """The basis has been seen (or has not after all). Raises NotFound."""
    row = _row(school_id, reason_id)
    if (row.confirmed_at is not None) == is_confirmed:
        return
    before = _facts(row)
    row.confirmed_at, row.confirmed_by = (at, actor.person_id) if is_confirmed else (None, None)
    row.save(update_fields=["confirmed_at", "confirmed_by"])
    _record(actor, at, row, "reason.confirm", before)


def _row(school_id: int, reason_id: int) -> ChangeReason:
    stamps.bump(school_id, [(stamps.SCHOOL, school_id)])  # the lock: what is read next is what stands
    row = ChangeReason.objects.in_school(school_id).filter(id=reason_id).first()
    if row is None:
        raise NotFound("Такой причины нет. Обновите страницу.")
    return row


def _checked(school_id: int, reason: NewReason) -> NewReason:
    if reason.kind not in ChangeReason.Kind.values:
        raise WrongReason("Выберите причину из списка.", "kind")
    if not timedelta(0) < reason.ends_on - reason.starts_on <= LONGEST:
        raise WrongReason("Последний день – не раньше первого и не позже чем через год. Проверьте даты.", "last_on")
    order_no, note = (" ".join(text.split()) for text in (reason.order_no, reason.note))
    if len(order_no) > 30:
        raise WrongReason("Номер приказа длиннее 30 знаков. Сократите.", "order_no")
    if len(note) > 200:
        raise WrongReason("Пояснение длиннее 200 знаков. Сократите.", "note")
    if reason.kind == ChangeReason.Kind.OTHER and not note and not order_no:
        raise WrongReason("Для другой причины напишите, что случилось, или номер приказа.", "note")
    known: list[Any] = [
        (Person, reason.teacher_id, "Такого учителя в школе нет."),
        (SchoolClass, reason.class_id, "Такого класса в школе нет."),
    ]
    for model, row_id, sentence in known:
        if row_id is not None and not model.objects.in_school(school_id).filter(id=row_id).exists():
            raise NotFound(sentence)
    if sum(bool(one) for one in (reason.teacher_id, reason.class_id, reason.grade)) > 1:
        raise WrongReason("Причина относится к одному: учителю, классу, параллели или всей школе.", "scope")
    return replace(reason, order_no=order_no, note=note)


def _facts(row: ChangeReason) -> dict[str, Any]:
    names = ("kind", "teacher_id", "class_id", "grade", "starts_on", "ends_on", "order_no", "order_on", "note")
    return {name: getattr(row, name) for name in names} | {"is_confirmed": row.confirmed_at is not None}


def _record(actor: Actor, at: datetime, row: ChangeReason, verb: str, before: dict[str, Any] | None) -> None:
    change = Change(verb, "change_reason", row.id, before=before, after=_facts(row), about_id=row.teacher_id or 0)
    record(actor=actor, at=at, school_id=row.school_id, changes=[change])
