"""The pages of the diary, for the family and for those at school who answer for the pupil."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kedr.core.actor import Role
from kedr.core.addresses import asked_id
from kedr.core.clock import midnight_after, wall
from kedr.core.errors import NotFound, Refusal
from kedr.core.pages import actor_of, now_of, page
from kedr.core.tags import Basis, tag_of
from kedr.diary.access import OpenDiary, diary_to_read, first_diary, homework_file_to_read
from kedr.diary.actions import note_staff_reading, sign_week, tick_homework
from kedr.diary.forms import read_notice
from kedr.diary.queries.mark import mark_why
from kedr.diary.queries.marks import subjects_page
from kedr.diary.queries.owed import owed_by
from kedr.diary.queries.signatures import signature_of
from kedr.diary.queries.week import diary_week
from kedr.diary.rules import WEEK, monday_of, scale_at, week_is_over, week_to_open
from kedr.diary.rules.goals import read_added
from kedr.files.queries import stored_file
from kedr.files.views import sent
from kedr.journal.actions.notices import announce_absence, take_notice_back
from kedr.journal.queries.notices import notices_of
from kedr.journal.rules.absence import ABSENCE_CODES, NOTICE_CODES

SCHOOL_YEARS = range(2000, 2101)  # an address of another century is a slip, not a week


@require_GET
def home(request: HttpRequest, school: int) -> HttpResponse:
    """The week of today of one's own or the first child's diary."""
    local = _local(request)
    pupil = first_diary(actor_of(request), school, local.date())
    return redirect(_address_of_today(_root(school), pupil, local))


@require_GET
def week_of_today(request: HttpRequest, school: int, pupil: int) -> HttpResponse:
    """The week of today of a diary."""
    local = _local(request)
    diary_to_read(actor_of(request), school, pupil, local.date())
    return redirect(_address_of_today(_root(school), pupil, local))


@require_POST
def sign(request: HttpRequest, school: int, pupil: int, monday: date) -> HttpResponse:
    """A guardian has read the week."""
    actor, local = actor_of(request), _local(request)
    diary = diary_to_read(actor, school, pupil, local.date())
    children = [child.id for child in diary.children]
    sign_week(actor=actor, at=local, school_id=school, pupil_id=pupil, children=children, monday=monday)
    return redirect(f"{_address(_root(school), pupil, monday)}#signed")


@require_POST
def tick(request: HttpRequest, school: int, pupil: int, monday: date) -> HttpResponse:
    """A pupil says of homework that it is done, or is not after all; `done` is its id and the day to come back to."""
    actor, local = actor_of(request), _local(request)
    diary_to_read(actor, school, pupil, local.date())
    is_done = "done" in request.POST
    homework, _, day = request.POST.get("done" if is_done else "undone", "").partition(".")
    tick_homework(actor=actor, at=local, school_id=school, homework_id=asked_id(homework) or 0, is_done=is_done)
    return redirect(f"{_address(_root(school), pupil, monday)}#d{day if day in '1234567' else ''}")


@require_GET
def week(request: HttpRequest, school: int, pupil: int, monday: date) -> HttpResponse:
    """A week of a diary; another day than Monday leads to its week, at that day."""
    local = _local(request)
    diary = _open(request, school, pupil, local.date(), f"week {monday}")
    if monday.year not in SCHOOL_YEARS:
        raise NotFound("Такой недели нет.")
    if monday.weekday():
        return redirect(_address(_root(school), pupil, monday_of(monday), monday))
    tag = _tag(request, diary, _until(local) if monday == monday_of(local.date()) else midnight_after(local))
    context = _week_context(diary, monday, local, is_own=actor_of(request).role == Role.PUPIL)
    return page(request, "diary/week.html", context, etag=tag)


def _until(local: datetime) -> datetime:
    """When «идёт» may move: bells ring on a multiple of five minutes."""
    return local.replace(minute=local.minute // 5 * 5, second=0, microsecond=0) + timedelta(minutes=5)


def _tag(request: HttpRequest, diary: OpenDiary, until: datetime) -> str:
    """The page's tag; none for somebody at school, whose every reading goes to the record."""
    return "" if diary.is_staff else tag_of(request, Basis(diary.school_id, diary.stamps, diary.revision, until))


def _week_context(diary: OpenDiary, monday: date, local: datetime, *, is_own: bool = False) -> dict[str, Any]:
    root, pupil, today = _root(diary.school_id), diary.pupil.id, local.date()
    shown = diary_week(diary, monday)
    is_over = week_is_over(monday, today)
    return {
        "diary": diary,
        "is_over": is_over,
        "signature": signature_of(diary.school_id, pupil, monday) if is_over else None,
        "owed": owed_by(diary.school_id, pupil, today) if monday == monday_of(today) else [],
        "week": shown,
        "today": today,
        "time": f"{local:%H:%M}",
        # the day a phone shows when the address names none
        "open_on": today if any(day.on == today for day in shown.days) else shown.days[0].on,
        "before": _address(root, pupil, monday - WEEK),
        "after": _address(root, pupil, monday + WEEK),
        "now": _address_of_today(root, pupil, local),
        "address_of": {child.id: _address(root, child.id, monday) for child in diary.children},
        "mark_base": _mark_base(root, pupil),
        "file_base": f"{root}{pupil}/file/",
        "ticks": f"{_address(root, pupil, monday)}tick" if is_own else "",
        "calendar": "" if diary.is_staff else f"{_calendars(diary.school_id)}{pupil}/",
        "section": "class" if diary.is_staff else "diary",
    }


