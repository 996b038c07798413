"""Works of two marks: «5/4» in one cell, one value to everybody but the mean, where both count."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kedr.audit.models import Event
from kedr.journal.models import Mark, PeriodResult, Work, WorkKind
from kedr.journal.tests.sending import command, outcomes, statements
from kedr.journal.tests.test_commands import mark_of
from kedr.journal.tests.test_results import result_of
from kedr.schools.models import Period, SchoolRegulation
from tests.cast import NOW, Cast

type ClientOf = Callable[[str], Client]


@pytest.fixture(autouse=True)
def kind(cast: Cast) -> WorkKind:
    made = WorkKind.objects.create(school_id=1, code="ДИКТ", name="Диктант", letter="Дк", is_double=True, position=9)
    SchoolRegulation.objects.create(school_id=1, key="work_weights", value={"ДИКТ": "2"}, starts_on=date(2026, 9, 1))
    cast.kinds["ДИКТ"] = made
    return made


def dictation(cast: Cast, **more: Any) -> dict[str, Any]:
    value = {"kind": str(cast.kinds["ДИКТ"].id), "title": "Контрольный диктант"} | more
    return command("work", cast.lessons[2], value=value)


def test_a_dictation_takes_two_marks_and_both_count(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    three = command("mark", cast.lessons[1], pupil=str(cast.pupils[0].id), value="3")
    answers = outcomes(client, 1, dictation(cast), mark_of(cast, "5/4"), three, result_of(cast, "4"))
    assert {answer["status"] for answer in answers} == {"done"}
    assert Work.objects.in_school(1).get(kind_id=cast.kinds["ДИКТ"].id).is_double
    assert PeriodResult.objects.in_school(1).get().mean == Decimal("4.20")  # (2·5 + 2·4 + 3) / 5
    data = client.get(f"/s/1/journal/{cast.algebra.id}/data").json()
    assert [mark[3] for mark in data["marks"]] == ["3", "5/4"]
    assert [work[7:] for work in data["works"]] == [[], [1]]


def test_it_is_one_value_to_history_conflicts_and_undo(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    outcomes(client, 1, dictation(cast), mark_of(cast, "5/4"))
    (stale,) = outcomes(client_of("deputy_head"), 1, mark_of(cast, "5/5"))
    assert (stale["status"], stale["server"]["value"]) == ("conflict", "5/4")
    outcomes(client, 1, mark_of(cast, "5", base=1), mark_of(cast, "", base=2))
    events = Event.objects.filter(school_id=1, target_kind="mark").order_by("id").values_list("before", "after")
    assert list(events) == [("", "5/4"), ("5/4", "5"), ("5", "")]


def test_a_work_of_one_mark_refuses_two_and_is_not_even_made(cast: Cast, client_of: ClientOf) -> None:
    (outcome,) = outcomes(client_of("teacher"), 1, mark_of(cast, "5/4"))
    assert (outcome["status"], outcome["code"]) == ("refused", "value")
    assert "ставят одну отметку" in outcome["sentence"]
    assert not Work.objects.in_school(1).exists()
    (outcome,) = outcomes(client_of("teacher"), 1, mark_of(cast, "5/6"))
    assert outcome["sentence"].startswith("«5/6» — не отметка. Можно: 1, 2, 3, 4, 5")


def test_the_work_says_whether_it_has_two(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    control = {"kind": str(cast.kinds["КР"].id), "double": True}
    (refused,) = outcomes(client, 1, command("work", cast.lessons[2], value=control))
    assert "Две разрешает завуч" in refused["sentence"]
    outcomes(client, 1, dictation(cast, double=False))
    assert not Work.objects.in_school(1).get().is_double
    (refused,) = outcomes(client, 1, mark_of(cast, "5/4"))
    assert refused["status"] == "refused"
    both = [dictation(cast, double=True) | {"base": 1}, mark_of(cast, "5/4")]
    assert [answer["status"] for answer in outcomes(client, 1, *both)] == ["done"] * 2
    back = [dictation(cast, double=False) | {"base": 2}, dictation(cast, kind=control["kind"]) | {"base": 2}]
    for wish in back:
        (refused,) = outcomes(client, 1, wish)
        assert "уже стоят двойные отметки" in refused["sentence"]
    outcomes(client, 1, mark_of(cast, "5", base=1))
    (done,) = outcomes(client, 1, dictation(cast, double=False) | {"base": 2})
    assert done["status"] == "done"


def test_a_kind_that_takes_one_from_now_on_leaves_its_works_alone(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    outcomes(client, 1, dictation(cast), mark_of(cast, "5/4"))
    WorkKind.objects.in_school(1).update(is_double=False)
    (renamed,) = outcomes(client, 1, dictation(cast, title="Диктант № 2") | {"base": 1})
    assert renamed["status"] == "done"
    assert Work.objects.in_school(1).get().is_double


def test_a_double_mark_meets_the_same_locks(cast: Cast, client_of: ClientOf) -> None:
    outcomes(client_of("teacher"), 1, dictation(cast))
    Period.objects.in_school(1).filter(id=cast.periods[1].id).update(closed_at=NOW)
    (outcome,) = outcomes(client_of("teacher"), 1, mark_of(cast, "5/4"))
    assert outcome["code"] == "closed"
    assert not Mark.objects.in_school(1).exists()


def test_what_double_marks_cost(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    outcomes(client, 1, dictation(cast))
    marks = [command("mark", cast.lessons[2], pupil=str(pupil.id), value="5/4") for pupil in cast.pupils]
    assert statements(client, *marks) <= 8
