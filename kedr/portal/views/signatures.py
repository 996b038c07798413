"""«Кто прочитал дневник»: whose families have signed the last weeks."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from kedr.core import clock
from kedr.core.actor import Role
from kedr.core.pages import actor_of, now_of, page
from kedr.diary.queries.signatures import class_signatures
from kedr.portal.access import class_to_bring


@require_GET
def signatures(request: HttpRequest, school: int, id: int) -> HttpResponse:
    """The last finished weeks of a class, for its class teacher and the office."""
    actor, today = actor_of(request), clock.day_of(now_of(request))
    card = class_to_bring(actor, school, id, today)
    context = {
        "section": "class",
        "school": school,
        "card": card,
        "sheet": class_signatures(school, card.id, today),
        "is_own": actor.role == Role.TEACHER,
    }
    return page(request, "portal/signatures.html", context)
