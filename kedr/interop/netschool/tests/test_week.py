"""The file: what is read, what is refused, where."""

from datetime import date, time
from typing import Any

import pytest

from kedr.interop.netschool.tests.twin import assignment, encoded, mark, twin
from kedr.interop.netschool.week import NotAWeek, Stranger, decode


def test_days_and_times_are_read_in_every_form() -> None:
    week = decode(encoded(twin())).week
    assert [day.date for day in week.week_days] == [date(2026, 11, 9), date(2026, 11, 10), date(2026, 11, 11)]
    assert week.week_days[1].lessons[0].day == date(2026, 11, 10)  # written with a fraction
    assert [lesson.start_time for lesson in week.week_days[1].lessons[:2]] == [time(8), time(10)]


def test_a_lesson_may_have_no_assignments_and_no_room() -> None:
    monday = decode(encoded(twin())).week.week_days[0].lessons
    assert monday[4].assignments is None
    assert (monday[5].room, monday[5].relay, monday[5].is_ea_lesson) == (None, 2, True)


def test_a_byte_order_mark_is_passed_over() -> None:
    assert decode(b"\xef\xbb\xbf" + encoded(twin())).week.class_name == "10Г"


def test_every_value_without_a_field_is_found() -> None:
    week = twin()
    week["laAssigns"] = [{"name": "Олимпиада"}]
    week["weekDays"][0]["holiday"] = True
    week["weekDays"][0]["lessons"][0]["teachers"] = ["Учитель"]
    week["weekDays"][0]["lessons"][0]["assignments"][0]["mark"]["resultScore"] = 12
    found = decode(encoded(week)).strangers
    assert found == (
        Stranger(-1, -1, "laAssigns", '[{"name":"Олимпиада"}]'),
        Stranger(0, -1, "holiday", "true"),
        Stranger(0, 0, "teachers", '["Учитель"]'),
        Stranger(0, 0, "mark.resultScore", "12"),
        Stranger(2, 0, "textAnswer", '{"answer":"Готово"}'),
    )


def broken(**lesson: Any) -> bytes:
    week = twin()
    week["weekDays"][1]["lessons"][2] |= lesson
    return encoded(week)


def without(name: str) -> bytes:
    week = twin()
    del week["weekDays"][1]["lessons"][2][name]
    return encoded(week)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "не читается как JSON"),
        (b'{"weekStart":', "не читается как JSON"),
        (b"[" * 100_000, "не читается как JSON"),
        (b"<html></html>", "не читается как JSON"),
        ('{"weekStart": "Ы"}'.encode("cp1251"), "не в кодировке UTF-8"),
        (b"[1, 2]", "Это не неделя дневника NetSchool: в файле другой JSON"),
        (b"null", "Это не неделя дневника NetSchool: в файле другой JSON"),
        (b'{"name": "other"}', "Это не неделя дневника NetSchool: в файле нет «weekStart»"),
        (without("number"), "День 2, урок 3, «number»: такого поля нет"),
        (broken(number="первый"), "День 2, урок 3, «number»: ждали целое число, а там строку"),
        (broken(number=400), "День 2, урок 3, «number»: такое значение не подходит"),
        (broken(startTime="8 утра"), "День 2, урок 3, «startTime»: «8 утра» – не время; пример: 08:30"),
        (broken(startTime=None), "День 2, урок 3, «startTime»: ждали дату или время строкой"),
        (broken(day="вчера"), "День 2, урок 3, «day»: «вчера» – не дата"),
        (broken(startTime="12:00"), "День 2, урок 3: конец урока не позже начала"),
        (
            broken(assignments=[assignment(203, 10, "Опрос", mark=mark(4)), {"typeId": True}]),
            "День 2, урок 3, задание 2, «typeId»: ждали целое число",
        ),
        (broken(assignments=[assignment(203, 10, "Опрос", weight="NaN")]), "вес работы – не число"),  # type: ignore[arg-type]
        (broken(subjectName="a\u0000b"), "знак с кодом 0"),
        (encoded(twin() | {"weekEnd": "2026-11-20T00:00:00"}), "не одна неделя"),
        (encoded(twin() | {"weekStart": "2026-11-10T00:00:00"}), "День 1: 09.11.2026 вне недели"),
        (encoded(twin() | {"weekDays": []}), "нет ни одного урока"),
        (b" " * 5_000_001, "больше 5 МБ"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(data: bytes, words: str) -> None:
    with pytest.raises(NotAWeek) as refused:
        decode(data)
    assert words in refused.value.sentence
