"""The registry of regulations: every number a local act may set, with its type, default and the sense of its scopes.

A value is looked for from the narrowest scope to the widest: subject, level, school, municipality, region, the default
here. In one scope the latest date of effect wins.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

REGION, MUNICIPALITY, SCHOOL = 0, 1, 2  # ranks of scopes; a level or a subject inside a school ranks higher yet


def level_of(grade: int) -> int:
    """The level of education of a grade: 1 (1-4), 2 (5-9), 3 (10-11)."""
    return 1 if grade <= 4 else 2 if grade <= 9 else 3


def room_words(name: str) -> str:
    """A room as people say it: «каб. 209», but «спортзал» and «304/кабинет русского языка»."""
    return f"каб. {name}" if name[:1].isdigit() and "каб" not in name.lower() else name


@dataclass(frozen=True, slots=True)
class Regulation[T]:
    """One setting: its key in the tables, what it says to people, its default and how a stored value is read."""

    key: str
    title: str
    default: T
    read: Callable[[Any], T]


def _weights(value: Any) -> dict[str, Decimal]:
    return {str(code): _decimal(weight) for code, weight in dict(value).items()}


def _thresholds(value: Any) -> tuple[Decimal, Decimal, Decimal]:
    three, four, five = (_decimal(part) for part in value)
    if not Decimal(2) < three < four < five <= Decimal(5):
        raise ValueError("Пороги идут по возрастанию: для «3», «4» и «5».")
    return three, four, five


def _decimal(value: Any) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"Нужно число, а не «{value}».") from None
    if not 0 <= number <= 100:
        raise ValueError("Число от 0 до 100.")
    return number


def _days(value: Any) -> int:
    days = int(value)
    if not 0 <= days <= 366:
        raise ValueError("Дней от 0 до 366.")
    return days


# The field's usual weights; each school's own act may say otherwise.
WORK_WEIGHTS: Regulation[dict[str, Decimal]] = Regulation(
    "work_weights",
    "Веса видов работ",
    {
        "ОУ": Decimal(1), "ДЗ": Decimal(1), "ТЕТ": Decimal("0.5"), "ЧТ": Decimal(1), "СР": Decimal("1.5"),
        "ПР": Decimal("1.5"), "ЛР": Decimal("1.5"), "ТЕСТ": Decimal("1.5"), "СЛД": Decimal(1), "ДИКТ": Decimal(2),
        "ИЗЛ": Decimal(2), "СОЧ": Decimal(2), "ПРОЕКТ": Decimal(2), "ЗАЧ": Decimal(2), "КР": Decimal(3),
    },
    _weights,
)  # fmt: skip
THRESHOLDS: Regulation[tuple[Decimal, Decimal, Decimal]] = Regulation(
    "thresholds",
    "С какого среднего балла выходит «3», «4» и «5»",
    (Decimal("2.5"), Decimal("3.5"), Decimal("4.5")),
    _thresholds,
)
EDIT_WINDOW: Regulation[int] = Regulation(
    "edit_window", "Сколько дней после урока можно менять журнал (0 — пока открыт период)", 0, _days
)
REGULATIONS: dict[str, Regulation[Any]] = {
    regulation.key: regulation for regulation in (WORK_WEIGHTS, THRESHOLDS, EDIT_WINDOW)
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A stored value of one regulation: where it holds and since when."""

    key: str
    rank: int  # REGION, MUNICIPALITY, SCHOOL
    level: int  # 0 is every level
    subject_id: int  # 0 is every subject
    starts_on: date
    value: Any


@dataclass(frozen=True, slots=True)
class Regulations:
    """The regulations of one school on one day."""

    rules: tuple[Rule, ...]

    def get[T](self, regulation: Regulation[T], *, level: int = 0, subject_id: int = 0) -> T:
        """The value in force for a level and a subject (0: for none in particular)."""
        fitting = [
            rule
            for rule in self.rules
            if rule.key == regulation.key and rule.level in (0, level) and rule.subject_id in (0, subject_id)
        ]
        if not fitting:
            return regulation.default
        best = max(fitting, key=lambda rule: (rule.subject_id != 0, rule.level != 0, rule.rank, rule.starts_on))
        value = regulation.read(best.value)
        if isinstance(value, dict):  # a table of weights: what it does not name keeps the default
            return {**regulation.default, **value}  # type: ignore[dict-item, return-value]
        return value


def check(key: str, value: Any) -> None:
    """Refuse (ValueError with a Russian sentence) a value that the regulation cannot hold."""
    if key not in REGULATIONS:
        raise ValueError(f"Нет настройки «{key}».")
    REGULATIONS[key].read(value)
