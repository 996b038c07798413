"""«План уроков» of a course: plan and fact, one row of it, which plan the course follows."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kedr.core import clock
from kedr.core.addresses import asked_id
from kedr.core.errors import NotFound, Refusal
from kedr.core.pages import actor_of, now_of, page
from kedr.curriculum.actions import (
    add_row,
    change_row,
    correct_row,
    follow_plan,
    leave_plan,
    remove_row,
    undo_correction,
)
from kedr.curriculum.queries import plans_to_follow
from kedr.interop.lessonplans.forms import read_correction, read_day, read_line
from kedr.journal.access import OpenCourse, course_to_open
from kedr.journal.queries.plan import course_plan, kinds_of_work
from kedr.portal.access import courses_to_plan, plan_to_keep, row_to_keep


class NoPlan(Refusal):
    """Nothing was chosen."""

    code = "input"


@require_GET
def plan(request: HttpRequest, school: int, course: int) -> HttpResponse:
    """The plan of a course beside what was given."""
    opened = course_to_open(actor_of(request), school, course, clock.day_of(now_of(request)))
    return page(request, "portal/plan.html", context_of(request, opened))


def context_of(request: HttpRequest, course: OpenCourse, refusal: Refusal | None = None) -> dict[str, Any]:
    """What the page of a plan shows; where the course has none, the plans there are to follow."""
    now = now_of(request)
    fact = course_plan(course, now)
    return {
        "section": "journal",
        "course": course,
        "fact": fact,
        "sections": [(section, list(rows)) for section, rows in groupby(fact.rows, lambda one: one.line.section)],
        "today": clock.day_of(now),
        "others": [] if fact.now else plans_to_follow(course.school_id, course.id),
        "told": {name: asked_id(request.GET.get(name)) or 0 for name in ("loaded", "saved")},
        "refusal": refusal,
    }


@require_POST
def follow(request: HttpRequest, school: int, course: int) -> HttpResponse:
    """The course follows another plan of its subject (`plan`), or none (`leave`), from a day on."""
    today = clock.day_of(now_of(request))
    opened = plan_to_keep(actor_of(request), school, course, today)
    by = _by(request, opened)
    try:
        if "leave" in request.POST:
            leave_plan(**by, course_id=course, ends_on=read_day(request.POST.get("from", ""), today))
        else:
            if not (plan_id := asked_id(request.POST.get("plan"))):
                raise NoPlan("Выберите план, по которому пойдёт журнал.")
            own = courses_to_plan(actor_of(request), opened, today)[0]
            day = read_day(request.POST.get("from", ""), own.starts_on)
            follow_plan(**by, plan_id=plan_id, course_ids=[course], starts_on=day)
    except NotFound:
        raise
    except Refusal as refusal:
        return page(request, "portal/plan.html", context_of(request, opened, refusal), status=400)
    return redirect(reverse("portal:plan", args=[school, course]))


@require_http_methods(["GET", "POST"])
def row(request: HttpRequest, school: int, course: int, row: int) -> HttpResponse:
    """One row of the plan: its words, in all the courses of the plan, and its hours in this one."""
    opened = plan_to_keep(actor_of(request), school, course, clock.day_of(now_of(request)))
    plan_id = row_to_keep(opened, row)
    kinds = kinds_of_work(school)
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""), _unknown)
        try:
            act(request, opened, row, kinds)
        except NotFound:
            raise
        except Refusal as refusal:
            return _row_page(request, opened, plan_id, row, kinds, refusal)
        return redirect(f"{reverse('portal:plan', args=[school, course], query={'saved': 1})}#r{row}")
    return _row_page(request, opened, plan_id, row, kinds)


def _row_page(
    request: HttpRequest,
    course: OpenCourse,
    plan_id: int,
    row_id: int,
    kinds: dict[str, str],
    refusal: Refusal | None = None,
) -> HttpResponse:
    """The row with what was typed, where that was refused."""
    fact = course_plan(course, now_of(request))
    place = next(place for place, one in enumerate(fact.rows) if one.line.id == row_id)
    shown = fact.rows[place]
    typed = dict.fromkeys(("act", "given", "reason"), "") | (request.POST.dict() if refusal else {})
    context = {
        "section": "journal",
        "course": course,
        "heading": next(one for one in fact.plans if one.id == plan_id),
        "row": shown,
        "before": fact.rows[place - 1] if place else None,
        "kinds": kinds,
        "line": read_line(typed, kinds) if typed["act"] == "change" else shown.line,
        "blank": read_line(typed if typed["act"] == "add" else {"section": shown.line.section}, kinds),
        "typed": typed,
        "refusal": refusal,
    }
    return page(request, "portal/plan_row.html", context, status=400 if refusal else 200)


type Act = Callable[[HttpRequest, OpenCourse, int, dict[str, str]], None]


def _by(request: HttpRequest, course: OpenCourse) -> dict[str, Any]:
    return {"actor": actor_of(request), "at": now_of(request), "school_id": course.school_id}


def _change(request: HttpRequest, course: OpenCourse, row_id: int, kinds: dict[str, str]) -> None:
    change_row(**_by(request, course), row_id=row_id, line=read_line(request.POST, kinds))


def _add(request: HttpRequest, course: OpenCourse, row_id: int, kinds: dict[str, str]) -> None:
    add_row(**_by(request, course), after_id=row_id, line=read_line(request.POST, kinds))


def _remove(request: HttpRequest, course: OpenCourse, row_id: int, _: dict[str, str]) -> None:
    remove_row(**_by(request, course), row_id=row_id)


def _correct(request: HttpRequest, course: OpenCourse, row_id: int, _: dict[str, str]) -> None:
    form = read_correction(request.POST)
    correct_row(**_by(request, course), course_id=course.id, row_id=row_id, hours=form.hours, reason=form.reason)


def _undo(request: HttpRequest, course: OpenCourse, row_id: int, _: dict[str, str]) -> None:
    undo_correction(**_by(request, course), course_id=course.id, row_id=row_id)


def _unknown(request: HttpRequest, course: OpenCourse, row_id: int, _: dict[str, str]) -> None:
    raise NoPlan("Выберите, что сделать со строкой плана.")


ACTS: dict[str, Act] = {"change": _change, "add": _add, "remove": _remove, "correct": _correct, "undo": _undo}
