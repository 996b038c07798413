"""«Периоды»: closing and opening periods, years, journals and pupils of a year."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from kedr.core import clock
from kedr.core.addresses import asked_id
from kedr.core.errors import NotFound, Refusal
from kedr.core.pages import actor_of, now_of, page
from kedr.journal.access import rules_to_keep
from kedr.journal.actions import close_courses, close_pupils, open_course, open_pupil
from kedr.portal.queries import periods as queries
from kedr.schools.actions import close_period, close_year, open_period, open_year
from kedr.schools.queries import years


@require_GET
def periods(request: HttpRequest, school: int) -> HttpResponse:
    """The years with their periods: dates, state, what is left."""
    rules_to_keep(actor_of(request), school)
    now = now_of(request)
    context = {
        "section": "school",
        "school": school,
        "years": years(school),
        "left": queries.left_by_period(school, now),
        "today": clock.day_of(now),
        "said": request.GET.get("said", ""),
    }
    return page(request, "portal/periods.html", context)


@require_http_methods(["GET", "POST"])
def period(request: HttpRequest, school: int, id: int) -> HttpResponse:
    """What is left in a period by teacher; a post closes it, or opens it for a reason."""
    actor, at = actor_of(request), now_of(request)
    rules_to_keep(actor, school)
    shown = queries.period_page(school, id, at)
    refusal: Refusal | None = None
    if request.method == "POST":
        about: dict[str, Any] = {"actor": actor, "at": at, "school_id": school, "period_id": id}
        try:
            if request.POST.get("act") == "open":
                open_period(**about, reason=request.POST.get("reason", ""))
            else:
                close_period(**about, left={"lessons": shown.left.lessons, "results": shown.left.results})
        except NotFound:
            raise
        except Refusal as no:
            refusal = no
        else:
            return redirect(reverse("portal:periods", args=[school], query={"said": request.POST.get("act", "close")}))
    context = {
        "section": "school",
        "school": school,
        "shown": shown,
        "today": clock.day_of(at),
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
    }
    return page(request, "portal/period.html", context, status=400 if refusal else 200)


@require_http_methods(["GET", "POST"])
def year(request: HttpRequest, school: int, id: int) -> HttpResponse:
    """A year, class by class: journals and pupils closed for good, then the year itself."""
    actor, at = actor_of(request), now_of(request)
    rules_to_keep(actor, school)
    class_id = asked_id(request.GET.get("class"))
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            said = _act_on_year(request, school, id)
        except NotFound:
            raise
        except Refusal as no:
            refusal = no
        else:
            query = {"said": said} | ({"class": class_id} if class_id else {})
            return redirect(reverse("portal:year", args=[school, id], query=query))
    context = {
        "section": "school",
        "school": school,
        "shown": queries.year_page(school, id, class_id, clock.day_of(at)),
        "refusal": refusal,
        "typed": request.POST if refusal else {},
        "said": request.GET.get("said", ""),
    }
    return page(request, "portal/year.html", context, status=400 if refusal else 200)


def _act_on_year(request: HttpRequest, school: int, year_id: int) -> str:
    """Does what the form of the year page asks; the word for its answer."""
    values = request.POST
    about: dict[str, Any] = {"actor": actor_of(request), "at": now_of(request), "school_id": school}
    act, reason = values.get("act", ""), values.get("reason", "")
    courses = [asked_id(text) or 0 for text in values.getlist("course")]
    pupils = [asked_id(text) or 0 for text in values.getlist("pupil")]
    if act == "close" and values.get("whole"):
        whole = queries.year_page(school, year_id, asked_id(request.GET.get("class")), clock.day_of(about["at"]))
        courses, pupils = [course.id for course in whole.courses], [pupil.id for pupil in whole.pupils]
    if act == "close":
        close_courses(**about, course_ids=courses)
        close_pupils(**about, year_id=year_id, pupil_ids=pupils)
    elif act == "open-course":
        open_course(**about, course_id=courses[0] if courses else 0, reason=reason)
    elif act == "open-pupil":
        open_pupil(**about, year_id=year_id, pupil_id=pupils[0] if pupils else 0, reason=reason)
    elif act == "open-year":
        open_year(**about, year_id=year_id, reason=reason)
    else:
        close_year(**about, year_id=year_id)
    return act or "close-year"
