"""«Приглашения»: the class teacher prints the codes that families open their accounts with."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kedr.accounts.access import is_proved
from kedr.accounts.views import browser
from kedr.core import clock
from kedr.core.actor import Role
from kedr.core.errors import Refusal
from kedr.core.pages import actor_of, now_of, page, personal_bytes
from kedr.people.actions import invite_families
from kedr.portal.access import ClassCard, class_to_bring
from kedr.portal.forms.invitations import read_chosen
from kedr.portal.queries.invitations import invitation_sheet, slip_sheets
from kedr.reports import pdf
from kedr.reports.pdf import slips


@require_http_methods(["GET", "POST"])
def invitations(request: HttpRequest, school: int, id: int) -> HttpResponse:
    """The families of a class; a post makes the invitations, and its answer is the PDF: the codes are kept nowhere.

    Whoever prints proves first that they are themselves: a code is a way into a family's diary.
    """
    actor, at, today = actor_of(request), now_of(request), clock.day_of(now_of(request))
    card = class_to_bring(actor, school, id, today)
    if request.method != "POST":
        return _list(request, card)
    if not is_proved(actor, browser.key_of(request), at):
        return redirect(reverse("accounts:confirm", query={"next": request.path}))
    chosen = read_chosen(request.POST.getlist("who"))
    try:
        families = invite_families(actor=actor, at=at, school_id=school, class_id=card.id, chosen=chosen)
    except Refusal as refusal:
        return _list(request, card, refusal)
    sheets = slip_sheets(school, card.name, families, browser.origin_of(request), today)
    response = personal_bytes(slips.write(sheets), pdf.TYPE)
    name = quote(f"{sheets.title}.pdf".replace("/", "-"))
    response["Content-Disposition"] = f"attachment; filename=\"invitations.pdf\"; filename*=UTF-8''{name}"
    return response


def _list(request: HttpRequest, card: ClassCard, refusal: Refusal | None = None) -> HttpResponse:
    actor, at = actor_of(request), now_of(request)
    context = {
        "section": "class",
        "school": card.school_id,
        "card": card,
        "sheet": invitation_sheet(card.school_id, card.id, at),
        "is_own": actor.role == Role.TEACHER,
        "is_proved": is_proved(actor, browser.key_of(request), at),
        "all": "all" in request.GET,
        "printed": "printed" in request.GET,
        "refusal": refusal,
        "host": request.get_host(),
    }
    return page(request, "portal/invitations.html", context, status=409 if refusal else 200)
