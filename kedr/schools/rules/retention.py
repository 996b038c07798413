"""How long papers of a school year are kept."""

from datetime import date

# Журнал хранят 5 лет; страницы со сводными данными успеваемости и переводом изымают и хранят не менее 25 лет:
# инструкция о ведении школьной документации (1974), повторена письмом АП-147/07.
JOURNAL_YEARS, SUMMARY_YEARS = 5, 25


def kept_until(closed_on: date, years: int) -> date:
    """The last day: the term runs from 1 January of the year after the one in which the papers were closed."""
    return date(closed_on.year + years, 12, 31)
