"""Writing the record. Always inside the transaction of the change it tells of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from kedr.core.actor import Actor
from kedr.core.sql import insert
from kedr.core.tenancy import new_id

_COLUMNS = (
    "school_id", "id", "at", "verb", "target_kind", "target_id", "about_id", "user_id", "person_id", "role", "name",
    "before", "after", "reason", "command_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what was done to what, and the value on both sides (any JSON)."""

    verb: str
    target_kind: str
    target_id: int
    before: Any = None
    after: Any = None
    about_id: int = 0
    reason: str = ""
    command_id: UUID | None = None


def record(*, actor: Actor, at: datetime, school_id: int, changes: Sequence[Change]) -> None:
    """Add the changes to the record, in one statement. `school_id` 0 is the region."""
    insert(
        "audit_event",
        _COLUMNS,
        [
            (
                school_id, new_id(), at, change.verb, change.target_kind, change.target_id, change.about_id,
                actor.user_id, actor.person_id, actor.role, actor.name, _json(change.before), _json(change.after),
                change.reason, change.command_id,
            )
            for change in changes
        ],
    )  # fmt: skip


def _json(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()
