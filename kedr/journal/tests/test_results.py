"""Results of periods: the rule proposes, the teacher decides, and thirty cost what one does."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kedr.journal.models import PeriodResult
from kedr.journal.tests.sending import command, outcomes, statements
from kedr.schools.models import Period
from tests.cast import NOW, Cast, enrol, person

type ClientOf = Callable[[str], Client]


def mark_of(cast: Cast, value: str) -> dict[str, Any]:
    return command("mark", cast.lessons[2], pupil=str(cast.pupils[0].id), value=value)


def result_of(cast: Cast, value: str, *, pupil: int = 0, period: int = 1, **more: Any) -> dict[str, Any]:
    """The command for a pupil (the first one) and a period (this one)."""
    named: dict[str, Any] = {"period": str(cast.periods[period].id), "pupil": str(pupil or cast.pupils[0].id)}
    return command("result", course=str(cast.algebra.id), value=value, **named, **more)


def test_a_result_stores_the_proposal_beside_the_decision(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    second = command("mark", cast.lessons[1], pupil=str(cast.pupils[0].id), value="4")
    outcomes(client, 1, mark_of(cast, "5"), second)
    (outcome,) = outcomes(client, 1, result_of(cast, "4"))
    assert outcome["version"] == 1
    result = PeriodResult.objects.in_school(1).get()
    assert (result.mean, result.proposed, result.final) == (Decimal("4.50"), "5", "4")
    Period.objects.in_school(1).filter(id=cast.periods[1].id).update(closed_at=NOW)
    (refused,) = outcomes(client, 1, result_of(cast, "5", base=1))
    assert refused["code"] == "closed"


def test_a_result_of_a_period_that_has_not_begun_is_refused(cast: Cast, client_of: ClientOf) -> None:
    (outcome,) = outcomes(client_of("deputy_head"), 1, result_of(cast, "5", period=2))
    assert (outcome["code"], outcome["sentence"].split(".")[0]) == ("future", "Период ещё не начался")
    assert not PeriodResult.objects.in_school(1).exists()


def test_a_stale_result_is_a_conflict_and_a_stranger_is_unknown(cast: Cast, client_of: ClientOf) -> None:
    outcomes(client_of("deputy_head"), 1, result_of(cast, "4"))
    stale, same, strange = outcomes(
        client_of("teacher"), 1, result_of(cast, "5"), result_of(cast, "4"),
        result_of(cast, "5", pupil=cast.foreign_pupil.id),
    )  # fmt: skip
    assert (stale["status"], stale["server"]["value"]) == ("conflict", "4")
    assert (same["status"], same["version"]) == ("done", 1)
    assert strange["code"] == "unknown"


def test_results_of_one_batch_see_its_marks_and_each_other(cast: Cast, client_of: ClientOf) -> None:
    batch = [result_of(cast, "4"), result_of(cast, "5", base=1), mark_of(cast, "3")]
    assert [answer["status"] for answer in outcomes(client_of("teacher"), 1, *batch)] == ["done"] * 3
    result = PeriodResult.objects.in_school(1).get()
    assert (result.final, result.version, result.proposed) == ("5", 2, "3")


@pytest.mark.parametrize("size", [1, 30])
def test_results_cost_eight_queries_however_many(size: int, cast: Cast, client_of: ClientOf) -> None:
    """Of them all only the first pupil has a mark, so only theirs is proposed."""
    client = client_of("teacher")
    outcomes(client, 1, mark_of(cast, "4"))
    pupils = [cast.pupils[0], *(person(cast.one, f"Ученик{n}", "Имя") for n in range(size - 1))]
    for pupil in pupils[1:]:
        enrol(cast.school_class, pupil)
    assert statements(client, *(result_of(cast, "5", pupil=pupil.id) for pupil in pupils)) == 8
    results = PeriodResult.objects.in_school(1)
    assert results.count() == size
    assert list(results.exclude(mean=None).values_list("pupil_id", "proposed")) == [(cast.pupils[0].id, "4")]
