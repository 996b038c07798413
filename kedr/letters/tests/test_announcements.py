"""Announcements: whom they reach, who has read and signed them, what is refused."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kedr.audit.models import Event
from kedr.core.errors import NotFound
from kedr.files.models import StoredFile
from kedr.letters.actions import WrongAnnouncement, announce, sign_announcement
from kedr.letters.models import Announcement, AnnouncementReader
from kedr.letters.queries.announcements import announcements_for, followed, sent_by
from kedr.letters.rules import FAMILIES, PUPILS, STAFF, Draft
from kedr.notices.models import Notice
from kedr.people.models import Enrolment, Guardianship
from tests.cast import NOW, TODAY, YEAR_STARTS, Cast, enrol, person

type ClientOf = Callable[[str], Client]


def draft(cast: Cast, *, whom: str = FAMILIES, signature: bool = True, **more: Any) -> Draft:
    about: dict[str, Any] = {"class_id": cast.school_class.id, "grade": 0}
    return Draft(
        "Собрание", "В четверг в 18:00.", whom=frozenset(whom.split()), wants_signature=signature, **(about | more)
    )


def send(cast: Cast, who: str = "class_teacher", **more: Any) -> int:
    return announce(actor=cast.actor(who), at=NOW, school_id=1, draft=draft(cast, **more))


def reads(cast: Cast, announcement: int) -> set[int]:
    rows = AnnouncementReader.objects.in_school(1).filter(announcement_id=announcement)
    return set(rows.values_list("person_id", flat=True))


def form(cast: Cast, **more: Any) -> dict[str, Any]:
    about = {
        "scope": f"class-{cast.school_class.id}", "whom": ["families"], "title": "Собрание", "text": "В четверг.",
        "signature": "1",
    }  # fmt: skip
    return about | more


def test_from_the_class_teacher_to_the_family_and_back(cast: Cast, client_of: ClientOf) -> None:
    teacher, family = client_of("class_teacher"), client_of("guardian")
    file = SimpleUploadedFile("Повестка.txt", "О питании".encode())
    answer = teacher.post("/s/1/letters/announcements/new/", form(cast, files=[file]), follow=True)
    html = answer.content.decode()
    assert "Прочитали 0 из 2, ознакомились 0" in html
    assert "Абрамова Е. И." in html
    html = family.get("/s/1/letters/announcements/").content.decode()
    assert "Ветрова Наталья" in html
    assert "Алина" in html
    assert "Повестка.txt" in html
    assert "новое" in html
    assert "новое" not in family.get("/s/1/letters/announcements/").content.decode()
    path = f"/s/1/letters/announcements/file/{StoredFile.objects.in_school(1).get().id}/"
    assert b"".join(family.get(path).streaming_content) == "О питании".encode()  # type: ignore[attr-defined]
    made = Announcement.objects.in_school(1).get()
    assert family.post(f"/s/1/letters/announcements/{made.id}/sign/").status_code == 302
    assert "Вы ознакомились" in family.get("/s/1/letters/announcements/").content.decode()
    html = teacher.get(f"/s/1/letters/announcements/{made.id}/").content.decode()
    assert "Прочитали 1 из 2, ознакомились 1" in html
    notice = Notice.objects.get(user_id=cast.actor("guardian").user_id)
    assert (notice.title, notice.about_id) == ("Собрание", cast.pupils[0].id)
    verbs = Event.objects.filter(school_id=1, target_kind="announcement").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["announcement.send", "announcement.sign"]


def test_whom_it_reaches(cast: Cast) -> None:
    people, pupils = cast.people, cast.pupils
    families = {people["guardian"].id, people["other_guardian"].id}
    assert reads(cast, send(cast)) == families
    assert reads(cast, send(cast, whom="families pupils")) == families | {pupil.id for pupil in pupils}
    assert reads(cast, send(cast, "head", class_id=None, grade=8)) == families
    everyone = reads(cast, send(cast, "head", class_id=None, whom="families pupils staff"))
    assert people["teacher"].id in everyone
    assert people["neighbour_teacher"].id not in everyone
    assert cast.foreign_pupil.id not in everyone
    staff = reads(cast, send(cast, "secretary", class_id=None, whom=STAFF))
    assert staff == {people[key].id for key in
                     ("teacher", "colleague", "class_teacher", "deputy_head", "head", "secretary")}  # fmt: skip


def test_it_does_not_reach_who_left_whose_right_ended_and_who_is_barred(cast: Cast) -> None:
    Enrolment.objects.in_school(1).filter(person_id=cast.pupils[1].id).update(ends_on=TODAY)
    assert reads(cast, send(cast)) == {cast.people["guardian"].id}
    Guardianship.objects.in_school(1).filter(guardian_id=cast.people["guardian"].id).update(is_barred=True)
    with pytest.raises(WrongAnnouncement):
        send(cast)


def test_a_guardian_of_two_children_reads_it_once(cast: Cast) -> None:
    Guardianship.objects.create(
        school_id=1, guardian_id=cast.people["guardian"].id, pupil_id=cast.pupils[2].id, kind="mother",
        starts_on=YEAR_STARTS,
    )  # fmt: skip
    made = send(cast)
    assert len(reads(cast, made)) == 2
    assert Notice.objects.filter(user_id=cast.actor("guardian").user_id).count() == 1


@pytest.mark.parametrize(
    ("who", "more", "words"),
    [
        ("class_teacher", {"class_id": None}, "Выберите свой класс"),
        ("class_teacher", {"class_id": None, "grade": 8}, "Выберите свой класс"),
        ("teacher", {}, "Выберите класс из списка"),
        ("head", {"class_id": 5}, "Выберите класс из списка"),
        ("head", {"class_id": None, "grade": 11}, "некому"),
    ],
)
def test_what_one_may_not(cast: Cast, who: str, more: dict[str, Any], words: str) -> None:
    with pytest.raises(WrongAnnouncement) as error:
        send(cast, who, **more)
    assert words in " ".join(error.value.faults.values())
    assert not Announcement.objects.in_school(1).exists()


@pytest.mark.parametrize("who", ["guardian", "pupil", "neighbour_teacher"])
def test_families_and_neighbours_announce_nothing(cast: Cast, who: str) -> None:
    with pytest.raises(NotFound):
        send(cast, who)


def test_only_its_readers_sign_it_and_have_its_file(cast: Cast, client_of: ClientOf) -> None:
    Guardianship.objects.in_school(1).filter(guardian_id=cast.people["other_guardian"].id).update(ends_on=TODAY)
    file = SimpleUploadedFile("Повестка.txt", "О питании".encode())
    client_of("class_teacher").post("/s/1/letters/announcements/new/", form(cast, files=[file]))
    made = Announcement.objects.in_school(1).get()
    stored = StoredFile.objects.in_school(1).get()
    for who in ("other_guardian", "pupil", "teacher", "neighbour_teacher"):
        client = client_of(who)
        assert client.post(f"/s/1/letters/announcements/{made.id}/sign/").status_code == 404, who
        assert client.get(f"/s/1/letters/announcements/{made.id}/").status_code == 404, who
        assert client.get(f"/s/1/letters/announcements/file/{stored.id}/").status_code == 404, who
    assert client_of("head").get(f"/s/1/letters/announcements/file/{stored.id}/").status_code == 200


def test_taken_back_it_is_gone_for_its_readers(cast: Cast, client_of: ClientOf) -> None:
    made = send(cast)
    teacher = client_of("class_teacher")
    html = teacher.post(f"/s/1/letters/announcements/{made}/back/", follow=True).content.decode()
    assert "Отозвано" in html
    assert announcements_for(cast.actor("guardian")) == []
    with pytest.raises(NotFound):
        sign_announcement(actor=cast.actor("guardian"), at=NOW, school_id=1, announcement_id=made)
    assert client_of("colleague").post(f"/s/1/letters/announcements/{made}/back/").status_code == 404


def test_the_first_signature_stands(cast: Cast) -> None:
    made = send(cast)
    for hours in (1, 2):
        sign_announcement(
            actor=cast.actor("guardian"), at=NOW + timedelta(hours=hours), school_id=1, announcement_id=made
        )
    row = AnnouncementReader.objects.in_school(1).get(person_id=cast.people["guardian"].id)
    assert row.signed_at == row.seen_at == NOW + timedelta(hours=1)
    plain = send(cast, signature=False)
    with pytest.raises(NotFound):
        sign_announcement(actor=cast.actor("guardian"), at=NOW, school_id=1, announcement_id=plain)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"title": " "}, "Напишите заголовок"),
        ({"text": ""}, "Напишите текст"),
        ({"whom": []}, "Отметьте, кому"),
        ({"scope": "class-99999999999999999999"}, "Выберите"),
        ({"scope": "'; DROP"}, "Выберите"),
    ],
)
def test_bad_input_is_told_and_the_text_stays(
    cast: Cast, client_of: ClientOf, more: dict[str, Any], words: str
) -> None:
    answer = client_of("class_teacher").post("/s/1/letters/announcements/new/", form(cast, **more))
    html = answer.content.decode()
    assert answer.status_code == 400
    assert words in html
    assert "Собрание" in html or "В четверг" in html
    assert not Announcement.objects.in_school(1).exists()


def test_a_program_or_too_many_files_are_refused(cast: Cast, client_of: ClientOf) -> None:
    for files in (
        [SimpleUploadedFile("Повестка.pdf", b"MZ\x90\x00")],
        [SimpleUploadedFile(f"{n}.txt", f"Лист {n}".encode()) for n in range(6)],
    ):
        answer = client_of("class_teacher").post("/s/1/letters/announcements/new/", form(cast, files=files))
        assert answer.status_code == 400
    assert not Announcement.objects.in_school(1).exists()


def test_a_script_in_the_words_stays_words(cast: Cast, client_of: ClientOf) -> None:
    client_of("class_teacher").post(
        "/s/1/letters/announcements/new/", form(cast, text="<script>alert(1)</script> http://a.example/?x=<b>")
    )
    html = client_of("guardian").get("/s/1/letters/announcements/").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html
    assert "javascript:" not in html


def test_a_school_is_followed_by_class(cast: Cast, client_of: ClientOf) -> None:
    for n in range(101):
        enrol(cast.other_class, person(cast.one, f"Новый{n:03}", "Имя"))
    made = send(cast, "head", class_id=None, whom=PUPILS)
    html = client_of("head").get(f"/s/1/letters/announcements/{made}/").content.decode()
    assert "0 из 101" in html
    assert "Новый050" not in html
    html = client_of("head").get(f"/s/1/letters/announcements/{made}/?class={cast.other_class.name}").content.decode()
    assert "Новый050" in html


def test_the_statements_do_not_grow_with_readers(cast: Cast) -> None:
    counts = []
    for size in (0, 60):
        for n in range(size):
            enrol(cast.school_class, person(cast.one, f"Новый{n:03}", "Имя"))
        with CaptureQueriesContext(connection) as seen:
            made = send(cast, whom="families pupils")
        with CaptureQueriesContext(connection) as seen_too:
            announcements_for(cast.actor("guardian"))
            sent_by(cast.actor("class_teacher"))
            followed(Announcement.objects.in_school(1).get(id=made), "8А", NOW)
        counts.append((len(seen), len(seen_too)))
    assert counts[0] == counts[1]
