"""A password that somebody else has given opens nothing but the page where one chooses one's own."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from kedr.accounts import actions, rules
from kedr.accounts.models import CodeApp, Grant, SignIn, Step, User
from kedr.audit.models import Event
from kedr.core import clock
from kedr.core.seal import seal
from tests.cast import NOW, PASSWORD, TODAY, Cast

KEY = settings.SESSION_COOKIE_NAME
OWN = "берёзовый сок по утрам"
OTHER = "осенний лес и грибы"
PAGE = "/signin/password/"


@pytest.fixture
def paper(cast: Cast, settings: Any) -> str:
    """The one-time password of the teacher, as an import gives it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    password, hashed = actions.one_time_password()
    User.objects.filter(login="teacher").update(password=hashed, has_one_time_password=True)
    return password


def begin(password: str) -> Client:
    client = Client()
    answer = client.post("/signin/", {"login": "teacher", "password": password, "next": "/account/"})
    assert answer["Location"] == PAGE
    return client


def test_a_one_time_password_leads_to_ones_own_and_opens_nothing_else(cast: Cast, paper: str) -> None:
    client = begin(paper)
    assert KEY not in client.cookies
    assert not SignIn.objects.exists()
    assert client.get("/account/")["Location"].startswith("/signin/")
    assert "Придумайте пароль" in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"new": OWN})["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    user = User.objects.get(login="teacher")
    assert not user.has_one_time_password
    assert int(user.password.split("$")[1]) > 100_000  # the cheap hash of the import is gone
    assert [one.verb for one in Event.objects.filter(school_id__in=(0, 1)).order_by("id")] == [
        "await_password", "sign_in", "choose_password",
    ]  # fmt: skip
    again = Client()
    assert again.post("/signin/", {"login": "teacher", "password": paper}).status_code == 200
    assert again.post("/signin/", {"login": "teacher", "password": OWN})["Location"] == "/"


def test_an_own_password_is_not_asked_about(cast: Cast) -> None:
    client = Client()
    assert client.post("/signin/", {"login": "teacher", "password": PASSWORD})["Location"] == "/"
    assert client.get(PAGE)["Location"] == "/signin/"


@pytest.mark.parametrize(("new", "words"), [("", "Введите новый"), ("мало", "короче 12"), (None, "тот же одноразовый")])
def test_a_password_that_will_not_do_is_told_why(cast: Cast, paper: str, new: str | None, words: str) -> None:
    client = begin(paper)
    assert words in client.post(PAGE, {"new": paper if new is None else new}).content.decode()
    assert User.objects.get(login="teacher").has_one_time_password
    assert client.post(PAGE, {"new": OWN}).status_code == 302


def test_the_code_of_an_app_comes_first(cast: Cast, paper: str) -> None:
    secret = "JBSWY3DPEHPK3PXP"
    CodeApp.objects.create(user=cast.users["teacher"], secret=seal(secret), added_at=NOW)
    client = Client()
    answer = client.post("/signin/", {"login": "teacher", "password": paper, "next": "/account/"})
    assert answer["Location"] == "/signin/code/"
    assert client.get(PAGE)["Location"] == "/signin/"
    code = rules.totp(secret, int(NOW.timestamp()) // 30)
    assert client.post("/signin/code/", {"code": code})["Location"] == PAGE
    assert KEY not in client.cookies
    assert client.post(PAGE, {"new": OWN})["Location"] == "/account/"
    event = Event.objects.get(school_id=1, verb="sign_in")
    assert event.after is not None
    assert event.after["way"] == "code"


def test_the_choice_is_made_once_and_over_in_ten_minutes(
    cast: Cast, paper: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = begin(paper), begin(paper)
    assert first.post(PAGE, {"new": OWN}).status_code == 302
    assert second.post(PAGE, {"new": OTHER})["Location"] == "/signin/"
    assert not Step.objects.exists()
    User.objects.filter(login="teacher").update(has_one_time_password=True)
    third = begin(OWN)
    monkeypatch.setattr(clock, "now", lambda: NOW + rules.STEP_LIFE)
    assert third.post(PAGE, {"new": OTHER})["Location"] == "/signin/"


def test_without_a_role_nothing_begins(cast: Cast, paper: str) -> None:
    Grant.objects.filter(user__login="teacher").update(starts_on=TODAY + timedelta(days=1))
    assert Client().post("/signin/", {"login": "teacher", "password": paper}).status_code == 403
    assert not Step.objects.exists()


def test_one_time_passwords_are_read_from_paper() -> None:
    password, hashed = actions.one_time_password()
    assert len(password) == 14
    assert set(password) <= {*rules.PAPER_LETTERS, "-"}
    assert hashed.startswith("pbkdf2_sha256$1000$")
    assert actions.one_time_password()[0] != password
