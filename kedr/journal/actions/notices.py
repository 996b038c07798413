"""A family says that a pupil will be away; the class teacher accepts it, which writes the absence, or declines it."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse

from kedr.audit.actions import Change, record
from kedr.core import stamps
from kedr.core.actor import Actor, Role
from kedr.core.clock import day_of
from kedr.core.errors import NotFound, Refusal
from kedr.core.words import day_month
from kedr.journal.access import pupil_to_excuse
from kedr.journal.actions.absences import Spread, Whose, record_absence
from kedr.journal.models import AbsenceNotice
from kedr.journal.rules.absence import check_notice
from kedr.people.actions.telling import Words, tell_class_teachers, tell_families
from kedr.people.models import Person

ANSWER_LENGTH = 200


class WrongNotice(Refusal):
    """The notice, or the answer to it, cannot be; `field` names the input."""

    code = "wrong_notice"

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def announce_absence(
    *,
    actor: Actor,
    at: datetime,
    school_id: int,
    pupil_id: int,
    children: Collection[int],
    starts_on: date,
    ends_on: date,
    code: str,
    words: str,
) -> int:
    """A guardian says that one of their `children` will be away on [starts_on, ends_on); the notice's id.

    Raises NotFound for another's child and for who is no guardian, WrongNotice.
    """
    if actor.school_id != school_id or actor.role != Role.GUARDIAN or pupil_id not in children:
        raise NotFound("Ученика нет.")
    words = " ".join(words.split())
    refused = check_notice(code, starts_on, ends_on, words, day_of(at))
    if refused:
        raise WrongNotice(refused.sentence, refused.code)
    stamps.bump(school_id, [(stamps.PUPIL, pupil_id)])  # the lock: two parents at once tell the same
    same = AbsenceNotice.objects.in_school(school_id).filter(
        pupil_id=pupil_id, taken_back_at=None, starts_on__lt=ends_on, ends_on__gt=starts_on
    )
    standing = next((one for one in same if one.decided_at is None or one.is_accepted), None)
    if standing:
        last = standing.ends_on - timedelta(days=1)
        raise WrongNotice(
            f"На эти дни вы уже сообщили: с {day_month(standing.starts_on)} по {day_month(last)}.", "days"
        )
    row = AbsenceNotice.objects.create(
        school_id=school_id, pupil_id=pupil_id, starts_on=starts_on, ends_on=ends_on, code=code, words=words,
        sent_at=at, sent_by=actor.person_id,
    )  # fmt: skip
    _note(actor, at, row, "notice.send")
    _tell_class_teacher(actor, at, row)
    return row.id


@transaction.atomic
def take_notice_back(*, actor: Actor, at: datetime, school_id: int, notice_id: int, children: Collection[int]) -> None:
    """The family takes back a notice that waits. Raises NotFound, WrongNotice once it is decided."""
    row = _waiting(school_id, notice_id)
    if actor.role != Role.GUARDIAN or row.pupil_id not in children:
        raise NotFound("Сообщения нет.")
    row.taken_back_at = at
    row.save(update_fields=["taken_back_at"])
    _note(actor, at, row, "notice.take_back")


@transaction.atomic
def accept_notice(*, actor: Actor, at: datetime, school_id: int, notice_id: int) -> Spread:
    """Accept a notice: the absence is written on its word. Raises NotFound, WrongNotice, WrongAbsence."""
    row = _waiting(school_id, notice_id)
    spread = record_absence(
        actor=actor, at=at, school_id=school_id, whose=Whose(pupil_id=row.pupil_id), starts_on=row.starts_on,
        ends_on=row.ends_on, code=row.code, basis=f"Сообщение родителей: {row.words}"[:200],
    )  # fmt: skip
    _decide(actor, at, row, "notice.accept", is_accepted=True)
    return spread


@transaction.atomic
def decline_notice(*, actor: Actor, at: datetime, school_id: int, notice_id: int, answer: str) -> None:
    """Decline a notice with a word for the family. Raises NotFound, WrongNotice."""
    row = _waiting(school_id, notice_id)
    pupil_to_excuse(actor, school_id, row.pupil_id, row.starts_on, day_of(at))
    row.answer = " ".join(answer.split())
    if not 0 < len(row.answer) <= ANSWER_LENGTH:
        raise WrongNotice(f"Напишите семье, почему нет: до {ANSWER_LENGTH} знаков.", "answer")
    _decide(actor, at, row, "notice.decline", is_accepted=False)


def _waiting(school_id: int, notice_id: int) -> AbsenceNotice:
    """The notice as it stands under the pupil's stamp. Raises NotFound, WrongNotice where it waits no more."""
    found = AbsenceNotice.objects.in_school(school_id).filter(id=notice_id)
    for pupil_id in found.values_list("pupil_id", flat=True):
        stamps.bump(school_id, [(stamps.PUPIL, pupil_id)])
    row = found.first()
    if row is None:
        raise NotFound("Сообщения нет.")
    if row.decided_at is not None or row.taken_back_at is not None:
        raise WrongNotice("Это сообщение уже решено или взято назад. Обновите страницу.")
    return row


def _decide(actor: Actor, at: datetime, row: AbsenceNotice, verb: str, *, is_accepted: bool) -> None:
    row.decided_at, row.decided_by, row.is_accepted = at, actor.person_id, is_accepted
    row.save(update_fields=["decided_at", "decided_by", "is_accepted", "answer"])
    _note(actor, at, row, verb)
    _tell_family(actor, at, row)


def _days(row: AbsenceNotice) -> str:
    """«12 ноября», «с 12 ноября по 14 ноября»."""
    last = row.ends_on - timedelta(days=1)
    return day_month(last) if last == row.starts_on else f"с {day_month(row.starts_on)} по {day_month(last)}"


def _tell_class_teacher(actor: Actor, at: datetime, row: AbsenceNotice) -> None:
    pupil = Person.objects.in_school(row.school_id).get(id=row.pupil_id)
    words = Words(
        "request", f"{pupil.last_name} {pupil.first_name}: не будет {_days(row)}", row.words,
        reverse("portal:absences", args=[row.school_id]),
    )  # fmt: skip
    tell_class_teachers(actor=actor, at=at, school_id=row.school_id, pupil_id=row.pupil_id, words=words)


def _tell_family(actor: Actor, at: datetime, row: AbsenceNotice) -> None:
    first_name = Person.objects.in_school(row.school_id).get(id=row.pupil_id).first_name
    answer = "школа приняла ваше сообщение" if row.is_accepted else "школа отклонила ваше сообщение"
    words = Words(
        "answer", f"{first_name}: {answer}", f"Отсутствие {_days(row)}. {row.answer}".strip(),
        reverse("diary:away", args=[row.school_id, row.pupil_id]),
    )  # fmt: skip
    tell_families(actor=actor, at=at, school_id=row.school_id, words={row.pupil_id: words})


def _note(actor: Actor, at: datetime, row: AbsenceNotice, verb: str) -> None:
    last = row.ends_on - timedelta(days=1)
    after = {"from": row.starts_on.isoformat(), "to": last.isoformat(), "code": row.code, "words": row.words}
    change = Change(verb, "notice", row.id, after=after, about_id=row.pupil_id, reason=row.answer)
    record(actor=actor, at=at, school_id=row.school_id, changes=[change])
