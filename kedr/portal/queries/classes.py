"""The classes of a school, and one class on one sheet."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from kedr.core.clock import day_of
from kedr.core.sql import day, fetch, number
from kedr.core.words import initials
from kedr.journal.queries.filled import Held, held_by_class
from kedr.journal.queries.missed import missed_lessons
from kedr.journal.rules import ABSENCES, counted, debts_until, level
from kedr.journal.rules.levels import level_bounds
from kedr.journal.rules.proposals import Proposal, norm_of, propose_result
from kedr.journal.rules.scales import UNRATED
from kedr.portal.access import ClassCard
from kedr.schools.queries import PeriodTab, period_to_show, periods, regulations
from kedr.schools.rules import OVERDUE_DEBT, level_of

type Row = tuple[Any, ...]

LOOK_BACK = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class in the list: how many pupils, its teachers, this week's lessons held so far and filled of them."""

    id: int
    name: str
    pupils: int
    teachers: list[str]
    held: int
    filled: int


@dataclass(frozen=True, slots=True)
class Column:
    """A subject of the sheet; a divided one is one column. `title` is the whole name, `short` the header."""

    title: str
    short: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A pupil in a subject: the result of the period before, then the result or the mean of this one.

    `eye` is "2" or "3" when that is what is set or comes out, empty where all is well; `few` says why what comes out is
    not sure. Where «н/а» comes out, it stands in the mean's place.
    """

    before: str
    value: str
    eye: str
    few: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    pupil_id: int
    name: str
    cells: list[Cell]
    missed: int
    unexplained: int


@dataclass(frozen=True, slots=True)
class MissedDay:
    """A pupil's day with absences that nothing excuses: how many lessons, with which code."""

    on: date
    lessons: int
    code: str


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A pupil whose absences of the last two weeks want a reason («н») or have no valid one («нп»)."""

    pupil_id: int
    name: str
    days: list[MissedDay]
    first_on: date
    last_on: date
    is_unknown: bool


@dataclass(frozen=True, slots=True)
class ClassSheet:
    card: ClassCard
    periods: list[PeriodTab]
    period: PeriodTab
    before: PeriodTab | None
    columns: list[Column]
    rows: list[SheetRow]
    unexplained: list[Unexplained]


# Pupils and teachers of each class of the year.
_LIST_SQL = """
SELECT k.id, k.name,
  (SELECT COUNT(*) FROM people_enrolment e WHERE e.school_id = k.school_id AND e.class_id = k.id
    AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)),
  p.last_name, p.first_name, p.middle_name
FROM schools_schoolclass k
JOIN schools_academicyear y ON y.school_id = k.school_id AND y.id = k.year_id AND y.starts_on <= %s AND y.ends_on > %s
LEFT JOIN people_classteacher t ON t.school_id = k.school_id AND t.class_id = k.id
  AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s)
LEFT JOIN people_person p ON p.school_id = t.school_id AND p.id = t.person_id
WHERE k.school_id = %s ORDER BY k.grade, k.letter, k.name, p.last_name
"""

_PUPILS_SQL = """
SELECT p.id, p.last_name, p.first_name FROM people_enrolment e
JOIN people_person p ON p.school_id = e.school_id AND p.id = e.person_id
WHERE e.school_id = %s AND e.class_id = %s AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)
ORDER BY p.last_name, p.first_name, p.id
"""

_COURSES_SQL = """
SELECT c.id, s.id, c.title, s.short_name, c.group_id IS NOT NULL, c.scale, c.hours FROM curriculum_course c
JOIN curriculum_subject s ON s.id = c.subject_id
WHERE c.school_id = %s AND NOT c.is_extra AND c.scale <> 'none' AND (
  (c.class_id = %s AND c.group_id IS NULL)
  OR c.group_id IN (SELECT g.group_id FROM schools_groupclass g WHERE g.school_id = %s AND g.class_id = %s))
ORDER BY c.title, c.group_id IS NOT NULL, c.id
"""

# Equal marks are counted, not listed: the means are made of them exactly. By journal_mark_diary.
_MARKS_SQL = """
SELECT m.pupil_id, w.course_id, m.value, w.weight, m.due_on, COUNT(*) FROM people_enrolment e
JOIN journal_mark m ON m.school_id = e.school_id AND m.pupil_id = e.person_id
  AND m.held_on >= %s AND m.held_on < %s AND m.value <> ''
