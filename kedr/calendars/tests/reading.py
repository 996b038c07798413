"""A phone's side: a link made by somebody of the cast, and what is read by it."""

from typing import Any

import icalendar
import vobject
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from kedr.calendars.access import calendar_to_keep
from kedr.calendars.actions import open_calendar
from tests.cast import NOW, TODAY, Cast


def link_of(cast: Cast, who: str, person_id: int = 0) -> str:
    """The address of a link that somebody has just made, to their own calendar or a child's."""
    actor = cast.actor(who)
    calendar = calendar_to_keep(actor, actor.school_id, person_id or cast.people[who].id, TODAY)
    return reverse("calendars:feed", args=[open_calendar(actor=actor, at=NOW, calendar=calendar)])


def alina(cast: Cast, who: str = "guardian") -> str:
    return link_of(cast, who, cast.pupils[0].id)


def read(address: str, **headers: str) -> HttpResponse:
    """As a phone does: without a sign-in."""
    return Client().get(address, headers=headers)  # type: ignore[return-value]


def events(address: str) -> dict[str, Any]:
    """The entries by what they are called; both parsers see the same ones."""
    answer = read(address)
    assert answer.status_code == 200
    body = answer.content.decode()
    found = icalendar.Calendar.from_ical(body).events
    beside = vobject.readOne(body).contents.get("vevent", [])
    assert sorted(str(one["UID"]) for one in found) == sorted(one.uid.value for one in beside)
    return {f"{one.start:%d.%m} {one['SUMMARY']}": one for one in found}
