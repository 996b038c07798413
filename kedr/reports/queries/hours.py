"""Табель учёта занятий: the lessons each teacher has given, by day, and of what sort they are."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any

from kedr.core.sql import clock_time, day, fetch
from kedr.core.words import count, initials, month_name, short_date, weekday_short
from kedr.reports.access import SchoolCard
from kedr.reports.queries import links
from kedr.reports.queries.school import school_report, school_spans
from kedr.reports.queries.spans import Asked, Span, Spans
from kedr.reports.table import Cell, Column, Kind, Report, Table, Value

MOST_DAYS = 31  # a table by days; of a longer time by months


class HourSort(StrEnum):
    """What a lesson is in the табель of whoever gives it."""

    MAIN = "основных"
    ADDED = "дополнительных"
    STOOD_IN = "замен и совмещений"
    SUBJECT = "замен предмета"


@dataclass(frozen=True, slots=True)
class GivenLesson:
    """A lesson somebody gave."""

    held_on: date
    starts_at: time
    sort: HourSort


@dataclass(slots=True)
class GivenHours:
    """What a teacher has given: by day and sort. Two classes at one time by the plan (класс-комплект) are one hour."""

    teacher_id: int
    name: str
    by_day: dict[date, Counter[HourSort]] = field(default_factory=dict)

    def of(self, sort: HourSort) -> int:
        return sum(each[sort] for each in self.by_day.values())

    @property
    def total(self) -> int:
        return sum(each.total() for each in self.by_day.values())


def sort_of(*, is_replaced: bool, is_added: bool, is_instead: bool) -> HourSort:
    """A substitute's hour is a substitution, whatever else the lesson is."""
    if is_replaced:
        return HourSort.STOOD_IN
    if is_instead:
        return HourSort.SUBJECT
    return HourSort.ADDED if is_added else HourSort.MAIN


def counted(lessons: Iterable[GivenLesson]) -> dict[date, Counter[HourSort]]:
    """Hours by day and sort; of several main lessons at one time one counts."""
    by_day: dict[date, Counter[HourSort]] = defaultdict(Counter)
    seen = set()
    for lesson in lessons:
        if lesson.sort == HourSort.MAIN:
            if (lesson.held_on, lesson.starts_at) in seen:
                continue
            seen.add((lesson.held_on, lesson.starts_at))
        by_day[lesson.held_on][lesson.sort] += 1
    return dict(by_day)


# by timetable_lesson_day
_GIVEN_SQL = """
SELECT l.teacher_id, p.last_name, p.first_name, p.middle_name, l.held_on, l.starts_at, l.is_teacher_replaced,
  l.is_added, l.instead_id IS NOT NULL
FROM timetable_lesson l
JOIN people_person p ON p.school_id = l.school_id AND p.id = l.teacher_id
WHERE l.school_id = %s AND l.held_on >= %s AND l.held_on < %s AND NOT l.is_cancelled
ORDER BY p.last_name, p.first_name, p.id, l.held_on, l.starts_at
"""


def given_hours(school_id: int, from_on: date, until: date) -> list[GivenHours]:
    """What each teacher has given on [from_on, until), by name. One query."""
    lessons: dict[int, list[GivenLesson]] = defaultdict(list)
    names: dict[int, str] = {}
    for row in fetch(_GIVEN_SQL, [school_id, from_on, until]):
        teacher_id, last, first, middle, held_on, starts_at, is_replaced, is_added, is_instead = row
        sort = sort_of(is_replaced=bool(is_replaced), is_added=bool(is_added), is_instead=bool(is_instead))
        names[teacher_id] = initials(last, first, middle)
        lessons[teacher_id].append(GivenLesson(day(held_on), clock_time(starts_at), sort))
    return [GivenHours(id, name, counted(lessons[id])) for id, name in names.items()]


def hours(card: SchoolCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """Hours of each teacher up to today, by day (of a longer time by month). Three queries."""
    spans = school_spans(card, asked, today)
    span = spans.chosen
    until = span.last_day(card.year.last_day(today)) + timedelta(days=1)
    given = given_hours(card.school.id, span.starts_on, until)
    report = school_report(
        card, span, today, "hours", "Табель учёта занятий", [_sheet(card, given, span, until)],
        notes=[
            "Замены и совмещения – уроки, которые учитель провёл за другого. Замена предмета – его урок на месте урока"
            " другого предмета.",
            "Урок сразу в двух классах по расписанию (класс-комплект) – один час.",
        ],
    )  # fmt: skip
    return report, spans


def _sheet(card: SchoolCard, given: Sequence[GivenHours], span: Span, until: date) -> Table:
    days = sorted({on for one in given for on in one.by_day})
    if (until - span.starts_on).days <= MOST_DAYS:
        parts = [(f"{short_date(on)} {weekday_short(on)}", [on]) for on in days]
    else:
        months: dict[tuple[int, int], list[date]] = defaultdict(list)
        for on in days:
            months[on.year, on.month].append(on)
        parts = [(month_name(some[0]), some) for some in months.values()]
    columns = (
        Column("Учитель", Kind.TEXT, width=22, is_head=True),
        *(Column(title, group="Проведено уроков", width=6) for title, _ in parts),
        *(Column(sort, group="Из них", width=8) for sort in HourSort),
        Column("Всего", width=7, is_main=True),
    )
    rows = tuple(_row(card, one, parts, span) for one in given)
    sums = [sum(_total(one, some) for one in given) for _, some in parts]
    totals: tuple[tuple[Value | Cell, ...], ...] = ()
    if rows:
        of_sorts = (sum(one.of(sort) for one in given) for sort in HourSort)
        totals = (("Всего", *sums, *of_sorts, sum(one.total for one in given)),)
    is_turned = len(parts) > 10
    return Table("Часы", columns, rows, totals, empty="Проведённых уроков за это время нет.", is_turned=is_turned)


def _row(
    card: SchoolCard, one: GivenHours, parts: Sequence[tuple[str, list[date]]], span: Span
) -> tuple[Value | Cell, ...]:
    """A cell with more than the plan says what it is made of."""
    cells: list[Any] = []
    for _, some in parts:
        counts = sum((one.by_day[on] for on in some if on in one.by_day), Counter[HourSort]())
        beside = [f"{sort}: {counts[sort]}" for sort in HourSort if sort != HourSort.MAIN and counts[sort]]
        total = _total(one, some)
        cells.append(Cell(total, rows=(count(total, "урок", "урока", "уроков"), *beside)) if beside else total or None)
    name = Cell(one.name, links.teacher(card.school.id, one.teacher_id, span))
    return (name, *cells, *(one.of(sort) or None for sort in HourSort), one.total or None)


def _total(one: GivenHours, days: Sequence[date]) -> int:
    return sum(one.by_day[on].total() for on in days if on in one.by_day)
