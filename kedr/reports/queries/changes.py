"""Журнал учёта пропущенных и замещённых уроков: what changed, why, and who gave what instead."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from kedr.core.sql import day, fetch
from kedr.core.words import initials
from kedr.reports.access import SchoolCard
from kedr.reports.queries import links
from kedr.reports.queries.hours import GivenHours, HourSort, given_hours
from kedr.reports.queries.school import school_report, school_spans
from kedr.reports.queries.spans import Asked, Span, Spans
from kedr.reports.table import Cell, Column, Figure, Kind, Report, Table, Value
from kedr.timetable.models import ChangeReason

type Row = tuple[Value | Cell, ...]

# by timetable_lesson_day; what was given in place of a lesson by timetable_lesson_instead
_CHANGES_SQL = """
SELECT l.id, l.held_on, l.number, COALESCE(g.name, k.name, ''), c.title, l.is_cancelled, l.is_joined, l.is_added,
  COALESCE(n.title, ''), l.change_reason, COALESCE(r.kind, ''), COALESCE(r.order_no, ''),
  COALESCE(l.planned_teacher_id, 0), COALESCE(o.last_name, ''), COALESCE(o.first_name, ''), COALESCE(o.middle_name, ''),
  COALESCE(l.teacher_id, 0), COALESCE(t.last_name, ''), COALESCE(t.first_name, ''), COALESCE(t.middle_name, ''),
  COALESCE(i.teacher_id, 0), COALESCE(w.last_name, ''), COALESCE(w.first_name, ''), COALESCE(w.middle_name, '')
FROM timetable_lesson l
JOIN curriculum_course c ON c.school_id = l.school_id AND c.id = l.course_id
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
LEFT JOIN people_person o ON o.school_id = l.school_id AND o.id = l.planned_teacher_id
LEFT JOIN people_person t ON t.school_id = l.school_id AND t.id = l.teacher_id
LEFT JOIN timetable_changereason r ON r.school_id = l.school_id AND r.id = l.reason_id
LEFT JOIN timetable_lesson i ON i.school_id = l.school_id AND i.instead_id = l.id
LEFT JOIN curriculum_course n ON n.school_id = i.school_id AND n.id = i.course_id
LEFT JOIN people_person w ON w.school_id = i.school_id AND w.id = i.teacher_id
WHERE l.school_id = %s AND l.held_on >= %s AND l.held_on < %s AND l.instead_id IS NULL
  AND (l.is_cancelled OR l.is_teacher_replaced OR l.is_added)
