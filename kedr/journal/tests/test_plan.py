"""The lesson plan of a course beside what was given: dates, hours, topics, works, reasons of a gap."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kedr.curriculum.actions import correct_row, follow_plan, make_plan
from kedr.curriculum.queries import plan_lines
from kedr.curriculum.rules import PlanLine
from kedr.journal.access import OpenCourse, course_to_open
from kedr.journal.models import LessonPage, Work
from kedr.journal.queries.plan import CoursePlanFact, course_plan, parallels
from kedr.timetable.models import Lesson
from tests.cast import NOW, TODAY, TOMSK, YEAR_STARTS, Cast, lesson

MONDAY = TODAY - timedelta(days=TODAY.weekday())
LINES = [
    PlanLine(0, "Дроби", section="Повторение"),
    PlanLine(0, "Корни", hours=2),
    PlanLine(0, "Контрольная работа № 1", kind="КР"),
    PlanLine(0, "Степени"),
    PlanLine(0, "Контрольная работа № 2", kind="КР"),
]


def planned(cast: Cast, lines: list[PlanLine] = LINES, starts_on: date = YEAR_STARTS, name: str = "План") -> int:
    by: dict[str, Any] = {"actor": cast.actor("teacher"), "at": NOW, "school_id": 1}
    plan_id = make_plan(
        **by, year_id=cast.year.id, subject_id=cast.subject["Алгебра"].id, grade=8, name=name, lines=lines
    )
    follow_plan(**by, plan_id=plan_id, course_ids=[cast.algebra.id], starts_on=starts_on)
    return plan_id


def opened(cast: Cast) -> OpenCourse:
    return course_to_open(cast.actor("teacher"), 1, cast.algebra.id, TODAY)


def fact(cast: Cast, at: datetime = NOW) -> CoursePlanFact:
    return course_plan(opened(cast), at)


def cancel(cast: Cast, place: int, reason: str = "морозы") -> None:
    Lesson.objects.in_school(1).filter(id=cast.lessons[place].id).update(is_cancelled=True, change_reason=reason)


def page(cast: Cast, place: int, topic: str) -> None:
    one = cast.lessons[place]
    LessonPage.objects.create(school_id=1, id=one.id, course_id=one.course_id, held_on=one.held_on, topic=topic)


def dates(told: CoursePlanFact) -> list[list[tuple[date | None, date | None]]]:
    return [
        [(part.planned_on, part.lesson.held_on if part.lesson else None) for part in row.parts] for row in told.rows
    ]


def on(place: int) -> date:
    return MONDAY + timedelta(days=place)


def test_a_course_without_a_plan(cast: Cast) -> None:
    told = fact(cast)
    assert (told.plans, told.rows, told.now) == ([], [], None)
    assert (told.fulfilment.plan, told.fulfilment.fact) == (0, 3)  # Wednesday noon: the first lesson is over
    assert [lesson.held_on for lesson in told.bare] == [on(place) for place in range(5)]


def test_rows_get_their_lessons_and_a_plan_that_is_longer_says_so(cast: Cast) -> None:
    planned(cast)
    told = fact(cast)
    assert dates(told) == [
        [(on(0), on(0))], [(on(1), on(1)), (on(2), on(2))], [(on(3), on(3))], [(on(4), on(4))], [(None, None)],
    ]  # fmt: skip
    assert [slot.topic for slot in told.rest] == ["Контрольная работа № 2"]
    assert (told.bare, told.last_on) == ([], on(4))
    assert [row.number for row in told.rows] == [1, 2, 4, 5, 6]
    assert [row.is_given for row in told.rows] == [True, True, False, False, False]


def test_a_cancelled_lesson_moves_the_rest_and_is_a_reason(cast: Cast) -> None:
    planned(cast)
    cancel(cast, 1)
    told = fact(cast)
    assert dates(told)[1] == [(on(1), on(2)), (on(2), on(3))]
    assert [part.days for part in told.rows[1].parts] == [1, 1]
    assert [(one.held_on, one.reason) for one in told.cancelled] == [(on(1), "морозы")]
    assert (told.fulfilment.plan, told.fulfilment.fact, told.fulfilment.deviation) == (3, 2, -1)
    assert told.fulfilment.percent == Decimal("66.7")
    assert (told.topics.plan, told.topics.fact) == (2, 1)


def test_a_merge_closes_the_gap(cast: Cast) -> None:
    plan_id = planned(cast)
    cancel(cast, 1)
    row = plan_lines(1, plan_id)[1]
    correct_row(
        actor=cast.actor("teacher"), at=NOW, school_id=1, course_id=cast.algebra.id, row_id=row.id, hours=1,
        reason="морозы 10 ноября",
    )  # fmt: skip
    told = fact(cast)
    assert dates(told)[1:3] == [[(on(1), on(2))], [(on(3), on(3))]]
    assert (told.rows[1].hours, told.rows[1].reason, told.rows[1].is_corrected) == (1, "морозы 10 ноября", True)
    assert (told.fulfilment.saved, told.fulfilment.deviation, told.fulfilment.percent) == (1, 0, Decimal("100.0"))
    assert (told.topics.plan, told.topics.fact) == (2, 2)


def test_two_rows_in_one_lesson(cast: Cast) -> None:
    plan_id = planned(cast)
    row = plan_lines(1, plan_id)[2]
    correct_row(
        actor=cast.actor("teacher"), at=NOW, school_id=1, course_id=cast.algebra.id, row_id=row.id, hours=0,
        reason="отстаём",
    )  # fmt: skip
    told = fact(cast)
    assert dates(told)[1:4] == [[(on(1), on(1)), (on(2), on(2))], [(on(3), on(2))], [(on(4), on(3))]]
    assert told.rows[2].parts[0].days == -1


def test_a_topic_that_stands_stays_beside_the_planned_one(cast: Cast) -> None:
    planned(cast)
    page(cast, 0, "дроби")
    page(cast, 2, "Экскурсия")
    told = fact(cast)
    assert [row.other_topics for row in told.rows[:2]] == [[], ["Экскурсия"]]
    assert [lesson.held_on for lesson in told.untold] == [on(1)]


def test_works_by_kinds(cast: Cast) -> None:
    planned(cast)
    for place, code in ((0, "КР"), (1, "СР")):
        one = cast.lessons[place]
        Work.objects.create(
            school_id=1, lesson_id=one.id, course_id=one.course_id, kind_id=cast.kinds[code].id, held_on=one.held_on,
            weight=1,
        )  # fmt: skip
    friday = datetime(2026, 11, 13, 12, 0, tzinfo=TOMSK)
    ((name, control),) = fact(cast, friday).kinds
    assert (name, control.year, control.plan, control.fact, control.deviation) == ("Контрольная работа", 2, 1, 1, 0)


def test_a_lesson_the_new_timetable_has_not_was_never_planned(cast: Cast) -> None:
    planned(cast)
    cancel(cast, 1, "Урока нет в новом расписании")
    told = fact(cast)
    assert (told.cancelled, told.fulfilment.deviation) == ([], 0)
    assert dates(told)[1] == [(on(2), on(2)), (on(3), on(3))]


def test_a_plan_that_is_shorter_and_another_after_it(cast: Cast) -> None:
    planned(cast, LINES[:1])
    assert [lesson.held_on for lesson in fact(cast).bare] == [on(place) for place in range(1, 5)]
    planned(cast, LINES[3:4], on(2), "Второй")
    told = fact(cast)
    assert [(plan.name, plan.ends_on) for plan in told.plans] == [("План", on(2)), ("Второй", None)]
    assert told.now is told.plans[1]
    assert dates(told) == [[(on(0), on(0))], [(on(2), on(2))]]


@pytest.mark.parametrize("size", [1, 30])
def test_the_plan_takes_four_queries_at_any_size(size: int, cast: Cast) -> None:
    planned(cast, [PlanLine(0, f"Тема {n}") for n in range(size)])
    for n in range(size):
        lesson(cast.algebra, TODAY + timedelta(days=7 + n), teacher=cast.people["teacher"], room=cast.room)
    course = opened(cast)
    with CaptureQueriesContext(connection) as seen:
        course_plan(course, NOW)
    assert len(seen) == 4


def test_the_courses_that_may_share_a_plan(cast: Cast) -> None:
    (alone,) = parallels(opened(cast), TODAY)
    assert (alone.id, alone.whose, alone.teachers) == (cast.algebra.id, "8А", (cast.people["teacher"].id,))
    english = course_to_open(cast.actor("colleague"), 1, cast.english.id, TODAY)
    assert [one.whose for one in parallels(english, TODAY)] == ["8А, английский, 1 гр."]
