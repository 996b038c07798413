"""A number of a local act: from which scope it comes, since when, and what may not be one."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kedr.audit.models import Event
from kedr.core.models import Stamp
from kedr.schools.actions import WrongRegulation, set_regulation
from kedr.schools.models import RegionRegulation, SchoolRegulation
from kedr.schools.queries import regulations
from kedr.schools.rules import (
    EDIT_WINDOW,
    PROCEDURES,
    REMARKS,
    THRESHOLDS,
    WORK_WEIGHTS,
    Regulations,
    Rule,
    check,
    inputs,
    level_of,
    typed,
)
from tests.cast import NOW, TODAY, Cast

SINCE = date(2026, 9, 1)


def rule(value: object, rank: int = 2, *, level: int = 0, subject: int = 0, since: date = SINCE) -> Rule:
    return Rule("edit_window", rank, level, subject, since, value)


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        ([], 0),
        ([rule(5, 0)], 5),
        ([rule(5, 0), rule(6, 1)], 6),
        ([rule(6, 1), rule(7, 2)], 7),
        ([rule(7), rule(8, level=2)], 8),
        ([rule(8, level=2), rule(9, subject=77)], 9),
        ([rule(7), rule(8, level=3)], 7),  # another level's
        ([rule(7), rule(9, subject=1)], 7),  # another subject's
        ([rule(7), rule(3, since=date(2026, 10, 1))], 3),  # the later one
        ([rule(9, subject=77, since=SINCE), rule(3, since=date(2026, 10, 1))], 9),  # narrow beats late
    ],
)
def test_the_narrowest_scope_and_the_latest_date_win(rules: list[Rule], found: int) -> None:
    assert Regulations(tuple(rules)).get(EDIT_WINDOW, level=2, subject_id=77) == found


def test_a_rule_waits_for_its_date(cast: Cast) -> None:
    SchoolRegulation.objects.create(school_id=1, key="edit_window", value=5, starts_on=date(2026, 12, 1))
    assert regulations(1, TODAY).get(EDIT_WINDOW) == 0
    assert regulations(1, date(2026, 12, 1)).get(EDIT_WINDOW) == 5


def test_a_table_of_weights_keeps_what_it_does_not_name() -> None:
    local = Regulations((Rule("work_weights", 2, 0, 0, SINCE, {"КР": "2.5"}),))
    weights = local.get(WORK_WEIGHTS)
    assert (weights["КР"], weights["ОУ"]) == (Decimal("2.5"), Decimal(1))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("thresholds", [4, 3, 2]),
        ("thresholds", ["2.5", "x", 4]),
        ("edit_window", -1),
        ("work_weights", {"КР": -1}),
        ("no", 1),
    ],
)
def test_what_cannot_be_a_value_is_refused(key: str, value: object) -> None:
    with pytest.raises(ValueError, match=r"\."):
        check(key, value)


def test_rules_come_from_the_region_the_municipality_and_the_school(cast: Cast) -> None:
    RegionRegulation.objects.create(key="thresholds", value=["2.6", "3.6", "4.6"], starts_on=SINCE)
    RegionRegulation.objects.create(key="edit_window", value=10, starts_on=SINCE, municipality=cast.other_municipality)
    SchoolRegulation.objects.create(school_id=1, key="edit_window", value=7, starts_on=SINCE)
    here, there = regulations(1, TODAY), regulations(2, TODAY)
    assert here.get(THRESHOLDS) == there.get(THRESHOLDS) == (Decimal("2.6"), Decimal("3.6"), Decimal("4.6"))
    assert (here.get(EDIT_WINDOW), there.get(EDIT_WINDOW)) == (7, 10)


def test_levels() -> None:
    assert [level_of(grade) for grade in (1, 4, 5, 9, 10, 11)] == [1, 1, 2, 2, 3, 3]


def test_setting_one_is_recorded_and_renews_the_pages(cast: Cast) -> None:
    def set_window(days: object, **more: Any) -> None:
        set_regulation(
            actor=cast.actor("deputy_head"), at=NOW, school_id=1, key="edit_window", value=days, starts_on=TODAY, **more
        )

    set_window(7, basis="Приказ № 5")
    set_window(3)
    assert regulations(1, TODAY).get(EDIT_WINDOW) == 3
    events = Event.objects.filter(school_id=1, verb="set_regulation").order_by("id")
    assert [(event.before, dict(event.after or {})["value"]) for event in events] == [(None, 7), (7, 3)]
    assert Stamp.objects.get(school_id=1, kind="school", object_id=1).revision == 2
    with pytest.raises(WrongRegulation, match="Дней от 0"):
        set_window(-1)
    with pytest.raises(WrongRegulation, match="Нет настройки"):
        set_regulation(actor=cast.actor("deputy_head"), at=NOW, school_id=1, key="no", value=1, starts_on=TODAY)


def test_remarks_and_control_works_are_said_in_words_and_kept_in_bounds() -> None:
    value, faults = typed(REMARKS, ["3", "2", "4", "7"])
    assert (value, faults) == (["3", 2, 4, 7], {})
    assert REMARKS.read(value) == (3, 2, 4, 7)
    words = "в ночь на среду: уроки, не заполненные 2 дн., если их 4 и больше; исправить за 7 дн."
    assert REMARKS.words(REMARKS.read(value)) == words
    assert REMARKS.words((0, 3, 1, 5)) == "не делать"
    assert inputs(REMARKS, (3, 2, 4, 7)) == ["3", "2", "4", "7"]
    assert typed(REMARKS, ["1", "31", "1", "5"])[1] == {"1": "Дней от 0 до 30."}
    assert typed(PROCEDURES, ["17", "0", "1"])[1] == {"1": "Процентов от 1 до 100."}
    assert PROCEDURES.words(PROCEDURES.default) == "через 17 дн. по предмету, не больше 10 % часов, в день не больше 1"
