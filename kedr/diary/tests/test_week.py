import re
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client

from kedr.core import stamps
from kedr.diary.access import diary_to_read
from kedr.diary.queries.week import Task, Week, diary_week
from kedr.diary.tests.writing import absence, homework, mark, topic, work
from kedr.people.models import Enrolment, GroupMember
from kedr.schools.models import DayOff, Room, SchoolClass
from kedr.timetable.models import Lesson
from tests.cast import TODAY, Cast, lesson

MONDAY = date(2026, 11, 9)
ADDRESS = "/s/1/diary/{}/2026-11-09/"


def week_of(cast: Cast, pupil: int = 0, monday: date = MONDAY) -> Week:
    diary = diary_to_read(cast.actor("deputy_head"), 1, cast.pupils[pupil].id, TODAY)
    return diary_week(diary, monday)


def texts(tasks: list[Task]) -> list[str]:
    return [task.text for task in tasks]


def rows(week: Week, weekday: int) -> list[str]:
    return [row.subject for row in week.days[weekday].lessons]


def test_lessons_of_the_class_and_of_ones_own_group(cast: Cast) -> None:
    assert rows(week_of(cast, 0), 2) == ["Алгебра", "Английский язык"]
    assert rows(week_of(cast, 2), 2) == ["Алгебра"]  # Вера is in the other group


def test_groups_and_classes_count_by_the_date_of_the_lesson(cast: Cast) -> None:
    GroupMember.objects.in_school(1).filter(person_id=cast.pupils[0].id).update(ends_on=TODAY)
    assert rows(week_of(cast), 2) == ["Алгебра"]
    Enrolment.objects.in_school(1).filter(person_id=cast.pupils[0].id).update(starts_on=TODAY)
    week = week_of(cast)
    assert [bool(day.lessons) for day in week.days] == [False, False, True, True, True]


def test_homework_sits_on_the_lesson_it_is_due_at(cast: Cast) -> None:
    homework(cast.lessons[0], "№ 5", due=cast.lessons[2])
    homework(cast.lessons[1], "№ 6", due_on=cast.lessons[3].held_on)  # no due lesson: the day's lesson of the subject
    week = week_of(cast)
    assert [texts(day.lessons[0].homework) for day in week.days] == [[], [], ["№ 5"], ["№ 6"], []]


def test_homework_on_a_day_without_its_subject_is_not_lost(cast: Cast) -> None:
    homework(cast.english_lesson, "Слова", due_on=TODAY + timedelta(days=1))
    day = week_of(cast).days[3]
    assert [(due.subject, due.homework[0].text) for due in day.rows if not due.id] == [("Английский язык", "Слова")]


def test_homework_of_one_pupil_is_theirs_alone(cast: Cast) -> None:
    own = homework(cast.lessons[0], "Долг", due=cast.lessons[2])
    own.pupil_id = cast.pupils[1].id
    own.save()
    assert texts(week_of(cast, 0).days[2].lessons[0].homework) == []
    assert texts(week_of(cast, 1).days[2].lessons[0].homework) == ["Долг"]


def test_marks_weights_and_absences(cast: Cast) -> None:
    teacher, alina = cast.people["teacher"], cast.pupils[0]
    mark(work(cast, cast.lessons[0], kind="КР", weight="2"), alina, "4", by=teacher)
    mark(work(cast, cast.lessons[0], slot=1, weight="1.5"), alina, "5", by=teacher)
    mark(work(cast, cast.lessons[1]), alina, "", by=teacher)  # removed
    absence(cast.lessons[1], alina, "н")
    absence(cast.lessons[2], alina, "оп", minutes=5)
    week = week_of(cast)
    chips = week.days[0].lessons[0].marks
    assert [(chip.value, chip.weight, chip.is_big) for chip in chips] == [("4", "2", True), ("5", "1,5", True)]
    assert week.days[1].lessons[0].absence[0].words == "не была, причина не указана"
    assert week.days[0].tokens == "4 5"
    assert (week.marks, week.missed) == (2, 1)  # being late is not a lesson missed
    assert week_of(cast, 1).marks == 0


