"""Where the levels of a scale begin, by the school's own act."""

from datetime import date
from decimal import Decimal

from kedr.schools.rules import LEVELS_HUNDRED, LEVELS_TEN, Regulations

_BOUNDS = {"ten": LEVELS_TEN, "hundred": LEVELS_HUNDRED}


def level_bounds(
    local: Regulations, scale: str, *, level: int = 0, subject_id: int = 0, on: date | None = None
) -> tuple[Decimal, ...]:
    """Where уд, хор and отл begin; nothing for a scale whose marks are levels themselves, or no numbers."""
    bounds = _BOUNDS.get(scale)
    if bounds is None:
        return ()
    return local.get(bounds, level=level, subject_id=subject_id, on=on)