def _local(request: HttpRequest) -> datetime:
    """The instant of the request, on the wall's clock."""
    return wall(now_of(request))


def _open(request: HttpRequest, school: int, pupil: int, today: date, name: str) -> OpenDiary:
    """Through the door; the reading of somebody at school goes to the record."""
    actor = actor_of(request)
    diary = diary_to_read(actor, school, pupil, today)
    if diary.is_staff:
        note_staff_reading(actor=actor, at=_local(request), school_id=school, pupil_id=pupil, page=name)
    return diary


@lru_cache(maxsize=1024)
def _root(school: int) -> str:
    """What all addresses of the diary begin with: a page has dozens, and looking each up costs as much as a query."""
    return reverse("diary:home", args=[school])


@lru_cache(maxsize=1024)
def _calendars(school: int) -> str:
    """What the addresses of calendars begin with."""
    return reverse("calendars:home", args=[school])


def _address(root: str, pupil: int, monday: date, on: date | None = None) -> str:
    """The address of a week; with a day of it, at that day: open on a phone, brought into view on a wide page."""
    address = f"{root}{pupil}/{monday}/"
    return f"{address}#d{on.isoweekday()}" if on and monday == monday_of(on) else address


def _address_of_today(root: str, pupil: int, local: datetime) -> str:
    return _address(root, pupil, week_to_open(local.date(), local.time()), local.date())


def _mark_base(root: str, pupil: int) -> str:
    """What the address of a mark begins with: its id and a slash follow."""
    return f"{root}{pupil}/mark/"


@require_GET
def marks_home(request: HttpRequest, school: int) -> HttpResponse:
    """Marks by subject of one's own or the first child's diary."""
    pupil = first_diary(actor_of(request), school, _local(request).date())
    return redirect("diary:marks", school, pupil)


@require_GET
def marks(request: HttpRequest, school: int, pupil: int) -> HttpResponse:
    """Marks by subject in one period (`?period=`), today's by default; `?add=` are marks that are not given yet."""
    asked = request.GET.get("period", "")
    today = _local(request).date()
    diary = _open(request, school, pupil, today, "marks")
    context = {
        "diary": diary,
        "page": subjects_page(diary, asked_id(asked), today, read_added(_added(request))),
        "today": today,
        "address_of": {child.id: reverse("diary:marks", args=[school, child.id]) for child in diary.children},
        "mark_base": _mark_base(_root(school), pupil),
        "section": "class" if diary.is_staff else "marks",
    }
    return page(request, "diary/marks.html", context, etag=_tag(request, diary, midnight_after(now_of(request))))


def _added(request: HttpRequest) -> list[str]:
    """What the address adds, and what the form of a subject adds to it: course, value and weight apart."""
    new = ".".join(request.GET.get(name, "") for name in ("course", "value", "weight"))
    return [*request.GET.getlist("add"), new]


@require_GET
def mark(request: HttpRequest, school: int, pupil: int, mark: int) -> HttpResponse:
    """The why of one mark."""
    today = _local(request).date()
    diary = _open(request, school, pupil, today, f"mark {mark}")
    why = mark_why(diary, mark, today)
    context = {
        "diary": diary,
        "why": why,
        "at": scale_at,
        "set_at": wall(why.set_at),
        "times": [wall(change.at) for change in why.changes],
        "week": _address(_root(school), pupil, monday_of(why.held_on), why.held_on),
        "section": "class" if diary.is_staff else "diary",
    }
    return page(request, "diary/mark.html", context)


@require_GET
def file(request: HttpRequest, school: int, pupil: int, file: int) -> StreamingHttpResponse:
    """A file of homework that the pupil has, as a download."""
    today = _local(request).date()
    diary = _open(request, school, pupil, today, f"file {file}")
    return sent(stored_file(school, homework_file_to_read(diary, file)))


@require_http_methods(["GET", "POST"])
def away(request: HttpRequest, school: int, pupil: int) -> HttpResponse:
    """What a guardian has said of absences; a post says of another one, or takes one back."""
    actor, at, today = actor_of(request), now_of(request), _local(request).date()
    diary = _open(request, school, pupil, today, "away")
    children = [child.id for child in diary.children]
    refusal: Refusal | None = None
    if request.method == "POST":
        if actor.role != Role.GUARDIAN:
            raise NotFound("Об отсутствии сообщают родители.")
        about: dict[str, Any] = {"actor": actor, "at": at, "school_id": school, "children": children}
        try:
            if notice := asked_id(request.POST.get("back")):
                take_notice_back(**about, notice_id=notice)
                return redirect(f"{request.path}?said=back")
            announce_absence(**about, pupil_id=pupil, **read_notice(request.POST))
            return redirect(f"{request.path}?said=sent")
        except NotFound:
            raise
        except Refusal as error:
            refusal = error
    context = {
        "diary": diary,
        "notices": notices_of(school, pupil, today),
        "can_send": actor.role == Role.GUARDIAN,
        "codes": [(code, ABSENCE_CODES[code]) for code in NOTICE_CODES],
        "tomorrow": today + timedelta(days=1),
        "refusal": refusal,
        "field": getattr(refusal, "field", ""),
        "sent": request.POST if refusal else {},
        "said": request.GET.get("said", ""),
        "address_of": {child.id: reverse("diary:away", args=[school, child.id]) for child in diary.children},
        "section": "class" if diary.is_staff else "diary",
    }
    return page(request, "diary/away.html", context, status=400 if refusal else 200)
