"""A finished week is signed once by a guardian; the class teacher sees whose families have not."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kedr.audit.models import Event
from kedr.diary.models import WeekSignature
from kedr.diary.queries.signatures import class_signatures
from kedr.diary.rules import week_is_over
from kedr.people.models import Enrolment
from tests.cast import TODAY, Cast, enrol, lesson, person

type ClientOf = Callable[[str], Client]

LAST = TODAY - timedelta(days=TODAY.weekday() + 7)  # the Monday of the last week


@pytest.fixture(autouse=True)
def taught(cast: Cast) -> None:
    """There was a lesson in the last week: an empty one has nothing to sign."""
    lesson(cast.algebra, LAST, teacher=cast.people["teacher"], room=cast.room)


def address(cast: Cast, monday: date = LAST) -> str:
    return f"/s/1/diary/{cast.pupils[0].id}/{monday}/"


def test_a_week_is_over_on_sunday() -> None:
    assert [week_is_over(LAST, LAST + timedelta(days=day)) for day in range(8)] == [False] * 6 + [True] * 2


def test_a_week_is_signed_once_and_the_first_stands(cast: Cast, client_of: ClientOf) -> None:
    family = client_of("guardian")
    assert "Ознакомлен(а) с неделей" in family.get(address(cast)).content.decode()
    assert "ещё не подписали" in client_of("pupil").get(address(cast)).content.decode()
    for _ in range(2):
        assert family.post(f"{address(cast)}sign")["Location"].endswith("#signed")
    row = WeekSignature.objects.in_school(1).get()
    assert (row.pupil_id, row.monday, row.signed_by) == (cast.pupils[0].id, LAST, cast.people["guardian"].id)
    assert Event.objects.filter(school_id=1, verb="week.sign").count() == 1
    for who in ("guardian", "pupil", "class_teacher"):
        html = client_of(who).get(address(cast)).content.decode()
        assert "Неделю прочитали: <b>Абрамова Е. И.</b>" in html
        assert "Ознакомлен(а)" not in html


def test_a_week_that_goes_on_is_not_signed(cast: Cast, client_of: ClientOf) -> None:
    now = LAST + timedelta(days=7)
    assert "Ознакомлен(а)" not in client_of("guardian").get(address(cast, now)).content.decode()
    assert client_of("guardian").post(f"{address(cast, now)}sign").status_code == 400
    assert not WeekSignature.objects.in_school(1).exists()


@pytest.mark.parametrize("who", ["pupil", "other_guardian", "class_teacher", "deputy_head", "neighbour_teacher"])
def test_only_a_guardian_of_the_child_signs(who: str, cast: Cast, client_of: ClientOf) -> None:
    assert client_of(who).post(f"{address(cast)}sign").status_code == 404
    assert client_of("guardian").post(f"{address(cast, LAST + timedelta(days=1))}sign").status_code == 404
    assert not WeekSignature.objects.in_school(1).exists()


def test_the_class_teacher_sees_who_has_not(cast: Cast, client_of: ClientOf) -> None:
    client_of("guardian").post(f"{address(cast)}sign")
    Enrolment.objects.in_school(1).filter(person_id=cast.pupils[2].id).update(starts_on=TODAY)
    sheet = class_signatures(1, cast.school_class.id, TODAY)
    assert sheet.mondays[0] == LAST
    assert [pupil.weeks[0] for pupil in sheet.pupils] == ["Абрамова Е. И.", "", None]
    assert sheet.lacks[0] == 1
    html = client_of("class_teacher").get(f"/s/1/classes/{cast.school_class.id}/signatures/").content.decode()
    assert re.search(r"<td>1<span[^>]*> из 3<", html)
    assert "Кто прочитал дневник" in client_of("class_teacher").get("/s/1/my-class/").content.decode()


def test_the_sheet_is_one_query_at_any_size(cast: Cast) -> None:
    for n in range(20):
        enrol(cast.school_class, person(cast.one, f"Новый{n}", "Имя"))
    with CaptureQueriesContext(connection) as seen:
        assert len(class_signatures(1, cast.school_class.id, TODAY).pupils) == 23
    assert len(seen) == 1
