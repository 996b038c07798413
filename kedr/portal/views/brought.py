"""Marks a pupil brought from a former school: a list for each pupil, entered from its paper."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from kedr.core import clock
from kedr.core.actor import Actor
from kedr.core.addresses import asked_id
from kedr.core.pages import actor_of, now_of, page
from kedr.journal.actions.brought import WrongBrought, bring_marks, remove_brought
from kedr.portal.access import ClassCard, class_to_bring
from kedr.portal.forms.pupils import read_brought
from kedr.portal.queries.brought import brought_sheet, newcomers

ROWS = 12


@require_GET
def pupils(request: HttpRequest, school: int, id: int) -> HttpResponse:
    """The class, those who came latest first: whose marks are to be entered."""
    today = clock.day_of(now_of(request))
    card = class_to_bring(actor_of(request), school, id, today)
    context = {"section": "class", "school": school, "card": card, "pupils": newcomers(school, card.id, today)}
    return page(request, "portal/brought_pupils.html", context)


@require_http_methods(["GET", "POST"])
def brought(request: HttpRequest, school: int, id: int, pupil: int) -> HttpResponse:
    """A pupil's brought marks; a post enters the rows of one paper, or takes one mark out."""
    actor, at, today = actor_of(request), now_of(request), clock.day_of(now_of(request))
    card = class_to_bring(actor, school, id, today)
    sheet = brought_sheet(school, card.id, pupil, today)
    faults: dict[int, str] = {}
    if request.method == "POST":
        try:
            return redirect(f"{request.path}?said={_write(request, actor, at, card, pupil)}")
        except WrongBrought as error:
            faults = error.faults
    said = request.GET.get("said", "")
    context = {
        "section": "class", "school": school, "card": card, "sheet": sheet, "faults": faults, "sent": request.POST,
        "rows": range(ROWS), "today": today, "is_removed": said == "removed", "entered": asked_id(said) or 0,
    }  # fmt: skip
    return page(request, "portal/brought.html", context, status=400 if faults else 200)


def _write(request: HttpRequest, actor: Actor, at: datetime, card: ClassCard, pupil: int) -> str:
    """What was done; the faults are told by the rows of the page."""
    if removed := asked_id(request.POST.get("remove")):
        remove_brought(actor=actor, at=at, school_id=card.school_id, pupil_id=pupil, brought_id=removed)
        return "removed"
    form = read_brought(request.POST, ROWS)
    try:
        done = bring_marks(
            actor=actor, at=at, school_id=card.school_id, pupil_id=pupil, grade=card.grade, source=form.source,
            marks=form.marks,
        )  # fmt: skip
    except WrongBrought as error:
        told = {form.places[place] if place >= 0 else place: said for place, said in error.faults.items()}
        raise WrongBrought(told) from error
    return str(done)
