"""Passkeys: made, used, refused, removed. The device is a software one that signs as a phone does."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from kedr.accounts.models import Passkey, SignIn, User
from kedr.accounts.tests.device import PRESENT, Device
from kedr.audit.models import Event
from tests.cast import PASSWORD, Cast

KEY = settings.SESSION_COOKIE_NAME
HOST = {"host": "localhost", "accept": "application/json"}


def post(client: Client, path: str, body: dict[str, Any] | None = None) -> Any:
    return client.post(path, body or {}, content_type="application/json", headers=HOST)


@pytest.fixture
def device(cast: Cast) -> Device:
    """The phone of the teacher, who has added its key."""
    client, device = Client(), Device()
    client.post("/signin/", {"login": "teacher", "password": PASSWORD})
    options = post(client, "/account/passkeys/start/").json()
    assert options["authenticatorSelection"]["userVerification"] == "required"
    answer = post(client, "/account/passkeys/", device.create(options))
    assert answer.json() == {"to": "/account/?done=passkey"}
    return device


def start(client: Client, to: str = "/account/") -> Any:
    return post(client, f"/signin/passkey/start/?next={to}").json()


def test_a_key_opens_a_session_without_a_password(device: Device) -> None:
    client = Client()
    response = post(client, "/signin/passkey/", device.get(start(client)))
    assert response.json() == {"to": "/account/"}
    assert client.get("/account/").status_code == 200
    assert Passkey.objects.get().sign_count == 1
    event = Event.objects.filter(school_id=1, verb="sign_in").latest("id")
    assert event.after is not None
    assert event.after["way"] == "passkey"


def test_an_answer_is_taken_once(device: Device) -> None:
    client = Client()
    answer = device.get(start(client))
    key = client.cookies[f"{KEY}-step"].value
    assert post(client, "/signin/passkey/", answer).status_code == 200
    again = Client()
    again.cookies[f"{KEY}-step"] = key
    assert post(again, "/signin/passkey/", answer).status_code == 400


def test_answers_that_do_not_fit_open_nothing(device: Device) -> None:
    client, sessions = Client(), SignIn.objects.count()
    options = start(client)
    for answer in (
        {},
        {"rawId": 5},
        Device().get(options),  # an unknown key
        device.get({**options, "challenge": "AAAA" * 8}),  # another challenge
        device.get(options, flags=PRESENT),  # no finger, no PIN
        device.get({**options, "rpId": "evil.example"}),
        {**device.get(options), "response": {**device.get(options)["response"], "signature": "AAAA"}},
    ):
        response = post(client, "/signin/passkey/", answer)
        assert response.status_code == 400
        assert response.json()["code"] == "wrong_passkey"
    device.origin = "http://evil.localhost"
    assert post(client, "/signin/passkey/", device.get(options)).status_code == 400
    assert SignIn.objects.count() == sessions


def test_a_copied_key_that_counts_backwards_is_refused(device: Device) -> None:
    Passkey.objects.update(sign_count=10)
    client = Client()
    assert post(client, "/signin/passkey/", device.get(start(client))).status_code == 400


def test_a_closed_account_does_not_open(device: Device) -> None:
    User.objects.filter(login="teacher").update(is_active=False)
    client = Client()
    assert post(client, "/signin/passkey/", device.get(start(client))).status_code == 400


def test_next_never_leads_away(device: Device) -> None:
    client = Client()
    assert post(client, "/signin/passkey/", device.get(start(client, "https://evil.example/"))).json() == {"to": "/"}


def test_a_key_is_its_owners_to_remove(device: Device) -> None:
    key = Passkey.objects.get()
    stranger, owner = Client(), Client()
    stranger.post("/signin/", {"login": "head", "password": PASSWORD})
    assert stranger.post(f"/account/passkeys/{key.id}/remove/").status_code == 404
    owner.post("/signin/", {"login": "teacher", "password": PASSWORD})
    assert owner.post(f"/account/passkeys/{key.id}/remove/").status_code == 302
    client = Client()
    assert post(client, "/signin/passkey/", device.get(start(client))).status_code == 400
    verbs = Event.objects.filter(school_id=1).values_list("verb", flat=True)
    assert {"add_passkey", "remove_passkey"} <= set(verbs)


def test_a_broken_answer_adds_nothing(cast: Cast) -> None:
    client = Client()
    client.post("/signin/", {"login": "teacher", "password": PASSWORD})
    options = post(client, "/account/passkeys/start/").json()
    assert post(client, "/account/passkeys/", {"response": {}}).status_code == 400
    assert post(client, "/account/passkeys/", Device("https://evil.example").create(options)).status_code == 400
    assert not Passkey.objects.exists()
