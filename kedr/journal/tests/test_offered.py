"""What the lesson plan offers on the journal page: the same as the rule says, for a period, in no query more."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kedr.curriculum.actions import correct_row, follow_plan, make_plan
from kedr.curriculum.queries import plan_lines
from kedr.curriculum.rules import PlanLine
from kedr.timetable.models import Lesson
from tests.cast import NOW, TODAY, YEAR_STARTS, Cast, lesson

type ClientOf = Callable[[str], Client]
LINES = [
    PlanLine(0, "Дроби", homework="№ 1", minutes=15), PlanLine(0, "Корни", hours=2, homework="№ 2", minutes=20),
    PlanLine(0, "Степени"),
    PlanLine(0, "Итог", kind="КР"),
]  # fmt: skip


def plan(cast: Cast, starts_on: date = YEAR_STARTS, lines: list[PlanLine] | None = None, name: str = "План") -> int:
    by: dict[str, Any] = {"actor": cast.actor("teacher"), "at": NOW, "school_id": 1}
    plan_id = make_plan(
        **by, year_id=cast.year.id, subject_id=cast.subject["Алгебра"].id, grade=8, name=name, lines=lines or LINES
    )
    follow_plan(**by, plan_id=plan_id, course_ids=[cast.algebra.id], starts_on=starts_on)
    return plan_id


def offered(client: Client, cast: Cast) -> list[list[Any]]:
    data = client.get(f"/s/1/journal/{cast.algebra.id}/data").json()
    return [list(row) for row in data["plan"]]


def early(cast: Cast, *days: int, **more: Any) -> None:
    """Lessons of the I quarter."""
    for n in days:
        lesson(cast.algebra, date(2026, 9, n), teacher=cast.people["teacher"], room=cast.room, **more)


def test_without_a_plan_nothing_is_offered(cast: Cast, client_of: ClientOf) -> None:
    assert offered(client_of("teacher"), cast) == []


def test_the_plan_goes_on_where_the_period_before_left_it(cast: Cast, client_of: ClientOf) -> None:
    plan(cast)
    early(cast, 1, 2)
    early(cast, 3, is_cancelled=True)
    Lesson.objects.in_school(1).filter(id=cast.lessons[1].id).update(is_cancelled=True)
    assert offered(client_of("teacher"), cast) == [
        [0, 3, "Корни", "№ 2", 20], [2, 4, "Степени", "", 0], [3, 5, "Итог", "", 0],
    ]  # fmt: skip


def test_a_correction_and_a_change_of_the_plan_reach_the_page(cast: Cast, client_of: ClientOf) -> None:
    client, address = client_of("teacher"), f"/s/1/journal/{cast.algebra.id}/"
    plan_id = plan(cast)
    tag = client.get(address)["ETag"]
    row = plan_lines(1, plan_id)[1]
    correct_row(
        actor=cast.actor("teacher"), at=NOW, school_id=1, course_id=cast.algebra.id, row_id=row.id, hours=0,
        reason="отстаём",
    )  # fmt: skip
    assert client.get(address, headers={"if-none-match": tag}).status_code == 200
    assert offered(client, cast)[:2] == [[0, 1, "Дроби; Корни", "№ 1; № 2", 35], [1, 2, "Степени", "", 0]]


def test_another_plan_from_the_middle_of_the_period(cast: Cast, client_of: ClientOf) -> None:
    plan(cast)
    early(cast, 1, 2)
    plan(cast, cast.lessons[2].held_on, [PlanLine(0, "Новое")], "Другой")
    told = [[0, 3, "Корни", "№ 2", 20], [1, 4, "Степени", "", 0], [2, 1, "Новое", "", 0]]
    assert offered(client_of("teacher"), cast) == told


@pytest.mark.parametrize("size", [1, 30])
def test_the_page_with_a_plan_takes_eight_queries(size: int, cast: Cast, client_of: ClientOf) -> None:
    plan(cast, lines=[PlanLine(0, f"Тема {n}", homework=f"№ {n}") for n in range(size)])
    for n in range(size):
        lesson(cast.algebra, TODAY + timedelta(days=7 + n), teacher=cast.people["teacher"], room=cast.room)
    client = client_of("teacher")
    with CaptureQueriesContext(connection) as seen:
        client.get(f"/s/1/journal/{cast.algebra.id}/")
    assert len(seen) == 8
