"""Asking to open a locked journal, and deciding."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kedr.core import clock
from kedr.core.addresses import asked_id
from kedr.core.errors import NotFound, Refusal
from kedr.core.pages import actor_of, now_of, page
from kedr.journal import access
from kedr.journal.access import OpenCourse
from kedr.journal.actions import (
    WrongOpening,
    ask_to_open,
    end_opening,
    grant_opening,
    open_journal,
    refuse_opening,
)
from kedr.journal.actions.openings import USUAL_HOURS
from kedr.journal.forms import small_number
from kedr.journal.queries import openings as queries
from kedr.schools.queries import period_to_show, periods

TERMS = ((2, "2 часа"), (24, "сутки"), (72, "3 дня"), (168, "неделя"))


@require_GET
def openings(request: HttpRequest, school: int) -> HttpResponse:
    """«Просьбы открыть журнал»: all of the school for those who decide, their own for a teacher."""
    return _openings(request, school)


def _openings(
    request: HttpRequest,
    school: int,
    *,
    refusal: Refusal | None = None,
    typed: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, at = actor_of(request), now_of(request)
    decides = access.rules_to_read(actor, school)
    lines = queries.openings(school, at, person_id=0 if decides else actor.person_id)
    context = {
        "section": "school" if decides else "journal",
        "school": school,
        "decides": decides,
        "waiting": [line for line in lines if line.state == "waiting"],
        "going": [line for line in lines if line.state == "open"],
        "past": [line for line in lines if line.state in ("over", "refused")],
        "terms": TERMS,
        "usual": USUAL_HOURS,
        "refusal": refusal,
        "typed": typed or {},
        "said": request.GET.get("said", ""),
    }
    return page(request, "journal/openings.html", context, status=status)


@require_POST
def decide(request: HttpRequest, school: int, opening: int) -> HttpResponse:
    """Grants a request for so many hours, refuses it with a word, or ends a window."""
    actor, at = actor_of(request), now_of(request)
    access.rules_to_keep(actor, school)
    about: dict[str, Any] = {"actor": actor, "at": at, "school_id": school, "opening_id": opening}
    act = request.POST.get("act", "")
    try:
        if act == "grant":
            grant_opening(**about, hours=small_number(request.POST.get("hours", "")))
        elif act == "refuse":
            refuse_opening(**about, answer=request.POST.get("answer", ""))
        else:
            end_opening(**about)
    except WrongOpening as refusal:
        typed = {"id": opening, **request.POST.dict()}
        return _openings(request, school, refusal=refusal, typed=typed, status=400)
    return redirect(reverse("journal:openings", args=[school], query={"said": act}))


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, school: int, course: int) -> HttpResponse:
    """A teacher asks to open the journal; who decides opens it. A program gets JSON, a person a page."""
    actor, at = actor_of(request), now_of(request)
    opened = access.course_to_open(actor, school, course, clock.day_of(at))
    if not (opened.can_write or opened.stands_in):
        raise NotFound("Журнала нет.")
    if request.method == "GET":
        return _ask(request, opened, request.GET)
    values = request.POST
    place = {"period_id": asked_id(values.get("period")) or 0, "lesson_id": asked_id(values.get("lesson"))}
    reason = values.get("reason", "")
    is_page = request.accepts("text/html")
    try:
        if opened.decides:
            hours = small_number(values.get("hours", str(USUAL_HOURS)))
            open_journal(actor=actor, at=at, school_id=school, course_id=course, reason=reason, hours=hours, **place)  # type: ignore[arg-type]
        else:
            ask_to_open(actor=actor, at=at, course=opened, reason=reason, **place)  # type: ignore[arg-type]
    except WrongOpening as refusal:
        if is_page:
            return _ask(request, opened, values, refusal=refusal, status=400)
        return JsonResponse({"code": refusal.code, "sentence": refusal.sentence}, status=400)
    if not is_page:
        return JsonResponse({"status": "done"})
    return redirect(reverse("journal:openings", args=[school], query={"said": "open" if opened.decides else "ask"}))


def _ask(
    request: HttpRequest,
    course: OpenCourse,
    values: Mapping[str, Any],
    *,
    refusal: WrongOpening | None = None,
    status: int = 200,
) -> HttpResponse:
    tabs = periods(course.school_id, course.scheme_id)
    begun = [tab for tab in tabs if tab.starts_on <= clock.day_of(now_of(request))]
    context = {
        "section": "journal",
        "school": course.school_id,
        "course": course,
        "periods": begun,
        "chosen": period_to_show(tabs, asked_id(values.get("period")), clock.day_of(now_of(request))),
        "lesson": values.get("lesson", ""),
        "reason": values.get("reason", ""),
        "hours": values.get("hours", str(USUAL_HOURS)),
        "terms": TERMS,
        "refusal": refusal,
    }
    return page(request, "journal/ask.html", context, status=status)
