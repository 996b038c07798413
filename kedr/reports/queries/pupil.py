"""Табель ученика: final marks by period, the marks of a span, and what was missed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kedr.core.sql import day, fetch, in_list, number
from kedr.journal.queries.year_rules import YearRules, year_rules
from kedr.journal.rules import ATTENDANCE, short, weighted_mean
from kedr.reports.access import PupilCard
from kedr.reports.queries import links
from kedr.reports.queries.book import YEAR_IS_PROPOSED, class_report, year_courses
from kedr.reports.queries.classes import INTERIM, PLACE_OF_KIND, YEAR, Subject, subjects_of
from kedr.reports.queries.spans import Asked, PeriodLine, Span, Spans, spans_of
from kedr.reports.queries.summary import last_columns
from kedr.reports.rules import ABSENT
from kedr.reports.table import Cell, Column, Figure, Kind, Report, Table, Value
from kedr.schools.queries import regulations

type Row = tuple[Value | Cell, ...]

# by journal_periodresult_pupil and journal_yearresult_pupil
_FINALS_SQL = f"""
SELECT course_id, period_id, final FROM journal_periodresult
WHERE school_id = %s AND pupil_id = %s AND period_id IN {{periods}} AND final <> ''
UNION ALL
SELECT r.course_id, {PLACE_OF_KIND}, r.final FROM journal_yearresult r
WHERE school_id = %s AND pupil_id = %s AND final <> ''
"""

# by journal_mark_diary
_MARKS_SQL = """
SELECT w.course_id, m.value, w.weight, m.held_on FROM journal_mark m
JOIN journal_work w ON w.school_id = m.school_id AND w.id = m.work_id
WHERE m.school_id = %s AND m.pupil_id = %s AND m.held_on >= %s AND m.held_on < %s AND m.value <> ''
UNION ALL
SELECT b.course_id, b.value, b.weight, b.held_on FROM journal_broughtmark b
WHERE b.school_id = %s AND b.pupil_id = %s AND b.held_on >= %s AND b.held_on < %s
ORDER BY 4
"""

# by journal_attendance_diary
_MISSED_SQL = """
SELECT a.held_on, a.code, l.number, c.title, c.id, COALESCE(a.minutes, 0) FROM journal_attendance a
JOIN timetable_lesson l ON l.school_id = a.school_id AND l.id = a.lesson_id
JOIN curriculum_course c ON c.school_id = l.school_id AND c.id = l.course_id
WHERE a.school_id = %s AND a.pupil_id = %s AND a.held_on >= %s AND a.held_on < %s AND a.code <> ''
ORDER BY a.held_on, l.number
"""

_GROUPS_SQL = "SELECT group_id FROM people_groupmember WHERE school_id = %s AND person_id = %s"


@dataclass(frozen=True, slots=True)
class MissedLesson:
    """A lesson with a code of attendance."""

    held_on: date
    code: str
    number: int
    title: str
    course_id: int
    minutes: int


def pupil_report(card: PupilCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """The marks of one pupil in any span. Seven queries; one more where the year's marks come of all marks."""
    of_class, school_id = card.of_class, card.of_class.school.id
    spans = spans_of(school_id, of_class.year, [of_class.scheme_id], asked, today)
    span = spans.chosen
    on = span.last_day(of_class.year.last_day(today))
    subjects = own_subjects(card, on)
    rules = year_rules(school_id, year_courses(subjects, of_class.grade), regulations(school_id, on), on)
    finals = finals_by_period(school_id, card.id, spans.periods)
    marks = marks_of_pupil(school_id, card.id, span)
    missed = missed_of_pupil(school_id, card.id, span)
    tables = (
        _results(card, subjects, spans, finals, rules),
        current_marks(card, subjects, span, marks),
        _missed_table(card, missed),
    )
    report = class_report(
        of_class, span, today, "marks", "Табель успеваемости", tables, notes=[YEAR_IS_PROPOSED],
        figures=missed_figures(missed),
    )  # fmt: skip
    return _named(report, card, span), spans


def _named(report: Report, card: PupilCard, span: Span) -> Report:
    """The class's report turned into a pupil's, with the family's line to sign."""
    return Report(
        key=report.key, title=report.title, whose=f"{card.name}, {card.of_class.name}", span=report.span,
        school=report.school, on=report.on, tables=report.tables, figures=report.figures, notes=report.notes,
        signers=(*report.signers[:1], ("Родитель (законный представитель)", "")),
        file_name=f"{report.title}, {card.first_name}, {card.of_class.name}, {span.title}",
    )  # fmt: skip


def missed_of_pupil(school_id: int, pupil_id: int, span: Span) -> list[MissedLesson]:
    """The lessons of a span with a code of attendance. One query."""
    rows = fetch(_MISSED_SQL, [school_id, pupil_id, span.starts_on, span.ends_on])
    return [MissedLesson(day(row[0]), *row[1:]) for row in rows]


