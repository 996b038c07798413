"""Parts of addresses that Django has no converter for. Import this module where an address uses them."""

from datetime import date

from django.urls import register_converter


class DayConverter:
    """A calendar day in an address, `2026-11-09`; anything else is not a page."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        on = date.fromisoformat(value)
        if not 2000 <= on.year <= 2100:  # its neighbours must be days too
            raise ValueError
        return on

    def to_url(self, value: date) -> str:
        return value.isoformat()


class IdConverter:
    """The id of a row: what a bigint column can hold; SQLite would raise an error for a longer number."""

    regex = r"[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        number = int(value)
        if number >= 2**63:
            raise ValueError
        return number

    def to_url(self, value: int) -> str:
        return str(value)


def asked_id(text: str | None) -> int | None:
    """An id asked for after the question mark: None for none, 0 (nobody's) for what cannot be one."""
    if not text:
        return None
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0
    return number if number < 2**63 else 0


register_converter(DayConverter, "day")
register_converter(IdConverter, "id")
