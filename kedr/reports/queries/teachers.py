"""Отчёт учителя-предметника: the courses of a teacher in a period."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kedr.core.sql import day, fetch, in_list, number
from kedr.journal.access import GRADE_OF_GROUP
from kedr.journal.queries.year_rules import YearCourse, YearRules, year_rules
from kedr.journal.rules import level
from kedr.journal.rules.levels import level_bounds
from kedr.reports.access import TeacherCard
from kedr.reports.queries import links
from kedr.reports.queries.class_period import COUNT_COLUMNS, SHARE_COLUMNS, numbers
from kedr.reports.queries.classes import INTERIM, PLACE_OF_KIND, YEAR
from kedr.reports.queries.spans import Asked, PeriodLine, Span, Spans, spans_of
from kedr.reports.rules import UNRATED, Counts, Programme, count_finals, total
from kedr.reports.table import Cell, Chart, Column, Figure, Kind, Report, Table, Value
from kedr.schools.queries import regulations
from kedr.schools.rules import MASTERY, UNRATED_IN_MEAN, Regulations, level_of

type Row = tuple[Value | Cell, ...]


@dataclass(frozen=True, slots=True)
class Taught:
    """A course of the teacher."""

    id: int
    title: str
    subject_id: int
    whose: str
    grade: int
    scale: str
    scheme_id: int
    hours: Decimal
    starts_on: date
    ends_on: date | None  # of the teacher's tenure


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the courses: lists by name, finals by period, lessons and control works planned and given."""

    lists: dict[int, dict[int, str]]
    finals: dict[tuple[int, int], dict[int, str]]
    hours: dict[int, Programme]
    controls: dict[int, Programme]
    rules: YearRules


# by curriculum_courseteacher_who
_COURSES_SQL = f"""
SELECT c.id, c.title, c.subject_id, COALESCE(g.name, k.name, ''), COALESCE(k.grade, {GRADE_OF_GROUP}, 0), c.scale,
  c.scheme_id, c.hours, t.starts_on, t.ends_on
FROM curriculum_courseteacher t
JOIN curriculum_course c ON c.school_id = t.school_id AND c.id = t.course_id AND c.year_id = %s AND NOT c.is_extra
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
WHERE t.school_id = %s AND t.person_id = %s
ORDER BY 5, 4, c.title, c.id, t.starts_on
"""

# Who is in the lists of the courses on a day.
_LISTS_SQL = """
SELECT c.id, p.id, p.last_name, p.first_name FROM curriculum_course c
JOIN people_enrolment e ON e.school_id = c.school_id AND e.class_id = c.class_id AND e.starts_on <= %s
  AND (e.ends_on IS NULL OR e.ends_on > %s)
JOIN people_person p ON p.school_id = e.school_id AND p.id = e.person_id
WHERE c.school_id = %s AND c.group_id IS NULL AND c.id IN {courses}
UNION ALL
SELECT c.id, p.id, p.last_name, p.first_name FROM curriculum_course c
JOIN people_groupmember m ON m.school_id = c.school_id AND m.group_id = c.group_id AND m.starts_on <= %s
  AND (m.ends_on IS NULL OR m.ends_on > %s)
JOIN people_person p ON p.school_id = m.school_id AND p.id = m.person_id
WHERE c.school_id = %s AND c.id IN {courses}
ORDER BY 3, 4, 2
"""

# by journal_periodresult_once and journal_yearresult_once
_FINALS_SQL = f"""
SELECT course_id, period_id, pupil_id, final FROM journal_periodresult
WHERE school_id = %s AND course_id IN {{courses}} AND final <> ''
UNION ALL
SELECT r.course_id, {PLACE_OF_KIND}, r.pupil_id, r.final FROM journal_yearresult r
WHERE r.school_id = %s AND r.course_id IN {{courses}} AND r.final <> ''
"""

# By timetable_lesson_course. Planned are those of the weekly plan; where there is none, all.
_HOURS_SQL = """
SELECT course_id, CASE WHEN COUNT(slot_id) > 0 THEN COUNT(slot_id) ELSE COUNT(*) END,
  SUM(CASE WHEN is_cancelled THEN 0 ELSE 1 END)
FROM timetable_lesson WHERE school_id = %s AND course_id IN {courses} AND held_on >= %s AND held_on < %s
GROUP BY course_id
"""

# A control work is given once it has a mark.
_CONTROLS_SQL = """
SELECT w.course_id, COUNT(*), SUM(CASE WHEN EXISTS (SELECT 1 FROM journal_mark m WHERE m.school_id = w.school_id
    AND m.lesson_id = w.lesson_id AND m.work_id = w.id AND m.value <> '') THEN 1 ELSE 0 END)
FROM timetable_lesson l
JOIN journal_work w ON w.school_id = l.school_id AND w.lesson_id = l.id
JOIN journal_workkind k ON k.school_id = w.school_id AND k.id = w.kind_id AND k.is_control
WHERE l.school_id = %s AND l.course_id IN {courses} AND l.held_on >= %s AND l.held_on < %s
GROUP BY w.course_id
"""


