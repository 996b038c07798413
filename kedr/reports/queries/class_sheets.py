"""Sheets for every pupil of a class at once: report cards, letters to parents; and the class before a period's end."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from kedr.core.sql import day, fetch, number
from kedr.journal import rules
from kedr.journal.queries.missed import missed_lessons
from kedr.journal.rules import counted, debts_until, short, weighted_mean
from kedr.journal.rules.levels import level_bounds
from kedr.journal.rules.proposals import NOTHING, Norm, Proposal, norm_of, propose_result
from kedr.reports.access import ClassCard
from kedr.reports.queries import links
from kedr.reports.queries.attendance import Register, register_of
from kedr.reports.queries.book import YEAR_IS_PROPOSED, ClassBook, class_book, class_report
from kedr.reports.queries.class_period import who_columns, with_subjects
from kedr.reports.queries.classes import Pupil, Subject, finals_in, is_taught, members_of, pupils_of, subjects_of
from kedr.reports.queries.spans import Asked, Span, Spans, spans_of
from kedr.reports.queries.summary import council_of, last_columns
from kedr.reports.rules import ILL, UNRATED, VALID, Group, Missed, count_finals, standing
from kedr.reports.table import Cell, Column, Figure, Kind, Report, Table, Tear, Value
from kedr.schools.queries import regulations
from kedr.schools.rules import FAILING_FIRST, MISSED_DAY, OVERDUE_DEBT, Regulations, level_of

type Row = tuple[Value | Cell, ...]

# by journal_mark_diary
_MARKS_SQL = """
SELECT m.pupil_id, w.course_id, m.value, w.weight, m.due_on, m.held_on FROM journal_mark m
JOIN journal_work w ON w.school_id = m.school_id AND w.id = m.work_id
WHERE m.school_id = %s AND m.held_on >= %s AND m.held_on < %s AND m.value <> ''
  AND m.pupil_id IN (SELECT e.person_id FROM people_enrolment e WHERE e.school_id = %s AND e.class_id = %s)
UNION ALL
SELECT b.pupil_id, b.course_id, b.value, b.weight, NULL, b.held_on FROM journal_broughtmark b
WHERE b.school_id = %s AND b.held_on >= %s AND b.held_on < %s
  AND b.pupil_id IN (SELECT e.person_id FROM people_enrolment e WHERE e.school_id = %s AND e.class_id = %s)
