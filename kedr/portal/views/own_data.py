"""«Мои данные»: what the school holds about a pupil and who has looked, for the family; as a page, JSON and PDF."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from kedr.core import clock
from kedr.core.errors import NotFound
from kedr.core.pages import actor_of, now_of, page, personal_bytes
from kedr.diary.access import OpenDiary, diary_to_read
from kedr.diary.actions import note_own_data
from kedr.portal.queries.own_data import as_json, as_report, own_data
from kedr.reports import pdf

FORMS = ("json", "pdf")


@require_GET
def own(request: HttpRequest, school: int, pupil: int) -> HttpResponse:
    """Each kind of data with its number and rows; who at school has opened the diary."""
    diary = _family(request, school, pupil)
    data = own_data(school, pupil, clock.day_of(now_of(request)))
    context = {"section": "diary", "school": school, "diary": diary, "data": data}
    return page(request, "portal/own_data.html", context)


@require_GET
def take(request: HttpRequest, school: int, pupil: int, form: str) -> HttpResponse:
    """Everything as a file; that it was taken is in the record."""
    diary, at = _family(request, school, pupil), now_of(request)
    if form not in FORMS:
        raise NotFound("Такого файла нет.")
    today = clock.day_of(at)
    data = own_data(school, pupil, today)
    note_own_data(actor=actor_of(request), at=at, school_id=school, pupil_id=pupil, form=form)
    if form == "json":
        response = personal_bytes(as_json(data, at), "application/json")
    else:
        response = personal_bytes(pdf.write(as_report(data, today)), pdf.TYPE)
    name = quote(f"Мои данные, {diary.pupil.first_name}.{form}")
    response["Content-Disposition"] = f"attachment; filename=\"own-data.{form}\"; filename*=UTF-8''{name}"
    return response


def _family(request: HttpRequest, school: int, pupil: int) -> OpenDiary:
    """The pupil and a guardian in force; the school has its own pages for the same."""
    diary = diary_to_read(actor_of(request), school, pupil, clock.day_of(now_of(request)))
    if diary.is_staff:
        raise NotFound("Страницы нет.")
    return diary
