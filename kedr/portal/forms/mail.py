"""Input of «Уведомления на почту»."""

from collections.abc import Mapping
from datetime import time

from kedr.core.addresses import asked_id
from kedr.notices.actions import WrongMail


def read_hours(values: Mapping[str, str]) -> tuple[time, time]:
    """The hours without mail. Raises WrongMail."""
    try:
        return time.fromisoformat(values.get("quiet_from", "")), time.fromisoformat(values.get("quiet_until", ""))
    except ValueError as error:
        raise WrongMail("Напишите часы тишины так: 22:00.", "quiet_from") from error


def read_choices(values: Mapping[str, str]) -> dict[tuple[str, int], str]:
    """The fields `kind-child`, by kind and child; 0 is any child."""
    found = {}
    for name, mode in values.items():
        kind, sign, child = name.partition("-")
        if sign:
            found[kind, asked_id(child) or 0] = mode
    return found
