from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedr.diary import rules
from kedr.journal.rules import weighted_mean


@pytest.mark.parametrize(
    ("on", "hour", "monday"),
    [
        (date(2026, 11, 9), time(0, 0), date(2026, 11, 9)),
        (date(2026, 11, 13), time(23, 0), date(2026, 11, 9)),
        (date(2026, 11, 14), time(14, 59), date(2026, 11, 9)),
        (date(2026, 11, 14), time(15, 0), date(2026, 11, 16)),
        (date(2026, 11, 15), time(0, 0), date(2026, 11, 16)),
    ],
)
def test_the_coming_week_opens_at_the_weekend(on: date, hour: time, monday: date) -> None:
    assert rules.week_to_open(on, hour) == monday


@pytest.mark.parametrize(
    ("code", "minutes", "sex", "words"),
    [
        ("н", None, "f", "не была, причина не указана"),
        ("н", None, "m", "не был, причина не указана"),
        ("б", None, "f", "болезнь"),
        ("оп", 5, "m", "опоздание 5 мин"),
        ("оп", None, "m", "опоздание"),
        ("осв", None, "f", "освобождение"),
        ("?", None, "f", ""),
    ],
)
def test_absences_have_words(code: str, minutes: int | None, sex: str, words: str) -> None:
    assert rules.absence_words(code, minutes, sex) == words


MARKS = st.lists(
    st.tuples(st.sampled_from(["5", "4", "3", "2", ".", "зч"]), st.sampled_from(["0.5", "1", "1.5", "3"]).map(Decimal)),
    max_size=12,
)


@given(MARKS)
def test_the_line_ends_at_the_mean(marks: list[tuple[str, Decimal]]) -> None:
    means = rules.running_means(marks)
    assert (means[-1] if means else None) == weighted_mean(marks)


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [("4.00", "4.10", "растёт"), ("4.00", "4.09", "ровно"), ("4.00", "3.90", "снижается"), (None, "4.00", "")],
)
def test_a_trend_in_words(before: str | None, now: str, words: str) -> None:
    assert rules.trend_words(Decimal(before) if before else None, Decimal(now)) == words


def test_a_line_needs_two_points_and_stays_in_its_box() -> None:
    assert rules.polyline([Decimal(5)], 88, 24) == []
    assert rules.polyline([Decimal(2), Decimal(5)], 88, 24) == [(0, 24), (88, 0)]
    assert rules.scale_at(Decimal(2)) == 10
    assert rules.scale_at(Decimal(5)) == 390


@pytest.mark.parametrize(
    ("verb", "before", "after", "words"),
    [
        ("mark.give", "", "3", "поставлена 3"),
        ("mark.give", "3", "4", "изменена с 3 на 4"),
        ("mark.remove", "4", "", "снята, была 4"),
        ("mark.comment", "", "Молодец", "добавлен комментарий"),
        ("mark.comment", "а", "б", "изменён комментарий"),
        ("mark.other", "", "", ""),
    ],
)
def test_changes_of_a_mark_in_words(verb: str, before: str, after: str, words: str) -> None:
    assert rules.change_words(verb, before, after) == words
