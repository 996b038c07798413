"""Files of homework: who may put them, who sees them, and that they go once nobody wants them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kedr.audit.models import Event
from kedr.core.actor import SYSTEM
from kedr.core.models import Stamp
from kedr.files.models import StoredFile
from kedr.files.tests.samples import DOCX, PDF, TXT
from kedr.journal.actions import let_go_of_files
from kedr.journal.jobs import let_go_of_homework_files
from kedr.journal.models import Homework, HomeworkFile
from kedr.journal.tests.locking import close_this_period, grant
from kedr.journal.tests.sending import command, outcomes
from kedr.people.models import Enrolment
from kedr.schools.models import SchoolRegulation
from tests.cast import NOW, TODAY, Cast

type ClientOf = Callable[[str], Client]


def set_homework(client: Client, cast: Cast, *pupils: Any) -> None:
    """«№ 5» for the class, and «№ 6» for each of these."""
    own = [command("homework", cast.lessons[2], pupil=str(one.id), value={"text": "№ 6"}) for one in pupils]
    outcomes(client, 1, command("homework", cast.lessons[2], value={"text": "№ 5"}), *own)


def attach(client: Client, cast: Cast, *pupils: Any, name: str = "Карточка.pdf", content: bytes = PDF) -> Any:
    sent = {"file": SimpleUploadedFile(name, content), "pupil": [str(one.id) for one in pupils]}
    return client.post(f"/s/1/lesson/{cast.lessons[2].id}/files", sent)


def said(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("sentence", "")


def files_of(client: Client, cast: Cast) -> list[list[Any]]:
    return list(client.get(f"/s/1/journal/{cast.algebra.id}/data").json()["files"])


def the_file() -> StoredFile:
    return StoredFile.objects.in_school(1).get()


def address(cast: Cast, act: str = "") -> str:
    return f"/s/1/lesson/{cast.lessons[2].id}/files/{the_file().id}/{act}"


def test_a_file_of_the_class_is_seen_in_the_journal_and_downloaded(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    set_homework(client, cast)
    before = {one.kind: one.revision for one in Stamp.objects.filter(school_id=1)}
    assert said(attach(client, cast)) == (200, "")
    assert files_of(client, cast) == [[2, -1, str(the_file().id), "Карточка.pdf", "1 КБ"]]
    answer = client.get(address(cast))
    assert (answer["Content-Type"], b"".join(answer)) == ("application/pdf", PDF)
    assert answer["Content-Disposition"].startswith("attachment;")
    after = {one.kind: one.revision for one in Stamp.objects.filter(school_id=1)}
    assert {kind for kind in after if after[kind] != before.get(kind)} == {"course", "class"}
    event = Event.objects.get(school_id=1, verb="homework.attach")
    assert (event.after, event.about_id) == ("Карточка.pdf", cast.lessons[2].id)


def test_a_file_of_some_pupils_is_one_file_and_bumps_their_diaries(cast: Cast, client_of: ClientOf) -> None:
    client, (alina, boris, _) = client_of("teacher"), cast.pupils
    set_homework(client, cast, alina, boris)
    assert said(attach(client, cast, alina, boris))[0] == 200
    assert [row[:2] for row in files_of(client, cast)] == [[2, 0], [2, 1]]
    assert HomeworkFile.objects.in_school(1).count() == 2
    assert the_file().name == "Карточка.pdf"
    bumped = set(Stamp.objects.filter(school_id=1, kind="pupil").values_list("object_id", flat=True))
    assert {alina.id, boris.id} <= bumped


def test_what_may_not_be_put_is_told_and_leaves_nothing(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    assert said(attach(client, cast)) == (400, "Сначала напишите задание: файл прикладывают к нему.")
    set_homework(client, cast)
    for name, content, words in (
        ("Карточка.pdf", b"MZ\x90\x00", "программа"),
        ("Карточка.svg", b"<svg/>", "HTML, SVG"),
        ("Карточка.pdf", b"", "пустой"),
    ):
        status, sentence = said(attach(client, cast, name=name, content=content))
        assert (status, words in sentence) == (400, True), sentence
    assert "не выбран" in said(client.post(f"/s/1/lesson/{cast.lessons[2].id}/files"))[1]
    assert not StoredFile.objects.in_school(1).exists()
    assert files_of(client, cast) == []


def test_a_file_over_the_schools_limit_is_refused(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    set_homework(client, cast)
    SchoolRegulation.objects.create(school_id=1, key="homework_files", value=[2, 1], starts_on=TODAY)
    assert "больше 1 МБ" in said(attach(client, cast, content=PDF + bytes(2**20)))[1]
    assert [said(attach(client, cast, name=f"{number}.pdf"))[0] for number in (1, 2)] == [200, 200]
    assert said(attach(client, cast)) == (400, "К заданию можно приложить не больше 2 файлов.")
    SchoolRegulation.objects.in_school(1).update(value=[0, 1])
    assert "не прикладывают" in said(attach(client, cast))[1]


def test_rights_locks_and_membership_are_judged_as_for_the_text(cast: Cast, client_of: ClientOf) -> None:
    client, alina = client_of("teacher"), cast.pupils[0]
    set_homework(client, cast, alina)
    assert attach(client_of("colleague"), cast).status_code == 404
    assert said(attach(client_of("class_teacher"), cast))[0] == 400  # may open the journal, not keep it
    assert said(attach(client_of("head"), cast))[0] == 400
    Enrolment.objects.in_school(1).filter(person_id=alina.id).update(ends_on=TODAY)
    assert "нет в списке" in said(attach(client, cast, alina))[1]
    assert "нет в списке" in said(attach(client, cast, cast.foreign_pupil))[1]
    close_this_period(cast)
    assert "Период закрыт" in said(attach(client, cast))[1]
    assert not StoredFile.objects.in_school(1).exists()


def test_in_a_window_the_reason_goes_along(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    set_homework(client, cast)
    close_this_period(cast)
    grant(cast)
    assert "Напишите, почему" in said(attach(client, cast))[1]
    sent = {"file": SimpleUploadedFile("а.txt", TXT), "reason": "Забыла карточку"}
    assert client.post(f"/s/1/lesson/{cast.lessons[2].id}/files", sent).status_code == 200
    assert Event.objects.get(school_id=1, verb="homework.attach").reason == "Забыла карточку"


def test_taken_off_it_is_gone_for_everybody_and_can_be_put_back(cast: Cast, client_of: ClientOf) -> None:
    client, alina = client_of("teacher"), cast.pupils[0]
    set_homework(client, cast, alina)
    attach(client, cast, alina)
    assert client_of("class_teacher").post(address(cast, "take-off")).status_code == 400
    assert client.post(address(cast, "take-off")).status_code == 200
    assert files_of(client, cast) == []
    assert client.get(address(cast)).status_code == 404
    assert client.post(address(cast, "take-off")).status_code == 404
    assert client.post(address(cast, "put-back")).status_code == 200
    assert len(files_of(client, cast)) == 1
    verbs = Event.objects.filter(school_id=1, target_kind="homework").order_by("id").values_list("verb", flat=True)
    assert list(verbs)[-3:] == ["homework.attach", "homework.take_off", "homework.attach"]


def test_a_file_of_another_lesson_is_nothing(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    set_homework(client, cast)
    attach(client, cast)
    other = f"/s/1/lesson/{cast.lessons[1].id}/files/{the_file().id}/"
    assert client.get(other).status_code == 404
    assert client.post(f"{other}take-off").status_code == 404
    assert client_of("neighbour_teacher").get(address(cast)).status_code == 404


@pytest.mark.parametrize("how", ["taken off", "homework taken back"])
def test_the_night_lets_go_a_day_later(how: str, cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    set_homework(client, cast)
    attach(client, cast, name="а.docx", content=DOCX)
    if how == "taken off":
        client.post(address(cast, "take-off"))
    else:
        outcomes(client, 1, command("homework", cast.lessons[2], value={"text": ""}, base=1))
    assert let_go_of_files(actor=SYSTEM, at=NOW + timedelta(hours=15), school_id=1) == 0
    assert let_go_of_files(actor=SYSTEM, at=NOW + timedelta(hours=39), school_id=1) == 1
    assert not HomeworkFile.objects.in_school(1).exists()


def test_the_night_leaves_what_is_wanted(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    set_homework(client, cast)
    attach(client, cast)
    assert let_go_of_homework_files.call() == 0
    assert let_go_of_files(actor=SYSTEM, at=NOW + timedelta(days=30), school_id=1) == 0
    assert Homework.objects.in_school(1).count() == 1
    assert len(files_of(client, cast)) == 1
