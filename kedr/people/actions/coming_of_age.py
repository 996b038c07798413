"""At eighteen a guardian's right ends by law; from then on the pupil says who reads their diary."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from kedr.audit.actions import Change, record
from kedr.core import stamps
from kedr.core.actor import Actor, Role
from kedr.core.clock import day_of
from kedr.core.errors import NotFound, Refusal
from kedr.people.models import Guardianship, Person
from kedr.people.rules import CONSENT, born_by, of_age_on


class TooYoung(Refusal):
    """Before eighteen the law, not the pupil, says who may read."""

    code = "too_young"


@transaction.atomic
def end_guardianships(*, actor: Actor, at: datetime, school_id: int) -> int:
    """End, on the birthday, the guardianships of pupils who have come of age; how many. Pupils' own consents stay."""
    today = day_of(at)
    open_ = Guardianship.objects.in_school(school_id).filter(Q(ends_on=None) | Q(ends_on__gt=today))
    grown = open_.filter(pupil__birth_on__lte=born_by(today)).exclude(basis=CONSENT)
    rows = list(grown.annotate(born=F("pupil__birth_on")).select_for_update(of=("self",)))
    for row in rows:
        row.ends_on = max(of_age_on(row.born), row.starts_on)
        row.save(update_fields=["ends_on"])
    stamps.bump(school_id, {(stamps.PUPIL, row.pupil_id) for row in rows})
    changes = [
        Change("guardianship.end", "guardianship", row.id, after=row.ends_on, about_id=row.pupil_id, reason="18 лет")
        for row in rows
    ]
    record(actor=actor, at=at, school_id=school_id, changes=changes)
    return len(rows)


@transaction.atomic
def let_guardian(*, actor: Actor, at: datetime, school_id: int, guardian_id: int) -> None:
    """A pupil of age lets somebody who was their guardian read on. Raises NotFound, TooYoung."""
    _check(actor, at, school_id)
    mine = Guardianship.objects.in_school(school_id).filter(pupil_id=actor.person_id, guardian_id=guardian_id)
    former = mine.order_by("-starts_on").first()
    if former is None:
        raise NotFound("Этого человека среди ваших родителей нет.")
    today = day_of(at)
    if mine.filter(Q(ends_on=None) | Q(ends_on__gt=today), basis=CONSENT).exists():
        return
    row, _ = Guardianship.objects.in_school(school_id).update_or_create(
        guardian_id=guardian_id, pupil_id=actor.person_id, starts_on=today,
        defaults={"school_id": school_id, "kind": former.kind, "ends_on": None, "basis": CONSENT},
    )  # fmt: skip
    _tell(actor, at, row, "guardianship.let")


@transaction.atomic
def shut_guardian(*, actor: Actor, at: datetime, school_id: int, guardian_id: int) -> None:
    """The pupil takes the consent back: from now on nothing is read. Raises NotFound, TooYoung."""
    _check(actor, at, school_id)
    today = day_of(at)
    mine = Guardianship.objects.in_school(school_id).filter(pupil_id=actor.person_id, guardian_id=guardian_id)
    for row in mine.filter(Q(ends_on=None) | Q(ends_on__gt=today)).select_for_update():
        row.ends_on = today
        row.save(update_fields=["ends_on"])
        _tell(actor, at, row, "guardianship.shut")


def _check(actor: Actor, at: datetime, school_id: int) -> None:
    if actor.role != Role.PUPIL or actor.school_id != school_id:
        raise NotFound("Страницы нет.")
    stamps.bump(school_id, [(stamps.PUPIL, actor.person_id)])  # the lock, and the end of the pages that were open
    born = Person.objects.in_school(school_id).filter(id=actor.person_id).values_list("birth_on", flat=True).first()
    if born is None or of_age_on(born) > day_of(at):
        raise TooYoung("До 18 лет дневник видят законные представители: это решает закон.")


def _tell(actor: Actor, at: datetime, row: Guardianship, verb: str) -> None:
    change = Change(verb, "guardianship", row.id, after={"guardian": row.guardian_id}, about_id=row.pupil_id)
    record(actor=actor, at=at, school_id=row.school_id, changes=[change])
