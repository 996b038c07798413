"""The journal's door for programs: the data of a page, the history of a cell, the card of a pupil, the commands."""

import orjson
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from kedr.core import clock
from kedr.core.addresses import asked_id
from kedr.core.pages import actor_of, now_of, personal_bytes
from kedr.core.tags import tag_of
from kedr.journal import access
from kedr.journal.actions import keep_journal, open_pupil_card
from kedr.journal.forms import Malformed, TooLarge, read_batch
from kedr.journal.queries import history, page

JSON = "application/json"


@require_GET
def data(request: HttpRequest, school: int, course: int) -> HttpResponse:
    """The same JSON the page carries; 304 for who already has it."""
    actor, today = actor_of(request), clock.day_of(now_of(request))
    opened = access.course_to_open(actor, school, course, today)
    shown = page.journal_page(opened, asked_id(request.GET.get("period")), today, actor.person_id, at=now_of(request))
    return personal_bytes(shown.data, JSON, etag=tag_of(request, page.basis(opened, shown, now_of(request))))


@require_POST
def commands(request: HttpRequest, school: int) -> HttpResponse:
    """A batch of commands: 200 with an outcome for each, 400 or 413 where the batch itself is no batch."""
    actor = actor_of(request)
    access.journals_to_keep(actor, school)
    try:
        batch = read_batch(request.META.get("CONTENT_LENGTH") or "0", request.read)
    except TooLarge as error:
        return JsonResponse({"code": error.code, "sentence": error.sentence}, status=413)
    except Malformed as error:
        return JsonResponse({"code": error.code, "sentence": error.sentence}, status=400)
    outcomes = keep_journal(actor=actor, at=now_of(request), school_id=school, commands=batch.commands)
    return personal_bytes(orjson.dumps({"outcomes": outcomes}), JSON)


@require_GET
def cell_history(request: HttpRequest, school: int, course: int, lesson: int, pupil: int) -> HttpResponse:
    """All that happened in one cell, newest first."""
    opened = access.course_to_open(actor_of(request), school, course, clock.day_of(now_of(request)))
    return personal_bytes(orjson.dumps(history.cell_history(opened, lesson, pupil)), JSON)


@require_GET
def result_history(request: HttpRequest, school: int, course: int, period: int, pupil: int) -> HttpResponse:
    """All decisions on one result, newest first."""
    opened = access.course_to_open(actor_of(request), school, course, clock.day_of(now_of(request)))
    return personal_bytes(orjson.dumps(history.result_history(opened, period, pupil)), JSON)


@require_GET
def pupil_card(request: HttpRequest, school: int, course: int, pupil: int) -> HttpResponse:
    """The card of a pupil of this course; its reading is recorded."""
    actor = actor_of(request)
    opened = access.course_to_open(actor, school, course, clock.day_of(now_of(request)))
    card = open_pupil_card(actor=actor, at=now_of(request), course=opened, pupil_id=pupil)
    return personal_bytes(orjson.dumps(card), JSON)
