"""«Мой день» and the board: states, what is missing, who owes, and what the pages cost."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kedr.core import clock
from kedr.journal.models import LessonPage
from kedr.portal.queries.board import board
from kedr.portal.queries.day import period_words, school_day, teacher_day
from kedr.schools.models import DayOff
from kedr.timetable.models import Lesson
from tests.cast import NOW, TODAY, TOMSK, Cast, lesson

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
def test_the_day_takes_five_queries_at_any_size(size: int, cast: Cast, client_of: ClientOf) -> None:
    for n in range(size):
        lesson(cast.algebra, TODAY - timedelta(days=n % 20), number=2, teacher=cast.people["teacher"], room=cast.room)
    client = client_of("teacher")
    with CaptureQueriesContext(connection) as seen:
        client.get("/s/1/day/")
    assert len(seen) == 5


def test_the_board_counts_and_names_who_owes(cast: Cast) -> None:
    shown = board(1, TODAY, NOW)
    assert (shown.held, shown.filled, shown.unopened) == (2, 0, 2)
    assert shown.teachers == [("Орлов Т. Н.", 1), ("Смирнова О. П.", 1)]
    fill(cast.lessons[2])
    Lesson.objects.in_school(1).filter(id=cast.lessons[2].id).update(kept_at=NOW)
    shown = board(1, TODAY, NOW)
    assert (shown.held, shown.filled, shown.unopened) == (2, 1, 1)
    ours = next(row for row in shown.shifts[0].rows if row.name == "8А")
    assert (ours.held, ours.filled) == (2, 1)
    assert [cell.state for cell in ours.cells[1]] == ["done"]
    assert [cell.state for cell in ours.cells[2]] == ["unopened"]


@pytest.mark.parametrize("size", [1, 30])
def test_the_board_takes_five_queries_at_any_size(size: int, cast: Cast, client_of: ClientOf) -> None:
    for n in range(size):
        lesson(cast.chemistry, TODAY, number=1 + n % 3, teacher=cast.people["colleague"], room=cast.room)
    client = client_of("deputy_head")
    with CaptureQueriesContext(connection) as seen:
        assert client.get("/s/1/board/").status_code == 200
    assert len(seen) == 5


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