def test_changes_of_the_day_are_said(cast: Cast) -> None:
    colleague = cast.people["colleague"]
    hall = Room.objects.create(school_id=1, building_id=cast.room.building_id, name="спортзал")
    monday, tuesday, wednesday = cast.lessons[:3]
    monday.planned_teacher_id, monday.teacher_id = monday.teacher_id, colleague.id
    tuesday.planned_room_id, tuesday.room_id = tuesday.room_id, hall.id
    monday.is_teacher_replaced = tuesday.is_room_replaced = True
    wednesday.is_cancelled, wednesday.change_reason = True, "болезнь учителя"
    for changed in (monday, tuesday, wednesday):
        changed.save()
    days = week_of(cast).days
    assert days[0].lessons[0].change == "замена, ведёт Орлов Т. Н."
    assert days[1].lessons[0].change == "не там, где всегда (было: каб. 209)"
    assert days[1].lessons[0].place == "спортзал"
    assert days[2].lessons[0].change == "урока не будет, болезнь учителя"
    assert days[2].lessons[0].is_cancelled


def test_two_lessons_at_one_number_and_the_second_shift(cast: Cast) -> None:
    lesson(cast.chemistry, MONDAY, number=1, teacher=cast.people["colleague"], room=cast.room)
    late = lesson(cast.chemistry, MONDAY, number=1, teacher=cast.people["colleague"], room=cast.room)
    late.starts_at, late.ends_at = time(18, 30), time(19, 10)
    late.save()
    day = week_of(cast).days[0]
    assert [(row.number, row.starts_at) for row in day.lessons] == [(1, "08:30"), (1, "08:30"), (1, "18:30")]


def test_saturday_is_a_day_of_a_six_day_class_or_of_its_lessons(cast: Cast) -> None:
    assert len(week_of(cast).days) == 5
    lesson(cast.algebra, MONDAY + timedelta(days=5), teacher=cast.people["teacher"], room=cast.room)
    assert len(week_of(cast).days) == 6
    Lesson.objects.in_school(1).filter(held_on=MONDAY + timedelta(days=5)).delete()
    SchoolClass.objects.in_school(1).filter(id=cast.school_class.id).update(days_a_week=6)
    assert week_of(cast).days[5].why_empty == "Уроков нет"


def test_holidays_are_named_and_a_week_outside_the_year_is_said(cast: Cast) -> None:
    DayOff.objects.create(
        school_id=1,
        year_id=cast.year.id,
        name="Осенние каникулы",
        kind="holidays",
        starts_on=date(2026, 10, 26),
        ends_on=date(2026, 11, 2),
    )
    assert week_of(cast, monday=date(2026, 10, 26)).why_empty == "Осенние каникулы"
    assert week_of(cast, monday=date(2026, 7, 6)).why_empty == "В этот день учебного года нет"
    assert week_of(cast, monday=date(2026, 11, 16)).why_empty == "Уроков нет"
    assert week_of(cast).why_empty == ""


def test_a_holiday_inside_a_week_of_lessons(cast: Cast) -> None:
    Lesson.objects.in_school(1).filter(held_on=TODAY).delete()
    DayOff.objects.create(
        school_id=1,
        year_id=cast.year.id,
        name="День города",
        kind="other",
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=1),
    )
    assert week_of(cast).days[2].why_empty == "День города"


def fill(cast: Cast, lessons: int) -> None:
    for number in range(lessons):
        held = lesson(
            cast.chemistry,
            MONDAY + timedelta(days=number % 5),
            number=1 + number % 3,
            teacher=cast.people["colleague"],
            room=cast.room,
        )
        topic(held, f"Тема {number}")
        mark(work(cast, held), cast.pupils[0], "4", by=cast.people["colleague"])
        homework(held, f"§ {number}", due_on=held.held_on)


