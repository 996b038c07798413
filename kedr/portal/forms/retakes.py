"""Input about what is put off: deferred results, retakes of academic debts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kedr.core.addresses import asked_id
from kedr.portal.forms import BadInput


def read_deferral(values: Mapping[str, str]) -> dict[str, Any]:
    """What `defer_result` takes."""
    ids = _ids(values, pupil="Выберите ученика.", course="Выберите предмет.", period="Выберите период.")
    return {**ids, "until_on": _day(values, "until_on", "Укажите день отсрочки."), "basis": values.get("basis", "")}


def read_end(values: Mapping[str, str]) -> dict[str, Any]:
    """What `end_deferral` takes."""
    return _ids(values, deferral="Обновите страницу.")


def read_appointment(values: Mapping[str, str]) -> dict[str, Any]:
    """What `appoint_retake` takes."""
    return {
        **_ids(values, pupil="Выберите ученика.", course="Выберите предмет."),
        "kind": values.get("kind", ""),
        "planned_on": _day(values, "planned_on", "Укажите день пересдачи."),
        "commission": values.get("commission", ""),
    }


def read_outcome(values: Mapping[str, str]) -> dict[str, Any]:
    """What `record_retake` takes."""
    said = {name: values.get(name, "").strip() for name in ("value", "protocol")}
    return {**_ids(values, retake="Обновите страницу."), **said}


def _ids(values: Mapping[str, str], **wanted: str) -> dict[str, int]:
    """The numbers `<name>_id` of these fields; a field without one is asked for in its words."""
    found: dict[str, int] = {}
    for name, words in wanted.items():
        number = asked_id(values.get(name))
        if not number:
            raise BadInput(words)
        found[f"{name}_id"] = number
    return found


def _day(values: Mapping[str, str], name: str, words: str) -> date:
    try:
        return date.fromisoformat(values.get(name, ""))
    except ValueError:
        raise BadInput(words) from None
