"""Opening a pupil's card is an act: what it holds is personal, so who looked is recorded."""

from datetime import datetime

from django.db import transaction

from kedr.audit import actions as audit
from kedr.core import clock
from kedr.core.actor import Actor
from kedr.journal.access import OpenCourse
from kedr.journal.queries.cards import PupilCard, pupil_card


@transaction.atomic
def open_pupil_card(*, actor: Actor, at: datetime, course: OpenCourse, pupil_id: int) -> PupilCard:
    """The card of somebody in the course's list (NotFound for others), and the note that it was read."""
    card = pupil_card(course, pupil_id, clock.day_of(at))
    change = audit.Change(verb="person.read", target_kind="person", target_id=pupil_id, about_id=course.id)
    audit.record(actor=actor, at=at, school_id=course.school_id, changes=[change])
    return card
