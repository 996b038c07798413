"""The journal of a class as one book: title, contents, every subject's pages of a span, sheets, remarks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kedr.core.sql import fetch, in_list
from kedr.core.words import initials
from kedr.reports.access import ClassCard, CourseCard
from kedr.reports.queries import links
from kedr.reports.queries.attendance import attendance
from kedr.reports.queries.book import class_report
from kedr.reports.queries.course_forms import remarks_table
from kedr.reports.queries.course_journal import course_journal
from kedr.reports.queries.spans import Asked, Span, Spans, spans_of
from kedr.reports.queries.summary import summary
from kedr.reports.table import Cell, Column, Kind, Layout, Report, Table

# By curriculum_course_class and curriculum_course_group; the teachers are those of the span's last day.
_COURSES_SQL = """
SELECT c.id, c.title, c.class_id, c.group_id, c.scheme_id, COALESCE(g.name, ''), COALESCE(p.last_name, ''),
  COALESCE(p.first_name, ''), COALESCE(p.middle_name, '')
FROM curriculum_course c
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
LEFT JOIN curriculum_courseteacher t ON t.school_id = c.school_id AND t.course_id = c.id
  AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s)
LEFT JOIN people_person p ON p.school_id = t.school_id AND p.id = t.person_id
WHERE c.school_id = %s AND (
  (c.class_id = %s AND c.group_id IS NULL)
  OR c.group_id IN (SELECT g.group_id FROM schools_groupclass g WHERE g.school_id = %s AND g.class_id = %s))
ORDER BY c.is_extra, c.title, c.group_id IS NOT NULL, COALESCE(g.name, ''), c.id, p.last_name
"""
# by timetable_lesson_course
_LESSONS_SQL = """
SELECT course_id, COUNT(*), SUM(CASE WHEN is_cancelled THEN 1 ELSE 0 END) FROM timetable_lesson
WHERE school_id = %s AND course_id IN {courses} AND held_on >= %s AND held_on < %s GROUP BY course_id
"""


@dataclass(frozen=True, slots=True)
class _Part:
    """A subject of the book."""

    card: CourseCard
    is_own: bool
    held: int
    cancelled: int


def class_journal(card: ClassCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """The book of a class in a span. Three queries; the paper asks five more for each journal."""
    spans = spans_of(card.school.id, card.year, [card.scheme_id], asked, today)
    span = spans.chosen
    parts = _parts(card, span, today)
    columns = (
        Column("№", width=3, is_head=True),
        Column("Предмет", Kind.TEXT, width=34, is_head=True),
        Column("Группа", Kind.TEXT, width=24),
        Column("Учитель", Kind.TEXT, width=24),
        Column("Уроков", width=8),
        Column("Отменено", width=8),
    )
    rows = []
    for place, part in enumerate(parts, 1):
        group = part.card.whose if part.card.group_id else ""
        href = ""
        if part.is_own or card.is_office:
            href = links.journal(card.school.id, part.card.id, span.period.id if span.period else None)
        held = Cell(part.held or None, href)
        rows.append(
            (place, Cell(part.card.title, href), group, ", ".join(part.card.teachers), held, part.cancelled or None)
        )
    report = class_report(
        card, span, today, "book", "Журнал класса",
        [Table("Оглавление", columns, tuple(rows), empty="Предметов у класса нет.")],
        text=("Печать: титул, оглавление, развороты всех предметов, сводные ведомости и замечания одной книгой.",),
    )  # fmt: skip
    return replace(report, is_book=True, leaves=lambda: _leaves(card, parts, report, span, today)), spans


def _parts(card: ClassCard, span: Span, today: date) -> list[_Part]:
    on = span.last_day(card.year.last_day(today))
    found: dict[int, CourseCard] = {}
    own: set[int] = set()
    for course_id, title, class_id, group_id, scheme_id, group, *name in fetch(
        _COURSES_SQL, [on, on, card.school.id, card.id, card.school.id, card.id]
    ):
        before = found[course_id].teachers if course_id in found else ()
        teachers = (*before, initials(*name)) if name[0] else before
        whose = group or card.name
        found[course_id] = CourseCard(
            card.school, card.year, course_id, title, whose, class_id, group_id, scheme_id, teachers
        )
        if class_id:
            own.add(course_id)
    counted = {
        course_id: (every - cancelled, cancelled)
        for course_id, every, cancelled in fetch(
            _LESSONS_SQL.format(courses=in_list(len(found))), [card.school.id, *found, span.starts_on, span.ends_on]
        )
    }
    return [_Part(one, one.id in own, *counted.get(one.id, (0, 0))) for one in found.values()]


def _leaves(card: ClassCard, parts: Sequence[_Part], report: Report, span: Span, today: date) -> tuple[Report, ...]:
    """The sheets of the book in the order of the paper one."""
    plain = replace(report, leaves=None, tables=(), text=(), is_book=False)
    cover = replace(
        plain, title="Журнал", whose=f"{card.name} класс", span=f"{card.year.title} учебный год", layout=Layout.COVER,
        text=(report.span,),
    )  # fmt: skip
    contents = replace(plain, title="Оглавление", layout=Layout.CONTENTS)
    journals = [
        course_journal(part.card, _asked(span) if part.card.scheme_id == card.scheme_id else _days(span), today)[0]
        for part in parts
    ]
    sheets = [replace(made(card, _asked(span), today)[0], charts=()) for made in (summary, attendance)]
    remarks = replace(
        plain, title="Замечания по ведению журнала",
        tables=(remarks_table(card.school.id, [part.card.id for part in parts], with_course=True),),
        signers=(("Заместитель директора", ""),),
    )  # fmt: skip
    return (cover, contents, *journals, *sheets, remarks)


def _asked(span: Span) -> Asked:
    """The same span asked for of another report of the class."""
    if span.period:
        return Asked(period_id=span.period.id)
    return Asked(is_year=True) if span.is_year else _days(span)


def _days(span: Span) -> Asked:
    """Its days: a journal of a group may live by other periods."""
    return Asked(first=span.starts_on, last=span.ends_on - timedelta(days=1))
