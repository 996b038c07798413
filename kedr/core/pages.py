"""How a page leaves the house: rendered, never cached by anyone, with an ETag where its revision is known."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from kedr.core.actor import Actor
from kedr.core.errors import NotFound, Refusal


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in actor; a stranger never gets this far (`accounts.middleware` sends them to sign in)."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise NotFound("Страница не найдена.")
    return actor


def now_of(request: HttpRequest) -> datetime:
    """The instant of the request: the only clock of a page."""
    at: datetime = request.now  # type: ignore[attr-defined]
    return at


def public[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Marks a view that a stranger may open; every other one needs a sign-in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, etag: str = "", status: int = 200
) -> HttpResponse:
    """A page for one person's eyes."""
    response = render(request, template, dict(context), status=status)
    return _personal(response, etag)


def refused(request: HttpRequest, refusal: Refusal, *, status: int) -> HttpResponse:
    """A refusal as a page, or as JSON to a program."""
    if request.accepts("text/html"):
        return page(request, "core/refused.html", {"refusal": refusal, "section": ""}, status=status)
    return _personal(JsonResponse({"code": refusal.code, "sentence": refusal.sentence}, status=status), "")


def personal_bytes(body: bytes, content_type: str, *, etag: str = "") -> HttpResponse:
    """Ready bytes for one person's eyes."""
    return _personal(HttpResponse(body, content_type=content_type), etag)


def unchanged(etag: str) -> HttpResponse:
    """304: the reader already has this very page."""
    return _personal(HttpResponse(status=304), etag)


def _personal(response: HttpResponse, etag: str) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    response["Vary"] = "Cookie"
    if etag:
        response["ETag"] = etag
    return response
