"""«Виды работ»: the table a school keeps."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kedr.core import clock
from kedr.core.pages import actor_of, now_of, page
from kedr.journal import access
from kedr.journal.actions import KindRow, WrongKinds, keep_kinds
from kedr.journal.forms import read_kinds
from kedr.journal.queries.kinds import KindLine, kind_lines


@require_http_methods(["GET", "POST"])
def kinds(request: HttpRequest, school: int) -> HttpResponse:
    """The table, to read for teachers; those who decide change it, all rows at once."""
    actor, at = actor_of(request), now_of(request)
    decides = access.rules_to_read(actor, school)
    if request.method == "POST":
        access.rules_to_keep(actor, school)
    lines = kind_lines(school, clock.day_of(at))
    if request.method == "GET":
        return _kinds(request, school, lines, decides=decides)
    rows = read_kinds(request.POST)
    try:
        changed = keep_kinds(actor=actor, at=at, school_id=school, rows=rows)
    except WrongKinds as refusal:
        return _kinds(request, school, lines, decides=decides, rows=rows, refusal=refusal)
    return redirect(reverse("journal:kinds", args=[school], query={"saved": changed}))


def _kinds(
    request: HttpRequest,
    school: int,
    lines: Sequence[KindLine],
    *,
    decides: bool,
    rows: Sequence[KindRow] | None = None,
    refusal: WrongKinds | None = None,
) -> HttpResponse:
    shown: Sequence[Any] = lines if rows is None else rows
    context = {
        "section": "school" if decides else "journal",
        "school": school,
        "decides": decides,
        "rows": shown,
        "known": {line.id: line for line in lines},
        "refusal": refusal,
        "faults": refusal.faults if refusal else {},
        "saved": request.GET.get("saved", ""),
    }
    return page(request, "journal/kinds.html", context, status=400 if refusal else 200)
