"""When a notice goes out by mail."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedr.notices.rules import (
    BY_DEFAULT,
    DAILY,
    FOR_FAMILIES,
    FOR_STAFF,
    KINDS,
    MODES,
    NEVER,
    NOW,
    PAUSES,
    WEEKLY,
    Quiet,
    due_at,
    is_address,
    mode_of,
    retry_at,
)  # fmt: skip
from tests.cast import TOMSK


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=TOMSK)  # the 11th is a Wednesday


@pytest.mark.parametrize(
    ("said", "mode", "due"),
    [
        (at(11, 12), NOW, at(11, 12)),
        (at(11, 21, 59), NOW, at(11, 21, 59)),
        (at(11, 22), NOW, at(12, 7)),
        (at(12, 3), NOW, at(12, 7)),
        (at(12, 7), NOW, at(12, 7)),
        (at(11, 12), DAILY, at(11, 19)),
        (at(11, 19), DAILY, at(12, 19)),
        (at(11, 12), WEEKLY, at(15, 18)),
        (at(15, 17, 59), WEEKLY, at(15, 18)),
        (at(15, 18), WEEKLY, at(22, 18)),
    ],
)
def test_when_it_goes(said: datetime, mode: str, due: datetime) -> None:
    assert due_at(said, mode, Quiet()) == due


def test_never_is_never() -> None:
    assert due_at(at(11, 12), NEVER, Quiet()) is None


def test_quiet_hours_of_ones_own() -> None:
    assert due_at(at(11, 13), NOW, Quiet(time(12), time(14))) == at(11, 14)
    assert due_at(at(11, 13), DAILY, Quiet(time(18), time(20))) == at(11, 20)
    assert due_at(at(11, 23), NOW, Quiet(time(), time())) == at(11, 23), "none when they are the same"


@given(
    said=st.datetimes(min_value=datetime(2026, 9, 1), max_value=datetime(2027, 6, 1), timezones=st.just(TOMSK)),  # noqa: DTZ001
    mode=st.sampled_from([NOW, DAILY, WEEKLY]),
    starts=st.times(),
    ends=st.times(),
)
def test_a_letter_is_never_early_never_in_quiet_hours_never_late_by_more_than_its_kind(
    said: datetime, mode: str, starts: time, ends: time
) -> None:
    quiet = Quiet(starts.replace(second=0, microsecond=0), ends.replace(second=0, microsecond=0))
    due = due_at(said, mode, quiet)
    assert due is not None
    assert due >= said
    assert not quiet.holds(due.timetz().replace(tzinfo=None))
    assert due - said <= {NOW: timedelta(days=1), DAILY: timedelta(days=2), WEEKLY: timedelta(days=8)}[mode]


def test_tries_grow_longer_and_outlive_an_hour_without_a_server() -> None:
    moments: list[datetime] = []
    now = at(11, 12)
    while again := retry_at(now, len(moments) + 1):
        moments.append(again)
        now = again
    assert len(moments) == len(PAUSES)
    gaps = [after - before for before, after in zip([at(11, 12), *moments], moments, strict=False)]
    assert gaps == sorted(gaps)
    assert sum(moment <= at(11, 13, 30) for moment in moments) >= 4
    assert moments[-1] - at(11, 12) > timedelta(days=1)


@pytest.mark.parametrize("text", ["anna@example.ru", "a.b+c@школа.рф", "x@sub.example.com"])
def test_an_address(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text", ["", "anna", "anna@", "@example.ru", "a b@example.ru", "a@b@example.ru", "a@example", "a@b.ru\nBcc: c@d.ru"]
)
def test_no_address(text: str) -> None:
    assert not is_address(text)


def test_the_choice_nearest_to_the_child_holds() -> None:
    choices = {("absence", 7): NEVER, ("absence", 0): WEEKLY, ("letter", 0): DAILY}
    assert mode_of(choices, "absence", 7) == NEVER
    assert mode_of(choices, "absence", 8) == WEEKLY
    assert mode_of(choices, "letter", 8) == DAILY
    assert mode_of(choices, "change", 8) == DAILY
    assert mode_of(choices, "answer", 8) == NOW


def test_every_kind_has_readers_and_every_default_is_a_mode() -> None:
    assert {*FOR_FAMILIES, *FOR_STAFF} == KINDS.keys()
    assert set(BY_DEFAULT.values()) <= MODES.keys()
