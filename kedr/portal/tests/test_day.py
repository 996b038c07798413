"""«Мой день» and the board: states, what is missing, who owes, and what the pages cost."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kedr.core import clock
from kedr.curriculum.models import Course, CourseTeacher
from kedr.journal.models import LessonPage, Remark, Work
from kedr.portal.queries.board import board
from kedr.portal.queries.classes import class_lines
from kedr.portal.queries.day import period_words, school_day, teacher_day
from kedr.portal.queries.schools import school_lines
from kedr.schools.models import DayOff
from kedr.timetable.models import Lesson
from tests.cast import NOW, TODAY, TOMSK, YEAR_STARTS, Cast, lesson

type ClientOf = Callable[[str], Client]


def at(hour: int, minute: int) -> datetime:
    return datetime(2026, 11, 11, hour, minute, tzinfo=TOMSK)


def fill(on: Lesson, **said: Any) -> None:
    LessonPage.objects.create(
        school_id=1, id=on.id, course_id=on.course_id, held_on=on.held_on,
        **({"topic": "Тема", "is_checked": True, "is_no_homework": True} | said),
    )  # fmt: skip


def states(cast: Cast, now: datetime) -> list[str]:
    return [row.state for row in teacher_day(1, cast.people["teacher"].id, TODAY, now).lessons]


def test_a_lesson_goes_through_its_states(cast: Cast) -> None:
    assert states(cast, at(8, 0)) == ["later"]
    assert states(cast, at(8, 30)) == ["now"]
    assert states(cast, at(9, 10)) == ["missing"]
    fill(cast.lessons[2])
    assert states(cast, at(9, 10)) == ["done"]
    Lesson.objects.in_school(1).filter(id=cast.lessons[2].id).update(is_cancelled=True)
    assert states(cast, at(9, 10)) == ["cancelled"]


def test_what_is_missing_is_said_and_the_past_waits_below(cast: Cast) -> None:
    fill(cast.lessons[0])
    fill(cast.lessons[1], topic="", is_no_homework=False)
    shown = teacher_day(1, cast.people["teacher"].id, TODAY, NOW)
    assert [(row.id, row.missing) for row in shown.overdue] == [(cast.lessons[1].id, ("тема", "задание"))]
    assert shown.lessons[0].line.missing == ("посещаемость", "тема", "задание")
    assert shown.period == "II четверть, 2-я неделя"


@pytest.mark.parametrize("change", [{"scale": "none"}, {"is_extra": True}, {}])
def test_homework_is_asked_in_the_same_courses_everywhere(
    cast: Cast, client_of: ClientOf, change: dict[str, Any]
) -> None:
    Course.objects.in_school(1).filter(id=cast.algebra.id).update(**change)
    for held in cast.lessons[:2]:
        fill(held, is_no_homework=False)
    is_filled = bool(change)
    overdue = [] if is_filled else [cast.lessons[1].id, cast.lessons[0].id]
    assert [row.id for row in teacher_day(1, cast.people["teacher"].id, TODAY, NOW).overdue] == overdue
    assert class_lines(1, NOW)[0].filled == (2 if is_filled else 0)
    assert school_lines([cast.municipality], NOW)[0].filled == (2 if is_filled else 0)
    asks = client_of("teacher").get(f"/s/1/journal/{cast.algebra.id}/data").json()["asks"]
    assert asks == ["check", "topic"] + ([] if is_filled else ["homework"])


def listed(cast: Cast, who: str) -> set[int]:
    """All lessons that anything on «Мой день» names to a person, on any day of this week."""
    found = set()
    for on in (TODAY + timedelta(days=n) for n in range(-2, 3)):
        shown = teacher_day(1, cast.people[who].id, on, NOW)
        found |= {row.line.id for row in shown.lessons} | {row.id for row in shown.overdue}
        found |= {work.lesson_id for work in shown.soon}
    return found


def test_a_new_teacher_takes_over_what_is_unfilled_but_for_a_substitutes(cast: Cast, client_of: ClientOf) -> None:
    """Monday's was kept by the former teacher, Tuesday's given by a substitute, Thursday's has a work planned."""
    own = Lesson.objects.in_school(1)
    own.filter(id=cast.lessons[0].id).update(kept_at=NOW)
    own.filter(id=cast.lessons[1].id).update(teacher_id=cast.people["class_teacher"].id, is_teacher_replaced=True)
    Work.objects.create(
        school_id=1, lesson_id=cast.lessons[3].id, course_id=cast.algebra.id, kind_id=cast.kinds["КР"].id,
        held_on=cast.lessons[3].held_on, weight=3,
    )  # fmt: skip
    CourseTeacher.objects.in_school(1).filter(course_id=cast.algebra.id).update(ends_on=TODAY)
    CourseTeacher.objects.create(
        school_id=1, course_id=cast.algebra.id, person_id=cast.people["colleague"].id, starts_on=TODAY
    )
    ours = {cast.lessons[place].id for place in (0, 2, 3, 4)}
    assert listed(cast, "teacher") == set()
    assert listed(cast, "colleague") == ours | {cast.english_lesson.id}
    assert listed(cast, "class_teacher") == {cast.lessons[1].id}
    for who in ("colleague", "class_teacher"):
        for lesson_id in listed(cast, who):
            assert client_of(who).get(f"/s/1/lesson/{lesson_id}/").status_code == 200
    assert client_of("teacher").get(f"/s/1/lesson/{cast.lessons[0].id}/").status_code == 404


