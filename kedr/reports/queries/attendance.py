"""Сводная ведомость посещаемости: days and lessons missed by reason, for pupils and by month."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from kedr.core.words import month_name
from kedr.reports.access import ClassCard
from kedr.reports.queries import links
from kedr.reports.queries.book import class_report
from kedr.reports.queries.classes import (
    Absences,
    Lessons,
    Members,
    Pupil,
    absences_of,
    lessons_of,
    lessons_on,
    members_of,
    pupils_of,
)
from kedr.reports.queries.spans import Asked, Span, Spans, spans_of
from kedr.reports.rules import ABSENT, ILL, INVALID, LATE, UNKNOWN, VALID, Missed, count_missed, ratio
from kedr.reports.table import Cell, Chart, Column, Figure, Kind, Report, Table, Value
from kedr.schools.queries import regulations
from kedr.schools.rules import MISSED_DAY, level_of

REASONS = {ILL: "болезнь", VALID: "уваж.", INVALID: "без прич.", UNKNOWN: "не выяснена"}
FULL = {
    ILL: "по болезни", VALID: "по уважительной причине", INVALID: "без уважительной причины",
    UNKNOWN: "причина не выяснена",
}  # fmt: skip
_NOBODY = Missed({}, {})


@dataclass(frozen=True, slots=True)
class Register:
    """Who was absent when, and what makes a day missed."""

    pupils: tuple[Pupil, ...]
    absences: Absences
    lessons: Lessons
    members: Members
    least: int

    def missed(self, pupil: Pupil, starts_on: date, ends_on: date) -> Missed:
        """A pupil's absences on [starts_on, ends_on) while in the class."""
        return count_missed(
            (
                (codes, lessons_on(self.lessons, self.members, pupil.id, on))
                for on, codes in self.absences.get(pupil.id, {}).items()
                if starts_on <= on < ends_on and pupil.is_here(on)
            ),
            self.least,
        )

    def present(self, starts_on: date, ends_on: date) -> list[Pupil]:
        """Who has been in the class on some day of [starts_on, ends_on)."""
        return [
            pupil
            for pupil in self.pupils
            if any(place.starts_on < ends_on and (place.ends_on or ends_on) > starts_on for place in pupil.places)
        ]


def register_of(card: ClassCard, pupils: Iterable[Pupil], members: Members, least: int, today: date) -> Register:
    """The register of the year so far. Two queries."""
    year = card.year.starts_on, min(card.year.ends_on, today + timedelta(days=1))
    return Register(tuple(pupils), absences_of(card, *year), lessons_of(card, *year), members, least)


