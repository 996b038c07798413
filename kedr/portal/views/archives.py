"""«Архив»: the archives of closed years, to order and to take away."""

from collections.abc import Iterator
from pathlib import Path

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from kedr.core.errors import NotFound, Refusal
from kedr.core.pages import actor_of, now_of, page
from kedr.interop.archive.actions import note_taken, order_archive
from kedr.interop.archive.build import folder_of
from kedr.interop.archive.jobs import make_archive
from kedr.portal.access import archive_to_take, archives_to_see
from kedr.portal.forms import read_year
from kedr.portal.queries.archives import archives_by_year


@require_http_methods(["GET", "POST"])
def archives(request: HttpRequest, school: int) -> HttpResponse:
    """The years with their archives and how far each is; a post orders one."""
    actor, at = actor_of(request), now_of(request)
    can_order = archives_to_see(actor, school)
    refusal: Refusal | None = None
    if request.method == "POST":
        if not can_order:
            raise NotFound("Архив года собирает завуч или директор.")
        try:
            year_id = read_year(request.POST)
            order_archive(actor=actor, at=at, school_id=school, year_id=year_id, enqueue=make_archive.enqueue)
        except NotFound:
            raise
        except Refusal as no:
            refusal = no
        else:
            return redirect(reverse("portal:archives", args=[school]))
    context = {
        "section": "school",
        "school": school,
        "years": archives_by_year(school, at),
        "can_order": can_order,
        "refusal": refusal,
    }
    return page(request, "portal/archives.html", context, status=400 if refusal else 200)


@require_GET
def take(request: HttpRequest, school: int, id: int) -> StreamingHttpResponse:
    """The file of an archive; its leaving is put in the record."""
    actor, at = actor_of(request), now_of(request)
    archive = archive_to_take(actor, school, id)
    path = folder_of(school) / archive.file_name
    if not path.is_file():
        raise Refusal("Файла архива на сервере нет. Соберите архив заново или возьмите его из резервной копии.")
    note_taken(actor=actor, at=at, school_id=school, archive_id=id, year_id=archive.year_id)
    answer = StreamingHttpResponse(_pieces(path), content_type="application/zip")
    answer["Content-Length"] = path.stat().st_size
    answer["Content-Disposition"] = f'attachment; filename="{archive.file_name}"'
    answer["Cache-Control"] = "no-store, private"
    return answer


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(1 << 16):
            yield piece
