"""Выполнение программы: every course's plan and fact, why it is behind, and how the gap is closed."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kedr.core.sql import day, fetch, in_list
from kedr.core.words import initials
from kedr.curriculum.rules import Followed, Fulfilment, PlanLine, Slot, lay_all, slots_of
from kedr.reports.access import ClassCard, SchoolCard
from kedr.reports.queries import links
from kedr.reports.queries.book import class_report
from kedr.reports.queries.school import school_report, school_spans
from kedr.reports.queries.spans import Asked, Span, Spans, spans_of
from kedr.reports.table import Cell, Column, Figure, Kind, Report, Table, Value
from kedr.timetable.actions.lessons import DROPPED
from kedr.timetable.models import ChangeReason

type Row = tuple[Value | Cell, ...]
AWAY = "учителя не было"  # why is for the office alone
type Lesson = tuple[int, date, bool, str, bool]  # id, day, cancelled, why, of the weekly plan

# The courses with the teachers of a day.
_COURSES_SQL = """
SELECT c.id, c.title, COALESCE(g.name, k.name, ''), COALESCE(p.last_name, ''), COALESCE(p.first_name, ''),
  COALESCE(p.middle_name, '')
FROM curriculum_course c
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
LEFT JOIN curriculum_courseteacher t ON t.school_id = c.school_id AND t.course_id = c.id
  AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s)
LEFT JOIN people_person p ON p.school_id = t.school_id AND p.id = t.person_id
WHERE c.school_id = %s AND c.year_id = %s AND {which}
ORDER BY COALESCE(k.grade, 99), COALESCE(k.letter, ''), c.title, COALESCE(g.name, ''), c.id, p.last_name
"""
_OF_CLASS = """((c.class_id = %s AND c.group_id IS NULL)
  OR c.group_id IN (SELECT g.group_id FROM schools_groupclass g WHERE g.school_id = %s AND g.class_id = %s))"""
# by timetable_lesson_course
_LESSONS_SQL = """
SELECT l.course_id, l.id, l.held_on, l.is_cancelled, COALESCE(r.kind, ''), r.teacher_id IS NOT NULL, l.change_reason,
  l.slot_id IS NOT NULL
FROM timetable_lesson l
LEFT JOIN timetable_changereason r ON r.school_id = l.school_id AND r.id = l.reason_id
WHERE l.school_id = %s AND l.course_id IN {courses} ORDER BY l.held_on, l.number, l.id
"""
_PLANS_SQL = """
SELECT course_id, plan_id, starts_on, ends_on FROM curriculum_courseplan
WHERE school_id = %s AND course_id IN {courses} ORDER BY starts_on
"""
_ROWS_SQL = """
SELECT r.plan_id, r.id, r.topic, r.hours FROM curriculum_planrow r
WHERE r.school_id = %s AND r.plan_id IN {plans} ORDER BY r.plan_id, r.position
"""
_CORRECTIONS_SQL = """
SELECT course_id, row_id, hours, reason FROM curriculum_plancorrection WHERE school_id = %s AND course_id IN {courses}
"""


@dataclass(slots=True)
class _Course:
    """A course: its lessons in order, the plans it follows, its corrections by row."""

    id: int
    title: str
    whose: str
    teachers: list[str]
    lessons: list[Lesson] = field(default_factory=list)
    plans: list[tuple[int, date, date | None]] = field(default_factory=list)
    corrections: dict[int, tuple[int, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of a course by a day."""

    hours: Fulfilment
    has_plan: bool
    gaps: tuple[str, ...]  # cancelled lessons by reason
    closing: tuple[str, ...]  # corrections with their reasons


