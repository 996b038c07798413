"""The rules of the journal: cases that inspectors ask about, and properties that hold for any marks."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedr.journal import rules
from kedr.journal.rules import Verdict, judge, propose, weighted_mean

ONE, TWO = Decimal(1), Decimal(2)
THRESHOLDS = (Decimal("2.5"), Decimal("3.5"), Decimal("4.5"))


@pytest.mark.parametrize(
    ("marks", "mean"),
    [
        ([], None),
        ([("5", ONE)], "5.00"),
        ([("5", ONE), ("4", ONE)], "4.50"),
        ([("4", ONE), ("4", ONE), ("5", ONE)], "4.33"),
        ([("5", TWO), ("2", ONE)], "4.00"),
        ([("4", Decimal("1.5")), ("3", ONE)], "3.60"),
        ([("5", ONE), ("4", ONE), ("4", ONE), ("4", ONE), ("4", ONE), ("4", ONE), ("4", ONE), ("4", ONE)], "4.13"),
        ([(".", ONE), ("зч", ONE), ("", ONE), ("5", ONE)], "5.00"),  # only numbers count
        ([("2", Decimal(0))], None),  # a work of no weight
    ],
)
def test_the_mean(marks: list[tuple[str, Decimal]], mean: str | None) -> None:
    assert weighted_mean(marks) == (Decimal(mean) if mean else None)


@pytest.mark.parametrize(
    ("mean", "result"),
    [
        ("4.50", "5"),
        ("4.49", "4"),
        ("3.50", "4"),
        ("3.49", "3"),
        ("2.50", "3"),
        ("2.49", "2"),
        ("2.00", "2"),
        ("5.00", "5"),
    ],
)
def test_the_proposal_is_half_up(mean: str, result: str) -> None:
    assert propose(Decimal(mean), THRESHOLDS) == result


def test_no_marks_propose_nothing() -> None:
    assert propose(None, THRESHOLDS) == ""


MARKS = st.lists(
    st.tuples(
        st.sampled_from(["2", "3", "4", "5", "5/4", "2/3", ".", ""]),
        st.decimals("0.5", "4", places=1, allow_nan=False, allow_infinity=False),
    ),
    max_size=40,
)


@given(MARKS)
def test_a_family_can_recompute_the_mean(marks: list[tuple[str, Decimal]]) -> None:
    """The shown mean is the exact quotient, rounded once: never further from it than half a hundredth."""
    counted = [(Fraction(number), Fraction(weight)) for value, weight in marks for number in rules.parts(value)]
    mean = weighted_mean(marks)
    if not counted:
        assert mean is None
        return
    total = sum((weight for _, weight in counted), Fraction(0))
    exact = sum((value * weight for value, weight in counted), Fraction(0)) / total
    assert mean is not None
    assert abs(Fraction(mean) - exact) <= Fraction(1, 200)
    values = [value for value, _ in counted]
    assert min(values) <= Fraction(mean) <= max(values)


@given(MARKS, MARKS)
def test_order_changes_nothing(one: list[tuple[str, Decimal]], two: list[tuple[str, Decimal]]) -> None:
    assert weighted_mean(one + two) == weighted_mean(two + one)


@given(
    st.lists(
        st.tuples(st.sampled_from("2345"), st.integers(0, 3)),  # what a writer wants, how many versions ago they looked
        max_size=12,
    )
)
def test_a_cell_changes_only_for_who_saw_it(writes: list[tuple[str, int]]) -> None:
    value, version = "", 0
    for wanted, behind in writes:
        base = max(version - behind, 0)
        verdict = judge(value, version, wanted, base)
        assert verdict is not Verdict.WRITE or base == version
        assert verdict is not Verdict.CONFLICT or (wanted != value and base < version)
        if verdict is Verdict.WRITE:
            value, version = wanted, version + 1


@pytest.mark.parametrize(
    ("value", "scale", "is_fine"),
    [
        ("5", "five", True), ("1", "five", True), (".", "five", True), ("", "five", True), ("6", "five", False),
        ("зч", "five", False), ("зч", "pass", True), ("5", "pass", False), ("5", "none", False), ("", "none", True),
        ("5+", "five", False), ("<b>", "five", False),
    ],
)  # fmt: skip
def test_what_may_be_a_mark(value: str, scale: str, is_fine: bool) -> None:
    assert (rules.check_mark(value, scale) is None) is is_fine


def test_a_refusal_says_what_may_be_written() -> None:
    refusal = rules.check_mark("9", "five")
    assert refusal is not None
    assert refusal.sentence == "«9» — не отметка. Можно: 1, 2, 3, 4, 5 и точка (долг)."


@pytest.mark.parametrize(
    ("code", "minutes", "is_fine"),
    [
        ("н", None, True),
        ("оп", 5, True),
        ("оп", None, True),
        ("оп", 0, False),
        ("н", 5, False),
        ("", None, True),
        ("x", None, False),
    ],
)
def test_what_may_be_attendance(code: str, minutes: int | None, is_fine: bool) -> None:
    assert (rules.check_attendance(code, minutes) is None) is is_fine


@pytest.mark.parametrize(
    ("value", "scale", "is_fine"),
    [("н/а", "five", True), ("1", "five", False), ("зч", "pass", True), ("4", "none", False)],
)
def test_what_may_be_a_result(value: str, scale: str, is_fine: bool) -> None:
    assert (rules.check_result(value, scale) is None) is is_fine


def test_what_a_lesson_wants() -> None:
    def wants(scale: str = "five", is_extra: bool = False, **has: bool) -> list[str]:
        full = {"is_checked": True, "has_topic": True, "has_homework": True} | has
        return rules.missing(scale=scale, is_extra=is_extra, **full)

    assert wants() == []
    assert wants(is_checked=False, has_topic=False, has_homework=False) == ["посещаемость", "тема", "задание"]
    assert wants(scale="none", has_homework=False) == []
    assert wants(is_extra=True, has_homework=False, has_topic=False) == ["тема"]


FIVE = st.sampled_from("12345")
WEIGHTS = st.sampled_from(["0.5", "1", "1.5", "2"]).map(Decimal)


@given(st.lists(st.tuples(FIVE, FIVE, WEIGHTS), min_size=1, max_size=20))
def test_a_double_mark_counts_as_two_of_its_weight(works: list[tuple[str, str, Decimal]]) -> None:
    doubles = [(f"{one}/{two}", weight) for one, two, weight in works]
    singles = [(value, weight) for one, two, weight in works for value in (one, two)]
    assert rules.weighted_mean(doubles) == rules.weighted_mean(singles)


@pytest.mark.parametrize(
    ("value", "is_double", "is_fine"),
    [
        ("5/4", True, True), ("5/4", False, False), ("5", True, True), (".", True, True), ("5/.", True, False),
        ("5/4/3", True, False), ("/4", True, False), ("5/", True, False), ("05/4", True, False),
    ],
)  # fmt: skip
def test_what_may_be_a_double_mark(value: str, is_double: bool, is_fine: bool) -> None:
    assert (rules.check_mark(value, "five", is_double=is_double) is None) is is_fine
