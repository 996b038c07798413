"""The rules of the diary: which week opens, how a trend is called, what a school's codes mean to a family."""

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from kedr.journal.rules import parts

WEEK = timedelta(days=7)
SATURDAY, SUNDAY = 5, 6

# What a code of attendance says to the family; for «н» see `absence_words`.
_WORDS = {
    "нп": "без уважительной причины",
    "у": "уважительная причина",
    "б": "болезнь",
    "осв": "освобождение",
    "д": "дистанционно",
}
DEBT_WORDS = "долг"  # what a debt begins with in the history
# The lowest and the highest mark that a trend is drawn between.
SPAN_OF = {"five": (2, 5), "ten": (1, 10), "hundred": (0, 100), "criteria": (0, 100)}
# A mean that moved less than this is level.
_LEVEL = Decimal("0.10")


def monday_of(on: date) -> date:
    """The Monday of a day's week."""
    return on - timedelta(days=on.weekday())


def week_is_over(monday: date, today: date) -> bool:
    """Have all its school days passed? From Sunday on: schools of six days teach on Saturday."""
    return today >= monday + timedelta(days=SUNDAY)


def week_to_open(on: date, hour: time) -> date:
    """The Monday of the week a family wants to see at this moment.

    From Saturday 15:00, when the last lessons of a six-day week are over, and on Sunday the bag is packed for
    Monday: the coming week opens. At any other time it is the week of today.
    """
    weekend = on.weekday() == SUNDAY or (on.weekday() == SATURDAY and hour >= time(15))
    return monday_of(on) + WEEK if weekend else monday_of(on)


def absence_words(code: str, minutes: int | None, sex: str) -> str:
    """What a chip of attendance says beside its code."""
    if code == "оп":
        return f"опоздание {minutes} мин" if minutes else "опоздание"
    if code == "н":
        return "не был, причина не указана" if sex == "m" else "не была, причина не указана"
    return _WORDS.get(code, "")


def running_means(marks: Iterable[tuple[str, Decimal]]) -> list[Decimal]:
    """The weighted mean after each mark that counts, in order: the points of the trend's line."""
    total = weights = Decimal(0)
    means: list[Decimal] = []
    for value, weight in marks:
        numbers = parts(value)
        if numbers and weight:
            total += weight * sum(numbers)
            weights += weight * len(numbers)
            means.append((total / weights).quantize(Decimal("0.01"), ROUND_HALF_UP))
    return means


def trend_words(before: Decimal | None, now: Decimal | None, scale: str = "five") -> str:
    """How the mean of two weeks ago compares with the mean of now; nothing without both."""
    if before is None or now is None:
        return ""
    low, high = SPAN_OF.get(scale, SPAN_OF["five"])
    level = _LEVEL * (high - low) / 3  # of five points «2» to «5» is three
    if now - before >= level:
        return "растёт"
    return "снижается" if before - now >= level else "ровно"


def polyline(means: Sequence[Decimal], width: int, height: int, low: int = 2, high: int = 5) -> list[tuple[int, int]]:
    """The line of a trend in a box: the first point at the left edge, `low` at the bottom, `high` at the top."""
    if len(means) < 2:  # a line needs two points
        return []
    step = Decimal(width) / (len(means) - 1)
    return [
        (round(step * place), round(height - (mean - low) / (high - low) * height)) for place, mean in enumerate(means)
    ]


def scale_at(mean: Decimal) -> int:
    """Where a mean stands on a scale from 2 to 5 that is drawn from 10 to 390."""
    return round(10 + (mean - 2) * 380 / 3)


def change_words(verb: str, before: object, after: object) -> str:
    """A line of a mark's history as the family reads it; empty for what does not concern them."""
    match verb:
        case "mark.give" if str(after).startswith(DEBT_WORDS):
            return f"поставлен {after}" if not str(before).startswith(DEBT_WORDS) else f"срок долга изменён: {after}"
        case "mark.give" if before:
            return f"изменена с {before} на {after}"
        case "mark.give":
            return f"поставлена {after}"
        case "mark.remove":
            return f"снята, была {before}"
        case "mark.comment":
            return "изменён комментарий" if before else "добавлен комментарий"
    return ""
