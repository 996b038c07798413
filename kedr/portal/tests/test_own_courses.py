"""«Свои предметы»: a course that one pupil learns alone is opened, kept as any other, ended and gone on with."""

from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kedr.audit.models import Event
from kedr.core.errors import NotFound
from kedr.curriculum.actions.own_courses import NewOwnCourse, WrongOwnCourse, end_own_course, open_own_course
from kedr.curriculum.actions.plans import YearClosed
from kedr.curriculum.models import Course, CourseTeacher
from kedr.journal.models import PeriodResult
from kedr.journal.tests.sending import command, outcomes
from kedr.people.models import Enrolment, GroupMember
from kedr.portal.queries.own_courses import own_courses
from kedr.reports.access import class_to_report
from kedr.reports.queries.catalogue import CLASS_REPORTS
from kedr.reports.queries.spans import Asked
from kedr.reports.table import value_of
from kedr.schools.models import AcademicYear, StudyGroup
from kedr.timetable.models import Lesson
from tests.cast import NOW, TODAY, YEAR_STARTS, Cast

type ClientOf = Callable[[str], Client]

SINCE = TODAY - timedelta(days=2)


def new(cast: Cast, **more: Any) -> NewOwnCourse:
    about: dict[str, Any] = {
        "pupil_id": cast.pupils[0].id, "subject_id": cast.subject["Алгебра"].id,
        "teacher_id": cast.people["colleague"].id, "hours": Decimal("1.5"), "starts_on": SINCE,
    }  # fmt: skip
    return NewOwnCourse(**(about | more))


def start(cast: Cast, **more: Any) -> Course:
    actor = cast.actor("deputy_head")
    of = new(cast, **more)
    course_id = open_own_course(actor=actor, at=NOW, school_id=1, class_id=cast.school_class.id, new=of)
    return Course.objects.in_school(1).get(id=course_id)


def end(cast: Cast, course: Course, on: date = TODAY) -> None:
    end_own_course(actor=cast.actor("deputy_head"), at=NOW, school_id=1, course_id=course.id, ends_on=on)


def test_the_course_is_the_journal_of_a_group_of_one(cast: Cast) -> None:
    course = start(cast)
    group = StudyGroup.objects.in_school(1).get(id=course.group_id or 0)
    assert group.name == "8А, Абрамова А. С., алгебра"
    assert (course.title, course.scale, course.class_id, course.scheme_id) == (
        "Алгебра", "five", cast.school_class.id, cast.scheme.id,
    )  # fmt: skip
    member = GroupMember.objects.in_school(1).get(group_id=group.id)
    assert (member.person_id, member.starts_on, member.ends_on) == (cast.pupils[0].id, SINCE, None)
    assert CourseTeacher.objects.in_school(1).get(course_id=course.id).person_id == cast.people["colleague"].id
    event = Event.objects.filter(school_id=1, verb="pupil.open_course").get()
    assert (event.target_id, (event.after or {})["hours"]) == (cast.pupils[0].id, "1.5")


def test_it_is_kept_and_read_as_any_other(cast: Cast, client_of: ClientOf) -> None:
    course = start(cast)
    lesson = Lesson.objects.create(
        school_id=1, course_id=course.id, held_on=TODAY, number=6, starts_at=time(13), ends_at=time(13, 40),
        teacher_id=cast.people["colleague"].id,
    )  # fmt: skip
    teacher = client_of("colleague")
    assert "8А, Абрамова А. С., алгебра" in teacher.get("/s/1/journal/").content.decode()
    data = teacher.get(f"/s/1/journal/{course.id}/data").json()
    assert [row[1] for row in data["pupils"]] == ["Абрамова Алина"]
    (done,) = outcomes(teacher, 1, command("mark", lesson, pupil=str(cast.pupils[0].id), value="5", slot=0))
    assert done["status"] == "done"
    (no,) = outcomes(teacher, 1, command("mark", lesson, pupil=str(cast.pupils[1].id), value="5", slot=0))
    assert no["code"] == "membership"
    marks = client_of("guardian").get(f"/s/1/diary/{cast.pupils[0].id}/marks/").content.decode()
    assert marks.count("Алгебра") >= 1
    assert client_of("teacher").get(f"/s/1/journal/{course.id}/").status_code == 404


def test_its_results_stand_in_the_classs_column(cast: Cast) -> None:
    course = start(cast)
    for pupil, of, final in ((cast.pupils[0], course, "5"), (cast.pupils[1], cast.algebra, "4")):
        PeriodResult.objects.create(
            school_id=1, course_id=of.id, period_id=cast.periods[1].id, pupil_id=pupil.id, final=final, set_at=NOW,
            set_by=1,
        )  # fmt: skip
    card = class_to_report(cast.actor("class_teacher"), 1, cast.school_class.id, TODAY)
    report, _ = CLASS_REPORTS["summary"].make(card, Asked(period_id=cast.periods[1].id), TODAY)
    table = report.tables[0]
    places = [n for n, column in enumerate(table.columns) if "алгебра" in column.full.lower()]
    assert len(places) == 2, "the I and the II quarter of one subject"
    place = places[-1]
    assert [value_of(row[place]) for row in table.rows[:2]] == ["5", "4"]


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"hours": Decimal("0.2")}, "0,25 до 20"),
        ({"hours": Decimal(21)}, "0,25 до 20"),
        ({"starts_on": YEAR_STARTS - timedelta(days=1)}, "день учебного года"),
    ],
)
def test_what_does_not_hold_together(cast: Cast, wrong: dict[str, Any], word: str) -> None:
    with pytest.raises(WrongOwnCourse, match=word):
        start(cast, **wrong)
    assert not StudyGroup.objects.in_school(1).filter(name__contains="алгебра").exists()


