"""«Свои предметы»: courses of home-taught pupils and of individual plans."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from kedr.core import clock
from kedr.core.errors import NotFound, Refusal
from kedr.core.pages import actor_of, now_of, page
from kedr.curriculum.actions.own_courses import WrongOwnCourse, end_own_course, open_own_course
from kedr.portal.access import class_to_read
from kedr.portal.forms.own_courses import read_end, read_own_course
from kedr.portal.queries.brought import newcomers
from kedr.portal.queries.own_courses import last_kept, own_courses, subjects_to_teach, teachers_of_day


@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, school: int, id: int) -> HttpResponse:
    """The own courses of a class's pupils; a post opens one, or ends it."""
    actor, at, today = actor_of(request), now_of(request), clock.day_of(now_of(request))
    card = class_to_read(actor, school, id, today)
    pupils = sorted(newcomers(school, card.id, today), key=lambda one: one.name)
    lines = own_courses(school, card.id, today)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            if request.POST.get("end"):
                course_id, ends_on = read_end(request.POST, [line.course_id for line in lines])
                kept = last_kept(school, course_id, ends_on)
                if kept:
                    raise WrongOwnCourse(f"Урок {kept:%d.%m.%Y} уже записан в журнале. Закончите предмет после него.")
                end_own_course(actor=actor, at=at, school_id=school, course_id=course_id, ends_on=ends_on)
                return redirect(f"{request.path}?said=end")
            new = read_own_course(request.POST, [one.id for one in pupils])
            open_own_course(actor=actor, at=at, school_id=school, class_id=card.id, new=new)
            return redirect(f"{request.path}?said=open")
        except NotFound:
            raise
        except Refusal as error:
            refusal = error
    context = {
        "section": "class", "school": school, "card": card, "pupils": pupils, "lines": lines, "today": today,
        "subjects": subjects_to_teach(), "teachers": teachers_of_day(school, today), "refusal": refusal,
        "sent": request.POST if refusal else {}, "said": request.GET.get("said", ""),
    }  # fmt: skip
    return page(request, "portal/own_courses.html", context, status=400 if refusal else 200)