def attendance(card: ClassCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """The register of a class summed up. Six queries."""
    spans = spans_of(card.school.id, card.year, [card.scheme_id], asked, today)
    span = spans.chosen
    least = regulations(card.school.id, span.last_day(today)).get(MISSED_DAY, level=level_of(card.grade))
    register = register_of(card, pupils_of(card), members_of(card), least, today)
    months = [(on, _of_month(register, on)) for on in _months(card, today)]
    said = f"{least} и больше уроков" if least else "все уроки, которые были у ученика в этот день"
    tables = [pupils_table(card, register, span), _months_table(register, months), _days_table(card, register, span)]
    total = sum((register.missed(pupil, span.starts_on, span.ends_on) for pupil in register.pupils), _NOBODY)
    report = class_report(
        card, span, today, "attendance", "Сводная ведомость посещаемости", tables,
        figures=_figures(total, len(register.present(span.starts_on, span.ends_on))),
        charts=(_chart(months),) if months else (),
        notes=[f"День пропущен, если пропущены {said}. Причина дня – та, что у большинства его уроков."],
    )  # fmt: skip
    return report, spans


def pupils_table(card: ClassCard, register: Register, span: Span, *, only_absent: bool = False) -> Table:
    """Pupils with their days and lessons by reason; those never absent too, unless asked otherwise."""
    columns = [Column("№", width=3, is_head=True), Column("Фамилия и имя", Kind.TEXT, width=24, is_head=True)]
    for group in ("Пропущено дней", "Пропущено уроков"):
        columns.append(Column("всего", group=group, width=6))
        columns += [Column(REASONS[code], group=group, full=f"{group} {FULL[code]}", width=8) for code in ABSENT]
    columns.append(Column("Опозданий", width=9))
    rows: list[tuple[Value | Cell, ...]] = []
    total = _NOBODY
    for pupil in register.present(span.starts_on, span.ends_on):
        missed = register.missed(pupil, span.starts_on, span.ends_on)
        total = total + missed
        if only_absent and not (missed.lessons or missed.late):
            continue
        href = links.pupil(card.school.id, pupil.id, span, "missed")
        rows.append((len(rows) + 1, Cell(pupil.name, links.pupil(card.school.id, pupil.id, span)),
                     *_numbers(missed, href)))  # fmt: skip
    return Table(
        title="Пропуски по ученикам",
        columns=tuple(columns),
        rows=tuple(rows),
        totals=(("", "Всего", *_numbers(total)),) if rows else (),
        empty="Пропусков и опозданий за это время нет.",
    )


def _numbers(missed: Missed, href: str = "") -> list[Value | Cell]:
    """Days, then lessons, by reason; nothing where there is none, so that the eye finds what is there."""
    days: list[Value] = [missed.all_days or None, *(missed.days.get(code) for code in ABSENT)]
    lessons = [Cell(missed.all_lessons or None, href), *(missed.lessons.get(code) for code in ABSENT)]
    unknown = missed.lessons.get(UNKNOWN)
    if unknown:
        lessons[-1] = Cell(unknown, href, tone="warn")
    return [*days, *lessons, missed.late or None]


def _months(card: ClassCard, today: date) -> list[date]:
    """The first day of every month of the year that has begun."""
    months, on = [], card.year.starts_on.replace(day=1)
    while on < card.year.ends_on and on <= today:
        months.append(on)
        on = _next(on)
    return months


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _of_month(register: Register, month: date) -> Missed:
    return sum((register.missed(pupil, month, _next(month)) for pupil in register.pupils), _NOBODY)


def _months_table(register: Register, months: list[tuple[date, Missed]]) -> Table:
    columns = [Column("Месяц", Kind.TEXT, width=12, is_head=True), Column("Дней", width=7)]
    columns.append(Column("всего", group="Пропущено уроков", width=7))
    columns += [Column(REASONS[code], group="Пропущено уроков", full=FULL[code], width=9) for code in ABSENT]
    columns += [Column("Опозданий", width=9), Column("Уроков на ученика", Kind.MEAN, width=10)]
    rows = [
        (
            month_name(month),
            missed.all_days,
            missed.all_lessons,
            *(missed.lessons.get(code) for code in ABSENT),
            missed.late or None,
            ratio(missed.all_lessons, len(register.present(month, _next(month)))),
        )
        for month, missed in months
    ]
    return Table("По месяцам, весь класс", tuple(columns), tuple(rows))


def _days_table(card: ClassCard, register: Register, span: Span) -> Table:
    """The page of the paper journal: pupils by days, in a cell how many lessons were missed and why («6 б»)."""
    days = sorted(on for on in register.lessons if span.starts_on <= on < span.ends_on)
    columns = [Column("№", width=3, is_head=True), Column("Фамилия и имя", Kind.TEXT, width=22, is_head=True)]
    columns += [Column(f"{on.day}", Kind.MARK, month_name(on), f"{on:%d.%m.%Y}", width=4) for on in days]
    rows: list[tuple[Value | Cell, ...]] = []
    for number, pupil in enumerate(register.present(span.starts_on, span.ends_on), 1):
        own = register.absences.get(pupil.id, {})
        said = [_of_day(own[on]) if on in own and pupil.is_here(on) else "" for on in days]
        rows.append((number, Cell(pupil.name, links.pupil(card.school.id, pupil.id, span, "missed")), *said))
    return Table("По дням: пропущено уроков и причина", tuple(columns), tuple(rows) if days else (), is_long=True,
                 empty="Уроков в эти дни нет.")  # fmt: skip


def _of_day(codes: Counter[str]) -> str:
    missed = sum(codes[code] for code in ABSENT)
    why = max(ABSENT, key=lambda code: codes[code])
    return f"{missed}{why}" if missed else LATE if codes[LATE] else ""


def _chart(months: list[tuple[date, Missed]]) -> Chart:
    bars = tuple((month_name(month), tuple(missed.lessons.get(code, 0) for code in ABSENT)) for month, missed in months)
    return Chart(
        "Пропущено уроков по месяцам", tuple(FULL[code] for code in ABSENT), bars,
        ("pale", "main", "amber", "red"), is_stack=True,
    )  # fmt: skip


def _figures(total: Missed, pupils: int) -> tuple[Figure, ...]:
    excused = total.lessons.get(ILL, 0) + total.lessons.get(VALID, 0)
    return (
        Figure("Пропущено уроков", total.all_lessons, note=f"дней: {total.all_days}"),
        Figure("На ученика", ratio(total.all_lessons, pupils), Kind.MEAN, "уроков"),
        Figure("По болезни и уважительной причине", excused),
        Figure("Без причины или не выяснено", total.all_lessons - excused),
    )
