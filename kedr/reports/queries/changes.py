"""Отмены и замены уроков, and the hours that teachers have given."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kedr.core.sql import day, fetch
from kedr.core.words import initials
from kedr.reports.access import SchoolCard
from kedr.reports.queries import links
from kedr.reports.queries.school import school_report, school_spans
from kedr.reports.queries.spans import Asked, Span, Spans
from kedr.reports.table import Cell, Column, Figure, Kind, Report, Table, Value

type Row = tuple[Value | Cell, ...]

# by timetable_lesson_day
_CHANGES_SQL = """
SELECT l.id, l.held_on, l.number, COALESCE(g.name, k.name, ''), c.title, l.is_cancelled, l.change_reason,
  COALESCE(l.planned_teacher_id, 0), COALESCE(o.last_name, ''), COALESCE(o.first_name, ''), COALESCE(o.middle_name, ''),
  COALESCE(l.teacher_id, 0), COALESCE(t.last_name, ''), COALESCE(t.first_name, ''), COALESCE(t.middle_name, '')
FROM timetable_lesson l
JOIN curriculum_course c ON c.school_id = l.school_id AND c.id = l.course_id
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
LEFT JOIN people_person o ON o.school_id = l.school_id AND o.id = l.planned_teacher_id
LEFT JOIN people_person t ON t.school_id = l.school_id AND t.id = l.teacher_id
WHERE l.school_id = %s AND l.held_on >= %s AND l.held_on < %s AND (l.is_cancelled OR l.is_teacher_replaced)
ORDER BY l.held_on DESC, l.number, 4
"""

_HOURS_SQL = """
SELECT l.teacher_id, p.last_name, p.first_name, p.middle_name,
  SUM(CASE WHEN l.is_teacher_replaced OR l.slot_id IS NULL THEN 0 ELSE 1 END),
  SUM(CASE WHEN l.is_teacher_replaced THEN 1 ELSE 0 END),
  SUM(CASE WHEN l.slot_id IS NULL AND NOT l.is_teacher_replaced THEN 1 ELSE 0 END)
FROM timetable_lesson l
JOIN people_person p ON p.school_id = l.school_id AND p.id = l.teacher_id
WHERE l.school_id = %s AND l.held_on >= %s AND l.held_on < %s AND NOT l.is_cancelled
GROUP BY l.teacher_id, p.last_name, p.first_name, p.middle_name ORDER BY 2, 3, 1
"""


@dataclass(frozen=True, slots=True)
class Changed:
    """A lesson that was cancelled or given by somebody else."""

    id: int
    held_on: date
    number: int
    whose: str
    title: str
    is_cancelled: bool
    reason: str
    planned_id: int
    planned: str
    teacher_id: int
    teacher: str


def changes(card: SchoolCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """Cancelled and substituted lessons up to today, and hours given. Four queries."""
    spans = school_spans(card, asked, today)
    span = spans.chosen
    params = [card.school.id, span.starts_on, span.last_day(card.year.last_day(today)) + timedelta(days=1)]
    changed = [_changed(row) for row in fetch(_CHANGES_SQL, params)]
    cancelled = [each for each in changed if each.is_cancelled]
    replaced = [each for each in changed if not each.is_cancelled]
    most = Counter(each.title for each in replaced).most_common(1)
    report = school_report(
        card, span, today, "changes", "Отмены и замены уроков",
        [
            _by_subject(changed),
            _hours(card, fetch(_HOURS_SQL, params), changed, span),
            _list(card, changed),
        ],
        figures=(
            Figure("Отменено", len(cancelled)),
            Figure("Замен", len(replaced)),
            *(Figure("Чаще всего заменяли", title, Kind.TEXT, f"уроков {lessons}") for title, lessons in most),
        ),
        notes=["Замена – урок провёл другой учитель. Другой кабинет или другое время заменой не считаются."],
    )  # fmt: skip
    return report, spans


def _changed(row: tuple[object, ...]) -> Changed:
    lesson_id, on, lesson, whose, title, is_cancelled, reason, planned_id, *rest = row
    planned, (teacher_id, *teacher) = rest[:3], rest[3:]
    if is_cancelled and not planned_id:
        planned = teacher
    return Changed(
        lesson_id, day(on), lesson, whose, title, bool(is_cancelled), reason, planned_id, _name(planned), teacher_id,  # type: ignore[arg-type]
        _name(teacher),
    )  # fmt: skip


def _name(parts: Sequence[object]) -> str:
    last, first, middle = map(str, parts)
    return initials(last, first, middle) if last else ""


def _by_subject(changed: Sequence[Changed]) -> Table:
    columns = (
        Column("Предмет", Kind.TEXT, width=30, is_head=True),
        Column("Отменено", width=9),
        Column("Замен", width=9),
    )
    cancelled = Counter(each.title for each in changed if each.is_cancelled)
    replaced = Counter(each.title for each in changed if not each.is_cancelled)
    names = sorted(cancelled.keys() | replaced.keys(), key=lambda title: (-cancelled[title] - replaced[title], title))
    rows = tuple((title, cancelled[title] or None, replaced[title] or None) for title in names)
    totals = (("Всего", cancelled.total(), replaced.total()),) if rows else ()
    return Table("По предметам", columns, rows, totals, empty="Отмен и замен за это время нет.")


def _hours(card: SchoolCard, rows: Sequence[tuple[object, ...]], changed: Sequence[Changed], span: Span) -> Table:
    """What each teacher has given, and what others gave for them."""
    columns = (
        Column("Учитель", Kind.TEXT, width=26, is_head=True),
        Column("по расписанию", group="Проведено уроков", width=11),
        Column("замен", group="Проведено уроков", width=8),
        Column("дополнительных", group="Проведено уроков", width=11),
        Column("всего", group="Проведено уроков", width=8),
        Column("Заменяли его уроки", width=10),
    )
    for_them = Counter(each.planned_id for each in changed if not each.is_cancelled)
    made: list[Row] = []
    sums = [0, 0, 0, 0, 0]
    for teacher_id, last, first, middle, own, stood_in, extra in rows:
        hours = [int(str(each)) for each in (own, stood_in, extra)]
        numbers = [*hours, sum(hours), for_them[int(str(teacher_id))]]
        sums = [total + each for total, each in zip(sums, numbers, strict=True)]
        href = links.teacher(card.school.id, int(str(teacher_id)), span)
        made.append((Cell(_name((last, first, middle)), href), *(each or None for each in numbers)))
    totals: tuple[Row, ...] = (("Всего", *sums),) if made else ()
    return Table("Учёт занятий", columns, tuple(made), totals, empty="Проведённых уроков за это время нет.")


def _list(card: SchoolCard, changed: Sequence[Changed]) -> Table:
    columns = (
        Column("День", Kind.DAY, width=12, is_head=True),
        Column("Урок", width=6),
        Column("Класс, группа", Kind.TEXT, width=16),
        Column("Предмет", Kind.TEXT, width=22),
        Column("По расписанию", Kind.TEXT, width=20),
        Column("Что было", Kind.TEXT, width=24),
        Column("Причина", Kind.TEXT, width=24),
    )
    rows = tuple(
        (
            each.held_on,
            Cell(each.number, links.lesson(card.school.id, each.id)),
            each.whose,
            each.title,
            each.planned or ("" if each.is_cancelled else "не назначен"),
            "отменён" if each.is_cancelled else f"замена: {each.teacher or 'учитель не назначен'}",
            each.reason,
        )
        for each in changed
    )
    return Table("Журнал пропущенных и замещённых уроков", columns, rows, empty="Отмен и замен за это время нет.")
