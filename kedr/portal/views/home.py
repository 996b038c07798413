"""Where a signed-in person lands, and the door the machines knock at."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from kedr.core.actor import Role
from kedr.core.pages import actor_of, public

HOMES = {
    Role.TEACHER: "portal:day",
    Role.DEPUTY_HEAD: "portal:board",
    Role.HEAD: "portal:board",
    Role.SECRETARY: "portal:classes",
    Role.PUPIL: "diary:home",
    Role.GUARDIAN: "diary:home",
    Role.MUNICIPAL_OFFICER: "portal:schools",
    Role.REGIONAL_OFFICER: "portal:schools",
}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The page of the role that shows what waits for it."""
    actor = actor_of(request)
    return redirect(HOMES[actor.role], *([actor.school_id] if actor.school_id else []))


@public
@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """200 when this process can reach its database; for the machine that watches it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
