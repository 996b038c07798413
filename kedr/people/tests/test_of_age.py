"""At eighteen a guardian's right ends by law; from then on the pupil says who reads."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kedr.audit.models import Event
from kedr.core.actor import SYSTEM
from kedr.core.errors import NotFound
from kedr.people.actions import TooYoung, end_guardianships, let_guardian, shut_guardian
from kedr.people.models import Guardianship, Person
from kedr.people.queries import readers_of_diary
from kedr.people.rules import born_by, of_age_on
from tests.cast import NOW, TODAY, Cast

type ClientOf = Callable[[str], Client]


@pytest.mark.parametrize(
    ("born", "grown"),
    [
        (date(2008, 11, 11), date(2026, 11, 11)),
        (date(2008, 2, 29), date(2026, 3, 1)),
        (date(2010, 3, 1), date(2028, 3, 1)),
    ],
)
def test_the_birthday(born: date, grown: date) -> None:
    assert of_age_on(born) == grown


@given(born=st.dates(date(1990, 1, 1), date(2020, 1, 1)), on=st.dates(date(2010, 1, 1), date(2040, 1, 1)))
def test_the_two_rules_agree(born: date, on: date) -> None:
    assert (of_age_on(born) <= on) == (born <= born_by(on))


def grow(cast: Cast, born: date = date(2008, 11, 11)) -> str:
    """Алина turns eighteen today (or on another day); the address of her diary."""
    Person.objects.in_school(1).filter(id=cast.pupils[0].id).update(birth_on=born)
    return f"/s/1/diary/{cast.pupils[0].id}/2026-11-09/"


def night(cast: Cast) -> int:
    return end_guardianships(actor=SYSTEM, at=NOW, school_id=1)


def test_a_guardian_reads_until_the_birthday_and_then_by_consent(cast: Cast, client_of: ClientOf) -> None:
    address, family = grow(cast), client_of("guardian")
    etag = family.get(address)["ETag"]
    assert night(cast) == 1
    assert family.get(address, headers={"if-none-match": etag}).status_code == 404, "a page kept is no way in"
    assert night(cast) == 0
    row = Guardianship.objects.in_school(1).get(guardian_id=cast.people["guardian"].id)
    assert row.ends_on == TODAY
    pupil = client_of("pupil")
    html = pupil.get("/s/1/readers/").content.decode()
    assert "Абрамова Елена Игоревна" in html
    assert "Разрешить" in html
    sent = {"guardian": str(cast.people["guardian"].id)}
    assert pupil.post("/s/1/readers/", sent | {"act": "let"}).status_code == 302
    assert family.get(address).status_code == 200
    assert night(cast) == 0, "a consent is not ended by the night"
    assert "с вашего согласия" in pupil.get("/s/1/readers/").content.decode()
    assert pupil.post("/s/1/readers/", sent | {"act": "shut"}).status_code == 302
    assert family.get(address).status_code == 404
    verbs = Event.objects.filter(school_id=1, target_kind="guardianship").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["guardianship.end", "guardianship.let", "guardianship.shut"]


def test_a_day_before_nothing_ends(cast: Cast, client_of: ClientOf) -> None:
    address = grow(cast, date(2008, 11, 12))
    assert night(cast) == 0
    assert client_of("guardian").get(address).status_code == 200
    html = client_of("pupil").get("/s/1/readers/").content.decode()
    assert "Разрешить" not in html
    assert "Закрыть" not in html
    for act in (let_guardian, shut_guardian):
        with pytest.raises(TooYoung):
            act(actor=cast.actor("pupil"), at=NOW, school_id=1, guardian_id=cast.people["guardian"].id)


def test_only_the_pupil_and_only_for_their_own_guardians(cast: Cast) -> None:
    grow(cast)
    night(cast)
    for who, guardian in (("guardian", "guardian"), ("pupil", "other_guardian"), ("pupil", "teacher")):
        with pytest.raises(NotFound):
            let_guardian(actor=cast.actor(who), at=NOW, school_id=1, guardian_id=cast.people[guardian].id)


def test_a_courts_bar_ends_with_childhood_and_the_grown_pupil_decides(cast: Cast, client_of: ClientOf) -> None:
    address = grow(cast)
    Guardianship.objects.in_school(1).filter(pupil_id=cast.pupils[0].id).update(is_barred=True)
    assert not readers_of_diary(1, cast.pupils[0].id, TODAY)[0].is_open
    night(cast)
    assert client_of("guardian").get(address).status_code == 404
    let_guardian(actor=cast.actor("pupil"), at=NOW, school_id=1, guardian_id=cast.people["guardian"].id)
    assert client_of("guardian").get(address).status_code == 200
    assert readers_of_diary(1, cast.pupils[0].id, TODAY)[0].is_open


def test_a_consent_taken_back_and_given_again(cast: Cast) -> None:
    grow(cast)
    night(cast)
    about = {"actor": cast.actor("pupil"), "school_id": 1, "guardian_id": cast.people["guardian"].id}
    for days, act in ((0, let_guardian), (0, shut_guardian), (0, let_guardian), (3, let_guardian), (5, shut_guardian)):
        act(at=NOW + timedelta(days=days), **about)  # type: ignore[arg-type]
    (one,) = readers_of_diary(1, cast.pupils[0].id, TODAY + timedelta(days=4))
    assert (one.is_open, one.is_consent) == (True, True)
    (one,) = readers_of_diary(1, cast.pupils[0].id, TODAY + timedelta(days=5))
    assert not one.is_open
