"""«Шкала отметок» of a journal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from kedr.core import clock
from kedr.core.pages import actor_of, now_of, page
from kedr.journal import access
from kedr.journal.actions.scales import ScaleKept, choose_scale
from kedr.journal.queries.scales import marked_courses
from kedr.journal.rules import SCALES


@require_http_methods(["GET", "POST"])
def scale(request: HttpRequest, school: int, course: int) -> HttpResponse:
    """The scale of a course: read by all who open the journal, chosen by those who decide."""
    actor, at = actor_of(request), now_of(request)
    opened = access.course_to_open(actor, school, course, clock.day_of(at))
    asked, refusal = request.POST.get("scale", opened.scale), None
    if request.method == "POST":
        access.rules_to_keep(actor, school)
        try:
            choose_scale(actor=actor, at=at, course=opened, scale=asked)
            return redirect(f"{request.path}?saved=1")
        except ScaleKept as refused:
            refusal = refused
    context = {
        "section": "journal", "school": school, "course": opened, "scales": SCALES, "refusal": refusal,
        "is_kept": bool(marked_courses(school, [course])) or opened.is_year_closed, "asked": asked,
        "saved": "saved" in request.GET,
    }  # fmt: skip
    return page(request, "journal/scale.html", context, status=409 if refusal else 200)
