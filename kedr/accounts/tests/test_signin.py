"""Coming in and going out: the pages, as a browser goes through them."""

import pytest
from django.conf import settings
from django.test import Client

from kedr.accounts.models import SignIn
from kedr.core.look import COOKIE as LOOK
from tests.cast import PASSWORD, Cast

STAY = "/account/roles/"


def enter(client: Client, login: str, password: str = PASSWORD, **more: str) -> object:
    return client.post("/signin/", {"login": login, "password": password, "next": STAY, **more})


def test_login_and_password_open_a_session(cast: Cast) -> None:
    client = Client()
    response = client.post("/signin/", {"login": " Teacher ", "password": PASSWORD, "next": STAY})
    assert (response.status_code, response["Location"]) == (302, STAY)
    cookie = response.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == ""  # a teacher's session ends with the browser
    assert client.post("/look/", {"size": "125", "back": STAY}).cookies[LOOK].value == "size:125"
    assert SignIn.objects.get().grant_id == cast.actor("teacher").grant_id


@pytest.mark.parametrize("password", ["не тот пароль", ""])
def test_a_wrong_password_opens_nothing(cast: Cast, password: str) -> None:
    client = Client()
    response = client.post("/signin/", {"login": "teacher", "password": password})
    assert response.status_code == 200
    assert not SignIn.objects.exists()
