"""Guessing is slow, and nobody can shut out another."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kedr.accounts import actions, rules
from kedr.accounts.models import SignIn, Throttle
from kedr.audit.models import Event
from kedr.core import clock
from tests.cast import NOW, PASSWORD, Cast

HOME, SCHOOL, STRANGER = "198.51.100.7", "203.0.113.5", "192.0.2.66"


def attempt(client: Client, login: str, password: str, address: str) -> Any:
    return client.post("/signin/", {"login": login, "password": password}, headers={"X-Forwarded-For": address})


def hammer(login: str, address: str, times: int = 12) -> Any:
    return [attempt(Client(), login, "не тот пароль", address) for _ in range(times)][-1]


def test_the_sixth_try_waits_and_is_told_how_long(cast: Cast) -> None:
    for _ in range(5):
        assert attempt(Client(), "teacher", "не тот", STRANGER).status_code == 200
    response = attempt(Client(), "teacher", PASSWORD, STRANGER)  # even the right one
    assert response.status_code == 429
    assert "Подождите 1 минуту" in response.content.decode()
    assert Event.objects.filter(school_id=0, verb="refuse_sign_in").count() == 5  # refused tries fill no record
    assert not SignIn.objects.exists()


def test_after_the_wait_one_may_try_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    hammer("teacher", STRANGER)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=1, seconds=1))
    assert attempt(Client(), "teacher", "не тот", STRANGER).status_code == 200
    assert "2 минуты" in attempt(Client(), "teacher", PASSWORD, STRANGER).content.decode()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=4))
    assert attempt(Client(), "teacher", PASSWORD, STRANGER).status_code == 302


def test_a_stranger_elsewhere_does_not_shut_out_the_owner(cast: Cast) -> None:
    assert hammer("teacher", STRANGER, 40).status_code == 429
    assert attempt(Client(), "teacher", PASSWORD, HOME).status_code == 302


def test_a_pupil_at_the_same_address_does_not_shut_out_a_known_device(cast: Cast) -> None:
    laptop = Client()
    attempt(laptop, "teacher", PASSWORD, HOME)
    laptop.post("/signout/")
    assert hammer("teacher", SCHOOL).status_code == 429
    assert attempt(laptop, "teacher", PASSWORD, SCHOOL).status_code == 302
    assert attempt(Client(), "colleague", PASSWORD, SCHOOL).status_code == 302  # another login is free too


def test_a_known_device_is_known_for_its_own_login_and_is_bounded_too(cast: Cast) -> None:
    mine = Client()
    attempt(mine, "pupil", PASSWORD, SCHOOL)
    mine.post("/signout/")
    codes = [attempt(mine, "teacher", "не тот", SCHOOL).status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]
    codes = [attempt(mine, "pupil", "не тот", SCHOOL).status_code for _ in range(11)]
    assert codes == [200] * 10 + [429]


def test_a_forged_device_is_a_stranger(cast: Cast) -> None:
    forged = Client()
    attempt(forged, "pupil", PASSWORD, SCHOOL)
    forged.post("/signout/")
    name = next(name for name in forged.cookies if name.endswith("-device"))
    forged.cookies[name] = "x" + forged.cookies[name].value
    codes = [attempt(forged, "pupil", "не тот", SCHOOL).status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]


def test_a_school_behind_one_address_comes_in_but_a_sweep_of_logins_waits(cast: Cast) -> None:
    buckets = [rules.buckets(f"pupil{number}", SCHOOL, "") for number in range(400)]
    waits = [actions.count_attempt(buckets=one, at=NOW) for one in buckets[:299]]
    assert not any(waits)
    assert attempt(Client(), "teacher", PASSWORD, SCHOOL).status_code == 302  # a good try takes itself back
    waits = [actions.count_attempt(buckets=one, at=NOW) for one in buckets[299:]]
    assert waits[0] == timedelta()
    assert waits[1] == timedelta(minutes=1)


def test_a_good_try_takes_back_itself_and_no_wait_of_others(cast: Cast) -> None:
    """Somebody guesses at the same address while a good password is being hashed."""
    mine = rules.buckets("teacher", SCHOOL, "")
    assert not actions.count_attempt(buckets=mine, at=NOW)
    others = [rules.buckets(f"pupil{number}", SCHOOL, "") for number in range(301)]
    for one in others[:299]:
        assert not actions.count_attempt(buckets=one, at=NOW)
    later = NOW + timedelta(minutes=2)
    assert not actions.count_attempt(buckets=others[299], at=later)
    actions.clear_attempts(buckets=mine)
    assert actions.count_attempt(buckets=others[300], at=later) == timedelta(minutes=2)
    assert Throttle.objects.get(key_digest=mine[1].digest).failures == 300


def test_a_good_try_forgets_the_bad_ones_and_an_hour_does_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        attempt(Client(), "teacher", "не тот", HOME)
    assert attempt(Client(), "teacher", PASSWORD, HOME).status_code == 302
    for _ in range(4):
        assert attempt(Client(), "teacher", "не тот", HOME).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=1, minutes=1))
    for _ in range(5):
        assert attempt(Client(), "teacher", "не тот", HOME).status_code == 200


def test_the_table_names_nobody_and_is_swept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    hammer("teacher", STRANGER)
    assert all(len(bytes(row.key_digest)) == 32 for row in Throttle.objects.all())
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=2))
    attempt(Client(), "head", PASSWORD, HOME)
    # what is left is the counter of the address that has just come in
    assert not Throttle.objects.filter(forget_at__lte=NOW + timedelta(hours=2)).exists()
