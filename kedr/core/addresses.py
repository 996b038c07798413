"""Parts of addresses that Django has no converter for."""

from datetime import date

from django.urls import register_converter


class DayConverter:
    """A calendar day in an address, `2026-11-09`; anything else is not a page."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")
