"""«Объявления»: for everybody what is for them; for senders who has read what."""

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kedr.core import clock
from kedr.core.actor import Role
from kedr.core.pages import actor_of, now_of, page
from kedr.files.actions import Upload, WrongFile, look_at
from kedr.files.queries import stored_file
from kedr.files.rules import ALLOWED
from kedr.files.views import sent as sent_file
from kedr.letters import access
from kedr.letters.actions import (
    WrongAnnouncement,
    announce,
    see_announcements,
    sign_announcement,
    take_announcement_back,
)
from kedr.letters.forms import MOST_BYTES, read_draft
from kedr.letters.queries.announcements import announcements_for, followed, sent_by
from kedr.letters.queries.surveys import surveys_for
from kedr.letters.rules import MOST_FILES, MOST_MEGABYTES, TEXT_LENGTH, TITLE_LENGTH, WHOM

MANY = 100  # readers in one list; more are counted by class first


@require_GET
def announcements(request: HttpRequest, school: int) -> HttpResponse:
    """What is for the reader. What is shown has been seen by that."""
    actor, at = actor_of(request), now_of(request)
    access.letters_to_read(actor, school)
    rows = announcements_for(actor)
    if new := [row.id for row in rows if row.is_new]:
        see_announcements(actor=actor, at=at, school_id=school, announcements=new)
    context = {
        "section": "letters",
        "school": school,
        "rows": rows,
        "may_announce": _may_announce(request, school),
        "is_office": actor.role in access.OFFICE,
        "surveys": surveys_for(actor, clock.day_of(at)) if actor.role == Role.GUARDIAN else [],
    }
    return page(request, "letters/announcements.html", context)


def _may_announce(request: HttpRequest, school: int) -> bool:
    actor = actor_of(request)
    if actor.role not in access.STAFF:
        return False
    on = clock.day_of(now_of(request))
    return actor.role != Role.TEACHER or bool(access.classes_to_announce_to(actor, school, on))


@require_GET
def sent(request: HttpRequest, school: int) -> HttpResponse:
    """What the sender has announced; for the office what anybody has."""
    actor = actor_of(request)
    access.classes_to_announce_to(actor, school, clock.day_of(now_of(request)))
    return page(request, "letters/sent.html", {"section": "letters", "school": school, "rows": sent_by(actor)})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, school: int) -> HttpResponse:
    """Write an announcement; a post sends it."""
    actor, at = actor_of(request), now_of(request)
    classes = access.classes_to_announce_to(actor, school, clock.day_of(at))
    faults: dict[str, str] = {}
    if request.method == "POST":
        try:
            made = announce(
                actor=actor, at=at, school_id=school, draft=read_draft(request.POST), uploads=_uploads(request)
            )
            return redirect("letters:announcement", school, made)
        except WrongAnnouncement as error:
            faults = error.faults
        except WrongFile as error:
            faults = {"files": error.sentence}
    context: dict[str, Any] = {
        "section": "letters",
        "school": school,
        "classes": classes,
        "grades": sorted({one.grade for one in classes}) if actor.role in access.OFFICE else [],
        "is_office": actor.role in access.OFFICE,
        "faults": faults,
        "sent": request.POST,
        "chosen": request.POST.getlist("whom") if faults else ["families"],
        "whom": WHOM,
        "most": {"title": TITLE_LENGTH, "text": TEXT_LENGTH, "files": MOST_FILES, "megabytes": MOST_MEGABYTES},
        "allowed": ALLOWED,
    }
    return page(request, "letters/new_announcement.html", context, status=400 if faults else 200)


def _uploads(request: HttpRequest) -> list[Upload]:
    files = request.FILES.getlist("files")[: MOST_FILES + 1]
    return [look_at(name=one.name or "", content=one.read(MOST_BYTES + 1), most=MOST_MEGABYTES) for one in files]


@require_GET
def announcement(request: HttpRequest, school: int, id: int) -> HttpResponse:
    """One that was sent: who has read it and signed it."""
    row = access.announcement_to_see(actor_of(request), school, id)
    name = row.school_class.name if row.class_id else ""
    shown = followed(row, name, clock.wall(now_of(request)))
    is_long = len(shown.readers) > MANY
    of = request.GET.get("class")
    context = {
        "section": "letters",
        "school": school,
        "shown": shown,
        "of": of,
        "by_class": is_long and of is None,
        "readers": shown.of(of) if of is not None else shown.readers,
    }
    return page(request, "letters/announcement.html", context)


@require_POST
def sign(request: HttpRequest, school: int, id: int) -> HttpResponse:
    """«Ознакомлен(а)»."""
    sign_announcement(actor=actor_of(request), at=now_of(request), school_id=school, announcement_id=id)
    return redirect(f"{reverse('letters:announcements', args=[school])}#a{id}")


@require_POST
def take_back(request: HttpRequest, school: int, id: int) -> HttpResponse:
    """Sent by mistake."""
    take_announcement_back(actor=actor_of(request), at=now_of(request), school_id=school, announcement_id=id)
    return redirect("letters:announcement", school, id)


@require_GET
def file(request: HttpRequest, school: int, file: int) -> StreamingHttpResponse:
    """A file of an announcement, as a download."""
    return sent_file(stored_file(school, access.file_to_read(actor_of(request), school, file)))
