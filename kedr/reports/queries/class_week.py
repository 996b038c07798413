"""Выписка для семей: a pupil's week on one sheet, for families that do not open the diary; the whole class at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kedr.core.sql import day, fetch
from kedr.core.words import weekday
from kedr.journal.rules import ATTENDANCE, short
from kedr.reports.access import ClassCard
from kedr.reports.queries import links
from kedr.reports.queries.book import class_report
from kedr.reports.queries.classes import Members, Pupil, members_of, pupils_of
from kedr.reports.queries.spans import Asked, Span, Spans, spans_of
from kedr.reports.table import Cell, Column, Kind, Report, Table, Tear, Value

WEEK = timedelta(days=7)

# by timetable_lesson_course
_LESSONS_SQL = """
SELECT l.id, l.held_on, l.number, c.title, c.group_id, COALESCE(p.topic, ''), COALESCE(h.text, ''), h.due_on
FROM curriculum_course c
JOIN timetable_lesson l ON l.school_id = c.school_id AND l.course_id = c.id AND NOT l.is_cancelled
  AND l.held_on >= %s AND l.held_on < %s
LEFT JOIN journal_lessonpage p ON p.school_id = l.school_id AND p.id = l.id
LEFT JOIN journal_homework h ON h.school_id = l.school_id AND h.lesson_id = l.id AND h.pupil_id = 0
WHERE c.school_id = %s AND (
  (c.class_id = %s AND c.group_id IS NULL)
  OR c.group_id IN (SELECT g.group_id FROM schools_groupclass g WHERE g.school_id = %s AND g.class_id = %s))
ORDER BY l.held_on, l.number, c.title
"""
# Marks, then absences, by journal_mark_diary and journal_attendance_diary.
_CELLS_SQL = """
SELECT m.pupil_id, m.lesson_id, m.slot, m.value FROM journal_mark m
WHERE m.school_id = %s AND m.held_on >= %s AND m.held_on < %s AND m.value <> ''
  AND m.pupil_id IN (SELECT e.person_id FROM people_enrolment e WHERE e.school_id = %s AND e.class_id = %s)
UNION ALL
SELECT a.pupil_id, a.lesson_id, -1, a.code FROM journal_attendance a
WHERE a.school_id = %s AND a.held_on >= %s AND a.held_on < %s AND a.code <> ''
  AND a.pupil_id IN (SELECT e.person_id FROM people_enrolment e WHERE e.school_id = %s AND e.class_id = %s)
ORDER BY 1, 2, 3
"""
# Homework for single pupils.
_OWN_SQL = """
SELECT h.lesson_id, h.pupil_id, h.text FROM journal_homework h
WHERE h.school_id = %s AND h.held_on >= %s AND h.held_on < %s AND h.pupil_id <> 0 AND h.text <> ''
  AND h.pupil_id IN (SELECT e.person_id FROM people_enrolment e WHERE e.school_id = %s AND e.class_id = %s)
