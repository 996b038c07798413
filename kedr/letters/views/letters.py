"""«Письма»: talks of two, the address book, what was reported."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kedr.core import clock
from kedr.core.addresses import asked_id
from kedr.core.errors import NotFound
from kedr.core.pages import actor_of, now_of, page
from kedr.letters import access
from kedr.letters.actions import WrongLetter, answer_letter, judge_letter, read_talk, report_letter, write_letter
from kedr.letters.queries.book import book, correspondent
from kedr.letters.queries.talks import reported_letters, talk_page, talks
from kedr.letters.rules import TEXT_LENGTH, TITLE_LENGTH, clean

MOST = {"subject": TITLE_LENGTH, "text": TEXT_LENGTH}


@require_GET
def letters(request: HttpRequest, school: int) -> HttpResponse:
    """The reader's talks."""
    actor = actor_of(request)
    access.letters_to_read(actor, school)
    judges = actor.role in access.JUDGES
    context = {
        "section": "letters",
        "school": school,
        "rows": talks(actor),
        "reported": len(reported_letters(school)) if judges else 0,
    }
    return page(request, "letters/letters.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, school: int) -> HttpResponse:
    """Whom to write to (`?class=` for staff); with `?to=&about=` the letter itself, which a post sends."""
    actor, at = actor_of(request), now_of(request)
    access.letters_to_read(actor, school)
    on = clock.day_of(at)
    to_id, about_id = asked_id(request.GET.get("to")), asked_id(request.GET.get("about")) or 0
    if not to_id:
        context: dict[str, Any] = {
            "section": "letters",
            "school": school,
            "book": book(actor, school, on, asked_id(request.GET.get("class"))),
        }
        return page(request, "letters/book.html", context)
    to = correspondent(actor, school, to_id, about_id, on)
    if to is None:
        raise NotFound("Этому человеку вы писать не можете.")
    refusal: WrongLetter | None = None
    if request.method == "POST":
        try:
            talk_id = write_letter(
                actor=actor, at=at, school_id=school, to_id=to_id, pupil_id=about_id,
                subject=" ".join(request.POST.get("subject", "").split()), text=clean(request.POST.get("text", "")),
            )  # fmt: skip
            return redirect("letters:talk", school, talk_id)
        except WrongLetter as error:
            refusal = error
    context = {
        "section": "letters",
        "school": school,
        "to": to,
        "refusal": refusal,
        "wrong": refusal.field if refusal else "",
        "sent": request.POST,
        "most": MOST,
    }
    return page(request, "letters/new_letter.html", context, status=400 if refusal else 200)


@require_http_methods(["GET", "POST"])
def talk(request: HttpRequest, school: int, id: int) -> HttpResponse:
    """A talk; a post goes on with it."""
    actor, at = actor_of(request), now_of(request)
    row = access.talk_to_read(actor, school, id)
    refusal: WrongLetter | None = None
    if request.method == "POST":
        try:
            answer_letter(actor=actor, at=at, school_id=school, talk_id=id, text=clean(request.POST.get("text", "")))
            return redirect(f"{request.path}#last")
        except WrongLetter as error:
            refusal = error
    shown = talk_page(actor, row)
    read_talk(actor=actor, at=at, school_id=school, talk_id=id)
    context = {
        "section": "letters",
        "school": school,
        "shown": shown,
        "refusal": refusal,
        "sent": request.POST,
        "most": MOST,
    }
    return page(request, "letters/talk.html", context, status=400 if refusal else 200)


@require_POST
def report(request: HttpRequest, school: int, id: int) -> HttpResponse:
    """Ask the head to look at a letter."""
    actor = actor_of(request)
    row = access.letter_to_report(actor, school, id)
    report_letter(actor=actor, at=now_of(request), school_id=school, letter_id=id)
    return redirect("letters:talk", school, row.talk_id)


@require_GET
def reported(request: HttpRequest, school: int) -> HttpResponse:
    """What waits for the head."""
    access.reports_to_judge(actor_of(request), school)
    context = {"section": "letters", "school": school, "rows": reported_letters(school)}
    return page(request, "letters/reported.html", context)


@require_POST
def judge(request: HttpRequest, school: int, id: int) -> HttpResponse:
    """Hide a reported letter, or leave it."""
    is_hidden = request.POST.get("act") == "hide"
    judge_letter(actor=actor_of(request), at=now_of(request), school_id=school, letter_id=id, is_hidden=is_hidden)
    return redirect("letters:reported", school)
