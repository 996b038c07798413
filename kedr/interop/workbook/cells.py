"""Kinds of cells: what people write in them, and the values they become. Reading raises ValueError with a remedy."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from kedr.interop.workbook.names import split_name

WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
FIRST_YEAR, LAST_YEAR = 1900, 2100
_CLOCK = re.compile(r"([0-9]{1,2})[:.]([0-5][0-9])(?:[:.][0-5][0-9])?")


class TooLong(ValueError):
    """The text does not fit into its place; the sentence says what does."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a cell that is not empty is read, and how its value is written."""

    read: Callable[[Any], Any]
    write: Callable[[Any], Any] = lambda value: value
    form: str = ""  # of the written cell: day or clock
    choices: Mapping[str, str] = field(default_factory=dict)
    empty: Any = None  # what an empty cell means


def plain(value: Any) -> str:
    """A cell as text: one space between words, nothing invisible, a whole number without its point."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join("".join(one for one in str(value) if one.isprintable() or one.isspace()).split())


def text(longest: int, *, empty: Any = None) -> Kind:
    """A text no longer than its place."""

    def read(cell: Any) -> str:
        value = plain(cell)
        if len(value) > longest:
            raise TooLong(f"Длиннее {longest} знаков.")
        return value

    return Kind(read, empty=empty)


def full_name(longest: int) -> Kind:
    """Last, first and middle name in one cell, each no longer than its place."""

    def read(cell: Any) -> str:
        value = plain(cell)
        if any(len(part) > longest for part in split_name(value)):
            raise TooLong(f"Фамилия, имя или отчество длиннее {longest} знаков.")
        return value

    return Kind(read)


def whole(least: int, most: int) -> Kind:
    """A whole number within bounds."""

    def read(cell: Any) -> int:
        try:
            value = int(plain(cell))
        except ValueError:
            value = least - 1
        if not least <= value <= most:
            raise ValueError(f"Впишите целое число от {least} до {most}.")
        return value

    return Kind(read)


def _hours(value: Any) -> Decimal:
    try:
        hours = Decimal(plain(value).replace(",", "."))
    except InvalidOperation:
        raise ValueError("Впишите число часов в неделю: 2 или 0,5.") from None
    if not hours.is_finite() or not 0 < hours <= 40 or hours != round(hours, 2):
        raise ValueError("Впишите число часов в неделю: больше 0 и не больше 40, до сотых.")
    return hours


def _day(value: Any) -> date:
    day = _as_day(value)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"Впишите дату с {FIRST_YEAR} по {LAST_YEAR} год, например: 05.09.2026.")
    return day


def _as_day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(plain(value), form).date()  # noqa: DTZ007 a date without a time
        except ValueError:
            continue
    raise ValueError("Впишите дату так: 05.09.2026.")


def _clock(value: Any) -> time:
    """A time of day to the minute. Excel keeps it as a part of the day: 0.35 is 8:24."""
    if isinstance(value, datetime):
        value = value.time()
    if isinstance(value, time):
        value = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
    elif isinstance(value, float) and 0 <= value < 1:
        value = timedelta(days=value)
    elif found := _CLOCK.fullmatch(plain(value)):
        value = timedelta(hours=int(found[1]), minutes=int(found[2]))
    minutes = round(value / timedelta(minutes=1)) if isinstance(value, timedelta) else -1
    if not 0 <= minutes < 24 * 60:
        raise ValueError("Впишите время так: 8:30.")
    return time(*divmod(minutes, 60))


def _flag(value: Any) -> bool:
    word = plain(value).lower()
    if word in ("да", "нет", "true", "false"):
        return word in ("да", "true")
    raise ValueError("Впишите «да» или «нет».")


def _names(value: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in plain(value).split(";") if (name := part.strip())))


def _phone(value: Any) -> str:
    digits = "".join(letter for letter in plain(value) if letter in "0123456789")
    if len(digits) == 10:
        digits = f"7{digits}"
    if len(digits) != 11 or digits[0] not in "78":
        raise ValueError("Впишите телефон полностью, с кодом: +7 900 000-12-34.")
    return f"+7{digits[1:]}"


def _write_phone(value: str) -> str:
    return f"{value[:2]} {value[2:5]} {value[5:8]}-{value[8:10]}-{value[10:]}" if len(value) == 12 else value


def _choice(**choices: str) -> Kind:
    """A word of a list; `choices` is value -> word."""
    words = {word: value for value, word in choices.items()}

    def read(cell: Any) -> str:
        word = plain(cell).lower()
        if word not in words:
            raise ValueError(f"Впишите одно из: {', '.join(words)}.")
        return words[word]

    return Kind(read, lambda value: choices.get(value, value), choices=choices)


def _weekday(value: Any) -> int:
    word = plain(value).lower()
    full = {"по": "пн", "вт": "вт", "ср": "ср", "че": "чт", "пя": "пт", "су": "сб", "во": "вс"}
    short = word if word in WEEKDAYS else full.get(word[:2], "")
    if short not in WEEKDAYS:
        raise ValueError("Впишите день недели: пн, вт, ср, чт, пт или сб.")
    return WEEKDAYS.index(short) + 1


NAME = Kind(plain)  # of something on another sheet, where its length is bounded
NAME_OR_NOT = Kind(plain, empty="")
HOURS = Kind(_hours, write=lambda value: int(value) if value == int(value) else float(value))
DAY = Kind(_day, form="day")
CLOCK = Kind(_clock, form="clock")
FLAG = Kind(_flag, write=lambda value: "да" if value else "нет", choices={"да": "да", "нет": "нет"})
NAMES = Kind(_names, write=lambda value: "; ".join(value))
PHONE = Kind(_phone, write=_write_phone)
WEEKDAY = Kind(_weekday, write=lambda value: WEEKDAYS[value - 1], choices={day: day for day in WEEKDAYS[:6]})
SEX = _choice(f="ж", m="м")
KIN = _choice(mother="мать", father="отец", guardian="опекун", other="представитель")
POST = _choice(teacher="учитель", head="директор", deputy_head="заместитель директора", secretary="секретарь")
SCALE = _choice(
    five="отметки", ten="10 баллов", hundred="100 баллов", criteria="критерии", **{"pass": "зачёт"}, none="без отметок"
)
SCHOOL_KIND = _choice(city="городская", town="поселковая", village="сельская", small="малокомплектная")
PERIOD_KIND = _choice(quarter="четверти", trimester="триместры", half_year="полугодия")
OFF_KIND = _choice(holidays="каникулы", public="праздник", other="нет занятий")