def test_who_must_be_here_that_day(cast: Cast) -> None:
    with pytest.raises(WrongOwnCourse, match="нет должности"):
        start(cast, teacher_id=cast.pupils[1].id)
    Enrolment.objects.in_school(1).filter(person_id=cast.pupils[0].id).update(ends_on=SINCE)
    with pytest.raises(WrongOwnCourse, match="нет в классе"):
        start(cast)
    with pytest.raises(NotFound):
        start(cast, subject_id=5)
    AcademicYear.objects.in_school(1).update(closed_at=NOW)
    with pytest.raises(YearClosed):
        start(cast)


def test_it_ends_and_goes_on_in_the_same_journal(cast: Cast) -> None:
    course = start(cast)
    with pytest.raises(WrongOwnCourse, match="уже идёт"):
        start(cast, starts_on=TODAY)
    with pytest.raises(WrongOwnCourse, match="Закончите его позже"):
        end(cast, course, SINCE)
    end(cast, course)
    assert GroupMember.objects.in_school(1).get(group_id=course.group_id or 0).ends_on == TODAY
    assert CourseTeacher.objects.in_school(1).get(course_id=course.id).ends_on == TODAY
    with pytest.raises(NotFound):
        end(cast, course)
    again = start(cast, starts_on=TODAY, teacher_id=cast.people["teacher"].id, hours=Decimal(2))
    assert (again.id, again.hours) == (course.id, Decimal(2))
    assert [(one.teacher, one.last_on) for one in own_courses(1, cast.school_class.id, TODAY)] == [
        ("Орлов Т. Н.", TODAY - timedelta(days=1)), (own_courses(1, cast.school_class.id, TODAY)[1].teacher, None),
    ]  # fmt: skip


def test_a_common_group_is_not_ended_here(cast: Cast) -> None:
    with pytest.raises(NotFound):
        end(cast, cast.english)
    with pytest.raises(NotFound):
        end(cast, cast.algebra)


def test_namesakes_have_groups_of_their_own(cast: Cast) -> None:
    first, second = cast.pupils[0], cast.pupils[1]
    for one in (first, second):
        one.last_name, one.first_name, one.middle_name = "Иванова", "Анна", ""
        one.save()
    groups = [start(cast, pupil_id=one.id).group_id or 0 for one in (first, second)]
    told = StudyGroup.objects.in_school(1).filter(id__in=groups).values_list("name", flat=True)
    assert sorted(told) == ["8А, Иванова А., алгебра", "8А, Иванова А., алгебра 2"]


# --- the page


def post(client: Client, cast: Cast, **fields: Any) -> Any:
    sent = {
        "pupil": cast.pupils[0].id, "subject": cast.subject["Алгебра"].id, "teacher": cast.people["colleague"].id,
        "hours": "1,5", "first_on": SINCE.isoformat(),
    }  # fmt: skip
    return client.post(f"/s/1/classes/{cast.school_class.id}/own/", sent | fields)


def test_the_page_opens_and_ends(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("secretary")
    html = client.get(post(client, cast)["Location"]).content.decode()
    assert "Предмет открыт" in html
    assert "1,5" in html
    course = Course.objects.in_school(1).get(id=own_courses(1, cast.school_class.id, TODAY)[0].course_id)
    Lesson.objects.create(
        school_id=1, course_id=course.id, held_on=TODAY, number=6, starts_at=time(13), ends_at=time(13, 40),
        teacher_id=cast.people["colleague"].id, kept_at=NOW,
    )  # fmt: skip
    ends = {"end": "1", "course": course.id}
    refused = post(client, cast, **ends, last_on=(TODAY - timedelta(days=1)).isoformat())
    assert refused.status_code == 400
    assert "Урок 11.11.2026 уже записан в журнале" in refused.content.decode()
    assert post(client, cast, **ends, last_on=TODAY.isoformat()).status_code == 302
    assert own_courses(1, cast.school_class.id, TODAY)[0].last_on == TODAY


@pytest.mark.parametrize(
    ("sent", "word"),
    [
        ({"pupil": ""}, "Выберите ученика"),
        ({"pupil": "5"}, "Выберите ученика"),
        ({"subject": ""}, "Выберите предмет"),
        ({"teacher": "x"}, "Выберите учителя"),
        ({"hours": "много"}, "часы в неделю числом"),
        ({"hours": "1,555"}, "двух знаков"),
        ({"first_on": "31.12"}, "Укажите день"),
        ({"first_on": "9999-01-01"}, "этого учебного года"),
    ],
)
def test_bad_input_is_told_and_kept(cast: Cast, client_of: ClientOf, sent: dict[str, Any], word: str) -> None:
    answer = post(client_of("deputy_head"), cast, **sent)
    html = answer.content.decode()
    assert answer.status_code == 400
    assert word in html
    if "hours" not in sent:
        assert 'value="1,5"' in html
    assert own_courses(1, cast.school_class.id, TODAY) == []


def test_the_page_costs_the_same_with_more_courses(cast: Cast, client_of: ClientOf) -> None:
    client, counts = client_of("deputy_head"), []
    for pupil in cast.pupils[:2]:
        start(cast, pupil_id=pupil.id)
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/s/1/classes/{cast.school_class.id}/own/")
        counts.append(len(seen))
    assert counts[0] == counts[1]