ORDER BY 6
"""
type Given = dict[tuple[int, int], list[tuple[str, str, Decimal]]]  # pupil and course: as written, as counted, weight


def _given(card: ClassCard, span: Span, local: Regulations, today: date) -> Given:
    """The marks of a span in order. One query."""
    until = debts_until(today, span.ends_on, counts=local.get(OVERDUE_DEBT, level=level_of(card.grade)))
    found: Given = defaultdict(list)
    params = [card.school.id, span.starts_on, span.ends_on, card.school.id, card.id]
    for pupil_id, course_id, value, weight, due_on, _ in fetch(_MARKS_SQL, params * 2):
        said = counted(value, day(due_on) if due_on else None, until)
        found[pupil_id, course_id].append((value, said, number(weight)))
    return found


def _of(given: Given, pupil: Pupil, subject: Subject) -> list[tuple[str, str, Decimal]]:
    return [mark for course in subject.courses for mark in given.get((pupil.id, course.id), [])]


def _mean(marks: Sequence[tuple[str, str, Decimal]]) -> Decimal | None:
    return weighted_mean((said, weight) for _, said, weight in marks)


def cards(card: ClassCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """Табели: the final marks of everybody, a sheet for each pupil on paper. Nine queries."""
    book = class_book(card, asked, today)
    local, stage = book.local, book.stage
    register = register_of(card, book.pupils, book.members, local.get(MISSED_DAY, level=level_of(card.grade)), today)
    council = council_of(card)
    pupils = book.here(stage.last_on)
    standings = book.standings(stage)
    rows: list[Row] = []
    for place, pupil in enumerate(pupils, 1):
        finals = [book.levels_in(subject, stage).get(pupil.id, "") for subject in book.subjects if subject.is_marked]
        missed = register.missed(pupil, book.span.starts_on, book.span.ends_on)
        href = links.pupil(card.school.id, pupil.id, book.span)
        rows.append((place, Cell(pupil.name, href), book.mean(count_finals(finals)), str(standings[pupil.id].group),
                     missed.all_lessons or None, council.get(pupil.id, "")))  # fmt: skip
    columns = (
        Column("№", width=3, is_head=True),
        Column("Фамилия и имя", Kind.TEXT, width=26, is_head=True),
        Column("Средний", Kind.MEAN, full=f"Средний балл итоговых отметок, {stage.name}", width=8),
        Column("Группа", Kind.TEXT, width=16),
        Column("Пропущено уроков", width=10),
        Column("Решение педсовета", Kind.TEXT, width=34),
    )
    report = book.report(
        "cards", "Табели успеваемости", [Table("Ученики", columns, tuple(rows), empty="В классе никого нет.")],
        text=("Печать: табель каждому ученику, по листу.",),
        leaves=lambda: tuple(_card(book, pupil, register, council.get(pupil.id, "")) for pupil in pupils),
    )  # fmt: skip
    return report, book.spans


def _card(book: ClassBook, pupil: Pupil, register: Register, decided: str) -> Report:
    """One pupil's табель: subjects by periods, what was missed in each."""
    stages = [*(book.stage_of(period) for period in book.spans.periods), book.year]
    last = last_columns(book.card.grade, has_interim=book.has_interim)
    columns = (
        Column("Предмет", Kind.TEXT, width=34, is_head=True),
        *(Column(stage.name, Kind.MARK, width=11) for stage in stages),
        *(Column(title, Kind.MARK, width=9) for title, _ in last),
    )
    rows: list[Row] = []
    for subject in book.subjects:
        if is_taught(subject, pupil.id, book.members, book.stage.last_on):
            own = [book.finals_in(subject, stage).get(pupil.id, "") for stage in stages]
            own += [finals_in(subject, place, book.finals).get(pupil.id, "") for _, place in last]
            rows.append((subject.title, *own))
    missed = [register.missed(pupil, stage.starts_on, stage.periods[-1].ends_on) for stage in stages if stage.periods]
    gap: list[Value] = [""] * (len(stages) - len(missed) + len(last))
    below = (
        ("Пропущено уроков", *(str(each.all_lessons) if each.all_lessons else "" for each in missed), *gap),
        ("в том числе по болезни", *(str(each.lessons.get(ILL) or "") for each in missed), *gap),
        ("Опозданий", *(str(each.late or "") for each in missed), *gap),
    )
    notes = [f"Решение педагогического совета: {decided}."] if decided else []
    made = book.report(
        "cards", "Табель успеваемости", [Table("", columns, tuple(rows), below)], notes=[*notes, YEAR_IS_PROPOSED]
    )
    signers = (*made.signers[:1], ("Родитель (законный представитель)", ""))
    return replace(made, whose=f"{pupil.name}, {book.card.name} класс", span=f"{book.card.year.title} учебный год",
                   signers=signers)  # fmt: skip


