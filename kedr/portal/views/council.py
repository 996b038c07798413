"""The pedagogical council on a class."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from kedr.core import clock
from kedr.core.addresses import asked_id
from kedr.core.errors import NotFound, Refusal
from kedr.core.pages import actor_of, now_of, page
from kedr.journal.access import DECIDERS
from kedr.journal.actions.council import decide_council
from kedr.journal.queries.council import council_sheet
from kedr.journal.rules.year import COUNCIL, council_words, fits_grade
from kedr.portal.access import class_to_read, council_to_decide
from kedr.portal.forms import read_council


@require_http_methods(["GET", "POST"])
def council(request: HttpRequest, school: int, id: int) -> HttpResponse:
    """What the council decided of each pupil: written by the deputy head and the head, read by the office."""
    actor, today = actor_of(request), clock.day_of(now_of(request))
    card = class_to_read(actor, school, id, today)
    rows = council_sheet(school, card.id, card.grade, today)
    undone: dict[int, str] = {}
    refusal: Refusal | None = None
    if request.method == "POST":
        council_to_decide(actor, school)
        try:
            form = read_council(request.POST, rows)
            undone = decide_council(
                actor=actor,
                at=now_of(request),
                school_id=school,
                class_id=card.id,
                protocol=form.protocol,
                protocol_on=form.protocol_on,
                decisions=form.decisions,
            )
        except NotFound:
            raise
        except Refusal as error:
            refusal = error
        if not undone and not refusal:
            return redirect(f"{request.path}?saved={len(form.decisions)}")
        rows = council_sheet(school, card.id, card.grade, today)
    context = {
        "section": "class",
        "school": school,
        "card": card,
        "rows": rows,
        "undone": undone,
        "refusal": refusal,
        "sent": request.POST,
        "today": today,
        "saved": asked_id(request.GET.get("saved")),
        "can_decide": actor.role in DECIDERS,
        "choices": [kind for kind in COUNCIL if fits_grade(kind, card.grade)],
        "words": council_words,
    }
    return page(request, "portal/council.html", context, status=409 if undone else 400 if refusal else 200)
