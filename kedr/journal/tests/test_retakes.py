"""Deferred results of periods and academic debts: the rules, the acts, what they let through."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from kedr.audit.models import Event
from kedr.core.errors import NotFound
from kedr.journal.access import course_to_open
from kedr.journal.actions.deferrals import WrongDeferral, defer_result, end_deferral
from kedr.journal.actions.retakes import WrongRetake, appoint_retake, record_retake
from kedr.journal.models import Deferral, PeriodResult, Retake, YearResult
from kedr.journal.queries.openings import course_locks
from kedr.journal.queries.retakes import AcademicDebt, academic_debts, deferrals
from kedr.journal.rules import Locks, judge_lock, wants_reason
from kedr.journal.rules.retakes import Attempt, check_deferral, check_retake, is_cleared, last_day, next_attempt
from kedr.journal.tests.locking import close_course, close_pupil
from kedr.journal.tests.sending import outcomes
from kedr.journal.tests.test_results import result_of
from kedr.schools.models import Period
from tests.cast import NOW, TODAY, TOMSK, Cast

type ClientOf = Callable[[str], Client]

ON = date(2026, 5, 25)


def tries(*values: str) -> list[Attempt]:
    return [Attempt(number, ON + timedelta(days=number), value) for number, value in enumerate(values, 1)]


# --- rules


@pytest.mark.parametrize(
    ("values", "cleared", "following"),
    [
        ([], False, 1),
        ([""], False, 1),  # it may be moved
        (["2"], False, 2),
        (["н/а"], False, 2),
        (["3"], True, 0),
        (["2", ""], False, 2),
        (["2", "3"], True, 0),
        (["2", "2"], False, 0),
        (["зч"], True, 0),
        (["нз"], False, 2),
    ],
)
def test_attempts(values: list[str], cleared: bool, following: int) -> None:
    assert (is_cleared(tries(*values)), next_attempt(tries(*values))) == (cleared, following)


@given(st.lists(st.sampled_from(["2", "3", "5", "н/а", "нз", "зч"]), max_size=2))
def test_nobody_tries_three_times_nor_after_success(values: list[str]) -> None:
    number = next_attempt(tries(*values))
    assert number in (0, 1, 2)
    if number:
        assert not is_cleared(tries(*values))
        assert number == len(values) + 1


@pytest.mark.parametrize(
    ("values", "on", "commission", "word"),
    [
        ([], ON, "", ""),
        ([], ON - timedelta(days=1), "", "не может быть раньше 25.05.2026"),
        ([], date(2027, 5, 25), "", ""),
        ([], date(2027, 5, 26), "", "не позже 25.05.2027"),
        (["2"], ON + timedelta(days=9), "", "напишите, кто в ней"),
        (["2"], ON + timedelta(days=9), "Иванова, Петров", ""),
        (["2"], ON, "Иванова", "не может быть раньше 26.05.2026"),
        (["2", "2"], ON + timedelta(days=9), "Иванова", "обе попытки уже были"),
        (["4"], ON + timedelta(days=9), "", "уже закрыта"),
    ],
)
def test_when_a_retake_may_be(values: list[str], on: date, commission: str, word: str) -> None:
    refused = check_retake(tries(*values), on, commission, ON)
    assert (word in refused.sentence if refused else "") == bool(word) or (refused is None and not word)


def test_a_debt_of_a_leap_day_has_a_last_day() -> None:
    assert last_day(date(2028, 2, 29)) == date(2029, 2, 28)


def test_a_deferral_is_for_days_after_the_period() -> None:
    ends = date(2026, 11, 2)
    assert check_deferral(ends, TODAY, ends) is not None or ends >= TODAY
    assert check_deferral(max(ends, TODAY), TODAY, ends) is None
    assert check_deferral(ends + timedelta(days=400), TODAY, ends) is not None


def test_a_deferral_lifts_the_period_and_nothing_more() -> None:
    assert judge_lock(Locks("period", is_deferred=True)) is None
    assert not wants_reason(Locks("period", is_deferred=True, is_opened=True)), "its basis is the reason"
    for closing in ("course", "year", None):
        assert judge_lock(Locks(closing, is_deferred=True)) is not None
    assert judge_lock(Locks("period", is_deferred=True, is_pupil_closed=True)) is not None


# --- deferrals


def defer(
    cast: Cast, *, pupil: int = 0, until: date = TODAY + timedelta(days=14), basis: str = "справка", **more: Any
) -> int:
    about: dict[str, Any] = {
        "course_id": cast.algebra.id, "period_id": cast.periods[0].id, "pupil_id": pupil or cast.pupils[0].id,
        "until_on": until, "basis": basis,
    }  # fmt: skip
    return defer_result(actor=cast.actor("deputy_head"), at=NOW, school_id=1, **(about | more))


def close_first(cast: Cast) -> None:
    Period.objects.in_school(1).filter(id=cast.periods[0].id).update(closed_at=NOW)


def test_a_deferred_result_is_decided_after_the_period_was_closed(cast: Cast, client_of: ClientOf) -> None:
    one, two = cast.pupils[0], cast.pupils[1]
    close_first(cast)
    defer(cast)
    wishes = [result_of(cast, "4", pupil=pupil.id, period=0) for pupil in (one, two)]
    assert [outcome["status"] for outcome in outcomes(client_of("teacher"), 1, *wishes)] == ["done", "refused"]
    assert PeriodResult.objects.in_school(1).get().pupil_id == one.id
    event = Event.objects.filter(school_id=1, verb="result.defer").get()
    assert (event.target_id, event.reason) == (one.id, "справка")
    (line,) = deferrals(1, TODAY)
    assert (line.name, line.class_name, line.final) == ("Абрамова Алина", "8А", "4")


def test_the_day_of_a_deferral_is_the_last(cast: Cast, client_of: ClientOf) -> None:
    close_first(cast)
    defer(cast, until=TODAY)
    (done,) = outcomes(client_of("teacher"), 1, result_of(cast, "4", period=0))
    assert done["status"] == "done"
    Deferral.objects.in_school(1).update(until_on=TODAY - timedelta(days=1))
    (late,) = outcomes(client_of("teacher"), 1, result_of(cast, "5", period=0, base=1))
    assert late["status"] == "refused"


@pytest.mark.parametrize("close", [close_course, close_pupil])
def test_a_deferral_does_not_open_what_is_closed_as_a_whole(
    cast: Cast, client_of: ClientOf, close: Callable[[Cast], None]
) -> None:
    close_first(cast)
    close(cast)
    defer(cast)
    (said,) = outcomes(client_of("teacher"), 1, result_of(cast, "4", period=0))
    assert said["status"] == "refused"


def test_a_deferral_is_moved_and_taken_back(cast: Cast) -> None:
    first = defer(cast)
    assert defer(cast, until=TODAY + timedelta(days=20), basis="приказ № 3") == first
    assert Deferral.objects.in_school(1).get().until_on == TODAY + timedelta(days=20)
    course = course_to_open(cast.actor("teacher"), 1, cast.algebra.id, TODAY)
    assert course.has_locks
    day = (TODAY + timedelta(days=20)).isoformat()
    assert course_locks(course, cast.periods[0].id, NOW).deferred == [(cast.pupils[0].id, day)]
    end_deferral(actor=cast.actor("deputy_head"), at=NOW, school_id=1, deferral_id=first)
    assert not Deferral.objects.in_school(1).exists()
    with pytest.raises(NotFound):
        end_deferral(actor=cast.actor("deputy_head"), at=NOW, school_id=1, deferral_id=first)


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"basis": " "}, "основание"),
        ({"basis": "ы" * 151}, "основание"),
        ({"until": TODAY - timedelta(days=1)}, "не раньше"),
        ({"until": TODAY + timedelta(days=900)}, "длиннее года"),
    ],
)
def test_a_deferral_that_does_not_hold_together(cast: Cast, wrong: dict[str, Any], word: str) -> None:
    with pytest.raises(WrongDeferral, match=word):
        defer(cast, **wrong)
    assert not Deferral.objects.in_school(1).exists()


def test_a_deferral_of_who_is_not_in_the_list(cast: Cast) -> None:
    with pytest.raises(WrongDeferral, match="нет в списке"):
        defer(cast, pupil=cast.people["teacher"].id)
    with pytest.raises(NotFound):
        defer(cast, period_id=5)


# --- debts


def fail(cast: Cast, final: str = "2", *, pupil: int = 0, kind: str = "year", set_at: datetime = NOW) -> None:
    YearResult.objects.create(
        school_id=1, course_id=cast.algebra.id, pupil_id=pupil or cast.pupils[0].id, kind=kind, final=final,
        set_at=set_at, set_by=1,
    )  # fmt: skip


def appoint(cast: Cast, on: date = TODAY, commission: str = "", *, kind: str = "year", at: datetime = NOW) -> int:
    return appoint_retake(
        actor=cast.actor("deputy_head"), at=at, school_id=1, course_id=cast.algebra.id, pupil_id=cast.pupils[0].id,
        kind=kind, planned_on=on, commission=commission,
    )  # fmt: skip


def write(cast: Cast, value: str, protocol: str = "№ 3", *, attempt: int = 1) -> None:
    row = Retake.objects.in_school(1).get(attempt=attempt)
    record_retake(
        actor=cast.actor("deputy_head"), at=NOW, school_id=1, retake_id=row.id, value=value, protocol=protocol
    )


def the_debt() -> AcademicDebt:
    (debt,) = academic_debts(1, TODAY)
    return debt


def test_what_is_a_debt(cast: Cast) -> None:
    fail(cast, "2")
    fail(cast, "н/а", kind="interim")
    fail(cast, "3", pupil=cast.pupils[1].id)
    found = academic_debts(1, TODAY)
    assert [(debt.name, debt.what, debt.final) for debt in found] == [
        ("Абрамова Алина", "ПА", "н/а"), ("Абрамова Алина", "год", "2"),
    ]  # fmt: skip
    assert (found[0].last_on, found[0].class_name) == (last_day(TODAY), "8А")
    assert academic_debts(1, TODAY, class_id=cast.other_class.id) == []
    assert len(academic_debts(1, TODAY, class_id=cast.school_class.id)) == 2


def test_a_debt_of_ten_points_is_by_the_levels(cast: Cast) -> None:
    cast.algebra.scale = "ten"
    cast.algebra.save(update_fields=["scale"])
    fail(cast, "4")
    fail(cast, "5", pupil=cast.pupils[1].id)
    assert the_debt().pupil_id == cast.pupils[0].id


def test_two_attempts_and_the_second_before_a_commission(cast: Cast) -> None:
    fail(cast)
    assert appoint(cast) == 1
    write(cast, "2")
    with pytest.raises(WrongRetake, match="комиссия"):
        appoint(cast)
    assert appoint(cast, commission="Иванова, Петров") == 2
    with pytest.raises(WrongRetake, match="следующая попытка"):
        write(cast, "3")
    write(cast, "3", "№ 4", attempt=2)
    debt = the_debt()
    assert debt.is_cleared
    assert [(held.attempt.value, held.protocol) for held in debt.held] == [("2", "№ 3"), ("3", "№ 4")]
    assert YearResult.objects.in_school(1).get().final == "2", "the year stays as it was"
    with pytest.raises(WrongRetake, match="уже закрыта"):
        appoint(cast, commission="Иванова")
    verbs = list(Event.objects.filter(school_id=1, target_kind="retake").order_by("id").values_list("verb", flat=True))
    assert verbs == ["retake.appoint", "retake.record", "retake.appoint", "retake.record"]


def test_a_retake_is_moved_and_its_result_corrected(cast: Cast) -> None:
    fail(cast)
    appoint(cast, TODAY + timedelta(days=3))
    with pytest.raises(WrongRetake, match="Запишите результат в этот день"):
        write(cast, "3")
    assert appoint(cast, TODAY) == 1, "the same attempt on another day"
    write(cast, "2")
    write(cast, "3")
    assert the_debt().is_cleared
    assert Retake.objects.in_school(1).get().version == 4


@pytest.mark.parametrize(
    ("value", "protocol", "word"),
    [("", "№ 3", "Выберите"), ("осв", "№ 3", "Выберите"), ("6", "№ 3", "не итоговая"), ("3", " ", "протокол"),
     ("3", "№" * 31, "протокол")],
)  # fmt: skip
def test_an_outcome_that_cannot_be(cast: Cast, value: str, protocol: str, word: str) -> None:
    fail(cast)
    appoint(cast)
    with pytest.raises(WrongRetake, match=word):
        write(cast, value, protocol)
    assert not Retake.objects.in_school(1).get().value


def test_without_a_debt_there_is_nothing_to_retake(cast: Cast) -> None:
    with pytest.raises(NotFound):
        appoint(cast)
    fail(cast)
    with pytest.raises(NotFound):
        appoint(cast, kind="interim")


def test_a_cleared_debt_is_shown_for_a_year(cast: Cast) -> None:
    fail(cast, set_at=datetime.combine(date(2025, 5, 25), time(12), TOMSK))
    assert len(academic_debts(1, TODAY)) == 1, "one that stands is shown however old"
    Retake.objects.create(
        school_id=1, course_id=cast.algebra.id, pupil_id=cast.pupils[0].id, kind="year", attempt=1,
        planned_on=date(2025, 9, 12), value="3", protocol="№ 1", set_at=NOW, set_by=1,
    )  # fmt: skip
    assert academic_debts(1, TODAY) == []


def test_the_lists_cost_the_same_with_more_debts(cast: Cast) -> None:
    for pupils in (1, 3):
        for pupil in cast.pupils[pupils - 1 : pupils]:
            fail(cast, pupil=pupil.id)
        with CaptureQueriesContext(connection) as seen:
            academic_debts(1, TODAY)
            deferrals(1, TODAY)
        assert len(seen) == 3
