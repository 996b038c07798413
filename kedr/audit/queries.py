"""Reading the record."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from kedr.audit.models import Event


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One line of a history: who did what when, and the values before and after."""

    at: datetime
    name: str
    role: str
    verb: str
    before: Any
    after: Any
    reason: str


def history(school_id: int, kind: str, target_id: int, limit: int = 50) -> list[HistoryRow]:
    """The last changes of one thing, newest first. One query, by the index `audit_event_target`."""
    rows = (
        Event.objects.filter(school_id=school_id, target_kind=kind, target_id=target_id)
        .order_by("-id")
        .values_list("at", "name", "role", "verb", "before", "after", "reason")[:limit]
    )
    return [HistoryRow(*row) for row in rows]


def last_changes(school_id: int, targets: Collection[tuple[str, int]]) -> dict[tuple[str, int], tuple[str, datetime]]:
    """Who changed each (kind, id) last, and when. One query, by the index `audit_event_target`."""
    wanted = Q()
    for kind, target_id in targets:
        wanted |= Q(target_kind=kind, target_id=target_id)
    rows = (
        Event.objects.filter(wanted, school_id=school_id)
        .order_by("id")
        .values_list("target_kind", "target_id", "name", "at")
    )
    return {(kind, target_id): (name, at) for kind, target_id, name, at in rows}