ORDER BY l.held_on DESC, l.number, 4
"""


class Sort(StrEnum):
    """What a change of the timetable is."""

    CANCELLED = "отменён"
    SUBJECT = "замена предмета"
    REPLACED = "замена"
    JOINED = "совмещение"
    ADDED = "дополнительный"


@dataclass(frozen=True, slots=True)
class Changed:
    """A lesson that was cancelled, given by somebody else, had another in its place, or was added."""

    id: int
    held_on: date
    number: int
    whose: str
    title: str
    sort: Sort
    given: str  # the subject in its place
    reason: str
    planned_id: int
    planned: str
    teacher_id: int
    teacher: str


def changes(card: SchoolCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """Cancelled, substituted and added lessons up to today, and hours given. Four queries."""
    spans = school_spans(card, asked, today)
    span = spans.chosen
    until = span.last_day(card.year.last_day(today)) + timedelta(days=1)
    changed = [_changed(row) for row in fetch(_CHANGES_SQL, [card.school.id, span.starts_on, until])]
    counts = Counter(each.sort for each in changed)
    most = Counter(each.title for each in changed if each.sort in (Sort.REPLACED, Sort.JOINED)).most_common(1)
    labels = {
        Sort.CANCELLED: "Отменено", Sort.REPLACED: "Замен", Sort.JOINED: "Совмещений", Sort.SUBJECT: "Замен предмета",
        Sort.ADDED: "Дополнительных",
    }  # fmt: skip
    report = school_report(
        card, span, today, "changes", "Журнал учёта пропущенных и замещённых уроков",
        [
            _by_subject(changed),
            _hours(card, given_hours(card.school.id, span.starts_on, until), changed, span),
            _list(card, changed),
        ],
        figures=(
            *(Figure(label, counts[sort]) for sort, label in labels.items()),
            *(Figure("Чаще всего заменяли", title, Kind.TEXT, f"уроков {lessons}") for title, lessons in most),
        ),
        notes=[
            "Замена – урок провёл другой учитель. Другой кабинет или другое время заменой не считаются.",
            "Замена предмета: час считается предмету, который дали.",
        ],
    )  # fmt: skip
    return report, spans


def _changed(row: tuple[Any, ...]) -> Changed:
    lesson_id, on, lesson, whose, title, is_cancelled, is_joined, is_added, given, words, kind, order_no, *who = row
    planned_id, *planned = who[:4]
    teacher_id, *teacher = who[4:8]
    given_id, *given_by = who[8:]
    if is_cancelled and not planned_id:
        planned_id, planned = teacher_id, teacher
    if is_cancelled:
        teacher_id, teacher = given_id, given_by
    sort = Sort.SUBJECT if given else Sort.CANCELLED if is_cancelled else Sort.JOINED if is_joined else Sort.REPLACED
    sort = Sort.ADDED if is_added and not is_cancelled and not planned_id else sort
    reason = str(ChangeReason.Kind(kind).label) if kind else words
    reason += f", приказ № {order_no}" if order_no else ""
    return Changed(
        lesson_id, day(on), lesson, whose, title, sort, given, reason, planned_id, _name(planned), teacher_id,
        _name(teacher),
    )  # fmt: skip


def _name(parts: Sequence[object]) -> str:
    last, first, middle = map(str, parts)
    return initials(last, first, middle) if last else ""


def _by_subject(changed: Sequence[Changed]) -> Table:
    shown = [sort for sort in Sort if any(each.sort == sort for each in changed)] or [Sort.CANCELLED, Sort.REPLACED]
    titles = {Sort.CANCELLED: "Отменено", Sort.REPLACED: "Замен", Sort.SUBJECT: "Замен предмета",
              Sort.JOINED: "Совмещений", Sort.ADDED: "Дополнительных"}  # fmt: skip
    columns = (
        Column("Предмет", Kind.TEXT, width=30, is_head=True),
        *(Column(titles[sort], width=10) for sort in shown),
    )
    counts = Counter((each.title, each.sort) for each in changed)
    all_of = Counter(each.title for each in changed)
    rows = tuple(
        (title, *(counts[title, sort] or None for sort in shown))
        for title in sorted(all_of, key=lambda title: (-all_of[title], title))
    )
    of_sort = Counter(each.sort for each in changed)
    totals: tuple[Row, ...] = (("Всего", *(of_sort[sort] for sort in shown)),) if rows else ()
    return Table("По предметам", columns, rows, totals, empty="Отмен и замен за это время нет.")


def _hours(card: SchoolCard, given: Sequence[GivenHours], changed: Sequence[Changed], span: Span) -> Table:
    """What each teacher has given, and what others gave for them."""
    group = "Проведено уроков"
    columns = (
        Column("Учитель", Kind.TEXT, width=26, is_head=True),
        Column("по расписанию", group=group, width=11),
        Column("дополнительных", group=group, width=11),
        Column("замен и совмещений", group=group, width=11),
        Column("замен предмета", group=group, width=9),
        Column("всего", group=group, width=8),
        Column("Заменяли его уроки", width=10),
    )
    for_them = Counter(each.planned_id for each in changed if each.sort not in (Sort.CANCELLED, Sort.ADDED))
    made: list[Row] = []
    sums = [0] * 6
    for one in given:
        numbers = [*(one.of(sort) for sort in HourSort), one.total, for_them[one.teacher_id]]
        sums = [total + each for total, each in zip(sums, numbers, strict=True)]
        href = links.teacher(card.school.id, one.teacher_id, span)
        made.append((Cell(one.name, href), *(each or None for each in numbers)))
    totals: tuple[Row, ...] = (("Всего", *sums),) if made else ()
    return Table("Учёт занятий", columns, tuple(made), totals, empty="Проведённых уроков за это время нет.")


def _list(card: SchoolCard, changed: Sequence[Changed]) -> Table:
    columns = (
        Column("День", Kind.DAY, width=12, is_head=True),
        Column("Урок", width=6),
        Column("Класс, группа", Kind.TEXT, width=16),
        Column("Предмет", Kind.TEXT, width=22),
        Column("По расписанию", Kind.TEXT, width=20),
        Column("Что было", Kind.TEXT, width=28),
        Column("Причина", Kind.TEXT, width=24),
    )
    rows = tuple(
        (
            each.held_on,
            Cell(each.number, links.lesson(card.school.id, each.id)),
            each.whose,
            each.title,
            each.planned or ("" if each.sort in (Sort.CANCELLED, Sort.ADDED) else "не назначен"),
            _what(each),
            each.reason,
        )
        for each in changed
    )
    return Table("Журнал пропущенных и замещённых уроков", columns, rows, empty="Отмен и замен за это время нет.")


def _what(each: Changed) -> str:
    match each.sort:
        case Sort.CANCELLED:
            return "отменён"
        case Sort.SUBJECT:
            return f"замена предмета: {each.given}, {each.teacher or 'учитель не назначен'}"
    return f"{each.sort}: {each.teacher or 'учитель не назначен'}"
