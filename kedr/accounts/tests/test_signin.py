"""Coming in and going out: the pages, as a browser goes through them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kedr.accounts.models import Grant, SignIn, Step, User
from kedr.accounts.rules import key_digest
from kedr.audit.models import Event
from kedr.core import clock
from kedr.core.look import COOKIE as LOOK
from tests.cast import NOW, PASSWORD, TODAY, Cast

STAY = "/account/roles/"
KEY = settings.SESSION_COOKIE_NAME


def test_login_and_password_open_a_session(cast: Cast) -> None:
    client = Client(HTTP_USER_AGENT="Windows NT Chrome/1")
    response = client.post("/signin/", {"login": " Teacher ", "password": PASSWORD, "next": STAY})
    assert (response.status_code, response["Location"]) == (302, STAY)
    cookie = response.cookies[KEY]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == ""  # a teacher's session ends with the browser
    opened = SignIn.objects.get()
    assert bytes(opened.key_digest) == key_digest(cookie.value)
    assert opened.grant_id == cast.actor("teacher").grant_id
    assert (opened.device, opened.address) == ("Chrome, Windows", "127.0.0.1")
    assert opened.expires_at == NOW + timedelta(hours=12)
    event = Event.objects.get(school_id=1, verb="sign_in")
    assert (event.user_id, event.target_id) == (cast.users["teacher"].id, cast.users["teacher"].id)
    assert PASSWORD not in str(event.after)


def test_a_family_stays_signed_in_for_a_month(cast: Cast) -> None:
    response = Client().post("/signin/", {"login": "guardian", "password": PASSWORD})
    assert response.cookies[KEY]["max-age"] == 30 * 24 * 3600
    assert SignIn.objects.get().expires_at == NOW + timedelta(days=30)


def test_every_sign_in_has_a_key_of_its_own(cast: Cast) -> None:
    client = Client()
    client.cookies[KEY] = "planted-by-a-stranger"
    response = client.post("/signin/", {"login": "teacher", "password": PASSWORD})
    assert response.cookies[KEY].value != "planted-by-a-stranger"
    assert not SignIn.objects.filter(key_digest=key_digest("planted-by-a-stranger")).exists()


@pytest.mark.parametrize(
    ("login", "password"), [("teacher", "не тот"), ("nobody", PASSWORD), ("teacher", PASSWORD * 20)]
)
def test_a_wrong_pair_opens_nothing_and_never_says_which_was_wrong(cast: Cast, login: str, password: str) -> None:
    response = Client().post("/signin/", {"login": login, "password": password})
    assert response.status_code == 200
    assert KEY not in response.cookies
    assert not SignIn.objects.exists()
    if len(password) < 200:
        assert "Логин или пароль не подошли" in response.content.decode()
        event = Event.objects.get(school_id=0, verb="refuse_sign_in")
        assert "nobody" not in str(event.after)  # what was typed may be a password


def test_an_unknown_login_costs_a_hash_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    monkeypatch.setattr("kedr.accounts.access.make_password", hashed.append)
    Client().post("/signin/", {"login": "nobody", "password": "что угодно"})
    assert hashed == ["что угодно"]


def test_a_closed_account_does_not_open(cast: Cast) -> None:
    User.objects.filter(login="teacher").update(is_active=False)
    assert "не подошли" in Client().post("/signin/", {"login": "teacher", "password": PASSWORD}).content.decode()


def test_without_a_role_in_force_the_page_says_whom_to_ask(cast: Cast) -> None:
    Grant.objects.filter(user__login="teacher").update(ends_on=TODAY)
    response = Client().post("/signin/", {"login": "teacher", "password": PASSWORD})
    assert response.status_code == 403
    assert "Нет действующей роли" in response.content.decode()
    assert not SignIn.objects.exists()


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example/x", "/\\evil.example", "javascript:alert(1)", "/\x00", "/a\nb"]
)
def test_next_never_leads_away(cast: Cast, away: str) -> None:
    assert Client().post("/signin/", {"login": "teacher", "password": PASSWORD, "next": away})["Location"] == "/"
    assert Client().post("/look/", {"size": "125", "back": away})["Location"] == "/"
    begun = Client().post("/signin/passkey/start/", query_params={"next": away}, headers={"host": "localhost"})
    assert begun.status_code == 200
    assert Step.objects.get(kind="passkey").data["to"] == "/"


def test_a_signed_in_reader_is_sent_on(client_of: Callable[[str], Client]) -> None:
    assert client_of("teacher").get("/signin/?next=/account/")["Location"] == "/account/"


def test_a_stranger_is_sent_to_sign_in_and_comes_back(cast: Cast) -> None:
    response = Client().get("/account/?done=x")
    assert response["Location"] == "/signin/?next=/account/%3Fdone%3Dx"
    program = Client().get("/account/", headers={"Accept": "application/json"})
    assert (program.status_code, program.json()) == (401, {"code": "signed_out"})


def test_the_page_of_sign_in_is_not_kept_and_has_nothing_inline(cast: Cast) -> None:
    response = Client().get("/signin/", headers={"host": "localhost"})
    page = response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert "style=" not in page
    assert "<script>" not in page
    assert "Войти без пароля" in page
    assert "Войти без пароля" not in Client().get("/signin/", headers={"host": "127.0.0.1"}).content.decode()


def test_sign_out_ends_the_session_for_good(client_of: Callable[[str], Client]) -> None:
    client = client_of("teacher")
    key = client.cookies[KEY].value
    assert client.get("/signout/").status_code == 405
    response = client.post("/signout/")
    assert response["Location"] == "/signin/"
    assert response.cookies[KEY].value == ""
    client.cookies[KEY] = key  # a kept copy of the key opens nothing
    assert client.get(STAY)["Location"].startswith("/signin/")
    assert Event.objects.filter(school_id=1, verb="sign_out").count() == 1


def test_forms_need_their_token(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/signin/", {"login": "teacher", "password": PASSWORD})
    assert response.status_code == 403
    assert "Страница устарела" in response.content.decode()


# ---- what a request costs and when a session is over ----


def test_a_signed_in_request_costs_one_query(client_of: Callable[[str], Client]) -> None:
    client = client_of("teacher")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/signin/")  # a page that asks for nothing itself
    assert len(queries) == 1


def test_use_is_noted_once_in_five_minutes(client_of: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of("teacher")
    for minutes, seen, queries_taken in ((4, 0, 1), (6, 6, 2), (10, 6, 1)):
        monkeypatch.setattr(clock, "now", lambda minutes=minutes: NOW + timedelta(minutes=minutes))
        with CaptureQueriesContext(connection) as queries:
            client.get("/signin/")
        assert len([one for one in queries if "accounts_signin" in one["sql"]]) == queries_taken
        assert SignIn.objects.get().seen_at == NOW + timedelta(minutes=seen)


@pytest.mark.parametrize(
    ("who", "later", "is_open"),
    [
        ("teacher", timedelta(hours=1, minutes=59), True),
        ("teacher", timedelta(hours=2), False),
        ("guardian", timedelta(days=6), True),
        ("guardian", timedelta(days=7), False),
    ],
)
def test_an_idle_session_is_over(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, who: str, later: timedelta, is_open: bool
) -> None:
    client = Client()
    client.post("/signin/", {"login": who, "password": PASSWORD})
    monkeypatch.setattr(clock, "now", lambda: NOW + later)
    assert (client.get("/signin/").status_code == 302) == is_open


def test_a_session_in_use_is_over_at_its_end(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    client.post("/signin/", {"login": "teacher", "password": PASSWORD})
    for hour in range(1, 13):
        monkeypatch.setattr(clock, "now", lambda hour=hour: NOW + timedelta(hours=hour))
        assert (client.get("/signin/").status_code == 302) == (hour < 12)


def test_the_end_of_a_role_or_account_shuts_at_once(client_of: Callable[[str], Client]) -> None:
    teacher, head = client_of("teacher"), client_of("head")
    Grant.objects.filter(user__login="teacher").update(ends_on=TODAY)
    User.objects.filter(login="head").update(is_active=False)
    assert teacher.get(STAY)["Location"].startswith("/signin/")
    assert head.get(STAY)["Location"].startswith("/signin/")


def test_what_has_expired_is_swept_at_the_next_sign_in(client_of: Callable[[str], Client]) -> None:
    client_of("teacher")
    SignIn.objects.update(expires_at=NOW - timedelta(seconds=1))
    Client().post("/signin/", {"login": "head", "password": PASSWORD})
    assert SignIn.objects.get().user.login == "head"


# ---- «Оформление» ----


def test_a_look_is_kept_by_the_browser_and_by_the_account(client_of: Callable[[str], Client]) -> None:
    client = client_of("teacher")
    response = client.post("/look/", {"size": "150", "scheme": "dark", "font": "<script>", "back": STAY})
    assert response["Location"] == STAY
    assert response.cookies[LOOK].value == "size:150~scheme:dark"
    assert response.cookies[LOOK]["max-age"] == 365 * 24 * 3600
    elsewhere = Client().post("/signin/", {"login": "teacher", "password": PASSWORD})
    assert elsewhere.cookies[LOOK].value == "size:150~scheme:dark"
    assert Event.objects.filter(school_id=1, verb="keep_look").count() == 1


def test_a_stranger_has_a_look_too(cast: Cast) -> None:
    response = Client().post("/look/", {"size": "200", "back": "/signin/?next=/x"})
    assert (response["Location"], response.cookies[LOOK].value) == ("/signin/?next=/x", "size:200")


def test_letters_of_two_code_points_open_the_same_account(cast: Cast) -> None:
    user = cast.users["teacher"]
    user.set_password("зайчик и йогурт")
    user.save()
    assert check_password("зайчик и йогурт", user.password)
    typed = "заи\u0306чик и и\u0306огурт"
    assert Client().post("/signin/", {"login": "teacher", "password": typed}).status_code == 302
