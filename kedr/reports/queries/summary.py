"""Сводная ведомость учёта успеваемости: pupils × subjects × periods."""

from collections.abc import Sequence
from datetime import date

from kedr.core.sql import day, fetch
from kedr.core.words import count
from kedr.journal.rules.year import council_words
from kedr.reports.access import ClassCard
from kedr.reports.queries import links
from kedr.reports.queries.book import YEAR_IS_PROPOSED, ClassBook, Stage, class_book
from kedr.reports.queries.classes import CERTIFICATE, EXAM, INTERIM, Pupil, Subject, finals_in
from kedr.reports.queries.spans import Asked, Spans
from kedr.reports.rules import Counts, Group, Standing, count_finals, count_standings, total
from kedr.reports.table import Cell, Chart, Column, Figure, Kind, Report, Table, Value, words

EXAM_GRADES = (9, 11)


def last_columns(grade: int, *, has_interim: bool) -> tuple[tuple[str, int], ...]:
    """The columns of a year after its mark: ПА, the exam and the certificate's, where there are such."""
    interim = (("ПА", INTERIM),) if has_interim else ()
    return (*interim, ("Экз.", EXAM), ("Итог", CERTIFICATE)) if grade in EXAM_GRADES else interim


BY_PUPILS = "Успеваемость и качество класса посчитаны по ученикам, в строках под таблицей – по отметкам."
NOBODY = "В этот день в классе никого нет."
NO_MARKS = "Отметок в этом классе не ставят: аттестации ученики не подлежат. Посещаемость – в отчёте рядом."
SAID = {Group.EXCELLENT: "отл.", Group.GOOD: "4 и 5", Group.FAIR: "", Group.FAILING: "есть 2", Group.UNRATED: "н/а"}
TONES = {Group.FAILING: "2", Group.UNRATED: "2"}


