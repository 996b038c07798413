"""Marks by criteria: what may be typed, what it counts as, how it is kept, shown and resulted."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kedr.audit.queries import history
from kedr.journal.access import course_to_open
from kedr.journal.actions.brought import NewBrought, WrongBrought, bring_marks
from kedr.journal.actions.scales import choose_scale
from kedr.journal.models import BroughtMark, Mark, PeriodResult
from kedr.journal.rules import No, check_result, level, read_criteria_mark, short, spoken, weighted_mean
from kedr.journal.rules.criteria import LONGEST, is_criteria_mark, percents
from kedr.journal.rules.proposals import Norm, propose_result
from kedr.journal.tests.sending import command, outcomes
from kedr.journal.tests.test_results import result_of
from kedr.schools.models import SchoolRegulation
from kedr.schools.rules import CRITERIA, CRITERIA_LEVELS, Wrong
from tests.cast import NOW, TODAY, YEAR_STARTS, Cast

type ClientOf = Callable[[str], Client]

FOUR = (("А", 8), ("Б", 8), ("В", 8), ("Г", 6))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("А6 Б4", "А6:8 Б4:8"),
        ("а6б4", "А6:8 Б4:8"),
        ("A6 B4", "А6:8 В4:8"),  # the Latin letters that look so
        ("6 4", "А6:8 Б4:8"),
        ("6,4, 7", "А6:8 Б4:8 В7:8"),
        ("Г6", "Г6:6"),
        ("А 6 из 8, Б 4", "А6:8 Б4:8"),
        ("А6:10", "А6:10"),
        ("А6/10 Г0", "А6:10 Г0:6"),
        ("0", "А0:8"),
        (" 8 8 8 6 ", "А8:8 Б8:8 В8:8 Г6:6"),
    ],
)
def test_what_is_typed_is_kept_with_its_maxima(typed: str, kept: str) -> None:
    assert read_criteria_mark(typed, FOUR) == kept
    assert read_criteria_mark(kept, FOUR) == kept
    assert is_criteria_mark(kept)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("А9", "не больше 8, а не 9"),
        ("Г7", "не больше 6"),
        ("Ж3", "Критерия Ж нет. Есть: А до 8"),
        ("А3 А4", "назван дважды"),
        ("1 2 3 4 5", "Критериев всего 4"),
        ("пять", "не отметка"),
        ("А", "не отметка"),
        ("А6Б", "не отметка"),
        ("6-4", "не отметка"),
        ("А1:0", "Критерия А нет"),
        ("1234", "не отметка"),
        ("", "не отметка"),
    ],
)
def test_what_is_none_is_told_in_words(typed: str, word: str) -> None:
    refused = read_criteria_mark(typed, FOUR)
    assert isinstance(refused, No)
    assert word in refused.sentence


marks_by_criteria = st.lists(
    st.tuples(st.sampled_from("АБВГД"), st.integers(0, 100), st.integers(1, 100)),
    min_size=1, max_size=5, unique_by=lambda one: one[0],
).map(lambda found: " ".join(f"{letter}{min(points, most)}:{most}" for letter, points, most in found))  # fmt: skip


@given(marks_by_criteria)
def test_a_mark_counts_as_its_percents(value: str) -> None:
    assert read_criteria_mark(value, FOUR) == value
    assert len(value) <= LONGEST
    for part, percent in zip(value.split(" "), percents(value), strict=True):
        points, most = map(int, part[1:].split(":"))
        assert abs(Fraction(percent) - Fraction(100 * points, most)) <= Fraction(1, 200)
        assert Decimal(0) <= percent <= Decimal(100)


@given(st.lists(st.tuples(marks_by_criteria, st.sampled_from([Decimal(1), Decimal("1.5"), Decimal(0)])), max_size=6))
def test_the_mean_is_a_percent_and_its_result_of_five(marks: list[tuple[str, Decimal]]) -> None:
    norm = Norm("criteria", [Decimal(40), Decimal(60), Decimal(80)], 1, Fraction(1, 2))
    made = propose_result(marks, 10, 0, norm)
    mean = weighted_mean(marks)
    assert made.mean == mean
    if mean is None:
        assert made.value == ""
    else:
        assert 0 <= mean <= 100
        assert made.value == str(2 + sum(mean >= bound for bound in (40, 60, 80)))
        assert check_result(made.value, "criteria") is None
        assert level(made.value, "criteria", [Decimal(40), Decimal(60), Decimal(80)]) == made.value


def test_how_it_is_said() -> None:
    assert (short("А6:8 Б4:10"), spoken("А6:8 Б4:10")) == ("А6 Б4", "А 6 из 8, Б 4 из 10")
    assert (short("5/4"), spoken("."), short("")) == ("5/4", ".", "")


@pytest.mark.parametrize(
    ("text", "word"),
    [("", "Напишите букву"), ("А8 А8", "дважды"), ("А0", "от 1 до 100"), ("А101", "от 1 до 100"),
     ("А8 Б8 В8 Г8 Д8 Е8 Ж8", "не больше 6"), ("восемь", "Не понять"), ("А", "Не понять")],
)  # fmt: skip
def test_an_act_that_names_no_criteria_is_refused(text: str, word: str) -> None:
    with pytest.raises(Wrong, match=word):
        CRITERIA.read(text)


def test_the_acts_read_and_say_themselves() -> None:
    assert CRITERIA.read("a 8, Б10;В 5") == (("А", 8), ("Б", 10), ("В", 5))
    assert CRITERIA.read(CRITERIA.words(CRITERIA.default)) == CRITERIA.default
    with pytest.raises(Wrong, match="пересекаются"):
        CRITERIA_LEVELS.read([60, 60, 80])


# --- in the journal


def by_criteria(cast: Cast) -> None:
    actor = cast.actor("deputy_head")
    choose_scale(actor=actor, at=NOW, course=course_to_open(actor, 1, cast.algebra.id, TODAY), scale="criteria")


def mark(cast: Cast, value: str, *, at: int = 2, **more: Any) -> dict[str, Any]:
    return command("mark", cast.lessons[at], pupil=str(cast.pupils[0].id), value=value, slot=0, **more)


def test_a_mark_is_kept_with_the_maxima_of_its_day(cast: Cast, client_of: ClientOf) -> None:
    by_criteria(cast)
    client = client_of("teacher")
    assert [one["status"] for one in outcomes(client, 1, mark(cast, "6 4"))] == ["done"]
    row = Mark.objects.in_school(1).get()
    assert row.value == "А6:8 Б4:8"
    SchoolRegulation.objects.create(school_id=1, key="criteria", value="А10", starts_on=TODAY)
    (same,) = outcomes(client, 1, mark(cast, "А6:8 Б4:8", base=1))
    assert (same["status"], same["version"]) == ("done", 1), "what stands is not changed by a new act"
    (done,) = outcomes(client, 1, mark(cast, "9", base=1))
    assert done["status"] == "done"
    (before,) = outcomes(client, 1, mark(cast, "9", at=1))
    assert before["sentence"] == "По критерию А не больше 8, а не 9.", "yesterday's act was another one"
    row.refresh_from_db()
    assert row.value == "А9:10"
    said = [line.after for line in history(1, "mark", row.id)]
    assert said == ["А 9 из 10", "А 6 из 8, Б 4 из 8"]


def test_a_debt_and_an_empty_mark_are_as_ever(cast: Cast, client_of: ClientOf) -> None:
    by_criteria(cast)
    client = client_of("teacher")
    done, gone = outcomes(client, 1, mark(cast, "."), mark(cast, "", base=1))
    assert (done["status"], gone["status"]) == ("done", "done")
    (kept,) = outcomes(client, 1, mark(cast, "5/8", base=2))
    assert kept["status"] == "done"
    assert Mark.objects.in_school(1).get().value == "А5:8", "five of eight, and no double mark"


def test_the_result_is_of_five_points(cast: Cast, client_of: ClientOf) -> None:
    by_criteria(cast)
    client = client_of("teacher")
    outcomes(client, 1, mark(cast, "6 4"), mark(cast, "А8", at=1))
    refused, done = outcomes(client, 1, result_of(cast, "75"), result_of(cast, "4"))
    assert refused["status"] == "refused"
    assert done["status"] == "done"
    row = PeriodResult.objects.in_school(1).get()
    assert (row.mean, row.proposed) == (Decimal("75.00"), "4"), "(75 + 50 + 100) / 3"


def test_the_page_and_the_diary_show_it(cast: Cast, client_of: ClientOf) -> None:
    by_criteria(cast)
    outcomes(client_of("teacher"), 1, mark(cast, "6 4"))
    data = client_of("teacher").get(f"/s/1/journal/{cast.algebra.id}/data").json()
    assert (data["criteria"][0], data["thresholds"], data["levels"]) == (["А", 8], [4000, 6000, 8000], [40, 60, 80])
    assert not any(kind[7] for kind in data["kinds"]), "no work has two marks here"
    family, pupil = client_of("guardian"), cast.pupils[0].id
    week = family.get(f"/s/1/diary/{pupil}/{TODAY - timedelta(days=2)}/").content.decode()
    assert "А6 Б4" in week
    marks = family.get(f"/s/1/diary/{pupil}/marks/").content.decode()
    assert "62,50%" in marks
    row = Mark.objects.in_school(1).get()
    why = family.get(f"/s/1/diary/{pupil}/mark/{row.id}/").content.decode()
    assert "А 6 из 8, Б 4 из 8" in why


def test_an_overdue_debt_is_nothing_where_it_counts(cast: Cast, client_of: ClientOf) -> None:
    by_criteria(cast)
    SchoolRegulation.objects.create(school_id=1, key="overdue_debt", value="1", starts_on=YEAR_STARTS)
    outcomes(client_of("teacher"), 1, mark(cast, "."), mark(cast, "8 8", at=1))
    Mark.objects.in_school(1).filter(value=".").update(due_on=TODAY - timedelta(days=1))
    html = client_of("guardian").get(f"/s/1/diary/{cast.pupils[0].id}/marks/").content.decode()
    assert "просроченный долг считается за 0%" in html
    assert "66,67%" in html


def test_brought_marks_are_read_too(cast: Cast) -> None:
    by_criteria(cast)
    by: dict[str, Any] = {
        "actor": cast.actor("deputy_head"), "at": NOW, "school_id": 1, "grade": 8,
        "pupil_id": cast.pupils[0].id, "source": "справка",
    }  # fmt: skip
    kind = cast.kinds["КР"].id
    with pytest.raises(WrongBrought) as refused:
        bring_marks(**by, marks=[NewBrought(cast.algebra.id, TODAY, kind, "А9")])
    assert "не больше 8" in refused.value.faults[0]
    bring_marks(**by, marks=[NewBrought(cast.algebra.id, TODAY, kind, "7 5")])
    assert BroughtMark.objects.in_school(1).get().value == "А7:8 Б5:8"
