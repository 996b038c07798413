from datetime import date, time
from decimal import Decimal

import pytest

from kedr.core import words


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0 уроков"), (1, "1 урок"), (2, "2 урока"), (4, "4 урока"), (5, "5 уроков"), (11, "11 уроков"),
        (12, "12 уроков"), (14, "14 уроков"), (21, "21 урок"), (22, "22 урока"), (111, "111 уроков"), (121, "121 урок"),
    ],
)  # fmt: skip
def test_a_number_bends_its_noun(number: int, said: str) -> None:
    assert words.count(number, "урок", "урока", "уроков") == said


def test_dates_and_numbers_are_russian() -> None:
    on = date(2026, 12, 9)
    assert (words.day_month(on), words.weekday(on), words.weekday_short(on)) == ("9 декабря", "среда", "ср")
    assert (words.short_date(on), words.month_name(on)) == ("09.12", "Декабрь")
    assert (words.clock(time(8, 5)), words.comma(Decimal("3.70"))) == ("8:05", "3,70")
    assert words.initials("Смирнова", "Ольга", "Павловна") == "Смирнова О. П."
    assert words.initials("Ким", "Мария") == "Ким М."
