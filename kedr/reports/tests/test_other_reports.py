"""Reports about a teacher, a pupil and the school."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kedr.core.errors import NotFound
from kedr.curriculum.models import CourseTeacher
from kedr.diary.tests.writing import homework
from kedr.people.models import Enrolment
from kedr.reports.access import course_to_print, pupil_to_report, school_to_report, teacher_to_report
from kedr.reports.queries.catalogue import COURSE_REPORTS, SCHOOL_REPORTS, TEACHER_REPORTS
from kedr.reports.queries.hours import HourSort
from kedr.reports.queries.pupil import pupil_report
from kedr.reports.queries.spans import Asked
from kedr.reports.table import Cell, Report, value_of
from kedr.reports.tests.making import (
    FIRST,
    absent,
    busy_class,
    lesson_on,
    mark_at,
    pupils_more,
    result,
    written,
)
from kedr.reports.tests.test_class_reports import row_of
from kedr.timetable.models import ChangeReason
from tests.cast import TODAY, Cast, enrol

QUERIES = {
    "keeping": 6, "changes": 4, "hours": 3, "movement": 3, "totals": 7, "dynamics": 8, "programme": 7, "remarks": 3,
    "activity": 4,
}  # fmt: skip


def of_teacher(cast: Cast, asked: Asked | None = None) -> Report:
    card = teacher_to_report(cast.actor("teacher"), 1, cast.people["teacher"].id, TODAY)
    report, _ = TEACHER_REPORTS["courses"].make(card, asked or Asked(period_id=cast.periods[0].id), TODAY)
    return report


def of_school(cast: Cast, key: str, asked: Asked | None = None) -> Report:
    card = school_to_report(cast.actor("deputy_head"), 1, TODAY)
    report, _ = SCHOOL_REPORTS[key].make(card, asked or Asked(period_id=cast.periods[0].id), TODAY)
    return report


def of_pupil(cast: Cast, asked: Asked | None = None) -> Report:
    card = pupil_to_report(cast.actor("class_teacher"), 1, cast.pupils[0].id, TODAY)
    report, _ = pupil_report(card, asked or Asked(period_id=cast.periods[0].id), TODAY)
    return report


def test_the_teachers_report_costs_the_same_with_more_pupils(cast: Cast) -> None:
    for pupils in (1, 30):
        busy_class(cast, pupils) if pupils == 1 else pupils_more(cast, pupils)
        card = teacher_to_report(cast.actor("teacher"), 1, cast.people["teacher"].id, TODAY)
        with CaptureQueriesContext(connection) as seen:
            TEACHER_REPORTS["courses"].make(card, Asked(), TODAY)
        assert len(seen) == 7, pupils


@pytest.mark.parametrize("key", QUERIES)
def test_a_school_report_costs_the_same_with_more_pupils(key: str, cast: Cast) -> None:
    for pupils in (1, 30):
        busy_class(cast, pupils) if pupils == 1 else pupils_more(cast, pupils)
        card = school_to_report(cast.actor("head"), 1, TODAY)
        with CaptureQueriesContext(connection) as seen:
            SCHOOL_REPORTS[key].make(card, Asked(is_year=True), TODAY)
        assert len(seen) == QUERIES[key], pupils


def test_a_pupils_report_takes_seven_queries(cast: Cast) -> None:
    card = pupil_to_report(cast.actor("head"), 1, cast.pupils[0].id, TODAY)
    with CaptureQueriesContext(connection) as seen:
        pupil_report(card, Asked(), TODAY)
    assert len(seen) == 7


def test_the_teachers_report_counts_marks_hours_and_controls(cast: Cast) -> None:
    alina, boris, vera = cast.pupils
    for pupil, final in ((alina, "5"), (boris, "2"), (vera, "н/а")):
        result(cast, pupil, final)
    lessons = [lesson_on(cast, FIRST + timedelta(days=day), is_cancelled=day == 3) for day in range(4)]
    mark_at(cast, lessons[0], alina, "5", kind="КР")
    row = row_of(of_teacher(cast).tables[0], "8А")
    assert (row["«5»"], row["«2»"], row["н/а"], row["Успеваемость"]) == (1, 1, 1, Decimal("33.3"))
    assert row["Отклонение факта от плана"] == -1
    assert row["Ученики с «2» и н/а"] == 2
    weak = of_teacher(cast).tables[0].rows[0][-1]
    assert getattr(weak, "rows", None) == ("Белов Борис: 2", "Власова Вера: н/а")


def test_a_course_shows_while_it_was_taught(cast: Cast) -> None:
    CourseTeacher.objects.in_school(1).filter(person_id=cast.people["teacher"].id).update(ends_on=FIRST)
    assert [value_of(row[0]) for row in of_teacher(cast).tables[0].rows] == ["8А"]
    assert not of_teacher(cast, Asked(period_id=cast.periods[1].id)).tables[0].rows


def test_only_teachers_have_a_teachers_report(cast: Cast) -> None:
    with pytest.raises(NotFound):
        teacher_to_report(cast.actor("deputy_head"), 1, cast.people["secretary"].id, TODAY)


def test_a_pupils_marks_by_period_and_in_order(cast: Cast) -> None:
    alina = cast.pupils[0]
    result(cast, alina, "4")
    first, second = lesson_on(cast, FIRST), lesson_on(cast, FIRST + timedelta(days=1))
    mark_at(cast, first, alina, "3")
    mark_at(cast, second, alina, "5", weight="3", kind="КР")
    absent(lesson_on(cast, FIRST + timedelta(days=2), number=3), alina, "б")
    results, current, missed = of_pupil(cast).tables
    assert row_of(results, "Алгебра")["I четверть"] == "4"
    algebra = row_of(current, "Алгебра")
    assert (algebra["Отметки по порядку"], algebra["Средний балл с весами работ"]) == ("3 5", Decimal("4.50"))
    assert row_of(missed, "Алгебра")["Что записано"] == "болел(а)"
    assert {value_of(row[0]) for row in results.rows} == {"Алгебра", "Химия", "Английский язык"}


def test_a_pupil_who_left_is_read_by_the_last_class(cast: Cast) -> None:
    alina = cast.pupils[0]
    Enrolment.objects.in_school(1).filter(person_id=alina.id).update(ends_on=FIRST)
    enrol(cast.other_class, alina, starts_on=FIRST)
    with pytest.raises(NotFound):
        pupil_to_report(cast.actor("class_teacher"), 1, alina.id, TODAY)
    assert pupil_to_report(cast.actor("head"), 1, alina.id, TODAY).of_class.name == "9Б"


def test_the_journal_as_the_paper_one(cast: Cast) -> None:
    alina, boris, _ = cast.pupils
    result(cast, alina, "4")
    first, second = lesson_on(cast, FIRST), lesson_on(cast, FIRST + timedelta(days=1), is_cancelled=True)
    written(first, topic="Дроби")
    mark_at(cast, first, alina, "5")
    absent(first, boris, "н")
    Enrolment.objects.in_school(1).filter(person_id=boris.id).update(ends_on=FIRST + timedelta(days=2))
    card = course_to_print(cast.actor("teacher"), 1, cast.algebra.id, TODAY)
    with CaptureQueriesContext(connection) as seen:
        report, _ = COURSE_REPORTS["journal"].make(card, Asked(period_id=cast.periods[0].id), TODAY)
    assert len(seen) == 5
    marks, topics = report.tables
    assert marks.groups == [("", 1), ("", 1), ("Сентябрь", 2), ("", 1), ("Итог", 1)]
    assert [value_of(item) for item in marks.rows[0]] == [1, "Абрамова Алина", "5", "", Decimal("5.00"), "4"]
    assert [value_of(item) for item in marks.rows[1]] == [2, "Белов Борис, до 09.09", "н", "", None, ""]
    assert [value_of(row[2]) for row in topics.rows] == ["Дроби", "Урок отменён"]
    assert report.signers[0] == ("Учитель", "Смирнова О. П.")
    assert second.is_cancelled


def test_how_journals_are_kept(cast: Cast) -> None:
    in_time, late, empty = [lesson_on(cast, FIRST + timedelta(days=day)) for day in range(3)]
    lesson_on(cast, FIRST + timedelta(days=4), is_cancelled=True)
    written(in_time, topic="Дроби", is_checked=True)
    written(late, topic="Дроби", late=3)
    written(empty)
    mark_at(cast, in_time, cast.pupils[0], "4", late=7)
    mark_at(cast, late, cast.pupils[0], "4", late=8)
    row = row_of(of_school(cast, "keeping").tables[0], "Смирнова О. П.")
    assert (row["Уроков"], row["Темы, %"], row["Темы, записанные в срок"]) == (3, Decimal("66.7"), Decimal("33.3"))
    assert row["Уроки, где отмечено, кто присутствует"] == Decimal("33.3")
    assert (row["Отметок"], row["Отметки, выставленные в срок"]) == (2, Decimal("50.0"))
    assert row["Медиана опоздания среди поздних тем"] == 3


def test_late_homework_is_counted_for_its_teacher(cast: Cast) -> None:
    for number, (is_late, text) in enumerate([(False, "№ 1"), (True, "№ 2"), (True, "№ 3"), (True, "")]):
        held = lesson_on(cast, FIRST + timedelta(days=number))
        homework(held, text, is_late=is_late)
    row = row_of(of_school(cast, "keeping").tables[0], "Смирнова О. П.")
    assert row["Задания, заданные позже срока после последнего звонка"] == 2  # one was taken back


def test_cancelled_and_substituted_lessons(cast: Cast) -> None:
    lesson_on(cast, FIRST, is_cancelled=True)
    substituted = lesson_on(cast, FIRST + timedelta(days=1))
    substituted.teacher_id, substituted.planned_teacher_id = cast.people["colleague"].id, substituted.teacher_id
    substituted.is_teacher_replaced = True
    substituted.save()
    lesson_on(cast, FIRST + timedelta(days=2))
    by_subject, hours, listed = of_school(cast, "changes").tables
    assert [value_of(item) for item in by_subject.rows[0]] == ["Алгебра", 1, 1]
    assert row_of(hours, "Орлов Т. Н.")["замен и совмещений"] == 1
    assert row_of(hours, "Смирнова О. П.")["Заменяли его уроки"] == 1
    assert [value_of(row[5]) for row in listed.rows] == ["замена: Орлов Т. Н.", "отменён"]


def changed_days(cast: Cast) -> None:
    """Two planned lessons at one time, another subject, a substitution and a join, an added lesson."""
    chemistry, colleague = cast.chemistry.id, cast.people["colleague"].id
    lesson_on(cast, FIRST)
    lesson_on(cast, FIRST, number=1)
    cancelled = lesson_on(cast, FIRST + timedelta(days=1), is_cancelled=True)
    lesson_on(cast, FIRST + timedelta(days=1), course_id=chemistry, teacher_id=colleague, instead_id=cancelled.id)
    reason = ChangeReason.objects.create(
        school_id=1, kind="illness", starts_on=FIRST, ends_on=TODAY, order_no="5", teacher_id=cast.people["teacher"].id
    )
    for days, more in ((2, {}), (3, {"is_joined": True})):
        lesson_on(
            cast, FIRST + timedelta(days=days), teacher_id=colleague, is_teacher_replaced=True, reason_id=reason.id,
            planned_teacher_id=cast.people["teacher"].id, **more,
        )  # fmt: skip
    lesson_on(cast, FIRST + timedelta(days=4), is_added=True)


def test_the_journal_of_missed_and_substituted_lessons(cast: Cast) -> None:
    changed_days(cast)
    by_subject, _, listed = of_school(cast, "changes").tables
    assert [value_of(item) for item in by_subject.totals[0]] == ["Всего", 1, 1, 1, 1]
    assert [(value_of(row[5]), value_of(row[6])) for row in listed.rows] == [
        ("дополнительный: Смирнова О. П.", ""),
        ("совмещение: Орлов Т. Н.", "болезнь, приказ № 5"),
        ("замена: Орлов Т. Н.", "болезнь, приказ № 5"),
        ("замена предмета: Химия, Орлов Т. Н.", ""),
    ]


def test_the_timesheet_of_hours(cast: Cast) -> None:
    """A combined class is one hour; a cell says what it is made of; a long time is by months."""
    changed_days(cast)
    days = Asked(first=FIRST, last=FIRST + timedelta(days=6))
    (table,) = of_school(cast, "hours", days).tables
    own, colleague = row_of(table, "Смирнова О. П."), row_of(table, "Орлов Т. Н.")
    assert [own[sort] for sort in HourSort] == [1, 1, None, None]
    assert [colleague[sort] for sort in HourSort] == [None, None, 2, 1]
    assert (own["Всего"], colleague["Всего"], value_of(table.totals[0][-1])) == (2, 3, 5)
    made_of = [cell.rows for row in table.rows for cell in row if isinstance(cell, Cell) and cell.rows]
    assert ("1 урок", "замен предмета: 1") in made_of
    (by_month,) = of_school(cast, "hours").tables
    assert row_of(by_month, "Орлов Т. Н.")["Сентябрь"] == 3


def test_a_move_inside_the_school_is_no_movement(cast: Cast) -> None:
    alina, boris, _ = cast.pupils
    on = FIRST + timedelta(days=7)
    for pupil in (alina, boris):
        Enrolment.objects.in_school(1).filter(person_id=pupil.id).update(ends_on=on, basis="приказ № 9")
    enrol(cast.other_class, alina, starts_on=on)
    (newcomer,) = pupils_more(cast, 1, starts_on=on)
    table, events = of_school(cast, "movement").tables
    eight, nine, whole = (row_of(table, name) for name in ("8А", "9Б", "Школа"))
    assert (eight["На начало"], eight["выбыло"], eight["В другой класс школы"], eight["На конец"]) == (3, 1, 1, 2)
    assert (nine["Из другого класса школы"], nine["прибыло"]) == (1, None)
    assert (whole["прибыло"], whole["выбыло"], whole["На конец"]) == (1, 1, 3)
    said = {value_of(row[1]): value_of(row[2]) for row in events.rows}
    assert said["Абрамова Алина Сергеевна"] == "переведён(а) из 8А"
    assert said["Белов Борис Ильич"] == "выбыл(а) из 8А"
    assert said[f"{newcomer.last_name} Иван"] == "прибыл(а) в 8А"
