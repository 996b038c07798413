"""Announcing, seeing, signing, taking back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from kedr.audit.actions import Change, record
from kedr.core.actor import Actor, Role
from kedr.core.clock import day_of
from kedr.core.errors import NotFound, Refusal
from kedr.core.tenancy import new_id
from kedr.files.actions import Upload, keep_file
from kedr.letters.access import OFFICE, announcement_to_see, classes_to_announce_to
from kedr.letters.models import Announcement, AnnouncementFile, AnnouncementReader
from kedr.letters.queries.readers import Reader, readers
from kedr.letters.rules import FAMILIES, MOST_FILES, PUPILS, STAFF, Draft, check_draft
from kedr.notices.actions import Letter, tell
from kedr.notices.queries import addressees

ROLES: Mapping[str, Collection[Role]] = {
    FAMILIES: [Role.GUARDIAN],
    PUPILS: [Role.PUPIL],
    STAFF: [Role.TEACHER, Role.DEPUTY_HEAD, Role.HEAD, Role.SECRETARY],
}


class WrongAnnouncement(Refusal):
    """The announcement cannot be sent; `faults`: input → sentence."""

    code = "wrong_announcement"

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("Объявление не отправлено: у полей написано, что исправить. Ваш текст остался на странице.")
        self.faults = dict(faults)


@transaction.atomic
def announce(*, actor: Actor, at: datetime, school_id: int, draft: Draft, uploads: Sequence[Upload] = ()) -> int:
    """Send an announcement to everybody it is for, and tell those who have an account; its id.

    A class teacher announces to their own classes, the office to anybody. The statements are the same for a class and
    for 500 readers. Raises NotFound, WrongAnnouncement.
    """
    on = day_of(at)
    _check(actor, school_id, draft, on)
    if len(uploads) > MOST_FILES:
        raise WrongAnnouncement({"files": f"Можно приложить до {MOST_FILES} файлов."})
    found = readers(school_id, draft, on)
    if not found:
        raise WrongAnnouncement({"whom": "Здесь некому прочитать: в классе никого нет. Выберите других."})
    row = Announcement.objects.create(
        school_id=school_id, id=new_id(), title=draft.title, text=draft.text, class_id=draft.class_id,
        grade=draft.grade, whom=",".join(sorted(draft.whom)), wants_signature=draft.wants_signature, sent_at=at,
        sent_by=actor.person_id, sender=actor.name,
    )  # fmt: skip
    files = {keep_file(actor=actor, at=at, school_id=school_id, upload=upload).id for upload in uploads}
    AnnouncementFile.objects.bulk_create(
        AnnouncementFile(school_id=school_id, announcement_id=row.id, file_id=file_id) for file_id in files
    )
    _name_readers(row, found)
    after = {"title": row.title, "class": draft.class_id, "grade": draft.grade, "whom": row.whom, "readers": len(found)}
    change = Change("announcement.send", "announcement", row.id, after=after)
    record(actor=actor, at=at, school_id=school_id, changes=[change])
    _tell(actor, at, row, found)
    return row.id


def _name_readers(row: Announcement, found: Sequence[Reader]) -> None:
    made = (
        AnnouncementReader(
            school_id=row.school_id, announcement_id=row.id, person_id=one.person_id, whom=one.whom,
            pupil_id=one.pupil_id,
        )
        for one in found
    )  # fmt: skip
    AnnouncementReader.objects.bulk_create(made, batch_size=500)


def _tell(actor: Actor, at: datetime, row: Announcement, found: Sequence[Reader]) -> None:
    """Those who have an account, but for the sender."""
    path = f"{reverse('letters:announcements', args=[row.school_id])}#a{row.id}"
    letters = []
    for whom, roles in ROLES.items():
        pupils = {one.person_id: one.pupil_id for one in found if one.whom == whom}
        letters += [
            Letter(one.user_id, one.grant_id, "announcement", row.title, row.text[:200], path, pupils[one.person_id])
            for one in addressees(row.school_id, pupils, roles, day_of(at))
            if one.user_id != actor.user_id
        ]
    tell(actor=actor, at=at, school_id=row.school_id, letters=letters)


def _check(actor: Actor, school_id: int, draft: Draft, on: date) -> None:
    own = {one.id for one in classes_to_announce_to(actor, school_id, on)}
    faults = check_draft(draft)
    if draft.class_id is not None and draft.class_id not in own:
        faults["scope"] = "Выберите класс из списка."
    elif draft.class_id is None and actor.role not in OFFICE:
        faults["scope"] = "Выберите свой класс: всей школе и параллелям пишет администрация."
    if faults:
        raise WrongAnnouncement(faults)


@transaction.atomic
def see_announcements(*, actor: Actor, at: datetime, school_id: int, announcements: Collection[int]) -> None:
    """The reader has had them before their eyes; the first time stands."""
    rows = AnnouncementReader.objects.in_school(school_id).filter(person_id=actor.person_id, seen_at=None)
    rows.filter(announcement_id__in=announcements).update(seen_at=at)


@transaction.atomic
def sign_announcement(*, actor: Actor, at: datetime, school_id: int, announcement_id: int) -> None:
    """«Ознакомлен(а)»: once, the first time stands. Raises NotFound for who is not its reader."""
    mine = AnnouncementReader.objects.in_school(school_id).filter(
        person_id=actor.person_id, announcement_id=announcement_id, announcement__taken_back_at=None,
        announcement__wants_signature=True,
    )  # fmt: skip
    row = mine.select_for_update(of=("self",)).first()
    if actor.school_id != school_id or row is None:
        raise NotFound("Объявления нет.")
    if row.signed_at is None:
        row.signed_at = at
        row.seen_at = row.seen_at or at
        row.save(update_fields=["signed_at", "seen_at"])
        change = Change("announcement.sign", "announcement", announcement_id)
        record(actor=actor, at=at, school_id=school_id, changes=[change])


@transaction.atomic
def take_announcement_back(*, actor: Actor, at: datetime, school_id: int, announcement_id: int) -> None:
    """Sent by mistake: nobody sees it any more but its sender and the office. Raises NotFound."""
    row = announcement_to_see(actor, school_id, announcement_id)
    if row.taken_back_at is None:
        row.taken_back_at = at
        row.save(update_fields=["taken_back_at"])
        change = Change("announcement.take_back", "announcement", row.id)
        record(actor=actor, at=at, school_id=school_id, changes=[change])
