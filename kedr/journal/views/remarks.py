"""«Замечания»: how journals are kept, in the words of the night and of the deputy head; reminders."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kedr.core import clock
from kedr.core.addresses import asked_id
from kedr.core.pages import actor_of, now_of, page
from kedr.journal import access
from kedr.journal.actions import (
    WrongRemark,
    fix_remark,
    make_remark,
    remind_teacher,
    remove_remark,
    return_remark,
)
from kedr.journal.forms import typed_day
from kedr.journal.queries import remarks as queries
from kedr.journal.queries.courses import courses_to_open
from kedr.journal.queries.remarks import TABS, Wanted

USUAL_TERM = timedelta(days=5)  # what the form proposes


@require_GET
def remarks(request: HttpRequest, school: int) -> HttpResponse:
    """The remarks of the school by tabs, of a teacher or a journal at will; a teacher's own."""
    return _remarks(request, school, request.GET)


def _remarks(
    request: HttpRequest, school: int, asked: Mapping[str, str], *, refusal: WrongRemark | None = None, remark: int = 0
) -> HttpResponse:
    actor, today = actor_of(request), clock.day_of(now_of(request))
    decides = access.rules_to_read(actor, school)
    wanted = Wanted(
        state=asked.get("state", "") if asked.get("state") in TABS else "open",
        teacher_id=(asked_id(asked.get("teacher")) or 0) if decides else actor.person_id,
        course_id=asked_id(asked.get("course")) or 0,
    )
    context = {
        "section": "board" if decides else "day",
        "school": school,
        "decides": decides,
        "list": queries.remarks(school, wanted, today),
        "wanted": wanted,
        "tabs": TABS,
        "scope": {key: asked[key] for key in ("teacher", "course") if asked.get(key)} if decides else {},
        "reminded": queries.reminded(school, today) if decides else {},
        "proposed": (today + USUAL_TERM).isoformat(),
        "today": today,
        "refusal": refusal,
        "typed": {"id": remark, **request.POST.dict()} if refusal else {},
        "said": asked.get("said", ""),
    }
    return page(request, "journal/remarks.html", context, status=400 if refusal else 200)


@require_GET
def of_course(request: HttpRequest, school: int, course: int) -> HttpResponse:
    """All remarks on one journal, as the page of the paper one."""
    actor, today = actor_of(request), clock.day_of(now_of(request))
    opened = access.course_to_open(actor, school, course, today)
    context = {
        "section": "journal",
        "school": school,
        "course": opened,
        "lines": queries.course_remarks(school, course, today),
        "said": request.GET.get("said", ""),
    }
    return page(request, "journal/course_remarks.html", context)


@require_http_methods(["GET", "POST"])
def make(request: HttpRequest, school: int) -> HttpResponse:
    """The deputy head makes a remark on a journal (?course=) or on a lesson of it (&lesson=)."""
    actor, at = actor_of(request), now_of(request)
    access.rules_to_keep(actor, school)
    if request.method == "GET":
        return _make(request, school, request.GET)
    values = request.POST
    course_id = asked_id(values.get("course")) or 0
    try:
        make_remark(
            actor=actor, at=at, school_id=school, course_id=course_id, text=values.get("text", ""),
            due_on=typed_day(values.get("due_on", "")), lesson_id=asked_id(values.get("lesson")),
        )  # fmt: skip
    except WrongRemark as refusal:
        return _make(request, school, values, refusal=refusal)
    return redirect(reverse("journal:course_remarks", args=[school, course_id], query={"said": "make"}))


def _make(
    request: HttpRequest, school: int, values: Mapping[str, str], *, refusal: WrongRemark | None = None
) -> HttpResponse:
    actor, today = actor_of(request), clock.day_of(now_of(request))
    course_id = asked_id(values.get("course")) or 0
    context = {
        "section": "board",
        "school": school,
        "courses": courses_to_open(actor, school, today),
        "course_id": course_id,
        "lessons": queries.lessons_to_remark(school, course_id, today),
        "lesson_id": asked_id(values.get("lesson")) or 0,
        "text": values.get("text", ""),
        "due_on": values.get("due_on") or (today + USUAL_TERM).isoformat(),
        "today": today.isoformat(),
        "refusal": refusal,
        "faults": {refusal.field: refusal.sentence} if refusal else {},
    }
    return page(request, "journal/remark.html", context, status=400 if refusal else 200)


@require_POST
def act(request: HttpRequest, school: int, remark: int) -> HttpResponse:
    """The teacher says «исправлено»; the deputy head removes a remark or returns it with a word."""
    actor, values = actor_of(request), request.POST
    access.rules_to_read(actor, school)
    about: dict[str, Any] = {"actor": actor, "at": now_of(request), "school_id": school, "remark_id": remark}
    said = values.get("act", "")
    try:
        if said == "fix":
            fix_remark(**about)
        elif said == "return":
            due_on = typed_day(values.get("due_on", ""))
            return_remark(**about, answer=values.get("answer", ""), due_on=due_on)
        else:
            remove_remark(**about, answer=values.get("answer", ""))
    except WrongRemark as refusal:
        return _remarks(request, school, values, refusal=refusal, remark=remark)
    return redirect(reverse("journal:remarks", args=[school], query=_query(values, said)))


@require_POST
def remind(request: HttpRequest, school: int) -> HttpResponse:
    """A polite word to a teacher, from the list or from the board of the day."""
    actor, values = actor_of(request), request.POST
    access.rules_to_keep(actor, school)
    person_id = asked_id(values.get("teacher")) or 0
    is_sent = remind_teacher(actor=actor, at=now_of(request), school_id=school, person_id=person_id)
    said = "remind" if is_sent else "reminded"
    if values.get("from") == "board":
        return redirect(reverse("portal:board", args=[school], query={"said": said}))
    return redirect(reverse("journal:remarks", args=[school], query=_query({**values.dict(), "teacher": ""}, said)))


def _query(values: Mapping[str, str], said: str) -> dict[str, str]:
    """The same tab and filters, and what has just been done."""
    kept = {key: values.get(key, "") for key in ("state", "teacher", "course")}
    return {key: value for key, value in kept.items() if value} | {"said": said}
