"""The page of a link: why, make, copy, close."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kedr.calendars.models import CalendarFeed
from kedr.calendars.tests.reading import alina, read
from kedr.people.models import Guardianship
from tests.cast import NOW, TODAY, Cast, enrol, person

type ClientOf = Callable[[str], Client]


def address(cast: Cast, who: str = "") -> str:
    return f"/s/1/calendar/{cast.people[who].id if who else cast.pupils[0].id}/"


def shown(answer: Any) -> str:
    """The address that the page shows to be copied."""
    found = re.search(r'id="address" value="http://testserver(/calendar/[\w-]+\.ics)"', answer.content.decode())
    assert found
    return found[1]


@pytest.mark.parametrize(("who", "whose"), [("guardian", ""), ("pupil", ""), ("teacher", "teacher")])
def test_from_nothing_to_a_link_and_back(cast: Cast, client_of: ClientOf, who: str, whose: str) -> None:
    client, page = client_of(who), address(cast, whose)
    assert client.get("/s/1/calendar/")["Location"] == page
    first = client.get(page).content.decode()
    assert "Сделать ссылку" in first
    assert "Ссылка открыта" not in first
    link = shown(client.post(page))
    assert read(link).status_code == 200
    later = client.get(page).content.decode()
    assert link not in later  # shown once
    assert "Последний раз календарь читал её сегодня" in later
    assert client.post(page, {"act": "close"})["Location"] == f"{page}?said=closed"
    assert read(link).status_code == 404
    closed = client.get(f"{page}?said=closed").content.decode()
    assert "Ссылка закрыта" in closed
    assert "Сделать ссылку" in closed


def test_when_it_was_read_last(cast: Cast, client_of: ClientOf) -> None:
    alina(cast)
    client, page = client_of("guardian"), address(cast)
    assert "Ни один календарь её ещё не читал" in client.get(page).content.decode()
    CalendarFeed.objects.update(read_on=TODAY - timedelta(days=3), made_at=NOW - timedelta(days=9))
    text = client.get(page).content.decode()
    assert "Сделана 2 ноября" in text
    assert "Последний раз календарь читал её 8 ноября" in text


def test_the_link_of_another_is_not_ones_own(cast: Cast, client_of: ClientOf) -> None:
    alina(cast, "pupil")
    assert "Сделать ссылку" in client_of("guardian").get(address(cast)).content.decode()
    client_of("guardian").post(address(cast), {"act": "close"})
    assert CalendarFeed.objects.filter(revoked_at=None).count() == 1


def test_a_parent_of_two_goes_from_one_to_the_other(cast: Cast, client_of: ClientOf) -> None:
    brother = person(cast.one, "Абрамов", "Тимофей", birth_on=TODAY - timedelta(days=3000))
    enrol(cast.other_class, brother)
    Guardianship.objects.create(
        school_id=1, guardian_id=cast.people["guardian"].id, pupil_id=brother.id, kind="mother", starts_on=TODAY
    )
    text = client_of("guardian").get(address(cast)).content.decode()
    assert f'href="/s/1/calendar/{brother.id}/"' in text
    assert "Уроки в календаре: Алина" in text


def test_a_barred_parent_has_no_page(cast: Cast, client_of: ClientOf) -> None:
    Guardianship.objects.in_school(1).update(is_barred=True)
    for path in (address(cast), "/s/1/calendar/"):
        assert client_of("guardian").get(path).status_code == 404


def test_the_page_takes_three_statements(cast: Cast, client_of: ClientOf, django_assert_num_queries: Any) -> None:
    client = client_of("guardian")
    with django_assert_num_queries(3):  # actor, door, link
        client.get(address(cast))


def test_ways_to_it(cast: Cast, client_of: ClientOf) -> None:
    week = f"/s/1/diary/{cast.pupils[0].id}/2026-11-09/"
    for who in ("guardian", "pupil"):
        assert f'href="{address(cast)}"' in client_of(who).get(week).content.decode()
    assert "/calendar/" not in client_of("class_teacher").get(week).content.decode()
    assert f'href="{address(cast, "teacher")}"' in client_of("teacher").get("/s/1/day/").content.decode()
