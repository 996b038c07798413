"""Накопляемость отметок: how marks gather in the subjects of a class, and who has too few."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kedr.core.sql import day, fetch
from kedr.journal.rules.proposals import least_marks
from kedr.reports.access import ClassCard
from kedr.reports.queries import links
from kedr.reports.queries.book import class_report
from kedr.reports.queries.classes import CourseLine, Members, Pupil, Subject, here, members_of, pupils_of, subjects_of
from kedr.reports.queries.spans import Asked, Span, Spans, spans_of
from kedr.reports.rules import Gathering
from kedr.reports.table import Cell, Column, Kind, Report, Table, Value
from kedr.schools.queries import regulations
from kedr.schools.rules import LEAST_MARKS, MARKLESS_LESSONS, level_of

type Row = tuple[Value | Cell, ...]

# Given marks, the day of the last one, and how many count for a result: with a weight, those of another school too.
# By journal_mark_diary and journal_broughtmark_pupil.
_MARKS_SQL = """
SELECT m.pupil_id, w.course_id, SUM(CASE WHEN m.value LIKE '%%/%%' THEN 2 ELSE 1 END), MAX(m.held_on),
  SUM(CASE WHEN w.weight = 0 THEN 0 WHEN m.value LIKE '%%/%%' THEN 2 ELSE 1 END)
FROM journal_mark m
JOIN journal_work w ON w.school_id = m.school_id AND w.id = m.work_id
WHERE m.school_id = %s AND m.held_on >= %s AND m.held_on < %s AND m.value NOT IN ('', '.')
  AND m.pupil_id IN (SELECT e.person_id FROM people_enrolment e WHERE e.school_id = %s AND e.class_id = %s)
GROUP BY m.pupil_id, w.course_id
UNION ALL
SELECT b.pupil_id, b.course_id, 0, NULL, SUM(CASE WHEN b.value LIKE '%%/%%' THEN 2 ELSE 1 END)
FROM journal_broughtmark b
WHERE b.school_id = %s AND b.held_on >= %s AND b.held_on < %s AND b.weight > 0
  AND b.pupil_id IN (SELECT e.person_id FROM people_enrolment e WHERE e.school_id = %s AND e.class_id = %s)
GROUP BY b.pupil_id, b.course_id
"""

# by timetable_lesson_course
_HELD_SQL = """
SELECT l.course_id, l.held_on FROM curriculum_course c
JOIN timetable_lesson l ON l.school_id = c.school_id AND l.course_id = c.id AND NOT l.is_cancelled
  AND l.held_on >= %s AND l.held_on < %s
WHERE c.school_id = %s AND (
  (c.class_id = %s AND c.group_id IS NULL)
  OR c.group_id IN (SELECT g.group_id FROM schools_groupclass g WHERE g.school_id = %s AND g.class_id = %s))
ORDER BY l.course_id, l.held_on
"""

_COLUMNS = (
    Column("Предмет", Kind.TEXT, width=26, is_head=True),
    Column("Учитель", Kind.TEXT, width=20),
    Column("Уроков", width=7),
    Column("Учеников", width=8),
    Column("Отметок", width=8),
    Column("На ученика", Kind.MEAN, width=9),
    Column("За урок, %", Kind.SHARE, full="Отметки к числу мест «урок × ученик»", width=9),
    Column("Минимум", full="Сколько отметок нужно для итога", width=8),
    Column("Мало отметок, %", Kind.SHARE, full="Доля учеников, у кого отметок меньше минимума", width=9),
    Column("Без отметок", width=8),
    Column("Давно не спрошены", full="Уроков подряд без отметки больше, чем велит локальный акт", width=10),
)


def gathering(card: ClassCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """How marks gather, subject by subject. Seven queries."""
    spans = spans_of(card.school.id, card.year, [card.scheme_id], asked, today)
    span, last = spans.chosen, spans.chosen.last_day(card.year.last_day(today))
    local = regulations(card.school.id, last)
    level = level_of(card.grade)
    run = local.get(MARKLESS_LESSONS, level=level)
    members = members_of(card)
    pupils = here(pupils_of(card), last)
    marks, held = _marks(card, span), _held(card, span, last)
    rows: list[Row] = []
    whole = Gathering(0, 0, 0, 0, 0)
    for subject in subjects_of(card, last):
        least = local.get(LEAST_MARKS, level=level, subject_id=subject.id)
        for course in subject.courses:
            listed = _list_of(course, pupils, members, last)
            wanted = least_marks(course.hours, least)
            made, row = _row(card, course, listed, held[course.id], marks, wanted, run, span)
            if listed:
                rows.append((Cell(_title(subject, course), _href(card, course, span)),
                             ", ".join(course.teachers), *row))  # fmt: skip
                whole = whole + made
    total: Row = ("Всего", "", None, None, whole.marks, None, None, None, None, whole.markless or None, None)
    report = class_report(
        card, span, today, "gathering", "Накопляемость отметок",
        [Table("По предметам", _COLUMNS, tuple(rows), (total,) if rows else ())],
        notes=[
            f"Давно не спрошен – {run} и больше уроков подряд без отметки, считая до {last:%d.%m.%Y}.",
            f"Минимум отметок: {LEAST_MARKS.words(local.get(LEAST_MARKS, level=level))} часов. Отметки с весом 0 в него"
            " не входят, перенесённые из другой школы входят.",
        ],
    )  # fmt: skip
    return report, spans


@dataclass(slots=True)
class _Given:
    """The marks of a pupil in a course: how many, the last one's day, how many of them count for a result."""

    times: int = 0
    last_on: date = date.min
    counts: int = 0