def letters(card: ClassCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """Информационное письмо родителям: marks and absences of a span, with a part to sign and return. Eight queries."""
    spans = spans_of(card.school.id, card.year, [card.scheme_id], asked, today)
    span = spans.chosen
    last = span.last_day(card.year.last_day(today))
    local, members = regulations(card.school.id, last), members_of(card)
    everybody, subjects = pupils_of(card), subjects_of(card, last)
    given = _given(card, span, local, today)
    register = register_of(card, everybody, members, local.get(MISSED_DAY, level=level_of(card.grade)), today)
    pupils = [pupil for pupil in everybody if pupil.is_here(last)]
    rows: list[Row] = []
    for place, pupil in enumerate(pupils, 1):
        own = [mark for subject in subjects for mark in _of(given, pupil, subject)]
        missed = register.missed(pupil, span.starts_on, span.ends_on)
        href = links.pupil(card.school.id, pupil.id, span)
        rows.append((place, Cell(pupil.name, href), Cell(len(own) or None, href), _mean(own),
                     Cell(missed.all_lessons or None, href), missed.late or None))  # fmt: skip
    columns = (
        Column("№", width=3, is_head=True),
        Column("Фамилия и имя", Kind.TEXT, width=26, is_head=True),
        Column("Отметок", width=9),
        Column("Средний", Kind.MEAN, full="Средний балл с весами работ", width=9),
        Column("Пропущено уроков", width=10),
        Column("Опозданий", width=10),
    )
    report = class_report(
        card, span, today, "letters", "Письма родителям", [Table("Кому", columns, tuple(rows))],
        text=("Печать: письмо родителям каждого ученика с отрывной частью для подписи.",),
        leaves=lambda: tuple(
            _letter(card, span, today, pupil, [s for s in subjects if is_taught(s, pupil.id, members, last)], given,
                    register.missed(pupil, span.starts_on, span.ends_on))
            for pupil in pupils
        ),
    )  # fmt: skip
    return report, spans


def _letter(
    card: ClassCard, span: Span, today: date, pupil: Pupil, subjects: Sequence[Subject], given: Given, missed: Missed
) -> Report:
    columns = (
        Column("Предмет", Kind.TEXT, width=30, is_head=True),
        Column("Отметки по порядку", Kind.TEXT, width=46),
        Column("Средний", Kind.MEAN, width=9),
    )
    rows = []
    for subject in subjects:
        own = _of(given, pupil, subject)
        rows.append((subject.title, " ".join(short(value) for value, _, _ in own), _mean(own)))
    excused = missed.lessons.get(ILL, 0) + missed.lessons.get(VALID, 0)
    figures = (
        Figure("Пропущено уроков", missed.all_lessons, note=f"по уважительной причине и болезни {excused}"),
        Figure("Опозданий", missed.late),
    )
    made = class_report(
        card, span, today, "letters", "Информационное письмо", [Table("Отметки", columns, tuple(rows))],
        figures=figures,
        text=("Уважаемые родители (законные представители)!",
              f"Сообщаем, как учится {pupil.name}, {card.name} класс ({span.title})."),
        tear=Tear(f"С отметками и пропусками ознакомлен(а): {pupil.name}, {card.name} класс, {span.title}.",
                  "Родитель (законный представитель)"),
    )  # fmt: skip
    return replace(made, whose=f"{pupil.name}, {card.name} класс", signers=made.signers[:1])


def preliminary(card: ClassCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """Предварительный отчёт: where everybody stands by the marks so far, before final ones are set. Seven queries."""
    spans = spans_of(card.school.id, card.year, [card.scheme_id], asked, today)
    span = spans.chosen
    last = span.last_day(card.year.last_day(today))
    local, level, members = regulations(card.school.id, last), level_of(card.grade), members_of(card)
    pupils = [pupil for pupil in pupils_of(card) if pupil.is_here(last)]
    subjects = [subject for subject in subjects_of(card, last) if subject.is_marked]
    given = _given(card, span, local, today)
    missed = missed_lessons(card.school.id, [pupil.id for pupil in pupils], span.starts_on, span.ends_on)
    likely: list[Likely] = []
    for subject in subjects:
        norms = {
            course.id: norm_of(local, subject.scale, course.hours, level=level, subject_id=subject.id, on=last)
            for course in subject.courses
        }
        own = {
            pupil.id: _proposal(pupil, subject, norms, given, missed)
            for pupil in pupils
            if is_taught(subject, pupil.id, members, last)
        }
        bounds = level_bounds(local, subject.scale, level=level, subject_id=subject.id)
        likely.append(
            Likely(subject, own, {key: rules.level(each.value, subject.scale, bounds) for key, each in own.items()})
        )
    tables = [_groups(pupils, likely, failing_first=local.get(FAILING_FIRST, level=level)),
              _means(card, span, pupils, likely)]  # fmt: skip
    report = class_report(
        card, span, today, "preliminary", "Предварительный отчёт классного руководителя", tables,
        notes=["По среднему баллу с весами на сегодня и порогам локального акта; «н/а» – если отметок меньше минимума и"
               " пропущена большая часть уроков. Итоговую отметку ставит учитель."],
    )  # fmt: skip
    return report, spans


@dataclass(frozen=True, slots=True)
class Likely:
    """A subject with what comes out for each pupil who has it, and the levels of that."""

    subject: Subject
    proposals: dict[int, Proposal]
    levels: dict[int, str]


def _proposal(
    pupil: Pupil,
    subject: Subject,
    norms: dict[int, Norm],
    given: Given,
    missed: dict[tuple[int, int], tuple[int, int]],
) -> Proposal:
    """Of the course of the subject that the pupil has something in: of a divided subject it is their group's."""
    own = [course.id for course in subject.courses if (pupil.id, course.id) in given or (pupil.id, course.id) in missed]
    course_id = own[0] if own else subject.courses[0].id
    marks = [(said, weight) for _, said, weight in _of(given, pupil, subject)]
    lessons, gone = missed.get((pupil.id, course_id), (0, 0))
    return propose_result(marks, lessons, gone, norms[course_id])


def _groups(pupils: Sequence[Pupil], likely: Sequence[Likely], *, failing_first: bool) -> Table:
    """The groups that pupils would be in if the period ended today."""
    by_subject = [(each.subject, each.levels) for each in likely]
    now = {
        pupil.id: standing((own.get(pupil.id, "") for _, own in by_subject), failing_first=failing_first)
        for pupil in pupils
    }

    def line(title: str, chosen: list[Pupil], values: Iterable[str] = "") -> Row:
        return (title, len(chosen), "; ".join(with_subjects(pupil, by_subject, set(values)) for pupil in chosen))

    rows = (
        line("Отличники", [p for p in pupils if now[p.id].group == Group.EXCELLENT]),
        line("На «4» и «5»", [p for p in pupils if now[p.id].group == Group.GOOD]),
        line("из них с одной «4»", [p for p in pupils if now[p.id].has_one_four], "4"),
        line("С одной «3»", [p for p in pupils if now[p.id].has_one_three], "3"),
        line("Грозит «2»", [p for p in pupils if now[p.id].is_failing], "21"),
        line("Грозит «н/а»", [p for p in pupils if now[p.id].is_unrated], [UNRATED]),
        line("Отметок ещё нет", [p for p in pupils if now[p.id].group == Group.NOT_RATED]),
        _few(pupils, likely),
    )
    return Table("Если бы период кончился сегодня", who_columns("Учеников"), rows)


def _few(pupils: Sequence[Pupil], likely: Sequence[Likely]) -> Row:
    """Who has too few marks where: «Абрамова Алина (алгебра 2 из 3)»."""
    named = []
    for pupil in pupils:
        own = [(each.subject.title, each.proposals[pupil.id]) for each in likely if pupil.id in each.proposals]
        few = [f"{title} {each.marks} из {each.least}" for title, each in own if each.is_few]
        if few:
            named.append(f"{pupil.name} ({', '.join(few)})")
    return ("Мало отметок для итога", len(named), "; ".join(named))


def _means(
    card: ClassCard,
    span: Span,
    pupils: Sequence[Pupil],
    likely: Sequence[Likely],
) -> Table:
    columns = (
        Column("№", width=3, is_head=True),
        Column("Фамилия и имя", Kind.TEXT, width=24, is_head=True),
        *(
            Column(subject.short, Kind.MEAN, full=subject.title, width=6)
            for subject in (each.subject for each in likely)
        ),
    )
    rows: list[Row] = []
    for number_, pupil in enumerate(pupils, 1):
        href = links.pupil(card.school.id, pupil.id, span)
        own = []
        for each in likely:
            mark, proposal = each.levels.get(pupil.id, ""), each.proposals.get(pupil.id, NOTHING)
            own.append(Cell(proposal.mean, href, tone=mark if mark in ("2", "3") else ""))
        rows.append((number_, Cell(pupil.name, href), *own))
    return Table("Средний балл сейчас", columns, tuple(rows), is_turned=True, empty="В классе никого нет.")