JOIN journal_work w ON w.school_id = m.school_id AND w.id = m.work_id
WHERE e.school_id = %s AND e.class_id = %s AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)
GROUP BY m.pupil_id, w.course_id, m.value, w.weight, m.due_on
UNION ALL
SELECT b.pupil_id, b.course_id, b.value, b.weight, NULL, 1 FROM people_enrolment e
JOIN journal_broughtmark b ON b.school_id = e.school_id AND b.pupil_id = e.person_id
  AND b.held_on >= %s AND b.held_on < %s
WHERE e.school_id = %s AND e.class_id = %s AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)
"""

_RESULTS_SQL = """
SELECT r.pupil_id, r.course_id, r.period_id, r.final FROM people_enrolment e
JOIN journal_periodresult r ON r.school_id = e.school_id AND r.pupil_id = e.person_id AND r.final <> ''
  AND r.period_id IN (%s, %s)
WHERE e.school_id = %s AND e.class_id = %s AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)
"""

# by journal_attendance_diary
_MISSED_SQL = """
SELECT a.pupil_id, a.held_on, a.code, COUNT(*) FROM people_enrolment e
JOIN journal_attendance a ON a.school_id = e.school_id AND a.pupil_id = e.person_id
  AND a.held_on >= %s AND a.held_on < %s AND a.code IN ('н', 'нп', 'у', 'б')
