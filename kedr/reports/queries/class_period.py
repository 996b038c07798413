"""Отчёт классного руководителя за период, and the results of a class in one period."""

from collections.abc import Iterable
from datetime import date

from kedr.reports.access import ClassCard
from kedr.reports.queries import links
from kedr.reports.queries.attendance import pupils_table, register_of
from kedr.reports.queries.book import YEAR_IS_PROPOSED, ClassBook, Stage, class_book
from kedr.reports.queries.classes import Pupil, Subject, here
from kedr.reports.queries.spans import Asked, Spans
from kedr.reports.queries.summary import (
    BY_PUPILS,
    NO_MARKS,
    NOBODY,
    all_counts,
    course_href,
    figures,
    groups_chart,
    said,
    unset_note,
)
from kedr.reports.rules import Counts, Group, Standing, count_finals, count_standings, percent
from kedr.reports.table import Cell, Chart, Column, Kind, Report, Table, Value
from kedr.schools.rules import MISSED_DAY, level_of

type Row = tuple[Value | Cell, ...]


def class_period(card: ClassCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """The class teacher's report. Eight queries."""
    book = class_book(card, asked, today)
    stage = book.stage
    least = book.local.get(MISSED_DAY, level=level_of(card.grade))
    register = register_of(card, book.pupils, book.members, least, today)
    tables = [
        _movement(book),
        _achievement(book, stage),
        subjects_table(book, stage),
        pupils_table(card, register, book.span, only_absent=True),
    ]
    notes = [YEAR_IS_PROPOSED, BY_PUPILS] if stage.is_year else [BY_PUPILS]
    dynamics = dynamics_chart(book)
    charts = (*groups_chart(book, stage), *((dynamics,) if len(dynamics.bars) > 1 else ()))
    report = book.report(
        "period", "Отчёт классного руководителя", tables, notes=[*notes, *unset_note(book, stage)],
        figures=figures(book, stage), charts=charts,
    )  # fmt: skip
    return report, book.spans


def _movement(book: ClassBook) -> Table:
    """Who was here at the start, came, left, is here at the end."""
    span, last = book.span, book.span.last_day(book.today)
    first, now = here(book.pupils, span.starts_on), here(book.pupils, last)
    came = [
        f"{pupil.name} – {place.starts_on:%d.%m.%Y}{_basis(place.basis)}"
        for pupil in book.pupils
        for place in pupil.places
        if span.starts_on < place.starts_on <= last
    ]
    left = [
        f"{pupil.name} – {place.ends_on:%d.%m.%Y}{_basis(place.basis)}"
        for pupil in book.pupils
        for place in pupil.places
        if place.ends_on and span.starts_on < place.ends_on <= last
    ]
    girls = sum(pupil.sex == "f" for pupil in now)
    rows: list[Row] = [
        (f"На начало, {span.starts_on:%d.%m.%Y}", len(first), ""),
        ("Прибыли", len(came), "; ".join(came)),
        ("Выбыли", len(left), "; ".join(left)),
        (f"На конец, {last:%d.%m.%Y}", len(now), f"мальчиков {len(now) - girls}, девочек {girls}" if now else ""),
    ]
    return Table("Состав класса", who_columns("Учеников"), tuple(rows))


def _basis(basis: str) -> str:
    return f", {basis}" if basis else ""


def who_columns(number: str) -> tuple[Column, ...]:
    """What, how many, who."""
    return (
        Column("Показатель", Kind.TEXT, width=26, is_head=True),
        Column(number, width=9),
        Column("Кто", Kind.TEXT, width=60),
    )


def _achievement(book: ClassBook, stage: Stage) -> Table:
    """The groups of pupils with names, and which subjects keep whom from the next group."""
    standings = book.standings(stage)
    pupils = [pupil for pupil in book.here(stage.last_on) if pupil.id in standings]
    by_subject = [(subject, book.levels_in(subject, stage)) for subject in book.subjects if subject.is_marked]

    def named(chosen: Iterable[Pupil], values: Iterable[str]) -> str:
        return "; ".join(with_subjects(pupil, by_subject, set(values)) for pupil in chosen)

    def those(group: Group) -> list[Pupil]:
        return [pupil for pupil in pupils if standings[pupil.id].group == group]

    def having(name: str) -> list[Pupil]:
        return [pupil for pupil in pupils if getattr(standings[pupil.id], name)]

    best, good = those(Group.EXCELLENT), those(Group.GOOD)
    rows: list[Row] = [
        ("Отличники", len(best), named(best, ())),
        ("На «4» и «5»", len(good), named(good, ())),
        ("из них с одной «4»", len(having("has_one_four")), named(having("has_one_four"), "4")),
        ("С тройками", len(those(Group.FAIR)), ""),
        ("из них с одной «3»", len(having("has_one_three")), named(having("has_one_three"), "3")),
        ("Неуспевающие", len(having("is_failing")), named(having("is_failing"), "21")),
        ("Не аттестованы", len(having("is_unrated")), named(having("is_unrated"), ["н/а"])),
    ]
    if without := those(Group.NOT_RATED):
        rows.append(("Без итоговых отметок", len(without), named(without, ())))
    note = "Ученик с «2» и «н/а» назван в обеих строках; в показателях он посчитан один раз."
    has_both = any(standing.is_failing and standing.is_unrated for standing in standings.values())
    return Table("Успеваемость", who_columns("Учеников"), tuple(rows), note=note if has_both else "")


def with_subjects(pupil: Pupil, by_subject: list[tuple[Subject, dict[int, str]]], values: set[str]) -> str:
    """«Абрамова Алина (алгебра, Смирнова О. П.)»."""
    named = [
        ", ".join(filter(None, (subject.title, subject.teachers)))
        for subject, finals in by_subject
        if finals.get(pupil.id) in values
    ]
    return f"{pupil.name} ({'; '.join(named)})" if named else pupil.name


def subjects_table(book: ClassBook, stage: Stage) -> Table:
    """The subjects of a class with their counts and shares."""
    columns = (
        Column("Предмет", Kind.TEXT, width=26, is_head=True),
        Column("Учитель", Kind.TEXT, width=22),
        *COUNT_COLUMNS,
        *SHARE_COLUMNS,
    )
    rows: list[Row] = []
    for subject in book.subjects:
        counts = book.counts(subject, stage)
        href = course_href(book, subject, stage)
        rows.append((Cell(subject.title, href), subject.teachers, *numbers(counts), *shares(book, counts)))
    whole = all_counts(book, stage)
    totals = (("По предметам с отметками", "", *numbers(whole), *shares(book, whole)),) if rows else ()
    return Table(f"По предметам, {stage.name}", columns, tuple(rows), totals, empty=NO_MARKS)


COUNT_COLUMNS = (
    Column("Учеников", full="Учеников в списке на конец периода", width=8),
    *(Column(f"«{mark}»", width=5) for mark in "5432"),
    Column("н/а", width=5),
    Column("осв", width=5),
    Column("Нет итога", full="Итоговая отметка ещё не выставлена", width=7),
)
SHARE_COLUMNS = (
    Column("Успев., %", Kind.SHARE, full="Успеваемость", width=9),
    Column("Кач., %", Kind.SHARE, full="Качество знаний", width=8),
    Column("СОУ, %", Kind.MEAN, full="Степень обученности", width=8),
    Column("Средний", Kind.MEAN, full="Средний балл", width=8),
)


def numbers(counts: Counts) -> list[Value]:
    """How many of each mark; nothing where there is none."""
    return [
        counts.pupils, counts.n5 or None, counts.n4 or None, counts.n3 or None, (counts.n2 + counts.n1) or None,
        counts.unrated or None, counts.exempt or None, counts.none or None,
    ]  # fmt: skip


def shares(book: ClassBook, counts: Counts) -> list[Value]:
    return [counts.success, counts.quality, book.mastery(counts), book.mean(counts)]


def dynamics_chart(book: ClassBook) -> Chart:
    """The class by period: success and quality."""
    bars = []
    for period in book.spans.periods:
        if period.starts_on <= book.today:
            counts = count_standings(list(book.standings(book.stage_of(period)).values()))
            if counts.rated:
                bars.append((period.name, (counts.success or 0, counts.quality or 0)))
    series = ("успеваемость, %", "качество, %")
    return Chart("Класс по периодам", series, tuple(bars), ("main", "pale"), most=100, kind=Kind.SHARE)


def results(card: ClassCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """Pupils × subjects in one period, with each pupil's own shares. Six queries."""
    book = class_book(card, asked, today)
    stage = book.stage
    pupils = book.here(stage.last_on)
    by_subject = [book.finals_in(subject, stage) for subject in book.subjects]
    standings = book.standings(stage)
    columns = (
        Column("№", width=3, is_head=True),
        Column("Фамилия и имя", Kind.TEXT, width=24, is_head=True),
        *(
            Column(s.short, Kind.MARK, full=s.title, href=course_href(book, s, stage), width=5, is_main=True)
            for s in book.subjects
        ),
        Column("Средний", Kind.MEAN, width=7),
        Column("«4» и «5», %", Kind.SHARE, full="Доля четвёрок и пятёрок среди отметок ученика", width=7),
        Column("Итог", Kind.TEXT, width=7),
    )
    rows = tuple(
        _result_row(book, number, pupil, by_subject, standings[pupil.id]) for number, pupil in enumerate(pupils, 1)
    )
    table = Table(
        "Отметки", columns, rows if book.subjects else (), _result_totals(book, stage), is_turned=True,
        empty=NOBODY if book.subjects else NO_MARKS,
    )  # fmt: skip
    notes = [YEAR_IS_PROPOSED, BY_PUPILS] if stage.is_year else [BY_PUPILS]
    report = book.report(
        "results", "Итоги успеваемости класса", [table, subjects_table(book, stage)],
        notes=[*notes, *unset_note(book, stage)], figures=figures(book, stage), charts=marks_chart(book, stage),
    )  # fmt: skip
    return report, book.spans


def _result_row(
    book: ClassBook, number: int, pupil: Pupil, by_subject: list[dict[int, str]], standing: Standing
) -> Row:
    marks = [finals.get(pupil.id, "") for finals in by_subject]
    own = count_finals(
        book.level(subject, mark) for mark, subject in zip(marks, book.subjects, strict=True) if subject.is_marked
    )
    href = links.pupil(book.card.school.id, pupil.id, book.span)
    return (number, Cell(pupil.name, href), *marks, book.mean(own), percent(own.n5 + own.n4, own.rated), said(standing))


def _result_totals(book: ClassBook, stage: Stage) -> tuple[Row, ...]:
    counts = [book.counts(subject, stage) for subject in book.subjects]
    whole = all_counts(book, stage)
    return (
        ("", "Качество, %", *(each.quality for each in counts), "", whole.quality, ""),
        ("", "Успеваемость, %", *(each.success for each in counts), "", whole.success, ""),
        ("", "Средний балл", *(book.mean(each) for each in counts), book.mean(whole), "", ""),
    )


def marks_chart(book: ClassBook, stage: Stage) -> tuple[Chart, ...]:
    """How many of each mark in every subject."""
    bars = []
    for subject in book.subjects:
        counts = book.counts(subject, stage)
        if subject.is_marked and counts.rated:
            low = counts.n2 + counts.n1 + counts.unrated
            bars.append((subject.short, (counts.n5, counts.n4, counts.n3, low)))
    series = ("«5»", "«4»", "«3»", "«2» и н/а")
    chart = Chart("Отметки по предметам", series, tuple(bars), ("main", "pale", "amber", "red"), is_stack=True)
    return (chart,) if bars else ()
