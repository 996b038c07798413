"""Counting failed tries, so that guessing is slow and nobody can shut out another."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from kedr.accounts.models import Throttle, User
from kedr.accounts.rules import Bucket
from kedr.audit.actions import Change, record
from kedr.core.actor import SYSTEM


@transaction.atomic
def count_attempt(*, buckets: Sequence[Bucket], at: datetime) -> timedelta:
    """Count a try before it is judged, or say how long to wait: zero means go on.

    Counted first, so that a hundred tries at the same moment are a hundred; `clear_attempts` takes back a good one.
    No event: `refuse_sign_in` writes that of a failure.
    """
    Throttle.objects.bulk_create(
        [Throttle(key_digest=bucket.digest, forget_at=at + bucket.pace.memory) for bucket in buckets],
        ignore_conflicts=True,
    )
    paces = {bucket.digest: bucket.pace for bucket in buckets}
    # in one order for everyone: no deadlocks
    rows = list(Throttle.objects.select_for_update().filter(key_digest__in=paces).order_by("key_digest"))
    wait = max((row.wait_until - at for row in rows if row.wait_until), default=timedelta())
    if wait > timedelta():
        return wait
    for row in rows:
        pace = paces[bytes(row.key_digest)]
        row.failures = 1 if row.forget_at <= at else row.failures + 1
        row.wait_until = at + pace.wait(row.failures) if pace.wait(row.failures) else None
        row.forget_at = at + pace.memory + pace.wait(row.failures)
    Throttle.objects.bulk_update(rows, ["failures", "wait_until", "forget_at"])
    return timedelta()


@transaction.atomic
def clear_attempts(*, buckets: Sequence[Bucket]) -> None:
    """A good try: forgets the failures of its login, and takes itself back from the count of its address.

    The wait that others have earned at this address stays.
    """
    own, *shared = buckets
    Throttle.objects.filter(key_digest=own.digest).delete()
    paces = {bucket.digest: bucket.pace for bucket in shared}
    rows = list(
        Throttle.objects.select_for_update().filter(key_digest__in=paces, failures__gt=0).order_by("key_digest")
    )
    for row in rows:
        row.failures -= 1
        if not paces[bytes(row.key_digest)].wait(row.failures):
            row.wait_until = None
    Throttle.objects.bulk_update(rows, ["failures", "wait_until"])


@transaction.atomic
def refuse_sign_in(*, address: str, way: str, at: datetime, login: str = "", user_id: int = 0) -> None:
    """Write down a failed try at the login that was typed, or at the account that is known already.

    An unknown login leaves an event too, without what was typed: it may be a password.
    """
    user_id = user_id or User.objects.filter(login=login).values_list("id", flat=True).first() or 0
    change = Change("refuse_sign_in", "account", user_id, after={"way": way, "address": address})
    record(actor=SYSTEM, at=at, school_id=0, changes=[change])
