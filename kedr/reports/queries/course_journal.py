"""The journal of a course in a period as the paper one looks: the list by dates, then topics and homework."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kedr.core.sql import day, fetch, in_list, number
from kedr.core.words import month_name, short_date
from kedr.journal.queries.freed import freed_note
from kedr.journal.rules import short, weighted_mean
from kedr.reports.access import CourseCard
from kedr.reports.queries.spans import Asked, Span, Spans, spans_of
from kedr.reports.table import Column, Kind, Layout, Report, Table, Value

# by timetable_lesson_course
_LESSONS_SQL = """
SELECT l.id, l.held_on, l.number, l.is_cancelled, COALESCE(p.topic, ''), COALESCE(h.text, '') FROM timetable_lesson l
LEFT JOIN journal_lessonpage p ON p.school_id = l.school_id AND p.id = l.id
LEFT JOIN journal_homework h ON h.school_id = l.school_id AND h.lesson_id = l.id AND h.pupil_id = 0
WHERE l.school_id = %s AND l.course_id = %s AND l.held_on >= %s AND l.held_on < %s ORDER BY l.held_on, l.number
"""

_MEMBERS_SQL = """
SELECT p.id, p.last_name, p.first_name, m.starts_on, m.ends_on, x.kind, x.order_no, x.starts_on FROM {members} m
JOIN people_person p ON p.school_id = m.school_id AND p.id = m.person_id
LEFT JOIN curriculum_courseexception x ON x.school_id = m.school_id AND x.pupil_id = m.person_id AND x.course_id = %s
  AND x.starts_on < %s AND (x.ends_on IS NULL OR x.ends_on > %s)
WHERE m.school_id = %s AND m.{key} = %s AND m.starts_on < %s AND (m.ends_on IS NULL OR m.ends_on > %s)
ORDER BY p.last_name, p.first_name, p.id, m.starts_on
"""

# Marks, then absences, of a course: by timetable_lesson_course and journal_mark_once.
_CELLS_SQL = """
SELECT l.id, m.pupil_id, m.slot, m.value, w.weight FROM timetable_lesson l
JOIN journal_mark m ON m.school_id = l.school_id AND m.lesson_id = l.id AND m.value <> ''
JOIN journal_work w ON w.school_id = m.school_id AND w.id = m.work_id
WHERE l.school_id = %s AND l.course_id = %s AND l.held_on >= %s AND l.held_on < %s
UNION ALL
SELECT l.id, a.pupil_id, -1, a.code, 0 FROM timetable_lesson l
JOIN journal_attendance a ON a.school_id = l.school_id AND a.lesson_id = l.id AND a.code <> ''
WHERE l.school_id = %s AND l.course_id = %s AND l.held_on >= %s AND l.held_on < %s
UNION ALL
SELECT 0, b.pupil_id, 0, b.value, b.weight FROM journal_broughtmark b
WHERE b.school_id = %s AND b.course_id = %s AND b.held_on >= %s AND b.held_on < %s
ORDER BY 1, 2, 3
"""

_FINALS_SQL = """
SELECT pupil_id, period_id, final FROM journal_periodresult
WHERE school_id = %s AND course_id = %s AND period_id IN {periods} AND final <> ''
"""


BROUGHT = Column("пер.", Kind.TEXT, full="Отметки, перенесённые из другой школы", width=8)


@dataclass(frozen=True, slots=True)
class Held:
    """A lesson of the journal's page."""

    id: int
    held_on: date
    number: int
    is_cancelled: bool
    topic: str
    homework: str


