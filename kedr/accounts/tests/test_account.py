"""«Вход и безопасность» and the switch of roles, as a browser goes through them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kedr.accounts.models import Grant, SignIn
from kedr.accounts.rules import key_digest
from kedr.audit.models import Event
from kedr.core import clock
from kedr.core.actor import Role
from tests.cast import NOW, PASSWORD, TODAY, Cast

KEY = settings.SESSION_COOKIE_NAME
NEW = "берёзовый сок по утрам"


def enter(login: str = "teacher", agent: str = "Windows NT Chrome/1") -> Client:
    client = Client(HTTP_USER_AGENT=agent)
    assert client.post("/signin/", {"login": login, "password": PASSWORD}).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/signin/").status_code == 302


# ---- sessions ----


def test_the_list_names_devices_and_marks_this_one(cast: Cast) -> None:
    client, _, _ = enter(), enter(agent="iPhone Safari"), enter("head")
    page = client.get("/account/").content.decode()
    assert page.count("последнее действие") == 1  # the other one of the two; never another account's
    assert "Safari, iPhone" in page
    assert page.index("Chrome, Windows") < page.index("вы здесь") < page.index("Safari, iPhone")
    assert "11 ноября в 12:00" in page


def test_the_page_costs_the_same_with_many_sessions(cast: Cast) -> None:
    client = enter()
    client.get("/account/")
    with CaptureQueriesContext(connection) as one:
        client.get("/account/")
    for _ in range(10):
        enter()
    with CaptureQueriesContext(connection) as many:
        client.get("/account/")
    assert len(one) == len(many) <= 6


def test_one_session_is_ended(cast: Cast) -> None:
    here, there = enter(), enter(agent="iPhone Safari")
    handle = key_digest(there.cookies[KEY].value).hex()
    assert here.post("/account/sessions/end/", {"session": handle})["Location"] == "/account/?done=session"
    assert is_in(here)
    assert not is_in(there)
    before = Event.objects.get(school_id=1, verb="end_session").before
    assert before is not None
    assert before["device"] == "Safari, iPhone"


def test_all_others_are_ended(cast: Cast) -> None:
    here, there, head = enter(), enter(), enter("head")
    here.post("/account/sessions/end-others/")
    assert [is_in(client) for client in (here, there, head)] == [True, False, True]


@pytest.mark.parametrize("handle", ["", "нет", "00" * 32])
def test_what_is_no_session_of_mine_is_not_there(cast: Cast, handle: str) -> None:
    assert enter().post("/account/sessions/end/", {"session": handle}).status_code == 404


def test_a_session_of_another_is_not_there(cast: Cast) -> None:
    head = enter("head")
    handle = key_digest(head.cookies[KEY].value).hex()
    assert enter().post("/account/sessions/end/", {"session": handle}).status_code == 404
    assert is_in(head)


# ---- the password again ----


SENSITIVE = ["sessions/end-others/", "code-app/start/", "code-app/off/", "recovery-codes/", "passkeys/1/remove/"]


@pytest.mark.parametrize("path", SENSITIVE)
def test_a_change_asks_for_the_password_after_ten_minutes(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    client = enter()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=10))
    assert client.post(f"/account/{path}")["Location"] == "/account/confirm/"
    program = client.post("/account/passkeys/start/", headers={"accept": "application/json"})
    assert (program.status_code, program.json()["to"]) == (403, "/account/confirm/")


def test_the_password_opens_the_changes_and_renews_the_key(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = enter()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=11))
    assert "не подошёл" in client.post("/account/confirm/", {"password": "не тот"}).content.decode()
    old = client.cookies[KEY].value
    assert client.post("/account/confirm/", {"password": PASSWORD})["Location"] == "/account/?done=proved"
    assert client.cookies[KEY].value != old
    assert client.post("/account/code-app/start/")["Location"] == "/account/code-app/"
    client.cookies[KEY] = old
    assert not is_in(client)


def test_the_password_cannot_be_guessed_from_an_open_session(cast: Cast) -> None:
    client = enter()
    statuses = [client.post("/account/confirm/", {"password": "не тот"}).content.decode() for _ in range(6)]
    assert "Подождите 1 минуту" in statuses[-1]
    assert "Подождите" in client.post("/account/password/", {"old": PASSWORD, "new": NEW}).content.decode()


# ---- the password changed ----


def test_a_new_password_ends_the_other_sessions(cast: Cast) -> None:
    here, there = enter(), enter()
    old = here.cookies[KEY].value
    assert here.post("/account/password/", {"old": PASSWORD, "new": NEW})["Location"] == "/account/?done=password"
    assert here.cookies[KEY].value != old
    assert is_in(here)
    assert not is_in(there)
    assert Client().post("/signin/", {"login": "teacher", "password": PASSWORD}).status_code == 200
    assert Client().post("/signin/", {"login": "teacher", "password": NEW}).status_code == 302
    assert Event.objects.filter(school_id=1, verb="change_password").count() == 1


def test_a_family_keeps_its_month(cast: Cast) -> None:
    client = enter("guardian")
    response = client.post("/account/password/", {"old": PASSWORD, "new": "рыбалка в мае"})
    assert response.cookies[KEY]["max-age"] == 30 * 24 * 3600


@pytest.mark.parametrize(
    ("login", "old", "new", "words"),
    [
        ("teacher", "не тот", NEW, "Пароль не подошёл"),
        ("teacher", PASSWORD, "мало", "короче 12"),
        ("teacher", PASSWORD, "", "Введите новый пароль"),
        ("teacher", PASSWORD, "Смирнова1234", "Пароль составлен из имени"),
        ("guardian", PASSWORD, "password1", "самых частых"),
        ("guardian", PASSWORD, "мало", "короче 8"),
    ],
)
def test_a_password_that_will_not_do_is_told_why(cast: Cast, login: str, old: str, new: str, words: str) -> None:
    client = enter(login)
    page = client.post("/account/password/", {"old": old, "new": new}).content.decode()
    assert words in page
    assert PASSWORD not in page  # what was typed never comes back in the page
    assert Client().post("/signin/", {"login": login, "password": PASSWORD}).status_code == 302


# ---- roles ----


@pytest.fixture
def second(cast: Cast) -> Grant:
    """The teacher is a parent too."""
    return Grant.objects.create(
        user=cast.users["teacher"], role=Role.GUARDIAN, label="Иванов Пётр, 3В", at_school_id=1, starts_on=TODAY
    )


def test_the_role_is_changed_in_the_same_session_and_kept_for_the_next(
    client_of: Callable[[str], Client], second: Grant
) -> None:
    client = client_of("teacher")
    assert "Иванов Пётр, 3В" in client.get("/account/roles/").content.decode()
    key = client.cookies[KEY].value
    assert client.post("/account/roles/", {"grant": second.id})["Location"] == "/"
    assert client.cookies[KEY].value == key
    assert SignIn.objects.get().grant_id == second.id
    event = Event.objects.get(school_id=1, verb="switch_role")
    assert event.after == {"grant": second.id}
    enter()
    assert SignIn.objects.exclude(key_digest=key_digest(key)).get().grant_id == second.id


def test_a_teacher_who_is_a_parent_has_a_teachers_session(cast: Cast, second: Grant) -> None:
    enter()
    assert not SignIn.objects.get().is_long


def test_a_family_session_that_goes_on_as_staff_lives_as_short(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = enter("guardian")
    grant = Grant.objects.create(user=cast.users["guardian"], role=Role.TEACHER, at_school_id=1, starts_on=TODAY)
    assert SignIn.objects.get().is_long
    answer = client.post("/account/roles/", {"grant": grant.id})
    session = SignIn.objects.get()
    assert (session.is_long, session.expires_at) == (False, NOW + timedelta(hours=12))
    assert answer.cookies[KEY]["max-age"] == ""  # and ends with the browser
    assert is_in(client)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=2, minutes=1))
    assert not is_in(client)


def test_a_role_of_another_or_of_another_day_is_not_there(
    cast: Cast, client_of: Callable[[str], Client], second: Grant
) -> None:
    client = client_of("teacher")
    assert client.post("/account/roles/", {"grant": cast.actor("head").grant_id}).status_code == 404
    for grant in ("", "x", "0"):
        assert client.post("/account/roles/", {"grant": grant}).status_code == 404
    Grant.objects.filter(id=second.id).update(ends_on=TODAY)
    assert client.post("/account/roles/", {"grant": second.id}).status_code == 404
    assert SignIn.objects.get().grant_id == cast.actor("teacher").grant_id


@pytest.mark.parametrize(("login", "advised"), [("teacher", True), ("municipal_officer", True), ("pupil", False)])
def test_staff_are_advised_a_second_factor(client_of: Callable[[str], Client], login: str, advised: bool) -> None:
    assert ("Защитите вход" in client_of(login).get("/account/").content.decode()) == advised
