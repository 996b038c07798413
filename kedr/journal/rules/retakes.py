"""Academic debts and their retakes (повторная аттестация): закон 273-ФЗ, ст. 58, ч. 5–6.

Two attempts at most within a year of the debt's coming to be, the second before a commission.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kedr.journal.rules.refusals import No
from kedr.journal.rules.year import FAILED

ATTEMPTS = 2
LONGEST_DEFERRAL = 366  # days


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt: when, and what came of it; empty `value` is still to come."""

    number: int
    planned_on: date
    value: str

    @property
    def is_passed(self) -> bool:
        return bool(self.value) and self.value not in FAILED


def last_day(arisen_on: date) -> date:
    """The last day to clear a debt that came to be on a day: a year on (29 февраля → 28)."""
    try:
        return arisen_on.replace(year=arisen_on.year + 1)
    except ValueError:
        return arisen_on.replace(year=arisen_on.year + 1, day=28)


def is_cleared(attempts: Sequence[Attempt]) -> bool:
    return any(attempt.is_passed for attempt in attempts)


def next_attempt(attempts: Sequence[Attempt]) -> int:
    """The number of the attempt that may be planned (or moved to another day); 0 when none may."""
    if is_cleared(attempts):
        return 0
    held = sum(bool(attempt.value) for attempt in attempts)
    return held + 1 if held < ATTEMPTS else 0


def check_retake(attempts: Sequence[Attempt], planned_on: date, commission: str, arisen_on: date) -> No | None:
    """May the next attempt be planned on this day?"""
    number = next_attempt(attempts)
    if not number:
        done = "задолженность уже закрыта" if is_cleared(attempts) else "обе попытки уже были"
        return No("value", f"Назначить пересдачу нельзя: {done}.")
    held = [attempt.planned_on for attempt in attempts if attempt.value]
    if planned_on < max([arisen_on, *held]):
        before = max([arisen_on, *held])
        return No("value", f"Пересдача не может быть раньше {before:%d.%m.%Y}. Выберите другой день.")
    if planned_on > last_day(arisen_on):
        return No("value", f"Задолженность закрывают за год: не позже {last_day(arisen_on):%d.%m.%Y}.")
    if number == ATTEMPTS and not commission:
        return No("value", "Вторую пересдачу принимает комиссия: напишите, кто в ней.")
    return None


def check_deferral(until_on: date, today: date, ends_on: date) -> No | None:
    """May a result of a period that ends before `ends_on` be put off until this day?"""
    if until_on < max(today, ends_on):
        least = max(today, ends_on)
        return No("value", f"Отсрочка нужна на дни после периода: выберите день не раньше {least:%d.%m.%Y}.")
    if (until_on - ends_on).days > LONGEST_DEFERRAL:
        return No("value", "Отсрочка длиннее года после периода. Выберите день поближе.")
    return None