def course_journal(card: CourseCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """A course's journal in a span. Five queries."""
    spans = spans_of(card.school.id, card.year, [card.scheme_id], asked, today)
    span = spans.chosen
    page = [card.school.id, card.id, span.starts_on, span.ends_on]
    lessons = [Held(*(row[0], day(row[1]), row[2], bool(row[3]), *row[4:])) for row in fetch(_LESSONS_SQL, page)]
    cells: dict[tuple[int, int], list[str]] = defaultdict(list)
    marks: dict[int, list[tuple[str, Decimal]]] = defaultdict(list)
    for lesson_id, pupil_id, slot, value, weight in fetch(_CELLS_SQL, page * 3):
        cells[pupil_id, lesson_id].append(short(value))
        if slot >= 0:
            marks[pupil_id].append((value, number(weight)))
    shown = [period for period in spans.periods if period == span.period or span.is_year]
    finals = _finals(card, [period.id for period in shown])
    has_brought = any(lesson_id == 0 for _, lesson_id in cells)
    rows = []
    for place, (pupil_id, name) in enumerate(_members(card, span).items(), 1):
        own: list[Value] = [" ".join(cells.get((pupil_id, lesson.id), [])) for lesson in lessons]
        results = [finals.get((pupil_id, period.id), "") for period in shown]
        own = [" ".join(cells.get((pupil_id, 0), [])), *own] if has_brought else own
        rows.append((place, name, *own, weighted_mean(marks[pupil_id]), *results))
    columns = (
        Column("№", width=3, is_head=True),
        Column("Фамилия и имя", Kind.TEXT, width=24, is_head=True),
        *([BROUGHT] if has_brought else []),
        *(
            Column(f"{lesson.held_on.day}", Kind.MARK, month_name(lesson.held_on),
                   f"{short_date(lesson.held_on)}, {lesson.number}-й урок", width=4)
            for lesson in lessons
        ),
        Column("Средний", Kind.MEAN, width=7),
        *(Column(period.short, Kind.MARK, "Итог", period.name, width=5, is_main=True) for period in shown),
    )  # fmt: skip
    report = Report(
        key="journal", title="Журнал", whose=f"{card.title}, {card.whose}", span=span.title, school=card.school,
        on=today, tables=(Table("Отметки и посещаемость", columns, tuple(rows)), _topics(lessons)),
        notes=("Отменённые уроки названы в темах; отметок в них нет.",),
        signers=(("Учитель", ", ".join(card.teachers)), ("Заместитель директора", "")),
        file_name=f"Журнал, {card.title}, {card.whose}, {span.title}", layout=Layout.SPREAD,
    )  # fmt: skip
    return report, spans


def _members(card: CourseCard, span: Span) -> dict[int, str]:
    """Everybody who was in the list on some day of the span; who came or left says when."""
    table, key, owner = ("people_enrolment", "class_id", card.class_id)
    if card.group_id is not None:
        table, key, owner = ("people_groupmember", "group_id", card.group_id)
    names: dict[int, str] = {}
    days = [span.ends_on, span.starts_on]
    params = [card.id, *days, card.school.id, owner, *days]
    for pupil_id, last, first, starts, ends, *freed in fetch(_MEMBERS_SQL.format(members=table, key=key), params):
        said = names.get(pupil_id, f"{last} {first}")
        if day(starts) > span.starts_on:
            said += f", с {short_date(day(starts))}"
        if ends and day(ends) < span.ends_on:
            said += f", до {short_date(day(ends))}"
        if freed[0]:
            said += f"; {freed_note(freed[0], freed[1], day(freed[2]))}"
        names[pupil_id] = said
    return names


def _finals(card: CourseCard, period_ids: Sequence[int]) -> dict[tuple[int, int], str]:
    sql = _FINALS_SQL.format(periods=in_list(len(period_ids)))
    rows = fetch(sql, [card.school.id, card.id, *period_ids])
    return {(pupil_id, period_id): final for pupil_id, period_id, final in rows}


def _topics(lessons: Sequence[Held]) -> Table:
    columns = (
        Column("№", width=4, is_head=True),
        Column("Дата", Kind.DAY, width=11, is_head=True),
        Column("Что пройдено на уроке", Kind.TEXT, width=46),
        Column("Домашнее задание", Kind.TEXT, width=34),
    )
    rows = tuple(
        (place, each.held_on, "Урок отменён" if each.is_cancelled else each.topic, each.homework)
        for place, each in enumerate(lessons, 1)
    )
    return Table("Темы и домашние задания", columns, rows, empty="Уроков за это время нет.")
