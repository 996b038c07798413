"""The arithmetic of homework."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedr.journal.rules.homework import Task, day_load, first_set, is_set_late, late_words, norm_of
from tests.cast import TOMSK

NORMS = (60, 90, 120, 150, 210)
TASKS = st.lists(
    st.builds(
        Task,
        st.integers(1, 5),
        st.sampled_from(["Алгебра", "Английский", "Информатика"]),
        st.integers(0, 3),
        st.integers(0, 120),
    ),
    max_size=30,
)


def test_the_norm_goes_by_grades() -> None:
    assert [norm_of(grade, NORMS) for grade in range(1, 12)] == [60, 90, 90, 120, 120, 150, 150, 150, 210, 210, 210]


def test_of_parallel_groups_the_one_that_asks_most_counts() -> None:
    load = day_load([Task(1, "Английский", 1, 30), Task(2, "Английский", 2, 45), Task(3, "Алгебра", 0, 40),
                     Task(3, "Алгебра", 0, 10), Task(4, "Химия", 0, 0)])  # fmt: skip
    assert (load.parts, load.minutes, load.unsaid) == ((("Алгебра", 50), ("Английский", 45)), 95, 1)


def pupil_in(tasks: list[Task], group: int) -> int:
    """What a pupil has who sits in group `group` of every subject."""
    return sum(task.minutes for task in tasks if task.group_id in (0, group))


@given(TASKS)
def test_a_class_is_never_asked_more_than_all_nor_less_than_a_pupil(tasks: list[Task]) -> None:
    load = day_load(tasks)
    assert load.minutes <= sum(task.minutes for task in tasks)
    assert all(load.minutes >= pupil_in(tasks, group) for group in (0, 1, 2, 3))
    assert load.unsaid <= sum(not task.minutes for task in tasks)
    assert list(load.parts) == sorted(load.parts, key=lambda part: (-part[1], part[0]))


@given(TASKS)
def test_without_groups_the_sum_is_plain(tasks: list[Task]) -> None:
    whole = [Task(task.course_id, task.subject, 0, task.minutes) for task in tasks]
    assert day_load(whole).minutes == sum(task.minutes for task in tasks)


@given(TASKS, st.randoms())
def test_the_order_of_tasks_says_nothing(tasks: list[Task], random: object) -> None:
    mixed = list(tasks)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert day_load(mixed).minutes == day_load(tasks).minutes


@pytest.mark.parametrize(
    ("at", "is_late"),
    [
        (datetime(2026, 11, 10, 23, 0, tzinfo=TOMSK), False),
        (datetime(2026, 11, 11, 15, 10, tzinfo=TOMSK), False),
        (datetime(2026, 11, 11, 15, 11, tzinfo=TOMSK), True),
        (datetime(2026, 11, 12, 7, 0, tzinfo=TOMSK), True),
    ],
)
def test_when_it_is_late(at: datetime, is_late: bool) -> None:
    assert is_set_late(at, date(2026, 11, 11), time(14, 10), 1) is is_late


def test_the_first_time_counts() -> None:
    at = datetime(2026, 11, 11, 12, 0, tzinfo=TOMSK)
    assert first_set(at, was_none=False) == at
    assert first_set(at, was_none=True) is None
    assert first_set(None, was_none=False) is None


def test_lateness_in_words() -> None:
    on = date(2026, 11, 11)
    assert late_words(datetime(2026, 11, 11, 19, 40, tzinfo=TOMSK), on) == "задано поздно, в 19:40"
    assert late_words(datetime(2026, 11, 12, 8, 5, tzinfo=TOMSK), on) == "задано поздно, 12 ноября в 8:05"
