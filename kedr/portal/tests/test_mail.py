"""«Уведомления на почту»: from an address to a choice for each child; and what the journal tells of by itself."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client, override_settings
from django_tasks_db.models import DBTaskResult

from kedr.core.actor import SYSTEM
from kedr.journal.actions import keep_journal, make_remark, remind_teacher
from kedr.journal.actions.notices import accept_notice, announce_absence, decline_notice
from kedr.journal.actions.telling import tell_of_missing
from kedr.journal.rules import Command
from kedr.notices.models import MailBox, MailChoice, Notice
from kedr.people.models import Guardianship
from tests.cast import NOW, TODAY, Cast

type ClientOf = Callable[[str], Client]


@pytest.fixture
def with_mail() -> Any:
    with override_settings(MAIL="smtp://127.0.0.1"):
        yield


def told(cast: Cast, who: str) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(user_id=cast.actor(who).user_id).order_by("id")
    return list(rows.values_list("kind", "title"))


def test_an_address_is_confirmed_and_chosen_for(cast: Cast, client_of: ClientOf, with_mail: None) -> None:
    Guardianship.objects.create(
        school_id=1, guardian_id=cast.people["guardian"].id, pupil_id=cast.pupils[2].id, kind="mother",
        starts_on=TODAY,
    )  # fmt: skip
    client = client_of("guardian")
    answer = client.post("/inbox/mail/", {"act": "address", "address": " anna@example.ru "}, follow=True)
    assert "Введите его здесь" in answer.content.decode()
    (letter,) = mail.outbox
    assert letter.to == ["anna@example.ru"]
    found = re.search(r"(\d{3} \d{3})", str(letter.body))
    assert found
    wrong = client.post("/inbox/mail/", {"act": "code", "code": "000000" if found[1] != "000 000" else "1"})
    assert wrong.status_code == 400
    assert "Код не подошёл" in wrong.content.decode()
    html = client.post("/inbox/mail/", {"act": "code", "code": found[1]}, follow=True).content.decode()
    assert "Почта подтверждена" in html
    assert "Пропуски уроков, Алина" in html
    assert "Пропуски уроков, Вера" in html
    chosen = {f"absence-{cast.pupils[2].id}": "never", "quiet_from": "21:30", "quiet_until": "08:00"}
    html = client.post("/inbox/mail/", chosen, follow=True).content.decode()
    assert "Сохранено" in html
    assert 'value="21:30"' in html
    choice = MailChoice.objects.get()
    assert (choice.kind, choice.about_id, choice.mode) == ("absence", cast.pupils[2].id, "never")
    html = client.post("/inbox/mail/", {"act": "forget"}, follow=True).content.decode()
    assert "писем больше не будет" in html
    assert not MailBox.objects.exists()


@pytest.mark.parametrize(
    ("sent", "word"),
    [
        ({"act": "address", "address": "anna"}, "целиком"),
        ({"act": "code", "code": "123456"}, "больше не действует"),
        ({"quiet_from": "поздно", "quiet_until": "07:00"}, "22:00"),
        ({"letter-0": "hourly", "quiet_from": "22:00", "quiet_until": "07:00"}, "Обновите"),
    ],
)
def test_bad_input_is_told(cast: Cast, client_of: ClientOf, with_mail: None, sent: dict[str, str], word: str) -> None:
    answer = client_of("guardian").post("/inbox/mail/", sent)
    assert answer.status_code == 400
    assert word in answer.content.decode()
    assert not mail.outbox


def test_a_server_without_mail_says_so(cast: Cast, client_of: ClientOf) -> None:
    assert "почта не настроена" in client_of("teacher").get("/inbox/mail/").content.decode()


def test_a_code_that_cannot_leave_is_told_at_once(cast: Cast, client_of: ClientOf, with_mail: None) -> None:
    nobody = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                          "OPTIONS": {"host": "127.0.0.1", "port": 9, "timeout": 2}}}  # fmt: skip
    with override_settings(MAILERS=nobody):
        answer = client_of("guardian").post("/inbox/mail/", {"act": "address", "address": "anna@example.ru"})
    assert "Письмо не ушло" in answer.content.decode()


def test_the_office_sees_how_mail_goes(cast: Cast, client_of: ClientOf) -> None:
    html = client_of("secretary").get("/s/1/deliveries/").content.decode()
    assert "Не отправлено" in html


# --- what the journal tells of


def absent(cast: Cast, pupil: int, code: str = "н", **more: Any) -> None:
    lesson = cast.lessons[TODAY.weekday()]
    command = Command(
        id=uuid4(), kind="attendance", course=str(cast.algebra.id), lesson=str(lesson.id),
        pupil=str(cast.pupils[pupil].id), value=code, base=0, **more,
    )  # fmt: skip
    (outcome,) = keep_journal(actor=cast.actor("teacher"), at=NOW, school_id=1, commands=[command])
    assert outcome["status"] == "done", outcome


def missing() -> int:
    return tell_of_missing(actor=SYSTEM, at=NOW + timedelta(minutes=3), school_id=1)


def test_a_family_hears_the_same_hour_that_a_child_is_not_there_once(cast: Cast) -> None:
    absent(cast, 0)
    absent(cast, 1, "оп", minutes=10)
    waiting = DBTaskResult.objects.filter(task_path="kedr.journal.jobs.tell_of_missing_pupils", status="READY")
    assert waiting.get().run_after == NOW + timedelta(minutes=3)
    assert missing() == 1
    assert told(cast, "guardian") == [("absence", "Алина: нет на уроке")]
    assert "1-й урок, 8:30, Алгебра" in Notice.objects.get().text
    assert missing() == 0, "once a day"
    assert told(cast, "other_guardian") == []


def test_what_the_family_has_said_itself_is_not_told_back(cast: Cast) -> None:
    announce_absence(
        actor=cast.actor("guardian"), at=NOW, school_id=1, pupil_id=cast.pupils[0].id, children=[cast.pupils[0].id],
        starts_on=TODAY, ends_on=TODAY + timedelta(days=1), code="б", words="Температура",
    )  # fmt: skip
    absent(cast, 0)
    assert missing() == 0


def test_a_barred_guardian_hears_nothing(cast: Cast) -> None:
    Guardianship.objects.in_school(1).filter(guardian_id=cast.people["guardian"].id).update(is_barred=True)
    absent(cast, 0)
    assert missing() == 1
    assert told(cast, "guardian") == []


def test_a_notice_of_absence_and_its_answer_are_told(cast: Cast) -> None:
    about: dict[str, Any] = {
        "actor": cast.actor("guardian"), "at": NOW, "school_id": 1, "pupil_id": cast.pupils[0].id,
        "children": [cast.pupils[0].id], "code": "у", "words": "Едем на соревнования",
    }  # fmt: skip
    first = announce_absence(**about, starts_on=TODAY, ends_on=TODAY + timedelta(days=1))
    second = announce_absence(**about, starts_on=TODAY + timedelta(days=5), ends_on=TODAY + timedelta(days=7))
    assert told(cast, "class_teacher") == [
        ("request", "Абрамова Алина: не будет 11 ноября"),
        ("request", "Абрамова Алина: не будет с 16 ноября по 17 ноября"),
    ]
    teacher = cast.actor("class_teacher")
    accept_notice(actor=teacher, at=NOW, school_id=1, notice_id=first)
    decline_notice(actor=teacher, at=NOW, school_id=1, notice_id=second, answer="В эти дни контрольные")
    assert [title for _, title in told(cast, "guardian")] == [
        "Алина: школа приняла ваше сообщение", "Алина: школа отклонила ваше сообщение",
    ]  # fmt: skip
    assert "контрольные" in Notice.objects.filter(kind="answer").order_by("-id")[0].text


def test_a_teacher_hears_of_remarks_and_reminders(cast: Cast, client_of: ClientOf) -> None:
    make_remark(
        actor=cast.actor("deputy_head"), at=NOW, school_id=1, course_id=cast.algebra.id, text="Нет тем",
        due_on=TODAY + timedelta(days=3),
    )  # fmt: skip
    remind_teacher(actor=cast.actor("deputy_head"), at=NOW, school_id=1, person_id=cast.people["teacher"].id)
    assert [title for _, title in told(cast, "teacher")] == [
        "Замечание по журналу: Алгебра, исправить до 14.11", "Заполните журнал",
    ]  # fmt: skip
    client = client_of("teacher")
    for path in Notice.objects.values_list("path", flat=True):
        assert client.get(path, follow=True).status_code == 200, path
