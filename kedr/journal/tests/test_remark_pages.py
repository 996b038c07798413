"""«Замечания» as pages: the list and its tabs, the journal's own page, the form, reminders; what they cost."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kedr.journal.actions import fix_remark
from kedr.journal.models import Remark, Reminder
from kedr.journal.tests.test_remarks import DUE, fill, make, night
from tests.cast import NOW, TODAY, Cast

type ClientOf = Callable[[str], Client]


def html(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_office_sees_all_and_a_teacher_their_own(cast: Cast, client_of: ClientOf) -> None:
    make(cast)
    make(cast, "Нет тем", course_id=cast.chemistry.id)
    shown = html(client_of("deputy_head"), "/s/1/remarks/")
    assert "Нет отметок за тест" in shown
    assert "Нет тем" in shown
    shown = html(client_of("colleague"), "/s/1/remarks/")
    assert "Нет отметок за тест" not in shown
    assert "Нет тем" in shown
    assert "Исправлено" in shown
    shown = html(client_of("deputy_head"), f"/s/1/remarks/?teacher={cast.people['teacher'].id}")
    assert "Учитель: Смирнова О. П." in shown
    assert "Нет тем" not in shown
    assert "Нет тем" in html(client_of("head"), f"/s/1/remarks/?course={cast.chemistry.id}&state=nothing")


@pytest.mark.parametrize("state", ["open", "overdue", "fixed", "removed"])
def test_a_tab_without_remarks_says_so(state: str, cast: Cast, client_of: ClientOf) -> None:
    for who in ("deputy_head", "teacher"):
        assert 'class="empty"' in html(client_of(who), f"/s/1/remarks/?state={state}")


def test_the_form_makes_a_remark_and_loses_nothing(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("deputy_head")
    values = {"course": cast.algebra.id, "text": "Нет тем", "due_on": "", "lesson": cast.lessons[0].id}
    answer = client.post("/s/1/remarks/new/", values)
    assert answer.status_code == 400
    shown = answer.content.decode()
    assert "Укажите день, к которому исправить." in shown
    assert ">Нет тем</textarea>" in shown
    assert f'value="{cast.lessons[0].id}" selected' in shown
    answer = client.post("/s/1/remarks/new/", values | {"due_on": DUE.isoformat()})
    assert answer["Location"] == f"/s/1/journal/{cast.algebra.id}/remarks/?said=make"
    shown = html(client, answer["Location"])
    assert "Нет тем" in shown
    assert "исправить до 16 ноября" in shown
    assert "Урок 9 ноября" in shown


def test_a_teacher_mends_and_the_deputy_head_returns_and_removes(cast: Cast, client_of: ClientOf) -> None:
    address = f"/s/1/remarks/{make(cast)}/"
    teacher, deputy = client_of("teacher"), client_of("deputy_head")
    assert teacher.post(address, {"act": "fix"})["Location"] == "/s/1/remarks/?said=fix"
    assert "Завуч проверит и снимет." in html(teacher, "/s/1/remarks/")
    answer = deputy.post(address, {"act": "return", "answer": "", "due_on": DUE.isoformat(), "state": "fixed"})
    assert answer.status_code == 400
    assert "Напишите учителю, что ещё не исправлено." in answer.content.decode()
    values = {"act": "return", "answer": "Нет у Веры", "due_on": DUE.isoformat(), "state": "fixed"}
    assert deputy.post(address, values)["Location"] == "/s/1/remarks/?state=fixed&said=return"
    assert "Нет у Веры" in html(teacher, "/s/1/remarks/")
    assert deputy.post(address, {"act": "remove"}).status_code == 302
    answer = deputy.post(address, {"act": "remove"})
    assert "Это замечание уже снято. Обновите страницу." in answer.content.decode()
    shown = html(deputy, "/s/1/remarks/?state=removed")
    assert "Дорохова И. В." in shown
    assert "Нет у Веры" in shown


def test_an_automatic_one_leads_to_its_lessons(cast: Cast, client_of: ClientOf) -> None:
    night()
    shown = html(client_of("teacher"), "/s/1/remarks/")
    assert f'href="/s/1/lesson/{cast.lessons[0].id}/"' in shown
    assert "Снимется само" in shown
    for one in (*cast.lessons, cast.english_lesson):
        fill(one)
    assert "Заполнено" in html(client_of("teacher"), "/s/1/remarks/")
    assert "Заполнено" in html(client_of("class_teacher"), f"/s/1/journal/{cast.algebra.id}/remarks/")


def test_a_reminder_in_one_click(cast: Cast, client_of: ClientOf) -> None:
    client, teacher_id = client_of("deputy_head"), cast.people["teacher"].id
    make(cast)
    assert "Напомнить: Смирнова О. П." in html(client, "/s/1/remarks/")
    values = {"teacher": teacher_id, "state": "overdue"}
    assert client.post("/s/1/remind/", values)["Location"] == "/s/1/remarks/?state=overdue&said=remind"
    assert client.post("/s/1/remind/", values | {"from": "board"})["Location"] == "/s/1/board/?said=reminded"
    assert Reminder.objects.in_school(1).count() == 1
    assert "напомнили в 12:00" in html(client, "/s/1/remarks/")


@pytest.mark.parametrize("size", [1, 30])
def test_the_page_takes_six_queries_at_any_size(size: int, cast: Cast, client_of: ClientOf) -> None:
    for n in range(size):
        make(cast, f"Замечание {n}")
    client = client_of("deputy_head")
    with CaptureQueriesContext(connection) as seen:
        client.get("/s/1/remarks/")
    assert len(seen) == 6  # who, four of the list, today's reminders


def test_overdue_is_counted_from_the_day_after(cast: Cast, client_of: ClientOf) -> None:
    remark_id = make(cast, due_on=TODAY)
    own = Remark.objects.in_school(1).filter(id=remark_id)
    assert "Просрочено" not in html(client_of("teacher"), "/s/1/remarks/")
    own.update(due_on=TODAY.replace(day=10))
    assert "просрочено: срок был 10 ноября" in html(client_of("teacher"), "/s/1/remarks/?state=overdue")
    fix_remark(actor=cast.actor("teacher"), at=NOW, school_id=1, remark_id=remark_id)
    assert "Просроченных замечаний нет." in html(client_of("teacher"), "/s/1/remarks/?state=overdue")
