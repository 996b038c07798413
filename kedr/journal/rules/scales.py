"""Marks and their scales: what may be written, what of it counts, what it comes to.

`static/journal/rules.js` repeats them. A mark is a text as the teacher wrote it: «5», «зч», «.»; of a work in two parts
«5/4» (docs/decisions/0011).
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from kedr.journal.rules.refusals import No

DEBT = "."
CREDITS = frozenset({"зч", "нз"})
NUMERIC = frozenset("12345")
MARKS: dict[str, frozenset[str]] = {
    "five": NUMERIC | {DEBT},
    "pass": CREDITS | {DEBT},
    "none": frozenset(),
}
RESULTS: dict[str, frozenset[str]] = {
    "five": frozenset({"2", "3", "4", "5", "н/а", "осв"}),
    "pass": CREDITS | {"н/а", "осв"},
    "none": frozenset({"осв"}),
}
OVERDUE = "2"  # what a debt that is past its day counts as, where the school says so
LONGEST_DEBT = 366  # days

_HUNDREDTH = Decimal("0.01")


def weighted_mean(marks: Iterable[tuple[str, Decimal]]) -> Decimal | None:
    """Σ(weight × mark) / Σ weight over the numeric marks, two digits, half up; None without any weight.

    Debts, credits and removed marks take no part; so does a mark whose weight is 0.
    """
    total = weights = Decimal(0)
    for value, weight in marks:
        if value in NUMERIC:
            total += weight * int(value)
            weights += weight
    return (total / weights).quantize(_HUNDREDTH, ROUND_HALF_UP) if weights else None


def propose(mean: Decimal | None, thresholds: Sequence[Decimal]) -> str:
    """The result a mean leads to under the school's thresholds for «3», «4», «5»; empty without a mean."""
    if mean is None:
        return ""
    return str(2 + sum(mean >= threshold for threshold in thresholds))


def check_mark(value: str, scale: str) -> No | None:
    """May this be written as a mark in a course of this scale? Empty removes."""
    allowed = MARKS[scale]
    if not value or value in allowed:
        return None
    if not allowed:
        return No("value", "В этом классе отметок не ставят.")
    return No("value", f"«{value[:10]}» — не отметка. Можно: {', '.join(sorted(allowed - {DEBT}))} и точка (долг).")


def check_result(value: str, scale: str) -> No | None:
    """May this be a period's result in a course of this scale? Empty removes."""
    allowed = RESULTS[scale]
    if not value or value in allowed:
        return None
    return No("value", f"«{value[:10]}» — не итоговая отметка. Можно: {', '.join(sorted(allowed))}.")


# --- a debt: the work is to be handed in by a day


def check_due(due_on: date, held_on: date) -> No | None:
    """May a debt of a lesson be due on this day?"""
    if due_on < held_on:
        return No("value", f"Срок долга раньше урока: {due_on:%d.%m.%Y}. Выберите день не раньше {held_on:%d.%m.%Y}.")
    if due_on > held_on + timedelta(days=LONGEST_DEBT):
        return No("value", f"Срок долга дальше года от урока: {due_on:%d.%m.%Y}. Выберите день поближе.")
    return None


def is_overdue(value: str, due_on: date | None, today: date) -> bool:
    """Has the day of a debt passed? On the day itself it may still be handed in."""
    return value == DEBT and due_on is not None and due_on < today


def debts_until(today: date, ends_on: date, *, counts: bool) -> date | None:
    """Debts due before this day count as «2» in the mean of a period that ends before `ends_on`; None: none does.

    A debt due after the period never changes the period's mean.
    """
    return min(today, ends_on) if counts else None


def counted(value: str, due_on: date | None, until: date | None) -> str:
    """What a mark is in the mean: itself; a debt due before `until` is «2»."""
    return OVERDUE if until and is_overdue(value, due_on, until) else value


def mark_words(value: str, due_on: date | None) -> str:
    """A mark in the history: a debt says by when."""
    return f"долг до {due_on:%d.%m.%Y}" if value == DEBT and due_on else value
