"""The pages of reports; the same address with `.xlsx` or `.pdf` gives the report as a file."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from kedr.core import clock
from kedr.core.errors import NotFound
from kedr.core.pages import actor_of, now_of, page, personal_bytes
from kedr.reports import access, csv, html, ods, pdf, xlsx
from kedr.reports.actions import note_export, note_pupil_reading
from kedr.reports.forms import read_span
from kedr.reports.queries.catalogue import (
    CLASS_REPORTS,
    COURSE_REPORTS,
    PUPIL_REPORTS,
    SCHOOL_REPORTS,
    TEACHER_REPORTS,
    Entry,
)
from kedr.reports.queries.home import home_page
from kedr.reports.queries.spans import Span, Spans
from kedr.reports.table import Report, words

FORMS = {"pdf": pdf, "xlsx": xlsx, "ods": ods, "csv": csv}


@require_GET
def home(request: HttpRequest, school: int) -> HttpResponse:
    """All reports that the actor may open."""
    actor, today = actor_of(request), clock.day_of(now_of(request))
    card = access.reports_to_see(actor, school, today)
    context = {"section": "reports", "school": school, "home": home_page(actor, card, today)}
    return page(request, "reports/home.html", context)


@require_GET
def of_class(request: HttpRequest, school: int, id: int, report: str, form: str = "") -> HttpResponse:
    """A report about a class."""
    today = clock.day_of(now_of(request))
    card = access.class_to_report(actor_of(request), school, id, today)
    entry = _entry(CLASS_REPORTS, report)
    made, spans = entry.make(card, read_span(request.GET), today)
    return _leave(request, made, spans, form, ("class", id), CLASS_REPORTS)


@require_GET
def of_teacher(request: HttpRequest, school: int, id: int, report: str, form: str = "") -> HttpResponse:
    """A report about a teacher's courses."""
    today = clock.day_of(now_of(request))
    card = access.teacher_to_report(actor_of(request), school, id, today)
    entry = _entry(TEACHER_REPORTS, report)
    made, spans = entry.make(card, read_span(request.GET), today)
    return _leave(request, made, spans, form, ("teacher", id), TEACHER_REPORTS)


@require_GET
def of_course(request: HttpRequest, school: int, id: int, report: str, form: str = "") -> HttpResponse:
    """A course's journal, to print."""
    today = clock.day_of(now_of(request))
    card = access.course_to_print(actor_of(request), school, id, today)
    entry = _entry(COURSE_REPORTS, report)
    made, spans = entry.make(card, read_span(request.GET), today)
    return _leave(request, made, spans, form, ("course", id), COURSE_REPORTS)


@require_GET
def of_school(request: HttpRequest, school: int, report: str, form: str = "") -> HttpResponse:
    """A report about the whole school."""
    today = clock.day_of(now_of(request))
    card = access.school_to_report(actor_of(request), school, today)
    entry = _entry(SCHOOL_REPORTS, report)
    made, spans = entry.make(card, read_span(request.GET), today)
    return _leave(request, made, spans, form, ("school", school), SCHOOL_REPORTS)


@require_GET
def of_pupil(request: HttpRequest, school: int, id: int, report: str = "marks", form: str = "") -> HttpResponse:
    """A form about a pupil, the табель unless another is asked for; every reading goes to the record."""
    actor, today = actor_of(request), clock.day_of(now_of(request))
    card = access.pupil_to_report(actor, school, id, today)
    entry = _entry(PUPIL_REPORTS, report)
    made, spans = entry.make(card, read_span(request.GET), today)
    if not form:
        said = f"{entry.title.lower()}, {made.span}"
        note_pupil_reading(actor=actor, at=now_of(request), school_id=school, pupil_id=id, page=said)
    return _leave(request, made, spans, form, ("pupil", id), PUPIL_REPORTS)


def _entry[C](catalogue: dict[str, Entry[C]], report: str) -> Entry[C]:
    entry = catalogue.get(report)
    if entry is None:
        raise NotFound("Такого отчёта нет.")
    return entry


def _leave[C](
    request: HttpRequest,
    report: Report,
    spans: Spans,
    form: str,
    target: tuple[str, int],
    catalogue: dict[str, Entry[C]],
) -> HttpResponse:
    """The report as a page, or as a file whose leaving is put in the record."""
    if form in FORMS:
        return _file(request, report, form, target)
    if form:
        raise NotFound("Такого файла нет.")
    return page(request, "reports/report.html", _context(report, spans, target, catalogue))


def _context[C](
    report: Report, spans: Spans, target: tuple[str, int], catalogue: dict[str, Entry[C]]
) -> dict[str, Any]:
    school, span = report.school.id, spans.chosen
    here = _address(school, target, report.key, span)
    last = spans.year.ends_on - timedelta(days=1)
    return {
        "section": "reports",
        "school": school,
        "report": report,
        "head": html.head,
        "body": html.body,
        "bars": html.bars,
        "words": words,
        "files": {form: _address(school, target, report.key, span, form) for form in FORMS},
        "beside": [
            (entry.title, _address(school, target, key, span), key == report.key) for key, entry in catalogue.items()
        ],
        "choices": [(_name(each), _address(school, target, report.key, each), each == span) for each in spans.choices],
        "days": {
            "is_open": span.is_of_days,
            "first": span.starts_on.isoformat(),
            "last": (span.ends_on - timedelta(days=1)).isoformat(),
            "least": spans.year.starts_on.isoformat(),
            "most": last.isoformat(),
        },
        "here": here,
    }


def _name(span: Span) -> str:
    return span.period.name if span.period else "Год"


def _address(school: int, target: tuple[str, int], report: str, span: Span, form: str = "") -> str:
    """Where a report is, or its file."""
    kind, target_id = target
    name = f"reports:{kind}_file" if form else f"reports:{kind}"
    wanted = [school, *([] if kind == "school" else [target_id]), report, *([form] if form else [])]
    return reverse(name, args=wanted, query=dict(span.query))


def _file(request: HttpRequest, report: Report, form: str, target: tuple[str, int]) -> HttpResponse:
    note_export(
        actor=actor_of(request), at=now_of(request), school_id=report.school.id, kind=target[0], target_id=target[1],
        report=report.key, form=form, span=report.span,
    )  # fmt: skip
    writer = FORMS[form]
    response = personal_bytes(writer.write(report), writer.TYPE)
    name = quote(f"{report.file_name}.{form}".replace("/", "-"))
    response["Content-Disposition"] = f"attachment; filename=\"{report.key}.{form}\"; filename*=UTF-8''{name}"
    return response
