"""Input of the portal's pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kedr.core.errors import Refusal

LONGEST = timedelta(days=120)
LAST_YEAR = 2100


class BadInput(Refusal):
    """What was typed cannot be read."""

    code = "input"


@dataclass(frozen=True, slots=True)
class ReasonForm:
    """The reason of a pupil's absences from the first to the last day, both counted."""

    pupil_id: int
    code: str
    first_on: date
    last_on: date

    @property
    def ends_on(self) -> date:
        return self.last_on + timedelta(days=1)


def read_reason(values: Mapping[str, str]) -> ReasonForm:
    """Refuses a date that is none, an order turned round and a range longer than a quarter."""
    try:
        first_on, last_on = (date.fromisoformat(values.get(name, "")) for name in ("first", "last"))
        pupil_id = int(values.get("pupil", ""))
    except ValueError:
        raise BadInput("Укажите первый и последний день отсутствия, например 9 и 11 ноября.") from None
    if not 0 < pupil_id < 1 << 63:
        raise BadInput("Такого ученика в классе нет. Обновите страницу.")
    if not timedelta(0) <= last_on - first_on <= LONGEST or last_on.year > LAST_YEAR:
        raise BadInput("Последний день не раньше первого и не позже чем через четыре месяца. Проверьте даты.")
    return ReasonForm(pupil_id, values.get("code", ""), first_on, last_on)
