"""Locks and windows: what each lock refuses, what a window lifts, when it ends, what it costs."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kedr.audit.models import Event
from kedr.core import clock
from kedr.journal import rules
from kedr.journal.actions import (
    set_absence_reason,
)
from kedr.journal.actions.reasons import ClosedPeriod
from kedr.journal.models import Attendance, Mark, Opening, PeriodResult, Work
from kedr.journal.rules import Locks, judge_lock, wants_reason
from kedr.journal.tests.locking import close_course, close_pupil, close_this_period, close_year, grant, set_window
from kedr.journal.tests.sending import command, outcomes, statements
from kedr.schools.models import Period, SchoolRegulation
from tests.cast import NOW, TODAY, Cast, enrol, person

type ClientOf = Callable[[str], Client]
MONDAY = date(2026, 11, 9)


def mark_of(cast: Cast, value: str = "5", *, lesson: int = 2, pupil: int = 0, **more: Any) -> dict[str, Any]:
    return command("mark", cast.lessons[lesson], pupil=str(cast.pupils[pupil].id), value=value, **more)


def result_of(cast: Cast, value: str = "4", *, pupil: int = 0, **more: Any) -> dict[str, Any]:
    about: dict[str, Any] = {
        "course": str(cast.algebra.id),
        "period": str(cast.periods[1].id),
        "pupil": str(cast.pupils[pupil].id),
    }
    return command("result", value=value, **about, **more)


@pytest.mark.parametrize(
    ("lock", "no"),
    [
        (close_this_period, rules.CLOSED),
        (close_year, rules.YEAR_CLOSED),
        (close_course, rules.COURSE_CLOSED),
        (close_pupil, rules.PUPIL_CLOSED),
        (set_window, rules.WINDOW),
    ],
)
def test_each_lock_has_its_own_words(cast: Cast, client_of: ClientOf, lock: Callable[[Cast], None], no: Any) -> None:
    lock(cast)
    late = mark_of(cast, lesson=0)
    for who in ("teacher", "deputy_head"):
        (outcome,) = outcomes(client_of(who), 1, {**late, "id": command("mark")["id"]})
        assert (outcome["code"], outcome["sentence"]) == ("closed", no.sentence)
    assert not Mark.objects.in_school(1).exists()


def test_the_words_of_the_locks_differ_and_say_what_to_do() -> None:
    locks = [
        rules.CLOSED, rules.YEAR_CLOSED, rules.COURSE_CLOSED, rules.PUPIL_CLOSED, rules.WINDOW, rules.OUTSIDE,
        rules.LATE_REASON,
    ]  # fmt: skip
    assert len({no.sentence for no in locks}) == len(locks)
    assert all("попросите" in no.sentence.lower() or "завуч" in no.sentence for no in locks)


@pytest.mark.parametrize("lock", [close_this_period, close_year, close_course, close_pupil])
def test_results_are_locked_alike(cast: Cast, client_of: ClientOf, lock: Callable[[Cast], None]) -> None:
    lock(cast)
    (outcome,) = outcomes(client_of("teacher"), 1, result_of(cast))
    assert outcome["code"] == "closed"
    assert not PeriodResult.objects.in_school(1).exists()


def test_a_closed_pupil_closes_nobody_else(cast: Cast, client_of: ClientOf) -> None:
    close_pupil(cast)
    own, other = mark_of(cast), mark_of(cast, pupil=1)
    topic = command("topic", cast.lessons[2], value="Тема")
    answers = outcomes(client_of("teacher"), 1, own, other, topic, result_of(cast, pupil=1))
    assert [answer["status"] for answer in answers] == ["refused", "done", "done", "done"]


@pytest.mark.parametrize("lock", [close_this_period, close_course, set_window])
def test_a_window_lets_its_writer_in_with_a_reason(
    cast: Cast, client_of: ClientOf, lock: Callable[[Cast], None]
) -> None:
    lock(cast)
    grant(cast)
    bare, said = outcomes(
        client_of("teacher"), 1, mark_of(cast, lesson=0), mark_of(cast, "4", lesson=0, reason="Описка")
    )
    assert (bare["code"], bare["sentence"]) == ("reason", rules.REASON.sentence)
    assert said["status"] == "done"
    assert Event.objects.get(school_id=1, verb="mark.give").reason == "Описка"


@pytest.mark.parametrize("lock", [close_year, close_pupil])
def test_a_window_opens_no_year_and_no_pupil(cast: Cast, client_of: ClientOf, lock: Callable[[Cast], None]) -> None:
    lock(cast)
    grant(cast)
    said: dict[str, Any] = {"reason": "Описка"}
    answers = outcomes(client_of("teacher"), 1, mark_of(cast, **said), result_of(cast, **said))
    assert [answer["code"] for answer in answers] == ["closed", "closed"]


def test_an_unlocked_cell_needs_no_reason_beside_a_window(cast: Cast, client_of: ClientOf) -> None:
    set_window(cast)
    grant(cast)
    fresh, late = outcomes(client_of("teacher"), 1, mark_of(cast, lesson=2), mark_of(cast, lesson=0))
    assert (fresh["status"], late["code"]) == ("done", "reason")


def test_a_window_gives_no_rights(cast: Cast, client_of: ClientOf) -> None:
    close_this_period(cast)
    grant(cast)
    (outcome,) = outcomes(client_of("colleague"), 1, mark_of(cast, reason="Описка"))
    assert outcome["code"] == "right"


def test_a_window_opens_its_course_and_period_only(cast: Cast, client_of: ClientOf) -> None:
    Period.objects.in_school(1).update(closed_at=NOW)
    grant(cast)
    others = [
        command("mark", cast.english_lesson, pupil=str(cast.pupils[0].id), value="5", reason="Описка"),
        result_of(cast, reason="Описка") | {"period": str(cast.periods[0].id)},
    ]
    answers = outcomes(client_of("deputy_head"), 1, *others, result_of(cast, reason="Описка"))
    assert [answer["status"] for answer in answers] == ["refused", "refused", "done"]


def test_a_window_of_a_lesson_opens_it_alone(cast: Cast, client_of: ClientOf) -> None:
    close_this_period(cast)
    grant(cast, lesson_id=cast.lessons[1].id)
    said: dict[str, Any] = {"reason": "Описка"}
    answers = outcomes(
        client_of("teacher"), 1, mark_of(cast, lesson=1, **said), mark_of(cast, lesson=2, **said),
        result_of(cast, **said),
    )  # fmt: skip
    assert [answer["status"] for answer in answers] == ["done", "refused", "refused"]


def test_a_window_locks_again_by_time_and_nothing_has_to_run(
    cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    close_this_period(cast)
    grant(cast, hours=1)
    client = client_of("teacher")
    for minutes, status in ((59, "done"), (60, "refused"), (90, "refused")):
        monkeypatch.setattr(clock, "now", lambda minutes=minutes: NOW + timedelta(minutes=minutes))
        (outcome,) = outcomes(client, 1, command("topic", cast.lessons[0], value=f"{minutes}", reason="Описка"))
        assert outcome["status"] == status, minutes


@pytest.mark.parametrize("size", [1, 30])
@pytest.mark.parametrize("is_open", [False, True])
def test_a_mark_costs_eight_statements_with_and_without_a_window(
    size: int, is_open: bool, cast: Cast, client_of: ClientOf
) -> None:
    client = client_of("teacher")
    said: dict[str, Any] = {}
    outcomes(client, 1, mark_of(cast))
    pupils = [person(cast.one, f"Ученик{n}", "Имя") for n in range(size)]
    for pupil in pupils:
        enrol(cast.school_class, pupil)
    if is_open:
        close_this_period(cast)
        close_course(cast)
        grant(cast)
        said = {"reason": "Описка"}
    batch = [command("mark", cast.lessons[2], pupil=str(pupil.id), value="4", **said) for pupil in pupils]
    assert statements(client, *batch) == 8


def _missed(cast: Cast) -> None:
    lesson = cast.lessons[0]
    Attendance.objects.create(
        school_id=1, lesson_id=lesson.id, pupil_id=cast.pupils[0].id, held_on=lesson.held_on, code="н", set_at=NOW,
        set_by=0,
    )  # fmt: skip


def explain(cast: Cast, why: str = "") -> int:
    return set_absence_reason(
        actor=cast.actor("class_teacher"), at=NOW, school_id=1, pupil_id=cast.pupils[0].id, code="б",
        starts_on=MONDAY, ends_on=TODAY, why=why,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lock", "no"),
    [(close_course, rules.COURSE_CLOSED), (close_pupil, rules.PUPIL_CLOSED), (close_this_period, rules.CLOSED)],
)
def test_the_reason_of_an_absence_obeys_the_same_locks(cast: Cast, lock: Callable[[Cast], None], no: Any) -> None:
    _missed(cast)
    lock(cast)
    with pytest.raises(ClosedPeriod) as error:
        explain(cast)
    assert error.value.sentence == no.sentence
    if no is rules.PUPIL_CLOSED:
        return
    grant(cast)
    with pytest.raises(ClosedPeriod) as error:
        explain(cast)
    assert error.value.sentence == rules.REASON.sentence
    assert explain(cast, "Справка № 5") == 1
    assert Event.objects.get(school_id=1, verb="attendance.reason").reason == "Справка № 5"


def test_the_reason_of_an_absence_has_a_window_of_its_own(cast: Cast) -> None:
    _missed(cast)
    set_window(cast)  # for the subject teacher
    SchoolRegulation.objects.create(school_id=1, key="reason_window", value=1, starts_on=date(2026, 9, 1))
    with pytest.raises(ClosedPeriod) as error:
        explain(cast)
    assert error.value.sentence == rules.LATE_REASON.sentence
    SchoolRegulation.objects.in_school(1).filter(key="reason_window").update(value=5)
    assert explain(cast) == 1


def test_a_work_made_in_a_window_weighs_as_on_its_lessons_day(cast: Cast, client_of: ClientOf) -> None:
    for value, since in (("2", date(2026, 9, 1)), ("3", TODAY)):
        SchoolRegulation.objects.create(school_id=1, key="work_weights", value={"ОУ": value}, starts_on=since)
    outcomes(client_of("teacher"), 1, mark_of(cast, lesson=0), mark_of(cast, lesson=2))
    weights = Work.objects.in_school(1).order_by("held_on").values_list("weight", flat=True)
    assert [int(weight) for weight in weights] == [2, 3]


def test_a_result_is_proposed_by_the_thresholds_of_its_periods_last_day(cast: Cast, client_of: ClientOf) -> None:
    Period.objects.in_school(1).filter(id=cast.periods[1].id).update(ends_on=TODAY)  # it ended yesterday
    SchoolRegulation.objects.create(school_id=1, key="thresholds", value=["2.1", "2.2", "2.3"], starts_on=TODAY)
    outcomes(client_of("teacher"), 1, mark_of(cast, "3", lesson=0), result_of(cast, "3"))
    assert PeriodResult.objects.in_school(1).get().proposed == "3"


LOCKS = st.builds(
    Locks,
    st.sampled_from([None, "", "period", "course", "year"]),
    is_opened=st.booleans(),
    is_late=st.booleans(),
    is_pupil_closed=st.booleans(),
)


@given(LOCKS)
def test_a_window_only_ever_lifts_and_what_it_lifts_wants_a_reason(locks: Locks) -> None:
    without = judge_lock(Locks(locks.closing, False, locks.is_late, locks.is_pupil_closed))
    within = judge_lock(Locks(locks.closing, True, locks.is_late, locks.is_pupil_closed))
    assert within is None or within == without
    opened = Locks(locks.closing, True, locks.is_late, locks.is_pupil_closed)
    if without is not None and within is None:
        assert wants_reason(opened)
    if without is None:
        assert not wants_reason(opened)


def test_the_clock_of_the_browser_opens_nothing(cast: Cast, client_of: ClientOf) -> None:
    close_this_period(cast)
    grant(cast, hours=1)
    Opening.objects.in_school(1).update(ends_at=NOW - timedelta(seconds=1))
    early = mark_of(cast, reason="Описка", at=datetime(2026, 11, 11, 4, 0).isoformat())  # noqa: DTZ001 a browser's text
    assert outcomes(client_of("teacher"), 1, early)[0]["code"] == "closed"
