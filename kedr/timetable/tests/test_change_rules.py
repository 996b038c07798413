"""A day changed: whatever is decided, nobody is in two places, and taking all of it back gives the plan again."""

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedr.timetable.rules.changes import (
    Candidate,
    Changed,
    Decision,
    Given,
    Hour,
    Staff,
    as_planned,
    candidates,
    decide,
    propose,
    read_decision,
    standing,
)

DAY = date(2026, 11, 11)
TIMES = [(time(8 + n, 30), time(9 + n, 10)) for n in range(4)]


def hour(id: int, number: int = 1, teacher: int | None = 1, room: int | None = None, **more: object) -> Hour:
    """Lesson `id`: class 70 + teacher, subject of the teacher, room 200 + teacher."""
    class_id = 70 + (teacher or 0)
    one = Hour(
        id, 500 + id, f"Предмет {teacher}", f"{class_id}", teacher or 0, class_id, None, DAY, number,
        *TIMES[number - 1], teacher, teacher, room or 200 + id, room or 200 + id, frozenset({class_id}),
    )  # fmt: skip
    return replace(one, **more)  # type: ignore[arg-type]


def change(hours: list[Hour], *codes: tuple[int, str], courses: dict[tuple[int, date], Given] | None = None) -> Changed:
    wanted = [read_decision(id, code) for id, code in codes]
    return decide(hours, [one for one in wanted if one], courses or {})


def course(id: int, of: Hour, teacher: int | None) -> dict[tuple[int, date], Given]:
    return {(id, DAY): Given(id, "Алгебра", of.whose, 90, of.class_id, of.group_id, teacher)}


def test_a_free_teacher_stands_in_and_a_busy_one_does_not() -> None:
    hours = [hour(1), hour(2, 2, 2)]
    assert not change(hours, (1, "t:2")).faults
    busy = [hour(1), hour(2, 1, 2)]
    assert "другой урок: 72, Предмет 2" in change(busy, (1, "t:2")).faults[1]


def test_two_lessons_decided_together_see_each_other() -> None:
    """The second is freed by the same save that takes its teacher; two may not take the same person."""
    hours = [hour(1), hour(2, 1, 2)]
    assert not change(hours, (1, "t:2"), (2, "x")).faults
    assert change(hours, (1, "t:3"), (2, "t:3")).faults.keys() == {1, 2}


def test_a_substitute_may_take_both_classes_of_a_combined_lesson() -> None:
    both = [hour(1, room=200), hour(2, 1, 1, room=200, classes=frozenset({8}))]
    assert not change(both, (1, "t:3"), (2, "t:3")).faults


def test_another_subject_takes_the_place_and_gives_it_back() -> None:
    lesson = hour(1)
    given_course = course(900, lesson, 5)
    changed = change([lesson], (1, "s:900"), courses=given_course)
    assert [one.is_cancelled for one in changed.altered] == [True]
    (made,) = changed.made
    assert (made.course_id, made.teacher_id, made.instead_id, made.words) == (900, 5, 1, "вместо урока: Предмет 1")
    stands = [*changed.altered, replace(made, id=9)]
    assert standing(stands[0], stands) == "s:900"
    back = change(stands, (1, ""))
    assert [one.id for one in back.removed] == [9]
    assert back.altered == [lesson]


def test_what_bars_another_subject() -> None:
    lesson = hour(1)
    assert "Такого предмета" in change([lesson], (1, "s:900")).faults[1]
    assert "не назначен учитель" in change([lesson], (1, "s:900"), courses=course(900, lesson, None)).faults[1]
    busy = [lesson, hour(2, 1, 5)]
    assert "У учителя" in change(busy, (1, "s:900"), courses=course(900, lesson, 5)).faults[1]
    kept = [replace(lesson, is_kept=True)]
    assert "уже записан" in change(kept, (1, "s:900"), courses=course(900, lesson, 5)).faults[1]


def test_a_joined_lesson_goes_to_its_host() -> None:
    hours = [hour(1), hour(2, 1, 2)]
    changed = change(hours, (1, "j:2"))
    assert not changed.faults
    (joined,) = changed.altered
    assert (joined.teacher_id, joined.room_id, joined.is_joined) == (2, 202, True)
    assert standing(joined, changed.hours) == "j:2"
    assert change(changed.hours, (1, "")).altered == [hour(1)]
    assert "нет" in change([hour(1), hour(2, 2, 2)], (1, "j:2")).faults[1], "another time"


def test_a_host_with_a_substitute_is_joined_as_it_will_be() -> None:
    changed = change([hour(1), hour(2, 1, 2)], (1, "j:2"), (2, "t:3"))
    assert not changed.faults
    assert {one.teacher_id for one in changed.altered} == {3}


