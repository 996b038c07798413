"""Forgetting what came of old commands."""

from datetime import datetime, timedelta

from django.db import transaction

from kedr.audit.actions import Change, record
from kedr.core.actor import Actor
from kedr.core.sql import fetch

OUTCOME_LIFE = timedelta(days=60)
PORTION = 1000  # rows a transaction: no writer waits long

_DELETE_SQL = """
DELETE FROM journal_command WHERE school_id = %s AND (user_id, id) IN (
  SELECT c.user_id, c.id FROM journal_command c WHERE c.school_id = %s AND c.received_at < %s LIMIT %s
) RETURNING 1
"""


def forget_outcomes(*, actor: Actor, at: datetime, school_id: int) -> int:
    """Delete the school's outcomes older than 60 days; how many there were. A transaction a portion.

    A command that comes again after that is judged anew by its version: a conflict or the same value, never twice done.
    """
    forgotten = 0
    while deleted := _forget(actor, at, school_id):
        forgotten += deleted
    return forgotten


@transaction.atomic
def _forget(actor: Actor, at: datetime, school_id: int) -> int:
    deleted = len(fetch(_DELETE_SQL, [school_id, school_id, at - OUTCOME_LIFE, PORTION]))
    if deleted:
        change = Change("forget_outcomes", "school", school_id, after={"outcomes": deleted})
        record(actor=actor, at=at, school_id=school_id, changes=[change])
    return deleted
