"""What a family may count ahead: how many marks bring a better result, and what comes out with marks not given yet.

The numbers are those the mean is made of (points are Σ weight × mark), so that anybody can add them up again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

MOST = 20  # more marks than this are no goal for a period
MOST_ADDED = 10
_HALF = Decimal("0.005")  # the mean is rounded half up to two digits


@dataclass(frozen=True, slots=True)
class Way:
    """So many marks of one value and weight."""

    times: int
    mark: int
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Goal:
    """A better result, and each way of coming to it by marks of one sort."""

    result: int
    ways: tuple[Way, ...]


def marks_needed(points: Decimal, weights: Decimal, threshold: Decimal, mark: int, weight: Decimal) -> int:
    """How many marks of a weight bring the rounded mean to a threshold; 0 when it is there, −1 when no number does."""
    bound = threshold - _HALF
    lacks = bound * weights - points
    if weights and lacks <= 0:
        return 0
    gain = weight * (mark - bound)
    if gain <= 0:
        return -1
    return max(1, int((lacks / gain).to_integral_value(ROUND_CEILING)))


def goals(
    points: Decimal, weights: Decimal, thresholds: Sequence[Decimal], now: int, of: Iterable[Decimal]
) -> list[Goal]:
    """The better results of five points that are in reach, the nearest first, by works of these weights."""
    listed = sorted({weight for weight in of if weight > 0})
    found = []
    for result, threshold in enumerate(thresholds, 3):
        if result <= now:
            continue
        marks = (5,) if result == 5 else (5, 4)
        ways = [
            Way(times, mark, weight)
            for mark in marks
            for weight in listed
            if 0 < (times := marks_needed(points, weights, threshold, mark, weight)) <= MOST
        ]
        if ways:
            found.append(Goal(result, tuple(_shortest(ways))))
    return found


def _shortest(ways: Sequence[Way]) -> list[Way]:
    """Of ways by marks of one value only those that need fewer works as they weigh more."""
    kept: list[Way] = []
    for way in ways:
        if not kept or kept[-1].mark != way.mark or kept[-1].times > way.times:
            kept.append(way)
    return kept


def read_added(texts: Iterable[str]) -> dict[int, list[tuple[str, Decimal]]]:
    """Marks that are not given yet, as an address names them («course.5.150»: weight in hundredths), by course.

    What is none is left out.
    """
    found: dict[int, list[tuple[str, Decimal]]] = {}
    for text in texts:
        parts = text.split(".")
        if len(parts) != 3 or not all(part.isascii() and part.isdecimal() and len(part) < 20 for part in parts):
            continue
        course, value, weight = parts
        own = found.setdefault(int(course), [])
        if len(own) < MOST_ADDED and value in ("2", "3", "4", "5") and 0 < int(weight) < 10_000:
            own.append((value, Decimal(int(weight)) / 100))
    return found
