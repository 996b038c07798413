"""Input of «Отменить уроки класса»."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Protocol

from kedr.core.addresses import asked_id
from kedr.portal.forms import WrongFields
from kedr.portal.forms.changes import new_reason
from kedr.timetable.actions import NewReason


class Sent(Protocol):
    """A form with fields that come more than once."""

    def getlist(self, key: str) -> list[str]: ...


def read_chosen(values: Sent, own: Collection[int]) -> list[int]:
    """The lessons ticked, of those the page has; refuses none."""
    chosen = [one for text in values.getlist("lesson") if (one := asked_id(text)) and one in own]
    if not chosen:
        raise WrongFields({"lesson": "Отметьте хотя бы один урок."})
    return chosen


def read_cancelled(values: Mapping[str, str], own: Collection[int]) -> list[int]:
    """The lessons to put back, of those the page has; refuses none."""
    lessons = [one for one in read_ids(values.get("lessons", "")) if one in own]
    if not lessons:
        raise WrongFields({"lessons": "Возвращать нечего: этих уроков у класса в этот день нет. Обновите страницу."})
    return lessons


def read_ids(text: str) -> list[int]:
    """Numbers parted by points; what is none is left out."""
    return [one for part in text.split(".") if (one := asked_id(part))]


def read_reason(values: Mapping[str, str], on: date, *, class_id: int) -> tuple[int | None, NewReason | None]:
    """The reason that stands, or a new one of this class («new:frost») for the day."""
    choice = values.get("reason", "")
    kind = choice.removeprefix("new:")
    if kind == choice:
        return asked_id(choice) or None, None
    return None, new_reason(values, kind, on, on + timedelta(days=1), class_id=class_id)