@pytest.mark.parametrize(
    ("more", "code", "word"),
    [
        ({"is_kept": True}, "x", "уже записан"),
        ({"is_closed": True}, "t:3", "закрыт"),
        ({"is_cancelled": True}, "t:3", "тем временем"),
    ],
)
def test_what_may_not_be_changed(more: dict[str, bool], code: str, word: str) -> None:
    decision = read_decision(1, code, "")
    assert decision
    assert word in decide([hour(1, **more)], [decision], {}).faults[1]


@pytest.mark.parametrize("code", ["t", "t:", "t:0", "t:x", "x:1", "q", "t:99999999999999999999", "s:-1"])
def test_what_is_no_code(code: str) -> None:
    assert read_decision(1, code) is None


def test_the_best_of_the_free_come_first() -> None:
    ill = hour(1, 2, 1, subject_id=90)
    day = [ill, hour(2, 1, 2), hour(3, 3, 2), hour(4, 1, 3), hour(5, 2, 4)]
    staff = [
        Staff(5, "Дома"), Staff(4, "Занят", frozenset({90})), Staff(3, "Рядом"), Staff(2, "Окно"),
        Staff(6, "Математик", frozenset({90})), Staff(7, "Знает класс", frozenset(), frozenset({71})),
        Staff(8, "Болен", frozenset({90})), Staff(1, "Сам"),
    ]  # fmt: skip
    found = candidates(ill, day, staff, {8})
    assert [one.who.name for one in found] == ["Математик", "Знает класс", "Окно", "Рядом", "Дома"]
    assert [one.place for one in found] == [3, 3, 0, 1, 3]


def test_proposals_are_shared_out() -> None:
    """Two lessons at one time get two people, and one person is not given everything."""
    hours = [hour(1), hour(2), hour(3, 2)]
    pair = [Candidate(Staff(id, str(id)), True, False, 0, 3) for id in (5, 6)]
    found = propose(hours, dict.fromkeys((1, 2, 3), pair))
    assert {found[1], found[2]} == {"t:5", "t:6"}
    stranger = Candidate(Staff(9, "9"), False, False, 0, 3)
    assert propose(hours, {1: [stranger]}) == {}, "whoever knows neither subject nor class is left to people"


PEOPLE = st.integers(1, 4)


@st.composite
def days(draw: st.DrawFn) -> list[Hour]:
    """A plan in which nobody is in two places: a teacher has a lesson a time at most, a room of their own."""
    hours: list[Hour] = []
    for number in range(1, 5):
        for teacher in draw(st.lists(PEOPLE, unique=True)):
            hours.append(hour(len(hours) + 1, number, teacher, is_kept=draw(st.booleans())))
    return hours


CODES = st.one_of(
    st.just(""), st.just("x"), PEOPLE.map("t:{}".format), st.integers(1, 8).map("j:{}".format),
    st.integers(900, 903).map("s:{}".format),
)  # fmt: skip


@given(days(), st.lists(st.lists(st.tuples(st.integers(1, 8), CODES), max_size=6), max_size=3))
def test_nobody_is_in_two_places_and_all_can_be_taken_back(
    plan: list[Hour], saves: list[list[tuple[int, str]]]
) -> None:
    courses = {
        (900 + teacher, DAY): Given(900 + teacher, "Другой", "7", 90, 70 + at, None, teacher)
        for at, teacher in enumerate((1, 2, 3, 4))
    }
    hours = list(plan)
    for save in saves:
        wanted = [one for one in (read_decision(id, code) for id, code in dict(save).items()) if one]
        changed = decide(hours, wanted, courses)
        if not changed.faults:
            made = {id(one): replace(one, id=100 + at + len(hours)) for at, one in enumerate(changed.made)}
            hours = [made.get(id(one), one) for one in changed.hours]
        check(hours)
    own = [one.id for one in hours if one.instead_id is None]
    back = decide(hours, [Decision(id, "") for id in own], courses)
    assert not back.faults
    assert sorted(back.hours, key=lambda one: one.id) == plan
    assert [as_planned(one) for one in plan] == plan


def check(hours: list[Hour]) -> None:
    going = [one for one in hours if not one.is_cancelled]
    for at, one in enumerate(going):
        for other in going[at + 1 :]:
            if one.meets(other) and one.teacher_id == other.teacher_id:
                assert one.room_id == other.room_id, "one teacher in two rooms"
                assert one.is_joined or other.is_joined
            if one.meets(other) and one.room_id == other.room_id:
                assert one.teacher_id == other.teacher_id, "two teachers in one room"
