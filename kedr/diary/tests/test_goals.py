"""What a family counts ahead: marks needed for a better result, and marks that are not given yet."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from kedr.diary.queries.marks import subjects_page
from kedr.diary.rules.goals import MOST, Way, goals, marks_needed, read_added
from kedr.diary.tests.test_marks import algebra, diary_of, give
from kedr.diary.tests.writing import result
from kedr.journal.models import YearResult
from kedr.journal.rules import propose, weighted_mean
from tests.cast import NOW, TODAY, Cast

type ClientOf = Callable[[str], Client]

THRESHOLDS = (Decimal("2.5"), Decimal("3.5"), Decimal("4.5"))
weights = st.sampled_from([Decimal("0.5"), Decimal(1), Decimal("1.5"), Decimal(2), Decimal(3)])
marks = st.lists(st.tuples(st.sampled_from("2345"), weights), min_size=1, max_size=12)


@given(marks, weights, st.sampled_from([4, 5]), st.sampled_from(THRESHOLDS))
def test_so_many_marks_are_enough_and_one_fewer_is_not(
    own: list[tuple[str, Decimal]], weight: Decimal, mark: int, threshold: Decimal
) -> None:
    points = sum((int(value) * each for value, each in own), Decimal(0))
    needed = marks_needed(points, sum((each for _, each in own), Decimal(0)), threshold, mark, weight)

    def mean(times: int) -> Decimal:
        found = weighted_mean([*own, *[(str(mark), weight)] * times])
        assert found is not None
        return found

    if needed < 0:
        assert mean(500) < threshold
    elif needed <= 500:
        assert mean(needed) >= threshold
        assert needed == 0 or mean(needed - 1) < threshold


@given(marks)
def test_every_way_comes_to_its_goal(own: list[tuple[str, Decimal]]) -> None:
    points = sum((int(value) * each for value, each in own), Decimal(0))
    total = sum((each for _, each in own), Decimal(0))
    now = int(propose(weighted_mean(own), THRESHOLDS))
    found = goals(points, total, THRESHOLDS, now, [each for _, each in own])
    assert [goal.result for goal in found] == sorted(goal.result for goal in found)
    for goal in found:
        assert goal.result > now
        for way in goal.ways:
            assert 0 < way.times <= MOST
            then = weighted_mean([*own, *[(str(way.mark), way.weight)] * way.times])
            assert int(propose(then, THRESHOLDS)) >= goal.result


def test_a_heavier_work_is_told_only_where_it_takes_fewer() -> None:
    (five,) = goals(Decimal(8), Decimal(2), THRESHOLDS, 4, [Decimal(1), Decimal(2), Decimal(1)])
    assert five.ways == (Way(2, 5, Decimal(1)), Way(1, 5, Decimal(2)))


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["7.5.150", "7.4.100"], {7: [("5", Decimal("1.5")), ("4", Decimal(1))]}),
        (["7.6.100", "x", "7.5", "7.5.0", "7.5.10000", "-7.5.100", "7.5.1e2", "", "..", "7.5.100.1"], {7: []}),
        (["7.5.100"] * 30, {7: [("5", Decimal(1))] * 10}),
    ],
)
def test_what_an_address_adds(texts: list[str], found: dict[int, list[tuple[str, Decimal]]]) -> None:
    assert {course: own for course, own in read_added(texts).items() if own} == {
        course: own for course, own in found.items() if own
    }


# --- the page


def test_a_family_sees_what_is_needed(cast: Cast, client_of: ClientOf) -> None:
    give(cast, ("4", "1"), ("4", "1"))
    row = algebra(cast)
    assert [(goal.result, goal.ways) for goal in row.goals] == [(5, (Way(2, 5, Decimal(1)),))]
    html = client_of("guardian").get(f"/s/1/diary/{cast.pupils[0].id}/marks/").content.decode()
    assert "<b>2 × 5</b>" in html
    result(cast, cast.algebra, cast.pupils[0], "4", period=1)
    row = algebra(cast)
    assert (row.goals, row.works, row.what_if) == ([], [], None), "what is set is set"


def test_marks_that_are_not_given_yet(cast: Cast, client_of: ClientOf) -> None:
    give(cast, ("4", "1"), ("4", "2"))
    course = cast.algebra.id
    address = f"/s/1/diary/{cast.pupils[0].id}/marks/?course={course}&value=5&weight=200"
    html = client_of("guardian").get(address).content.decode()
    assert "средний <b>4,40</b>, выходит <b>4</b>" in html
    assert f'name="add" value="{course}.5.200"' in html
    html = client_of("guardian").get(f"{address}&add={course}.5.200").content.decode()
    assert "средний <b>4,57</b>, выходит <b>5</b>" in html
    again = client_of("guardian").get(f"/s/1/diary/{cast.pupils[0].id}/marks/").content.decode()
    assert "выходит <b>" not in again, "nothing of it is kept"
    strange = client_of("guardian").get(f"{address[:-3]}abc&add=1.5.100").content.decode()
    assert "выходит <b>" not in strange


def test_the_year_stands_beside_the_periods(cast: Cast, client_of: ClientOf) -> None:
    give(cast, ("4", "1"))
    assert algebra(cast).year == []
    for kind, final in (("year", "5"), ("final", "4")):
        YearResult.objects.create(
            school_id=1, course_id=cast.algebra.id, pupil_id=cast.pupils[0].id, kind=kind, final=final, set_at=NOW,
            set_by=1,
        )  # fmt: skip
    page = subjects_page(diary_of(cast), None, TODAY)
    assert page.year == ["год", "итог"]
    assert algebra(cast).year == ["5", "4"]
    html = client_of("guardian").get(f"/s/1/diary/{cast.pupils[0].id}/marks/").content.decode()
    assert ">Год</th>" in html


def test_the_page_costs_as_much_with_marks_added(cast: Cast) -> None:
    give(cast, ("4", "1"))
    counts = []
    for added in ({}, {cast.algebra.id: [("5", Decimal(1))] * 5}):
        with CaptureQueriesContext(connection) as seen:
            subjects_page(diary_of(cast), None, TODAY, added)
        counts.append(len(seen))
    assert counts[0] == counts[1]