def teacher_report(card: TeacherCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """The courses of a teacher. Seven queries, however many courses and pupils."""
    school_id = card.school.id
    rows = fetch(_COURSES_SQL, [card.year.id, school_id, card.id])
    taught = [Taught(*(*row[:7], number(row[7]), day(row[8]), day(row[9]) if row[9] else None)) for row in rows]
    spans = spans_of(
        school_id, card.year, sorted({course.scheme_id for course in taught}), asked, today, of_results=True
    )
    span, last = spans.chosen, spans.chosen.last_day(card.year.last_day(today))
    courses = list({course.id: course for course in taught if _teaches(course, span)}.values())
    local = regulations(school_id, last)
    facts = _facts(school_id, courses, span, last, local)
    stages = {course.id: _periods(course, spans, span) for course in courses}
    counts = {course.id: _counts(course, stages[course.id], facts, span, local) for course in courses}
    table = Table(
        title="Классы и группы",
        columns=_COLUMNS,
        rows=tuple(_row(card, course, counts[course.id], facts, stages[course.id], local, span) for course in courses),
        totals=(_total(courses, counts, facts, local),) if courses else (),
        empty="В это время нагрузки у учителя не было.",
    )
    report = Report(
        key="courses", title="Отчёт учителя-предметника", whose=card.name, span=span.title, school=card.school,
        on=today, tables=(table,), figures=_figures(counts, facts, local), charts=_charts(courses, counts),
        notes=(_NOTE,), signers=(("Учитель", card.name), ("Заместитель директора", "")),
        file_name=f"Отчёт учителя, {card.name}, {span.title}",
    )  # fmt: skip
    return report, spans


_NOTE = (
    "План – уроки по расписанию до сегодняшнего дня, с отменёнными; факт – проведённые уроки, с дополнительными."
    " Контрольная работа проведена, когда за неё есть отметки."
)

_COLUMNS = (
    Column("Класс, группа", Kind.TEXT, width=14, is_head=True),
    Column("Предмет", Kind.TEXT, width=18),
    *COUNT_COLUMNS,
    *SHARE_COLUMNS,
    Column("план", Kind.HOURS, "Уроки", width=6),
    Column("факт", Kind.HOURS, "Уроки", width=6),
    Column("откл.", Kind.HOURS, "Уроки", "Отклонение факта от плана", width=6),
    Column("план", Kind.HOURS, "Контрольные", width=6),
    Column("факт", Kind.HOURS, "Контрольные", width=6),
    Column("С «2» и н/а", full="Ученики с «2» и н/а", width=9),
)


def _teaches(course: Taught, span: Span) -> bool:
    return course.starts_on < span.ends_on and (course.ends_on is None or course.ends_on > span.starts_on)


def _facts(school_id: int, courses: Sequence[Taught], span: Span, last: date, local: Regulations) -> Facts:
    ids = [course.id for course in courses]
    listed = in_list(len(ids))
    lists: dict[int, dict[int, str]] = defaultdict(dict)
    day_of_list = [last, last, school_id, *ids]
    for course_id, pupil_id, *name in fetch(_LISTS_SQL.format(courses=listed), day_of_list * 2):
        lists[course_id][pupil_id] = " ".join(name)
    finals: dict[tuple[int, int], dict[int, str]] = defaultdict(dict)
    for course_id, period_id, pupil_id, final in fetch(_FINALS_SQL.format(courses=listed), [school_id, *ids] * 2):
        finals[course_id, period_id][pupil_id] = final
    so_far = [school_id, *ids, span.starts_on, last + timedelta(days=1)]
    hours = {
        course_id: Programme(Decimal(plan), Decimal(fact))
        for course_id, plan, fact in fetch(_HOURS_SQL.format(courses=listed), so_far)
    }
    whole = [school_id, *ids, span.starts_on, span.ends_on]
    controls = {
        course_id: Programme(Decimal(plan), Decimal(fact))
        for course_id, plan, fact in fetch(_CONTROLS_SQL.format(courses=listed), whole)
    }
    made_of = [YearCourse(each.id, each.subject_id, each.grade, each.scale) for each in courses if span.is_year]
    return Facts(lists, finals, hours, controls, year_rules(school_id, made_of, local, last))


def _periods(course: Taught, spans: Spans, span: Span) -> tuple[PeriodLine, ...]:
    """Whose final marks are meant: the course's own period that the span ends in; with the year, all of its periods."""
    own = [period for period in spans.periods if period.scheme_id == course.scheme_id]
    if span.is_year:
        return tuple(own)
    last = span.ends_on - timedelta(days=1)
    return tuple(period for period in own if period.holds(last))


def _marks(course: Taught, periods: Sequence[PeriodLine], facts: Facts, span: Span) -> dict[int, str]:
    """The final mark of everybody in the list; the year's is made of the periods'."""
    by_period = [facts.finals.get((course.id, period.id), {}) for period in periods]
    own = {pupil: [found.get(pupil, "") for found in by_period] for pupil in facts.lists.get(course.id, {})}
    if span.is_year:
        decided, interim = facts.finals.get((course.id, YEAR), {}), facts.finals.get((course.id, INTERIM), {})
        return {
            pupil: decided.get(pupil) or facts.rules.propose(course.id, pupil, finals, interim.get(pupil, ""))
            for pupil, finals in own.items()
        }
    return {pupil: next(iter(finals), "") for pupil, finals in own.items()}


def _counts(course: Taught, periods: Sequence[PeriodLine], facts: Facts, span: Span, local: Regulations) -> Counts:
    """By levels: a mark of ten points counts as отл, хор, уд or неуд."""
    bounds = level_bounds(local, course.scale, level=level_of(course.grade), subject_id=course.subject_id)
    return count_finals(level(final, course.scale, bounds) for final in _marks(course, periods, facts, span).values())


def _row(
    card: TeacherCard,
    course: Taught,
    counts: Counts,
    facts: Facts,
    periods: Sequence[PeriodLine],
    local: Regulations,
    span: Span,
) -> Row:
    marks = _marks(course, periods, facts, span)
    names = facts.lists.get(course.id, {})
    bounds = level_bounds(local, course.scale, level=level_of(course.grade), subject_id=course.subject_id)
    weak = tuple(
        f"{names[pupil]}: {mark}"
        for pupil, mark in marks.items()
        if level(mark, course.scale, bounds) in ("2", "1", UNRATED)
    )
    href = links.journal(card.school.id, course.id, periods[0].id if len(periods) == 1 else None)
    return (
        Cell(course.whose, href),
        course.title,
        *numbers(counts),
        *_shares(counts, local, level_of(course.grade)),
        *_hours(facts.hours.get(course.id, _NO_HOURS), facts.controls.get(course.id, _NO_HOURS), href),
        Cell(len(weak) or None, rows=weak, tone="warn" if weak else ""),
    )


_NO_HOURS = Programme(Decimal(), Decimal())


def _shares(counts: Counts, local: Regulations, level: int) -> list[Value]:
    with_unrated = local.get(UNRATED_IN_MEAN, level=level)
    weights = local.get(MASTERY, level=level)
    return [counts.success, counts.quality, counts.mastery(weights), counts.mean(with_unrated=with_unrated)]


def _hours(hours: Programme, controls: Programme, href: str = "") -> list[Value | Cell]:
    late = Cell(hours.deviation, href, tone="warn") if hours.deviation < 0 else hours.deviation
    return [hours.plan, Cell(hours.fact, href), late, controls.plan, Cell(controls.fact, href)]


def _total(courses: Sequence[Taught], counts: dict[int, Counts], facts: Facts, local: Regulations) -> Row:
    whole = total(counts.values())
    hours = sum((facts.hours.get(course.id, _NO_HOURS) for course in courses), _NO_HOURS)
    controls = sum((facts.controls.get(course.id, _NO_HOURS) for course in courses), _NO_HOURS)
    weak = whole.n2 + whole.n1 + whole.unrated
    return ("Всего", "", *numbers(whole), *_shares(whole, local, 0), *_hours(hours, controls), weak or None)


def _figures(counts: dict[int, Counts], facts: Facts, local: Regulations) -> tuple[Figure, ...]:
    whole = total(counts.values())
    success, quality, _, mean = _shares(whole, local, 0)
    hours = sum(facts.hours.values(), _NO_HOURS)
    return (
        Figure("Успеваемость, %", success, Kind.SHARE),
        Figure("Качество, %", quality, Kind.SHARE),
        Figure("Средний балл", mean, Kind.MEAN),
        Figure("Проведено уроков", hours.fact, Kind.HOURS, f"по плану {hours.plan}"),
    )


def _charts(courses: Sequence[Taught], counts: dict[int, Counts]) -> tuple[Chart, ...]:
    bars = tuple(
        (f"{course.whose}, {course.title}", (counts[course.id].success or 0, counts[course.id].quality or 0))
        for course in courses
        if counts[course.id].rated
    )
    series = ("успеваемость, %", "качество, %")
    chart = Chart("Классы и группы", series, bars, ("main", "pale"), most=100, kind=Kind.SHARE)
    return (chart,) if bars else ()