def own_subjects(card: PupilCard, on: date) -> list[Subject]:
    """The subjects of the pupil: of a divided one, only the own group's course. Two queries."""
    groups = {row[0] for row in fetch(_GROUPS_SQL, [card.of_class.school.id, card.id])}
    own = []
    for subject in subjects_of(card.of_class, on):
        courses = tuple(each for each in subject.courses if each.group_id is None or each.group_id in groups)
        if courses:
            own.append(Subject(subject.id, subject.title, subject.short, subject.is_marked, courses, subject.scale))
    return own


type Finals = dict[tuple[int, int], str]  # course and period


def finals_by_period(school_id: int, pupil_id: int, periods: Sequence[PeriodLine]) -> Finals:
    """The final marks of the periods and the year. One query."""
    sql = _FINALS_SQL.format(periods=in_list(len(periods)))
    rows = fetch(sql, [school_id, pupil_id, *(period.id for period in periods), school_id, pupil_id])
    return {(course_id, period_id): final for course_id, period_id, final in rows}


type Marks = dict[int, list[tuple[str, Decimal]]]  # course: value and weight


def marks_of_pupil(school_id: int, pupil_id: int, span: Span) -> Marks:
    """The marks of a span by course, in order. One query."""
    found: Marks = defaultdict(list)
    for course_id, value, weight, _ in fetch(_MARKS_SQL, [school_id, pupil_id, span.starts_on, span.ends_on] * 2):
        found[course_id].append((value, number(weight)))
    return found


def _results(card: PupilCard, subjects: Sequence[Subject], spans: Spans, finals: Finals, rules: YearRules) -> Table:
    has_interim = rules.has_interim or any(place == INTERIM for _, place in finals)
    last = last_columns(card.of_class.grade, has_interim=has_interim)
    columns = (
        Column("Предмет", Kind.TEXT, width=28, is_head=True),
        *(Column(period.name, Kind.MARK, width=9, is_main=period == spans.chosen.period) for period in spans.periods),
        Column("Год", Kind.MARK, width=6, is_main=spans.chosen.is_year),
        *(Column(title, Kind.MARK, width=6) for title, _ in last),
        Column("Учитель", Kind.TEXT, width=18),
    )
    rows: list[Row] = []
    for subject in subjects:
        own = [_first(subject, period.id, finals) for period in spans.periods]
        year = _first(subject, YEAR, finals)
        if not year:
            year = rules.propose(subject.courses[0].id, card.id, own, _first(subject, INTERIM, finals))
        decided = [_first(subject, place, finals) for _, place in last]
        href = _journal(card, subject, spans.chosen)
        rows.append((Cell(subject.title, href), *own, year, *decided, subject.teachers))
    return Table("Итоговые отметки", columns, tuple(rows), empty="Предметов с отметками нет.")


def _first(subject: Subject, period_id: int, finals: Finals) -> str:
    return next((v for course in subject.courses if (v := finals.get((course.id, period_id)))), "")


def _journal(card: PupilCard, subject: Subject, span: Span) -> str:
    course = subject.courses[0]
    if not (course.is_own or card.of_class.is_office):
        return ""
    return links.journal(card.of_class.school.id, course.id, span.period.id if span.period else None)


def current_marks(card: PupilCard, subjects: Sequence[Subject], span: Span, marks: Marks) -> Table:
    """The marks of a span, subject by subject."""
    columns = (
        Column("Предмет", Kind.TEXT, width=28, is_head=True),
        Column("Отметки по порядку", Kind.TEXT, width=44),
        Column("Отметок", width=8),
        Column("Средний", Kind.MEAN, full="Средний балл с весами работ", width=8),
    )
    rows: list[Row] = []
    for subject in subjects:
        own = [mark for course in subject.courses for mark in marks.get(course.id, [])]
        if own:
            said = " ".join(short(value) for value, _ in own)
            rows.append((Cell(subject.title, _journal(card, subject, span)), said, len(own), weighted_mean(own)))
    return Table(f"Текущие отметки, {span.title}", columns, tuple(rows), empty="Отметок за это время нет.")


def _missed_table(card: PupilCard, missed: Sequence[MissedLesson]) -> Table:
    columns = (
        Column("День", Kind.DAY, width=12, is_head=True),
        Column("Урок", width=6),
        Column("Предмет", Kind.TEXT, width=28),
        Column("Что записано", Kind.TEXT, width=44),
    )
    rows = tuple(
        (
            each.held_on,
            each.number,
            each.title,
            Cell(
                ATTENDANCE.get(each.code, each.code) + (f", {each.minutes} мин" if each.minutes else ""),
                tone="warn" if each.code == "н" else "",
            ),
        )
        for each in missed
    )
    return Table("Пропуски, опоздания и освобождения", columns, rows, empty="Пропусков и опозданий за это время нет.")


def missed_figures(missed: Sequence[MissedLesson]) -> tuple[Figure, ...]:
    """What was missed, in two numbers."""
    absent = [each for each in missed if each.code in ABSENT]
    ill = sum(each.code == "б" for each in absent)
    excused = sum(each.code == "у" for each in absent)
    return (
        Figure("Пропущено уроков", len(absent), note=f"по болезни {ill}, по уважительной причине {excused}"),
        Figure("Опозданий", sum(each.code == "оп" for each in missed)),
    )