WHERE e.school_id = %s AND e.class_id = %s AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)
GROUP BY a.pupil_id, a.held_on, a.code ORDER BY a.held_on
"""


def class_lines(school_id: int, now: datetime) -> list[ClassLine]:
    """The classes of this year. Two queries, however many classes."""
    on = day_of(now)
    monday = on - timedelta(days=on.weekday())
    lessons = held_by_class(school_id, monday, now)
    lines: dict[int, ClassLine] = {}
    for class_id, name, pupils, last, first, middle in fetch(_LIST_SQL, [on] * 6 + [school_id]):
        so_far = lessons.get(class_id, Held())
        line = lines.setdefault(class_id, ClassLine(class_id, name, pupils, [], so_far.held, so_far.filled))
        if last:
            line.teachers.append(initials(last, first, middle))
    return list(lines.values())


def class_sheet(card: ClassCard, period_id: int | None, today: date) -> ClassSheet:
    """One class in one period, today's by default; NotFound for a period of another scheme. Eight queries."""
    tabs = periods(card.school_id, card.scheme_id)
    period = period_to_show(tabs, period_id, today)
    place = tabs.index(period)
    before = tabs[place - 1] if place else None
    who = [card.school_id, card.id, today, today]
    pupils = fetch(_PUPILS_SQL, who)
    columns, of_course = _columns(fetch(_COURSES_SQL, [card.school_id, card.id, card.school_id, card.id]))
    values = _values(card, [row[0] for row in pupils], columns, of_course, period, before, today)
    since = today - LOOK_BACK
    missed = fetch(_MISSED_SQL, [min(period.starts_on, since), max(period.ends_on, today + timedelta(days=1)), *who])
    in_period = [row for row in missed if period.starts_on <= day(row[1]) < period.ends_on]
    return ClassSheet(
        card=card,
        periods=tabs,
        period=period,
        before=before,
        columns=[each.column for each in columns],
        rows=[_row(pupil, len(columns), values, in_period) for pupil in pupils],
        unexplained=_unexplained(pupils, [row for row in missed if since < day(row[1]) <= today]),
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """A column with the subject whose regulations hold in it, the scale of its marks, the hours of its courses."""

    column: Column
    subject_id: int
    scale: str
    hours: Decimal


def _columns(rows: Iterable[Row]) -> tuple[list[_Shown], dict[int, int]]:
    """The columns with their subjects, and the column of each course.

    The groups of one subject share a column: no pupil is in two. A group beside a course of the whole class (профиль)
    has its own.
    """
    columns: list[_Shown] = []
    of_course: dict[int, int] = {}
    places: dict[tuple[int, str, bool], int] = {}
    for course_id, subject_id, title, short, is_group, scale, hours in rows:
        key = (subject_id, title, bool(is_group))
        if key not in places:
            places[key] = len(columns)
            beside = is_group and (subject_id, title, False) in places
            column = Column(f"{title}, группа", f"{short}, гр.") if beside else Column(title, short)
            columns.append(_Shown(column, subject_id, scale, number(hours)))
        of_course[course_id] = places[key]
    return columns, of_course


type _Place = tuple[int, int]  # pupil and column


def _values(
    card: ClassCard,
    pupils: Collection[int],
    columns: Sequence[_Shown],
    of_course: dict[int, int],
    period: PeriodTab,
    before: PeriodTab | None,
    today: date,
) -> dict[_Place, Cell]:
    """The cell of each (pupil, column) that has anything to say."""
    who = [card.school_id, card.id, today, today]
    local = regulations(card.school_id, today)
    last = min(today, period.last_on)
    whose: list[dict[str, Any]] = [
        {"level": level_of(card.grade), "subject_id": each.subject_id, "on": last} for each in columns
    ]
    taken = [period.starts_on, period.ends_on, *who]
    untils = [debts_until(today, period.ends_on, counts=local.get(OVERDUE_DEBT, **each)) for each in whose]
    marks: dict[_Place, list[tuple[str, Decimal]]] = {}
    for pupil_id, course_id, value, weight, due, times in fetch(_MARKS_SQL, taken * 2):
        if (column := of_course.get(course_id)) is not None:
            said = counted(value, day(due) if due else None, untils[column], columns[column].scale)
            marks.setdefault((pupil_id, column), []).extend([(said, number(weight))] * times)
    results: dict[_Place, dict[int, str]] = {}
    shown = [period.id, before.id if before else period.id]
    for pupil_id, course_id, period_id, final in fetch(_RESULTS_SQL, [*shown, *who]):
        if course_id in of_course:
            results.setdefault((pupil_id, of_course[course_id]), {})[period_id] = final
    gone = missed_lessons(card.school_id, pupils, period.starts_on, period.ends_on)
    missed: dict[_Place, tuple[int, int]] = {}
    for (pupil_id, course_id), part in gone.items():
        if course_id in of_course:
            missed[pupil_id, of_course[course_id]] = part
    norms = [norm_of(local, each.scale, each.hours, **of) for each, of in zip(columns, whose, strict=True)]
    bounds = [level_bounds(local, each.scale, **of) for each, of in zip(columns, whose, strict=True)]
    return {
        key: _cell(
            propose_result(marks.get(key, []), *missed.get(key, (0, 0)), norms[key[1]]),
            results.get(key, {}).get(period.id, ""),
            results.get(key, {}).get(before.id, "") if before else "",
            columns[key[1]].scale,
            bounds[key[1]],
        )
        for key in marks.keys() | results.keys() | missed.keys()
    }


def _cell(proposal: Proposal, final: str, before: str, scale: str, bounds: Sequence[Decimal]) -> Cell:
    reached = level(final or proposal.value, scale, bounds)
    mean = "" if proposal.mean is None else f"{proposal.mean}".replace(".", ",")
    is_unrated = not final and proposal.value == UNRATED
    return Cell(
        before,
        final or (UNRATED if is_unrated else mean),
        "2" if is_unrated else reached if reached in ("2", "3") else "",
        "" if final else proposal.few_words(),
    )


_BLANK = Cell("", "", "", "")


def _row(pupil: Row, columns: int, values: dict[tuple[int, int], Cell], missed: Iterable[Row]) -> SheetRow:
    pupil_id, last, first = pupil
    own = [(code, lessons) for key, _, code, lessons in missed if key == pupil_id]
    return SheetRow(
        pupil_id=pupil_id,
        name=f"{last} {first}",
        cells=[values.get((pupil_id, column), _BLANK) for column in range(columns)],
        missed=sum(lessons for code, lessons in own if code in ABSENCES),
        unexplained=sum(lessons for code, lessons in own if code in ("н", "нп")),
    )


def _unexplained(pupils: Iterable[Row], missed: Sequence[Row]) -> list[Unexplained]:
    """Pupils with absences that want an eye: those without a reason first, both by the alphabet."""
    found = []
    for pupil_id, last, first in pupils:
        days = [
            MissedDay(day(on), lessons, code)
            for key, on, code, lessons in missed
            if key == pupil_id and code in ("н", "нп")
        ]
        if days:
            unknown = [each.on for each in days if each.code == "н"] or [each.on for each in days]
            is_unknown = any(each.code == "н" for each in days)
            found.append(Unexplained(pupil_id, f"{last} {first}", days, unknown[0], unknown[-1], is_unknown))
    return sorted(found, key=lambda each: not each.is_unknown)
