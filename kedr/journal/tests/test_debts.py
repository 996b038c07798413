"""Debts: a dot with a day, moved by the teacher, turned into a mark; what an overdue one counts as."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from kedr.journal import rules
from kedr.journal.models import Mark, PeriodResult
from kedr.journal.tests.sending import command, outcomes
from kedr.journal.tests.test_commands import mark_of
from kedr.journal.tests.test_results import result_of
from kedr.people.models import Enrolment
from kedr.schools.models import Period, SchoolRegulation
from tests.cast import TODAY, Cast

type ClientOf = Callable[[str], Client]
FORTNIGHT = TODAY + timedelta(days=14)
COUNTS: dict[str, Any] = {"school_id": 1, "key": "overdue_debt", "value": "1", "starts_on": date(2026, 9, 1)}


def debt(cast: Cast) -> Mark:
    return Mark.objects.in_school(1).get(value=".", pupil_id=cast.pupils[0].id)


def test_a_debt_gets_its_day_from_the_regulation_and_another_by_hand(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    outcomes(client, 1, mark_of(cast, "."))
    assert debt(cast).due_on == FORTNIGHT
    SchoolRegulation.objects.create(school_id=1, key="debt_days", value=5, starts_on=date(2026, 9, 1))
    same, moved = outcomes(client, 1, mark_of(cast, ".", base=1), mark_of(cast, ".", base=1, due="2026-11-20"))
    assert (same["status"], same["version"]) == ("done", 1), "a day that stands is not moved by a new regulation"
    assert (moved["status"], moved["version"]) == ("done", 2)
    assert debt(cast).due_on == date(2026, 11, 20)
    second = command("mark", cast.lessons[1], pupil=str(cast.pupils[1].id), value=".")
    outcomes(client, 1, second)
    assert Mark.objects.in_school(1).get(pupil_id=cast.pupils[1].id).due_on == TODAY + timedelta(days=5)


def test_a_mark_over_a_debt_closes_it_and_the_history_keeps_it(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    outcomes(client, 1, mark_of(cast, "."))
    outcomes(client, 1, mark_of(cast, "4", base=1))
    mark = Mark.objects.in_school(1).get()
    assert (mark.value, mark.due_on, mark.version) == ("4", None, 2)
    history = client.get(f"/s/1/journal/{cast.algebra.id}/history/{mark.lesson_id}/{mark.pupil_id}").json()
    assert [(line["before"], line["after"]) for line in history] == [
        ("долг до 25.11.2026", "4"),
        ("", "долг до 25.11.2026"),
    ]


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("2026-11-10", "раньше урока: 10.11.2026"),
        ("2028-01-01", "дальше года от урока"),
        ("2026-02-30", "Такого дня нет: 2026-02-30"),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_words(cast: Cast, client_of: ClientOf, due: str, words: str) -> None:
    (outcome,) = outcomes(client_of("teacher"), 1, mark_of(cast, ".", due=due))
    assert (outcome["status"], outcome["code"]) == ("refused", "value")
    assert words in outcome["sentence"]
    assert not Mark.objects.in_school(1).exists()


def test_two_days_of_one_debt_are_a_conflict_that_tells_the_day(cast: Cast, client_of: ClientOf) -> None:
    outcomes(client_of("deputy_head"), 1, mark_of(cast, ".", due="2026-11-20"))
    (outcome,) = outcomes(client_of("teacher"), 1, mark_of(cast, ".", due="2026-11-30"))
    assert outcome["status"] == "conflict"
    assert (outcome["server"]["value"], outcome["server"]["due"]) == (".", "2026-11-20")


@pytest.mark.parametrize(("value", "due_on"), [(".", None), ("5", FORTNIGHT)])
def test_the_base_knows_no_debt_without_a_day(cast: Cast, client_of: ClientOf, value: str, due_on: date | None) -> None:
    outcomes(client_of("teacher"), 1, mark_of(cast, "3"))
    with pytest.raises(IntegrityError, match="journal_mark_due"), transaction.atomic():
        Mark.objects.in_school(1).update(value=value, due_on=due_on)


def test_an_overdue_debt_is_a_two_only_where_the_school_says_so(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    five = command("mark", cast.lessons[1], pupil=str(cast.pupils[0].id), value="5")
    outcomes(client, 1, five, mark_of(cast, ".", due=str(TODAY)))
    Mark.objects.in_school(1).filter(value=".").update(due_on=TODAY - timedelta(days=1))
    outcomes(client, 1, result_of(cast, "4"))
    assert PeriodResult.objects.in_school(1).get().mean == Decimal("5.00")
    data = client.get(f"/s/1/journal/{cast.algebra.id}/data").json()
    assert data["debts"] == [14, 0]
    assert [mark[6:] for mark in data["marks"]] == [[], [str(TODAY - timedelta(days=1))]]
    SchoolRegulation.objects.create(**COUNTS)
    outcomes(client, 1, result_of(cast, "3", base=1))
    assert PeriodResult.objects.in_school(1).get().mean == Decimal("3.50")
    assert debt(cast).value == ".", "nothing is rewritten"
    Mark.objects.in_school(1).filter(value=".").update(due_on=TODAY)
    outcomes(client, 1, result_of(cast, "4", base=2))
    assert PeriodResult.objects.in_school(1).get().mean == Decimal("5.00"), "on its day it may still be handed in"


def test_a_debt_due_after_the_period_leaves_it_alone(cast: Cast, client_of: ClientOf) -> None:
    SchoolRegulation.objects.create(**COUNTS)
    client = client_of("teacher")
    five = command("mark", cast.lessons[1], pupil=str(cast.pupils[0].id), value="5")
    outcomes(client, 1, five, mark_of(cast, ".", due=str(TODAY)))
    Period.objects.in_school(1).filter(id=cast.periods[1].id).update(ends_on=TODAY)
    Mark.objects.in_school(1).update(held_on=TODAY - timedelta(days=1))
    outcomes(client, 1, result_of(cast, "5"))
    assert PeriodResult.objects.in_school(1).get().mean == Decimal("5.00")


VALUES = st.sampled_from(["2", "3", "4", "5", ".", "зч", ""])
DAYS = st.none() | st.dates(date(2026, 11, 1), date(2026, 11, 30))


@given(st.lists(st.tuples(VALUES, DAYS), max_size=20), st.dates(date(2026, 11, 1), date(2026, 11, 30)))
def test_time_alone_never_raises_a_mean(marks: list[tuple[str, date | None]], today: date) -> None:
    """A debt that passes its day may only add a «2»; without the regulation no day changes anything."""
    given_marks = [(value, due if value == "." else None) for value, due in marks]
    plain = rules.weighted_mean((value, Decimal(1)) for value, _ in given_marks)
    for counts in (False, True):
        until = rules.debts_until(today, date(2026, 12, 1), counts=counts)
        mean = rules.weighted_mean((rules.counted(value, due, until), Decimal(1)) for value, due in given_marks)
        assert mean == plain or counts
        assert plain is None or (mean is not None and mean <= plain)


def page_of(client: Client, cast: Cast) -> str:
    answer = client.get(f"/s/1/journal/{cast.algebra.id}/debts/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_of_debts_begins_with_the_overdue(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    assert "Долгов нет" in page_of(client, cast)
    gone = command("mark", cast.lessons[1], pupil=str(cast.pupils[2].id), value=".")
    late = command("mark", cast.lessons[1], pupil=str(cast.pupils[1].id), value=".", due=str(TODAY - timedelta(days=1)))
    outcomes(client, 1, mark_of(cast, "."), late, gone)
    Enrolment.objects.in_school(1).filter(person_id=cast.pupils[2].id).update(ends_on=TODAY)
    page = page_of(client, cast)
    assert "2 долга, из них просрочено 1" in page
    assert page.index("Белов Борис") < page.index("Абрамова Алина")
    assert "1 день назад" in page
    assert "25 ноября" in page
    assert "Власова" not in page, "who has left owes nothing here"
    assert f"#c{cast.lessons[1].id}-{cast.pupils[1].id}" in page


@pytest.mark.parametrize("size", [1, 9])
def test_what_the_list_costs(cast: Cast, client_of: ClientOf, size: int) -> None:
    client = client_of("teacher")
    marks = [command("mark", on, pupil=str(pupil.id), value=".") for on in cast.lessons[:3] for pupil in cast.pupils][
        :size
    ]
    outcomes(client, 1, *marks)
    page_of(client, cast)
    with CaptureQueriesContext(connection) as seen:
        page_of(client, cast)
    assert len(seen) == 4, "the session, the course, the debts, the regulations"
