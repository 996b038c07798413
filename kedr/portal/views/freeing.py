"""Home teaching and individual plans: a class's pupils freed from its courses by an order."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from kedr.core import clock
from kedr.core.errors import NotFound, Refusal
from kedr.core.pages import actor_of, now_of, page
from kedr.curriculum.actions.freeing import end_freeing, free_pupil
from kedr.curriculum.models import CourseException
from kedr.portal.access import class_to_read
from kedr.portal.forms.pupils import read_end_of_freeing, read_freeing
from kedr.portal.queries.brought import newcomers
from kedr.portal.queries.freeing import common_courses, freed_lines


@require_http_methods(["GET", "POST"])
def freeing(request: HttpRequest, school: int, id: int) -> HttpResponse:
    """Who of the class is freed from what; a post frees a pupil by an order, or ends that."""
    actor, at, today = actor_of(request), now_of(request), clock.day_of(now_of(request))
    card = class_to_read(actor, school, id, today)
    pupils = sorted(newcomers(school, card.id, today), key=lambda one: one.name)
    courses = common_courses(school, card.id, today)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            if request.POST.get("end"):
                pupil_id, kind, ends_on = read_end_of_freeing(request.POST, pupils)
                end_freeing(
                    actor=actor, at=at, school_id=school, pupil_id=pupil_id, kind=kind, ends_on=ends_on
                )  # fmt: skip
            else:
                form = read_freeing(request.POST, request.POST.getlist("course"), pupils, courses)
                free_pupil(actor=actor, at=at, school_id=school, **form)
            return redirect(f"{request.path}?said=1")
        except NotFound:
            raise
        except Refusal as error:
            refusal = error
    context = {
        "section": "class", "school": school, "card": card, "pupils": pupils, "courses": courses,
        "lines": freed_lines(school, card.id, today), "kinds": CourseException.Kind, "today": today,
        "refusal": refusal, "sent": request.POST if refusal else {}, "said": request.GET.get("said") == "1",
        "chosen": request.POST.getlist("course") if refusal else [],
    }  # fmt: skip
    return page(request, "portal/freeing.html", context, status=400 if refusal else 200)
