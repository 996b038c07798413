"""Every kind of file gives the same plan; what cannot be read is named; nothing is lost without a word."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedr.interop.lessonplans.columns import best_table, field_of, guess
from kedr.interop.lessonplans.files import read_file
from kedr.interop.lessonplans.rows import Reading, read_rows
from kedr.interop.lessonplans.table import NotAPlan, Table, make_table
from kedr.interop.lessonplans.tests.sample import HEADERS, ROWS, book, cell, document, text_of
from kedr.interop.lessonplans.text import read_paste

KINDS = ("КР", "ЛР", "ПР", "СР")


def read(tables: list[Table]) -> Reading:
    table = tables[best_table(tables)]
    return read_rows(table, guess(table), KINDS)


def told(reading: Reading) -> list[tuple[object, ...]]:
    return [(line.section, line.topic, line.hours, line.kind, line.homework, line.note) for line in reading.lines]


PLAN = [
    ("Повторение", "Дроби", 1, "", "§ 1, № 5", ""),
    ("Повторение", "Корни", 2, "", "§ 2", "устный опрос"),
    ("Повторение", "Контрольная работа № 1", 1, "КР", "", ""),
]
WORD = document([[cell(text) for text in row] for row in [HEADERS, *ROWS]])


@pytest.mark.parametrize(
    "data",
    [
        book([HEADERS, *ROWS]),
        book([["Календарно-тематическое планирование"], ["8 класс"], [], HEADERS, *ROWS, ["", "", "Итого", "4"]]),
        WORD,
        text_of(";").encode(),
        text_of(";").encode("utf-8-sig"),
        text_of(";").encode("cp1251"),
        text_of("\t").encode("cp1251"),
        text_of("\t").encode("utf-16"),
        text_of(",", [[f'"{text}"' for text in row] for row in ROWS]).encode(),
    ],
    ids=["xlsx", "xlsx with titles", "docx", "utf-8", "utf-8 mark", "cp1251", "cp1251 tab", "utf-16", "comma"],
)
def test_the_same_plan_from_every_file(data: bytes) -> None:
    assert told(read(read_file(data))) == PLAN


def test_a_paste_with_headers_without_them_and_of_topics_alone() -> None:
    assert told(read(read_paste(text_of("\t")))) == PLAN
    bare = read(read_paste("1\tДроби и доли\t1\n2\tКорни, их свойства\t2\n3\tИтоговый урок\t1\n"))
    assert [(line.topic, line.hours) for line in bare.lines] == [
        ("Дроби и доли", 1), ("Корни, их свойства", 2), ("Итоговый урок", 1),
    ]  # fmt: skip
    alone = read(read_paste("Дроби, доли\n\nКорни; степени\nИтоговый урок"))
    assert [line.topic for line in alone.lines] == ["Дроби, доли", "Корни; степени", "Итоговый урок"]


def test_merged_cells_of_a_book_say_their_text_in_every_row() -> None:
    rows: list[list[object]] = [
        ["№", "Тема", "Часы", "Домашнее задание"], ["", "", "", ""], [1, "", "", "№ 1"], [2, "", "", "№ 2"],
        [3, "Корни", 1, ""],
    ]  # fmt: skip
    data = book(rows, ((1, 0, 1, 3, "Раздел 1. Повторение (2 часа)"), (2, 1, 3, 1, "Дроби"), (2, 2, 3, 2, "2")))
    reading = read(read_file(data))
    assert told(reading) == [
        ("Раздел 1. Повторение", "Дроби", 1, "", "№ 1", ""), ("Раздел 1. Повторение", "Дроби", 1, "", "№ 2", ""),
        ("Раздел 1. Повторение", "Корни", 1, "", "", ""),
    ]  # fmt: skip
    assert reading.remarks == []


def test_hours_merged_over_more_rows_than_there_are() -> None:
    rows: list[list[object]] = [["№", "Тема", "Часы"], [1, "А", ""], [2, "Б", ""], [3, "В", ""]]
    fewer = read(read_file(book(rows, ((1, 2, 3, 2, "2"),))))
    assert [line.hours for line in fewer.lines] == [1, 1, 1]
    assert str(fewer.remarks[0]) == (
        "Строка 2, столбец C («Часы»): часы объединены на 3 стр., а их 2: каждая строка взята на 1 час."
    )
    assert [line.hours for line in read(read_file(book(rows, ((1, 2, 3, 2, "5"),)))).lines] == [1, 2, 2]


def test_the_federal_plan_of_two_lines_of_headers_in_word() -> None:
    head = [
        [cell("№ п/п", merge="restart"), cell("Тема урока", merge="restart"), cell("Количество часов", span=3),
         cell("Дата изучения", merge="restart"), cell("Электронные ресурсы", merge="restart")],
        [cell("", merge=""), cell("", merge=""), cell("Всего"), cell("Контрольные работы"),
         cell("Практические работы"), cell("", merge=""), cell("", merge="")],
    ]  # fmt: skip
    rows = [
        [cell("1"), cell("Дроби.\nДоли"), cell("1"), cell("0"), cell("0"), cell(""), cell("")],
        [cell("2"), cell("Входной контроль"), cell("1"), cell("1"), cell("0"), cell(""), cell("")],
        [cell("3"), cell("Измерение"), cell("1"), cell(""), cell("1"), cell(""), cell("")],
        [cell("ОБЩЕЕ КОЛИЧЕСТВО ЧАСОВ", span=2), cell("3"), cell("1"), cell("1"), cell("", span=2)],
    ]
    content = [[cell("Раздел"), cell("Содержание раздела")], [cell("1"), cell("Дроби")]]
    reading = read(read_file(document(content, head + rows, content)))
    assert [(line.topic, line.hours, line.kind) for line in reading.lines] == [
        ("Дроби. Доли", 1, ""), ("Входной контроль", 1, "КР"), ("Измерение", 1, "ПР"),
    ]  # fmt: skip
    assert [str(remark) for remark in reading.remarks] == ["Строка 6: это итог, в план не взята."]


def test_a_table_inside_a_cell_is_its_text() -> None:
    inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>внутри</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    outer = cell("Дроби").replace("</w:tc>", f"{inner}</w:tc>")
    reading = read(read_file(document([[cell("№"), cell("Тема")], [cell("1"), outer]])))
    assert [line.topic for line in reading.lines] == ["Дроби внутри"]


def test_what_is_wrong_names_row_and_column_and_the_rest_stays() -> None:
    rows: list[list[object]] = [
        ["№", "Тема", "Часы", "Д/з"], [1, "Дроби", "два", ""], [2, "", 1, "№ 5"], [3, "Корни", 40, ""],
        [4, "Т" * 501, 1, ""], [5, "Степени", 1, ""], [5, "Степени", 1, ""], [6, "Итог", "1 ч.", ""], [7, "", "", ""],
        ["№", "Тема", "Часы", "Д/з"], [8, "Ещё", "", ""], ["Итого", "", 8, ""],
    ]  # fmt: skip
    reading = read(read_file(book(rows)))
    assert [(line.topic, line.hours) for line in reading.lines] == [
        ("Дроби", 1), ("Корни", 1), ("Степени", 1), ("Итог", 1), ("Ещё", 1),
    ]  # fmt: skip
    assert [str(remark) for remark in reading.remarks] == [
        "Строка 2, столбец C («Часы»): «два» — не число часов от 1 до 20. Взят 1 час.",
        "Строка 3, столбец B («Тема»): темы нет, строка не взята. Впишите тему.",
        "Строка 4, столбец C («Часы»): «40» — не число часов от 1 до 20. Взят 1 час.",
        "Строка 5: Тема длиннее 500 знаков: сократите на 1. Строка не взята.",
        "Строка 7: повторяет строку 6, второй раз не взята.",
        "Строка 12: это итог, в план не взята.",
    ]
    assert reading.lost == 3


def test_equal_lessons_without_numbers_are_lessons_each() -> None:
    reading = read(read_paste("Тема\tЧасы\nРешение задач\t1\nРешение задач\t1\n"))
    assert len(reading.lines) == 2


def test_sections_by_rows_of_their_own_and_down_a_column() -> None:
    rows = "№;Тема;Часы\n;Раздел I. Дроби;\n1;Доли;1\n;Глава 2;5\n2;Корни;1\nПовторение;;\n3;Итог;1\n"
    reading = read(read_file(rows.encode()))
    first = "Раздел I. Дроби"
    assert [(line.section, line.topic) for line in reading.lines] == [
        (first, "Доли"), (first, "Глава 2"), (first, "Корни"), ("Повторение", "Итог"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Файл пустой"),
        (b" \n", "Файл пустой"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "старого Excel или Word"),
        (b"%PDF-1.7", "Из PDF"),
        (b"PK\x03\x04broken", "не открывается"),
        (b"x" * 5_000_001, "больше 5 МБ"),
        (
            text_of(";").encode("cp866", "replace"),
            "Русские буквы в файле не читаются",
        ),
        (text_of(";").encode("koi8-r", "replace"), "Русские буквы в файле не читаются"),
        (text_of(";").encode("utf-16-le"), "Русские буквы в файле не читаются"),
        (bytes(range(128, 256)) * 20, "Русские буквы в файле не читаются"),
        (book([[]]), "нет ни одной заполненной таблицы"),
        (book([["Тема"]] + [[f"Тема {n}"] for n in range(10_000)]), "10001 строк, а в плане бывает до 1000"),
        ("Тема;Часы\n".encode() + b"a;1\n" * 10_000, "10001 строк"),
        (book([[], *[[] for _ in range(30_000)], ["далеко"]]), "строка 30002"),
        (document(body="<w:p/>"), "нет таблицы"),
        (document([[cell("А" * 400_000), cell("Тема")], [cell("1"), cell("2")]]), "слишком много текста"),
        (document(before='<!DOCTYPE a [<!ENTITY b "bb">]>'), "не открывается"),
    ],
)
def test_a_file_that_is_no_plan_says_why(data: bytes, words: str) -> None:
    with pytest.raises(NotAPlan, match=words):
        read_file(data)


def test_a_bomb_is_not_unpacked() -> None:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as page:
        for _ in range(60):
            page.write(b" " * 1_000_000)
    with pytest.raises(NotAPlan, match="больше 50 МБ"):
        read_file(out.getvalue())
    wide = cell("Тема", span=3).replace('w:val="3"', 'w:val="100000000"')
    assert read_file(document([[wide], [cell("1")]]))[0].width <= 30


def test_other_archives_say_what_they_are() -> None:
    for name, words in (("content.xml", "LibreOffice"), ("readme.txt", "не таблица Excel")):
        out = BytesIO()
        with ZipFile(out, "w") as archive:
            archive.writestr(name, "x")
        with pytest.raises(NotAPlan, match=words):
            read_file(out.getvalue())


def test_a_plan_without_a_column_of_topics_asks_for_it() -> None:
    table = make_table("Лист", [["а", "1"], ["б", "2"]])
    columns = guess(table)
    reading = read_rows(table, type(columns)(("", "hours"), 0), KINDS)
    assert not reading.lines
    assert "в каком столбце темы" in str(reading.remarks[0])


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("№ п/п", "number"), ("№", "number"), ("Номер урока", "number"), ("Раздел программы", "section"),
        ("Тема урока", "topic"), ("Наименование разделов и тем", "topic"), ("Содержание", "topic"),
        ("Кол-во часов", "hours"), ("Часы", "hours"), ("Количество часов Контрольные работы", "controls"),
        ("Лабораторные работы", "labs"), ("Вид работы", "kind"), ("Форма контроля", "kind"), ("Д/З", "homework"),
        ("Домашнее задание", "homework"), ("Дата по плану", "date"), ("Факт", "date"), ("Примечание", "note"),
        ("Корректировка", "note"), ("ЭОР", ""), ("", ""), ("а" * 300, ""), ("Предметные результаты", ""),
    ],
)  # fmt: skip
def test_a_column_is_known_by_its_header(header: str, field: str) -> None:
    assert field_of(header) == field


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reading(data: bytes) -> None:
    try:
        tables = read_file(data)
    except NotAPlan:
        return
    read(tables)


@given(st.lists(st.lists(st.text(alphabet="1аб №Темач(5)—", max_size=6), max_size=4), max_size=8))
def test_no_table_breaks_the_reading_and_every_row_is_told_of_once(rows: list[list[str]]) -> None:
    table = make_table("Т", [["№", "Тема", "Часы", "Раздел"], *rows])
    reading = read_rows(table, guess(table), KINDS)
    assert len(reading.lines) + reading.lost <= len(rows)
    assert all(line.topic and 1 <= line.hours <= 20 for line in reading.lines)


def test_minutes_of_the_homework_are_read() -> None:
    rows: list[list[object]] = [
        ["Тема", "Д/з", "Минут на д/з"], ["Дроби", "№ 5", 20], ["Корни", "№ 6", "15 мин."], ["Степени", "№ 7", "час"],
        ["Итог", "", ""], ["Ещё", "№ 8", 900],
    ]  # fmt: skip
    reading = read(read_file(book(rows)))
    assert [line.minutes for line in reading.lines] == [20, 15, 0, 0, 0]
    assert [line.homework for line in reading.lines] == ["№ 5", "№ 6", "№ 7", "", "№ 8"]
    assert [str(remark) for remark in reading.remarks] == [
        "Строка 4, столбец C («Минут на задание»): «час» — не число минут до 300. Минуты не взяты.",
        "Строка 6, столбец C («Минут на задание»): «900» — не число минут до 300. Минуты не взяты.",
    ]
