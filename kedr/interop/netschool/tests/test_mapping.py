"""What each value of a week becomes, and what the report says of the rest."""

from decimal import Decimal
from typing import Any

import pytest

from kedr.interop.netschool.mapping import (
    Cell,
    NewHomework,
    NewLesson,
    NewWork,
    Plan,
    kept_weight,
    kind_code,
    lay_out,
    plain,
    read_cell,
    seat,
)
from kedr.interop.netschool.tests.twin import MONDAY, assignment, encoded, lesson, mark, twin
from kedr.interop.netschool.week import MarkCell, decode


@pytest.mark.parametrize(
    "text", ["", None, "-", "--", "---", "—", "не задано", "Не задано", "---Не указана---", " - ", "НЕ УКАЗАНО"]
)
def test_placeholders_are_empty(text: str | None) -> None:
    assert plain(text) == ""


@pytest.mark.parametrize(
    ("text", "kept"), [(" § 5  и 6 ", "§ 5  и 6"), ("- № 4", "- № 4"), ("не задано ли", "не задано ли")]
)
def test_other_texts_stay_as_they_came(text: str, kept: str) -> None:
    assert plain(text) == kept


@pytest.mark.parametrize(
    ("value", "duty", "cell"),
    [
        (5, False, Cell(mark="5")),
        ("4", False, Cell(mark="4")),
        (None, False, Cell()),
        (None, True, Cell(mark=".")),
        ("УП", False, Cell(absence="у")),
        ("Б", False, Cell(absence="б")),
        ("НП", False, Cell(absence="нп")),
        ("ОТ", False, Cell(absence="н")),
        ("оп", False, Cell(absence="оп")),
        ("ОСВ", True, Cell(absence="осв")),
        (0, False, Cell(strange="0")),
        (10, False, Cell(strange="10")),
        ("НЕЯВКА", False, Cell(strange="НЕЯВКА")),
    ],
)
def test_a_cell_is_a_mark_or_an_absence(value: int | str | None, duty: bool, cell: Cell) -> None:
    assert read_cell(MarkCell(value, duty)) == cell


def test_no_cell_says_nothing() -> None:
    assert read_cell(None) == Cell()


@pytest.mark.parametrize(
    ("weight", "kept"),
    [("0", "0"), ("10", "10"), ("1.5", "1.5"), ("0.125", "0.13"), ("99.99", "99.99"), ("100", "1"), ("-1", "1")],
)
def test_weights_are_kept_where_they_fit(weight: str, kept: str) -> None:
    assert kept_weight(Decimal(weight)) == Decimal(kept)


def test_kinds_the_dictionary_alone_could_name_keep_their_number() -> None:
    assert [kind_code(number) for number in (3, 4, 10, 18)] == ["ДЗ", "КР", "ОУ", "NS-18"]


def plan_of(*work: dict[str, Any], **more: Any) -> Plan:
    week = twin()
    week["weekDays"] = [{"date": MONDAY, "lessons": [lesson(1, 1, "08:30", "09:10", "Физика", *work, **more)]}]
    return lay_out(decode(encoded(week)))


def read(*work: dict[str, Any], **more: Any) -> tuple[NewLesson, list[str]]:
    plan = plan_of(*work, **more)
    return plan.lessons[0], [str(line) for line in plan.lines]


def test_marked_homework_is_homework_and_a_work() -> None:
    made, lines = read(assignment(1, 3, "§ 11", weight=10, mark=mark(4), markComment={"name": "Поздно"}))
    assert made.homework == (NewHomework("§ 11", 0),)
    assert made.works == (NewWork("ДЗ", "§ 11", Decimal(10), "4", "Поздно"),)
    assert lines == []


def test_a_placeholder_is_named_when_it_is_taken_for_empty() -> None:
    made, lines = read(assignment(1, 3, "---"), assignment(1, 10, "---Не указана---", mark=mark(4)))
    assert (made.homework, made.works[0].title) == ((), "")
    assert lines == [
        "09.11.2026, 1-й урок (Физика): задание «---» – прочерк, принято как пустое",
        "09.11.2026, 1-й урок (Физика): название работы «---Не указана---» – прочерк, принято как пустое",
    ]


