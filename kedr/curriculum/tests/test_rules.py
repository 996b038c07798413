"""Lesson plans laid on lessons: no row lost, none twice, order kept; plan and fact in hours and works."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kedr.curriculum.rules import (
    Followed,
    Fulfilment,
    KindCount,
    PlanLine,
    carry_over,
    check_line,
    count_kinds,
    lay,
    lay_all,
    near,
    slots_of,
)

plans = st.lists(st.integers(1, 4), max_size=40).map(
    lambda hours: [PlanLine(id=place, topic=f"Тема {place}", hours=h) for place, h in enumerate(hours, 1)]
)
corrections = st.dictionaries(st.integers(1, 40), st.integers(0, 5), max_size=12)


def topics(rows: list[PlanLine], hours: dict[int, int] | None = None) -> list[str]:
    return [slot.topic for slot in slots_of(rows, hours)]


def test_a_row_of_several_hours_takes_several_lessons() -> None:
    rows = [PlanLine(1, "Дроби"), PlanLine(2, "Корни", hours=2), PlanLine(3, "Итог")]
    assert topics(rows) == ["Дроби", "Корни", "Корни", "Итог"]
    shares = [(share.part, share.of) for slot in slots_of(rows) for share in slot.shares]
    assert shares == [
        (1, 1),
        (1, 2),
        (2, 2),
        (1, 1),
    ]


def test_a_correction_makes_a_row_shorter_longer_or_one_with_the_row_before() -> None:
    rows = [PlanLine(1, "Дроби", homework="№ 1"), PlanLine(2, "Корни", hours=2, homework="№ 2"), PlanLine(3, "Итог")]
    assert topics(rows, {2: 1}) == ["Дроби", "Корни", "Итог"]
    assert topics(rows, {3: 2}) == ["Дроби", "Корни", "Корни", "Итог", "Итог"]
    merged = slots_of(rows, {2: 0})
    assert [slot.topic for slot in merged] == ["Дроби; Корни", "Итог"]
    assert merged[0].homework == "№ 1; № 2"
    assert topics(rows, {1: 0}) == ["Дроби; Корни", "Корни", "Итог"]  # nothing before it: with the next one
    assert topics(rows, {1: 0, 2: 0, 3: 0}) == ["Дроби; Корни; Итог"]


@given(plans, corrections)
def test_no_row_is_lost_none_comes_twice_and_order_is_kept(rows: list[PlanLine], hours: dict[int, int]) -> None:
    shares = [share for slot in slots_of(rows, hours) for share in slot.shares]
    wanted = [(row.id, part) for row in rows for part in range(1, max(hours.get(row.id, row.hours), 1) + 1)]
    assert [(share.row.id, share.part) for share in shares] == wanted
    assert [slot.number for slot in slots_of(rows, hours)] == [*range(1, len(slots_of(rows, hours)) + 1)]


@given(plans, corrections, st.integers(0, 120))
def test_lessons_get_the_plan_in_order_and_the_rest_is_told(
    rows: list[PlanLine], hours: dict[int, int], count: int
) -> None:
    slots, lessons = slots_of(rows, hours), list(range(1000, 1000 + count))
    laid = lay(slots, lessons)
    assert [*laid.on.values(), *laid.rest] == slots
    assert [*laid.on, *laid.bare] == lessons
    assert not (laid.rest and laid.bare)


@given(plans, corrections, st.integers(0, 60), st.integers(0, 30))
def test_a_part_of_the_plan_is_the_same_part_of_the_whole(
    rows: list[PlanLine], hours: dict[int, int], passed: int, count: int
) -> None:
    given = [hours.get(row.id, row.hours) for row in rows]
    first, last, before = near(given, passed, count)
    part = slots_of(rows[first:last], hours, start=before + 1)
    assert part[passed - before :][:count] == slots_of(rows, hours)[passed : passed + count]


@given(plans, st.lists(st.booleans(), max_size=60))
def test_a_cancelled_lesson_moves_what_follows_by_one(rows: list[PlanLine], cancelled: list[bool]) -> None:
    slots = slots_of(rows)
    going = [place for place, is_cancelled in enumerate(cancelled) if not is_cancelled]
    laid = lay(slots, going)
    assert not {place for place, is_cancelled in enumerate(cancelled) if is_cancelled} & set(laid.on)
    assert list(laid.on.values()) == slots[: len(laid.on)]


DAY = date(2026, 9, 1)


@given(plans, plans, st.integers(0, 30), st.integers(0, 30), st.integers(0, 20))
def test_two_plans_in_a_year_each_on_its_own_dates(
    first: list[PlanLine], second: list[PlanLine], change: int, lessons: int, skip: int
) -> None:
    days = [(place, DAY + timedelta(days=place)) for place in range(lessons)]
    turn = DAY + timedelta(days=change)
    whole = lay_all([Followed(DAY, turn, slots_of(first)), Followed(turn, None, slots_of(second))], days)
    assert [*whole.on.values()] == [
        *slots_of(first)[: min(change, lessons)],
        *slots_of(second)[: max(lessons - change, 0)],
    ]
    assert sorted([*whole.on, *whole.bare]) == [place for place, _ in days]
    # a part of the year says the same of its lessons
    part = lay_all(
        [
            Followed(DAY, turn, slots_of(first), passed=min(skip, change)),
            Followed(turn, None, slots_of(second), passed=max(skip - change, 0)),
        ],
        days[skip:],
    )
    assert part.on == {place: slot for place, slot in whole.on.items() if place >= skip}


def test_fulfilment_by_hours() -> None:
    assert Fulfilment(plan=30, fact=28, saved=1).deviation == -1
    assert Fulfilment(plan=30, fact=28, saved=1).percent == Decimal("96.7")
    assert Fulfilment(plan=16, fact=13).percent == Decimal("81.3")  # 81.25, half up
    assert Fulfilment(plan=0, fact=3).percent is None


def test_fulfilment_by_kinds_of_work() -> None:
    counted = count_kinds(["КР", "", "КР", "ЛР"], ["КР"], {"КР": 2, "ДИКТ": 1})
    assert counted == [KindCount("КР", 2, 1, 2), KindCount("ЛР", 1, 0, 0), KindCount("ДИКТ", 0, 0, 1)]
    assert [one.deviation for one in counted] == [1, 0, 1]


def test_a_new_edition_keeps_the_rows_it_knows() -> None:
    before = [PlanLine(1, "Дроби"), PlanLine(2, "Решение задач"), PlanLine(3, "Решение задач"), PlanLine(4, "Итог")]
    after = [PlanLine(0, "решение задач"), PlanLine(0, "Новое"), PlanLine(0, "Решение задач"), PlanLine(0, "Дроби")]
    assert carry_over(before, after) == [2, 0, 3, 1]


@given(plans)
def test_an_old_row_is_continued_once(rows: list[PlanLine]) -> None:
    after = [PlanLine(0, row.topic) for row in reversed(rows)] * 2
    ids = [row_id for row_id in carry_over(rows, after) if row_id]
    assert sorted(ids) == sorted(row.id for row in rows)


def test_what_cannot_be_kept_says_why() -> None:
    assert check_line(PlanLine(0, "Дроби")) == ""
    assert check_line(PlanLine(0, "")) == "Впишите тему."
    assert check_line(PlanLine(0, "а" * 502)) == "Тема длиннее 500 знаков: сократите на 2."
    assert check_line(PlanLine(0, "Дроби", hours=0)) == check_line(PlanLine(0, "Дроби", hours=21))
    assert "Часов в строке от 1 до 20" in check_line(PlanLine(0, "Дроби", hours=21))
