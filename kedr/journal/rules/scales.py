"""Marks and their scales: what may be written, what of it counts, what it comes to.

`static/journal/rules.js` repeats them. A mark is a text as the teacher wrote it: «5», «зч», «.»; of a work in two parts
«5/4» (docs/decisions/0011).
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from kedr.journal.rules.criteria import NOTHING, SCALE, is_criteria_mark, percents, spoken
from kedr.journal.rules.refusals import No

DEBT = "."
CREDITS = frozenset({"зч", "нз"})
NUMBERS = {"five": range(1, 6), "ten": range(1, 11), "hundred": range(101)}  # of the scales whose marks are numbers
SCALES = {
    "five": "пятибалльная", "ten": "десятибалльная", "hundred": "стобалльная", SCALE: "по критериям",
    "pass": "зачёт и незачёт", "none": "без отметок",
}  # fmt: skip
MARKS: dict[str, frozenset[str]] = {
    **{scale: frozenset(map(str, numbers)) | {DEBT} for scale, numbers in NUMBERS.items()},
    SCALE: frozenset({DEBT}),  # and points by criteria, which `read_criteria_mark` reads
    "pass": CREDITS | {DEBT},
    "none": frozenset(),
}
UNRATED, EXEMPT = "н/а", "осв"
_OF_FIVE = frozenset({"2", "3", "4", "5", UNRATED, EXEMPT})
RESULTS: dict[str, frozenset[str]] = {
    "five": _OF_FIVE,
    SCALE: _OF_FIVE,
    **{scale: frozenset(map(str, NUMBERS[scale])) | {UNRATED, EXEMPT} for scale in ("ten", "hundred")},
    "pass": CREDITS | {UNRATED, EXEMPT},
    "none": frozenset({EXEMPT}),
}
MEANT = frozenset({*NUMBERS, SCALE})  # the scales whose marks make a mean
DOUBLE_KINDS = frozenset({"ДИКТ", "ИЗЛ", "СОЧ"})  # whose works may have two marks: content and literacy
# What a debt that is past its day counts as, where the school says so: the lowest mark that is given.
OVERDUE = {"five": "2", "ten": "1", "hundred": "0", SCALE: NOTHING}
LONGEST_DEBT = 366  # days

ONE_MARK = No("value", "За эту работу ставят одну отметку. Если их две, отметьте это у работы: «За что отметка».")
ONE_MARK_KIND = No("value", "За работу этого вида ставят одну отметку. Две разрешает завуч в «Видах работ».")
HAS_DOUBLE = No("value", "За эту работу уже стоят двойные отметки. Сначала исправьте их, потом вид работы.")

_HUNDREDTH = Decimal("0.01")


def parts(value: str) -> tuple[int, ...] | tuple[Decimal, ...]:
    """The numbers of a mark, each of which counts: one of «5», two of «5/4», the percents of one by criteria.

    None of a debt, a credit, an empty one.
    """
    if value[:1].isdecimal():
        return tuple(map(int, value.split("/")))
    return percents(value) if is_criteria_mark(value) else ()


def weighted_mean(marks: Iterable[tuple[str, Decimal]]) -> Decimal | None:
    """Σ(weight × mark) / Σ weight over the numeric marks, two digits, half up; None without any weight.

    A double mark is two marks of its work's weight. Debts, credits and removed marks take no part; so does a mark
    whose weight is 0.
    """
    total = weights = Decimal(0)
    for value, weight in marks:
        for number in parts(value):
            total += weight * number
            weights += weight
    return (total / weights).quantize(_HUNDREDTH, ROUND_HALF_UP) if weights else None


def propose(mean: Decimal | None, thresholds: Sequence[Decimal], scale: str = "five") -> str:
    """The result a mean leads to; empty without a mean, and in a scale without numbers.

    Of five points and by criteria by the school's thresholds for «3», «4», «5»; of ten and a hundred the mean itself, a
    whole number, half up.
    """
    if mean is None or scale not in MEANT:
        return ""
    if scale in ("five", SCALE):
        return str(2 + sum(mean >= threshold for threshold in thresholds))
    return str(mean.quantize(Decimal(1), ROUND_HALF_UP))


def level(value: str, scale: str, bounds: Sequence[Decimal]) -> str:
    """The level of a result, in the digits all counts are made of: отл 5, хор 4, уд 3, неуд 2.

    `bounds` are where уд, хор and отл begin on the scale. What is no number («н/а», «осв», «зч») stays as it is; so
    does a result of five points, and one by criteria, which is of five too.
    """
    numbers = parts(value)
    if scale in ("five", SCALE) or not numbers:
        return value
    return str(2 + sum(numbers[0] >= bound for bound in bounds))


def result_choices(scale: str) -> list[str]:
    """The results of a scale, the best first, as a choice shows them."""
    return sorted(RESULTS[scale], key=lambda value: (not parts(value), -sum(parts(value)), value))


def check_mark(value: str, scale: str, *, is_double: bool = False) -> No | None:
    """May this be written as a mark in a course of this scale? Empty removes; «5/4» is for a work of two marks."""
    allowed = MARKS[scale]
    if not value or value in allowed or (scale == SCALE and is_criteria_mark(value)):
        return None
    if not allowed:
        return No("value", "В этом классе отметок не ставят.")
    first, sign, second = value.partition("/")
    if sign and {first, second} <= allowed - {DEBT} and scale in NUMBERS:
        return None if is_double else ONE_MARK
    if scale == SCALE:
        return No("value", f"«{value[:10]}» — не отметка. Можно: баллы по критериям («А6 Б4») и точка (долг).")
    also = ", две через черту" if is_double else ""
    return No("value", f"«{value[:10]}» — не отметка. Можно: {_allowed(scale)}{also} и точка (долг).")


def _allowed(scale: str) -> str:
    numbers = NUMBERS.get(scale, range(0))
    if len(numbers) > 5:
        return f"от {numbers[0]} до {numbers[-1]}"
    return ", ".join(sorted(MARKS[scale] - {DEBT}))


def check_result(value: str, scale: str) -> No | None:
    """May this be a period's result in a course of this scale? Empty removes."""
    if not value or value in RESULTS[scale]:
        return None
    words = ", ".join(sorted(RESULTS[scale]))
    if scale in ("ten", "hundred"):
        words = f"{_allowed(scale)}, {UNRATED}, {EXEMPT}"
    return No("value", f"«{value[:10]}» — не итоговая отметка. Можно: {words}.")


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


def counted(value: str, due_on: date | None, until: date | None, scale: str = "five") -> str:
    """What a mark is in the mean: itself; a debt due before `until` is the lowest mark of the scale («2» of five)."""
    return OVERDUE.get(scale, value) if until and is_overdue(value, due_on, until) else value


def mark_words(value: str, due_on: date | None) -> str:
    """A mark in the history: a debt says by when, points by criteria of how many."""
    return f"долг до {due_on:%d.%m.%Y}" if value == DEBT and due_on else spoken(value)
