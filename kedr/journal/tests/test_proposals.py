"""What marks and missed lessons propose for a period: by the rule alone, by the regulations, as it is stored."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from kedr.curriculum.models import CourseException
from kedr.diary.tests.writing import absence, mark, work
from kedr.journal.models import BroughtMark, PeriodResult
from kedr.journal.queries.missed import missed_lessons
from kedr.journal.queries.results import result_states
from kedr.journal.rules.proposals import Norm, Proposal, least_marks, norm_of, propose_result
from kedr.journal.rules.scales import UNRATED
from kedr.journal.tests.sending import outcomes
from kedr.journal.tests.test_results import result_of
from kedr.people.models import Enrolment
from kedr.schools.models import SchoolRegulation
from kedr.schools.queries import regulations
from kedr.schools.rules import Regulations, Rule
from kedr.timetable.models import Lesson
from tests.cast import NOW, TODAY, YEAR_STARTS, Cast, lesson, person

type ClientOf = Callable[[str], Client]

THRESHOLDS = (Decimal("2.5"), Decimal("3.5"), Decimal("4.5"))
FIVE = Norm("five", THRESHOLDS, 3, Fraction(1, 2))
ONE = Decimal(1)

marks_of_five = st.lists(
    st.tuples(
        st.sampled_from(["5", "4", "3", "2", "5/4", "2/3", ".", "зч", ""]),
        st.sampled_from([Decimal(weight) / 2 for weight in range(7)]),
    ),
    max_size=12,
)


def of(*values: str) -> list[tuple[str, Decimal]]:
    return [(value, ONE) for value in values]


@given(marks_of_five, st.integers(0, 8), st.integers(0, 40), st.integers(0, 40))
def test_a_proposal_comes_from_what_is_listed_and_nothing_else(
    marks: list[tuple[str, Decimal]], least: int, lessons: int, missed: int
) -> None:
    norm = Norm("five", THRESHOLDS, least, Fraction(1, 2))
    made = propose_result(marks, lessons, missed, norm)
    numbers = [
        (int(part), weight) for value, weight in marks for part in value.split("/") if part.isdecimal() and weight
    ]
    weights = sum(weight for _, weight in numbers)
    mean = None
    if weights:
        total = Fraction(sum(part * weight for part, weight in numbers)) / Fraction(weights)
        mean = Decimal(int(total * 100 + Fraction(1, 2))) / 100  # half up
    assert (made.mean, made.marks) == (mean, len(numbers))
    assert made.is_few is (len(numbers) < least)
    if made.value == UNRATED:
        assert made.is_few
        assert missed * 2 > lessons
    else:
        assert made.value == ("" if mean is None else str(2 + sum(mean >= bound for bound in THRESHOLDS)))
    assert bool(made.few_words()) is made.is_few


@given(marks_of_five, st.integers(0, 40))
def test_who_was_there_is_never_unrated(marks: list[tuple[str, Decimal]], lessons: int) -> None:
    for missed in range(lessons // 2 + 1):  # up to the half itself
        assert propose_result(marks, lessons, missed, FIVE).value != UNRATED


@given(st.lists(st.sampled_from(["5", "4", "3", "2"]), min_size=3, max_size=9), st.integers(0, 40))
def test_enough_marks_are_never_unrated(values: list[str], lessons: int) -> None:
    made = propose_result(of(*values), lessons, lessons, FIVE)
    assert (made.value == UNRATED, made.is_few) == (False, False)


@pytest.mark.parametrize(
    ("values", "lessons", "missed", "value", "words"),
    [
        (("5", "4"), 16, 0, "5", "мало отметок: 2 из 3"),
        (("5", "4"), 16, 8, "5", "мало отметок: 2 из 3"),
        (("5", "4"), 16, 9, UNRATED, "мало отметок: 2 из 3, пропущено 9 из 16 уроков"),
        ((), 21, 11, UNRATED, "мало отметок: 0 из 3, пропущено 11 из 21 урока"),
        ((), 16, 0, "", "мало отметок: 0 из 3"),
        (("5/4", "3"), 16, 16, "4", ""),
        (("5", "4", "."), 16, 9, UNRATED, "мало отметок: 2 из 3, пропущено 9 из 16 уроков"),
        ((), 0, 0, "", "мало отметок: 0 из 3"),
    ],
)
def test_few_marks_and_missed_lessons(
    values: tuple[str, ...], lessons: int, missed: int, value: str, words: str
) -> None:
    made = propose_result(of(*values), lessons, missed, FIVE)
    assert (made.value, made.few_words()) == (value, words)


def test_a_mark_without_weight_is_none_of_them() -> None:
    made = propose_result([*of("5", "4"), ("3", Decimal(0))], 16, 0, FIVE)
    assert (made.marks, made.mean) == (2, Decimal("4.50"))


def test_families_read_the_same_in_their_words() -> None:
    assert Proposal("4", ONE, 2, 3).few_words("оценок") == "мало оценок: 2 из 3"


def test_the_minimum_of_marks_follows_hours() -> None:
    assert [least_marks(Decimal(hours), (3, 5)) for hours in ("0.5", "2", "2.5", "5")] == [3, 3, 5, 5]


def test_the_norm_is_the_school_s_of_that_day() -> None:
    def rule(key: str, value: Any, since: date, level: int = 0) -> Rule:
        return Rule(key, 2, level, 0, since, value)

    local = Regulations((
        rule("least_marks", [2, 4], YEAR_STARTS), rule("least_marks", [3, 6], YEAR_STARTS, level=3),
        rule("unrated_share", "3/4", TODAY),
    ))  # fmt: skip

    def norm(scale: str, hours: int, level: int, on: date) -> tuple[int, Fraction]:
        made = norm_of(local, scale, Decimal(hours), level=level, subject_id=0, on=on)
        return made.least, made.share

    assert norm("five", 1, 2, TODAY) == (2, Fraction(3, 4))
    assert norm("five", 5, 3, TODAY - timedelta(days=1)) == (6, Fraction(1, 2))
    assert norm("ten", 5, 2, TODAY) == (4, Fraction(3, 4))
    assert norm("pass", 5, 2, TODAY)[0] == norm("none", 5, 2, TODAY)[0] == 0


def test_a_share_of_one_never_proposes_unrated() -> None:
    assert propose_result(of("5"), 10, 10, Norm("five", THRESHOLDS, 3, Fraction(1))).value == "5"


# --- as the database tells it


def proposal(cast: Cast, pupil: int = 0) -> Proposal:
    key = (cast.algebra.id, cast.periods[1].id, cast.pupils[pupil].id)
    local = regulations(1, TODAY)
    return result_states(1, [key], cast.people["teacher"].id, TODAY, NOW, local)[key].proposal


def of_pupil(cast: Cast, pupil: int = 0) -> tuple[int, int]:
    span = cast.periods[1].starts_on, cast.periods[1].ends_on
    found = missed_lessons(1, [each.id for each in cast.pupils], *span)
    return found.get((cast.pupils[pupil].id, cast.algebra.id), (0, 0))


def test_lessons_are_the_pupil_s_own(cast: Cast) -> None:
    """Not the cancelled, not those before they came, not those they are freed from; missed by any reason, not late."""
    alina, boris, vera = cast.pupils
    for each, code in zip(cast.lessons, ("н", "б", "оп", "у"), strict=False):
        absence(each, alina, code)
    assert (proposal(cast).lessons, proposal(cast).missed) == (5, 3) == of_pupil(cast)
    Lesson.objects.in_school(1).filter(id=cast.lessons[1].id).update(is_cancelled=True)
    assert (proposal(cast).lessons, proposal(cast).missed) == (4, 2) == of_pupil(cast)
    Enrolment.objects.in_school(1).filter(person_id=boris.id).update(starts_on=cast.lessons[2].held_on)
    absence(cast.lessons[0], boris, "у")  # from before the order came in
    absence(cast.lessons[2], boris, "у")
    assert (proposal(cast, 1).lessons, proposal(cast, 1).missed) == (3, 1) == of_pupil(cast, 1)
    CourseException.objects.create(
        school_id=1, course_id=cast.algebra.id, pupil_id=vera.id, kind="home", starts_on=cast.lessons[3].held_on,
        ends_on=None, order_no="5", order_on=TODAY,
    )  # fmt: skip
    assert proposal(cast, 2).lessons == 2


def test_lessons_of_a_group_are_its_members_alone(cast: Cast) -> None:
    absence(cast.english_lesson, cast.pupils[0], "б")
    absence(cast.english_lesson, cast.pupils[2], "б")  # Вера is in another group
    found = missed_lessons(1, [each.id for each in cast.pupils], TODAY, TODAY + timedelta(days=1))
    assert found == {(cast.pupils[0].id, cast.english.id): (1, 1)}


def test_brought_marks_make_it_enough(cast: Cast) -> None:
    cast.algebra.hours = Decimal(2)
    cast.algebra.save()
    mark(work(cast, cast.lessons[1]), cast.pupils[0], "5", by=cast.people["teacher"])
    assert proposal(cast).few_words() == "мало отметок: 1 из 3"
    for value in "54":
        BroughtMark.objects.create(
            school_id=1, course_id=cast.algebra.id, pupil_id=cast.pupils[0].id, held_on=TODAY, value=value,
            kind_id=cast.kinds["ОУ"].id, weight=1, source="справка", set_at=NOW, set_by=1,
        )  # fmt: skip
    assert (proposal(cast).few_words(), proposal(cast).value) == ("", "5")


def test_unrated_is_stored_as_proposed_beside_another_decision(cast: Cast, client_of: ClientOf) -> None:
    for each in cast.lessons:
        absence(each, cast.pupils[0], "б")
    mark(work(cast, cast.lessons[1]), cast.pupils[0], "4", by=cast.people["teacher"])
    outcomes(client_of("teacher"), 1, result_of(cast, "4"))
    result = PeriodResult.objects.in_school(1).get()
    assert (result.mean, result.proposed, result.final) == (Decimal("4.00"), UNRATED, "4")
    SchoolRegulation.objects.create(school_id=1, key="unrated_share", value="1", starts_on=YEAR_STARTS)
    outcomes(client_of("teacher"), 1, result_of(cast, "3", base=1))
    assert PeriodResult.objects.in_school(1).get().proposed == "4"


def test_the_page_carries_the_norm(cast: Cast, client_of: ClientOf) -> None:
    address = f"/s/1/journal/{cast.algebra.id}/data"
    assert client_of("teacher").get(address).json()["enough"] == [least_marks(cast.algebra.hours, (3, 5)), 1, 2]
    SchoolRegulation.objects.create(school_id=1, key="unrated_share", value="2/3", starts_on=YEAR_STARTS)
    SchoolRegulation.objects.create(
        school_id=1, key="least_marks", value=[1, 2], starts_on=YEAR_STARTS, subject_id=cast.algebra.subject_id
    )
    assert client_of("teacher").get(address).json()["enough"] == [least_marks(cast.algebra.hours, (1, 2)), 2, 3]


@pytest.mark.parametrize("size", [1, 30])
def test_missed_lessons_take_one_query(size: int, cast: Cast) -> None:
    pupils = [*cast.pupils, *(person(cast.one, f"Новый{number}", "Имя") for number in range(size))]
    lesson(cast.algebra, TODAY + timedelta(days=1), teacher=cast.people["teacher"], room=cast.room)
    with CaptureQueriesContext(connection) as seen:
        missed_lessons(1, [each.id for each in pupils], cast.periods[1].starts_on, cast.periods[1].ends_on)
    assert len(seen) == 1
    assert missed_lessons(1, [], TODAY, TODAY) == {}
