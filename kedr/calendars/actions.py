"""Opening and closing the links of calendars."""

import secrets
from datetime import date, datetime

from django.db import transaction

from kedr.accounts.models import Grant
from kedr.accounts.rules import key_digest
from kedr.audit.actions import Change, record
from kedr.calendars.access import OwnCalendar
from kedr.calendars.models import CalendarFeed
from kedr.core.actor import Actor
from kedr.core.errors import NotFound

SECRET_BYTES = 32


@transaction.atomic
def open_calendar(*, actor: Actor, at: datetime, calendar: OwnCalendar) -> str:
    """Make a link to a calendar (`access.calendar_to_keep` gave it); gives its secret, which nothing else ever tells.

    The link that was open before is closed. Raises NotFound when the role is gone meanwhile.
    """
    # the lock: of two presses at once the later one's link stands
    grant = Grant.objects.select_for_update().filter(id=actor.grant_id, user_id=actor.user_id).first()
    if grant is None or grant.at_school_id != calendar.school_id:
        raise NotFound("Календаря нет.")
    closed = _close(actor, at, calendar)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    feed = CalendarFeed.objects.create(
        user_id=actor.user_id, grant_id=grant.id, at_school_id=calendar.school_id, person_id=calendar.person_id,
        secret_digest=key_digest(secret), made_at=at,
    )  # fmt: skip
    _record(actor, at, calendar, "calendar.open", feed.id, after={"closes": closed})
    return secret


@transaction.atomic
def close_calendar(*, actor: Actor, at: datetime, calendar: OwnCalendar) -> None:
    """Close the link to a calendar; where none is open, nothing happens."""
    if closed := _close(actor, at, calendar):
        _record(actor, at, calendar, "calendar.close", closed)


@transaction.atomic
def note_reading(*, feed_id: int, on: date) -> None:
    """Note the day on which a calendar was last read. No event: it changes nothing that a person could ask about."""
    CalendarFeed.objects.filter(id=feed_id).update(read_on=on)


def _close(actor: Actor, at: datetime, calendar: OwnCalendar) -> int:
    """The link that was open, 0 for none."""
    rows = CalendarFeed.objects.select_for_update().filter(
        grant_id=actor.grant_id, person_id=calendar.person_id, revoked_at=None
    )
    feed = rows.first()
    if feed is None:
        return 0
    feed.revoked_at = at
    feed.save(update_fields=["revoked_at"])
    return feed.id


def _record(actor: Actor, at: datetime, calendar: OwnCalendar, verb: str, feed_id: int, after: object = None) -> None:
    change = Change(verb, "calendar", feed_id, after=after, about_id=calendar.person_id)
    record(actor=actor, at=at, school_id=calendar.school_id, changes=[change])