"""


@dataclass(frozen=True, slots=True)
class Held:
    """A lesson of the week."""

    id: int
    held_on: date
    number: int
    title: str
    group_id: int | None
    topic: str
    homework: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Week:
    """The lessons of some days, and what stands in them by pupil and lesson."""

    lessons: Sequence[Held]
    marks: dict[tuple[int, int], list[str]]
    absences: dict[tuple[int, int], str]
    homework: dict[tuple[int, int], str]  # for the pupil alone
    members: Members

    def of(self, pupil: Pupil) -> list[Held]:
        """The lessons a pupil has."""
        return [
            lesson
            for lesson in self.lessons
            if pupil.is_here(lesson.held_on)
            and (
                lesson.group_id is None
                or any(p.holds(lesson.held_on) for p in self.members[lesson.group_id].get(pupil.id, ()))
            )
        ]


def week(card: ClassCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """The days asked for, or this week: marks, absences, homework, a sheet for each family. Six queries."""
    spans = spans_of(card.school.id, card.year, [card.scheme_id], _this_week(card, asked, today), today)
    span = spans.chosen
    seen = _week(card, span)
    pupils = [pupil for pupil in pupils_of(card) if pupil.is_here(span.last_day(card.year.last_day(today)))]
    rows: list[tuple[Value | Cell, ...]] = []
    for place, pupil in enumerate(pupils, 1):
        own = seen.of(pupil)
        marks = [value for lesson in own for value in seen.marks.get((pupil.id, lesson.id), [])]
        missed = sum((pupil.id, lesson.id) in seen.absences for lesson in own)
        href = links.pupil(card.school.id, pupil.id, span)
        rows.append((place, Cell(pupil.name, href), len(own), Cell(" ".join(marks), href), Cell(missed or None, href)))
    columns = (
        Column("№", width=3, is_head=True),
        Column("Фамилия и имя", Kind.TEXT, width=26, is_head=True),
        Column("Уроков", width=8),
        Column("Отметки", Kind.TEXT, width=40),
        Column("Пропуски и опоздания", width=10),
    )
    report = class_report(
        card, span, today, "week", "Выписки для семей", [Table("Ученики", columns, tuple(rows))],
        text=("Печать: лист каждой семье. Другая неделя – «Другие дни».",),
        leaves=lambda: tuple(_sheet(card, span, today, pupil, seen) for pupil in pupils),
    )  # fmt: skip
    return report, spans


def _this_week(card: ClassCard, asked: Asked, today: date) -> Asked:
    """The present week, or the last one of a year that is over, unless something else is asked for."""
    if asked != Asked():
        return asked
    on = max(card.year.starts_on, card.year.last_day(today))
    monday = on - timedelta(days=on.weekday())
    return Asked(first=max(monday, card.year.starts_on), last=min(monday + WEEK, card.year.ends_on) - timedelta(days=1))


def _week(card: ClassCard, span: Span) -> Week:
    """Four queries."""
    days = [span.starts_on, span.ends_on]
    own = [card.school.id, *days, card.school.id, card.id]
    lessons = [
        Held(*(row[0], day(row[1]), *row[2:7], day(row[7]) if row[7] else None))
        for row in fetch(_LESSONS_SQL, [*days, card.school.id, card.id, card.school.id, card.id])
    ]
    marks: dict[tuple[int, int], list[str]] = defaultdict(list)
    absences: dict[tuple[int, int], str] = {}
    for pupil_id, lesson_id, slot, value in fetch(_CELLS_SQL, own * 2):
        if slot < 0:
            absences[pupil_id, lesson_id] = value
        else:
            marks[pupil_id, lesson_id].append(short(value))
    homework = {(pupil_id, lesson_id): text for lesson_id, pupil_id, text in fetch(_OWN_SQL, own)}
    return Week(lessons, marks, absences, homework, members_of(card))


def _sheet(card: ClassCard, span: Span, today: date, pupil: Pupil, seen: Week) -> Report:
    columns = (
        Column("День", Kind.TEXT, width=16, is_head=True),
        Column("Предмет", Kind.TEXT, width=22),
        Column("Отметки", Kind.MARK, width=9),
        Column("Отсутствие", Kind.TEXT, width=14),
        Column("Домашнее задание", Kind.TEXT, width=35),
    )
    rows: list[tuple[Value, ...]] = []
    before = None
    for lesson in seen.of(pupil):
        on = f"{lesson.held_on:%d.%m}, {weekday(lesson.held_on)}" if lesson.held_on != before else ""
        before = lesson.held_on
        code = seen.absences.get((pupil.id, lesson.id), "")
        due = f" (к {lesson.due_on:%d.%m})" if lesson.homework and lesson.due_on else ""
        own = seen.homework.get((pupil.id, lesson.id), "")
        asked = "; ".join(filter(None, (f"{lesson.homework}{due}", f"лично: {own}" if own else "")))
        marks = " ".join(seen.marks.get((pupil.id, lesson.id), []))
        rows.append((on, lesson.title, marks, ATTENDANCE.get(code, code), asked))
    table = Table("", columns, tuple(rows), empty="Уроков в эти дни нет.")
    made = class_report(
        card, span, today, "week", "Выписка из журнала", [table],
        tear=Tear(
            f"Ознакомлен(а): {pupil.name}, {card.name} класс, {span.title}.", "Родитель (законный представитель)"
        ),
    )  # fmt: skip
    return replace(made, whose=f"{pupil.name}, {card.name} класс", signers=made.signers[:1])
