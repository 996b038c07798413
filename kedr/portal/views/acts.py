"""«Локальные акты»: the numbers a school sets for itself."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kedr.core import clock
from kedr.core.errors import NotFound, Refusal
from kedr.core.pages import actor_of, now_of, page
from kedr.journal.access import rules_to_keep, rules_to_read
from kedr.journal.actions import WrongWeights, set_weights
from kedr.journal.queries.kinds import kind_lines
from kedr.portal import forms
from kedr.portal.queries import acts as queries
from kedr.schools.actions import WrongRegulation, set_regulation, withdraw_regulation
from kedr.schools.rules import LEVELS, REGULATIONS, WORK_WEIGHTS, Regulation, inputs


@require_GET
def acts(request: HttpRequest, school: int) -> HttpResponse:
    """The list by groups: the value today, whose it is."""
    decides = rules_to_read(actor_of(request), school)
    groups = queries.acts(school, clock.day_of(now_of(request)))
    context = {"section": "school" if decides else "journal", "school": school, "decides": decides, "groups": groups}
    return page(request, "portal/acts.html", context)


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, school: int, key: str) -> HttpResponse:
    """One regulation in a scope (?level=&subject=): value, source, history; a post sets a new value from a day on."""
    actor, at = actor_of(request), now_of(request)
    decides = rules_to_read(actor, school)
    regulation = REGULATIONS.get(key)
    if regulation is None:
        raise NotFound("Такой настройки нет.")
    if request.method == "GET":
        return _act(request, school, regulation, request.GET, decides=decides)
    rules_to_keep(actor, school)
    try:
        form = forms.read_rule(request.POST)
        about: dict[str, Any] = {
            "actor": actor, "at": at, "school_id": school, "starts_on": form.starts_on, "basis": form.basis,
            "level": form.level, "subject_id": form.subject_id,
        }  # fmt: skip
        if regulation is WORK_WEIGHTS:
            set_weights(**about, typed=forms.read_weights(request.POST))
        else:
            value = forms.read_value(regulation, request.POST)
            set_regulation(**about, key=key, value=value)
    except (WrongRegulation, WrongWeights, forms.WrongFields) as refusal:
        return _act(request, school, regulation, request.POST, decides=True, refusal=refusal)
    query = {"level": form.level, "subject": form.subject_id, "said": "set"}
    return redirect(reverse("portal:act", args=[school, key], query=query))


@require_POST
def withdraw(request: HttpRequest, school: int, key: str, rule: int) -> HttpResponse:
    """Takes back a value whose day has not come."""
    actor = actor_of(request)
    rules_to_keep(actor, school)
    try:
        key = withdraw_regulation(actor=actor, at=now_of(request), school_id=school, regulation_id=rule)
    except WrongRegulation as refusal:
        return _act(request, school, REGULATIONS[key], request.GET, decides=True, refusal=refusal)
    return redirect(reverse("portal:act", args=[school, key], query={"said": "withdrawn"}))


def _act(
    request: HttpRequest,
    school: int,
    regulation: Regulation[Any],
    values: Mapping[str, str],
    *,
    decides: bool,
    refusal: Refusal | None = None,
) -> HttpResponse:
    on = clock.day_of(now_of(request))
    level, subject_id = forms.scope_of(values)
    shown = queries.act(school, regulation, on, level=level, subject_id=subject_id)
    faults = forms.faults_of(refusal)
    is_typed = refusal is not None and "starts_on" in values
    is_table = regulation is WORK_WEIGHTS
    fields = [] if is_table else inputs(regulation, shown.value)
    context = {
        "section": "school" if decides else "journal",
        "school": school,
        "decides": decides,
        "act": shown,
        "levels": LEVELS,
        "kinds": kind_lines(school, on) if is_table else [],
        "weights": shown.value if is_table else {},
        "fields": [values.get(f"v-{place}", text) if is_typed else text for place, text in enumerate(fields)],
        "typed": values if is_typed else {},
        "starts_on": values["starts_on"] if is_typed else forms.proposed_day(shown.first_open_on, on).isoformat(),
        "basis": values.get("basis", "") if is_typed else "",
        "refusal": refusal,
        "faults": faults,
        "said": request.GET.get("said", ""),
    }
    return page(request, "portal/act.html", context, status=400 if refusal else 200)
