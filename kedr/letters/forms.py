"""Input of announcements and letters."""

from datetime import date
from typing import Protocol

from kedr.core.addresses import asked_id
from kedr.files.rules import MEGABYTE
from kedr.letters.rules import MOST_MEGABYTES, WHOM, Draft, clean


class Sent(Protocol):
    """A form with fields that come more than once."""

    def getlist(self, key: str) -> list[str]: ...


MOST_BYTES = MOST_MEGABYTES * MEGABYTE


def read_draft(values: Sent) -> Draft:
    """An announcement as it was typed; `scope` is «class-12», «grade-5» or «school»."""
    kind, _, number = _one(values, "scope").partition("-")
    wanted = asked_id(number) or 0
    return Draft(
        title=" ".join(_one(values, "title").split()),
        text=clean(_one(values, "text")),
        class_id=wanted if kind == "class" else None,
        grade=wanted if kind == "grade" and wanted <= 11 else 0,
        whom=frozenset(one for one in values.getlist("whom") if one in WHOM),
        wants_signature=_one(values, "signature") == "1",
    )


def _one(values: Sent, name: str) -> str:
    return next(iter(values.getlist(name)), "")


def read_day(text: str) -> date | None:
    """A day as a browser sends it; None for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
