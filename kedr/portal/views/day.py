"""The teacher's home: «Мой день»."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from kedr.core import clock
from kedr.core.pages import actor_of, now_of, page
from kedr.portal.access import day_to_see
from kedr.portal.queries.day import school_day, teacher_day


@require_GET
def day(request: HttpRequest, school: int, on: date | None = None) -> HttpResponse:
    """The actor's own lessons of today, or of a day."""
    actor = actor_of(request)
    day_to_see(actor, school)
    on = on or clock.day_of(now_of(request))
    shown = teacher_day(school, actor.person_id, on, now_of(request))
    return page(
        request,
        "portal/day.html",
        {
            "section": "day",
            "school": school,
            "day": shown,
            "yesterday": school_day(on, -1),
            "tomorrow": school_day(on, 1),
        },
    )
