"""Letters: the address book of each, what the other side sees, what is refused, what the head judges."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kedr.audit.models import Event
from kedr.core.errors import NotFound
from kedr.letters.actions import WrongLetter, answer_letter, judge_letter, report_letter, write_letter
from kedr.letters.models import Letter, Talk
from kedr.letters.queries.book import book
from kedr.letters.queries.talks import reported_letters, talk_page, talks
from kedr.letters.rules import LETTERS_A_DAY
from kedr.notices.models import Notice
from kedr.people.models import Guardianship
from kedr.schools.actions import set_regulation
from tests.cast import NOW, TODAY, Cast, enrol, person

type ClientOf = Callable[[str], Client]


def write(cast: Cast, who: str = "guardian", to: str = "teacher", *, pupil: int | None = None, **more: Any) -> int:
    about: dict[str, Any] = {"subject": "Пропустим пятницу", "text": "Едем к врачу."}
    return write_letter(
        actor=cast.actor(who), at=NOW, school_id=1, to_id=cast.people[to].id,
        pupil_id=cast.pupils[0].id if pupil is None else pupil, **(about | more),
    )  # fmt: skip


def known(cast: Cast, who: str, class_id: int | None = None) -> dict[str, str]:
    pages = book(cast.actor(who), 1, TODAY, class_id).pages
    return {one.name: one.what for part in pages for one in part.people}


def rule(cast: Cast, value: str) -> None:
    set_regulation(
        actor=cast.actor("head"), at=NOW, school_id=1, key="letters", value=value, starts_on=TODAY, basis="Приказ № 1"
    )


def test_a_conversation(cast: Cast, client_of: ClientOf) -> None:
    family, teacher = client_of("guardian"), client_of("teacher")
    html = family.get("/s/1/letters/new/").content.decode()
    assert "Смирнова Ольга Павловна" in html
    path = f"/s/1/letters/new/?to={cast.people['teacher'].id}&about={cast.pupils[0].id}"
    html = family.post(path, {"subject": "Пропустим", "text": "Едем\r\n\r\nк врачу."}, follow=True).content.decode()
    assert "<p>к врачу.</p>" in html
    assert "прочитано" not in html
    html = teacher.get("/s/1/letters/").content.decode()
    assert "новое" in html
    assert "Абрамова Е. И." in html
    assert "Абрамова Алина" in html
    talk = Talk.objects.in_school(1).get()
    teacher.get(f"/s/1/letters/talks/{talk.id}/")
    assert "новое" not in teacher.get("/s/1/letters/").content.decode()
    assert "прочитано" in family.get(f"/s/1/letters/talks/{talk.id}/").content.decode()
    assert teacher.post(f"/s/1/letters/talks/{talk.id}/", {"text": "Хорошо."}).status_code == 302
    rows = [
        (one.text, one.is_mine) for one in talk_page(cast.actor("guardian"), Talk.objects.in_school(1).get()).letters
    ]
    assert rows == [("Едем\n\nк врачу.", True), ("Хорошо.", False)]
    told = Notice.objects.order_by("id").values_list("user_id", "title")
    assert list(told) == [
        (cast.actor("teacher").user_id, "Письмо: Пропустим"), (cast.actor("guardian").user_id, "Письмо: Пропустим"),
    ]  # fmt: skip
    event = Event.objects.filter(school_id=1, verb="letter.send").order_by("id")[0]
    assert event.after is None, "the words stay between the two"


def test_a_familys_book_has_those_who_teach_the_child(cast: Cast) -> None:
    assert known(cast, "guardian") == {
        "Ветрова Наталья Павловна": "классный руководитель",
        "Орлов Тимур Николаевич": "Английский язык, Химия",
        "Смирнова Ольга Павловна": "Алгебра",
        "Дорохова Ирина Викторовна": "deputy_head",
        "Кедров Пётр Ильич": "head",
        "Тихая Анна Львовна": "secretary",
    }
    assert known(cast, "pupil") == known(cast, "guardian")


def test_the_school_says_whom_families_write_to(cast: Cast, client_of: ClientOf) -> None:
    talk = write(cast)
    rule(cast, "lead")
    assert "Смирнова Ольга Павловна" not in known(cast, "guardian")
    assert "Ветрова Наталья Павловна" in known(cast, "guardian")
    with pytest.raises(NotFound):
        write(cast)
    answer_letter(actor=cast.actor("guardian"), at=NOW, school_id=1, talk_id=talk, text="Ещё одно")
    rule(cast, "off")
    assert known(cast, "guardian") == {}
    assert "выключила переписку" in client_of("guardian").get("/s/1/letters/new/").content.decode()
    with pytest.raises(WrongLetter, match="выключила"):
        answer_letter(actor=cast.actor("guardian"), at=NOW, school_id=1, talk_id=talk, text="И ещё")
    answer_letter(actor=cast.actor("teacher"), at=NOW, school_id=1, talk_id=talk, text="Прочитала.")


def test_a_teachers_book_has_the_families_of_own_classes_and_colleagues(cast: Cast) -> None:
    assert "Орлов Тимур Николаевич" in known(cast, "teacher")
    assert "Смирнова Ольга Павловна" not in known(cast, "teacher")
    families = known(cast, "teacher", cast.school_class.id)
    assert families["Абрамова Елена Игоревна"] == "мама, Абрамова Алина"
    assert families["Власова Вера"] == "ученик"
    assert "Абрамова Елена Игоревна" not in known(cast, "teacher", cast.other_class.id)
    assert "Абрамова Елена Игоревна" in known(cast, "head", cast.school_class.id)


def test_a_barred_guardian_is_in_nobodys_book_and_has_none(cast: Cast) -> None:
    Guardianship.objects.create(
        school_id=1, guardian_id=cast.people["guardian"].id, pupil_id=cast.pupils[0].id, kind="mother", starts_on=TODAY,
        is_barred=True,
    )  # fmt: skip
    assert "Абрамова Елена Игоревна" not in known(cast, "teacher", cast.school_class.id)
    assert known(cast, "guardian") == {}
    with pytest.raises(NotFound):
        write(cast)


@pytest.mark.parametrize(
    ("who", "to", "pupil"),
    [
        ("guardian", "other_guardian", 0),  # families do not write to each other
        ("guardian", "teacher", 1),  # about another's child
        ("guardian", "teacher", None),  # about nobody
        ("guardian", "neighbour_teacher", 0),
        ("neighbour_teacher", "guardian", 0),
        ("teacher", "neighbour_teacher", None),
        ("teacher", "guardian", 1),  # not that pupil's guardian
        ("teacher", "teacher", None),  # oneself
    ],
)
def test_to_whom_one_may_not_write(cast: Cast, who: str, to: str, pupil: int | None) -> None:
    with pytest.raises(NotFound):
        write(cast, who, to, pupil=cast.pupils[pupil].id if pupil is not None else 0)
    assert not Talk.objects.in_school(1).exists()


def test_a_talk_is_of_two(cast: Cast, client_of: ClientOf) -> None:
    talk = write(cast)
    for who in ("other_guardian", "pupil", "colleague", "head", "neighbour_teacher", "municipal_officer"):
        assert client_of(who).get(f"/s/1/letters/talks/{talk}/").status_code == 404, who
        assert client_of(who).post(f"/s/1/letters/talks/{talk}/", {"text": "Я"}).status_code == 404, who
    assert Letter.objects.in_school(1).count() == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"subject": "", "text": "Слова"}, "Напишите тему"),
        ({"subject": "Тема", "text": "  \n "}, "Напишите текст"),
        ({"subject": "Тема", "text": "ы" * 4001}, "сократите на 1"),
    ],
)
def test_bad_input_is_told_and_stays(cast: Cast, client_of: ClientOf, sent: dict[str, str], words: str) -> None:
    path = f"/s/1/letters/new/?to={cast.people['teacher'].id}&about={cast.pupils[0].id}"
    answer = client_of("guardian").post(path, sent)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Talk.objects.in_school(1).exists()
    talk = write(cast)
    answer = client_of("guardian").post(
        f"/s/1/letters/talks/{talk}/", {"text": sent["text"] if sent["subject"] else ""}
    )
    assert answer.status_code == 400
    assert Letter.objects.in_school(1).count() == 1


def test_a_flood_is_stopped(cast: Cast) -> None:
    talk = write(cast)
    for _ in range(LETTERS_A_DAY - 1):
        answer_letter(actor=cast.actor("guardian"), at=NOW, school_id=1, talk_id=talk, text="Ау")
    with pytest.raises(WrongLetter, match="очень много"):
        answer_letter(actor=cast.actor("guardian"), at=NOW, school_id=1, talk_id=talk, text="Ау")
    answer_letter(actor=cast.actor("guardian"), at=NOW + timedelta(days=1), school_id=1, talk_id=talk, text="Ау")


def test_a_reported_letter_is_judged_by_the_head(cast: Cast, client_of: ClientOf) -> None:
    talk = write(cast, text="Грубость")
    letter = Letter.objects.in_school(1).get()
    with pytest.raises(NotFound):
        report_letter(actor=cast.actor("guardian"), at=NOW, school_id=1, letter_id=letter.id)
    teacher = client_of("teacher")
    html = teacher.post(f"/s/1/letters/letter/{letter.id}/report/", follow=True).content.decode()
    assert "Вы пожаловались" in html
    assert Notice.objects.filter(user_id=cast.actor("head").user_id, title="Жалоба на письмо").count() == 1
    head = client_of("head")
    assert "Жалобы на письма: 1" in head.get("/s/1/letters/").content.decode()
    assert "Грубость" in head.get("/s/1/letters/reported/").content.decode()
    assert head.post(f"/s/1/letters/reported/{letter.id}/", {"act": "hide"}).status_code == 302
    assert reported_letters(1) == []
    for client in (teacher, client_of("guardian")):
        html = client.get(f"/s/1/letters/talks/{talk}/").content.decode()
        assert "Грубость" not in html
        assert "скрыто администрацией" in html
    assert "Грубость" not in client_of("teacher").get("/s/1/letters/").content.decode()
    with pytest.raises(NotFound):
        judge_letter(actor=cast.actor("head"), at=NOW, school_id=1, letter_id=letter.id, is_hidden=False)
    with pytest.raises(NotFound):
        judge_letter(actor=cast.actor("teacher"), at=NOW, school_id=1, letter_id=letter.id, is_hidden=False)


def test_a_letter_left_in_place_stays(cast: Cast) -> None:
    write(cast)
    letter = Letter.objects.in_school(1).get()
    report_letter(actor=cast.actor("teacher"), at=NOW, school_id=1, letter_id=letter.id)
    judge_letter(actor=cast.actor("deputy_head"), at=NOW, school_id=1, letter_id=letter.id, is_hidden=False)
    assert talks(cast.actor("teacher"))[0].words == "Едем к врачу."


def test_pages_take_the_same_statements_for_many(cast: Cast, client_of: ClientOf) -> None:
    client, counts = client_of("teacher"), []
    for size in (1, 30):
        for n in range(size):
            write(cast, subject=f"Тема {n}")
            enrol(cast.school_class, person(cast.one, f"Новый{size}{n:03}", "Имя"))
        with CaptureQueriesContext(connection) as seen:
            client.get("/s/1/letters/")
            client.get(f"/s/1/letters/new/?class={cast.school_class.id}")
        counts.append(len(seen))
    assert counts[0] == counts[1]
