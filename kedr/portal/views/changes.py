"""«Замены»: the day, the lessons of who is away, lessons beside the plan, reasons, the list for the notice board."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kedr.core import clock
from kedr.core.addresses import asked_id
from kedr.core.errors import NotFound, Refusal
from kedr.core.pages import actor_of, now_of, page
from kedr.portal.access import changes_to_keep, changes_to_read
from kedr.portal.forms import BadInput, WrongFields
from kedr.portal.forms import changes as forms
from kedr.portal.queries import changes as queries
from kedr.portal.queries.day import school_day
from kedr.timetable.actions import (
    InTheWay,
    NoSuchTime,
    WrongReason,
    add_lesson,
    confirm_reason,
    correct_reason,
    cover_lessons,
    take_back,
    write_reason,
)
from kedr.timetable.models import ChangeReason

SAID = {"saved": "Сохранено.", "back": "Урок снова идёт по расписанию.", "extra": "Урок добавлен."}


@require_GET
def day(request: HttpRequest, school: int, on: date | None = None) -> HttpResponse:
    """The changes of a day, and the way to the lessons of who is away."""
    changes_to_keep(actor_of(request), school)
    today = clock.day_of(now_of(request))
    return _day(request, school, on or today)


def _day(request: HttpRequest, school: int, on: date, *, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "section": "changes",
        "school": school,
        "day": queries.day_changes(school, on),
        "today": clock.day_of(now_of(request)),
        "before": school_day(on, -1),
        "after": school_day(on, 1),
        "refusal": refusal,
        "sent": request.GET if refusal else {},
        "said": SAID.get(request.GET.get("said", ""), ""),
        "reason_words": queries.reason_words,
        "reason_name": queries.reason_name,
    }
    return page(request, "portal/changes.html", context, status=400 if refusal else 200)


@require_http_methods(["GET", "POST"])
def cover(request: HttpRequest, school: int, on: date) -> HttpResponse:
    """The lessons of who is away from `on` (?teacher=&last=&propose=1); a post changes all or says what bars."""
    actor = actor_of(request)
    changes_to_keep(actor, school)
    try:
        asked = forms.read_cover_asked(request.GET, on)
    except BadInput as error:
        return _day(request, school, on, refusal=error)
    sheet = queries.cover_sheet(school, asked.teacher_id, on, asked.last_on, proposed=asked.proposed)
    if not sheet.teacher:
        raise NotFound("Такого учителя в этот день нет.")
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            decisions = forms.read_decisions(request.POST, [row.hour.id for row in sheet.rows])
            reason_id, reason = forms.read_cover_reason(request.POST, asked, on)
            cover_lessons(
                actor=actor, at=now_of(request), school_id=school, decisions=decisions, reason_id=reason_id,
                reason=reason,
            )  # fmt: skip
            return redirect(f"{reverse('portal:changes', args=[school, on])}?said=saved")
        except (InTheWay, WrongReason, WrongFields) as error:
            refusal = error
    context = {
        "section": "changes",
        "school": school,
        "sheet": sheet,
        "faults": refusal.faults if isinstance(refusal, InTheWay) else {},
        "wrong": _wrong(refusal),
        "refusal": refusal,
        "sent": request.POST,
        "proposed": asked.proposed,
        "kinds": [kind for kind in ChangeReason.Kind if kind.value not in ("frost", "quarantine")],
        "reason_words": queries.reason_words,
    }
    return page(request, "portal/cover.html", context, status=409 if refusal else 200)


def _wrong(refusal: Refusal | None) -> dict[str, str]:
    """What is wrong, by the input."""
    match refusal:
        case WrongFields(faults=faults):
            return dict(faults)
        case WrongReason(field=field) | NoSuchTime(field=field):
            return {field: refusal.sentence}
    return {}


@require_POST
def back(request: HttpRequest, school: int, lesson: int) -> HttpResponse:
    """A change taken back by one press."""
    actor = actor_of(request)
    changes_to_keep(actor, school)
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
    except ValueError:
        on = clock.day_of(now_of(request))
    try:
        take_back(actor=actor, at=now_of(request), school_id=school, lesson_id=lesson)
    except InTheWay as error:
        return _day(request, school, on, refusal=Refusal(" ".join(error.faults.values())))
    except NotFound:
        raise
    except Refusal as error:
        return _day(request, school, on, refusal=error)
    return redirect(f"{reverse('portal:changes', args=[school, on])}?said=back")


@require_http_methods(["GET", "POST"])
def extra(request: HttpRequest, school: int) -> HttpResponse:
    """A lesson beside the plan (?on=): which course, which day, which number, where."""
    actor, today = actor_of(request), clock.day_of(now_of(request))
    changes_to_keep(actor, school)
    values: Mapping[str, str] = (
        request.POST if request.method == "POST" else {"on": today.isoformat(), **_asked(request)}
    )
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            form = forms.read_extra(request.POST)
            add_lesson(
                actor=actor, at=now_of(request), school_id=school, course_id=form.course_id, on=form.on,
                number=form.number, room_id=form.room_id, reason_id=form.reason_id,
            )  # fmt: skip
            return redirect(f"{reverse('portal:changes', args=[school, form.on])}?said=extra")
        except (WrongFields, NoSuchTime) as error:
            refusal = error
    on = _day_or(values.get("on"), today)
    context = {
        "section": "changes",
        "school": school,
        "on": on,
        "courses": queries.courses_to_add(school, on),
        "rooms": queries.room_names(school),
        "reasons": queries.reasons_of_day(school, on),
        "values": values,
        "wrong": _wrong(refusal),
        "reason_words": queries.reason_words,
    }
    return page(request, "portal/extra.html", context, status=400 if refusal else 200)


def _asked(request: HttpRequest) -> dict[str, str]:
    return {key: str(value) for key, value in request.GET.items()}


def _day_or(text: str | None, otherwise: date) -> date:
    try:
        on = date.fromisoformat(text or "")
    except ValueError:
        return otherwise
    return on if 2000 <= on.year <= 2100 else otherwise


@require_http_methods(["GET", "POST"])
def reasons(request: HttpRequest, school: int) -> HttpResponse:
    """The reasons of the year, the newest first; a post confirms one or takes that back."""
    actor = actor_of(request)
    changes_to_keep(actor, school)
    if request.method == "POST":
        confirm_reason(
            actor=actor, at=now_of(request), school_id=school, reason_id=asked_id(request.POST.get("reason")) or 0,
            is_confirmed=request.POST.get("confirmed") == "1",
        )  # fmt: skip
        return redirect(request.path)
    today = clock.day_of(now_of(request))
    context = {
        "section": "changes",
        "school": school,
        "reasons": queries.reasons_of_year(school, today),
        "kinds": ChangeReason.Kind,
        "today": today,
        "said": request.GET.get("said") == "saved",
    }
    return page(request, "portal/reasons.html", context)


@require_http_methods(["GET", "POST"])
def reason(request: HttpRequest, school: int, id: int = 0) -> HttpResponse:
    """A reason, new or corrected."""
    actor, at, today = actor_of(request), now_of(request), clock.day_of(now_of(request))
    changes_to_keep(actor, school)
    stands = queries.reason_to_correct(school, id) if id else None
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            form = forms.read_change_reason(request.POST)
            if stands:
                correct_reason(actor=actor, at=at, school_id=school, reason_id=id, reason=form)
            else:
                write_reason(actor=actor, at=at, school_id=school, reason=form)
            return redirect(f"{reverse('portal:reasons', args=[school])}?said=saved")
        except (WrongFields, WrongReason) as error:
            refusal = error
    context: dict[str, Any] = {
        "section": "changes",
        "school": school,
        "stands": stands,
        "values": request.POST if request.method == "POST" else queries.reason_values(stands, today),
        "scopes": queries.scopes(school, today),
        "kinds": ChangeReason.Kind,
        "wrong": _wrong(refusal),
    }
    return page(request, "portal/reason.html", context, status=400 if refusal else 200)


@require_GET
def notice(request: HttpRequest, school: int, on: date) -> HttpResponse:
    """The day's changes for the notice board: read by all who work here, without reasons."""
    changes_to_read(actor_of(request), school)
    context = {
        "section": "changes",
        "school": school,
        "day": queries.day_changes(school, on),
        "before": school_day(on, -1),
        "after": school_day(on, 1),
    }
    return page(request, "portal/changes_notice.html", context)
