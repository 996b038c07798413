"""What is typed about a lesson plan: a row, a course's hours of it, a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kedr.core.errors import Refusal
from kedr.curriculum.rules import PlanLine
from kedr.interop.workbook.cells import plain


class NotADay(Refusal):
    """What was typed is no day."""

    code = "input"


def read_line(values: Mapping[str, str], kinds: Iterable[str]) -> PlanLine:
    """A row of a lesson plan; whether it can be kept is for the act to say."""
    kind = plain(values.get("kind", ""))
    return PlanLine(
        id=0,
        topic=plain(values.get("topic", "")),
        hours=_number(values.get("hours", "1")),
        section=plain(values.get("section", "")),
        kind=kind if kind in kinds else "",
        homework=plain(values.get("homework", "")),
        note=plain(values.get("note", "")),
        minutes=_number(values.get("minutes") or "0"),
    )


@dataclass(frozen=True, slots=True)
class CorrectionForm:
    """The lessons one course gives to a row, and why."""

    hours: int
    reason: str


def read_correction(values: Mapping[str, str]) -> CorrectionForm:
    """Hours that are no number are −1, which the act refuses."""
    return CorrectionForm(_number(values.get("given", "")), plain(values.get("reason", "")))


def read_day(text: str, default: date) -> date:
    """A day of a form, or the day it is about when left empty."""
    try:
        return date.fromisoformat(text) if text else default
    except ValueError:
        raise NotADay("Укажите день так, как предлагает поле: число, месяц, год.") from None


def _number(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else -1
