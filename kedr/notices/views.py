"""The inbox of an account, and how a school's mail goes."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from kedr.core.pages import actor_of, now_of, page
from kedr.notices import access, queries
from kedr.notices.actions import read_notices


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The last notices. What is shown as new has been seen by that: the bell is quiet on the next page."""
    actor, at = actor_of(request), now_of(request)
    rows = queries.inbox(actor)
    if any(row.is_new for row in rows):
        read_notices(actor=actor, at=at, up_to=rows[0].id)
    return page(request, "notices/inbox.html", {"rows": rows, "section": "letters", "shown": queries.SHOWN})


@require_GET
def deliveries(request: HttpRequest, school: int) -> HttpResponse:
    """What of the last week's notices has left by mail, and what has not."""
    access.deliveries_to_see(actor_of(request), school)
    found = queries.delivered(school, now_of(request))
    return page(request, "notices/deliveries.html", {"found": found, "section": "school", "school": school})
