"""The classes of a school, one class on one sheet, and the class teacher's own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from kedr.core import clock
from kedr.core.addresses import asked_id
from kedr.core.errors import NotFound, Refusal
from kedr.core.pages import actor_of, now_of, page
from kedr.journal.actions import set_absence_reason
from kedr.portal.access import ClassCard, class_to_read, classes_to_lead, office_to_see
from kedr.portal.forms import read_reason
from kedr.portal.queries.classes import class_lines, class_sheet


@require_GET
def classes(request: HttpRequest, school: int) -> HttpResponse:
    """The classes of this year, for the office."""
    decides = office_to_see(actor_of(request), school)
    lines = class_lines(school, now_of(request))
    context = {"section": "class", "school": school, "lines": lines, "decides": decides}
    return page(request, "portal/classes.html", context)


@require_GET
def sheet(request: HttpRequest, school: int, id: int) -> HttpResponse:
    """A class on one sheet, to read."""
    card = class_to_read(actor_of(request), school, id, clock.day_of(now_of(request)))
    return _sheet(request, "portal/class_sheet.html", card)


@require_http_methods(["GET", "POST"])
def my_class(request: HttpRequest, school: int) -> HttpResponse:
    """The class teacher's sheet (`?class=` where one leads two); a post gives absences their reason."""
    led = classes_to_lead(actor_of(request), school, clock.day_of(now_of(request)))
    if not led:
        return page(request, "portal/my_class.html", {"section": "class", "school": school, "sheet": None})
    asked = request.GET.get("class", "")
    card = next((card for card in led if not asked or str(card.id) == asked), None)
    if card is None:
        raise NotFound("Класса нет.")
    if request.method == "POST":
        return _explain(request, card, led)
    return _sheet(request, "portal/my_class.html", card, led=led)


def _explain(request: HttpRequest, card: ClassCard, led: list[ClassCard]) -> HttpResponse:
    try:
        form = read_reason(request.POST)
        lessons = set_absence_reason(
            actor=actor_of(request),
            at=now_of(request),
            school_id=card.school_id,
            pupil_id=form.pupil_id,
            code=form.code,
            starts_on=form.first_on,
            ends_on=form.ends_on,
            why=form.why,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _sheet(request, "portal/my_class.html", card, led=led, refusal=refusal, status=400)
    query = {"class": card.id, "saved": lessons}
    return redirect(f"{reverse('portal:my_class', args=[card.school_id], query=query)}#reasons")


def _sheet(
    request: HttpRequest,
    template: str,
    card: ClassCard,
    *,
    led: list[ClassCard] | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    today = clock.day_of(now_of(request))
    context = {
        "section": "class",
        "school": card.school_id,
        "sheet": class_sheet(card, asked_id(request.GET.get("period")), today),
        "led": led or [],
        "refusal": refusal,
        "typed": request.POST if refusal else {},  # nothing that was typed is lost
        "saved": asked_id(request.GET.get("saved")) or 0,
    }
    return page(request, template, context, status=status)
