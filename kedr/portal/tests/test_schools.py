from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from kedr.diary.tests.writing import topic
from kedr.portal.queries.schools import school_lines
from kedr.schools.models import School
from tests.cast import TOMSK, Cast, enrol, person

EVENING = datetime(2026, 11, 11, 20, 0, tzinfo=TOMSK)


def test_counts_of_each_school(cast: Cast) -> None:
    topic(cast.lessons[0], "Тема", is_checked=True, is_no_homework=True)
    cast.lessons[0].kept_at = EVENING
    cast.lessons[0].save()
    there, here = school_lines([cast.municipality, cast.other_municipality], EVENING)
    assert (there.name, [school.id for school in there.schools]) == ("Бакчарский район", [2])
    line = here.schools[0]
    assert (line.pupils, line.classes, line.held, line.filled, line.kept_at) == (3, 1, 4, 1, EVENING)
    assert (here.pupils, here.held, here.filled) == (3, 4, 1)
    assert (there.schools[0].held, there.schools[0].kept_at) == (1, None)


@pytest.mark.parametrize("size", [1, 30])
def test_queries_do_not_grow_with_schools_or_pupils(
    cast: Cast, client_of: Callable[[str], Client], django_assert_num_queries: Any, size: int
) -> None:
    for number in range(size):
        School.objects.create(
            id=100 + number, municipality=cast.municipality, name="Школа", short_name=f"Школа {number}", kind="village"
        )
        enrol(cast.school_class, person(cast.one, f"Новиков{number}", "Ян"))
    for who in ("municipal_officer", "regional_officer"):
        client = client_of(who)
        # actor, municipalities, schools, pupils, lessons
        with django_assert_num_queries(5):
            assert client.get("/schools/").status_code == 200
        # actor, school, staff, year, pupils, lessons
        with django_assert_num_queries(6):
            assert client.get("/schools/1/").status_code == 200


def test_an_officer_sees_the_own_municipality_and_the_region_all(
    cast: Cast, client_of: Callable[[str], Client]
) -> None:
    own = client_of("municipal_officer").get("/schools/").content.decode()
    assert "Город Томск" in own
    assert "Бакчарский район" not in own
    assert "Бакчарский район" in client_of("regional_officer").get("/schools/").content.decode()
    assert client_of("municipal_officer").get("/schools/2/").status_code == 404
    assert client_of("regional_officer").get("/schools/2/").status_code == 200
    assert client_of("regional_officer").get("/schools/77/").status_code == 404


def test_no_names_of_pupils(cast: Cast, client_of: Callable[[str], Client]) -> None:
    client = client_of("municipal_officer")
    card = client.get("/schools/1/").content.decode()
    assert "Кедров Пётр Ильич" in card
    for page in (card, client.get("/schools/").content.decode()):
        assert not any(pupil.last_name in page for pupil in cast.pupils)


@pytest.mark.parametrize(
    "who", ["teacher", "class_teacher", "deputy_head", "head", "secretary", "pupil", "guardian", "neighbour_teacher"]
)
def test_people_of_a_school_do_not_come_here(cast: Cast, client_of: Callable[[str], Client], who: str) -> None:
    assert client_of(who).get("/schools/").status_code == 404
    assert client_of(who).get("/schools/1/").status_code == 404
