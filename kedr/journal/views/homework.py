"""Homework beside the commands: the load of a day, and files."""

from collections.abc import Callable
from functools import wraps

import orjson
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET, require_POST

from kedr.core import clock
from kedr.core.addresses import asked_id
from kedr.core.errors import NotFound, Refusal
from kedr.core.pages import actor_of, now_of, personal_bytes
from kedr.files.actions import WrongFile, look_at
from kedr.files.queries import stored_file
from kedr.files.rules import MEGABYTE
from kedr.files.views import sent
from kedr.journal import access
from kedr.journal.access import OpenCourse
from kedr.journal.actions import attach_file, put_back_file, take_off_file
from kedr.journal.queries.homework import load_of_day
from kedr.schools.queries import regulations
from kedr.schools.rules import HOMEWORK_FILES, level_of

JSON = "application/json"


@require_GET
def load(request: HttpRequest, school: int, lesson: int) -> HttpResponse:
    """What the class is asked by the day of another lesson (`?due=`), beside this lesson's own homework."""
    opened = _open(request, school, lesson)
    today = clock.day_of(now_of(request))
    found = load_of_day(opened, lesson, asked_id(request.GET.get("due")) or 0, today)
    return personal_bytes(orjson.dumps(found), JSON)


@require_GET
def download(request: HttpRequest, school: int, lesson: int, file: int) -> StreamingHttpResponse:
    """A file of the lesson's homework."""
    today = clock.day_of(now_of(request))
    return sent(stored_file(school, access.homework_file_to_read(actor_of(request), school, lesson, file, today)))


def refused_in_words[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """A refusal is 400 and a sentence for the card to say beside the file; what is not there stays 404."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except NotFound:
            raise
        except Refusal as refusal:
            return JsonResponse({"code": refusal.code, "sentence": refusal.sentence}, status=400)

    return answer


@require_POST
@refused_in_words
def attach(request: HttpRequest, school: int, lesson: int) -> HttpResponse:
    """Put a file to the class's homework, or to that of the pupils named."""
    opened = _open(request, school, lesson)
    local = regulations(school, clock.day_of(now_of(request)))
    _, most = local.get(HOMEWORK_FILES, level=level_of(opened.grade), subject_id=opened.subject_id)
    pupils = {asked_id(text) or 0 for text in request.POST.getlist("pupil")}
    file = request.FILES.get("file")
    if file is None:
        raise WrongFile("Файл не выбран или у него нет имени. Выберите файл снова.")
    upload = look_at(name=file.name or "", content=file.read(most * MEGABYTE + 1), most=most)
    attach_file(
        actor=actor_of(request), at=now_of(request), course=opened, lesson_id=lesson, pupil_ids=pupils,
        upload=upload, reason=_reason(request),
    )  # fmt: skip
    return JsonResponse({})


@require_POST
@refused_in_words
def take_off(request: HttpRequest, school: int, lesson: int, file: int) -> HttpResponse:
    """Take a file off the lesson's homework."""
    return _turn(take_off_file, request, school, lesson, file)


@require_POST
@refused_in_words
def put_back(request: HttpRequest, school: int, lesson: int, file: int) -> HttpResponse:
    """Undo of taking it off."""
    return _turn(put_back_file, request, school, lesson, file)


def _turn(act: Callable[..., None], request: HttpRequest, school: int, lesson: int, file: int) -> HttpResponse:
    opened = _open(request, school, lesson)
    act(
        actor=actor_of(request), at=now_of(request), course=opened, lesson_id=lesson, file_id=file,
        reason=_reason(request),
    )  # fmt: skip
    return JsonResponse({})


def _open(request: HttpRequest, school: int, lesson: int) -> OpenCourse:
    opened, _ = access.lesson_to_open(actor_of(request), school, lesson, clock.day_of(now_of(request)))
    return opened


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()[:500]
