"""Results put off and academic debts: the school's list, and a class's with the forms."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from kedr.core import clock
from kedr.core.errors import NotFound, Refusal
from kedr.core.pages import actor_of, now_of, page
from kedr.journal.access import DECIDERS, rules_to_keep
from kedr.journal.actions.deferrals import defer_result, end_deferral
from kedr.journal.actions.retakes import appoint_retake, record_retake
from kedr.journal.queries.retakes import academic_debts, class_periods, deferrals
from kedr.portal.access import class_to_bring, council_to_decide
from kedr.portal.forms.retakes import read_appointment, read_deferral, read_end, read_outcome
from kedr.portal.queries.brought import newcomers
from kedr.portal.queries.freeing import common_courses

# What a form of the page asks for: the action and the reader of its fields.
ACTS: dict[str, tuple[Callable[..., Any], Callable[..., dict[str, Any]]]] = {
    "defer": (defer_result, read_deferral),
    "end": (end_deferral, read_end),
    "appoint": (appoint_retake, read_appointment),
    "record": (record_retake, read_outcome),
}


@require_GET
def school_retakes(request: HttpRequest, school: int) -> HttpResponse:
    """Everything put off in the school, a line for each, with the way to its class."""
    rules_to_keep(actor_of(request), school)
    today = clock.day_of(now_of(request))
    return page(request, "portal/retakes.html", _shown(school, today))


@require_http_methods(["GET", "POST"])
def class_retakes(request: HttpRequest, school: int, id: int) -> HttpResponse:
    """What is put off in a class; who decides defers results, appoints retakes and writes what came of them."""
    actor, today = actor_of(request), clock.day_of(now_of(request))
    card = class_to_bring(actor, school, id, today)
    refusal: Refusal | None = None
    if request.method == "POST":
        council_to_decide(actor, school)
        act, read = ACTS.get(request.POST.get("act", ""), ACTS["defer"])
        try:
            act(actor=actor, at=now_of(request), school_id=school, **read(request.POST))
            return redirect(f"{request.path}?said=1")
        except NotFound:
            raise
        except Refusal as error:
            refusal = error
    context = _shown(school, today, card.id) | {
        "card": card,
        "pupils": sorted(newcomers(school, card.id, today), key=lambda one: one.name),
        "courses": common_courses(school, card.id, today),
        "periods": class_periods(school, card.id, today),
        "can_decide": actor.role in DECIDERS,
        "refusal": refusal,
        "sent": request.POST if refusal else {},
        "said": request.GET.get("said") == "1",
    }
    return page(request, "portal/retakes.html", context, status=400 if refusal else 200)


def _shown(school: int, today: date, class_id: int = 0) -> dict[str, Any]:
    return {
        "section": "class",
        "school": school,
        "today": today,
        "deferred": deferrals(school, today, class_id=class_id),
        "debts": academic_debts(school, today, class_id=class_id),
        "card": None,
        "can_decide": False,
        "refusal": None,
        "sent": {},
        "said": False,
    }
