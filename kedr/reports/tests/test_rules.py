"""The formulas against the vectors of the field, and what holds for any marks."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedr.reports.rules import (
    Counts,
    FamilyAccess,
    Gathering,
    Group,
    Kept,
    Missed,
    Programme,
    count_finals,
    count_missed,
    count_standings,
    is_day_missed,
    median,
    percent,
    ratio,
    standing,
    total,
)
from kedr.schools.rules import MASTERY

FULL = MASTERY.default
STRICT = (*FULL[:3], Decimal(0), Decimal(0))
FINALS = st.lists(st.sampled_from(["5", "4", "3", "2", "1", "н/а", "осв", "зч", "нз", ""]), max_size=40)


def test_the_class_of_25() -> None:
    """25 pupils: 5×6, 4×9, 3×7, 2×1, н/а×1, осв×1 → N=24."""
    counts = count_finals("5" * 6 + "4" * 9 + "3" * 7 + "2") + count_finals(["н/а", "осв"])
    assert counts.pupils == 25
    assert counts.rated == 24
    assert counts.success == Decimal("91.7")
    assert counts.quality == Decimal("62.5")
    assert counts.mastery(FULL) == Decimal("60.46")
    assert counts.mastery(STRICT) == Decimal("59.50")
    assert counts.mean() == Decimal("3.87")
    assert counts.mean(with_unrated=True) == Decimal("3.71")  # 89/24 = 3.708


def test_a_pupil_without_a_final_mark_is_in_no_share() -> None:
    counts = count_finals(["5", "", "4", "осв", "зч"])
    assert (counts.pupils, counts.rated, counts.none, counts.credits) == (5, 2, 1, 1)
    assert counts.success == Decimal("100.0")


def test_nothing_has_no_share() -> None:
    assert Counts().success is None
    assert Counts().mean() is None
    assert count_finals(["осв", ""]).mastery(FULL) is None
    assert percent(0, 0) is None


@pytest.mark.parametrize(("part", "whole", "said"), [(1, 8, "12.5"), (1, 16, "6.3"), (2, 3, "66.7"), (1, 1000, "0.1")])
def test_shares_are_half_up(part: int, whole: int, said: str) -> None:
    assert percent(part, whole) == Decimal(said)
    assert ratio(1, 8) == Decimal("0.13")


def test_a_total_is_made_of_counts_not_of_shares() -> None:
    small, large = count_finals(["5"]), count_finals(["2", "2", "2"])
    assert total([small, large]).success == Decimal("25.0")  # the mean of 100 and 0 would be 50


@given(st.lists(FINALS, max_size=6))
def test_counts_of_parts_are_counts_of_the_whole(parts: list[list[str]]) -> None:
    whole = count_finals(value for part in parts for value in part)
    assert total(map(count_finals, parts)) == whole
    marks = whole.n5 + whole.n4 + whole.n3 + whole.n2 + whole.n1
    assert whole.pupils == marks + whole.unrated + whole.exempt + whole.none + whole.credits
    assert whole.rated == marks + whole.unrated


@given(FINALS)
def test_numbers_stay_in_their_bounds(finals: list[str]) -> None:
    counts = count_finals(finals)
    if counts.rated:
        assert counts.success is not None
        assert counts.quality is not None
        assert 0 <= counts.quality <= counts.success <= 100
        mastery = counts.mastery(FULL)
        assert mastery is not None
        assert counts.mastery(STRICT) <= mastery <= 100  # type: ignore[operator]
    mean = counts.mean()
    assert mean is None or 1 <= mean <= 5


@pytest.mark.parametrize(
    ("finals", "group", "extra"),
    [
        (["5", "5", "осв"], Group.EXCELLENT, ""),
        (["5", "4", "5"], Group.GOOD, "has_one_four"),
        (["4", "4", "5"], Group.GOOD, ""),
        (["4", "3", "5"], Group.FAIR, "has_one_three"),
        (["3", "3", "5"], Group.FAIR, ""),
        (["5", "2", "5"], Group.FAILING, "is_failing"),
        (["5", "н/а"], Group.UNRATED, "is_unrated"),
        (["осв", "зч", ""], Group.NOT_RATED, ""),
        ([], Group.NOT_RATED, ""),
    ],
)
def test_a_pupil_belongs_to_one_group(finals: list[str], group: Group, extra: str) -> None:
    made = standing(finals)
    assert made.group == group
    held = {name for name in ("has_one_four", "has_one_three", "is_failing", "is_unrated") if getattr(made, name)}
    assert held == ({extra} if extra else set())


def test_who_has_both_is_in_both_lists_and_counted_once() -> None:
    both = standing(["2", "н/а"])
    assert (both.group, both.is_failing, both.is_unrated) == (Group.FAILING, True, True)
    assert standing(["2", "н/а"], failing_first=False).group == Group.UNRATED


@given(st.lists(FINALS, max_size=30))
def test_a_class_is_the_sum_of_its_groups(pupils: list[list[str]]) -> None:
    counts = count_standings([standing(finals) for finals in pupils])
    assert sum(counts.groups.values()) == len(pupils)
    assert counts.one_four <= counts.groups[Group.GOOD]
    assert counts.one_three <= counts.groups[Group.FAIR]
    if counts.rated:
        assert counts.quality is not None
        assert counts.success is not None
        assert counts.quality <= counts.success <= 100


@pytest.mark.parametrize(
    ("missed", "lessons", "least", "whole"),
    [(6, 6, 0, True), (5, 6, 0, False), (0, 0, 0, False), (3, 6, 3, True), (2, 2, 3, False), (2, 6, 3, False)],
)
def test_a_missed_day(missed: int, lessons: int, least: int, whole: bool) -> None:
    assert is_day_missed(missed, lessons, least) is whole


def test_absences_add_up_by_reason() -> None:
    days = [({"б": 6}, 6), ({"н": 1, "у": 4}, 5), ({"нп": 2, "оп": 1}, 6), ({"осв": 1, "д": 1}, 6)]
    missed = count_missed(days, 0)
    assert missed.lessons == {"б": 6, "н": 1, "у": 4, "нп": 2}
    assert missed.days == {"б": 1, "у": 1}
    assert (missed.all_lessons, missed.all_days, missed.late) == (13, 2, 1)
    assert count_missed(days, 2).days == {"б": 1, "у": 1, "нп": 1}


CODES = st.dictionaries(st.sampled_from(["н", "нп", "у", "б", "оп", "осв", "д"]), st.integers(0, 7), max_size=4)


@given(st.lists(st.tuples(CODES, st.integers(0, 8)), max_size=20), st.integers(0, 4))
def test_months_add_up_to_the_year(days: list[tuple[dict[str, int], int]], least: int) -> None:
    whole = count_missed(days, least)
    parts = count_missed(days[:7], least) + count_missed(days[7:], least)
    assert (whole.all_lessons, whole.all_days, whole.late) == (parts.all_lessons, parts.all_days, parts.late)
    assert whole.all_days <= len(days)
    assert Missed({}, {}).all_lessons == 0


def test_how_marks_gather() -> None:
    made = Gathering(marks=75, lessons=12, pupils=25, bare_pupils=3, markless=1)
    assert made.per_pupil == Decimal("3.00")
    assert made.per_lesson == Decimal("25.0")
    assert made.bare == Decimal("12.0")
    assert (made + made).per_pupil == Decimal("3.00")
    assert Gathering(0, 0, 0, 0, 0).per_lesson is None


def test_how_a_programme_goes() -> None:
    made = Programme(Decimal(34), Decimal(30), Decimal(2))
    assert (made.deviation, made.done) == (Decimal(-2), Decimal("94.1"))
    assert (made + made).done == Decimal("94.1")
    assert Programme(Decimal(0), Decimal(0)).done is None


def test_how_a_journal_is_kept() -> None:
    one = Kept(
        lessons=4,
        with_topic=3,
        topic_in_time=2,
        homework_lessons=2,
        with_homework=1,
        late_homework=1,
        checked=4,
        late_days=(3,),
    )
    two = Kept(
        lessons=6,
        with_topic=6,
        topic_in_time=6,
        marks=8,
        marks_in_time=7,
        mark_lessons=10,
        with_marks=3,
        late_days=(1, 2),
    )
    both = one + two
    assert (one.topics, two.topics, both.topics) == (Decimal("75.0"), Decimal("100.0"), Decimal("90.0"))
    assert (both.topics_in_time, both.homework, both.attendance) == (Decimal("80.0"), Decimal("50.0"), Decimal("40.0"))
    assert (both.marked, both.marks_by_deadline, both.median_late) == (Decimal("30.0"), Decimal("87.5"), Decimal(2))
    assert median([1, 2]) == Decimal("1.5")
    assert Kept().median_late is None


def test_how_families_come() -> None:
    made = FamilyAccess(pupils=30, covered=27, visited=20, visits=100, weeks=60, acknowledged=45)
    assert made.coverage == Decimal("90.0")
    assert made.activity == Decimal("66.7")
    assert made.visits_per_pupil == Decimal("3.33")
    assert made.acknowledgement == Decimal("75.0")


@given(FINALS)
def test_a_standing_reads_only_what_is_set(finals: list[str]) -> None:
    seen = Counter(finals)
    for unmarked in ("осв", "зч", "нз", ""):
        del seen[unmarked]
    assert standing(finals) == standing(seen.elements())
