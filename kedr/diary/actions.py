"""What is written when a diary is read by somebody who is not of the family."""

from datetime import datetime

from django.db import transaction

from kedr.audit.actions import Change, record
from kedr.core.actor import Actor


@transaction.atomic
def note_staff_reading(*, actor: Actor, at: datetime, school_id: int, pupil_id: int, page: str) -> None:
    """Put in the record that an employee opened a pupil's diary; `page` says which part of it."""
    change = Change("diary.read", "pupil", pupil_id, after={"page": page})
    record(actor=actor, at=at, school_id=school_id, changes=[change])
