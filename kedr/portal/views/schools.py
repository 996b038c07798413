"""Schools for their authority: the municipality's and the region's officers."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from kedr.core.actor import Role
from kedr.core.pages import actor_of, now_of, page
from kedr.portal.access import municipalities_to_see, school_to_see
from kedr.portal.queries.schools import school_card, school_lines


@require_GET
def schools(request: HttpRequest) -> HttpResponse:
    """The officer's schools: how many learn there, how the journals are filled this week."""
    actor = actor_of(request)
    context = {
        "section": "schools",
        "municipalities": school_lines(municipalities_to_see(actor), request.now),  # type: ignore[attr-defined]
        "is_region": actor.role == Role.REGIONAL_OFFICER,
        "local": timezone.localtime,
    }
    return page(request, "portal/schools.html", context)


@require_GET
def school(request: HttpRequest, id: int) -> HttpResponse:
    """The card of one school."""
    card = school_card(school_to_see(actor_of(request), id), now_of(request))
    return page(request, "portal/school.html", {"section": "schools", "card": card, "local": timezone.localtime})
