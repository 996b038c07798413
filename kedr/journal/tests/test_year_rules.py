"""How a year's mark comes out by the school's own act: of periods or all marks, with ПА, the middle up or down."""

from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from kedr.diary.tests.writing import mark, work
from kedr.journal.access import course_to_open
from kedr.journal.actions.year import Wish, decide_year
from kedr.journal.models import BroughtMark, YearResult
from kedr.journal.queries.year import PupilYear, year_sheet
from kedr.journal.rules.year import mean_result, propose_year, year_kinds
from kedr.journal.tests.test_year import set_periods
from kedr.schools.models import SchoolRegulation
from kedr.schools.rules import YEAR_MARK, YearRule
from tests.cast import NOW, TODAY, YEAR_STARTS, Cast, lesson

type ClientOf = Callable[[str], Client]

HALF = Decimal("0.5")


@pytest.mark.parametrize(
    ("rule", "periods", "interim", "by_marks", "comes"),
    [
        (("periods", "none", "up"), "4545", "", None, "5"),
        (("periods", "none", "last"), "4545", "", None, "5"),  # the last is above the middle
        (("periods", "none", "last"), "5454", "", None, "4"),
        (("periods", "none", "last"), "5443", "", None, "4"),  # 4: no middle
        (("periods", "beside", "up"), "4444", "2", None, "4"),
        (("periods", "counts", "up"), "4444", "2", None, "4"),  # 18 / 5 = 3,6
        (("periods", "counts", "up"), "44", "3", None, "4"),  # 11 / 3 = 3,67
        (("periods", "counts", "up"), "45", "", None, ""),  # ПА is not set yet
        (("periods", "counts", "last"), "5", "4", None, "4"),  # 4,5, and ПА is the last
        (("periods", "counts", "up"), "44", "н/а", None, ""),
        (("periods", "counts", "up"), "44", "осв", None, "4"),
        (("marks", "none", "up"), "4444", "", "5", "5"),
        (("marks", "none", "up"), "444", "", "", ""),  # no mark at all: only the teacher can say
        (("marks", "counts", "up"), "4444", "4", "5", "5"),  # 4,5
        (("marks", "counts", "last"), "4444", "4", "5", "4"),
        (("marks", "none", "up"), ["4", ""], "", "5", ""),  # a period is not set yet
        (("marks", "none", "up"), ["4", "н/а"], "", "5", ""),
        (("marks", "none", "up"), ["зч", "зч"], "", None, "зч"),
        (("marks", "counts", "up"), ["осв", "осв"], "осв", "", "осв"),
        (("periods", "counts", "up"), [], "5", None, ""),  # in no period's list
    ],
)
def test_a_year_by_the_act(
    rule: tuple[str, str, str], periods: Any, interim: str, by_marks: str | None, comes: str
) -> None:
    assert propose_year(YearRule(*rule), list(periods), interim, by_marks) == comes


@given(st.lists(st.sampled_from("2345"), min_size=1, max_size=8))
def test_only_the_very_middle_listens_to_the_last(results: list[str]) -> None:
    mean = Decimal(sum(map(int, results))) / len(results)
    by_last = ROUND_HALF_DOWN if int(results[-1]) < mean else ROUND_HALF_UP
    assert mean_result(results, "last") == str(mean.quantize(Decimal(1), by_last))
    if mean % 1 != HALF:
        assert mean_result(results, "last") == mean_result(results)


def test_what_columns_a_year_has() -> None:
    assert year_kinds(8, "five", has_interim=False) == ["year"]
    assert year_kinds(8, "five", has_interim=True) == ["interim", "year"]
    assert year_kinds(9, "five", has_interim=True) == ["interim", "year", "exam", "final"]
    assert year_kinds(11, "five", has_interim=False) == ["year", "final"]
    assert year_kinds(1, "none", has_interim=True) == []


@pytest.mark.parametrize("value", [["periods", "none"], ["months", "none", "up"], ["periods", "", "up"]])
def test_an_act_that_says_nothing_known_is_refused(value: list[str]) -> None:
    with pytest.raises(ValueError, match="Выберите из списка"):
        YEAR_MARK.read(value)


# --- the sheet


def act(of: str = "periods", interim: str = "none", tie: str = "up") -> None:
    SchoolRegulation.objects.create(school_id=1, key="year_mark", value=[of, interim, tie], starts_on=YEAR_STARTS)


def first_of(cast: Cast) -> PupilYear:
    course = course_to_open(cast.actor("teacher"), 1, cast.algebra.id, TODAY)
    sheet = year_sheet(course, TODAY)
    return next(row for row in sheet.pupils if row.id == cast.pupils[0].id)


def give(cast: Cast, on: date, value: str, number: int = 1) -> None:
    teacher = cast.people["teacher"]
    held = lesson(cast.algebra, on, number=number, teacher=teacher, room=cast.room)
    mark(work(cast, held), cast.pupils[0], value, by=teacher)


def test_all_marks_of_the_year_make_its_mark_where_the_act_says_so(cast: Cast) -> None:
    act(of="marks")
    pupil = cast.pupils[0]
    set_periods(cast, cast.algebra, pupil.id, "3333")
    for on in (date(2026, 9, 7), date(2026, 9, 14)):
        give(cast, on, "5")
    assert first_of(cast).cells["year"].proposed == "5"
    BroughtMark.objects.create(
        school_id=1, course_id=cast.algebra.id, pupil_id=pupil.id, held_on=date(2026, 9, 1),
        kind_id=cast.kinds["КР"].id, weight=Decimal(10), value="3", source="справка", set_at=NOW, set_by=1,
    )  # fmt: skip
    assert first_of(cast).cells["year"].proposed == "3", "(5 + 5 + 3 × 10) / 12 = 3,33: brought marks count"


def test_the_interim_mark_has_a_column_and_counts(cast: Cast) -> None:
    pupil = cast.pupils[0].id
    set_periods(cast, cast.algebra, pupil, "4444")
    assert list(first_of(cast).cells) == ["year"]
    act(interim="counts")
    assert list(first_of(cast).cells) == ["interim", "year"]
    assert first_of(cast).cells["year"].proposed == ""
    actor = cast.actor("teacher")
    course = course_to_open(actor, 1, cast.algebra.id, TODAY)
    assert decide_year(actor=actor, at=NOW, course=course, wishes=[Wish(pupil, "interim", "2", 0)]) == []
    row = first_of(cast)
    assert (row.cells["year"].proposed, row.cells["interim"].flags.words()) == ("4", []), "(4 × 4 + 2) / 5 = 3,6"
    assert YearResult.objects.in_school(1).get().kind == "interim"


def test_a_page_with_an_interim_mark(cast: Cast, client_of: ClientOf) -> None:
    act(interim="beside")
    html = client_of("teacher").get(f"/s/1/journal/{cast.algebra.id}/year/").content.decode()
    assert f'name="interim-{cast.pupils[0].id}"' in html
    assert 'value="interim"' not in html, "nothing is proposed for it, so nothing can be taken at once"


@pytest.mark.parametrize(("of", "queries"), [("periods", 5), ("marks", 6)])
def test_the_sheet_costs_the_same_with_more_marks(of: str, queries: int, cast: Cast) -> None:
    act(of=of)
    for marks in (1, 3):
        for number in range(1, marks + 1):
            give(cast, date(2026, 9, 6 + number), "5", number=marks)
        course = course_to_open(cast.actor("teacher"), 1, cast.algebra.id, TODAY)
        with CaptureQueriesContext(connection) as seen:
            year_sheet(course, TODAY)
        assert len(seen) == queries - 1
