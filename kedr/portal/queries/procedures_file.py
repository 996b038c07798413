"""The schedule of assessment procedures as a report: one workbook with the schedule, the works and what is wrong."""

from datetime import date

from kedr.core.words import short_date
from kedr.portal.queries.procedures import BREACHES, ClassRow, Schedule, week_words
from kedr.reports.access import SchoolCard
from kedr.reports.table import Column, Kind, Report, Table

_TEXT = Kind.TEXT
_WORKS = (
    Column("Класс", _TEXT, width=8, is_head=True), Column("Дата", Kind.DAY, width=11), Column("Урок", width=6),
    Column("Предмет", _TEXT, width=22), Column("Класс или группа", _TEXT, width=20),
    Column("Вид работы", _TEXT, width=20),
    Column("Работа", _TEXT, width=36), Column("Учитель", _TEXT, width=20), Column("Нарушения", _TEXT, width=50),
)  # fmt: skip
_FAULTS = (
    Column("Нарушение", _TEXT, width=28, is_head=True), Column("Класс или группа", _TEXT, width=20),
    Column("Дата", Kind.DAY, width=11), Column("Предмет", _TEXT, width=22), Column("Что не так", _TEXT, width=60),
)  # fmt: skip


def as_report(card: SchoolCard, shown: Schedule, today: date) -> Report:
    """Three tables: classes × weeks, all works, all violations."""
    weeks = tuple(Column(week_words(monday), _TEXT, width=14) for monday in shown.mondays)
    plan = Table(
        "График",
        (Column("Класс", _TEXT, width=8, is_head=True), *weeks),
        tuple((row.name, *(_cell(row, monday) for monday in shown.mondays)) for row in shown.rows),
    )
    works = Table("Работы", _WORKS, tuple(
        (
            row.name, line.held_on, line.number, line.title, line.whose, line.kind, line.work, line.teacher,
            "; ".join(fault.words for fault in line.faults),
        )
        for row in shown.rows for line in row.lines
    ))  # fmt: skip
    faults = Table(
        "Нарушения",
        _FAULTS,
        tuple(
            (BREACHES[breach], whose, line.held_on, line.title, words)
            for breach, listed in shown.faults.items()
            for whose, line, words in listed
        ),
        empty="Нарушений нет.",
    )
    title = "График оценочных процедур"
    return Report(
        key="procedures", title=title, whose="", span=f"{shown.half.name} {card.year.title} учебного года",
        school=card.school, on=today, tables=(plan, works, faults),
        file_name=f"{title}, {shown.half.name} {card.year.title}",
    )  # fmt: skip


def _cell(row: ClassRow, monday: date) -> str:
    return "\n".join(f"{line.short_title}, {short_date(line.held_on)}" for line in row.weeks.get(monday, []))
