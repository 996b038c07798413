"""A lesson plan from a file, in two steps: the file, then its columns and rows; and the plan as a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from kedr.core import clock
from kedr.core.addresses import asked_id
from kedr.core.errors import NotFound, Refusal
from kedr.core.pages import actor_of, now_of, page, personal_bytes
from kedr.curriculum.actions import NewPlan, load_plan
from kedr.curriculum.queries import plans_to_follow
from kedr.interop.lessonplans.columns import FIELDS, Columns, best_table, guess
from kedr.interop.lessonplans.files import MAX_BYTES, read_file
from kedr.interop.lessonplans.forms import read_day
from kedr.interop.lessonplans.rows import Reading, read_rows
from kedr.interop.lessonplans.steps import chosen, pack, unpack
from kedr.interop.lessonplans.table import Table
from kedr.interop.lessonplans.text import read_paste
from kedr.interop.lessonplans.write import write_csv, write_xlsx
from kedr.journal.access import OpenCourse, course_to_open
from kedr.journal.queries.plan import course_plan, kinds_of_work
from kedr.portal.access import courses_to_plan, plan_to_keep

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Step:
    """The second step as it stands: what was read, how its columns are understood, what comes of it."""

    tables: list[Table]
    at: int
    columns: Columns
    reading: Reading
    refusal: Refusal | None = None

    @property
    def table(self) -> Table:
        return self.tables[self.at]


@require_http_methods(["GET", "POST"])
def load(request: HttpRequest, school: int, course: int) -> HttpResponse:
    """A file or a paste, then what is in it, then the plan."""
    opened = plan_to_keep(actor_of(request), school, course, clock.day_of(now_of(request)))
    if request.method == "GET":
        return _first(request, opened)
    kinds = kinds_of_work(school)
    try:
        step = _step(request, kinds)
    except Refusal as refusal:
        return _first(request, opened, refusal)
    if request.POST.get("act") != "save" or step.refusal:
        return _second(request, opened, step)
    try:
        _save(request, opened, step)
    except NotFound:
        raise
    except Refusal as refusal:
        return _second(request, opened, step, refusal)
    query = {"loaded": len(step.reading.lines)}
    return redirect(reverse("portal:plan", args=[school, course], query=query))


def _step(request: HttpRequest, kinds: Mapping[str, str]) -> Step:
    if "tables" not in request.POST:
        tables, at = _tables(request), None
    else:
        tables = unpack(request.POST["tables"])
        at = min(asked_id(request.POST.get("table")) or 0, len(tables) - 1)
    is_same = at is not None and request.POST.get("of") == str(at)
    at = best_table(tables) if at is None else at
    table, refusal = tables[at], None
    columns = guess(table)
    if is_same:
        fields = [request.POST.get(f"c{place}", "") for place in range(table.width)]
        try:
            columns = chosen(table, fields, (asked_id(request.POST.get("first")) or 1) - 1)
        except Refusal as error:
            refusal = error
    return Step(tables, at, columns, read_rows(table, columns, kinds), refusal)


def _tables(request: HttpRequest) -> list[Table]:
    file = request.FILES.get("file")
    if file is None:
        return read_paste(request.POST.get("paste", ""))
    return read_file(file.read(MAX_BYTES + 1))


def _save(request: HttpRequest, course: OpenCourse, step: Step) -> None:
    today = clock.day_of(now_of(request))
    alike = {one.id: one for one in courses_to_plan(actor_of(request), course, today)}
    own = alike[course.id]
    wanted = {asked_id(text) or 0 for text in request.POST.getlist("course")}
    plan: NewPlan | int = NewPlan(request.POST.get("name", ""), own.year_id, course.subject_id, course.grade)
    if request.POST.get("into") == "same" and (followed := course_plan(course, now_of(request)).now):
        plan = followed.id
    load_plan(
        actor=actor_of(request),
        at=now_of(request),
        school_id=course.school_id,
        course_ids=[course.id, *(wanted & alike.keys() - {course.id})],
        starts_on=read_day(request.POST.get("from", ""), own.starts_on),
        lines=step.reading.lines,
        plan=plan,
    )


def _first(request: HttpRequest, course: OpenCourse, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "section": "journal", "course": course, "refusal": refusal, "paste": request.POST.get("paste", ""),
        "others": plans_to_follow(course.school_id, course.id),
    }  # fmt: skip
    return page(request, "portal/plan_load.html", context, status=400 if refusal else 200)


def _second(request: HttpRequest, course: OpenCourse, step: Step, refusal: Refusal | None = None) -> HttpResponse:
    refusal = refusal or step.refusal
    now = now_of(request)
    alike = courses_to_plan(actor_of(request), course, clock.day_of(now))
    fact = course_plan(course, now)
    typed = request.POST if "name" in request.POST else {}
    context: dict[str, Any] = {
        "section": "journal",
        "course": course,
        "step": step,
        "tables": pack(step.tables),
        "fields": FIELDS,
        "kinds": kinds_of_work(course.school_id),
        "fact": fact,
        "alike": alike,
        "chosen": {asked_id(text) for text in request.POST.getlist("course")} if typed else {one.id for one in alike},
        "name": typed.get("name") or _free_name(course),
        "from_on": typed.get("from") or alike[0].starts_on.isoformat(),
        "into": typed.get("into") or "same",
        "refusal": refusal,
    }
    return page(request, "portal/plan_check.html", context, status=400 if refusal else 200)


def _free_name(course: OpenCourse) -> str:
    """«Алгебра, 8 класс»; where that plan is there already, with the class whose it is."""
    taken = {one.name for one in plans_to_follow(course.school_id, course.id)}
    plain = f"{course.title}, {course.grade} класс"
    names = (plain, *(f"{plain} ({course.whose}{more})" for more in ("", *(f", {n}" for n in range(2, 50)))))
    return next((name for name in names if name not in taken), "")


@require_GET
def as_csv(request: HttpRequest, school: int, course: int) -> HttpResponse:
    """Plan and fact as CSV."""
    opened = course_to_open(actor_of(request), school, course, clock.day_of(now_of(request)))
    return _file(write_csv(course_plan(opened, now_of(request))), opened, "csv", "text/csv; charset=utf-8")


@require_GET
def as_xlsx(request: HttpRequest, school: int, course: int) -> HttpResponse:
    """Plan and fact as a book of Excel."""
    today = clock.day_of(now_of(request))
    opened = course_to_open(actor_of(request), school, course, today)
    title = f"План уроков: {opened.title}, {opened.whose}"
    return _file(write_xlsx(course_plan(opened, now_of(request)), title, today), opened, "xlsx", XLSX)


def _file(data: bytes, course: OpenCourse, ending: str, kind: str) -> HttpResponse:
    response = personal_bytes(data, kind)
    name = quote(f"План уроков, {course.title}, {course.whose}.{ending}")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response