def test_lessons_after_a_teachers_last_day_are_not_theirs(cast: Cast) -> None:
    CourseTeacher.objects.in_school(1).filter(course_id=cast.algebra.id).update(ends_on=TODAY + timedelta(days=1))
    assert listed(cast, "teacher") == {lesson.id for lesson in cast.lessons[:3]}


def test_a_substitution_is_listed_as_long_as_its_page_opens(cast: Cast, client_of: ClientOf) -> None:
    substituted = Lesson.objects.in_school(1).filter(id=cast.lessons[1].id)
    for days, status in ((14, 200), (15, 404)):
        held_on = TODAY - timedelta(days=days)
        substituted.update(teacher_id=cast.people["colleague"].id, is_teacher_replaced=True, held_on=held_on)
        overdue = [row.id for row in teacher_day(1, cast.people["colleague"].id, TODAY, NOW).overdue]
        assert overdue == ([cast.lessons[1].id] if status == 200 else [])
        assert client_of("colleague").get(f"/s/1/lesson/{cast.lessons[1].id}/").status_code == status


def test_holidays_are_named(cast: Cast) -> None:
    DayOff.objects.create(
        school_id=1, year_id=cast.year.id, name="Осенние каникулы", kind="holidays", starts_on="2026-10-26",
        ends_on="2026-11-02",
    )  # fmt: skip
    assert period_words(1, TODAY - timedelta(days=14)) == "Осенние каникулы"
    assert period_words(1, TODAY + timedelta(days=300)) == "вне учебных периодов"


def test_sunday_is_passed_over() -> None:
    saturday = TODAY + timedelta(days=3)
    assert school_day(saturday, 1) == saturday + timedelta(days=2)
    assert school_day(TODAY, -1) == TODAY - timedelta(days=1)


