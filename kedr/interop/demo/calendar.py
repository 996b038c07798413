"""The academic year of a day: its periods and days off, as schools of the region usually have them."""

from dataclasses import dataclass
from datetime import date, timedelta

from kedr.interop.workbook.book import DayOffRow, PeriodRow

DAY = timedelta(days=1)
QUARTERS, UNMARKED, HALF_YEARS = "Четверти", "Четверти, без отметок", "Полугодия"
_PUBLIC = (
    (11, 4, "День народного единства"),
    (2, 23, "День защитника Отечества"),
    (3, 8, "Международный женский день"),
    (5, 1, "Праздник Весны и Труда"),
    (5, 9, "День Победы"),
)


@dataclass(frozen=True, slots=True)
class Year:
    """Dates of a year; every pair is [first day, last day]."""

    starts_on: date
    last_on: date
    quarters: tuple[tuple[date, date], ...]
    holidays: tuple[tuple[str, date, date], ...]


def _monday(on: date) -> date:
    """The Monday on or after a day."""
    return on + timedelta(days=-on.weekday() % 7)


def year_of(today: date) -> Year:
    """The academic year that a day belongs to; a summer's day belongs to the year that has ended."""
    first = today.year if today.month >= 9 else today.year - 1
    starts_on, last_on = date(first, 9, 1), date(first + 1, 5, 26)
    second = _monday(date(first, 10, 31))  # after the autumn holidays
    third = _monday(date(first + 1, 1, 9))
    fourth = _monday(date(first + 1, 3, 28))
    winter = date(first, 12, 29)
    quarters = (
        (starts_on, second - 9 * DAY),
        (second, winter - DAY),
        (third, fourth - 9 * DAY),
        (fourth, last_on),
    )
    holidays = (
        ("Осенние каникулы", second - 8 * DAY, second - DAY),
        ("Зимние каникулы", winter, third - DAY),
        ("Весенние каникулы", fourth - 8 * DAY, fourth - DAY),
    )
    return Year(starts_on, last_on, quarters, holidays)


def periods(year: Year, *, has_upper: bool) -> tuple[PeriodRow, ...]:
    """Quarters for 2-9, the same without marks for 1, half-years for 10-11."""
    roman = ("I", "II", "III", "IV")
    rows = [
        PeriodRow(scheme, "quarter", is_marked, number, f"{roman[number - 1]} четверть", first, last)
        for scheme, is_marked in ((QUARTERS, True), (UNMARKED, False))
        for number, (first, last) in enumerate(year.quarters, 1)
    ]
    if has_upper:
        halves = ((year.quarters[0][0], year.quarters[1][1]), (year.quarters[2][0], year.quarters[3][1]))
        rows += [
            PeriodRow(HALF_YEARS, "half_year", True, number, f"{roman[number - 1]} полугодие", first, last)
            for number, (first, last) in enumerate(halves, 1)
        ]
    return tuple(rows)


def days_off(year: Year) -> tuple[DayOffRow, ...]:
    """Holidays, the extra week of 1 класс, public holidays on weekdays."""
    rows = [DayOffRow(name, "holidays", first, last) for name, first, last in year.holidays]
    extra = _monday(date(year.last_on.year, 2, 8))
    rows.append(DayOffRow("Дополнительные каникулы 1 класса", "holidays", extra, extra + 6 * DAY, 1))
    taken = {first + DAY * day for _, first, last in year.holidays for day in range((last - first).days + 1)}
    for month, day, name in _PUBLIC:
        on = date(year.starts_on.year if month > 8 else year.last_on.year, month, day)
        if on.weekday() < 6 and on not in taken:
            rows.append(DayOffRow(name, "public", on, on))
    return tuple(sorted(rows, key=lambda row: (row.starts_on, row.grade)))
