"""A page's tag: it answers for a page only to whom it was given, where, and as long as nothing it is made of moved."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.test import Client

from kedr.accounts.models import SignIn
from kedr.core import clock, stamps
from tests.cast import NOW, Cast

type ClientOf = Callable[[str], Client]


def address_of(cast: Cast) -> str:
    return f"/s/1/journal/{cast.algebra.id}/"


def status(client: Client, address: str, tag: str) -> int:
    return client.get(address, headers={"If-None-Match": tag}).status_code


def test_nothing_moved_and_the_page_is_not_made_again(cast: Cast, client_of: ClientOf) -> None:
    client, address = client_of("teacher"), address_of(cast)
    tag = client.get(address)["ETag"]
    answer = client.get(address, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)
    assert answer["Cache-Control"] == "no-store, private"
    assert status(client, address, f"W/{tag}") == 304, "a proxy that compresses calls it weak"


def test_a_tag_is_for_one_address(cast: Cast, client_of: ClientOf) -> None:
    client, address = client_of("teacher"), address_of(cast)
    tag = client.get(address)["ETag"]
    assert status(client, f"{address}data", tag) == 200
    assert status(client, f"/s/1/journal/{cast.chemistry.id}/", tag) == 404


def test_the_look_is_part_of_a_page(cast: Cast, client_of: ClientOf) -> None:
    client, address = client_of("teacher"), address_of(cast)
    tag = client.get(address)["ETag"]
    client.post("/look/", {"size": "125", "back": "/"})
    assert status(client, address, tag) == 200


def test_the_page_carries_the_tag_of_its_data(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    page = client.get(address_of(cast))
    tag = unescape(page.content.decode().partition('data-tag="')[2].partition('"')[0])
    period = client.get(f"{address_of(cast)}data").json()["period"]["id"]
    assert status(client, f"{address_of(cast)}data?period={period}", tag) == 304
    assert status(client, f"{address_of(cast)}data", tag) == 200


@pytest.mark.parametrize("part", range(5))
def test_an_altered_tag_says_nothing(cast: Cast, client_of: ClientOf, part: int) -> None:
    client, address = client_of("teacher"), address_of(cast)
    parts = client.get(address)["ETag"].strip('"').split(".")
    parts[part] = f"{parts[part][:-1]}{'1' if parts[part][-1] != '1' else '2'}"
    assert status(client, address, f'"{".".join(parts)}"') == 200


@pytest.mark.parametrize(
    "tag",
    [
        "*", '""', '"1.2.3"', '"1.course:5.0.9999999999999999.x"', '"1.course:-5.0.1.x"', '"1.course.0.1.x"',
        f'"1.{"-".join(["course:1"] * 31)}.0.1.x"', f'"{2**63}.course:1.0.1.x"', '"1.course:1.0.1.\xff"', '"..​.."',
        f'"1.course:{"9" * 5000}.0.1.x"',
    ],
)  # fmt: skip
def test_a_tag_of_nonsense_is_no_tag(cast: Cast, client_of: ClientOf, tag: str) -> None:
    assert status(client_of("teacher"), address_of(cast), tag) == 200


def test_the_day_is_part_of_a_page(cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    client, address = client_of("teacher"), address_of(cast)
    tag = client.get(address)["ETag"]
    monkeypatch.setattr(clock, "now", lambda: clock.midnight_after(NOW) - timedelta(seconds=1))
    SignIn.objects.update(expires_at=NOW + timedelta(days=2), seen_at=clock.now())
    assert status(client, address, tag) == 304
    monkeypatch.setattr(clock, "now", lambda: clock.midnight_after(NOW))
    assert status(client, address, tag) == 200


def test_an_ended_session_ends_its_tags(cast: Cast, client_of: ClientOf) -> None:
    client, address = client_of("teacher"), address_of(cast)
    tag = client.get(address)["ETag"]
    SignIn.objects.all().delete()
    assert status(client, address, tag) == 302
    del client.cookies[settings.SESSION_COOKIE_NAME]
    assert status(client, address, tag) == 302


def test_who_reads_for_the_school_is_recorded_each_time(cast: Cast, client_of: ClientOf) -> None:
    answer = client_of("class_teacher").get(f"/s/1/diary/{cast.pupils[0].id}/2026-11-09/")
    assert answer.status_code == 200
    assert "ETag" not in answer


def test_a_stamp_that_appears_is_a_change(cast: Cast, client_of: ClientOf) -> None:
    client, address = client_of("guardian"), f"/s/1/diary/{cast.pupils[0].id}/2026-11-09/"
    tag = client.get(address)["ETag"]
    assert status(client, address, tag) == 304
    stamps.bump(1, [(stamps.CLASS, cast.school_class.id)])
    assert status(client, address, tag) == 200
