"""«Отсутствия»: who is away and why, from a day to a day; the journal fills itself in from it."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from kedr.core import clock
from kedr.core.addresses import asked_id
from kedr.core.errors import NotFound, Refusal
from kedr.core.pages import actor_of, now_of, page
from kedr.journal.actions.absences import Spread, end_absence, record_absence, take_absence_back
from kedr.journal.actions.notices import accept_notice, decline_notice
from kedr.journal.queries.absences import absence_lines, pupils_by_class, subjects_taught
from kedr.journal.queries.notices import waiting_notices
from kedr.journal.rules.absence import ABSENCE_CODES
from kedr.portal.access import absences_to_keep
from kedr.portal.forms import read_absence, read_last_day
from kedr.portal.queries.classes import class_lines


@require_http_methods(["GET", "POST"])
def absences(request: HttpRequest, school: int) -> HttpResponse:
    """The absences of a class teacher's classes or of the school; a post writes one."""
    if request.method == "GET":
        return _page(request, school)
    absences_to_keep(actor_of(request), school, clock.day_of(now_of(request)))
    try:
        form = read_absence(request.POST)
        spread = record_absence(
            actor=actor_of(request), at=now_of(request), school_id=school, whose=form.whose, starts_on=form.first_on,
            ends_on=form.ends_on, code=form.code, basis=form.basis, subject_id=form.subject_id,
        )  # fmt: skip
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, school, refusal=refusal)
    return _done(school, spread)


@require_POST
def end(request: HttpRequest, school: int, id: int) -> HttpResponse:
    """Move the last day of an absence."""
    absences_to_keep(actor_of(request), school, clock.day_of(now_of(request)))
    try:
        ends_on = read_last_day(request.POST) + timedelta(days=1)
        spread = end_absence(
            actor=actor_of(request), at=now_of(request), school_id=school, absence_id=id, ends_on=ends_on
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, school, refusal=refusal, absence=id)
    return _done(school, spread)


@require_POST
def take_back(request: HttpRequest, school: int, id: int) -> HttpResponse:
    """An absence written by mistake."""
    absences_to_keep(actor_of(request), school, clock.day_of(now_of(request)))
    return _done(
        school, take_absence_back(actor=actor_of(request), at=now_of(request), school_id=school, absence_id=id)
    )


@require_POST
def answer(request: HttpRequest, school: int, id: int) -> HttpResponse:
    """A family's notice accepted, which writes the absence, or declined with a word."""
    actor, at = actor_of(request), now_of(request)
    absences_to_keep(actor, school, clock.day_of(at))
    try:
        if request.POST.get("act") == "accept":
            return _done(school, accept_notice(actor=actor, at=at, school_id=school, notice_id=id))
        decline_notice(actor=actor, at=at, school_id=school, notice_id=id, answer=request.POST.get("answer", ""))
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, school, refusal=refusal, notice=id)
    return redirect(reverse("portal:absences", args=[school], query={"declined": 1}))


def _done(school: int, spread: Spread) -> HttpResponse:
    query = {"lessons": spread.lessons, "locked": spread.locked}
    return redirect(reverse("portal:absences", args=[school], query=query))


def _page(
    request: HttpRequest, school: int, *, refusal: Refusal | None = None, absence: int = 0, notice: int = 0
) -> HttpResponse:
    today: date = clock.day_of(now_of(request))
    mine = absences_to_keep(actor_of(request), school, today)
    names = None if mine.classes is None else [card.name for card in mine.classes]
    ids = None if mine.classes is None else [card.id for card in mine.classes]
    context = {
        "section": "class",
        "school": school,
        "mine": mine,
        "lines": absence_lines(school, ids, today),
        "waiting": waiting_notices(school, ids, today),
        "notice": notice,
        "is_declined": "declined" in request.GET,
        "pupils": pupils_by_class(school, names, today) if mine.of_pupils else {},
        "classes": class_lines(school, now_of(request)) if mine.of_many else [],
        "subjects": subjects_taught(school, today) if mine.of_pupils else [],
        "codes": ABSENCE_CODES,
        "today": today,
        "refusal": refusal,
        "field": getattr(refusal, "field", ""),
        "absence": absence,
        "typed": request.POST if refusal and not (absence or notice) else {},
        "done": {name: asked_id(request.GET.get(name)) or 0 for name in ("lessons", "locked")}
        if "lessons" in request.GET
        else {},
    }
    return page(request, "portal/absences.html", context, status=400 if refusal else 200)
