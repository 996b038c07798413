"""The spans a report may be about: a period, the year, days of one's choice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kedr.core.errors import NotFound, Refusal
from kedr.core.sql import day, fetch, in_list
from kedr.core.words import day_month
from kedr.reports.access import Year

YEAR = "year"
SOON = timedelta(days=14)  # final marks are set in the last days of a period


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A period of a scheme."""

    id: int
    scheme_id: int
    number: int
    name: str
    starts_on: date
    ends_on: date
    is_closed: bool

    @property
    def short(self) -> str:
        """«I» of «I четверть»."""
        return self.name.partition(" ")[0]

    @property
    def last_on(self) -> date:
        return self.ends_on - timedelta(days=1)

    def holds(self, on: date) -> bool:
        return self.starts_on <= on < self.ends_on


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader asked for: a period's id, the year, or days (both inside)."""

    period_id: int | None = None
    is_year: bool = False
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """The days a report is about, [starts_on, ends_on); `period` is empty for the year and for days of choice."""

    title: str
    starts_on: date
    ends_on: date
    query: tuple[tuple[str, str], ...]  # that asks for it in an address
    period: PeriodLine | None = None

    @property
    def is_year(self) -> bool:
        return self.query == (("period", YEAR),)

    @property
    def is_of_days(self) -> bool:
        return self.query[0][0] == "from"

    def last_day(self, today: date) -> date:
        """The last day of it that has come."""
        return max(self.starts_on, min(self.ends_on - timedelta(days=1), today))


@dataclass(frozen=True, slots=True)
class Spans:
    """The periods that a report may be about, and the span it is about."""

    periods: tuple[PeriodLine, ...]
    year: Year
    chosen: Span

    def of(self, period: PeriodLine) -> Span:
        return _of_period(period, self.year)

    @property
    def choices(self) -> list[Span]:
        """The tabs: every period, one of those that several schemes share, then the year."""
        tabs = {(period.name, period.starts_on, period.ends_on): period for period in reversed(self.periods)}
        if self.chosen.period:
            period = self.chosen.period
            tabs[period.name, period.starts_on, period.ends_on] = period
        return [*map(self.of, reversed(tabs.values())), _of_year(self.year)]

    @property
    def shown(self) -> tuple[PeriodLine, ...]:
        """The periods that the span takes in: with one asked for, those before it too."""
        return tuple(period for period in self.periods if period.starts_on < self.chosen.ends_on)


_PERIODS_SQL = """
SELECT id, scheme_id, number, name, starts_on, ends_on, closed_at IS NOT NULL FROM schools_period
WHERE school_id = %s AND scheme_id IN {schemes} ORDER BY ends_on, starts_on, id
"""


def spans_of(
    school_id: int,
    year: Year,
    scheme_ids: Sequence[int],
    asked: Asked,
    today: date,
    *,
    of_results: bool = False,
) -> Spans:
    """The spans of some schemes; the present period unless another is asked for. One query.

    A report `of_results` is rather about the last period that has ended or is about to: only it has final marks.

    NotFound for a period of another scheme, Refusal for days outside the year.
    """
    rows = fetch(_PERIODS_SQL.format(schemes=in_list(len(scheme_ids))), [school_id, *scheme_ids])
    periods = tuple(PeriodLine(*(*row[:4], day(row[4]), day(row[5]), bool(row[6]))) for row in rows)
    return Spans(periods, year, _chosen(periods, year, asked, today, of_results=of_results))


def _chosen(periods: Sequence[PeriodLine], year: Year, asked: Asked, today: date, *, of_results: bool) -> Span:
    if asked.first and asked.last:
        return _of_days(asked.first, asked.last, year)
    if asked.period_id is not None:
        found = next((period for period in periods if period.id == asked.period_id), None)
        if found is None:
            raise NotFound("Периода нет.")
        return _of_period(found, year)
    if asked.is_year or not periods:
        return _of_year(year)
    return _of_period(_now(periods, today, of_results=of_results), year)


def _now(periods: Sequence[PeriodLine], today: date, *, of_results: bool) -> PeriodLine:
    begun = [period for period in periods if period.starts_on <= today] or list(periods[:1])
    if of_results:
        return next((period for period in reversed(begun) if period.ends_on <= today + SOON), begun[0])
    now = [period for period in begun if period.holds(today)]
    return min(now, key=lambda period: period.ends_on - period.starts_on) if now else begun[-1]


def _of_period(period: PeriodLine, year: Year) -> Span:
    query = (("period", str(period.id)),)
    return Span(f"{period.name} {year.title}", period.starts_on, period.ends_on, query, period)


def _of_year(year: Year) -> Span:
    return Span(f"{year.title} учебный год", year.starts_on, year.ends_on, (("period", YEAR),))


def _of_days(first: date, last: date, year: Year) -> Span:
    if not year.starts_on <= first <= last < year.ends_on:
        end = year.ends_on - timedelta(days=1)
        raise Refusal(
            f"Выберите дни внутри учебного года: с {day_month(year.starts_on)} {year.starts_on.year}"
            f" по {day_month(end)} {end.year}, первый не позже последнего."
        )
    title = f"{first:%d.%m.%Y}–{last:%d.%m.%Y}"
    return Span(title, first, last + timedelta(days=1), (("from", first.isoformat()), ("to", last.isoformat())))
