"""The access table, walked whole."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access_table import PERSONAS, TABLE, Row
from tests.cast import Cast

type ClientOf = Callable[[str], Client]


def named_addresses(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, int]]:
    """Every address: its name, and how many parts of it vary."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from named_addresses(pattern, pattern.namespace or namespace)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}:{pattern.name}", len(pattern.pattern.converters)


def test_every_address_has_a_row() -> None:
    rows = {row.name for row in TABLE}
    addresses = {name for name, _ in named_addresses(get_resolver())}
    assert addresses - rows == set(), "say in tests/access_table.py who may open it"
    assert rows - addresses == set()


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_who_may_open_it(row: Row, cast: Cast, client_of: ClientOf) -> None:
    args = row.args(cast)
    address = reverse(row.name, args=args)
    got = {who: _status(client_of(who), row, address) for who in (*PERSONAS, "stranger")}
    let_in = (row.status,) if isinstance(row.status, int) else row.status
    for who, (status, location) in got.items():
        if who in row.allowed:
            assert status in let_in, f"{who} gets {status}, {location}"
            assert not location.startswith("/signin/?next=") or who == "stranger", f"{who} is sent to sign in"
        elif who == "stranger":
            assert (status, location.partition("?")[0]) == (302, "/signin/"), f"a stranger gets {status}"
        else:
            assert status == 404, f"{who} gets {status}"


def _status(client: Client, row: Row, address: str) -> tuple[int, str]:
    answer = client.get(address) if row.method == "get" else client.post(address)
    return answer.status_code, answer.get("Location", "")


OWNED = [row for row in TABLE if row.name.partition(":")[0] in ("journal", "diary", "calendars", "reports")]


@pytest.mark.parametrize("row", OWNED, ids=lambda row: row.name)
def test_the_same_address_in_another_school_is_nothing(row: Row, cast: Cast, client_of: ClientOf) -> None:
    """Whoever may open it at home gets 404 under the neighbour's number."""
    address = reverse(row.name, args=[2, *row.args(cast)[1:]])
    for who in row.allowed:
        assert _status(client_of(who), row, address)[0] == 404, who


@pytest.mark.parametrize("name", ["journal:journal", "journal:lesson", "journal:data", "diary:week", "diary:marks"])
def test_a_foreign_id_in_an_allowed_address_is_nothing(name: str, cast: Cast, client_of: ClientOf) -> None:
    foreign = {
        "journal:journal": cast.foreign_course.id,
        "journal:data": cast.foreign_course.id,
        "journal:lesson": cast.foreign_lesson.id,
        "diary:week": cast.foreign_pupil.id,
        "diary:marks": cast.foreign_pupil.id,
    }[name]
    for who in ("teacher", "deputy_head", "guardian"):
        assert client_of(who).get(reverse(name, args=[1, foreign])).status_code == 404


def test_personal_pages_are_kept_by_nobody_and_carry_the_headers(cast: Cast, client_of: ClientOf) -> None:
    answer = client_of("teacher").get(reverse("journal:journal", args=[1, cast.algebra.id]))
    assert answer["Cache-Control"] == "no-store, private"
    assert "Cookie" in answer["Vary"]
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Request-Id"]


@pytest.mark.parametrize(
    "address",
    [
        "/s/1/diary/1/2026-02-30/",
        "/s/1/day/0001-01-01/",
        "/s/1/day/9999-12-31/",
        "/nowhere/",
        f"/s/1/journal/{2**63}/",
        "/s/99999999999999999999/day/",
    ],
)
def test_an_address_that_is_none_gets_the_house_page(address: str, cast: Cast, client_of: ClientOf) -> None:
    answer = client_of("teacher").get(address)
    assert answer.status_code == 404
    assert "Страница не найдена" in answer.content.decode()
    assert client_of("stranger").get(address, headers={"accept": "application/json"}).status_code in (401, 404)
