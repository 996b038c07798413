import tracemalloc
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from kedr.interop.workbook import cells
from kedr.interop.workbook.archive import MAX_BYTES, MAX_UNPACKED
from kedr.interop.workbook.cells import Kind
from kedr.interop.workbook.check import check
from kedr.interop.workbook.faults import letter
from kedr.interop.workbook.read import read_book
from kedr.interop.workbook.sheets import SHEETS
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
        (("Ученики", 3, 2), "ы" * 61, "Лист «Ученики», строка 3, столбец B («Фамилия»): Длиннее 60 знаков. Сократите."),
        (("Ученики", 3, 11), "ы" * 61, "столбец K («Представитель 1»): Фамилия, имя или отчество длиннее 60 знаков."),
        (("Школа", 3, 2), "ы" * 61, "Лист «Школа», строка 3, столбец B («Краткое название»): Длиннее 60 знаков."),
        (("Предметы", 2, 2), "ы" * 31, "Лист «Предметы», строка 2, столбец B («Кратко»): Длиннее 30 знаков."),
        (("Классы", 2, 1), "8" + "ы" * 16, "Лист «Классы», строка 2, столбец A («Класс»): Длиннее 16 знаков."),
        (("Кабинеты", 2, 3), 99999, "столбец C («Мест»): Не понятно «99999». Впишите целое число от 1 до 2000."),
        (("Учебный план", 2, 2), 40000, "столбец B («Параллель»): Не понятно «40000». Впишите целое число от 1 до 12."),
        (("Нагрузка", 4, 5), "много", "Лист «Нагрузка», строка 4, столбец E («Часов»): Не понятно «много»."),
        (("Нагрузка", 4, 5), 41, "столбец E («Часов»): Не понятно «41»."),
        (("Звонки", 2, 3), "утром", "Лист «Звонки», строка 2, столбец C («Начало»): Не понятно «утром»."),
        (("Расписание", 5, 3), "завтра", "Лист «Расписание», строка 5, столбец C («День»): Не понятно «завтра»."),
        (("Периоды", 2, 3), "может", "Лист «Периоды», строка 2, столбец C («С отметками»): Не понятно «может»."),
        (("Периоды", 2, 4), "первый", "столбец D («Номер»): Не понятно «первый». Впишите целое число от"),
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
        (cells.text(9), 209.0, "209"),
        (cells.text(9), "  Школа\xa0 № 1 ", "Школа № 1"),
        (cells.text(6), "Ми\xadха\u200bил", "Михаил"),
        (cells.text(5), "Ива\x00н", "Иван"),
        (cells.whole(1, 12), "7", 7),
        (cells.whole(1, 12), 12.0, 12),
        (cells.HOURS, "0,5", Decimal("0.5")),
        (cells.HOURS, 2.0, Decimal(2)),
        (cells.DAY, "05.09.2026", date(2026, 9, 5)),
        (cells.DAY, datetime(2026, 9, 5, tzinfo=UTC), date(2026, 9, 5)),
        (cells.CLOCK, "8.30", time(8, 30)),
        (cells.CLOCK, "08:30:15", time(8, 30)),
        (cells.CLOCK, timedelta(hours=8, minutes=30), time(8, 30)),
        (cells.CLOCK, 0.35, time(8, 24)),
        (cells.CLOCK, 0.0, time(0, 0)),
        (cells.CLOCK, time(8, 29, 59, 999_000), time(8, 30)),
        (cells.CLOCK, datetime(1900, 1, 1, 8, 24, tzinfo=UTC), time(8, 24)),
        (cells.FLAG, "Да", True),
        (cells.NAMES, "10А; 10Б;; 10А", ("10А", "10Б")),
        (cells.PHONE, "8 (900) 000-12-34", "+79000001234"),
        (cells.PHONE, 9000001234.0, "+79000001234"),
        (cells.full_name(8), "Смирнова Ольга Павловна", "Смирнова Ольга Павловна"),
        (cells.WEEKDAY, "Понедельник", 1),
        (cells.WEEKDAY, "сб", 6),
        (cells.POST, "Учитель", "teacher"),
    ],
)
def test_cells_are_read_as_people_write_them(kind: Kind, cell: Any, value: Any) -> None:
    assert kind.read(cell) == value


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        (cells.text(9), "ы" * 10),
        (cells.full_name(8), "Смирнова Ольга Владиславовна"),
        (cells.whole(1, 12), 13),
        (cells.whole(1, 12), 0),
        (cells.whole(1, 12), 7.5),
        (cells.whole(1, 12), "9" * 5000),
        (cells.whole(1, 12), float("inf")),
        (cells.HOURS, "nan"),
        (cells.HOURS, "sNaN"),
        (cells.HOURS, "-inf"),
        (cells.HOURS, float("nan")),
        (cells.HOURS, 0),
        (cells.HOURS, "0,555"),
        (cells.HOURS, "1e-999999"),
        (cells.DAY, date(9999, 12, 31)),
        (cells.DAY, "31.12.9999"),
        (cells.DAY, "31.12.1899"),
        (cells.DAY, date(1, 1, 1)),
        (cells.DAY, 46000.0),
        (cells.DAY, time(8, 30)),
        (cells.CLOCK, timedelta(days=999_999_999)),
        (cells.CLOCK, timedelta(days=-1)),
        (cells.CLOCK, timedelta(days=1)),
        (cells.CLOCK, time(23, 59, 59)),
        (cells.CLOCK, date(2026, 9, 1)),
        (cells.CLOCK, 8.3),
        (cells.CLOCK, "8:3"),
        (cells.CLOCK, "24:00"),
        (cells.CLOCK, float("nan")),
        (cells.PHONE, "²³456789012"),
    ],
)
def test_what_has_no_place_in_the_tables_is_refused(kind: Kind, cell: Any) -> None:
    with pytest.raises(ValueError, match=r"Впишите|длиннее|Длиннее"):
        kind.read(cell)


