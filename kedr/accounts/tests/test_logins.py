"""The office finds a person and gives a new password; nobody makes one into an account above their own."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kedr.accounts import rules
from kedr.accounts.models import CodeApp, Grant, SignIn, User
from kedr.audit.models import Event
from kedr.core import clock
from kedr.core.actor import Role
from tests.cast import NOW, PASSWORD, TODAY, Cast, account


def enter(login: str) -> Client:
    client = Client()
    assert client.post("/signin/", {"login": login, "password": PASSWORD}).status_code == 302
    return client


def card_of(cast: Cast, key: str) -> str:
    return f"/s/1/logins/{cast.users[key].id}/"


def test_a_person_is_found_by_name_login_and_class(cast: Cast) -> None:
    Grant.objects.filter(user=cast.users["guardian"]).update(label="Алина, 8А")
    secretary = enter("secretary")
    assert "Показаны" not in secretary.get("/s/1/logins/").content.decode()
    for asked in ("абрамова елена", "АБРАМОВА", "guardian", "8а"):
        page = secretary.get("/s/1/logins/", {"q": asked}).content.decode()
        assert "Абрамова Елена" in page
        assert "Родитель: Алина, 8А" in page
        assert card_of(cast, "guardian") in page
    assert "Никого не нашлось" in secretary.get("/s/1/logins/", {"q": "соседова"}).content.decode()
    assert "Никого не нашлось" in secretary.get("/s/1/logins/", {"q": "\x00"}).content.decode()


def test_the_search_takes_one_query_however_many_there_are(cast: Cast) -> None:
    secretary = enter("secretary")
    for number in range(110):
        user = User.objects.create(login=f"p{number}", name=f"Иванов {number}")
        Grant.objects.create(user=user, role=Role.PUPIL, label="7А, Школа № 1", at_school_id=1, starts_on=TODAY)
    with CaptureQueriesContext(connection) as queries:
        page = secretary.get("/s/1/logins/", {"q": "7а иванов"}).content.decode()
    assert len(queries) == 2  # who asks, and this
    assert "Показаны первые 100 из 110" in page


def test_a_new_password_is_shown_once_and_recorded(cast: Cast) -> None:
    teacher, secretary = enter("teacher"), enter("secretary")
    page = secretary.get(card_of(cast, "teacher")).content.decode()
    assert "Выдать новый пароль" in page
    answer = secretary.post(card_of(cast, "teacher") + "password/")
    assert "no-store" in answer["Cache-Control"]
    page = answer.content.decode()
    assert "Больше мы его не покажем" in page
    found = re.search(r'secret-text">([^<]+)<', page)
    assert found is not None
    password = found[1]
    assert not SignIn.objects.filter(user=cast.users["teacher"]).exists()
    assert teacher.get("/account/")["Location"].startswith("/signin/")
    event = Event.objects.get(school_id=1, verb="give_password")
    assert (event.user_id, event.target_id) == (cast.users["secretary"].id, cast.users["teacher"].id)
    assert password not in str((event.before, event.after))
    assert password not in secretary.get(card_of(cast, "teacher")).content.decode()
    user = User.objects.get(login="teacher")
    assert user.has_one_time_password
    assert user.password.startswith("pbkdf2_sha256$1000$")


def test_the_giver_proves_who_they_are(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    secretary = enter("secretary")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=11))
    asked = secretary.post(card_of(cast, "teacher") + "password/")["Location"]
    assert asked.startswith("/account/confirm/?next=")
    assert not User.objects.get(login="teacher").has_one_time_password
    assert secretary.post(asked, {"password": PASSWORD})["Location"] == card_of(cast, "teacher")
    assert secretary.post(card_of(cast, "teacher") + "password/").status_code == 200


@pytest.mark.parametrize(
    ("giver", "owner", "is_given"),
    [
        ("secretary", "pupil", True),
        ("secretary", "guardian", True),
        ("secretary", "teacher", True),
        ("secretary", "secretary", False),
        ("secretary", "deputy_head", False),
        ("secretary", "head", False),
        ("deputy_head", "secretary", True),
        ("deputy_head", "head", False),
        ("head", "deputy_head", True),
        ("head", "head", False),
    ],
)
def test_nobody_gives_a_password_to_as_many_rights_as_their_own(
    cast: Cast, giver: str, owner: str, is_given: bool
) -> None:
    client = enter(giver)
    assert ("Выдать новый пароль" in client.get(card_of(cast, owner)).content.decode()) == is_given
    answer = client.post(card_of(cast, owner) + "password/")
    assert (answer.status_code == 200) == is_given
    assert User.objects.get(login=owner).has_one_time_password == is_given
    if not is_given:
        assert "не меньше прав" in answer.content.decode()


def test_the_rights_of_another_school_and_of_tomorrow_count(cast: Cast) -> None:
    teacher = cast.users["teacher"]
    secretary = enter("secretary")
    extra = Grant.objects.create(user=teacher, role=Role.HEAD, at_school_id=2, starts_on=TODAY + timedelta(days=9))
    page = secretary.get(card_of(cast, "teacher")).content.decode()
    assert "обслуживает сервер" in page
    assert "kedr password teacher" in page
    assert secretary.post(card_of(cast, "teacher") + "password/").status_code != 200
    Grant.objects.filter(id=extra.id).update(ends_on=TODAY)
    assert "Выдать новый пароль" in secretary.get(card_of(cast, "teacher")).content.decode()


def test_a_second_factor_is_still_asked_for(cast: Cast) -> None:
    CodeApp.objects.create(user=cast.users["teacher"], secret="", added_at=NOW)
    secretary = enter("secretary")
    assert "новый пароль его не отменит" in secretary.get(card_of(cast, "teacher")).content.decode()
    secretary.post(card_of(cast, "teacher") + "password/")
    assert CodeApp.objects.filter(user=cast.users["teacher"]).exists()


@pytest.mark.parametrize("key", ["neighbour_teacher", "regional_officer"])
def test_an_account_of_elsewhere_is_not_there(cast: Cast, client_of: Callable[[str], Client], key: str) -> None:
    assert client_of("secretary").get(card_of(cast, key)).status_code == 404
    assert client_of("secretary").post(card_of(cast, key) + "password/").status_code == 404


def test_who_has_left_and_who_is_closed_is_not_there(cast: Cast, client_of: Callable[[str], Client]) -> None:
    Grant.objects.filter(user=cast.users["teacher"]).update(ends_on=TODAY)
    User.objects.filter(login="colleague").update(is_active=False)
    for key in ("teacher", "colleague"):
        assert client_of("secretary").get(card_of(cast, key)).status_code == 404


def test_the_server_helps_a_head(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    account(cast, "head", Role.REGIONAL_OFFICER)
    call_command("password", "Head")
    assert "Одноразовый пароль" in capsys.readouterr().out
    assert User.objects.get(login="head").has_one_time_password
    assert Event.objects.get(school_id=0, verb="give_password").name == "Кедр"
    with pytest.raises(CommandError, match="nobody"):
        call_command("password", "nobody")


def test_who_may_give() -> None:
    assert rules.password_givers([Role.PUPIL, Role.TEACHER]) == [Role.SECRETARY, Role.DEPUTY_HEAD, Role.HEAD]
    assert rules.password_givers([Role.SECRETARY]) == [Role.DEPUTY_HEAD, Role.HEAD]
    assert rules.password_givers([Role.HEAD, Role.GUARDIAN]) == []