def test_the_text_of_a_work_is_its_title_and_may_be_a_topic() -> None:
    made, lines = read(assignment(1, 18, "Сила трения"))
    assert made.works == (NewWork("NS-18", "Сила трения", Decimal(0), "", ""),)
    assert "возможно, это тема урока" in lines[0]
    assert not read(assignment(1, 18, "Сила трения"), lessonTheme="Силы")[1]


def test_texts_of_one_lesson_stand_together_and_others_apart() -> None:
    made, _ = read(
        assignment(1, 3, "А"), assignment(1, 3, "Б"), assignment(1, 3, "В", issueClassMeetingId=7)
    )  # fmt: skip
    assert made.homework == (NewHomework("А\nБ", 0), NewHomework("В", 7))


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (assignment(1, 10, "", mark=mark("НЕЯВКА")), "отметка «НЕЯВКА»"),
        (assignment(1, 10, "", mark=mark(4, duty=True)), "долг «dutyMark»"),
        (assignment(1, 10, "", weight=100, mark=mark(4)), "вес «100» – такой вес не хранится, записан 1"),
        (assignment(1, 10, "", markComment="Хорошо"), "комментарий «Хорошо» – отметки при нём нет"),
        (assignment(1, 3, "-", issueClassMeetingId=9), "задано на уроке «9»"),
        (assignment(8, 3, "№ 1"), "срок (номер урока) «8»"),
        (assignment(1, 3, "№ 1", "2026-11-10T00:00:00"), "срок «10.11.2026»"),
        (assignment(1, 3, "№ 1", attachments=[{"name": "a.docx"}]), 'вложения «[{"name":"a.docx"}]» – в Кедре такого'),
        (assignment(1, 10, "О" * 501), "длиннее 500 знаков"),
    ],
)
def test_what_has_no_place_is_named(work: dict[str, Any], words: str) -> None:
    assert any(words in line for line in read(work)[1])


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"relay": 2}, "смена «2»"),
        ({"subjectName": " "}, "записан как «Без названия»"),
        ({"day": "2026-11-11T00:00:00"}, "дата урока «2026-11-11»"),
        ({"room": "к" * 61}, "длиннее 60 знаков"),
        ({"isDistanceLesson": True}, "isDistanceLesson «true»"),
    ],
)
def test_odd_lessons_are_named(more: dict[str, Any], words: str) -> None:
    assert any(words in line for line in read(**more)[1])


def test_a_second_code_of_absence_has_no_place() -> None:
    made, lines = read(assignment(1, 10, "", mark=mark("УП")), assignment(1, 10, "", mark=mark("Б")))
    assert made.absence == "у"
    assert any("пропуск «б» – у урока уже стоит «у»" in line for line in lines)


def test_what_is_the_same_all_over_is_said_once() -> None:
    notes = lay_out(decode(encoded(twin()))).notes
    assert (
        "Вид работы 18 назван только в словаре той системы, в файле его нет: 1 работа с видом «Вид 18 (NetSchool)»."
        in notes
    )
    assert any(note.startswith("Вес 0 у 4 работ сохранён") for note in notes)
    assert any(note.startswith("Вес 0 у 6 заданий без отметки не перенесён") for note in notes)
    assert not any("Тем уроков в файле нет" in note for note in notes)
    assert any("записан вес 1" in note for note in plan_of({"typeId": 10, "mark": mark(4)}).notes)


@pytest.mark.parametrize(
    ("wishes", "taken", "places"),
    [
        ([[1, 2], [2, 3]], set(), [1, 2]),
        ([[1, 2], [1]], set(), [2, 1]),  # the first moves on
        ([[1, 2], [2, 3], [1]], set(), [2, 3, 1]),
        ([[1]], {1}, [None]),
        ([[1], [1]], set(), [1, None]),
        ([], set(), []),
    ],
)
def test_places_are_found_for_as_many_as_can_be(
    wishes: list[list[int]], taken: set[int], places: list[int | None]
) -> None:
    assert seat(wishes, taken) == places
