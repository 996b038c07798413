"""«График оценочных процедур»: of the school, of a class, as a workbook."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from kedr.core import clock
from kedr.core.actor import Role
from kedr.core.errors import NotFound
from kedr.core.pages import actor_of, now_of, page, personal_bytes
from kedr.portal.queries import procedures as queries
from kedr.portal.queries.procedures_file import as_report
from kedr.reports import xlsx
from kedr.reports.access import reports_to_see
from kedr.reports.actions import note_export


@require_GET
def procedures(request: HttpRequest, school: int, id: int = 0) -> HttpResponse:
    """Classes × weeks of a half-year (?half=), or the works of one class."""
    actor, today = actor_of(request), clock.day_of(now_of(request))
    card = reports_to_see(actor, school, today)
    half = queries.half_to_show(card.year, request.GET.get("half", ""), today)
    shown = queries.schedule(school, card.year, half, actor.person_id, today)
    is_office = actor.role != Role.TEACHER
    context = {
        "section": "board" if is_office else "journal",
        "school": school,
        "year": card.year.title,
        "today": today,
        "shown": shown,
        "halves": queries.halves(card.year),
        "breaches": queries.BREACHES,
        "week_words": queries.week_words,
        "is_office": is_office,
    }
    if not id:
        return page(request, "portal/procedures.html", context)
    rows = [row for row in shown.rows if row.id == id]
    if not rows:
        raise NotFound("Класса нет.")
    return page(request, "portal/class_procedures.html", context | {"row": rows[0]})


@require_GET
def as_xlsx(request: HttpRequest, school: int) -> HttpResponse:
    """The schedule of a half-year as a workbook; its leaving is put in the record."""
    actor, at = actor_of(request), now_of(request)
    today = clock.day_of(at)
    card = reports_to_see(actor, school, today)
    half = queries.half_to_show(card.year, request.GET.get("half", ""), today)
    report = as_report(card, queries.schedule(school, card.year, half, actor.person_id, today), today)
    note_export(
        actor=actor, at=at, school_id=school, kind="school", target_id=school, report=report.key, form="xlsx",
        span=report.span,
    )  # fmt: skip
    response = personal_bytes(xlsx.write(report), xlsx.TYPE)
    name = quote(f"{report.file_name}.xlsx".replace("/", "-"))
    response["Content-Disposition"] = f"attachment; filename=\"procedures.xlsx\"; filename*=UTF-8''{name}"
    return response