@pytest.mark.parametrize("lessons", [1, 30])
def test_the_week_takes_seven_queries_at_any_size(
    cast: Cast, client_of: Callable[[str], Client], django_assert_num_queries: Any, lessons: int
) -> None:
    fill(cast, lessons)
    client = client_of("guardian")
    # actor, door, lessons, homework, marks, attendance, debts
    with django_assert_num_queries(7):
        response = client.get(ADDRESS.format(cast.pupils[0].id))
    assert response.status_code == 200
    assert response.content.decode().count('<li class="lesson') == lessons + 6


def test_an_unchanged_week_takes_one_query(
    cast: Cast, client_of: Callable[[str], Client], django_assert_num_queries: Any
) -> None:
    client, address = client_of("guardian"), ADDRESS.format(cast.pupils[0].id)
    tag = client.get(address)["ETag"]
    with django_assert_num_queries(1):
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    stamps.bump(1, [(stamps.PUPIL, cast.pupils[1].id)])
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    for touched in (
        (stamps.PUPIL, cast.pupils[0].id),
        (stamps.CLASS, cast.school_class.id),
        (stamps.SCHOOL, 1),
    ):
        stamps.bump(1, [touched])
        again = client.get(address, headers={"If-None-Match": tag})
        assert again.status_code == 200
        tag = again["ETag"]


def test_a_tag_opens_nothing(cast: Cast, client_of: Callable[[str], Client]) -> None:
    address = ADDRESS.format(cast.pupils[0].id)
    tag = client_of("guardian").get(address)["ETag"]
    assert client_of("other_guardian").get(address, headers={"If-None-Match": tag}).status_code == 404


def test_the_page_says_what_a_family_asks(cast: Cast, client_of: Callable[[str], Client]) -> None:
    topic(cast.lessons[2], "Квадратные корни <b>")
    homework(cast.lessons[0], "См. https://example.org/a", due=cast.lessons[2])
    given = mark(work(cast, cast.lessons[0], kind="КР", weight="2"), cast.pupils[0], "4", by=cast.people["teacher"])
    page = client_of("guardian").get(ADDRESS.format(cast.pupils[0].id)).content.decode()
    assert "9–13 ноября" in page
    assert "Квадратные корни &lt;b&gt;" in page
    assert '<a href="https://example.org/a"' in page
    assert f"/mark/{given.id}/" in page
    assert "контрольная работа" in page
    assert re.findall("<script[^>]*>", page) == ['<script type="module" src="/static/core/device.js">']


def test_home_leads_to_today(cast: Cast, client_of: Callable[[str], Client]) -> None:
    alina = cast.pupils[0].id
    for who in ("pupil", "guardian"):
        assert client_of(who).get("/s/1/diary/")["Location"] == f"/s/1/diary/{alina}/2026-11-09/#d3"
    assert client_of("pupil").get(f"/s/1/diary/{alina}/")["Location"] == f"/s/1/diary/{alina}/2026-11-09/#d3"


@pytest.mark.parametrize("who", ["teacher", "deputy_head", "municipal_officer", "neighbour_teacher"])
def test_home_is_for_families(cast: Cast, client_of: Callable[[str], Client], who: str) -> None:
    assert client_of(who).get("/s/1/diary/").status_code == 404
    assert client_of(who).get("/s/1/diary/marks/").status_code == 404


def test_another_day_leads_to_its_week(cast: Cast, client_of: Callable[[str], Client]) -> None:
    alina = cast.pupils[0].id
    response = client_of("pupil").get(f"/s/1/diary/{alina}/2026-11-12/")
    assert response["Location"] == f"/s/1/diary/{alina}/2026-11-09/#d4"


@pytest.mark.parametrize("bad", ["2026-11-31", "2026-13-01", "0001-01-01", "9999-12-31", "monday"])
def test_a_bad_date_is_not_a_page(cast: Cast, client_of: Callable[[str], Client], bad: str) -> None:
    assert client_of("pupil").get(f"/s/1/diary/{cast.pupils[0].id}/{bad}/").status_code == 404
