"""The registry of regulations: every number a local act may set, with its type, default and the sense of its scopes.

A value is looked for from the narrowest scope to the widest: subject, level, school, municipality, region, the default
here. In one scope the latest date of effect wins. The page «Локальные акты» is made of this registry alone.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

REGION, MUNICIPALITY, SCHOOL = 0, 1, 2  # ranks of scopes; a level or a subject inside a school ranks higher yet
LEVELS = {1: "1–4 классы", 2: "5–9 классы", 3: "10–11 классы"}
MARKS, KEEPING, REPORTS = "Отметки и итоги", "Ведение журнала", "Отчёты"  # groups of the page


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


def _weights(value: Any) -> dict[str, Decimal]:
    return {str(code): _decimal(weight, str(code), Decimal("99.99")) for code, weight in dict(value).items()}


def _thresholds(value: Any) -> tuple[Decimal, Decimal, Decimal]:
    three, four, five = (_decimal(part, str(place), Decimal(5)) for place, part in enumerate(value))
    if three <= 2:
        raise Wrong("Порог для «3» больше 2: иначе «двойка» не выходит никогда.", "0")
    if four <= three:
        raise Wrong(_overlap("4", four, "3", three), "1")
    if five <= four:
        raise Wrong(_overlap("5", five, "4", four), "2")
    return three, four, five


def _overlap(mark: str, bound: Decimal, lower: str, below: Decimal) -> str:
    return (
        f"Пороги пересекаются: «{mark}» начинается с {comma(bound)}, а «{lower}» – с {comma(below)}."
        f" Порог для «{mark}» должен быть больше."
    )


def _decimal(value: Any, field: str = "", most: Decimal = Decimal(100)) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise Wrong(f"Нужно число, а не «{value}».", field) from None
    if not 0 <= number <= most:
        raise Wrong(f"Нужно число от 0 до {comma(most)}, а не {comma(number)}.", field)
    if number != number.quantize(Decimal("0.01")):
        raise Wrong(f"Не больше двух знаков после запятой, а не {comma(number)}.", field)
    return number


def _days(value: Any) -> int:
    days = int(value)
    if not 0 <= days <= 366:
        raise Wrong("Дней от 0 до 366.", "0")
    return days


def _percents(value: Any) -> tuple[Decimal, ...]:
    return tuple(_decimal(part, str(place)) for place, part in enumerate(value))


def _flag(value: Any) -> bool:
    return str(value) in ("1", "True")


def _lessons(value: Any) -> int:
    if not 0 <= int(value) <= 30:
        raise Wrong("Уроков от 0 до 30.", "0")
    return int(value)


def _least(value: Any) -> tuple[int, ...]:
    return tuple(_lessons(part) for part in value)


def comma(number: Decimal | int) -> str:
    """A number as people write it: no zeros at its end, a comma."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def _window_words(days: int) -> str:
    return f"{days} дн. после урока" if days else "пока открыт период"


def _threshold_words(bounds: tuple[Decimal, Decimal, Decimal]) -> str:
    return ", ".join(f"«{mark}» от {comma(bound)}" for mark, bound in zip("345", bounds, strict=True))


# The field's usual weights; each school's own act may say otherwise.
WORK_WEIGHTS: Regulation[dict[str, Decimal]] = Regulation(
    "work_weights",
    "Веса видов работ",
    {
        "ОУ": Decimal(1), "ДЗ": Decimal(1), "ТЕТ": Decimal("0.5"), "УСТ": Decimal(1), "ЧТ": Decimal(1),
        "СР": Decimal("1.5"), "ПР": Decimal("1.5"), "ЛР": Decimal("1.5"), "ТЕСТ": Decimal("1.5"), "СЛД": Decimal(1),
        "ДИКТ": Decimal(2), "ИЗЛ": Decimal(2), "СОЧ": Decimal(2), "ПРОЕКТ": Decimal(2), "РЕФ": Decimal(2),
        "ЗАЧ": Decimal(2), "КР": Decimal(3), "ВПР": Decimal(0), "ДР": Decimal(0), "ПА": Decimal(0),
    },
    _weights,
    group=MARKS,
    words=lambda weights: ", ".join(f"{code} {comma(weight)}" for code, weight in weights.items()),
    effect="Новый вес получат работы, которые учителя создадут на уроках с этого дня. У работ, которые уже есть, вес"
    " остаётся прежним, и средний балл по ним не меняется. Закрытые периоды не меняются никогда.",
)  # fmt: skip
THRESHOLDS: Regulation[tuple[Decimal, Decimal, Decimal]] = Regulation(
    "thresholds",
    "С какого среднего балла выходит «3», «4» и «5»",
    (Decimal("2.5"), Decimal("3.5"), Decimal("4.5")),
    _thresholds,
    group=MARKS,
    fields=(Field("Для «3»"), Field("Для «4»"), Field("Для «5»")),
    words=_threshold_words,
    effect="Прогноз и предложенный итог периода считаются по порогам, которые действуют в последний день периода, а"
    " пока он идёт – сегодня. Выставленные итоги и закрытые периоды не меняются.",
)
EDIT_WINDOW: Regulation[int] = Regulation(
    "edit_window",
    "Сколько дней после урока можно менять журнал",
    0,
    _days,
    fields=(Field("Дней", "дней; 0 – пока открыт период", is_whole=True),),
    words=_window_words,
    effect="Срок считается от дня урока и действует сразу для всех уроков открытых периодов. После срока учитель просит"
    " открыть журнал.",
)
REASON_WINDOW: Regulation[int] = Regulation(
    "reason_window",
    "Сколько дней классный руководитель может менять причину пропуска",
    0,
    _days,
    fields=(Field("Дней", "дней после урока; 0 – пока открыт период", is_whole=True),),
    words=_window_words,
    effect="Срок считается от дня урока и действует сразу для всех уроков открытых периодов.",
)
# --- what reports count by

