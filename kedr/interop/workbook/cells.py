"""Kinds of cells: what people write in them, and the values they become. Reading raises ValueError with a remedy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")


@dataclass(frozen=True, slots=True)
class Kind:
    """How a cell that is not empty is read, and how its value is written."""

    read: Callable[[Any], Any]
    write: Callable[[Any], Any] = lambda value: value
    form: str = ""  # of the written cell: day or clock
    choices: Mapping[str, str] = field(default_factory=dict)
    empty: Any = None  # what an empty cell means


def plain(value: Any) -> str:
    """A cell as text: one space between words, a whole number without its point."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).replace("\xa0", " ").split())


def _text(value: Any) -> str:
    return plain(value)


def _whole(value: Any) -> int:
    try:
        return int(plain(value))
    except ValueError:
        raise ValueError("Впишите целое число.") from None


def _hours(value: Any) -> Decimal:
    try:
        hours = Decimal(plain(value).replace(",", "."))
    except InvalidOperation:
        raise ValueError("Впишите число часов в неделю: 2 или 0,5.") from None
    if not 0 < hours <= 40 or hours != hours.quantize(Decimal("0.01")):
        raise ValueError("Впишите число часов в неделю: больше 0 и не больше 40.")
    return hours


def _day(value: Any) -> date:
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
    if isinstance(value, timedelta):
        value = datetime(2000, 1, 1) + value  # noqa: DTZ001 only its clock is used
    if isinstance(value, datetime):
        return value.time().replace(microsecond=0)
    if isinstance(value, time):
        return value.replace(microsecond=0)
    try:
        hour, minute = plain(value).replace(".", ":").split(":")[:2]
        return time(int(hour), int(minute))
    except ValueError:
        raise ValueError("Впишите время так: 8:30.") from None


def _flag(value: Any) -> bool:
    word = plain(value).lower()
    if word in ("да", "нет", "true", "false"):
        return word in ("да", "true")
    raise ValueError("Впишите «да» или «нет».")


def _names(value: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in plain(value).split(";") if (name := part.strip())))


def _phone(value: Any) -> str:
    digits = "".join(letter for letter in plain(value) if letter.isdigit())
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


TEXT = Kind(_text)
BLANKABLE = Kind(_text, empty="")
WHOLE = Kind(_whole)
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
SCALE = _choice(five="отметки", **{"pass": "зачёт"}, none="без отметок")
SCHOOL_KIND = _choice(city="городская", town="поселковая", village="сельская", small="малокомплектная")
PERIOD_KIND = _choice(quarter="четверти", trimester="триместры", half_year="полугодия")
OFF_KIND = _choice(holidays="каникулы", public="праздник", other="нет занятий")