def summary(card: ClassCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """The sheet of a class. Six queries; one more for the year, with the council's decisions."""
    book = class_book(card, asked, today)
    council = council_of(card) if book.span.is_year else None
    stages, stage = book.stages, book.stage
    pupils = book.here(stage.last_on)
    standings = book.standings(stage)
    finals = [[book.finals_in(subject, each) for each in stages] for subject in book.subjects]
    last = last_columns(card.grade, has_interim=book.has_interim) if book.span.is_year else ()
    rows = [_row(book, number, pupil, finals, last, standings) for number, pupil in enumerate(pupils, 1)]
    columns, below = _columns(book, stages, last), _totals(book, stages, len(last))
    if council is not None:
        columns = (*columns, _COUNCIL)
        rows = [(*row, council.get(pupil.id, "")) for row, pupil in zip(rows, pupils, strict=True)]
        below = tuple((*line, "") for line in below)
    table = Table(
        title="Отметки",
        columns=columns,
        rows=tuple(rows) if book.subjects else (),
        totals=below,
        empty=NOBODY if book.subjects else NO_MARKS,
    )
    notes = [YEAR_IS_PROPOSED, BY_PUPILS] if book.span.is_year else [BY_PUPILS]
    report = book.report(
        "summary", "Сводная ведомость учёта успеваемости", [table], notes=[*notes, *unset_note(book, stage)],
        figures=figures(book, stage), charts=groups_chart(book, stage),
    )  # fmt: skip
    return report, book.spans


_COUNCIL = Column("Решение педсовета", Kind.TEXT, width=20)
_COUNCIL_SQL = """
SELECT d.pupil_id, d.kind, d.protocol, d.protocol_on, p.sex FROM journal_councildecision d
JOIN people_person p ON p.school_id = d.school_id AND p.id = d.pupil_id
WHERE d.school_id = %s AND d.year_id = %s AND d.class_id = %s
"""


def council_of(card: ClassCard) -> dict[int, str]:
    """What the council decided of each pupil: «переведена в 9 класс, протокол № 8 от 26.05.2027». One query."""
    return {
        pupil_id: f"{council_words(kind, card.grade, sex)}, протокол {protocol} от {day(on):%d.%m.%Y}"
        for pupil_id, kind, protocol, on, sex in fetch(_COUNCIL_SQL, [card.school.id, card.year.id, card.id])
    }


def _columns(book: ClassBook, stages: Sequence[Stage], last: Sequence[tuple[str, int]]) -> tuple[Column, ...]:
    made = [
        Column("№", Kind.COUNT, width=3, is_head=True),
        Column("Фамилия и имя", Kind.TEXT, width=24, is_head=True),
    ]
    for subject in book.subjects:
        for stage in stages:
            href = course_href(book, subject, stage)
            made.append(
                Column(stage.short, Kind.MARK, subject.short, f"{subject.title}, {stage.name}", href, 4,
                       is_main=stage == book.stage)
            )  # fmt: skip
        made += [Column(title, Kind.MARK, subject.short, f"{subject.title}, {title}", width=4) for title, _ in last]
    return (*made, Column("Средний", Kind.MEAN, width=7), Column("Итог", Kind.TEXT, width=7))


def course_href(book: ClassBook, subject: Subject, stage: Stage) -> str:
    """The journal that the marks of a column come from; the list of the groups' journals where there are several."""
    course = subject.courses[0]
    if len(subject.courses) > 1 or not (course.is_own or book.card.is_office):
        span = book.spans.of(stage.periods[0]) if len(stage.periods) == 1 else book.span
        return links.of_class(book.card.school.id, book.card.id, "gathering", span)
    return links.journal(book.card.school.id, course.id, None if stage.is_year else stage.periods[0].id)


def _row(
    book: ClassBook,
    number: int,
    pupil: Pupil,
    finals: Sequence[Sequence[dict[int, str]]],
    last: Sequence[tuple[str, int]],
    standings: dict[int, Standing],
) -> tuple[Value | Cell, ...]:
    marks: list[Value | Cell] = []
    for subject, by_stage in zip(book.subjects, finals, strict=True):
        marks += [found.get(pupil.id, "") for found in by_stage]
        marks += [finals_in(subject, place, book.finals).get(pupil.id, "") for _, place in last]
    ends = [by_stage[-1].get(pupil.id, "") for by_stage in finals]
    own = count_finals(
        book.level(subject, v) for v, subject in zip(ends, book.subjects, strict=True) if subject.is_marked
    )
    href = links.pupil(book.card.school.id, pupil.id, book.span)
    return (number, Cell(pupil.name, href), *marks, book.mean(own), said(standings[pupil.id]))


def said(standing: Standing) -> Cell:
    """The standing of a pupil in a word."""
    if standing.has_one_three:
        return Cell("одна 3", tone="3")
    if standing.has_one_four:
        return Cell("одна 4")
    return Cell(SAID.get(standing.group, ""), tone=TONES.get(standing.group, ""))


def _totals(book: ClassBook, stages: Sequence[Stage], gaps: int) -> tuple[tuple[Value | Cell, ...], ...]:
    counts = [[book.counts(subject, stage) for stage in stages] for subject in book.subjects]
    whole = total(each[-1] for each, subject in zip(counts, book.subjects, strict=True) if subject.is_marked)
    gap: list[Value] = [""] * gaps

    def line(title: str, said: list[list[Value]], of_all: Value) -> tuple[Value | Cell, ...]:
        return ("", title, *(value for part in said for value in (*part, *gap)), of_all, "")

    return (
        line("Качество, %", [[c.quality for c in each] for each in counts], whole.quality),
        line("Успеваемость, %", [[c.success for c in each] for each in counts], whole.success),
        line("Средний балл", [[book.mean(c) for c in each] for each in counts], book.mean(whole)),
        line("СОУ, %", [[book.mastery(c) for c in each] for each in counts], book.mastery(whole)),
    )


def figures(book: ClassBook, stage: Stage) -> tuple[Figure, ...]:
    """The class in four numbers, each against the period before."""
    now, then = _class_numbers(book, stage), _class_numbers(book, book.before) if book.before else None
    href = links.of_class(book.card.school.id, book.card.id, "results", book.span)
    made = []
    for place, (label, kind) in enumerate(_NUMBERS):
        value, said = now[place]
        earlier = then[place][0] if then else None
        before = f"{book.before.name}: {words(earlier, kind)}" if book.before and earlier is not None else ""
        made.append(Figure(label, value, kind, "; ".join(filter(None, (said, before))), href))
    return tuple(made)


_NUMBERS = (
    ("Успеваемость, %", Kind.SHARE), ("Качество, %", Kind.SHARE), ("Средний балл", Kind.MEAN), ("СОУ, %", Kind.MEAN),
)  # fmt: skip


def _class_numbers(book: ClassBook, stage: Stage) -> list[tuple[Value, str]]:
    """Success and quality of the pupils, mean and mastery of their marks; with what each is of."""
    pupils = count_standings(list(book.standings(stage).values()))
    marks = all_counts(book, stage)
    good = pupils.groups[Group.EXCELLENT] + pupils.groups[Group.GOOD]
    of = f"из {pupils.rated} учеников" if pupils.rated else ""
    return [
        (pupils.success, f"{pupils.successful} {of}" if of else ""),
        (pupils.quality, f"{good} {of}" if of else ""),
        (book.mean(marks), ""),
        (book.mastery(marks), ""),
    ]


def all_counts(book: ClassBook, stage: Stage) -> Counts:
    """The final marks of all marked subjects together."""
    return total(book.counts(subject, stage) for subject in book.subjects if subject.is_marked)


def groups_chart(book: ClassBook, stage: Stage) -> tuple[Chart, ...]:
    """How many pupils are in which group, beside the period before; none while there is nothing to count."""
    counts = count_standings(list(book.standings(stage).values()))
    if not counts.rated:
        return ()
    now = counts.groups
    then = count_standings(list(book.standings(book.before).values())).groups if book.before else None
    names = [group for group in Group if group != Group.NOT_RATED or now[group]]
    bars = tuple((str(group), (now[group], then[group]) if then else (now[group],)) for group in names)
    series = (stage.name, book.before.name) if book.before else (stage.name,)
    return (Chart("Ученики по итогам", series, bars, ("main", "pale")),)


def unset_note(book: ClassBook, stage: Stage) -> list[str]:
    """How many final marks are still to be set: the numbers will change."""
    none = all_counts(book, stage).none
    if not none or stage.is_year:
        return []
    said = count(none, "итоговая отметка", "итоговые отметки", "итоговых отметок")
    return [f"Ещё не выставлено: {said} ({stage.name}). Показатели посчитаны по выставленным."]
