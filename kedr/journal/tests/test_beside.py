"""A mark beside an absence of the same lesson: the school decides whether it may stand there."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from kedr.journal import rules
from kedr.journal.models import Attendance, Mark
from kedr.journal.rules import ABSENCES, ATTENDANCE
from kedr.journal.tests.sending import command, outcomes
from kedr.schools.models import SchoolRegulation
from tests.cast import Cast

type ClientOf = Callable[[str], Client]


def way(value: str) -> None:
    SchoolRegulation.objects.create(school_id=1, key="beside_absence", value=value, starts_on=date(2026, 9, 1))


def cell(cast: Cast, kind: str, value: str, **more: Any) -> dict[str, Any]:
    return command(kind, cast.lessons[0], pupil=str(cast.pupils[0].id), value=value, **more)


@pytest.mark.parametrize("order", [[("mark", "4"), ("attendance", "н")], [("attendance", "б"), ("mark", "4")]])
@pytest.mark.parametrize("at_once", [True, False])
def test_where_it_is_forbidden_the_first_stands(
    cast: Cast, client_of: ClientOf, order: list[tuple[str, str]], at_once: bool
) -> None:
    way("forbid")
    client = client_of("teacher")
    commands = [cell(cast, kind, value) for kind, value in order]
    first, second = outcomes(client, 1, *commands) if at_once else [outcomes(client, 1, one)[0] for one in commands]
    assert first["status"] == "done"
    assert (second["status"], second["code"]) == ("refused", "beside")
    assert "Уберите одно" in second["sentence"]
    assert Mark.objects.in_school(1).count() + Attendance.objects.in_school(1).count() == 1


def test_a_cell_is_turned_from_a_mark_into_an_absence_in_one_batch(cast: Cast, client_of: ClientOf) -> None:
    way("forbid")
    client = client_of("teacher")
    outcomes(client, 1, cell(cast, "mark", "4"))
    both = outcomes(client, 1, cell(cast, "mark", "", base=1), cell(cast, "attendance", "н"))
    assert [one["status"] for one in both] == ["done", "done"]


@pytest.mark.parametrize("value", ["warn", "allow", None])
def test_elsewhere_both_are_kept_and_the_page_knows_whether_to_warn(
    cast: Cast, client_of: ClientOf, value: str | None
) -> None:
    if value:
        way(value)
    client = client_of("teacher")
    both = outcomes(client, 1, cell(cast, "mark", "4"), cell(cast, "attendance", "н"))
    assert [one["status"] for one in both] == ["done", "done"]
    assert client.get(f"/s/1/journal/{cast.algebra.id}/data").json()["beside"] is (value != "allow")


@pytest.mark.parametrize("code", [*ATTENDANCE, ""])
def test_only_a_missed_lesson_counts(code: str) -> None:
    assert (rules.check_beside(code, has_mark=True, way="forbid") is not None) == (code in ABSENCES)
    assert rules.check_beside(code, has_mark=False, way="forbid") is None
    assert rules.check_beside(code, has_mark=True, way="warn") is None