MASTERY: Regulation[tuple[Decimal, ...]] = Regulation(
    "mastery",
    "Сколько весит отметка в степени обученности (СОУ)",
    (Decimal(100), Decimal(64), Decimal(36), Decimal(16), Decimal(7)),
    _percents,
    group=REPORTS,
    fields=(Field("«5»"), Field("«4»"), Field("«3»"), Field("«2»"), Field("н/а")),
    words=lambda weights: " / ".join(map(comma, weights)),
    effect="Степень обученности во всех отчётах считается по этим числам. Отметки не меняются.",
)
UNRATED_IN_MEAN: Regulation[bool] = Regulation(
    "unrated_in_mean",
    "Входит ли «н/а» в знаменатель среднего балла",
    False,
    _flag,
    group=REPORTS,
    fields=(Field("«н/а» в среднем балле", choices=(("0", "не входит"), ("1", "входит"))),),
    words=lambda value: "входит" if value else "не входит",
    effect="Средний балл по итоговым отметкам в отчётах. Средний балл ученика в журнале не меняется.",
)
FAILING_FIRST: Regulation[bool] = Regulation(
    "failing_first",
    "Куда отнести ученика, у которого есть и «2», и «н/а»",
    True,
    _flag,
    group=REPORTS,
    fields=(Field("Ученика считать", choices=(("1", "неуспевающим"), ("0", "неаттестованным"))),),
    words=lambda value: "к неуспевающим" if value else "к неаттестованным",
    effect="В списках ученик назван и там, и там, а в числах – один раз.",
)
MISSED_DAY: Regulation[int] = Regulation(
    "missed_day",
    "Сколько пропущенных уроков делают день пропущенным",
    0,
    _lessons,
    group=REPORTS,
    fields=(Field("Уроков", "уроков; 0 – все уроки дня", is_whole=True),),
    words=lambda least: f"{least} и больше" if least else "все уроки дня",
    effect="Дни в отчётах о посещаемости. Пропущенные уроки считаются как прежде.",
)
LEAST_MARKS: Regulation[tuple[int, ...]] = Regulation(
    "least_marks",
    "Сколько отметок нужно для итога периода",
    (3, 5),
    _least,
    group=REPORTS,
    fields=(Field("До 2 часов в неделю", is_whole=True), Field("Больше 2 часов в неделю", is_whole=True)),
    words=lambda least: f"{least[0]} при 1–2 часах в неделю, {least[1]} при большем числе",
    effect="Отчёт о накопляемости отметок.",
)
MARKLESS_LESSONS: Regulation[int] = Regulation(
    "markless_lessons",
    "После скольких уроков подряд без отметки назвать ученика",
    4,
    _lessons,
    group=REPORTS,
    fields=(Field("Уроков", "уроков подряд", is_whole=True),),
    words=lambda lessons: f"{lessons} подряд",
    effect="Отчёт о накопляемости отметок.",
)
TOPIC_DAYS: Regulation[int] = Regulation(
    "topic_days",
    "Через сколько дней после урока тема считается записанной не вовремя",
    0,
    _days,
    group=REPORTS,
    fields=(Field("Дней", "дней; 0 – в день урока", is_whole=True),),
    words=lambda days: f"позже {days} дн." if days else "позже дня урока",
    effect="Отчёт о ведении журнала.",
)
MARK_DAYS: Regulation[int] = Regulation(
    "mark_days",
    "Через сколько дней после работы отметка считается выставленной не вовремя",
    7,
    _days,
    group=REPORTS,
    fields=(Field("Дней", "дней после работы", is_whole=True),),
    words=lambda days: f"позже {days} дн.",
    effect="Отчёт о ведении журнала.",
)
REGULATIONS: dict[str, Regulation[Any]] = {
    regulation.key: regulation
    for regulation in (
        WORK_WEIGHTS,
        THRESHOLDS,
        EDIT_WINDOW,
        REASON_WINDOW,
        MASTERY,
        UNRATED_IN_MEAN,
        FAILING_FIRST,
        MISSED_DAY,
        LEAST_MARKS,
        MARKLESS_LESSONS,
        TOPIC_DAYS,
        MARK_DAYS,
    )
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
    parts = [value] if len(regulation.fields) == 1 else list(value)
    return [comma(part) if isinstance(part, Decimal | int) else str(part) for part in parts]


def check(key: str, value: Any) -> None:
    """Refuse (Wrong, a ValueError with a Russian sentence) a value that the regulation cannot hold."""
    if key not in REGULATIONS:
        raise Wrong(f"Нет настройки «{key}».")
    REGULATIONS[key].read(value)
