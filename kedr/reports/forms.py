"""What a reader asks for after the question mark: the span, and how much of it."""

from collections.abc import Mapping
from datetime import date

from kedr.core.addresses import asked_id
from kedr.core.errors import Refusal
from kedr.reports.queries.spans import YEAR, Asked


def read_span(asked: Mapping[str, str]) -> Asked:
    """A period's id, `year`, or days from and to; Refusal for what is not a day."""
    if asked.get("period") == YEAR:
        return Asked(is_year=True)
    if asked.get("from") or asked.get("to"):
        return Asked(first=_day(asked.get("from", ""), "Первый день"), last=_day(asked.get("to", ""), "Последний день"))
    return Asked(period_id=asked_id(asked.get("period")))


def _day(text: str, name: str) -> date:
    try:
        on = date.fromisoformat(text)
    except ValueError:
        raise Refusal(f"{name} не указан. Выберите оба дня: с какого и по какое число.") from None
    return on
