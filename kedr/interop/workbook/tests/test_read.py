from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from kedr.interop.workbook import cells
from kedr.interop.workbook.cells import Kind
from kedr.interop.workbook.check import check
from kedr.interop.workbook.faults import letter
from kedr.interop.workbook.read import read_book
from kedr.interop.workbook.tests.sample import raw, whole
from kedr.interop.workbook.write import write_book


def faults(data: bytes) -> list[str]:
    return [str(one) for one in read_book(data).faults]


def test_a_book_written_and_read_is_the_same() -> None:
    reading = read_book(write_book(whole()))
    assert reading.book == whole()
    assert (reading.faults, reading.broken) == ([], set())


def test_the_same_book_is_the_same_bytes() -> None:
    assert write_book(whole()) == write_book(whole())


def test_the_template_asks_for_the_school_only() -> None:
    reading = read_book(write_book())
    assert {one.sheet for one in reading.faults} == {"Школа"}
    assert reading.faults[0].row == 2
    assert "МБОУ" in reading.faults[0].remedy


@pytest.mark.parametrize("data", [b"", b"PK nonsense", b"\xd0\xcf\x11\xe0" + b"0" * 600])
def test_what_is_no_workbook_is_said_so(data: bytes) -> None:
    reading = read_book(data)
    assert reading.book is None
    assert "не открывается" in str(reading.faults[0])


@pytest.mark.parametrize(
    ("place", "value", "fault"),
    [
        (("Ученики", 3, 2), "", "Лист «Ученики», строка 3, столбец B («Фамилия»): Пусто. Впишите, например: Абрамова."),
        (("Ученики", 3, 6), "вчера", "столбец F («Дата рождения»): Не понятно «вчера». Впишите дату так: 05.09.2026."),
        (("Ученики", 3, 5), "x", "столбец E («Пол»): Не понятно «x». Впишите одно из: ж, м."),
        (("Ученики", 3, 13), "12-34", "столбец M («Телефон 1»): Не понятно «12-34». Впишите телефон полностью"),
        (("Нагрузка", 4, 5), "много", "Лист «Нагрузка», строка 4, столбец E («Часов»): Не понятно «много»."),
        (("Нагрузка", 4, 5), 41, "столбец E («Часов»): Не понятно «41»."),
        (("Звонки", 2, 3), "утром", "Лист «Звонки», строка 2, столбец C («Начало»): Не понятно «утром»."),
        (("Расписание", 5, 3), "завтра", "Лист «Расписание», строка 5, столбец C («День»): Не понятно «завтра»."),
        (("Периоды", 2, 3), "может", "Лист «Периоды», строка 2, столбец C («С отметками»): Не понятно «может»."),
        (("Периоды", 2, 4), "первый", "столбец D («Номер»): Не понятно «первый». Впишите целое число."),
        (("Школа", 4, 2), "лесная", "Лист «Школа», строка 4, столбец B («Вид»): Не понятно «лесная»."),
        (("Школа", 4, 1), "Тип", "Лист «Школа», строка 4, столбец A: Строки «Тип» в шаблоне нет."),
        (("Классы", 1, 3), "Смены", "Лист «Классы», строка 1, столбец C («Смены»): Столбца «Смены» в шаблоне нет."),
        (("Классы", 1, 1), "", "Лист «Классы», строка 1: Нет столбца «Класс». Верните его из шаблона."),
        (("Черновик", 1, 1), "", "Лист «Черновик»: Такого листа в шаблоне нет."),
    ],
)
def test_every_cell_at_fault_is_named(place: tuple[str, int, int], value: Any, fault: str) -> None:
    assert any(fault in said for said in faults(raw({place: value}))), faults(raw({place: value}))


def test_a_missing_sheet() -> None:
    assert faults(raw({}, without="Звонки"))[0] == "Нет листа «Звонки». Возьмите его из шаблона."
    assert faults(raw({}, without="Каникулы")) == []


def test_all_faults_are_told_and_none_that_follow_from_them() -> None:
    reading = read_book(raw({("Сотрудники", 3, 4): "?", ("Ученики", 2, 6): "?", ("Школа", 4, 2): "?"}))
    assert len(reading.faults) == 3
    assert reading.book is not None
    assert check(reading.book, reading.broken) == []


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (cells.TEXT, 209.0, "209"),
        (cells.TEXT, "  Школа\xa0 № 1 ", "Школа № 1"),
        (cells.WHOLE, "7", 7),
        (cells.HOURS, "0,5", Decimal("0.5")),
        (cells.HOURS, 2.0, Decimal(2)),
        (cells.DAY, "05.09.2026", date(2026, 9, 5)),
        (cells.DAY, datetime(2026, 9, 5, tzinfo=UTC), date(2026, 9, 5)),
        (cells.CLOCK, "8.30", time(8, 30)),
        (cells.CLOCK, timedelta(hours=8, minutes=30), time(8, 30)),
        (cells.FLAG, "Да", True),
        (cells.NAMES, "10А; 10Б;; 10А", ("10А", "10Б")),
        (cells.PHONE, "8 (900) 000-12-34", "+79000001234"),
        (cells.PHONE, 9000001234.0, "+79000001234"),
        (cells.WEEKDAY, "Понедельник", 1),
        (cells.WEEKDAY, "сб", 6),
        (cells.POST, "Учитель", "teacher"),
    ],
)
def test_cells_are_read_as_people_write_them(kind: Kind, cell: Any, value: Any) -> None:
    assert kind.read(cell) == value


def test_letters_of_columns() -> None:
    assert [letter(place) for place in (0, 25, 26, 27, 52)] == ["A", "Z", "AA", "AB", "BA"]
