"""What a school decides about itself."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from kedr.audit import actions as audit
from kedr.core import stamps
from kedr.core.actor import Actor
from kedr.core.errors import Refusal
from kedr.schools.models import SchoolRegulation
from kedr.schools.rules import check


class WrongRegulation(Refusal):
    """There is no such regulation, or it cannot hold this value."""

    code = "wrong_regulation"


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

    Who may is the caller's door. Raises WrongRegulation.
    """
    try:
        check(key, value)
    except (ValueError, TypeError) as error:
        raise WrongRegulation(str(error)) from error
    scope = {"key": key, "level": level, "subject_id": subject_id, "starts_on": starts_on}
    known = SchoolRegulation.objects.in_school(school_id).filter(**scope).first()
    before = known.value if known else None
    row = known or SchoolRegulation(school_id=school_id, **scope)
    row.value, row.basis = value, basis
    row.save()
    after = {"value": value, "starts_on": starts_on.isoformat(), "level": level, "subject": str(subject_id)}
    change = audit.Change("set_regulation", "regulation", row.id, before=before, after=after, reason=basis)
    audit.record(actor=actor, at=at, school_id=school_id, changes=[change])
    stamps.bump(school_id, [(stamps.SCHOOL, school_id)])
