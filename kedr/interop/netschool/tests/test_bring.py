"""A week in a base: what arrives, twice the same, beside what stands, and what is refused."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kedr.audit.models import Event
from kedr.core.actor import SYSTEM
from kedr.core.errors import NotFound
from kedr.core.models import Stamp
from kedr.curriculum.models import Course, Subject
from kedr.interop.netschool.actions import (
    ClassUnnamed,
    NewSchool,
    PeriodClosed,
    PupilUnclear,
    Report,
    UnknownMunicipality,
    bring_week,
    found_school,
)
from kedr.interop.netschool.compare import differences, file_said
from kedr.interop.netschool.queries import PLACEHOLDER, diary_said, journal_said
from kedr.interop.netschool.tests.twin import MONDAY, assignment, encoded, lesson, mark, twin
from kedr.interop.netschool.week import decode
from kedr.journal.models import Attendance, Homework, LessonPage, Mark, Work, WorkKind
from kedr.people.models import Enrolment, Person
from kedr.schools.models import AcademicYear, Period, Region, School, SchoolClass
from kedr.timetable.models import Lesson
from tests.cast import Cast
from tests.locks import locked_tables

AT = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Asia/Tomsk"))
WEEK = date(2026, 11, 9)
OWNED = (Lesson, LessonPage, Homework, Work, Mark, Attendance, Course, Person, Enrolment, Period, SchoolClass)


@pytest.fixture
def school(db: None) -> int:
    """An empty base with one school and nothing in it."""
    return found_school(actor=SYSTEM, at=AT, new=NewSchool("Школа у реки", "Город Томск"))


def bring(school_id: int, week: Any = None, **more: Any) -> Report:
    return bring_week(actor=SYSTEM, at=AT, school_id=school_id, diary=decode(encoded(week or twin())), **more)


def compared(school_id: int, week: Any = None, name: str = "10Г", pupil: str = PLACEHOLDER) -> list[str]:
    said = file_said(decode(encoded(week or twin())).week)
    where = (school_id, name, pupil, WEEK, AT.date())
    return differences(said, diary_said(*where), "в дневнике") + differences(said, journal_said(*where), "в журнале")


def rows(school_id: int) -> list[Any]:
    """Everything a week may touch, and how often it changed."""
    counts = [model.objects.in_school(school_id).count() for model in OWNED]
    stamps = sorted(Stamp.objects.filter(school_id=school_id).values_list("kind", "object_id", "revision"))
    return [counts, stamps, Event.objects.filter(school_id=school_id).count(), Subject.objects.count()]


def test_the_diary_and_the_journal_show_exactly_the_week(school: int) -> None:
    report = bring(school)
    assert compared(school) == []
    assert report.created["уроки"] == 13
    assert (report.created["отметки"], report.created["пропуски"], report.created["работы"]) == (8, 1, 10)


def test_a_numbered_room_is_no_difference(school: int) -> None:
    week = twin()
    week["weekDays"][0]["lessons"][0]["room"] = "29"
    bring(school, week)
    assert compared(school, week) == []


def test_the_comparison_sees_each_difference(school: int) -> None:
    bring(school)
    lessons = Lesson.objects.in_school(school)
    lessons.filter(starts_at=time(18, 30)).update(number=9)
    Mark.objects.in_school(school).filter(value="3").update(value="2")
    LessonPage.objects.in_school(school).exclude(topic="").update(topic="Другая")
    Homework.objects.in_school(school).filter(text="№ 5").update(text="№ 6")
    found = compared(school)
    assert len(found) == 2 * (2 + 1 + 1 + 1) + 1  # the mark is in the journal's works too
    assert "10.11.2026, 1-й урок, 08:00, Алгебра: задание – в файле «№ 5», в дневнике «№ 6»" in found
    assert "09.11.2026, 8-й урок, 18:30, Беседы у костра: есть в файле, в журнале нет" in found


def test_oddities_arrive_as_they_came(school: int) -> None:
    bring(school)
    lessons = Lesson.objects.in_school(school).filter(held_on=WEEK)
    assert sorted(lessons.filter(number=3).values_list("starts_at", "course_id")) == sorted(
        (time(10, 10), course.id)
        for course in Course.objects.in_school(school).filter(title__in=("Информатика", "Физическая культура"))
    )
    evening = lessons.get(number=8)
    assert (evening.starts_at, evening.ends_at, evening.room_id) == (time(18, 30), time(19, 10), None)
    extra = Course.objects.in_school(school).filter(is_extra=True)
    assert [course.title for course in extra] == ["Беседы у костра"]
    titles = set(Course.objects.in_school(school).values_list("title", flat=True))
    assert {'Клуб "Кедр"', "Без названия"} <= titles
    weights = Work.objects.in_school(school).order_by("weight").values_list("weight", flat=True).distinct()
    assert list(weights) == [Decimal(0), Decimal(1), Decimal("1.5"), Decimal(10)]
    assert Mark.objects.in_school(school).get(value=".").held_on == date(2026, 11, 10)
    assert Mark.objects.in_school(school).get(value="3").comment == "Знаки"
    assert Attendance.objects.in_school(school).get().code == "у"
    assert not Lesson.objects.in_school(school).filter(kept_at=None).exists()


def test_unknown_types_become_kinds_of_their_own(school: int) -> None:
    bring(school)
    kinds = WorkKind.objects.in_school(school).order_by("position").values_list("code", "name")
    assert list(kinds) == [
        ("ОУ", "Ответ на уроке"), ("ДЗ", "Домашняя работа"), ("КР", "Контрольная работа"),
        ("NS-18", "Вид 18 (NetSchool)"),
    ]  # fmt: skip


def test_homework_stands_where_it_was_set(school: int) -> None:
    """By the lesson the file names; else at the one before; at its own where that has another."""
    week = twin()
    week["weekDays"][1]["lessons"][0]["assignments"].pop(0)  # its own homework
    bring(school, week)
    place = {
        homework.text: (homework.held_on.day, homework.lesson_id == homework.due_lesson_id)
        for homework in Homework.objects.in_school(school)
    }
    assert place == {
        "§ 11, вопросы": (9, True), "Задача 7": (9, True), "Таблица": (9, True),
        "№ 8, 9": (10, False),  # set at Tuesday's first
    }  # fmt: skip


def test_no_homework_is_lost_for_want_of_a_place(school: int) -> None:
    """Tuesday's first has its own homework and set Wednesday's: the latter moves, and the report says so."""
    report = bring(school)
    assert Homework.objects.in_school(school).get(text="№ 8, 9").held_on == date(2026, 11, 10)
    said = "\n".join(map(str, report.lines))
    assert "11.11.2026, 1-й урок (Алгебра): задано на уроке «201» – его место занято другим заданием" in said


@pytest.mark.parametrize("issue", [999, 101, 202])
def test_a_lesson_that_could_not_set_the_homework_is_named(school: int, issue: int) -> None:
    """An unknown one, one of another subject, a later one."""
    week = twin()
    week["weekDays"][1]["lessons"][0]["assignments"][0]["issueClassMeetingId"] = issue
    said = "\n".join(map(str, bring(school, week).lines))
    assert f"10.11.2026, 1-й урок (Алгебра): задано на уроке «{issue}» – в файле нет такого урока" in said
    assert compared(school, week) == []


def test_two_tasks_for_a_lesson_stay_two(school: int) -> None:
    week = twin()
    work = assignment(301, 3, "Повторить", "2026-11-11T00:00:00")
    week["weekDays"][2]["lessons"][0]["assignments"].insert(0, work)
    bring(school, week)
    assert Homework.objects.in_school(school).filter(due_on=date(2026, 11, 11)).count() == 2
    assert compared(school, week) == []
    again = bring(school, week)
    assert again.is_idle()
    assert not any(line.field == "задание" and "оставлено" in line.why for line in again.lines)


def test_the_same_file_again_changes_nothing(school: int) -> None:
    bring(school)
    before = rows(school)
    report = bring(school)
    assert report.is_idle()
    assert report.standing["уроки"] == 13
    assert rows(school) == before


def test_the_stamps_are_locked_before_any_lesson(cast: Cast) -> None:
    """The journal locks in this order: the other one would be a deadlock."""
    with CaptureQueriesContext(connection) as seen:
        bring(1, twin() | {"className": "8А"}, pupil_name="Белов Борис")
    tables = locked_tables(seen)
    behind = [table for table in tables if table.startswith(("timetable_", "journal_")) and table != "journal_workkind"]
    assert "timetable_lesson" in behind
    assert all(tables.index("core_stamp") < tables.index(table) for table in behind)


def test_the_next_week_joins_and_widens_the_period(school: int) -> None:
    bring(school)
    week = twin() | {"weekStart": "2026-11-16T00:00:00", "weekEnd": "2026-11-22T00:00:00"}
    work = assignment(901, 3, "§ 12", "2026-11-16T00:00:00")
    day = lesson(901, 1, "08:30", "09:10", "Физика", work, day="2026-11-16T00:00:00")
    week["weekDays"] = [{"date": "2026-11-16T00:00:00", "lessons": [day]}]
    report = bring(school, week)
    assert report.created == {"период": 1, "уроки": 1, "записи уроков": 1, "задания": 1}
    period = Period.objects.in_school(school).get()
    assert (period.starts_on, period.ends_on) == (WEEK, date(2026, 11, 23))
    assert Homework.objects.in_school(school).get(text="§ 12").held_on == date(2026, 11, 11)  # the lesson before
    assert compared(school) == []


def test_it_is_all_in_the_record(school: int) -> None:
    report = bring(school)
    verbs = list(Event.objects.filter(school_id=school).values_list("verb", flat=True))
    assert (verbs.count("mark.give"), verbs.count("homework.set"), verbs.count("bring_week")) == (8, 5, 1)
    event = Event.objects.get(school_id=school, verb="bring_week")
    assert (event.target_id, event.about_id) == (report.class_id, report.pupil_id)


def test_what_was_made_up_is_said(school: int) -> None:
    notes = "\n".join(bring(school).notes)
    for words in (
        "Учебный год 2026/27 заведён с 01.09.2026 по 31.05.2027",
        "Период «1 триместр» заведён с 09.11.2026 по 15.11.2026",
        "Ученик «Ученик NetSchool» заведён в классе 10Г",
        "Предметы заведены без предметной области, укажите её: «Физика», «Информатика»",
        "Кабинеты стоят в корпусе",
        "Файл не говорит, на каком уроке задано, у 4 заданий",
    ):
        assert words in notes


def test_it_joins_a_school_that_stands(cast: Cast) -> None:
    """The class, the pupil, the period and the journal are found; nothing of the kind is made."""
    week = twin() | {"className": "8 А"}
    report = bring(1, week, pupil_name="Белов Борис")
    assert report.pupil_id == cast.pupils[1].id
    assert {"класс", "ученик", "период", "учебный год", "схема периодов"}.isdisjoint(report.created)
    algebra = Course.objects.in_school(1).filter(title="Алгебра")
    assert algebra.get() == cast.algebra
    assert all(row.kept_at is None for row in Lesson.objects.in_school(1).filter(id__in=[x.id for x in cast.lessons]))
    assert compared(1, week, "8А", "Белов Борис") != []  # the school's own lessons of that week stay
    assert Mark.objects.in_school(2).count() == 0


def test_a_lesson_of_the_weekly_plan_is_the_lesson(cast: Cast) -> None:
    week = twin() | {"className": "8А"}
    work = assignment(1, 4, "Срез", mark=mark(5))
    week["weekDays"] = [{"date": MONDAY, "lessons": [lesson(1, 1, "08:30", "09:10", "Алгебра", work)]}]
    report = bring(1, week, pupil_name="Белов Борис Ильич")
    given = Mark.objects.in_school(1).get()
    assert given.lesson_id == cast.lessons[0].id
    assert Lesson.objects.in_school(1).get(id=given.lesson_id).kept_at == AT
    assert any("кабинет «21/кабинет» – в Кедре у урока другой кабинет" in str(line) for line in report.lines)


def test_what_somebody_wrote_meanwhile_stays(school: int) -> None:
    bring(school)
    Mark.objects.in_school(school).filter(value="3").update(value="4", version=2)
    Mark.objects.in_school(school).filter(value=".").update(value="", due_on=None, version=2)
    Homework.objects.in_school(school).filter(text="№ 5").update(text="№ 5 и 6", version=2)
    LessonPage.objects.in_school(school).exclude(topic="").update(topic="Кедрач", topic_version=2)
    Attendance.objects.in_school(school).update(code="б", version=2)
    before = rows(school)
    report = bring(school)
    assert report.is_idle()
    assert rows(school) == before
    said = "\n".join(map(str, report.lines))
    for words in (
        "отметка «3» – в журнале стоит 4, оставлена она",
        "отметка «.» – в журнале отметка снята",
        "задание «№ 5» – в журнале стоит «№ 5 и 6», оставлено оно",
        "тема «Кто живёт в кедраче» – в журнале стоит «Кедрач», оставлена она",
        "пропуск «у» – в журнале стоит «б», оставлено оно",
    ):
        assert words in said


def test_a_fourth_work_of_a_lesson_is_named(school: int) -> None:
    week = twin()
    work = assignment(302, 10, "Опыт 4", "2026-11-11T00:00:00", 1, mark=mark(2))
    week["weekDays"][2]["lessons"][1]["assignments"].append(work)
    report = bring(school, week)
    said = "11.11.2026, 2-й урок (Физика): работа «Опыт 4, вес 1, отметка 2» – у урока в Кедре не больше 3 работ"
    assert said in map(str, report.lines)
    assert not Mark.objects.in_school(school).filter(value="2").exists()


def test_two_lessons_of_a_subject_at_one_time_are_two(school: int) -> None:
    week = twin()
    week["weekDays"][0]["lessons"].insert(1, week["weekDays"][0]["lessons"][0] | {"classmeetingId": 999, "room": None})
    bring(school, week)
    assert compared(school, week) == []
    assert bring(school, week).is_idle()


def test_a_pupil_out_of_the_list_gets_no_mark(cast: Cast) -> None:
    Enrolment.objects.in_school(1).filter(person_id=cast.pupils[1].id).update(ends_on=date(2026, 11, 10))
    report = bring(1, twin() | {"className": "8А"}, pupil_name="Белов Борис")
    assert set(Mark.objects.in_school(1).values_list("held_on", flat=True)) == {WEEK}
    assert any("в этот день ученика нет в списке класса" in str(line) for line in report.lines)


def test_a_course_without_marks_takes_none(cast: Cast) -> None:
    Course.objects.in_school(1).filter(id=cast.algebra.id).update(scale="none")
    report = bring(1, twin() | {"className": "8А"}, pupil_name="Белов Борис")
    assert any("отметка «3» – В этом классе отметок не ставят." in str(line) for line in report.lines)


def _close_period(cast: Cast) -> None:
    Period.objects.in_school(1).update(closed_at=AT)


def _close_year(cast: Cast) -> None:
    AcademicYear.objects.in_school(1).update(closed_at=AT)


def _namesake(cast: Cast) -> None:
    twin_of = cast.pupils[1]
    other = Person.objects.create(school_id=1, last_name=twin_of.last_name, first_name=twin_of.first_name, sex="m")
    Enrolment.objects.create(school_id=1, person_id=other.id, class_id=cast.school_class.id, starts_on=date(2026, 9, 1))


@pytest.mark.parametrize(
    ("spoil", "more", "refusal"),
    [
        (_close_period, {}, PeriodClosed),
        (_close_year, {}, PeriodClosed),
        (_namesake, {}, PupilUnclear),
        (None, {"pupil_name": "Борис"}, PupilUnclear),
        (None, {"class_name": "Орлята"}, ClassUnnamed),
        (None, {"class_name": "13А"}, ClassUnnamed),
        (None, {"school_id": 77}, NotFound),
    ],
)
def test_refusals_write_nothing(
    cast: Cast, spoil: Callable[[Cast], None] | None, more: dict[str, Any], refusal: type[Exception]
) -> None:
    if spoil:
        spoil(cast)
    before = rows(1)
    given: dict[str, Any] = {"school_id": 1, "class_name": "8А", "pupil_name": "Белов Борис"} | more
    with pytest.raises(refusal):
        bring(**given)
    assert rows(1) == before


def test_a_week_between_periods_is_told(cast: Cast) -> None:
    """The autumn holidays of the school: the days are in no period, and other periods are not moved."""
    Period.objects.in_school(1).filter(number=2).update(starts_on=date(2026, 11, 11))
    report = bring(1, twin() | {"className": "8А", "termName": "II четверть"}, pupil_name="Белов Борис")
    widened = Period.objects.in_school(1).get(number=2)
    assert widened.starts_on == WEEK
    Period.objects.in_school(1).filter(number=2).update(starts_on=date(2026, 11, 11), name="Вторая")
    report = bring(1, twin() | {"className": "8А", "termName": ""}, pupil_name="Белов Борис")
    assert Period.objects.in_school(1).filter(name="Неделя").exists()
    assert report.created == {"период": 1}


def test_a_school_is_founded_once(db: None) -> None:
    new = NewSchool("Школа у реки", "Бакчарский район")
    number = found_school(actor=SYSTEM, at=AT, new=new)
    assert found_school(actor=SYSTEM, at=AT, new=new) == number
    assert (Region.objects.count(), School.objects.count()) == (1, 1)
    with pytest.raises(NotFound):
        found_school(actor=SYSTEM, at=AT, new=NewSchool("Другая", "Город Томск"), school_id=number)
    with pytest.raises(UnknownMunicipality):
        found_school(actor=SYSTEM, at=AT, new=NewSchool("Школа", "Тридевятый район"))