def far_book(place: str, value: Any) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        workbook.add_worksheet("Школа")
        workbook.add_worksheet("Ученики").write(place, value, workbook.add_format({"bold": True}))
    return out.getvalue()


@pytest.mark.parametrize(
    ("place", "row", "column"), [("XFD1048576", 1048576, "XFD"), ("A20001", 20001, "A"), ("AY7", 7, "AY")]
)
def test_a_stray_cell_is_named_before_the_book_is_read(place: str, row: int, column: str) -> None:
    tracemalloc.start()
    said = faults(far_book(place, "х"))
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
    assert len(said) == 1
    assert said[0].startswith(f"Лист «Ученики», строка {row}, столбец {column}: Эта ячейка заполнена")


def test_an_empty_cell_with_a_look_is_no_stray() -> None:
    assert not any("заполнена" in one for one in faults(far_book("XFD1048576", None)))


def test_a_file_that_unpacks_into_too_much_is_not_read() -> None:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", bytes(MAX_UNPACKED + 1))
    assert len(out.getvalue()) < 1_000_000
    assert "больше 100 МБ" in faults(out.getvalue())[0]
    assert "больше 20 МБ" in faults(bytes(MAX_BYTES + 1))[0]


@pytest.mark.parametrize("value", [1e9, -1e300])
def test_a_sheet_that_the_reader_gives_up_on_is_named(value: float) -> None:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        for sheet in SHEETS:
            page = workbook.add_worksheet(sheet.name)
            if sheet.part == "bells":
                page.write_number(1, 2, value, workbook.add_format({"num_format": "[h]:mm"}))
    reading = read_book(out.getvalue())
    assert "bells" in reading.broken
    assert any(str(one).startswith("Лист «Звонки»: Лист не читается") for one in reading.faults)


CELLS = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=300),  # XML has no control characters
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**20), 10**20),
    st.booleans(),
    st.datetimes(datetime(1900, 1, 1), datetime(9999, 12, 31)),  # noqa: DTZ001 a cell has no zone
    st.timedeltas(timedelta(0), timedelta(days=2_000_000)),
    st.sampled_from(["nan", "inf", "31.12.9999", "01.01.0001", "9" * 400, "=1/0", "да", "7А", "1;2;3", "\x00"]),
)
PLACES = st.sampled_from([(sheet.name, row, place) for sheet in SHEETS for row in (1, 2, 3) for place in range(1, 22)])


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(PLACES, CELLS, min_size=1, max_size=6))
def test_no_cell_breaks_the_reading(odd: dict[tuple[str, int, int], Any]) -> None:
    reading = read_book(raw(odd))
    assert reading.book is not None
    found = reading.faults + check(reading.book, reading.broken)
    assert all(one.what and one.remedy and one.sheet for one in found)


def test_letters_of_columns() -> None:
    assert [letter(place) for place in (0, 25, 26, 27, 52)] == ["A", "Z", "AA", "AB", "BA"]
