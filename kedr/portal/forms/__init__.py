"""Input of the portal's pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kedr.core.addresses import asked_id
from kedr.core.errors import Refusal
from kedr.journal.actions import WrongWeights
from kedr.journal.actions.absences import Whose
from kedr.journal.actions.council import Decision
from kedr.journal.queries.council import CouncilRow
from kedr.schools.actions import WrongRegulation
from kedr.schools.rules import Regulation, typed

LONGEST = timedelta(days=120)
LAST_YEAR = 2100
BASIS_LENGTH = 250
WHY_LENGTH = 500


class BadInput(Refusal):
    """What was typed cannot be read."""

    code = "input"


@dataclass(frozen=True, slots=True)
class ReasonForm:
    """The reason of a pupil's absences from the first to the last day, both counted, and its basis (справка № 5)."""

    pupil_id: int
    code: str
    first_on: date
    last_on: date
    why: str = ""

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
    why = " ".join(values.get("why", "").split())
    if len(why) > WHY_LENGTH:
        raise BadInput(f"Основание длиннее {WHY_LENGTH} знаков: сократите на {len(why) - WHY_LENGTH}.")
    return ReasonForm(pupil_id, values.get("code", ""), first_on, last_on, why)


@dataclass(frozen=True, slots=True)
class AbsenceForm:
    """An absence from the first to the last day, both counted."""

    whose: Whose
    first_on: date
    last_on: date
    code: str
    basis: str
    subject_id: int | None

    @property
    def ends_on(self) -> date:
        return self.last_on + timedelta(days=1)


def read_absence(values: Mapping[str, str]) -> AbsenceForm:
    """`who`: `p-7` a pupil, `c-7` a class, `g-1-4` grades, `all`. Refuses what cannot be read."""
    try:
        first_on = date.fromisoformat(values.get("first", ""))
        last_on = date.fromisoformat(values.get("last", "") or values.get("first", ""))
    except ValueError:
        raise BadInput("Укажите первый и последний день отсутствия.") from None
    if not 2000 <= first_on.year <= LAST_YEAR or not 2000 <= last_on.year <= LAST_YEAR:
        raise BadInput("Проверьте год первого и последнего дня.")
    kind, _, rest = values.get("who", "").partition("-")
    match kind:
        case "p" | "c" if key := asked_id(rest):
            whose = Whose(pupil_id=key) if kind == "p" else Whose(class_id=key)
        case "g" if rest in GRADES:
            whose = Whose(grades=GRADES[rest])
        case "all":
            whose = Whose()
        case _:
            raise BadInput("Выберите, кто отсутствует.")
    code = values.get("code", "")
    subject_id = asked_id(values.get("subject")) if code == "осв" else None
    return AbsenceForm(whose, first_on, last_on, code, values.get("basis", ""), subject_id)


GRADES = {"1-4": (1, 4), "5-9": (5, 9), "10-11": (10, 11), "1-11": (1, 11)}


def read_last_day(values: Mapping[str, str]) -> date:
    """The last day of an absence, counted."""
    try:
        last_on = date.fromisoformat(values.get("last", ""))
    except ValueError:
        raise BadInput("Укажите последний день отсутствия.") from None
    if not 2000 <= last_on.year <= LAST_YEAR:
        raise BadInput("Проверьте год последнего дня.")
    return last_on


class WrongFields(Refusal):
    """Some inputs cannot be read; `faults`: the input's name → sentence. Nothing was set."""

    code = "input"

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("Не сохранено: исправьте отмеченное. Всё введённое осталось на странице.")
        self.faults = faults


@dataclass(frozen=True, slots=True)
class RuleForm:
    """A new value of a local act: from which day, for whom, on what basis."""

    starts_on: date
    level: int
    subject_id: int
    basis: str


def read_rule(values: Mapping[str, str]) -> RuleForm:
    """Refuses a day that is none and a basis too long."""
    faults = {}
    try:
        starts_on = date.fromisoformat(values.get("starts_on", ""))
    except ValueError:
        starts_on = date.min
    if not 2000 <= starts_on.year <= LAST_YEAR:
        faults["starts_on"] = "Укажите день, с которого действует новое значение."
    basis = " ".join(values.get("basis", "").split())
    if len(basis) > BASIS_LENGTH:
        faults["basis"] = f"Основание длиннее {BASIS_LENGTH} знаков: сократите на {len(basis) - BASIS_LENGTH}."
    if faults:
        raise WrongFields(faults)
    level, subject_id = scope_of(values)
    return RuleForm(starts_on, level, subject_id, basis)


def scope_of(values: Mapping[str, str]) -> tuple[int, int]:
    """The level (0 is all) and the subject (0 is every one) that a page is about."""
    level = values.get("level", "")
    return (int(level) if level in ("1", "2", "3") else 0), asked_id(values.get("subject")) or 0


def read_value(regulation: Regulation[Any], values: Mapping[str, str]) -> Any:
    """The value typed into the fields of a regulation, as it is stored. Raises WrongFields."""
    value, faults = typed(regulation, [values.get(f"v-{place}", "") for place in range(len(regulation.fields))])
    if faults:
        raise WrongFields({f"v-{place}": sentence for place, sentence in faults.items()})
    return value


def read_weights(values: Mapping[str, str]) -> dict[str, str]:
    """The weights as they were typed, by the code of the kind."""
    return {name.removeprefix("w-"): text for name, text in values.items() if name.startswith("w-")}


def faults_of(refusal: Refusal | None) -> dict[str, str]:
    """What is wrong, by the name of the input; "" is the page as a whole."""
    match refusal:
        case None:
            return {}
        case WrongFields(faults=faults):
            return dict(faults)
        case WrongWeights(faults=faults):
            return {f"w-{code}": sentence for code, sentence in faults.items()}
        case WrongRegulation(field=field):
            return {f"v-{field}" if field.isdecimal() else field: refusal.sentence}
    return {"": refusal.sentence}


def proposed_day(first_open_on: date | None, today: date) -> date:
    """The day a new value is proposed to begin: today, or the first day after what is closed."""
    return max(today, first_open_on or today)


@dataclass(frozen=True, slots=True)
class CouncilForm:
    """The council's protocol and what it decided."""

    protocol: str
    protocol_on: date
    decisions: list[Decision]


def read_council(values: Mapping[str, str], rows: Sequence[CouncilRow]) -> CouncilForm:
    """Each select `kind-<pupil>` that says another thing than its page did (`was-<pupil>`).

    `accept` takes every proposal where nothing is decided.
    """
    try:
        protocol_on = date.fromisoformat(values.get("protocol_on", ""))
    except ValueError:
        raise BadInput("Укажите дату протокола педсовета.") from None
    decisions = []
    for row in rows:
        was = values.get(f"was-{row.id}", row.kind)
        kind = values.get(f"kind-{row.id}", was)[:20]
        if values.get("accept") and not kind and not row.kind:
            kind = row.proposed
        if kind and kind != was:
            decisions.append(Decision(row.id, kind, asked_id(values.get(f"base-{row.id}")) or 0))
    return CouncilForm(values.get("protocol", ""), protocol_on, decisions)


def read_year(values: Mapping[str, str]) -> int:
    """The year that a form is about. Refusal where it names none."""
    year_id = asked_id(values.get("year"))
    if year_id is None:
        raise Refusal("Учебный год не выбран. Обновите страницу и нажмите кнопку ещё раз.")
    return year_id