def test_the_day_links_to_the_mending(cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    html = client_of("teacher").get("/s/1/day/").content.decode()
    assert "Заполнить: посещаемость, тема, задание" in html
    assert f'href="/s/1/lesson/{cast.lessons[2].id}/"' in html
    assert "Не заполнено раньше: 2 урока" in html
    monkeypatch.setattr(clock, "now", lambda: at(8, 40))
    assert "Отметить отсутствующих" in client_of("teacher").get("/s/1/day/").content.decode()


@pytest.mark.parametrize("size", [1, 30])
def test_the_day_takes_eight_queries_at_any_size(size: int, cast: Cast, client_of: ClientOf) -> None:
    for n in range(size):
        lesson(cast.algebra, TODAY - timedelta(days=n % 20), number=2, teacher=cast.people["teacher"], room=cast.room)
    client = client_of("teacher")
    with CaptureQueriesContext(connection) as seen:
        client.get("/s/1/day/")
    assert len(seen) == 9


def test_the_board_counts_and_names_who_owes(cast: Cast) -> None:
    shown = board(1, TODAY, NOW)
    assert (shown.held, shown.filled, shown.unopened) == (2, 0, 2)
    assert [(one.name, one.lessons) for one in shown.teachers] == [("Орлов Т. Н.", 1), ("Смирнова О. П.", 1)]
    fill(cast.lessons[2])
    Lesson.objects.in_school(1).filter(id=cast.lessons[2].id).update(kept_at=NOW)
    shown = board(1, TODAY, NOW)
    assert (shown.held, shown.filled, shown.unopened) == (2, 1, 1)
    ours = next(row for row in shown.shifts[0].rows if row.name == "8А")
    assert (ours.held, ours.filled) == (2, 1)
    assert [cell.state for cell in ours.cells[1]] == ["done"]
    assert [cell.state for cell in ours.cells[2]] == ["unopened"]


@pytest.mark.parametrize("size", [1, 30])
def test_the_board_takes_seven_queries_at_any_size(size: int, cast: Cast, client_of: ClientOf) -> None:
    for n in range(size):
        lesson(cast.chemistry, TODAY, number=1 + n % 3, teacher=cast.people["colleague"], room=cast.room)
    client = client_of("deputy_head")
    with CaptureQueriesContext(connection) as seen:
        assert client.get("/s/1/board/").status_code == 200
    assert len(seen) == 7


def test_who_owes_is_reminded_from_the_board_and_sees_it(cast: Cast, client_of: ClientOf) -> None:
    client, teacher = client_of("deputy_head"), client_of("teacher")
    assert "Напомнить: Смирнова О. П., не заполнено 1 урок" in client.get("/s/1/board/").content.decode()
    assert "напоминает" not in teacher.get("/s/1/day/").content.decode()
    values = {"teacher": cast.people["teacher"].id, "from": "board"}
    html = client.post("/s/1/remind/", values, follow=True).content.decode()
    assert "Напоминание отправлено" in html
    assert "Напомнить: Смирнова О. П." not in html
    assert "Дорохова И. В. напоминает: заполните, пожалуйста, журнал." in teacher.get("/s/1/day/").content.decode()
    for one in cast.lessons[:3]:
        fill(one)
    assert "напоминает" not in teacher.get("/s/1/day/").content.decode()


def test_the_day_counts_remarks_and_leads_to_them(cast: Cast, client_of: ClientOf) -> None:
    own = {"kind": "manual", "course_id": cast.algebra.id, "text": "Нет тем", "made_at": NOW, "made_by": 0}
    Remark.objects.create(school_id=1, **own, due_on=TODAY)
    client = client_of("teacher")
    html = client.get("/s/1/day/").content.decode()
    assert '<a href="/s/1/remarks/">1 замечание по ведению журнала</a>, исправить до 11 ноября' in html
    Remark.objects.create(school_id=1, **own, due_on=TODAY - timedelta(days=1))
    assert "2 замечания по ведению журнала</a>, просрочено: 1" in client.get("/s/1/day/").content.decode()
    assert "замечан" not in client_of("colleague").get("/s/1/day/").content.decode()


def test_the_board_can_show_only_gaps(cast: Cast, client_of: ClientOf) -> None:
    fill(cast.lessons[2])
    fill(cast.english_lesson)
    html = client_of("deputy_head").get("/s/1/board/?gaps=1").content.decode()
    assert "Пробелов нет" in html


@pytest.mark.parametrize(
    ("who", "home"),
    [
        ("teacher", "/s/1/day/"), ("deputy_head", "/s/1/board/"), ("head", "/s/1/board/"),
        ("secretary", "/s/1/classes/"),
        ("pupil", "/s/1/diary/"), ("guardian", "/s/1/diary/"), ("municipal_officer", "/schools/"),
        ("regional_officer", "/schools/"),
    ],
)  # fmt: skip
def test_every_role_has_a_home(who: str, home: str, cast: Cast, client_of: ClientOf) -> None:
    assert client_of(who).get("/")["Location"] == home


def test_a_combined_class_is_one_press_away(cast: Cast, client_of: ClientOf) -> None:
    """One lesson, two classes: each leads to the other's page, and neither to a lesson elsewhere or cancelled."""
    other = Course.objects.create(
        school_id=1, year_id=cast.year.id, subject=cast.subject["Алгебра"], class_id=cast.other_class.id,
        scheme_id=cast.scheme.id, title="Алгебра", hours=3,
    )  # fmt: skip
    teacher = cast.people["teacher"]
    CourseTeacher.objects.create(school_id=1, course_id=other.id, person_id=teacher.id, starts_on=YEAR_STARTS)
    second = lesson(other, TODAY, teacher=teacher, room=cast.room)
    html = client_of("teacher").get(f"/s/1/day/{TODAY}/").content.decode()
    assert html.count("Вместе с:") == 2
    assert f'<p class="beside">Вместе с: <a href="/s/1/lesson/{second.id}/">Алгебра, 9Б</a></p>' in html
    Lesson.objects.in_school(1).filter(id=second.id).update(is_cancelled=True)
    assert "Вместе с:" not in client_of("teacher").get(f"/s/1/day/{TODAY}/").content.decode()
