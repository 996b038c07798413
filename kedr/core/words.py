"""Dates, numbers and counts as Russian readers expect them."""

from datetime import date, datetime, time
from decimal import Decimal

_MONTHS = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
_MONTH_NAMES = [
    "Январь",
    "Февраль",
    "Март",
    "Апрель",
    "Май",
    "Июнь",
    "Июль",
    "Август",
    "Сентябрь",
    "Октябрь",
    "Ноябрь",
    "Декабрь",
]
_WEEKDAYS = ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"]
_WEEKDAYS_SHORT = ["пн", "вт", "ср", "чт", "пт", "сб", "вс"]


def comma(value: Decimal | int) -> str:
    """A number with a decimal comma, as stored: `3.79` is «3,79»."""
    return str(value).replace(".", ",")


def day_month(on: date) -> str:
    """«9 декабря»."""
    return f"{on.day} {_MONTHS[on.month - 1]}"


def full_day(on: date) -> str:
    """«25.05.2027»: where the year matters."""
    return f"{on:%d.%m.%Y}"


def month_name(on: date) -> str:
    """«Декабрь»."""
    return _MONTH_NAMES[on.month - 1]


def weekday(on: date) -> str:
    """«среда»."""
    return _WEEKDAYS[on.weekday()]


def weekday_short(on: date) -> str:
    """«ср»."""
    return _WEEKDAYS_SHORT[on.weekday()]


def short_date(on: date) -> str:
    """«09.12»."""
    return f"{on:%d.%m}"


def clock(at: time) -> str:
    """«8:30»."""
    return f"{at.hour}:{at.minute:02}"


def plain(number: Decimal | int) -> str:
    """A number as people write it, with a comma and no zeros at its end: `1.50` is «1,5»."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def moment(at: datetime) -> str:
    """«9 декабря, 8:30», of a clock on the wall."""
    return f"{day_month(at.date())}, {clock(at.time())}"


def count(number: int, one: str, few: str, many: str) -> str:
    """A number with its noun: `count(2, "урок", "урока", "уроков")` is «2 урока»."""
    tens, ones = number % 100, number % 10
    if ones == 1 and tens != 11:
        noun = one
    elif 2 <= ones <= 4 and not 12 <= tens <= 14:
        noun = few
    else:
        noun = many
    return f"{number} {noun}"


def initials(last_name: str, first_name: str, middle_name: str = "") -> str:
    """«Смирнова О. П.»."""
    return " ".join([last_name, *(f"{name[0]}." for name in (first_name, middle_name) if name)])
