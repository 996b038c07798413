"""The second factor by an app and by recovery codes, from turning it on to turning it off."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from kedr.accounts import rules
from kedr.accounts.models import CodeApp, RecoveryCode, SignIn, Step, User
from kedr.audit.models import Event
from kedr.core import clock
from kedr.core.seal import unseal
from tests.cast import NOW, PASSWORD, Cast

KEY = settings.SESSION_COOKIE_NAME


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], datetime]:
    """Moves the clock."""

    def move(later: timedelta) -> datetime:
        monkeypatch.setattr(clock, "now", lambda: NOW + later)
        return NOW + later

    return move


def code_at(secret: str, moment: datetime) -> str:
    return rules.totp(secret, int(moment.timestamp()) // 30)


def turn_on(client: Client) -> tuple[str, list[str]]:
    """A browser that has just signed in turns the codes on: the secret, the recovery codes."""
    assert client.post("/account/code-app/start/")["Location"] == "/account/code-app/"
    page = client.get("/account/code-app/").content.decode()
    assert "data:image/svg+xml;base64," in page
    secret = re.sub(r"\s", "", re.search(r'class="secret-text">([^<]+)', page)[1])  # type: ignore[index]
    page = client.post("/account/code-app/", {"code": code_at(secret, NOW)}).content.decode()
    return secret, re.findall(r"<code>([^<]+)</code>", page)


@pytest.fixture
def teacher(cast: Cast) -> Client:
    client = Client()
    client.post("/signin/", {"login": "teacher", "password": PASSWORD})
    return client


def begin(login: str = "teacher") -> Client:
    """A browser that has given the password and is asked for the code."""
    client = Client()
    response = client.post("/signin/", {"login": login, "password": PASSWORD, "next": "/account/"})
    assert response["Location"] == "/signin/code/"
    assert KEY not in response.cookies
    assert client.get("/account/")["Location"].startswith("/signin/")
    return client


def test_from_on_to_in(teacher: Client, at: Callable[[timedelta], datetime]) -> None:
    secret, codes = turn_on(teacher)
    assert len(set(codes)) == rules.RECOVERY_CODES
    assert secret not in CodeApp.objects.get().secret
    assert unseal(CodeApp.objects.get().secret) == secret
    later = at(timedelta(minutes=2))
    client = begin()
    assert client.get("/signin/code/").status_code == 200
    response = client.post("/signin/code/", {"code": code_at(secret, later)})
    assert response["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    event = Event.objects.filter(school_id=1, verb="sign_in").latest("id")
    assert event.after is not None
    assert event.after["way"] == "code"


def test_a_code_is_taken_once(teacher: Client, at: Callable[[timedelta], datetime]) -> None:
    secret, _ = turn_on(teacher)
    assert "не подошёл" in begin().post("/signin/code/", {"code": code_at(secret, NOW)}).content.decode()
    code = code_at(secret, at(timedelta(minutes=2)))
    assert begin().post("/signin/code/", {"code": code}).status_code == 302
    assert begin().post("/signin/code/", {"code": code}).status_code == 200


def test_a_recovery_code_opens_once_in_any_spelling(teacher: Client) -> None:
    _, codes = turn_on(teacher)
    assert begin().post("/signin/code/", {"code": f" {codes[0].upper().replace('-', ' ')} "}).status_code == 302
    assert begin().post("/signin/code/", {"code": codes[0]}).status_code == 200
    assert RecoveryCode.objects.count() == rules.RECOVERY_CODES - 1


def test_codes_cannot_be_guessed(teacher: Client, at: Callable[[timedelta], datetime]) -> None:
    secret, _ = turn_on(teacher)
    later = at(timedelta(minutes=2))
    statuses = [begin().post("/signin/code/", {"code": "000000"}).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]  # a new sign-in does not begin the count anew
    assert begin().post("/signin/code/", {"code": code_at(secret, later)}).status_code == 429
    refused = Event.objects.filter(school_id=0, verb="refuse_sign_in")
    assert [one.target_id for one in refused] == [User.objects.get(login="teacher").id] * 5


def test_a_half_done_sign_in_is_over_in_ten_minutes(teacher: Client, at: Callable[[timedelta], datetime]) -> None:
    secret, _ = turn_on(teacher)
    client = begin()
    later = at(rules.STEP_LIFE)
    assert client.post("/signin/code/", {"code": code_at(secret, later)})["Location"] == "/signin/"


def test_a_step_of_one_kind_is_no_step_of_another(teacher: Client) -> None:
    secret, _ = turn_on(teacher)
    teacher.post("/account/code-app/start/")
    assert teacher.get("/signin/code/")["Location"] == "/signin/"
    client = begin()
    assert client.post("/signin/passkey/", {}, content_type="application/json").status_code == 400
    assert Step.objects.filter(kind="code").count() == 1
    assert secret


def test_a_wrong_first_code_turns_nothing_on(teacher: Client) -> None:
    teacher.post("/account/code-app/start/")
    page = teacher.post("/account/code-app/", {"code": "000000"}).content.decode()
    assert "не подошёл" in page
    assert not CodeApp.objects.exists()


def test_another_browser_cannot_finish_adding_an_app(teacher: Client, client_of: Callable[[str], Client]) -> None:
    teacher.post("/account/code-app/start/")
    other = client_of("head")
    SignIn.objects.filter(user__login="head").update(proved_at=NOW)
    other.cookies[f"{KEY}-step"] = teacher.cookies[f"{KEY}-step"].value
    assert other.get("/account/code-app/")["Location"] == "/account/"


def test_new_recovery_codes_replace_the_old(teacher: Client) -> None:
    _, codes = turn_on(teacher)
    page = teacher.post("/account/recovery-codes/").content.decode()
    fresh = re.findall(r"<code>([^<]+)</code>", page)
    assert not set(fresh) & set(codes)
    assert begin().post("/signin/code/", {"code": codes[0]}).status_code == 200
    assert begin().post("/signin/code/", {"code": fresh[0]}).status_code == 302


def test_off_is_the_password_alone(teacher: Client) -> None:
    turn_on(teacher)
    assert teacher.post("/account/code-app/off/").status_code == 302
    assert not RecoveryCode.objects.exists()
    response = Client().post("/signin/", {"login": "teacher", "password": PASSWORD})
    assert response["Location"] == "/"
    verbs = Event.objects.filter(school_id=1).values_list("verb", flat=True)
    assert {"turn_on_code_app", "turn_off_code_app"} <= set(verbs)
