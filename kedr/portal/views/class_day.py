"""«Отменить уроки класса»: a class goes home, or is away, on one day."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kedr.core.addresses import asked_id
from kedr.core.errors import Refusal
from kedr.core.pages import actor_of, now_of, page
from kedr.core.words import count, day_month
from kedr.portal.access import changes_to_keep
from kedr.portal.forms import WrongFields
from kedr.portal.forms.class_day import read_cancelled, read_chosen, read_ids, read_reason
from kedr.portal.queries.changes import reason_words
from kedr.portal.queries.class_day import ClassDay, class_day
from kedr.timetable.actions import InTheWay, WrongReason, cover_lessons
from kedr.timetable.models import ChangeReason
from kedr.timetable.rules.changes import CANCEL, PLAN, Decision


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, school: int, on: date) -> HttpResponse:
    """The lessons of a class (?class=&from=); a post cancels those chosen, or puts back those it has cancelled."""
    actor = actor_of(request)
    changes_to_keep(actor, school)
    sheet = class_day(school, on, asked_id(request.GET.get("class")) or 0)
    own = [row.hour.id for row in sheet.rows if not row.is_shared]
    wants_back = request.POST.get("act") == "back"
    refusal: Refusal | None = None
    if request.method == "POST" and sheet.school_class:
        about: dict[str, Any] = {"actor": actor, "at": now_of(request), "school_id": school}
        here = {"class": str(sheet.school_class.id)}
        try:
            if wants_back:
                lessons = read_cancelled(request.POST, own)
                cover_lessons(**about, decisions=[Decision(one, PLAN, was=CANCEL) for one in lessons])
                return redirect(_address(school, on, **here, said="back"))
            chosen = read_chosen(request.POST, own)
            reason_id, reason = read_reason(request.POST, on, class_id=sheet.school_class.id)
            decisions = [Decision(one, CANCEL, was=PLAN) for one in chosen]
            cover_lessons(**about, decisions=decisions, reason_id=reason_id, reason=reason)
            return redirect(_address(school, on, **here, done=".".join(map(str, chosen))))
        except (InTheWay, WrongReason, WrongFields) as error:
            refusal = error
    context = {
        "section": "changes",
        "school": school,
        "sheet": sheet,
        "since": asked_id(request.GET.get("from")) or 0,
        "done": _done(sheet, request.GET.get("done", "")),
        "said": request.GET.get("said") == "back",
        "refusal": refusal,
        "faults": refusal.faults if isinstance(refusal, InTheWay) else {},
        "wrong": refusal.faults if isinstance(refusal, WrongFields) else {},
        "sent": request.POST if refusal and not wants_back else {},
        "chosen": request.POST.getlist("lesson") if refusal and not wants_back else None,
        "kinds": ChangeReason.Kind,
        "reason_words": reason_words,
    }
    return page(request, "portal/class_day.html", context, status=409 if refusal else 200)


def _address(school: int, on: date, **query: str) -> str:
    return reverse("portal:class_day", args=[school, on], query=query)


def _done(sheet: ClassDay, text: str) -> dict[str, str]:
    """What has just been cancelled and still is: in words, and as the form that puts it back names it."""
    told = set(read_ids(text))
    ids = [row.hour.id for row in sheet.rows if row.hour.id in told and row.is_off]
    if not ids or sheet.school_class is None:
        return {}
    said = f"Отменено: {count(len(ids), 'урок', 'урока', 'уроков')} {sheet.school_class.name}, {day_month(sheet.on)}."
    return {"words": said, "lessons": ".".join(map(str, ids))}
