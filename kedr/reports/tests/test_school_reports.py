"""Reports about the whole school: totals are counted anew, programme as each course counts it, who came."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from kedr.audit.models import Event
from kedr.curriculum.models import CoursePlan, LessonPlan, PlanCorrection, PlanRow
from kedr.journal.access import course_to_open
from kedr.journal.models import Remark
from kedr.journal.queries.plan import course_plan
from kedr.people.models import Enrolment, Sex
from kedr.reports.access import school_to_report
from kedr.reports.queries.catalogue import CLASS_REPORTS, SCHOOL_REPORTS
from kedr.reports.queries.spans import Asked
from kedr.reports.table import Report, value_of
from kedr.reports.tests.making import FIRST, lesson_on, pupils_more, result
from kedr.reports.tests.test_class_reports import card_of, row_of
from kedr.schools.models import PeriodScheme, SchoolClass
from kedr.timetable.models import ChangeReason, Lesson
from tests.cast import NOW, TODAY, TOMSK, YEAR_STARTS, Cast, enrol, person


def of_school(cast: Cast, key: str, asked: Asked | None = None) -> Report:
    card = school_to_report(cast.actor("deputy_head"), 1, TODAY)
    return SCHOOL_REPORTS[key].make(card, asked or Asked(period_id=cast.periods[0].id), TODAY)[0]


def test_totals_are_counted_from_pupils_not_from_classes(cast: Cast) -> None:
    alina, boris, vera = cast.pupils
    for pupil, final in ((alina, "5"), (boris, "2"), (vera, "3")):
        result(cast, pupil, final)
    newcomer = person(cast.one, "Зимин", "Глеб", sex=Sex.MALE)
    enrol(cast.other_class, newcomer)
    result(cast, newcomer, "4", course_id=cast.chemistry.id)
    gone = person(cast.one, "Чижов", "Олег", sex=Sex.MALE)
    enrol(cast.other_class, gone, ends_on=FIRST)
    result(cast, gone, "2")
    table, rest = of_school(cast, "totals").tables
    eight, whole = row_of(table, "8А"), row_of(table, "Школа")
    assert (eight["Учеников"], eight["отличники"], eight["с «2»"], eight["Из них с одной «3»"]) == (3, 1, 1, 1)
    assert (eight["Успеваемость"], eight["Качество знаний"]) == (Decimal("66.7"), Decimal("33.3"))
    assert (whole["Учеников"], whole["Успеваемость"]) == (4, Decimal("75.0"))  # 3 of 4: not the mean of 66.7 and 100
    assert row_of(table, "5–9 классы, всего")["Качество знаний"] == Decimal("50.0")
    best = next(item for item in table.rows[0] if getattr(item, "rows", ()))
    assert getattr(best, "rows", ()) == ("Абрамова Алина, 8А",)
    assert not rest.rows


def test_the_first_grade_is_not_rated(cast: Cast) -> None:
    scheme = PeriodScheme.objects.create(
        school_id=1, year_id=cast.year.id, name="1 класс", kind="quarter", is_marked=False
    )
    first = SchoolClass.objects.create(
        school_id=1, year_id=cast.year.id, scheme_id=scheme.id, grade=1, letter="А", name="1А"
    )
    for name in ("Аня", "Петя"):
        enrol(first, person(cast.one, "Малышев", name))
    table, rest = of_school(cast, "totals").tables
    assert [value_of(item) for item in rest.rows[0]] == ["1А", 2]
    assert "1А" not in {value_of(row[0]) for row in table.rows}
    assert row_of(table, "Школа")["Учеников"] == 3


def test_the_year_of_the_school_is_made_of_its_periods(cast: Cast) -> None:
    for period in range(4):
        result(cast, cast.pupils[0], "45"[period > 1], period=period)
    table = of_school(cast, "totals", Asked(is_year=True)).tables[0]
    assert row_of(table, "8А")["отличники"] == 1  # 4, 4, 5, 5: 4.5 goes up


def test_how_means_move(cast: Cast) -> None:
    for period, finals in ((0, "543"), (1, "554")):
        for pupil, final in zip(cast.pupils, finals, strict=True):
            result(cast, pupil, final, period=period)
    report = of_school(cast, "dynamics")
    by_class, by_teacher = report.tables
    row = row_of(by_class, "8А")
    assert (row["I четверть"], row["II четверть"]) == (Decimal("4.00"), Decimal("4.67"))
    assert row["Последний период с отметками минус предыдущий"] == Decimal("0.67")
    assert row_of(by_teacher, "Смирнова О. П.")["II четверть"] == Decimal("4.67")
    assert [bar[1] for bar in report.charts[0].bars] == [(Decimal("4.00"),), (Decimal("4.67"),)]


def planned(cast: Cast, topics: int) -> list[PlanRow]:
    plan = LessonPlan.objects.create(
        school_id=1, year_id=cast.year.id, subject=cast.subject["Алгебра"], grade=8, name="Алгебра"
    )
    CoursePlan.objects.create(school_id=1, course_id=cast.algebra.id, plan_id=plan.id, starts_on=YEAR_STARTS)
    return PlanRow.objects.bulk_create(
        PlanRow(school_id=1, plan_id=plan.id, position=n, topic=f"Тема {n}", hours=2) for n in range(1, topics + 1)
    )


def test_the_programme_is_the_same_as_in_the_lesson_plan(cast: Cast) -> None:
    Lesson.objects.in_school(1).filter(course_id=cast.algebra.id).delete()
    rows = planned(cast, 4)
    for day in range(6):
        lesson = lesson_on(cast, FIRST + timedelta(days=day), is_cancelled=day == 2)
        if day == 2:
            Lesson.objects.in_school(1).filter(id=lesson.id).update(change_reason="актировка")
    PlanCorrection.objects.create(
        school_id=1, course_id=cast.algebra.id, row_id=rows[1].id, hours=1, reason="Уплотнение после актировки",
        made_at=NOW, made_by=1,
    )  # fmt: skip
    wanted = course_plan(course_to_open(cast.actor("deputy_head"), 1, cast.algebra.id, TODAY), NOW).fulfilment
    row = row_of(of_school(cast, "programme").tables[0], "Алгебра")
    assert (row["План"], row["Факт"]) == (wanted.plan, wanted.fact) == (6, 5)
    assert (
        (row["Часы, возвращённые корректировкой плана"], row["Отклонение"])
        == (wanted.saved, wanted.deviation)
        == (1, 0)
    )
    assert row["Выполнение"] == wanted.percent
    assert row["Почему отстали"] == "актировка: 1"
    assert row["Чем закрыто"] == "Уплотнение после актировки"
    of_class, _ = CLASS_REPORTS["programme"].make(card_of(cast), Asked(period_id=cast.periods[0].id), TODAY)
    assert row_of(of_class.tables[0], "Алгебра") == row


def test_a_course_without_a_plan_is_counted_by_the_timetable(cast: Cast) -> None:
    Lesson.objects.in_school(1).filter(course_id=cast.algebra.id).delete()
    lesson_on(cast, FIRST)
    lesson_on(cast, FIRST + timedelta(days=1), is_cancelled=True)
    row = row_of(of_school(cast, "programme").tables[0], "Алгебра")
    assert (row["План"], row["Факт"], row["Отклонение"]) == (2, 1, -1)
    assert (row["Почему отстали"], row["Чем закрыто"]) == ("причина не указана: 1", "плана уроков нет")


def test_remarks_are_counted_by_teacher(cast: Cast) -> None:
    at = datetime.combine(FIRST, time(12), TOMSK)
    about: dict[str, Any] = {"school_id": 1, "kind": "manual", "text": "Нет тем", "made_by": 0}
    Remark.objects.create(**about, course_id=cast.algebra.id, made_at=at, due_on=TODAY - timedelta(days=1))
    Remark.objects.create(**about, course_id=cast.algebra.id, made_at=at, due_on=TODAY, removed_at=NOW, removed_by=1)
    Remark.objects.create(
        **about, course_id=cast.algebra.id, made_at=at, due_on=TODAY, substitute_id=cast.people["colleague"].id
    )
    Remark.objects.create(**about, course_id=cast.algebra.id, made_at=NOW, due_on=TODAY)  # of the next quarter
    table = of_school(cast, "remarks").tables[0]
    own = row_of(table, "Смирнова О. П.")
    assert (own["Замечаний"], own["Снято"], own["Не снято"], own["Просрочено"]) == (2, 1, 1, 1)
    assert own["Последнее неснятое"] == FIRST
    assert row_of(table, "Орлов Т. Н.")["Не снято"] == 1
    assert row_of(table, "Школа")["Замечаний"] == 3
    assert "Алгебра, 8А, устранить до 10.11.2026" in table.rows[1][4].rows[0]  # type: ignore[union-attr]


def seen(cast: Cast, who: str, on: datetime, verb: str = "sign_in") -> None:
    actor = cast.actor(who)
    Event.objects.create(
        school_id=1, at=on, verb=verb, target_kind="account", target_id=actor.user_id, user_id=actor.user_id,
        person_id=actor.person_id, role=actor.role, name=actor.name,
    )  # fmt: skip


def test_who_came_is_counted_once_a_day(cast: Cast) -> None:
    morning = datetime.combine(FIRST, time(9), TOMSK)
    seen(cast, "teacher", morning)
    seen(cast, "teacher", morning + timedelta(hours=1), "mark.give")
    seen(cast, "guardian", morning)
    seen(cast, "guardian", morning + timedelta(days=1))
    seen(cast, "pupil", datetime.combine(FIRST, time(23, 30), TOMSK))  # of that day where the school is
    report = of_school(cast, "activity")
    table = report.tables[0]
    assert [[value_of(item) for item in row] for row in table.rows] == [
        [FIRST, 3, 1, 1, 1],
        [FIRST + timedelta(days=1), 1, None, None, 1],
    ]
    assert [value_of(item) for item in table.totals[0]] == ["Разных за всё время", 3, 1, 1, 1]
    pupils, coverage, came, visits = (figure.value for figure in report.figures)
    assert (pupils, came) == (3, Decimal("33.3"))
    assert coverage is not None
    assert visits == Decimal("0.67")


def test_a_school_of_many_is_read_at_once(cast: Cast) -> None:
    for pupil in pupils_more(cast, 30):
        result(cast, pupil, "4")
    Enrolment.objects.in_school(1).filter(person_id=cast.pupils[0].id).update(ends_on=FIRST)
    row = row_of(of_school(cast, "totals").tables[0], "8А")
    assert (row["Учеников"], row["на «4» и «5»"], row["Успеваемость"]) == (32, 30, Decimal("100.0"))


def test_why_a_teacher_was_away_is_for_the_office_alone(cast: Cast) -> None:
    reason = ChangeReason.objects.create(
        school_id=1, kind="illness", teacher_id=cast.people["teacher"].id, starts_on=FIRST, ends_on=TODAY
    )
    lesson = lesson_on(cast, FIRST, is_cancelled=True)
    Lesson.objects.in_school(1).filter(id=lesson.id).update(reason_id=reason.id)
    assert row_of(of_school(cast, "programme").tables[0], "Алгебра")["Почему отстали"] == "болезнь: 1"
    own, _ = CLASS_REPORTS["programme"].make(card_of(cast), Asked(period_id=cast.periods[0].id), TODAY)
    assert row_of(own.tables[0], "Алгебра")["Почему отстали"] == "учителя не было: 1"
