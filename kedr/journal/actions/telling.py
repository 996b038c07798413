"""A family hears the same hour that a child is not there."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from kedr.audit.actions import Change, record
from kedr.core.actor import Actor
from kedr.core.clock import day_of
from kedr.core.words import clock, full_day
from kedr.journal.queries.missing import Missing, missing_today
from kedr.notices.queries import told_of
from kedr.people.actions.telling import Words, tell_families


@transaction.atomic
def tell_of_missing(*, actor: Actor, at: datetime, school_id: int) -> int:
    """Tell families whose child is not at a lesson today and nobody has said why; once a day for each; how many.

    A lesson's first «н» is enough. What a family has announced, or the school knows, is not told back to them.
    """
    on = day_of(at)
    missing = missing_today(school_id, on)
    known = told_of(school_id, "absence", [one.pupil_id for one in missing], on)
    new = {one.pupil_id: _missing_words(school_id, one) for one in missing if one.pupil_id not in known}
    tell_families(actor=actor, at=at, school_id=school_id, words=new)
    if new:
        change = Change("missing.tell", "school", school_id, after=[str(pupil_id) for pupil_id in new])
        record(actor=actor, at=at, school_id=school_id, changes=[change])
    return len(new)


def _missing_words(school_id: int, one: Missing) -> Words:
    return Words(
        "absence",
        f"{one.first_name}: нет на уроке",
        f"{one.number}-й урок, {clock(one.starts_at)}, {one.title}. Учитель отметил отсутствие {full_day(one.held_on)}."
        " Если вы знаете причину, сообщите её классному руководителю.",
        reverse("diary:away", args=[school_id, one.pupil_id]),
    )
