"""Input about single pupils: marks they brought, courses they are freed from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kedr.core.addresses import asked_id
from kedr.journal.actions.brought import NewBrought, WrongBrought
from kedr.portal.forms import BadInput
from kedr.portal.queries.brought import Newcomer


@dataclass(frozen=True, slots=True)
class BroughtForm:
    """The filled rows of the list: their places on the page, and what they say."""

    source: str
    places: list[int]
    marks: list[NewBrought]


def read_brought(values: Mapping[str, str], rows: int) -> BroughtForm:
    """Rows `course-N`, `on-N`, `kind-N`, `value-N`; one without a mark and a day is empty. Raises WrongBrought."""
    places, marks, faults = [], [], {}
    for place in range(rows):
        value, on = values.get(f"value-{place}", "").strip(), values.get(f"on-{place}", "")
        if not value and not on:
            continue
        try:
            held_on = date.fromisoformat(on)
        except ValueError:
            faults[place], held_on = "Укажите день, когда отметка поставлена.", date.min
        course_id, kind_id = (asked_id(values.get(f"{name}-{place}")) or 0 for name in ("course", "kind"))
        places.append(place)
        marks.append(NewBrought(course_id, held_on, kind_id, value[:60]))
    if not marks:
        faults[-1] = "Заполните хотя бы одну строку."
    if faults:
        raise WrongBrought(faults)
    return BroughtForm(values.get("source", ""), places, marks)


def _freed_pupil(values: Mapping[str, str], pupils: Sequence[Newcomer]) -> int:
    pupil_id = asked_id(values.get("pupil")) or 0
    if pupil_id not in {one.id for one in pupils}:
        raise BadInput("Выберите ученика.")
    return pupil_id


def read_freeing(
    values: Mapping[str, str], chosen: Sequence[str], pupils: Sequence[Newcomer], courses: Sequence[tuple[int, str]]
) -> dict[str, Any]:
    """What `free_pupil` takes; home teaching is from all courses. Refuses no pupil and days that are none."""
    pupil_id = _freed_pupil(values, pupils)
    try:
        starts_on, order_on = (date.fromisoformat(values.get(name, "")) for name in ("first_on", "order_on"))
        last_on = date.fromisoformat(values["last_on"]) if values.get("last_on") else None
    except ValueError:
        raise BadInput("Укажите первый день и дату приказа.") from None
    is_home = values.get("kind") == "home"
    return {
        "pupil_id": pupil_id,
        "kind": values.get("kind", ""),
        "course_ids": [id for id, _ in courses if is_home or str(id) in chosen],
        "starts_on": starts_on,
        "ends_on": last_on + timedelta(days=1) if last_on else None,
        "order_no": values.get("order_no", ""),
        "order_on": order_on,
    }


def read_end_of_freeing(values: Mapping[str, str], pupils: Sequence[Newcomer]) -> tuple[int, str, date]:
    """Whose freeing of which kind ends, and from which day they are back."""
    try:
        on = date.fromisoformat(values.get("on", ""))
    except ValueError:
        raise BadInput("Укажите день возвращения.") from None
    return _freed_pupil(values, pupils), values.get("kind", ""), on
