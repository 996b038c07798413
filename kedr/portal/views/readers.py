"""«Кто видит мой дневник»: for the pupil; of age, they decide."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from kedr.core import clock
from kedr.core.actor import Role
from kedr.core.addresses import asked_id
from kedr.core.errors import NotFound
from kedr.core.pages import actor_of, now_of, page
from kedr.people.actions import TooYoung, let_guardian, shut_guardian
from kedr.people.queries import is_of_age, readers_of_diary


@require_http_methods(["GET", "POST"])
def readers(request: HttpRequest, school: int) -> HttpResponse:
    """Guardians and whether each reads today; a post of a pupil of age lets one, or shuts the diary to them."""
    actor, at = actor_of(request), now_of(request)
    if actor.role != Role.PUPIL or actor.school_id != school:
        raise NotFound("Страницы нет.")
    refusal: TooYoung | None = None
    if request.method == "POST":
        act = let_guardian if request.POST.get("act") == "let" else shut_guardian
        try:
            act(actor=actor, at=at, school_id=school, guardian_id=asked_id(request.POST.get("guardian")) or 0)
            return redirect(request.path)
        except TooYoung as error:
            refusal = error
    on = clock.day_of(at)
    context = {
        "section": "diary",
        "school": school,
        "readers": readers_of_diary(school, actor.person_id, on),
        "is_of_age": is_of_age(school, actor.person_id, on),
        "refusal": refusal,
    }
    return page(request, "portal/readers.html", context, status=400 if refusal else 200)
