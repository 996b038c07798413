"""Where the levels of a scale and its results begin, by the school's own act."""

from datetime import date
from decimal import Decimal
from typing import Any

from kedr.schools.rules import CRITERIA_LEVELS, LEVELS_HUNDRED, LEVELS_TEN, THRESHOLDS, Regulation, Regulations

_BOUNDS: dict[str, Regulation[Any]] = {"ten": LEVELS_TEN, "hundred": LEVELS_HUNDRED, "criteria": CRITERIA_LEVELS}


def level_bounds(
    local: Regulations, scale: str, *, level: int = 0, subject_id: int = 0, on: date | None = None
) -> tuple[Decimal, ...]:
    """Where уд, хор and отл begin (by criteria, in percents); nothing for a scale of five points or without numbers."""
    bounds = _BOUNDS.get(scale)
    if bounds is None:
        return ()
    found: tuple[int | Decimal, ...] = local.get(bounds, level=level, subject_id=subject_id, on=on)
    return tuple(map(Decimal, found))


def thresholds_of(
    local: Regulations, scale: str, *, level: int = 0, subject_id: int = 0, on: date | None = None
) -> tuple[Decimal, ...]:
    """From which mean «3», «4» and «5» come out: of points, or of percents by criteria."""
    if scale == "criteria":
        return level_bounds(local, scale, level=level, subject_id=subject_id, on=on)
    return local.get(THRESHOLDS, level=level, subject_id=subject_id, on=on)
