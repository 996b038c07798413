"""What a setting of a local act is, how its value is typed, and which of its stored values is in force.

A value is looked for from the narrowest scope to the widest: subject, level, school, municipality, region, the default
here. In one scope the latest date of effect wins.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

REGION, MUNICIPALITY, SCHOOL = 0, 1, 2  # ranks of scopes; a level or a subject inside a school ranks higher yet
LEVELS = {1: "1–4 классы", 2: "5–9 классы", 3: "10–11 классы"}
MARKS, KEEPING, REPORTS, FAMILIES = (
    "Отметки и итоги",
    "Ведение журнала",
    "Отчёты",
    "Семьи и школа",
)  # groups of the page


def level_of(grade: int) -> int:
    """The level of education of a grade: 1 (1-4), 2 (5-9), 3 (10-11)."""
    return 1 if grade <= 4 else 2 if grade <= 9 else 3


def room_words(name: str) -> str:
    """A room as people say it: «каб. 209», but «спортзал» and «304/кабинет русского языка»."""
    return f"каб. {name}" if name[:1].isdigit() and "каб" not in name.lower() else name


class Wrong(ValueError):
    """A value that a regulation cannot hold; `field` names the input it was typed in, empty for the whole."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a regulation: its label, the unit after it, and what may be chosen (code, words) or typed."""

    label: str
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    is_whole: bool = False  # only whole numbers
    is_text: bool = False  # words that the regulation reads by itself; shown as it says its value


@dataclass(frozen=True, slots=True)
class Regulation[T]:
    """One setting: its key in the tables, what it says to people, its default and how a stored value is read.

    `fields` are its inputs: one stores a value, several a list in their order, none is a table with a page of its own.
    `words` says a value in a line, `effect` what a new one will change and what it will not.
    """

    key: str
    title: str
    default: T
    read: Callable[[Any], T]
    group: str = KEEPING
    fields: tuple[Field, ...] = ()
    words: Callable[[T], str] = str
    effect: str = ""


def decimal_of(value: Any, field: str = "", most: Decimal = Decimal(100)) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise Wrong(f"Нужно число, а не «{value}».", field) from None
    if not 0 <= number <= most:
        raise Wrong(f"Нужно число от 0 до {comma(most)}, а не {comma(number)}.", field)
    if number != number.quantize(Decimal("0.01")):
        raise Wrong(f"Не больше двух знаков после запятой, а не {comma(number)}.", field)
    return number


def wholes(*bounds: tuple[int, int, str]) -> Callable[[Any], tuple[int, ...]]:
    """A reader of whole numbers in their order, each from a least to a most, named by the unit it counts."""

    def read(value: Any) -> tuple[int, ...]:
        numbers = tuple(int(part) for part in value)
        if len(numbers) != len(bounds):
            raise Wrong(f"Нужно чисел: {len(bounds)}.")
        for place, (number, (least, most, unit)) in enumerate(zip(numbers, bounds, strict=True)):
            if not least <= number <= most:
                raise Wrong(f"{unit} от {least} до {most}.", str(place))
        return numbers

    return read


def comma(number: Decimal | int) -> str:
    """A number as people write it: no zeros at its end, a comma."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


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
    """The regulations of one school up to one day."""

    rules: tuple[Rule, ...]

    def get[T](self, regulation: Regulation[T], *, level: int = 0, subject_id: int = 0, on: date | None = None) -> T:
        """The value in force for a level and a subject (0: for none in particular), on an earlier day at will.

        Of a table of weights each scope gives what it names; the rest comes from the wider ones.
        """
        fitting = self._fitting(regulation.key, level, subject_id, on)
        if isinstance(regulation.default, dict):
            latest = {(rule.subject_id != 0, rule.level != 0, rule.rank): rule for rule in fitting}
            table: Any = dict(regulation.default)
            for rule in latest.values():
                table |= regulation.read(rule.value)
            return table  # type: ignore[no-any-return]
        return regulation.read(fitting[-1].value) if fitting else regulation.default

    def source(
        self, regulation: Regulation[Any], *, level: int = 0, subject_id: int = 0, on: date | None = None
    ) -> Rule | None:
        """The narrowest rule a value comes from; None is the default."""
        fitting = self._fitting(regulation.key, level, subject_id, on)
        return fitting[-1] if fitting else None

    def _fitting(self, key: str, level: int, subject_id: int, on: date | None) -> list[Rule]:
        """The rules that say something here, the narrowest and latest last."""
        fitting = [
            rule
            for rule in self.rules
            if rule.key == key
            and rule.level in (0, level)
            and rule.subject_id in (0, subject_id)
            and (on is None or rule.starts_on <= on)
        ]
        return sorted(fitting, key=lambda rule: (rule.subject_id != 0, rule.level != 0, rule.rank, rule.starts_on))


def typed(regulation: Regulation[Any], texts: Sequence[str]) -> tuple[Any, dict[str, str]]:
    """What people typed into the fields, as it is stored; and what is wrong, by the number of the field."""
    values: list[Any] = []
    faults: dict[str, str] = {}
    for place, (field, text) in enumerate(zip(regulation.fields, texts, strict=True)):
        try:
            values.append(_typed(field, text.strip()))
        except Wrong as wrong:
            faults[str(place)] = str(wrong)
    if faults:
        return None, faults
    value = values[0] if len(values) == 1 else values
    try:
        regulation.read(value)
    except Wrong as wrong:
        faults[wrong.field or "0"] = str(wrong)
    return value, faults


def _typed(field: Field, text: str) -> Any:
    if field.choices:
        if text not in dict(field.choices):
            raise Wrong("Выберите из списка.")
        return text
    if field.is_text:
        return text
    if not text:
        raise Wrong("Введите число.")
    if field.is_whole:
        if not (text.isascii() and text.isdecimal() and len(text) < 6):
            raise Wrong(f"Нужно целое число, а не «{text[:20]}».")
        return int(text)
    return str(number_typed(text))


def number_typed(text: str) -> Decimal:
    """A number as people type it, with a comma or a point; Wrong for anything else."""
    plain = text.strip().replace(",", ".")
    if not re.fullmatch(r"-?[0-9]{1,6}(\.[0-9]{0,6})?", plain, re.ASCII):
        raise Wrong(f"Нужно число, а не «{text.strip()[:20]}».")
    return Decimal(plain)


def inputs(regulation: Regulation[Any], value: Any) -> list[str]:
    """A value as the texts of its fields."""
    if regulation.fields[0].is_text:
        return [regulation.words(value)]
    parts = [value] if len(regulation.fields) == 1 else list(value)
    return [comma(part) if isinstance(part, Decimal | int) else str(part) for part in parts]
