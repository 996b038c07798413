"""What a school decides about itself."""

from kedr.schools.actions.closing import (
    AlreadyDone,
    ReasonWanted,
    TooEarly,
    close_period,
    close_year,
    open_period,
    open_year,
)
from kedr.schools.actions.regulations import WrongRegulation, set_regulation, withdraw_regulation

__all__ = [
    "AlreadyDone", "ReasonWanted", "TooEarly", "WrongRegulation", "close_period", "close_year", "open_period",
    "open_year", "set_regulation", "withdraw_regulation",
]  # fmt: skip
