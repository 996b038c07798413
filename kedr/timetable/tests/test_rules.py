from datetime import date, time

import pytest

from kedr.timetable.rules import (
    BellMissingError,
    Off,
    Sitting,
    Slot,
    Standing,
    Tenure,
    Wanted,
    clashes,
    compare,
    is_off,
    lay_out,
    teacher_on,
)

MON = date(2026, 11, 9)
BELLS = {(1, 1): (time(8, 30), time(9, 10)), (1, 2): (time(9, 25), time(10, 5)), (2, 1): (time(14), time(14, 40))}


def slot(slot_id: int = 1, **more: object) -> Slot:
    values: dict[str, object] = {"course_id": 10, "weekday": 1, "number": 1, "shift": 1, "room_id": 5}
    return Slot(**{"slot_id": slot_id, **values, "grades": (8,), "days_a_week": 5, **more})  # type: ignore[arg-type]


def days(slots: list[Slot], *days_off: Off, until: date = date(2026, 11, 23)) -> list[tuple[int, date]]:
    laid = lay_out(slots, from_on=MON, until=until, days_off=days_off, bells=BELLS, teachers={})
    return [(lesson.slot_id, lesson.held_on) for lesson in laid]


def test_a_slot_gives_a_lesson_each_week() -> None:
    assert days([slot()]) == [(1, MON), (1, date(2026, 11, 16))]


def test_days_off_of_the_school_and_of_a_grade() -> None:
    week = (MON, date(2026, 11, 16))
    assert days([slot()], Off(*week)) == [(1, date(2026, 11, 16))]
    assert days([slot()], Off(*week, grade=8)) == [(1, date(2026, 11, 16))]
    assert len(days([slot()], Off(*week, grade=1))) == 2


def test_a_group_of_two_grades_rests_only_when_both_do() -> None:
    assert not is_off(MON, (1, 2), [Off(MON, date(2026, 11, 10), 1)])
    assert is_off(MON, (1, 2), [Off(MON, date(2026, 11, 10), grade) for grade in (1, 2)])


def test_saturday_is_for_six_day_classes_only() -> None:
    assert days([slot(weekday=6)]) == []
    assert len(days([slot(weekday=6, days_a_week=6)])) == 2


def test_the_time_is_of_the_shifts_bells() -> None:
    (lesson,) = lay_out([slot(shift=2)], from_on=MON, until=date(2026, 11, 10), days_off=(), bells=BELLS, teachers={})
    assert (lesson.starts_at, lesson.ends_at) == (time(14), time(14, 40))
    with pytest.raises(BellMissingError):
        days([slot(number=9)])


def test_the_teacher_of_the_day() -> None:
    tenures = [Tenure(1, date(2026, 9, 1), date(2026, 11, 10)), Tenure(2, date(2026, 11, 10), None)]
    assert teacher_on(MON, tenures) == 1
    assert teacher_on(date(2026, 11, 10), tenures) == 2
    assert teacher_on(date(2026, 8, 31), tenures) is None
    assert teacher_on(date(2026, 11, 10), [Tenure(1, date(2026, 9, 1), None), *tenures[1:]]) == 2


def wanted(slot_id: int = 1, number: int = 1, held_on: date = MON, teacher: int = 7) -> Wanted:
    return Wanted(slot_id, 10, held_on, number, time(8, 30), time(9, 10), teacher, 5)


def standing(lesson_id: int, slot_id: int = 1, number: int = 1, held_on: date = MON, **more: bool) -> Standing:
    return Standing(
        lesson_id, slot_id, 10, held_on, number, time(8, 30), time(9, 10), 7, 5, more.pop("is_kept", False), **more
    )


def test_the_same_plan_changes_nothing() -> None:
    found = compare([wanted()], [standing(1)])
    assert (found.missing, found.changed, found.surplus) == ([], [], [])


def test_a_moved_slot_moves_the_lesson_on_its_day() -> None:
    found = compare([wanted(slot_id=2, number=3)], [standing(1)])
    assert found.changed == [(standing(1), wanted(slot_id=2, number=3))]
    assert (found.missing, found.surplus) == ([], [])


def test_a_kept_lesson_takes_the_place_of_a_wanted_one() -> None:
    found = compare([wanted(slot_id=2, number=3, teacher=8)], [standing(1, is_kept=True)])
    assert (found.missing, found.changed, found.surplus) == ([], [], [])


def test_a_kept_lesson_is_no_surplus_and_a_loose_one_is() -> None:
    found = compare([], [standing(1, is_kept=True), standing(2, slot_id=2), standing(3, slot_id=3, is_dropped=True)])
    assert [lesson.lesson_id for lesson in found.surplus] == [2]


def test_two_lessons_of_a_day_are_told_apart() -> None:
    found = compare([wanted(1), wanted(2, 2)], [standing(5, 2, 2), standing(6, 1, 1)])
    assert (found.missing, found.changed, found.surplus) == ([], [], [])


def test_a_dropped_lesson_comes_back() -> None:
    found = compare([wanted()], [standing(1, is_dropped=True)])
    assert len(found.changed) == 1


def sitting(key: int, **more: object) -> Sitting:
    values: dict[str, object] = {"weekday": 1, "starts_at": time(8, 30), "ends_at": time(9, 10)}
    values |= {"teacher": key, "room": key, "classes": frozenset({key})}
    return Sitting(**{"key": key, **values, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"teacher": 1}, ["teacher"]),
        ({"room": 1}, ["room"]),
        ({"classes": frozenset({1})}, ["pupils"]),
        ({"teacher": 1, "room": 1}, []),  # a combined class
        ({"teacher": 1, "room": 1, "classes": frozenset({1})}, ["pupils"]),
        ({"teacher": 1, "weekday": 2}, []),
        ({"teacher": 1, "starts_at": time(9, 10), "ends_at": time(9, 50)}, []),
        ({"teacher": 1, "starts_at": time(9), "ends_at": time(9, 40)}, ["teacher"]),
        ({"teacher": None, "room": None}, []),
    ],
)
def test_clashes(more: dict[str, object], found: list[str]) -> None:
    assert [clash.what for clash in clashes([sitting(1), sitting(2, **more)])] == found


def test_groups_clash_when_they_share_a_pupil() -> None:
    one, other = sitting(1, group=1), sitting(2, group=2, classes=frozenset({1}))
    assert clashes([one, other]) == []
    assert len(clashes([one, other], {1: frozenset({100}), 2: frozenset({100})})) == 1
    assert len(clashes([sitting(1), other])) == 1  # the whole class and a group of it
