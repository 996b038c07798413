"""Printed forms: what each says, that it comes as paper, that no query is added by pupils."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kedr.curriculum.models import Course
from kedr.journal.models import CouncilDecision, Homework, Mark, Remark, YearResult
from kedr.people.models import Enrolment, Person
from kedr.reports import pdf
from kedr.reports.access import course_to_print, pupil_to_report
from kedr.reports.pdf.data import data_of
from kedr.reports.pdf.spread import MOST_LESSONS, spreads
from kedr.reports.queries.catalogue import CLASS_REPORTS, COURSE_REPORTS, PUPIL_REPORTS
from kedr.reports.queries.spans import Asked
from kedr.reports.table import Column, Kind, Layout, Report, Table, value_of
from kedr.reports.tests.making import FIRST, absent, busy_class, lesson_on, mark_at, pupils_more, result, written
from kedr.reports.tests.test_class_reports import made, row_of
from tests.cast import NOW, TODAY, TOMSK, Cast

PUPIL_QUERIES = {"marks": 7, "extract": 7, "certificate": 4, "card": 7}
COURSE_QUERIES = {"journal": 5, "works": 3, "exam": 3, "remarks": 2}


def of_pupil(cast: Cast, key: str, asked: Asked | None = None) -> Report:
    card = pupil_to_report(cast.actor("class_teacher"), 1, cast.pupils[0].id, TODAY)
    return PUPIL_REPORTS[key].make(card, asked or Asked(period_id=cast.periods[0].id), TODAY)[0]


def of_course(cast: Cast, key: str, asked: Asked | None = None) -> Report:
    card = course_to_print(cast.actor("teacher"), 1, cast.algebra.id, TODAY)
    return COURSE_REPORTS[key].make(card, asked or Asked(period_id=cast.periods[0].id), TODAY)[0]


def leaves(report: Report) -> tuple[Report, ...]:
    assert report.leaves is not None
    return report.leaves()


@pytest.mark.parametrize("key", PUPIL_QUERIES)
def test_a_form_about_a_pupil_costs_the_same(key: str, cast: Cast) -> None:
    card = pupil_to_report(cast.actor("head"), 1, cast.pupils[0].id, TODAY)
    with CaptureQueriesContext(connection) as seen:
        PUPIL_REPORTS[key].make(card, Asked(), TODAY)
    assert len(seen) == PUPIL_QUERIES[key]


@pytest.mark.parametrize("key", COURSE_QUERIES)
def test_a_form_about_a_course_costs_the_same_with_more_pupils(key: str, cast: Cast) -> None:
    card = course_to_print(cast.actor("head"), 1, cast.algebra.id, TODAY)
    for pupils in (1, 30):
        busy_class(cast, pupils) if pupils == 1 else pupils_more(cast, pupils)
        with CaptureQueriesContext(connection) as seen:
            COURSE_REPORTS[key].make(card, Asked(), TODAY)
        assert len(seen) == COURSE_QUERIES[key], pupils


@pytest.mark.parametrize("key", CLASS_REPORTS)
@pytest.mark.parametrize("asked", [Asked(), Asked(is_year=True)], ids=["period", "year"])
def test_every_form_of_a_class_comes_as_archive_paper(key: str, asked: Asked, cast: Cast) -> None:
    busy_class(cast, 2)
    paper = pdf.write(made(cast, key, asked))
    for mark in (b"pdfaid:part", b"pdfuaid:part", b"/StructTreeRoot", b"/Lang"):
        assert mark in paper, mark


@pytest.mark.parametrize("key", PUPIL_REPORTS)
def test_every_form_of_a_pupil_comes_as_paper(key: str, cast: Cast) -> None:
    assert b"pdfuaid:part" in pdf.write(of_pupil(cast, key))


@pytest.mark.parametrize("key", COURSE_REPORTS)
def test_every_form_of_a_course_comes_as_paper(key: str, cast: Cast) -> None:
    busy_class(cast, 2)
    assert b"pdfuaid:part" in pdf.write(of_course(cast, key))


def test_one_press_prints_a_card_for_everybody(cast: Cast) -> None:
    alina = cast.pupils[0]
    result(cast, alina, "4")
    absent(lesson_on(cast, FIRST, number=3), alina, "б")
    CouncilDecision.objects.create(
        school_id=1, year_id=cast.year.id, class_id=cast.school_class.id, pupil_id=alina.id, kind="moved",
        protocol="№ 8", protocol_on=date(2027, 5, 26), set_at=NOW, set_by=1,
    )  # fmt: skip
    report = made(cast, "cards")
    sheets = leaves(report)
    assert [sheet.whose for sheet in sheets] == [f"{name}, 8А класс" for name in
            ("Абрамова Алина", "Белов Борис", "Власова Вера")]  # fmt: skip
    first = sheets[0].tables[0]
    assert row_of(first, "Алгебра")["I четверть"] == "4"
    assert row_of(first, "Пропущено уроков")["I четверть"] == "1"
    assert row_of(first, "в том числе по болезни")["I четверть"] == "1"
    assert "переведена в 9 класс, протокол № 8" in sheets[0].notes[0]
    assert ("Родитель (законный представитель)", "") in sheets[0].signers
    # the sheets are as many pages, each numbered from 1
    assert data_of(report).count('"layout":"form"') == 3
    assert len(pdf.pictures(report, ppi=10)) == 3


def test_a_pupil_of_another_group_has_not_its_subject(cast: Cast) -> None:
    english = {sheet.whose[:6]: "Английский язык" in {value_of(row[0]) for row in sheet.tables[0].rows}
               for sheet in leaves(made(cast, "cards"))}  # fmt: skip
    assert sorted(english.values()) == [False, True, True]  # group 1 has two of the three


def test_a_letter_has_marks_in_order_and_a_part_to_sign(cast: Cast) -> None:
    alina = cast.pupils[0]
    mark_at(cast, lesson_on(cast, FIRST), alina, "3")
    mark_at(cast, lesson_on(cast, FIRST + timedelta(days=1)), alina, "5", weight="3", kind="КР")
    report = made(cast, "letters")
    assert row_of(report.tables[0], "Абрамова Алина")["Средний балл с весами работ"] == Decimal("4.50")
    letter = leaves(report)[0]
    algebra = row_of(letter.tables[0], "Алгебра")
    assert (algebra["Отметки по порядку"], algebra["Средний"]) == ("3 5", Decimal("4.50"))
    assert letter.tear is not None
    assert "Абрамова Алина, 8А класс" in letter.tear.text


def test_before_the_end_it_says_who_risks_what(cast: Cast) -> None:
    alina, boris, vera = cast.pupils
    lesson = lesson_on(cast, FIRST)
    for pupil, value in ((alina, "5"), (boris, "2"), (vera, "3")):
        mark_at(cast, lesson, pupil, value)
    groups, means = made(cast, "preliminary").tables
    assert row_of(groups, "Отличники")["Кто"] == "Абрамова Алина"
    assert row_of(groups, "Грозит «2»")["Кто"] == "Белов Борис (Алгебра, Смирнова О. П.)"
    assert row_of(groups, "С одной «3»")["Кто"].startswith("Власова Вера (Алгебра")
    assert row_of(means, "Белов Борис")["Алгебра"] == Decimal("2.00")
    tone = next(item for item in means.rows[1] if getattr(item, "tone", ""))
    assert getattr(tone, "tone", "") == "2"
    assert "Абрамова Алина (Алгебра 1 из 5, " in row_of(groups, "Мало отметок для итога")["Кто"]
    assert row_of(groups, "Грозит «н/а»")["Учеников"] == 0
    for day in (1, 2):
        absent(lesson_on(cast, FIRST + timedelta(days=day)), boris, "б")
    groups, means = made(cast, "preliminary").tables
    assert row_of(groups, "Грозит «н/а»")["Кто"] == "Белов Борис (Алгебра, Смирнова О. П.)"
    assert row_of(groups, "Грозит «2»")["Учеников"] == 0
    assert row_of(means, "Белов Борис")["Алгебра"] == Decimal("2.00")


def test_a_familys_week(cast: Cast) -> None:
    alina = cast.pupils[0]
    lesson = lesson_on(cast, FIRST, number=3)
    mark_at(cast, lesson, alina, "5")
    absent(lesson_on(cast, FIRST + timedelta(days=1), number=3), alina, "б")
    Homework.objects.create(
        school_id=1, lesson_id=lesson.id, course_id=lesson.course_id, held_on=FIRST, due_on=FIRST + timedelta(days=1),
        text="§ 5", set_at=NOW,
    )  # fmt: skip
    Homework.objects.create(
        school_id=1, lesson_id=lesson.id, course_id=lesson.course_id, held_on=FIRST, due_on=FIRST, text="карточка 7",
        pupil_id=alina.id, set_at=NOW,
    )  # fmt: skip
    report = made(cast, "week", Asked(first=FIRST, last=FIRST + timedelta(days=6)))
    assert row_of(report.tables[0], "Абрамова Алина")["Отметки"] == "5"
    rows = [[value_of(item) for item in row] for row in leaves(report)[0].tables[0].rows]
    assert rows == [
        ["07.09, понедельник", "Алгебра", "5", "", "§ 5 (к 08.09); лично: карточка 7"],
        ["08.09, вторник", "Алгебра", "", "болел(а)", ""],
    ]
    this_week = made(cast, "week", Asked())
    assert this_week.span == "09.11.2026–15.11.2026"


def test_the_book_of_a_class_has_every_subject_and_its_sheets(cast: Cast) -> None:
    busy_class(cast, 2)
    report = made(cast, "book")
    assert row_of(report.tables[0], "Алгебра")["Уроков"] == 3
    book = leaves(report)
    assert [leaf.layout for leaf in book[:3]] == [Layout.COVER, Layout.CONTENTS, Layout.SPREAD]
    titles = [leaf.whose for leaf in book if leaf.layout == Layout.SPREAD]
    assert titles[0] == "Алгебра, 8А"
    assert {"Химия, 8А", "Английский язык, 8А, английский, 1 гр."} <= set(titles)
    assert [leaf.title for leaf in book[-3:]] == [
        "Сводная ведомость учёта успеваемости", "Сводная ведомость посещаемости", "Замечания по ведению журнала",
    ]  # fmt: skip
    assert book[2].tables[0].columns[-1].title == "I"  # with the results of the period


def test_the_journal_lies_open_as_the_paper_one() -> None:
    lessons = 45
    marks = Table(
        "",
        (Column("№", is_head=True), Column("Имя", Kind.TEXT, is_head=True),
         *(Column(str(n), Kind.MARK, "Сентябрь") for n in range(lessons)), Column("Средний", Kind.MEAN),
         Column("I", Kind.MARK, "Итог")),
        ((1, "Белов", *[str(n) for n in range(lessons)], Decimal("4.00"), "5"),),
    )  # fmt: skip
    columns = (Column("№"), Column("Дата", Kind.DAY), Column("Тема", Kind.TEXT), Column("Задание", Kind.TEXT))
    topics = Table("", columns, tuple((n + 1, FIRST, "Дроби", "§ 1") for n in range(lessons)))
    pages = spreads(marks, topics)
    assert [len(page["topics"]) for page in pages] == [MOST_LESSONS, MOST_LESSONS, 5]
    assert [page["rows"][0][2] for page in pages] == ["0", "20", "40"]  # the marks of the same lessons
    assert pages[-1]["rows"][0][-1] == "5"  # the result on the last page only, the mean on none
    assert pages[0]["days"][-1] == "19"
    brought = replace(
        marks,
        columns=(*marks.columns[:2], Column("пер.", Kind.TEXT), *marks.columns[2:]),
        rows=tuple((*row[:2], "4 5", *row[2:]) for row in marks.rows),
    )
    first, *others = spreads(brought, topics)
    assert (first["days"][0], first["rows"][0][2:4]) == ("пер.", ["4 5", "0"])
    assert [page["rows"][0][2] for page in others] == ["20", "40"]
    long = replace(topics, rows=tuple((n + 1, FIRST, "Дроби " * 60, "") for n in range(lessons)))
    assert all(len(page["topics"]) <= 5 for page in spreads(marks, long))
    assert sum(len(page["topics"]) for page in spreads(marks, long)) == lessons
    empty = spreads(replace(marks, rows=()), replace(topics, rows=(), empty="Уроков нет."))
    assert [page["no_topics"] for page in empty] == ["Уроков нет."]


def test_an_extract_for_another_school(cast: Cast) -> None:
    alina = cast.pupils[0]
    result(cast, alina, "4")
    mark_at(cast, lesson_on(cast, TODAY - timedelta(days=2), number=3), alina, "5")
    report = of_pupil(cast, "extract", Asked(period_id=cast.periods[1].id))
    row = row_of(report.tables[0], "Алгебра")
    assert (row["Отметка за период: I четверть"], row["Текущие отметки по порядку"]) == ("4", "5")
    assert report.signers[0][0] == "Директор"
    assert report.text[0].startswith("Исх. №")


def test_a_certificate_says_who_studies_or_studied(cast: Cast) -> None:
    said = of_pupil(cast, "certificate").text
    assert "Абрамова Алина Сергеевна" in said[1]
    assert "обучается в 8А классе в 2026/27 учебном году: Школа № 1" in said[1]
    assert said[2].startswith("Зачислена с 01.09.2026")
    Enrolment.objects.in_school(1).filter(person_id=cast.pupils[0].id).update(ends_on=FIRST)
    assert "обучалась в 8А классе по 07.09.2026" in of_pupil(cast, "certificate").text[1]


def test_a_personal_card_has_family_classes_and_years(cast: Cast) -> None:
    alina = cast.pupils[0]
    YearResult.objects.create(
        school_id=1, course_id=cast.algebra.id, pupil_id=alina.id, kind="year", final="5", set_at=NOW, set_by=1
    )
    Person.objects.in_school(1).filter(id=alina.id).update(birth_on=date(2012, 4, 9))
    report = of_pupil(cast, "card")
    family, classes, years = report.tables
    assert "09.04.2012" in report.text[1]
    assert family.rows
    assert [value_of(item) for item in classes.rows[0]][:2] == ["2026/27", "8А"]
    assert row_of(years, "Алгебра")["8А, 2026/27"] == "5"


def test_a_work_counts_who_was_there_and_who_has_a_mark(cast: Cast) -> None:
    alina, boris, vera = cast.pupils
    lesson = lesson_on(cast, FIRST)
    written(lesson, topic="Дроби")
    for pupil, value in ((alina, "5"), (boris, "2")):
        mark_at(cast, lesson, pupil, value, kind="КР")
    Enrolment.objects.in_school(1).filter(person_id=boris.id).update(ends_on=FIRST)  # left, with a mark
    report = of_course(cast, "works")
    row = row_of(report.tables[0], "Дроби")
    assert (row["В списке"], row["«5»"], row["«2»"], row["Без отметки"]) == (3, 1, 1, 1)
    assert (row["Успеваемость"], row["Средний балл"]) == (Decimal("50.0"), Decimal("3.50"))
    assert getattr(report.tables[0].rows[0][8], "rows", None) == (f"Власова Вера {vera.middle_name}".strip(),)


def test_both_marks_of_a_double_one_count_and_a_debt_is_none_yet(cast: Cast) -> None:
    alina, boris, vera = cast.pupils
    lesson = lesson_on(cast, FIRST)
    mark_at(cast, lesson, alina, "5/4", kind="КР")
    mark_at(cast, lesson, boris, "2", kind="КР")
    mark_at(cast, lesson, vera, "3", kind="КР")
    Mark.objects.in_school(1).filter(pupil_id=vera.id).update(value=".", due_on=TODAY)
    report = of_course(cast, "works")
    row = row_of(report.tables[0], "Контрольная работа")
    assert (row["В списке"], row["«5»"], row["«4»"], row["«2»"], row["Без отметки"]) == (3, 1, 1, 1, 1)
    assert (row["Успеваемость"], row["Средний балл"]) == (Decimal("66.7"), Decimal("3.67"))


def test_works_of_ten_points_count_by_levels(cast: Cast) -> None:
    Course.objects.in_school(1).filter(id=cast.algebra.id).update(scale="ten")
    lesson = lesson_on(cast, FIRST)
    for pupil, value in zip(cast.pupils, ("10", "7", "4"), strict=True):
        mark_at(cast, lesson, pupil, value, kind="КР")
    row = row_of(of_course(cast, "works").tables[0], "Контрольная работа")
    assert (row["«5»"], row["«4»"], row["«2»"]) == (1, 1, 1)
    assert (row["Успеваемость"], row["Средний балл"]) == (Decimal("66.7"), Decimal("7.00"))


def test_a_protocol_has_the_list_and_the_marks_set(cast: Cast) -> None:
    alina = cast.pupils[0]
    for kind, final in (("interim", "4"), ("year", "5")):
        YearResult.objects.create(
            school_id=1, course_id=cast.algebra.id, pupil_id=alina.id, kind=kind, final=final, set_at=NOW, set_by=1
        )
    report = of_course(cast, "exam")
    row = row_of(report.tables[0], "Абрамова Алина Сергеевна")
    assert (row["Отметка за промежуточную аттестацию"], row["Отметка за год"]) == ("4", "5")
    assert [figure.value for figure in report.figures] == [3, 1, "«4» – 1"]
    assert report.signers[0] == ("Председатель комиссии", "")


def test_the_page_of_remarks(cast: Cast) -> None:
    at = datetime.combine(FIRST, time(12), TOMSK)
    about: dict[str, Any] = {"school_id": 1, "kind": "manual", "made_at": at, "due_on": TODAY}
    about["course_id"] = cast.algebra.id
    Remark.objects.create(**about, text="Нет тем", made_by=cast.people["deputy_head"].id)
    Remark.objects.create(
        **about, text="Мало отметок", made_by=0, removed_at=at + timedelta(days=3), removed_by=1, answer="Спасибо"
    )
    first, second = of_course(cast, "remarks").tables[0].rows
    assert [value_of(item) for item in first] == [FIRST, "Нет тем", first[2], TODAY, ""]
    assert value_of(second[4]) == "снято 10.09.2026; Спасибо"


def test_the_register_by_days_says_how_many_and_why(cast: Cast) -> None:
    alina, boris, _ = cast.pupils
    for number in (1, 2):
        absent(lesson_on(cast, FIRST, number=number), alina, "б")
    absent(lesson_on(cast, FIRST, number=3), boris, "оп")
    days = made(cast, "attendance").tables[2]
    assert row_of(days, "Абрамова Алина")["07.09.2026"] == "2б"
    assert row_of(days, "Белов Борис")["07.09.2026"] == "оп"


def test_the_sheet_of_a_year_has_the_councils_decision(cast: Cast) -> None:
    CouncilDecision.objects.create(
        school_id=1, year_id=cast.year.id, class_id=cast.school_class.id, pupil_id=cast.pupils[1].id, kind="moved",
        protocol="№ 8", protocol_on=date(2027, 5, 26), set_at=NOW, set_by=1,
    )  # fmt: skip
    table = made(cast, "summary", Asked(is_year=True)).tables[0]
    assert row_of(table, "Белов Борис")["Решение педсовета"] == "переведён в 9 класс, протокол № 8 от 26.05.2027"


def test_charts_are_drawn_on_paper_with_their_numbers(cast: Cast) -> None:
    for pupil, final in zip(cast.pupils, "543", strict=True):
        result(cast, pupil, final)
    report = made(cast, "period")
    data = data_of(report)
    assert report.charts
    assert '"title":"Ученики по итогам"' in data
    assert '"said":"1"' in data
    assert len(pdf.pictures(report, ppi=10)) >= 1
