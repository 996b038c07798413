from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from kedr.interop.demo import calendar, names, texts
from kedr.interop.demo.books import school_book
from kedr.interop.demo.curriculum import HOURS
from kedr.interop.demo.schools import CITY, EXAMPLE, SMALL, VILLAGE, schools_of
from kedr.interop.demo.weekly import NoPlanError, Unit, build, day_lengths
from kedr.interop.demo.works import KINDS, plan_of
from kedr.interop.workbook.check import check
from tests.cast import TODAY


def test_the_same_seed_gives_the_same_book_and_another_seed_another() -> None:
    assert school_book(VILLAGE, seed=1, today=TODAY) == school_book(VILLAGE, seed=1, today=TODAY + timedelta(days=20))
    assert school_book(VILLAGE, seed=2, today=TODAY) != school_book(VILLAGE, seed=1, today=TODAY)


@pytest.mark.parametrize("seed", range(2, 6))
def test_other_seeds_have_no_fault_either(seed: int) -> None:
    for spec in (EXAMPLE, SMALL, VILLAGE):
        assert check(school_book(spec, seed=seed, today=TODAY)) == []


def test_the_city_school_is_what_the_demo_promises() -> None:
    book = school_book(CITY, seed=1, today=TODAY)
    assert 780 <= len(book.pupils) <= 820
    assert {row.shift for row in book.classes} == {1, 2}
    assert {row.grade for row in book.classes} == set(range(1, 12))
    assert any(len(row.classes) == 2 for row in book.groups)
    hours = Counter[str]()
    for row in book.load:
        hours[row.teacher] += int(row.hours)
    assert max(hours.values()) <= 30
    leader = next(row.class_teacher for row in book.classes if row.name == "8А")
    assert hours[leader] >= 20
    for pupil in book.pupils:
        assert pupil.middle_name.endswith("ич" if pupil.sex == "m" else "на")
        assert not (pupil.sex == "f" and pupil.last_name.endswith(("ов", "ев", "ин")))


def test_days_have_no_holes() -> None:
    book = school_book(CITY, seed=1, today=TODAY)
    classes = {row.name: row.classes for row in book.groups}
    numbers: dict[tuple[str, int], set[int]] = {}
    for row in book.slots:
        for name in classes.get(row.group, (row.school_class,)):
            numbers.setdefault((name, row.weekday), set()).add(row.number)
    assert all(some == set(range(1, max(some) + 1)) for some in numbers.values())


def test_classes_of_a_small_school_sit_together() -> None:
    book = school_book(SMALL, seed=1, today=TODAY)
    rooms: dict[tuple[int, int, str], set[str]] = {}
    for row in book.slots:
        rooms.setdefault((row.weekday, row.number, row.room), set()).add(row.school_class)
    together = Counter(frozenset(some) for some in rooms.values() if len(some) > 1)
    assert together[frozenset({"1", "3"})] >= 20


def test_forty_schools_of_one_city() -> None:
    specs = schools_of("municipality", 1)
    assert len({spec.number for spec in specs}) == len({spec.name for spec in specs}) == 40
    assert {spec.municipality for spec in specs} == {"Город Томск"}


def test_a_load_that_does_not_fit_is_told() -> None:
    units = [Unit((name,), ("учитель",), 1, 20) for name in ("1", "2")]
    with pytest.raises(NoPlanError):
        build(units, Random(1), tries=1)
    assert day_lengths(31) == (6, 7, 6, 6, 6)


@pytest.mark.parametrize("today", [date(2026, 9, 1), date(2027, 1, 3), date(2027, 7, 15), date(2025, 5, 31)])
def test_the_year_of_any_day(today: date) -> None:
    year = calendar.year_of(today)
    assert year.starts_on.month == 9
    assert year.starts_on <= today
    days = [day for first, last in year.quarters for day in (first, last)]
    assert days == sorted(days)
    weeks = sum((last - first).days + 1 for first, last in year.quarters) / 7
    assert 32 <= weeks <= 36
    for _, first, last in year.holidays:
        assert not any(start <= first <= end or start <= last <= end for start, end in year.quarters)


def test_texts_are_there_for_every_subject_of_every_grade() -> None:
    for grade, subjects in HOURS.items():
        for subject, hours in subjects.items():
            course = texts.Course(subject, grade, hours * 34)
            topics = [course.topic(place) for place in range(course.lessons)]
            assert len(set(topics)) >= min(10, course.lessons)
            assert all(0 < len(topic) < 120 for topic in topics)
            assert "{" not in "".join(course.homework(place, Random(place)) for place in range(course.lessons))


def test_about_26_marks_a_subject_and_year() -> None:
    rng, totals = Random(1), []
    for grade, subjects in HOURS.items():
        for subject, hours in subjects.items():
            plan = plan_of(subject, grade, "five", hours * 34)
            total = sum(
                (1 - work.skip) if work.is_for_all else work.answers / 27
                for place in range(hours * 34)
                for work in plan.works(place, 27, rng)
            )
            totals.append(total * 0.94)
    assert 23 <= sum(totals) / len(totals) <= 30
    assert all(controls for controls, _ in KINDS.values() if controls)


def test_names_agree_with_the_sex() -> None:
    assert [names.feminine(one) for one in ("Бобров", "Ильин", "Долгих", "Третьяк")] == [
        "Боброва", "Ильина", "Долгих", "Третьяк",
    ]  # fmt: skip
    assert names.name(Random(1), "m", "Бобров", "Илья").middle == "Ильич"
    assert len(names.SURNAMES) == len(set(names.SURNAMES))
    assert replace(names.anybody(Random(1), "f")).sex == "f"
