"""Сравнение среднего балла и итоговой: where the teacher's decision is far from what the marks say."""

from datetime import date
from decimal import Decimal

from kedr.journal.rules import parts, weighted_mean
from kedr.reports.access import ClassCard
from kedr.reports.queries import links
from kedr.reports.queries.book import ClassBook, Stage, class_book
from kedr.reports.queries.classes import Marks, Pupil, Subject, marks_of
from kedr.reports.queries.spans import Asked, Spans
from kedr.reports.rules import ratio
from kedr.reports.table import Cell, Column, Figure, Kind, Report, Table, Value

FAR = Decimal("0.5")

type Row = tuple[Value | Cell, ...]

_COLUMNS = (
    Column("Предмет", Kind.TEXT, width=24, is_head=True),
    Column("Ученик", Kind.TEXT, width=24),
    Column("Отметок", width=8),
    Column("Средний", Kind.MEAN, full="Среднее отметок без весов", width=8),
    Column("С весами", Kind.MEAN, full="Среднее с весами работ", width=8),
    Column("Итог", Kind.MARK, width=6, is_main=True),
    Column("Разница", Kind.MEAN, full="Итоговая отметка минус средний балл с весами", width=8),
)


def means(card: ClassCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """The mean beside the final mark for every pupil and subject of a period. Seven queries."""
    book = class_book(card, asked, today)
    stage = book.stage
    ends_on = stage.periods[-1].ends_on if stage.periods else card.year.ends_on
    marks = marks_of(card, stage.starts_on, ends_on)
    rows = [
        row
        for subject in book.subjects
        if subject.is_marked
        for pupil in book.list_of(subject, stage)
        if (row := _row(book, subject, stage, pupil, marks, book.finals_in(subject, stage)))
    ]
    far = [row for row in rows if isinstance(row[-1], Decimal) and abs(row[-1]) > FAR]
    report = book.report(
        "means", "Средний балл и итоговая отметка",
        [
            Table("Расходятся больше чем на 0,5", _COLUMNS, tuple(far), empty="Таких итоговых отметок нет."),
            Table("Все отметки", _COLUMNS, tuple(rows), empty="Отметок за это время нет.", is_long=True),
        ],
        figures=(Figure("Больше чем на 0,5", len(far), note=f"из {len(rows)}"),),
        notes=["Разница – итоговая отметка минус средний балл с весами работ. Решение принимает учитель."],
    )  # fmt: skip
    return report, book.spans


def _row(
    book: ClassBook, subject: Subject, stage: Stage, pupil: Pupil, marks: Marks, finals: dict[int, str]
) -> Row | None:
    own = [mark for course in subject.courses for mark in marks.get((pupil.id, course.id), [])]
    numeric = [(number, times) for value, _, times in own for number in parts(value)]
    final = finals.get(pupil.id, "")
    if not numeric and not final:
        return None
    given = sum(times for _, times in numeric)
    weighted = weighted_mean((value, weight * times) for value, weight, times in own)
    far = parts(final)[0] - weighted if parts(final) and weighted is not None else None
    href = links.pupil(book.card.school.id, pupil.id, book.span)
    return (
        subject.title,
        Cell(pupil.name, href),
        given,
        ratio(sum(value * times for value, times in numeric), given),
        weighted,
        final,
        far,
    )
