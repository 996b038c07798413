"""Input of the diary."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from kedr.journal.actions.notices import WrongNotice


def read_notice(values: Mapping[str, str]) -> dict[str, Any]:
    """What `announce_absence` takes of a form; the last day is counted in. Refuses days that are none."""
    try:
        first_on, last_on = (date.fromisoformat(values.get(name, "")) for name in ("first", "last"))
        ends_on = last_on + timedelta(days=1)
    except (ValueError, OverflowError):
        raise WrongNotice("Укажите первый и последний день.", "days") from None
    return {"starts_on": first_on, "ends_on": ends_on, "code": values.get("code", ""), "words": values.get("words", "")}
