"""Scales of ten and a hundred points: what may be written, what comes out, levels, and when a scale may change."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kedr.audit.models import Event
from kedr.curriculum.models import Course
from kedr.journal import rules
from kedr.journal.models import Mark, PeriodResult
from kedr.journal.tests.sending import command, outcomes
from kedr.journal.tests.test_commands import mark_of
from kedr.journal.tests.test_results import result_of
from kedr.schools.models import SchoolRegulation
from tests.cast import TODAY, Cast

type ClientOf = Callable[[str], Client]


def scaled(cast: Cast, scale: str) -> None:
    Course.objects.in_school(1).filter(id=cast.algebra.id).update(scale=scale)


@pytest.mark.parametrize(
    ("scale", "first", "second", "mean", "proposed"),
    [("ten", "10", "7", "8.50", "9"), ("ten", "10", "6", "8.00", "8"), ("hundred", "87", "100", "93.50", "94")],
)
def test_a_result_is_proposed_in_the_scales_own_numbers(
    cast: Cast, client_of: ClientOf, scale: str, first: str, second: str, mean: str, proposed: str
) -> None:
    scaled(cast, scale)
    other = command("mark", cast.lessons[1], pupil=str(cast.pupils[0].id), value=second)
    answers = outcomes(client_of("teacher"), 1, mark_of(cast, first), other, result_of(cast, proposed))
    assert {answer["status"] for answer in answers} == {"done"}
    result = PeriodResult.objects.in_school(1).get()
    assert (result.mean, result.proposed, result.final) == (Decimal(mean), proposed, proposed)


def test_a_mean_of_a_hundred_fits(cast: Cast, client_of: ClientOf) -> None:
    scaled(cast, "hundred")
    outcomes(client_of("teacher"), 1, mark_of(cast, "100"), result_of(cast, "100"))
    assert PeriodResult.objects.in_school(1).get().mean == Decimal(100)


@pytest.mark.parametrize(
    ("scale", "value", "words"),
    [
        ("ten", "11", "«11» — не отметка. Можно: от 1 до 10 и точка (долг)."),
        ("ten", "0", "«0» — не отметка. Можно: от 1 до 10 и точка (долг)."),
        ("hundred", "101", "«101» — не отметка. Можно: от 0 до 100 и точка (долг)."),
        ("hundred", "зч", "«зч» — не отметка. Можно: от 0 до 100 и точка (долг)."),
        ("five", "10", "«10» — не отметка. Можно: 1, 2, 3, 4, 5 и точка (долг)."),
        ("pass", "5", "«5» — не отметка. Можно: зч, нз и точка (долг)."),
    ],
)
def test_a_mark_outside_the_scale_is_told_what_the_scale_takes(
    cast: Cast, client_of: ClientOf, scale: str, value: str, words: str
) -> None:
    scaled(cast, scale)
    (outcome,) = outcomes(client_of("teacher"), 1, mark_of(cast, value))
    assert (outcome["status"], outcome["sentence"]) == ("refused", words)
    assert not Mark.objects.in_school(1).exists()


def test_a_result_may_be_unrated_or_exempt_in_any_scale(cast: Cast, client_of: ClientOf) -> None:
    for base, (scale, value) in enumerate([("ten", "н/а"), ("hundred", "осв"), ("pass", "н/а"), ("five", "осв")]):
        scaled(cast, scale)
        (outcome,) = outcomes(client_of("teacher"), 1, result_of(cast, value, base=base))
        assert outcome["status"] == "done", scale
    scaled(cast, "ten")
    (outcome,) = outcomes(client_of("teacher"), 1, result_of(cast, "11", base=4))
    assert outcome["sentence"] == "«11» — не итоговая отметка. Можно: от 1 до 10, н/а, осв."


def test_the_page_tells_the_levels(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    address = f"/s/1/journal/{cast.algebra.id}/data"
    assert client.get(address).json()["levels"] == []
    scaled(cast, "ten")
    SchoolRegulation.objects.create(school_id=1, key="levels_ten", value=[4, 6, 8], starts_on=date(2026, 9, 1))
    assert client.get(address).json()["levels"] == [4, 6, 8]


def test_an_overdue_debt_is_the_lowest_mark_of_its_scale(cast: Cast, client_of: ClientOf) -> None:
    scaled(cast, "ten")
    SchoolRegulation.objects.create(school_id=1, key="overdue_debt", value="1", starts_on=date(2026, 9, 1))
    nine = command("mark", cast.lessons[1], pupil=str(cast.pupils[0].id), value="9")
    outcomes(client_of("teacher"), 1, nine, mark_of(cast, "."))
    Mark.objects.in_school(1).filter(value=".").update(due_on=TODAY - timedelta(days=1))
    outcomes(client_of("teacher"), 1, result_of(cast, "5"))
    assert PeriodResult.objects.in_school(1).get().mean == Decimal("5.00")


@pytest.mark.parametrize(
    ("value", "scale", "reached"),
    [
        ("10", "ten", "5"), ("9", "ten", "5"), ("8", "ten", "4"), ("7", "ten", "4"), ("6", "ten", "3"),
        ("5", "ten", "3"), ("4", "ten", "2"), ("4", "five", "4"), ("н/а", "ten", "н/а"), ("зч", "pass", "зч"),
        ("", "ten", ""),
    ],
)  # fmt: skip
def test_levels(value: str, scale: str, reached: str) -> None:
    assert rules.level(value, scale, [Decimal(5), Decimal(7), Decimal(9)]) == reached


@given(st.lists(st.integers(1, 10), min_size=1, max_size=30), st.sampled_from(["ten", "hundred"]))
def test_a_proposal_can_be_recomputed_from_the_marks(marks: list[int], scale: str) -> None:
    """Half up, and never outside the scale."""
    mean = rules.weighted_mean((str(mark), Decimal(1)) for mark in marks)
    assert mean is not None
    proposed = int(rules.propose(mean, (), scale))
    assert min(marks) <= proposed <= max(marks)
    assert proposed == int(mean + Decimal("0.5"))


ADDRESS = "/s/1/journal/{}/scale/"


def test_the_scale_is_chosen_while_there_are_no_marks(cast: Cast, client_of: ClientOf) -> None:
    address, head = ADDRESS.format(cast.algebra.id), client_of("deputy_head")
    assert "Десятибалльная" in head.get(address).content.decode()
    assert head.post(address, {"scale": "ten"}).status_code == 302
    assert Course.objects.in_school(1).get(id=cast.algebra.id).scale == "ten"
    event = Event.objects.get(school_id=1, verb="course.scale")
    assert (event.before, event.after) == ("пятибалльная", "десятибалльная")
    outcomes(client_of("teacher"), 1, mark_of(cast, "10"))
    refused = head.post(address, {"scale": "five"})
    assert refused.status_code == 409
    assert "уже есть отметки" in refused.content.decode()
    assert 'name="scale"' not in head.get(address).content.decode()
    assert Course.objects.in_school(1).get(id=cast.algebra.id).scale == "ten"


def test_a_mark_taken_back_frees_the_scale_and_a_result_keeps_it(cast: Cast, client_of: ClientOf) -> None:
    address, head = ADDRESS.format(cast.algebra.id), client_of("deputy_head")
    outcomes(client_of("teacher"), 1, mark_of(cast, "5"), mark_of(cast, "", base=1))
    assert head.post(address, {"scale": "ten"}).status_code == 302
    outcomes(client_of("teacher"), 1, result_of(cast, "9"))
    assert head.post(address, {"scale": "five"}).status_code == 409
    assert head.post(address, {"scale": "twelve"}).status_code == 409


def test_a_teacher_reads_the_scale_and_changes_nothing(cast: Cast, client_of: ClientOf) -> None:
    address, teacher = ADDRESS.format(cast.algebra.id), client_of("teacher")
    assert 'name="scale"' not in teacher.get(address).content.decode()
    assert teacher.post(address, {"scale": "ten"}).status_code == 404


@pytest.mark.parametrize(
    ("value", "words"),
    [([5, 5, 9], "Уровни пересекаются: хор. от 5, а уд. от 5"), ([1, 7, 9], "уд. от 1, а неуд. от 1"),
     ([5, 7, 11], "не больше 10")],
)  # fmt: skip
def test_levels_that_overlap_are_refused(cast: Cast, client_of: ClientOf, value: list[Any], words: str) -> None:
    sent = {f"v-{place}": part for place, part in enumerate(value)}
    head = client_of("head")
    page = head.post("/s/1/acts/levels_ten/", {**sent, "starts_on": str(TODAY), "basis": "Приказ № 1"})
    assert page.status_code == 400
    assert words in page.content.decode()
    assert not SchoolRegulation.objects.in_school(1).filter(key="levels_ten").exists()
