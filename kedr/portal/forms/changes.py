"""Input of «Замены» and their reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kedr.core.addresses import asked_id
from kedr.portal.forms import LAST_YEAR, BadInput, WrongFields
from kedr.timetable.actions import NewReason
from kedr.timetable.rules.changes import Decision as LessonDecision
from kedr.timetable.rules.changes import read_decision

COVER_DAYS = 14


@dataclass(frozen=True, slots=True)
class CoverAsked:
    """Whose lessons, and until which day (counted)."""

    teacher_id: int
    last_on: date
    proposed: bool


def read_cover_asked(values: Mapping[str, str], on: date) -> CoverAsked:
    """Refuses no teacher, and days turned round or too many."""
    teacher_id = asked_id(values.get("teacher"))
    if not teacher_id:
        raise BadInput("Выберите учителя, которого нет.")
    try:
        last_on = date.fromisoformat(values.get("last") or on.isoformat())
    except ValueError:
        raise BadInput("Укажите последний день отсутствия.") from None
    if not on <= last_on < on + timedelta(days=COVER_DAYS):
        raise BadInput(f"Последний день – не раньше первого и не больше {COVER_DAYS} дней сразу. Проверьте дату.")
    return CoverAsked(teacher_id, last_on, values.get("propose") == "1")


def read_decisions(values: Mapping[str, str], lesson_ids: Sequence[int]) -> list[LessonDecision]:
    """Each select `to-<lesson>` that says another thing than its page did (`was-<lesson>`)."""
    found = []
    for lesson_id in lesson_ids:
        was = values.get(f"was-{lesson_id}", "")
        code = values.get(f"to-{lesson_id}", was)
        decision = read_decision(lesson_id, code, was)
        if decision is not None and code != was:
            found.append(decision)
    return found


def read_cover_reason(values: Mapping[str, str], asked: CoverAsked, on: date) -> tuple[int | None, NewReason | None]:
    """The reason that stands, or a new one of this teacher («new:illness») for all the days."""
    choice = values.get("reason", "")
    kind = choice.removeprefix("new:")
    if kind == choice:
        return asked_id(choice) or None, None
    ends_on = asked.last_on + timedelta(days=1)
    return None, new_reason(values, kind, on, ends_on, teacher_id=asked.teacher_id)


def new_reason(values: Mapping[str, str], kind: str, starts_on: date, ends_on: date, **whose: Any) -> NewReason:
    """A reason with its order and note; refuses a day of the order that is none."""
    try:
        order_on = date.fromisoformat(values["order_on"]) if values.get("order_on") else None
    except ValueError:
        raise WrongFields({"order_on": "Дата приказа записана неверно."}) from None
    return NewReason(
        kind, starts_on, ends_on, order_no=values.get("order_no", ""), order_on=order_on, note=values.get("note", ""),
        **whose,
    )  # fmt: skip


def read_change_reason(values: Mapping[str, str]) -> NewReason:
    """A reason from its own page: `scope` is teacher, class, grade or school, `whose` of the first three."""
    try:
        first_on, last_on = (date.fromisoformat(values.get(name, "")) for name in ("first_on", "last_on"))
    except ValueError:
        raise WrongFields({"last_on": "Укажите первый и последний день."}) from None
    if not (first_on.year >= 2000 and last_on.year <= LAST_YEAR):
        raise WrongFields({"last_on": "Укажите первый и последний день."})
    scope, _, number = values.get("scope", "").partition(":")
    whose = asked_id(number)
    if (scope != "school" and not whose) or scope not in ("teacher", "class", "grade", "school"):
        raise WrongFields({"scope": "Выберите, кого это касается."})
    named: dict[str, Any] = {} if scope == "school" else {scope if scope == "grade" else f"{scope}_id": whose}
    return new_reason(values, values.get("kind", ""), first_on, last_on + timedelta(days=1), **named)


@dataclass(frozen=True, slots=True)
class ExtraForm:
    """A lesson beside the plan."""

    course_id: int
    on: date
    number: int
    room_id: int | None
    reason_id: int | None


def read_extra(values: Mapping[str, str]) -> ExtraForm:
    """Refuses no course, no day, no number."""
    faults = {}
    course_id = asked_id(values.get("course")) or 0
    if not course_id:
        faults["course"] = "Выберите класс и предмет."
    number = asked_id(values.get("number")) or 0
    if not 1 <= number <= 20:
        faults["number"] = "Выберите, каким уроком."
    try:
        on = date.fromisoformat(values.get("on", ""))
    except ValueError:
        on, faults["on"] = date.min, "Укажите день."
    if faults:
        raise WrongFields(faults)
    return ExtraForm(
        course_id, on, number, asked_id(values.get("room")) or None, asked_id(values.get("reason")) or None
    )
