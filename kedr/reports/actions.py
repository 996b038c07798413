"""What is put in the record when reports are read and taken out of the house."""

from datetime import datetime

from django.db import transaction

from kedr.audit.actions import Change, record
from kedr.core.actor import Actor


@transaction.atomic
def note_pupil_reading(*, actor: Actor, at: datetime, school_id: int, pupil_id: int, page: str) -> None:
    """Put in the record that an employee read a pupil's marks; `page` says which part of them."""
    change = Change("report.read", "pupil", pupil_id, after={"page": page})
    record(actor=actor, at=at, school_id=school_id, changes=[change])


@transaction.atomic
def note_export(
    *, actor: Actor, at: datetime, school_id: int, kind: str, target_id: int, report: str, form: str, span: str
) -> None:
    """Put in the record that a report with names in it left as a file; `kind` and `target_id` say whose it is."""
    change = Change("report.export", kind, target_id, after={"report": report, "form": form, "span": span})
    record(actor=actor, at=at, school_id=school_id, changes=[change])
