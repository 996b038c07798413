"""The journal's pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods
from markupsafe import Markup

from kedr.core import clock
from kedr.core.addresses import asked_id
from kedr.core.pages import actor_of, now_of, page
from kedr.core.tags import tag_of
from kedr.journal import access
from kedr.journal.actions.year import Undone, decide_year
from kedr.journal.forms import read_year
from kedr.journal.queries import courses as course_list
from kedr.journal.queries import lessons
from kedr.journal.queries import page as grid
from kedr.journal.queries.debts import course_debts
from kedr.journal.queries.together import courses_together, lessons_together
from kedr.journal.queries.year import year_sheet
from kedr.journal.rules import result_choices
from kedr.journal.rules.year import YEAR_KINDS, year_scale


@require_GET
def courses(request: HttpRequest, school: int) -> HttpResponse:
    """The journals the actor may open."""
    actor = actor_of(request)
    access.journals_to_see(actor, school)
    rows = course_list.courses_to_open(actor, school, clock.day_of(now_of(request)))
    return page(request, "journal/courses.html", {"section": "journal", "school": school, "courses": rows})


@require_GET
def journal(request: HttpRequest, school: int, course: int) -> HttpResponse:
    """A course's page in a period, with its data."""
    actor, today = actor_of(request), clock.day_of(now_of(request))
    opened = access.course_to_open(actor, school, course, today)
    at = now_of(request)
    shown = grid.journal_page(opened, asked_id(request.GET.get("period")), today, actor.person_id, at=at)
    basis = grid.basis(opened, shown, at)
    here = reverse("journal:journal", args=[school, course])
    data_address = f"{reverse('journal:data', args=[school, course])}?period={shown.period.id}"
    context = {
        "section": "journal",
        "title": f"{opened.title}, {opened.whose}, {shown.period.name}",
        "course": opened,
        "periods": [
            *((p.name, f"{here}?period={p.id}", p.id == shown.period.id) for p in shown.periods),
            ("Итоги года", reverse("journal:year", args=[school, course]), False),
        ],
        "together": lambda: courses_together(opened, shown.period.id, today),  # not asked for an unchanged page
        "data_json": island(shown.data),
        "data_tag": tag_of(request, basis, address=data_address),
    }
    return page(request, "journal/page.html", context, etag=tag_of(request, basis))


@require_GET
def debts(request: HttpRequest, school: int, course: int) -> HttpResponse:
    """Who owes what in a course and by when."""
    today = clock.day_of(now_of(request))
    opened = access.course_to_open(actor_of(request), school, course, today)
    context = {
        "section": "journal",
        "school": school,
        "course": opened,
        "debts": course_debts(opened, today),
        "today": today,
    }
    return page(request, "journal/debts.html", context)


@require_http_methods(["GET", "POST"])
def year(request: HttpRequest, school: int, course: int) -> HttpResponse:
    """The year's results of a course: read by all who open the journal, decided by who keeps it."""
    actor, today = actor_of(request), clock.day_of(now_of(request))
    opened = access.course_to_open(actor, school, course, today)
    sheet = year_sheet(opened, today)
    undone: list[Undone] = []
    if request.method == "POST":
        wishes = read_year(request.POST, sheet)
        undone = decide_year(actor=actor, at=now_of(request), course=opened, wishes=wishes)
        if not undone:
            return redirect(f"{request.path}?saved={len(wishes)}")
        sheet = year_sheet(opened, today)
    context = {
        "section": "journal",
        "school": school,
        "course": opened,
        "sheet": sheet,
        "kinds": YEAR_KINDS,
        "choices": {kind: result_choices(year_scale(kind, opened.scale)) for kind in YEAR_KINDS},
        "undone": {(each.wish.pupil_id, each.wish.kind): each for each in undone},
        "saved": asked_id(request.GET.get("saved")),
    }
    return page(request, "journal/year.html", context, status=409 if undone else 200)


@require_GET
def lesson(request: HttpRequest, school: int, lesson: int) -> HttpResponse:
    """One lesson on a phone, with the data of its period."""
    actor, today = actor_of(request), clock.day_of(now_of(request))
    opened, held_on = access.lesson_to_open(actor, school, lesson, today)
    shown = grid.journal_page(opened, None, held_on, actor.person_id, at=now_of(request))
    previous_id, next_id = lessons.beside(actor, school, lesson, held_on, today)
    context = {
        "section": "day",
        "title": f"{opened.title}, {opened.whose}",
        "course": opened,
        "lesson_id": lesson,
        "previous_href": reverse("journal:lesson", args=[school, previous_id]) if previous_id else "",
        "next_href": reverse("journal:lesson", args=[school, next_id]) if next_id else "",
        "back_href": reverse("journal:journal", args=[school, opened.id]),
        "together": lessons_together(opened, lesson),
        "data_json": island(shown.data),
    }
    return page(request, "journal/lesson.html", context)


def island(data: bytes) -> Markup:
    """JSON for a <script type="application/json">: no text in it can end the element."""
    return Markup(data.decode().replace("<", "\\u003c"))  # noqa: S704 the only dangerous sign is escaped