type Marks = dict[tuple[int, int], _Given]  # by pupil and course


def _marks(card: ClassCard, span: Span) -> Marks:
    params = [card.school.id, span.starts_on, span.ends_on, card.school.id, card.id]
    found: Marks = defaultdict(_Given)
    for pupil_id, course_id, times, last_on, counts in fetch(_MARKS_SQL, params * 2):
        given = found[pupil_id, course_id]
        given.times += times
        given.counts += counts
        given.last_on = day(last_on) if last_on else given.last_on
    return found


def _held(card: ClassCard, span: Span, last: date) -> dict[int, list[date]]:
    """The days of the lessons of each course that have been held."""
    found: dict[int, list[date]] = defaultdict(list)
    until = last + timedelta(days=1)
    for course_id, on in fetch(_HELD_SQL, [span.starts_on, until, card.school.id, card.id, card.school.id, card.id]):
        found[course_id].append(day(on))
    return found


def _list_of(course: CourseLine, pupils: Sequence[Pupil], members: Members, on: date) -> list[Pupil]:
    if course.group_id is None:
        return list(pupils)
    group = members[course.group_id]
    return [pupil for pupil in pupils if any(place.holds(on) for place in group.get(pupil.id, ()))]


def _row(
    card: ClassCard,
    course: CourseLine,
    pupils: Sequence[Pupil],
    held: Sequence[date],
    marks: Marks,
    wanted: int,
    run: int,
    span: Span,
) -> tuple[Gathering, Row]:
    given = {pupil.id: marks[pupil.id, course.id] for pupil in pupils}
    few = [pupil for pupil in pupils if given[pupil.id].counts < wanted]
    none = [pupil.name for pupil in pupils if not given[pupil.id].times]
    long = [
        f"{pupil.name}, {since} подряд"
        for pupil in pupils
        if (since := len(held) - bisect_right(held, given[pupil.id].last_on)) >= max(run, 1)
    ]
    made = Gathering(sum(each.times for each in given.values()), len(held), len(pupils), len(few), len(none))
    names = tuple(f"{pupil.name}, отметок {given[pupil.id].counts}" for pupil in few)
    href = _href(card, course, span)
    return made, (
        Cell(len(held) or None, href), len(pupils), Cell(made.marks or None, href), made.per_pupil, made.per_lesson,
        wanted, Cell(made.bare, rows=names) if few else made.bare, Cell(len(none) or None, rows=tuple(none)),
        Cell(len(long) or None, rows=tuple(long), tone="warn" if long else ""),
    )  # fmt: skip


def _title(subject: Subject, course: CourseLine) -> str:
    return f"{subject.short}, {course.group_name}" if course.group_name else subject.title


def _href(card: ClassCard, course: CourseLine, span: Span) -> str:
    if not (course.is_own or card.is_office):
        return ""
    return links.journal(card.school.id, course.id, span.period.id if span.period else None)