def school_programme(card: SchoolCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """The programme of every course of the school. Seven queries."""
    spans = school_spans(card, asked, today)
    span, last = spans.chosen, spans.chosen.last_day(card.year.last_day(today))
    rows = fetch(_COURSES_SQL.format(which="1 = 1"), [last, last, card.school.id, card.year.id])
    tables, figures = _made(card.school.id, rows, span, last, says_why=True)
    report = school_report(
        card, span, today, "programme", "Выполнение программы", tables, notes=_NOTES, figures=figures
    )
    return report, spans


def class_programme(card: ClassCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """The programme of a class's courses. Six queries."""
    spans = spans_of(card.school.id, card.year, [card.scheme_id], asked, today)
    span, last = spans.chosen, spans.chosen.last_day(card.year.last_day(today))
    own = [last, last, card.school.id, card.year.id, card.id, card.school.id, card.id]
    rows = fetch(_COURSES_SQL.format(which=_OF_CLASS), own)
    tables, figures = _made(card.school.id, rows, span, last, says_why=card.is_office)
    report = class_report(card, span, today, "programme", "Выполнение программы", tables, notes=_NOTES, figures=figures)
    return report, spans


_NOTES = (
    "С начала года по последний день. План – уроки, на которые к этому дню легли темы плана уроков; без плана уроков –"
    " все уроки расписания. Отклонение – факт и часы, возвращённые уплотнением, минус план.",
)
_COLUMNS = (
    Column("Класс, группа", Kind.TEXT, width=18, is_head=True),
    Column("Предмет", Kind.TEXT, width=22),
    Column("Учитель", Kind.TEXT, width=16),
    Column("План", width=6),
    Column("Факт", width=6),
    Column("Уплотнено", full="Часы, возвращённые корректировкой плана", width=8),
    Column("Откл.", full="Отклонение", width=6),
    Column("%", Kind.SHARE, full="Выполнение", width=8),
    Column("Почему отстали", Kind.TEXT, width=28),
    Column("Чем закрыто", Kind.TEXT, width=24),
)


def _made(
    school_id: int, rows: Sequence[tuple[Any, ...]], span: Span, last: date, *, says_why: bool
) -> tuple[list[Table], tuple[Figure, ...]]:
    """Four queries."""
    courses: dict[int, _Course] = {}
    for course_id, title, whose, *name in rows:
        one = courses.setdefault(course_id, _Course(course_id, title, whose, []))
        one.teachers += [initials(*name)] if name[0] else []
    plans = _fill(school_id, courses, says_why=says_why)
    lines: list[Row] = []
    plan = fact = saved = behind = 0
    for one in courses.values():
        done = _done(one, plans, last)
        plan, fact, saved = plan + done.hours.plan, fact + done.hours.fact, saved + done.hours.saved
        behind += done.hours.deviation < 0
        lines.append(_row(school_id, one, done))
    whole = Fulfilment(plan, fact, saved)
    foot: Row = ("Всего", "", "", whole.plan, whole.fact, whole.saved or None, whole.deviation, whole.percent, "", "")
    table = Table("По журналам", _COLUMNS, tuple(lines), (foot,) if lines else (), empty="Журналов нет.")
    figures = (
        Figure("Выполнение, %", whole.percent, Kind.SHARE, f"по {last:%d.%m.%Y}"),
        Figure("Отстают", behind, note=f"журналов из {len(courses)}"),
    )
    return [table], figures


def _fill(school_id: int, courses: dict[int, _Course], *, says_why: bool) -> dict[int, list[PlanLine]]:
    """Lessons, plans and corrections of the courses; the rows of the plans."""
    listed, own = in_list(len(courses)), [school_id, *courses]
    for course_id, lesson_id, on, is_cancelled, kind, is_of_teacher, words, is_planned in fetch(
        _LESSONS_SQL.format(courses=listed), own
    ):
        reason = str(ChangeReason.Kind(kind).label) if kind else words
        if is_of_teacher and not says_why:
            reason = AWAY
        courses[course_id].lessons.append((lesson_id, day(on), bool(is_cancelled), reason, bool(is_planned)))
    for course_id, plan_id, starts, ends in fetch(_PLANS_SQL.format(courses=listed), own):
        courses[course_id].plans.append((plan_id, day(starts), day(ends) if ends else None))
    for course_id, row_id, hours, reason in fetch(_CORRECTIONS_SQL.format(courses=listed), own):
        courses[course_id].corrections[row_id] = (hours, reason)
    ids = sorted({plan_id for one in courses.values() for plan_id, *_ in one.plans})
    plans: dict[int, list[PlanLine]] = defaultdict(list)
    for plan_id, row_id, topic, hours in fetch(_ROWS_SQL.format(plans=in_list(len(ids))), [school_id, *ids]):
        plans[plan_id].append(PlanLine(row_id, topic, hours))
    return plans


def _done(one: _Course, plans: dict[int, list[PlanLine]], last: date) -> _Done:
    """Plan and fact by the last day, as «План уроков» of the course counts them."""
    wanted = [lesson for lesson in one.lessons if not (lesson[2] and lesson[3] == DROPPED)]
    going = [lesson for lesson in wanted if not lesson[2]]
    over = {lesson[0] for lesson in wanted if lesson[1] <= last}
    fact = sum(lesson[0] in over for lesson in going)
    gaps = Counter(reason or "причина не указана" for _, on, cancelled, reason, _ in wanted if cancelled and on <= last)
    said = tuple(f"{reason}: {times}" for reason, times in gaps.most_common())
    if not one.plans:
        planned = sum(lesson[4] for lesson in wanted if lesson[0] in over)
        return _Done(Fulfilment(planned or len([x for x in wanted if x[0] in over]), fact), False, said, ())
    hours = {row_id: given for row_id, (given, _) in one.corrections.items()}
    as_planned = _laid(one, plans, {}, wanted)
    in_fact = _laid(one, plans, hours, going)
    parts: Counter[int] = Counter()
    for lesson_id, slot in in_fact.items():
        if lesson_id in over:
            parts.update({share.row.id for share in slot.shares if share.part == max(share.of, 1)})
    given = [row for plan_id, *_ in one.plans for row in plans[plan_id] if parts[row.id] and row.id in hours]
    saved = sum(row.hours - hours[row.id] for row in given)
    closing = tuple(dict.fromkeys(one.corrections[row.id][1] for row in given))
    return _Done(Fulfilment(sum(lesson_id in over for lesson_id in as_planned), fact, saved), True, said, closing)


def _laid(
    one: _Course, plans: dict[int, list[PlanLine]], hours: dict[int, int], lessons: Sequence[Lesson]
) -> dict[int, Slot]:
    followed = [Followed(starts, ends, slots_of(plans[plan_id], hours)) for plan_id, starts, ends in one.plans]
    return lay_all(followed, [(lesson[0], lesson[1]) for lesson in lessons]).on


def _row(school_id: int, one: _Course, done: _Done) -> Row:
    href, hours = links.plan(school_id, one.id), done.hours
    behind = hours.deviation < 0
    return (
        one.whose,
        Cell(one.title, href),
        ", ".join(one.teachers),
        Cell(hours.plan or None, href),
        Cell(hours.fact or None, href),
        Cell(hours.saved or None, href),
        Cell(hours.deviation, href, tone="warn" if behind else ""),
        hours.percent,
        "; ".join(done.gaps) if behind or done.closing else "",
        "; ".join(done.closing) if done.has_plan else "плана уроков нет",
    )
