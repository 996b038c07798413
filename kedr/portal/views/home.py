"""Where a signed-in person lands, and the door the machines knock at."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from kedr.core.actor import Role
from kedr.core.errors import NotFound
from kedr.core.pages import actor_of, public, refused

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


def no_page(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to an address that is none."""
    return refused(request, NotFound("Страница не найдена."), status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """The answer to our own mistake: without a template or the database, which may be what broke."""
    words = "Не получилось: в Кедре ошибка, она записана. Вернитесь назад и повторите; введённое не потеряно."
    return HttpResponse(f"{words} Номер: {getattr(request, 'id', '')}", "text/plain; charset=utf-8", status=500)
