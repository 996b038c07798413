"""A combined class (класс-комплект) and joined lessons: one press leads from one journal to the other."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kedr.curriculum.models import Course, CourseTeacher
from kedr.journal.access import course_to_open, lesson_to_open
from kedr.journal.queries.together import courses_together, lessons_together
from kedr.timetable.models import Lesson, PlanSlot, WeekPlan
from tests.cast import TODAY, YEAR_STARTS, Cast, lesson

type ClientOf = Callable[[str], Client]


@pytest.fixture
def other(cast: Cast) -> Course:
    """Алгебра of the other class, with the same teacher in the same room at the same hours."""
    course = Course.objects.create(
        school_id=1, year_id=cast.year.id, subject=cast.subject["Алгебра"], class_id=cast.other_class.id,
        scheme_id=cast.scheme.id, title="Алгебра",
    )  # fmt: skip
    CourseTeacher.objects.create(
        school_id=1, course_id=course.id, person_id=cast.people["teacher"].id, starts_on=YEAR_STARTS
    )
    plan = WeekPlan.objects.in_school(1).get()
    for of in (cast.algebra, course):
        PlanSlot.objects.create(
            school_id=1, plan_id=plan.id, course_id=of.id, weekday=5, number=2, room_id=cast.room.id
        )
    return course


def names(cast: Cast, course: Course, who: str = "teacher") -> list[tuple[str, bool]]:
    opened = course_to_open(cast.actor(who), 1, course.id, TODAY)
    return [(one.name, one.is_here) for one in courses_together(opened, cast.periods[1].id, TODAY)]


def test_the_journals_of_a_combined_class_lead_to_each_other(cast: Cast, client_of: ClientOf, other: Course) -> None:
    both = sorted([cast.school_class.name, cast.other_class.name])
    assert [name for name, _ in names(cast, cast.algebra)] == both
    assert dict(names(cast, other)) == {cast.school_class.name: False, cast.other_class.name: True}
    html = client_of("teacher").get(f"/s/1/journal/{cast.algebra.id}/").content.decode()
    assert 'aria-label="Класс-комплект"' in html
    assert f"/s/1/journal/{other.id}/?period={cast.periods[1].id}" in html


def test_another_room_teacher_or_hour_is_no_combined_class(cast: Cast, other: Course) -> None:
    assert names(cast, cast.chemistry, "colleague") == []
    slots = PlanSlot.objects.in_school(1).filter(course_id=other.id)
    slots.update(number=3)
    assert names(cast, cast.algebra) == []
    slots.update(number=2, room_id=None)
    assert names(cast, cast.algebra) == []
    slots.update(room_id=cast.room.id)
    assert len(names(cast, cast.algebra)) == 2
    CourseTeacher.objects.in_school(1).filter(course_id=other.id).update(person_id=cast.people["colleague"].id)
    assert names(cast, cast.algebra) == []


def test_who_only_reads_is_not_led(cast: Cast, other: Course) -> None:
    assert names(cast, cast.algebra, "class_teacher") == []
    assert len(names(cast, cast.algebra, "deputy_head")) == 2


def test_lessons_of_one_hour_lead_to_each_other(cast: Cast, client_of: ClientOf, other: Course) -> None:
    pair = lesson(other, TODAY, number=cast.lessons[2].number, teacher=cast.people["teacher"], room=cast.room)
    course, _ = lesson_to_open(cast.actor("teacher"), 1, cast.lessons[2].id, TODAY)
    assert {one.id for one in lessons_together(course, cast.lessons[2].id)} == {cast.lessons[2].id, pair.id}
    html = client_of("teacher").get(f"/s/1/lesson/{cast.lessons[2].id}/").content.decode()
    assert f'href="/s/1/lesson/{pair.id}/"' in html
    Lesson.objects.in_school(1).filter(id=pair.id).update(is_cancelled=True)
    assert lessons_together(course, cast.lessons[2].id) == []


def test_an_unchanged_page_does_not_ask(cast: Cast, client_of: ClientOf, other: Course) -> None:
    client, address = client_of("teacher"), f"/s/1/journal/{cast.algebra.id}/"
    etag = client.get(address)["ETag"]
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    assert not [query for query in seen.captured_queries if "courseteacher u" in query["sql"]]


def test_only_a_journal_with_shared_hours_asks(cast: Cast, client_of: ClientOf, other: Course) -> None:
    for course, asks in ((cast.algebra, 1), (cast.chemistry, 0)):
        with CaptureQueriesContext(connection) as seen:
            client_of("deputy_head").get(f"/s/1/journal/{course.id}/")
        assert sum("courseteacher u" in query["sql"] for query in seen.captured_queries) == asks
