"""What the pedagogical council decided: proposed by the year's results, written under a protocol."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kedr.audit.models import Event
from kedr.curriculum.models import Course
from kedr.journal.models import CouncilDecision, YearResult
from kedr.journal.tests.locking import close_pupil, close_year
from tests.cast import NOW, TODAY, Cast, enrol, person

type ClientOf = Callable[[str], Client]


def rate(cast: Cast, pupil_id: int, *years: str) -> None:
    """The year's results in Алгебра and Химия, and a good one in English."""
    courses: list[Course] = [cast.algebra, cast.chemistry, cast.english]
    for course, final in zip(courses, [*years, "5"], strict=True):
        YearResult.objects.create(
            school_id=1, course_id=course.id, pupil_id=pupil_id, kind="year", final=final, set_at=NOW, set_by=1
        )


def post(client: Client, cast: Cast, **fields: Any) -> Any:
    sent = {"protocol": "№ 8", "protocol_on": TODAY.isoformat(), **fields}
    return client.post(f"/s/1/classes/{cast.school_class.id}/council/", sent)


def stands(cast: Cast) -> dict[int, str]:
    return dict(CouncilDecision.objects.in_school(1).values_list("pupil_id", "kind"))


def test_a_class_is_decided_by_one_press(cast: Cast, client_of: ClientOf) -> None:
    one, two, _ = (pupil.id for pupil in cast.pupils)
    rate(cast, one, "4", "5")
    rate(cast, two, "2", "4")
    client = client_of("deputy_head")
    html = client.get(f"/s/1/classes/{cast.school_class.id}/council/").content.decode()
    assert "предлагается: переведена в 9 класс" in html
    assert "Алгебра: 2" in html
    answer = post(client, cast, accept="1")
    assert answer.status_code == 302
    assert stands(cast) == {one: "moved", two: "conditional"}, "without marks of the year nothing is made up"
    event = Event.objects.filter(school_id=1, verb="council.decide", target_id=one).get()
    assert event.after == {"kind": "moved", "protocol": "№ 8", "on": TODAY.isoformat()}


def test_who_lacks_a_mark_is_not_moved_and_says_which(cast: Cast, client_of: ClientOf) -> None:
    one, three = cast.pupils[0].id, cast.pupils[2].id
    rate(cast, one, "4", "5")
    answer = post(client_of("head"), cast, **{f"kind-{one}": "moved", f"kind-{three}": "moved"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Нет отметки за год: Алгебра" in html
    assert stands(cast) == {one: "moved"}


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("protocol", "  ", "Напишите номер протокола"),
        ("protocol", "9" * 31, "длиннее 30 знаков"),
        ("protocol_on", "", "Укажите дату протокола"),
        ("protocol_on", "2027-05-26", "ещё не наступила"),
        ("protocol_on", "2025-05-26", "раньше начала учебного года"),
    ],
)
def test_a_protocol_that_cannot_be(cast: Cast, client_of: ClientOf, field: str, value: str, word: str) -> None:
    one = cast.pupils[0].id
    rate(cast, one, "4", "5")
    answer = post(client_of("deputy_head"), cast, **{f"kind-{one}": "moved", field: value})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert word in html
    assert '<option value="moved" selected>' in html, "what was chosen is not lost"
    assert not stands(cast)


def test_another_decision_of_another_hand_is_not_overwritten(cast: Cast, client_of: ClientOf) -> None:
    one = cast.pupils[0].id
    rate(cast, one, "4", "5")
    post(client_of("head"), cast, **{f"kind-{one}": "moved"})
    answer = post(client_of("deputy_head"), cast, **{f"kind-{one}": "repeats", f"was-{one}": "", f"base-{one}": "0"})
    assert answer.status_code == 409
    assert "Решение уже внёс другой" in answer.content.decode()
    assert stands(cast) == {one: "moved"}


def test_what_nobody_touched_is_left_alone(cast: Cast, client_of: ClientOf) -> None:
    one, two = cast.pupils[0].id, cast.pupils[1].id
    rate(cast, one, "4", "5")
    rate(cast, two, "3", "4")
    post(client_of("head"), cast, **{f"kind-{one}": "moved"})
    seen_before = {f"kind-{one}": "", f"was-{one}": "", f"base-{one}": "0", f"kind-{two}": "moved", f"was-{two}": ""}
    assert post(client_of("deputy_head"), cast, **seen_before).status_code == 302
    assert stands(cast) == {one: "moved", two: "moved"}


@pytest.mark.parametrize("kind", ["graduated", "admitted", "made_up"])
def test_a_decision_of_another_grade(cast: Cast, client_of: ClientOf, kind: str) -> None:
    one = cast.pupils[0].id
    rate(cast, one, "4", "5")
    assert post(client_of("deputy_head"), cast, **{f"kind-{one}": kind}).status_code == 409
    assert not stands(cast)


def test_what_is_closed_stands(cast: Cast, client_of: ClientOf) -> None:
    one = cast.pupils[0].id
    rate(cast, one, "4", "5")
    close_pupil(cast)
    assert "Год этого ученика закрыт" in post(client_of("head"), cast, **{f"kind-{one}": "moved"}).content.decode()
    close_year(cast)
    assert "Учебный год закрыт" in post(client_of("head"), cast, **{f"kind-{one}": "moved"}).content.decode()
    assert not stands(cast)


def test_the_secretary_reads_only(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("secretary")
    html = client.get(f"/s/1/classes/{cast.school_class.id}/council/").content.decode()
    assert "<select" not in html
    assert post(client, cast).status_code == 404


@pytest.mark.parametrize("size", [1, 30])
def test_the_page_takes_four_queries_at_any_size(size: int, cast: Cast, client_of: ClientOf) -> None:
    for n in range(size):
        enrol(cast.school_class, person(cast.one, f"Новый{n}", "Имя"))
    client = client_of("deputy_head")
    with CaptureQueriesContext(connection) as seen:
        assert client.get(f"/s/1/classes/{cast.school_class.id}/council/").status_code == 200
    assert len(seen) == 4  # actor, class, results, pupils
