"""The page of a calendar's link, and what the link gives to a phone."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from kedr.calendars.access import OpenFeed, calendar_to_keep, feed_to_read, first_calendar
from kedr.calendars.actions import close_calendar, note_reading, open_calendar
from kedr.calendars.queries import open_link, pupil_entries, teacher_entries
from kedr.calendars.rules import Calendar, Entry, calendar_text
from kedr.core.actor import Role
from kedr.core.clock import day_of, wall
from kedr.core.errors import NotFound
from kedr.core.pages import actor_of, now_of, page, public


@require_GET
def home(request: HttpRequest, school: int) -> HttpResponse:
    """One's own calendar, or the first child's."""
    return redirect("calendars:calendar", school, first_calendar(actor_of(request), school, day_of(now_of(request))))


@require_http_methods(["GET", "POST"])
def calendar(request: HttpRequest, school: int, person: int) -> HttpResponse:
    """How the link of a calendar stands; a post makes one and shows its address once, or (`act=close`) closes it."""
    actor, at = actor_of(request), now_of(request)
    own = calendar_to_keep(actor, school, person, day_of(at))
    address = ""
    if request.method == "POST":
        if request.POST.get("act") == "close":
            close_calendar(actor=actor, at=at, calendar=own)
            return redirect(f"{request.path}?said=closed")
        secret = open_calendar(actor=actor, at=at, calendar=own)
        address = request.build_absolute_uri(reverse("calendars:feed", args=[secret]))
    link = open_link(actor, person)
    children = own.diary.children if own.diary else ()
    context = {
        "own": own,
        "diary": own.diary,
        "link": link,
        "made_on": wall(link.made_at).date() if link else None,
        "today": day_of(at),
        "address": address,
        "said": request.GET.get("said", ""),
        "address_of": {child.id: reverse("calendars:calendar", args=[school, child.id]) for child in children},
        "section": "diary" if own.diary else "day",
    }
    return page(request, "calendars/calendar.html", context)


@public
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """A calendar to whoever has the link; a plain 404 to everybody else.

    Guessing is not counted: of 256 bits nothing is ever guessed, a wrong one costs a look at one index and writes
    nothing, and the readers of big calendar services, who come for thousands of families from a few addresses and for
    years ask after links long closed, would shut each other out.
    """
    at = now_of(request)
    today = day_of(at)
    try:
        found = feed_to_read(secret, today)
    except NotFound:
        return HttpResponse("Такого календаря нет.\n", "text/plain; charset=utf-8", status=404)
    if not found.is_noted:
        note_reading(feed_id=found.id, on=today)
    own = found.calendar
    known = None if own.diary else teacher_entries(own.school_id, own.person_id, today)
    tag = _tag(found, request.get_host(), today.isoformat(), known)
    if tag in request.headers.get("If-None-Match", ""):
        return _sent(HttpResponse(status=304), tag)
    entries = pupil_entries(own.school_id, own.person_id, today) if known is None else known
    made = _made(found, request.get_host(), wall(at), entries)
    return _sent(HttpResponse(calendar_text(made), "text/calendar; charset=utf-8"), tag)


def _made(found: OpenFeed, host: str, here: datetime, entries: Sequence[Entry]) -> Calendar:
    return Calendar(
        name=found.calendar.name,
        host=urlsplit(f"//{host}").hostname or host,
        zone=settings.TIME_ZONE,
        offset=here.utcoffset() or timedelta(),
        made_at=here,
        is_busy=found.role != Role.GUARDIAN,
        entries=entries,
    )


def _tag(found: OpenFeed, host: str, today: str, known: Sequence[Entry] | None) -> str:
    """What the feed is made of: the stamps of the diary, or a teacher's lessons themselves, who has no stamp."""
    diary = found.calendar.diary
    basis = (diary.stamps, diary.revision) if diary else known
    parts = (found.id, found.calendar.name, host, today, settings.RELEASE, basis)
    return blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def _sent(response: HttpResponse, tag: str) -> HttpResponse:
    """Weak, as DTSTAMP says anew when it was made; kept by the one who asked, and asked for again each time."""
    response["ETag"] = f'W/"{tag}"'
    response["Cache-Control"] = "private, no-cache"
    return response
