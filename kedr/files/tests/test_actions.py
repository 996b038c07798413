"""Contents on the disk: whole, shared inside a school, and gone once nothing holds them."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from kedr.audit.models import Event
from kedr.core.actor import SYSTEM
from kedr.files.actions import WrongFile, clear_out, keep_file, look_at
from kedr.files.jobs import clear_out_files
from kedr.files.models import StoredFile
from kedr.files.queries import Stored, content_path, folder, stored_file
from kedr.files.tests.samples import PDF, TXT
from kedr.files.views import sent
from kedr.journal.models import Homework, HomeworkFile
from tests.cast import NOW, Cast

OLD = timedelta(days=2)


@pytest.fixture(autouse=True)
def files_of_one_test(settings: object, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path  # type: ignore[attr-defined]


def put(cast: Cast, name: str = "Задание.txt", content: bytes = TXT, school_id: int = 1) -> Stored:
    upload = look_at(name=name, content=content, most=1)
    return keep_file(actor=cast.actor("teacher"), at=NOW, school_id=school_id, upload=upload)


def age(stored: Stored) -> None:
    """As if it had been put in two days ago."""
    StoredFile.objects.in_school(stored.school_id).filter(id=stored.id).update(put_at=NOW - OLD)
    path = content_path(stored.school_id, stored.sha256)
    if path.exists():
        then = (NOW - OLD).timestamp()
        os.utime(path, (then, then))


def hold(cast: Cast, stored: Stored) -> HomeworkFile:
    lesson = cast.lessons[0]
    homework, _ = Homework.objects.get_or_create(
        school_id=1, lesson_id=lesson.id, pupil_id=0,
        defaults={"course_id": lesson.course_id, "held_on": lesson.held_on, "due_on": lesson.held_on, "text": "№ 5"},
    )  # fmt: skip
    return HomeworkFile.objects.create(school_id=1, homework_id=homework.id, file_id=stored.id)


def contents() -> list[str]:
    return sorted(path.name for path in folder(1).glob("*/*"))


def test_a_file_is_a_row_and_a_content_under_its_digest(cast: Cast) -> None:
    stored = put(cast)
    assert content_path(1, stored.sha256).read_bytes() == TXT
    row = StoredFile.objects.in_school(1).get()
    assert (row.name, row.size, row.media_type, row.put_by, row.put_at) == (
        "Задание.txt", len(TXT), "text/plain", cast.people["teacher"].id, NOW,
    )  # fmt: skip
    assert stored_file(1, stored.id) == stored
    assert Event.objects.filter(school_id=1, verb="file.keep", target_id=stored.id).exists()


def test_what_may_not_be_kept_leaves_nothing(cast: Cast) -> None:
    with pytest.raises(WrongFile, match="программа"):
        put(cast, content=b"MZ\x90\x00")
    assert not StoredFile.objects.in_school(1).exists()
    assert not folder(1).exists()


def test_one_content_lies_once_in_a_school_and_apart_in_another(cast: Cast) -> None:
    first, second, other = put(cast), put(cast, "Ещё раз.txt"), put(cast, school_id=2)
    assert first.sha256 == second.sha256 == other.sha256
    assert contents() == [first.sha256]
    assert content_path(2, other.sha256) != content_path(1, first.sha256)


def test_a_torn_write_leaves_no_content(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def torn(*_: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr(os, "fsync", torn)
    with pytest.raises(OSError, match="no space"), transaction.atomic():
        put(cast)
    assert contents() == []
    assert not StoredFile.objects.in_school(1).exists()


def test_the_night_removes_what_nothing_holds(cast: Cast) -> None:
    loose, held, fresh = put(cast, content=PDF), put(cast), put(cast, content=b"fresh")
    hold(cast, held)
    age(loose)
    age(held)
    assert clear_out(actor=SYSTEM, at=NOW, school_id=1) == 1
    assert set(StoredFile.objects.in_school(1).values_list("id", flat=True)) == {held.id, fresh.id}
    assert contents() == sorted([held.sha256, fresh.sha256])
    assert Event.objects.get(school_id=1, verb="file.remove").before == "Задание.pdf"


def test_a_content_stays_while_another_file_shares_it(cast: Cast) -> None:
    loose, held = put(cast), put(cast, "Ещё раз.txt")
    hold(cast, held)
    age(loose)
    assert clear_out(actor=SYSTEM, at=NOW, school_id=1) == 1
    assert contents() == [held.sha256]


def test_a_content_without_a_row_goes_once_it_is_old(cast: Cast) -> None:
    stored = put(cast)
    StoredFile.objects.in_school(1).delete()
    clear_out(actor=SYSTEM, at=NOW, school_id=1)
    assert contents() == [stored.sha256]  # a transaction under way may want it
    age(stored)
    assert clear_out_files.call() == 0
    assert contents() == []


def test_it_leaves_as_a_download_and_never_as_a_page(cast: Cast) -> None:
    answer = sent(put(cast, "Дроби, часть 2.txt"))
    disposition = answer["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''%D0%94")
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store, private")
    assert answer["Content-Type"] == "text/plain"
    assert b"".join(answer) == TXT


def test_an_answer_to_too_large_a_body_comes_before_it_is_read(cast: Cast) -> None:
    answer = Client().post("/signin/", data=b"x", content_type="text/plain", CONTENT_LENGTH=str(10**9))
    assert answer.status_code == 413
