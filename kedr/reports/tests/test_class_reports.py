"""Reports about a class: their numbers, and that no query is added by pupils."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kedr.core.errors import NotFound, Refusal
from kedr.curriculum.models import Course
from kedr.journal.models import BroughtMark, YearResult
from kedr.people.models import Enrolment
from kedr.reports.access import ClassCard, class_to_report
from kedr.reports.queries.catalogue import CLASS_REPORTS
from kedr.reports.queries.spans import Asked
from kedr.reports.table import Cell, Report, Table, cells, value_of
from kedr.reports.tests.making import FIRST, absent, busy_class, lesson_on, mark_at, pupils_more, result
from kedr.schools.models import SchoolClass, SchoolRegulation
from tests.cast import NOW, TODAY, YEAR_STARTS, Cast

QUERIES = {
    "summary": 6, "period": 8, "results": 6, "attendance": 6, "means": 7, "gathering": 7, "programme": 6,
    "preliminary": 7, "cards": 9, "letters": 8, "week": 6, "book": 3,
}  # fmt: skip


def card_of(cast: Cast, who: str = "class_teacher") -> ClassCard:
    return class_to_report(cast.actor(who), 1, cast.school_class.id, TODAY)


def made(cast: Cast, key: str, asked: Asked | None = None) -> Report:
    report, _ = CLASS_REPORTS[key].make(card_of(cast), asked or Asked(period_id=cast.periods[0].id), TODAY)
    return report


def row_of(table: Table, name: str) -> dict[str, Any]:
    """The row whose heading is `name`, by the titles of columns (the last of two alike)."""
    for row in (*table.rows, *table.totals):
        values = [value_of(item) for item in row]
        if name in values:
            return dict(zip((column.full or column.title for column in table.columns), values, strict=True))
    raise AssertionError(name)


@pytest.mark.parametrize("key", QUERIES)
@pytest.mark.parametrize("asked", [Asked(), Asked(is_year=True)], ids=["period", "year"])
def test_no_query_is_added_by_pupils(key: str, asked: Asked, cast: Cast) -> None:
    card = card_of(cast)
    for pupils in (1, 30):
        busy_class(cast, pupils) if pupils == 1 else pupils_more(cast, pupils)
        with CaptureQueriesContext(connection) as seen:
            CLASS_REPORTS[key].make(card, asked, TODAY)
        assert len(seen) == QUERIES[key] + (key == "summary" and asked.is_year), pupils


@pytest.mark.parametrize("key", QUERIES)
@pytest.mark.parametrize("asked", [Asked(), Asked(is_year=True), Asked(first=FIRST, last=TODAY)])
def test_every_row_is_as_wide_as_the_columns(key: str, asked: Asked, cast: Cast) -> None:
    busy_class(cast, 4)
    for table in made(cast, key, asked).tables:
        assert len(list(cells(table))) == len(table.columns) * (len(table.rows) + len(table.totals))


def test_the_sheet_has_marks_by_period_and_totals_of_counts(cast: Cast) -> None:
    alina, boris, vera = cast.pupils
    for pupil, final in ((alina, "5"), (boris, "3"), (vera, "н/а")):
        result(cast, pupil, final)
    report = made(cast, "summary")
    assert row_of(report.tables[0], "Абрамова Алина")["Алгебра, I четверть"] == "5"
    assert row_of(report.tables[0], "Успеваемость, %")["Алгебра, I четверть"] == Decimal("66.7")
    assert row_of(report.tables[0], "СОУ, %")["Алгебра, I четверть"] == Decimal("47.67")  # (100 + 36 + 7) / 3
    assert row_of(report.tables[0], "Власова Вера")["Итог"] == "н/а"
    assert [figure.value for figure in report.figures[:2]] == [Decimal("66.7"), Decimal("33.3")]
    assert "Ещё не выставлено" in report.notes[-1]


def test_a_number_of_the_school_changes_the_number_of_the_report(cast: Cast) -> None:
    for pupil, final in zip(cast.pupils, ("5", "3", "н/а"), strict=True):
        result(cast, pupil, final)
    for key, value in (("mastery", [100, 64, 36, 0, 0]), ("unrated_in_mean", "1")):
        SchoolRegulation.objects.create(school_id=1, key=key, value=value, starts_on=YEAR_STARTS)
    table = made(cast, "summary").tables[0]
    assert row_of(table, "СОУ, %")["Алгебра, I четверть"] == Decimal("45.33")
    assert row_of(table, "Средний балл")["Алгебра, I четверть"] == Decimal("2.67")


def test_the_year_is_proposed_from_all_periods_and_only_then(cast: Cast) -> None:
    alina, boris, _ = cast.pupils
    for period, final in enumerate(("4", "5", "5", "4")):
        result(cast, alina, final, period=period)
        if period < 3:
            result(cast, boris, final, period=period)
    table = made(cast, "summary", Asked(is_year=True)).tables[0]
    assert row_of(table, "Абрамова Алина")["Алгебра, Год"] == "5"  # 4.5
    assert row_of(table, "Белов Борис")["Алгебра, Год"] == ""


def test_what_the_teacher_decided_of_the_year_stands(cast: Cast) -> None:
    alina = cast.pupils[0]
    for period, final in enumerate(("4", "5", "5", "4")):
        result(cast, alina, final, period=period)
    SchoolClass.objects.in_school(1).filter(id=cast.school_class.id).update(grade=9)
    for kind, final in (("year", "4"), ("exam", "5"), ("final", "5")):
        YearResult.objects.create(
            school_id=1, course_id=cast.algebra.id, pupil_id=alina.id, kind=kind, final=final, set_at=NOW, set_by=1
        )
    row = row_of(made(cast, "summary", Asked(is_year=True)).tables[0], "Абрамова Алина")
    assert [row[f"Алгебра, {title}"] for title in ("Год", "Экз.", "Итог")] == ["4", "5", "5"]


def test_the_year_is_computed_by_the_schools_act(cast: Cast) -> None:
    alina = cast.pupils[0]
    for period, final in enumerate(("4", "5", "5", "4")):
        result(cast, alina, final, period=period)
    SchoolRegulation.objects.create(
        school_id=1, key="year_mark", value=["periods", "counts", "up"], starts_on=YEAR_STARTS
    )
    assert row_of(made(cast, "summary", Asked(is_year=True)).tables[0], "Абрамова Алина")["Алгебра, Год"] == ""
    YearResult.objects.create(
        school_id=1, course_id=cast.algebra.id, pupil_id=alina.id, kind="interim", final="3", set_at=NOW, set_by=1
    )
    row = row_of(made(cast, "summary", Asked(is_year=True)).tables[0], "Абрамова Алина")
    assert [row[f"Алгебра, {title}"] for title in ("Год", "ПА")] == ["4", "3"], "21 / 5 = 4,2"


def test_who_left_before_the_end_is_not_counted(cast: Cast) -> None:
    (gone,) = pupils_more(cast, 1)
    result(cast, gone, "2")
    result(cast, cast.pupils[0], "4")
    Enrolment.objects.in_school(1).filter(person_id=gone.id).update(ends_on=date(2026, 10, 1), basis="приказ № 7")
    report = made(cast, "period")
    movement, achievement = report.tables[:2]
    assert row_of(movement, "Выбыли")["Кто"] == "Новиков00 Иван – 01.10.2026, приказ № 7"
    assert row_of(achievement, "Неуспевающие")["Учеников"] == 0
    assert row_of(achievement, "На «4» и «5»")["Кто"] == "Абрамова Алина"


def test_reserves_are_named_with_subject_and_teacher(cast: Cast) -> None:
    alina, boris, _ = cast.pupils
    for course, marks in ((cast.algebra, "35"), (cast.chemistry, "42")):
        for pupil, final in zip((alina, boris), marks, strict=True):
            result(cast, pupil, final, course_id=course.id)
    achievement = made(cast, "period").tables[1]
    assert row_of(achievement, "из них с одной «3»")["Кто"] == "Абрамова Алина (Алгебра, Смирнова О. П.)"
    assert row_of(achievement, "Неуспевающие")["Кто"] == "Белов Борис (Химия, Орлов Т. Н.)"


def test_a_class_without_marks_says_so(cast: Cast) -> None:
    Course.objects.in_school(1).update(scale="none")
    for key in ("summary", "results"):
        report = made(cast, key)
        assert not report.tables[0].rows
        assert report.tables[0].empty.startswith("Отметок в этом классе не ставят")
        assert not report.charts
    assert row_of(made(cast, "attendance").tables[0], "Абрамова Алина")["Опозданий"] is None


def test_both_in_failing_and_unrated_is_said(cast: Cast) -> None:
    result(cast, cast.pupils[0], "2")
    result(cast, cast.pupils[0], "н/а", course_id=cast.chemistry.id)
    table = made(cast, "period").tables[1]
    assert (row_of(table, "Неуспевающие")["Учеников"], row_of(table, "Не аттестованы")["Учеников"]) == (1, 1)
    assert table.note


def test_a_divided_subject_is_one_column(cast: Cast) -> None:
    result(cast, cast.pupils[0], "5", course_id=cast.english.id)
    table = made(cast, "results").tables[1]
    row = row_of(table, "Английский язык")
    assert row["Учеников в списке на конец периода"] == 2  # Вера is in no group
    assert row["«5»"] == 1


def test_attendance_counts_lessons_and_whole_days(cast: Cast) -> None:
    alina, boris, _ = cast.pupils
    first, second = lesson_on(cast, FIRST), lesson_on(cast, FIRST, number=2, course_id=cast.chemistry.id)
    for lesson in (first, second):
        absent(lesson, alina, "б")
    absent(first, boris, "н")
    absent(second, boris, "оп")
    report = made(cast, "attendance")
    ill = row_of(report.tables[0], "Абрамова Алина")
    assert (ill["Пропущено дней по болезни"], ill["Пропущено уроков по болезни"]) == (1, 2)
    unknown = row_of(report.tables[0], "Белов Борис")
    assert unknown["Пропущено дней причина не выяснена"] is None
    assert (unknown["Пропущено уроков причина не выяснена"], unknown["Опозданий"]) == (1, 1)
    month = row_of(report.tables[1], "Сентябрь")
    assert (month["Дней"], month["всего"], month["Уроков на ученика"]) == (1, 3, Decimal("1.00"))
    SchoolRegulation.objects.create(school_id=1, key="missed_day", value=1, starts_on=YEAR_STARTS)
    assert row_of(made(cast, "attendance").tables[0], "Всего")["Пропущено дней причина не выяснена"] == 1


def test_a_lesson_of_another_group_is_not_missed(cast: Cast) -> None:
    alina, _, vera = cast.pupils
    common = lesson_on(cast, FIRST)
    lesson_on(cast, FIRST, number=2, course_id=cast.english.id)
    absent(common, alina, "б")
    absent(common, vera, "б")
    table = made(cast, "attendance").tables[0]
    assert row_of(table, "Абрамова Алина")["Пропущено дней по болезни"] is None  # English was hers too
    assert row_of(table, "Власова Вера")["Пропущено дней по болезни"] == 1


def test_the_mean_beside_the_final(cast: Cast) -> None:
    alina, boris, _ = cast.pupils
    common, control = lesson_on(cast, FIRST), lesson_on(cast, FIRST + timedelta(days=1))
    for pupil, marks in ((alina, "35"), (boris, "44")):
        mark_at(cast, common, pupil, marks[0])
        mark_at(cast, control, pupil, marks[1], weight="3", kind="КР")
        result(cast, pupil, "4")
    far, everybody = made(cast, "means").tables
    row = row_of(everybody, "Абрамова Алина")
    assert (row["Среднее отметок без весов"], row["Среднее с весами работ"]) == (Decimal("4.00"), Decimal("4.50"))
    assert row["Итоговая отметка минус средний балл с весами"] == Decimal("-0.50")
    assert not far.rows  # half a mark is not more than half a mark


def test_how_marks_gather_names_who_has_too_few(cast: Cast) -> None:
    lessons = [lesson_on(cast, FIRST + timedelta(days=day)) for day in range(4)]
    lesson_on(cast, FIRST + timedelta(days=4), is_cancelled=True)
    for lesson in lessons[:3]:
        mark_at(cast, lesson, cast.pupils[0], "4")
    table = made(cast, "gathering").tables[0]
    row = next(row for row in table.rows if value_of(row[0]) == "Алгебра")
    said = [value_of(item) for item in row[2:]]
    assert said == [4, 3, 3, Decimal("1.00"), Decimal("25.0"), 5, Decimal("100.0"), 2, 2]
    assert isinstance(row[-1], Cell)
    assert row[-1].rows == ("Белов Борис, 4 подряд", "Власова Вера, 4 подряд")


def test_the_minimum_counts_brought_marks_and_no_weightless_ones(cast: Cast) -> None:
    """As a proposed result does; what was given in these lessons stays what was given."""
    lessons = [lesson_on(cast, FIRST + timedelta(days=day)) for day in range(4)]
    for lesson in lessons:
        mark_at(cast, lesson, cast.pupils[0], "4")
    mark_at(cast, lesson_on(cast, FIRST + timedelta(days=4)), cast.pupils[1], "4", weight="0")
    table = made(cast, "gathering").tables[0]
    before = next(row for row in table.rows if value_of(row[0]) == "Алгебра")
    assert isinstance(before[-3], Cell)
    assert before[-3].rows == ("Абрамова Алина, отметок 4", "Белов Борис, отметок 0", "Власова Вера, отметок 0")
    BroughtMark.objects.create(
        school_id=1, course_id=cast.algebra.id, pupil_id=cast.pupils[0].id, held_on=FIRST, value="5",
        kind_id=cast.kinds["ОУ"].id, weight=1, source="справка", set_at=NOW, set_by=1,
    )  # fmt: skip
    after = next(row for row in made(cast, "gathering").tables[0].rows if value_of(row[0]) == "Алгебра")
    assert isinstance(after[-3], Cell)
    assert after[-3].rows == before[-3].rows[1:]
    assert value_of(after[4]) == value_of(before[4]) == 5


@pytest.mark.parametrize(("first", "last"), [(TODAY, FIRST), (date(2025, 9, 1), FIRST), (FIRST, date(2027, 8, 1))])
def test_days_outside_the_year_are_refused(first: date, last: date, cast: Cast) -> None:
    with pytest.raises(Refusal, match="внутри учебного года: с 1 сентября 2026 по 26 мая 2027"):
        made(cast, "attendance", Asked(first=first, last=last))


def test_a_period_of_another_school_is_none(cast: Cast) -> None:
    with pytest.raises(NotFound):
        made(cast, "summary", Asked(period_id=2**40))


def test_final_marks_are_shown_of_the_period_that_has_them(cast: Cast) -> None:
    assert made(cast, "results", Asked()).span == "I четверть 2026/27"  # II has begun nine days ago
    assert made(cast, "attendance", Asked()).span == "II четверть 2026/27"


def test_the_class_teacher_reads_until_september(cast: Cast) -> None:
    actor = cast.actor("class_teacher")
    assert class_to_report(actor, 1, cast.school_class.id, date(2027, 8, 20)).teachers == ("Ветрова Н. П.",)
    with pytest.raises(NotFound):
        class_to_report(actor, 1, cast.school_class.id, date(2027, 9, 10))
    assert class_to_report(cast.actor("head"), 1, cast.school_class.id, date(2027, 9, 10)).is_office


def test_other_scales_count_by_levels_and_show_their_own_numbers(cast: Cast) -> None:
    Course.objects.in_school(1).filter(id=cast.algebra.id).update(scale="ten")
    alina, boris, vera = cast.pupils
    for pupil, final in ((alina, "10"), (boris, "7"), (vera, "4")):
        result(cast, pupil, final)
    report = made(cast, "summary")
    assert row_of(report.tables[0], "Абрамова Алина")["Алгебра, I четверть"] == "10"
    assert row_of(report.tables[0], "Успеваемость, %")["Алгебра, I четверть"] == Decimal("66.7")
    assert row_of(report.tables[0], "Качество, %")["Алгебра, I четверть"] == Decimal("66.7")
    SchoolRegulation.objects.create(school_id=1, key="levels_ten", value=[3, 8, 9], starts_on=date(2026, 9, 1))
    report = made(cast, "summary")
    assert row_of(report.tables[0], "Успеваемость, %")["Алгебра, I четверть"] == Decimal("100.0")
    assert row_of(report.tables[0], "Качество, %")["Алгебра, I четверть"] == Decimal("33.3")
