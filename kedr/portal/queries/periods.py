"""«Периоды»: what is still unfilled in each, and what of a year is closed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from kedr.core.clock import day_of, time_of
from kedr.core.errors import NotFound
from kedr.core.sql import fetch
from kedr.core.words import initials
from kedr.journal.queries.filled import FACTS, FACTS_OF, wanted
from kedr.schools.queries import PeriodState, YearState, years

RESULTS_DAYS = timedelta(days=8)  # results are asked for from a week before the period's last day


@dataclass(frozen=True, slots=True)
class Left:
    """Lessons held and not filled, results not decided."""

    lessons: int = 0
    results: int = 0

    def __bool__(self) -> bool:
        return bool(self.lessons or self.results)


@dataclass(frozen=True, slots=True)
class CourseLeft:
    """What one journal still wants in a period."""

    id: int
    title: str
    whose: str
    left: Left


@dataclass(frozen=True, slots=True)
class PeriodPage:
    """One period of a year: what is left in it by teacher, those with the most first."""

    year: YearState
    scheme: str
    period: PeriodState
    left: Left
    teachers: list[tuple[str, list[CourseLeft]]]


@dataclass(slots=True)
class _Counts:
    lessons: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))  # (period, course)
    results: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))


# by timetable_lesson_day; as many rows a journal as there are sorts of facts
_LESSONS_SQL = f"""
SELECT q.id, c.id, {FACTS}, COUNT(*)
FROM schools_period q
JOIN timetable_lesson l ON l.school_id = q.school_id AND l.held_on >= q.starts_on AND l.held_on < q.ends_on
JOIN curriculum_course c ON c.school_id = l.school_id AND c.id = l.course_id AND c.scheme_id = q.scheme_id
{FACTS_OF}
WHERE q.school_id = %s AND {{which}} AND NOT l.is_cancelled
  AND (l.held_on < %s OR (l.held_on = %s AND l.ends_at <= %s))
GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
# Pupils of the list on the period's last day without a decided result, not put off either; asked for in the last week
# of the period.
_RESULTS_SQL = """
SELECT q.id, c.id, COUNT(*)
FROM schools_period q
JOIN curriculum_course c ON c.school_id = q.school_id AND c.scheme_id = q.scheme_id AND c.scale <> 'none'
  AND NOT c.is_extra AND {key}
JOIN {members} m ON m.school_id = c.school_id AND m.{column} = c.{column} AND m.starts_on < q.ends_on
  AND (m.ends_on IS NULL OR m.ends_on >= q.ends_on)
LEFT JOIN journal_periodresult r ON r.school_id = c.school_id AND r.course_id = c.id AND r.period_id = q.id
  AND r.pupil_id = m.person_id AND r.final <> ''
WHERE q.school_id = %s AND {which} AND q.ends_on <= %s AND r.id IS NULL
  AND NOT EXISTS (SELECT 1 FROM journal_deferral d WHERE d.school_id = c.school_id AND d.course_id = c.id
    AND d.period_id = q.id AND d.pupil_id = m.person_id)
GROUP BY q.id, c.id
"""
_OPEN = "q.closed_at IS NULL AND q.starts_on <= %s"

_COURSES_SQL = """
SELECT c.id, c.title, COALESCE(g.name, k.name, ''), p.last_name, p.first_name, p.middle_name
FROM curriculum_course c
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
LEFT JOIN curriculum_courseteacher t ON t.school_id = c.school_id AND t.course_id = c.id
  AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s)
LEFT JOIN people_person p ON p.school_id = t.school_id AND p.id = t.person_id
WHERE c.school_id = %s AND c.year_id = %s
ORDER BY COALESCE(k.grade, 99), COALESCE(k.letter, ''), c.title, COALESCE(g.name, ''), t.starts_on DESC
"""


def left_by_period(school_id: int, now: datetime) -> dict[int, Left]:
    """What is left in each open period that has begun. Three queries."""
    counts = _counts(school_id, _OPEN, [day_of(now)], now)
    found: dict[int, Left] = defaultdict(Left)
    for (period_id, _), lessons in counts.lessons.items():
        found[period_id] = Left(found[period_id].lessons + lessons, found[period_id].results)
    for (period_id, _), results in counts.results.items():
        found[period_id] = Left(found[period_id].lessons, found[period_id].results + results)
    return found


def period_page(school_id: int, period_id: int, now: datetime) -> PeriodPage:
    """One period with what is left in it by teacher and journal. NotFound. Six queries."""
    year, scheme, period = _find(years(school_id), period_id)
    counts = _counts(school_id, "q.id = %s", [period_id], now)
    on = min(day_of(now), period.ends_on)
    teachers: dict[str, list[CourseLeft]] = defaultdict(list)
    seen: set[int] = set()
    for course_id, title, whose, last, first, middle in fetch(_COURSES_SQL, [on, on, school_id, year.id]):
        key = (period_id, course_id)
        left = Left(counts.lessons.get(key, 0), counts.results.get(key, 0))
        if left and course_id not in seen:
            seen.add(course_id)
            name = initials(last, first, middle) if last else "Учитель не назначен"
            teachers[name].append(CourseLeft(course_id, title, whose, left))
    order = sorted(teachers.items(), key=lambda pair: (-_sum(pair[1]).lessons - _sum(pair[1]).results, pair[0]))
    return PeriodPage(year, scheme, period, _sum(line for _, lines in order for line in lines), order)


def _sum(lines: Iterable[CourseLeft]) -> Left:
    kept = list(lines)
    return Left(sum(line.left.lessons for line in kept), sum(line.left.results for line in kept))


def _counts(school_id: int, which: str, params: list[Any], now: datetime) -> _Counts:
    counts = _Counts()
    today: date = day_of(now)
    clock = [today, today, time_of(now)]
    for period_id, course_id, *facts, lessons in fetch(_LESSONS_SQL.format(which=which), [school_id, *params, *clock]):
        if wanted(facts):
            counts.lessons[period_id, course_id] += lessons
    for members, column, key in (
        ("people_enrolment", "class_id", "c.group_id IS NULL"),
        ("people_groupmember", "group_id", "c.group_id IS NOT NULL"),
    ):
        sql = _RESULTS_SQL.format(members=members, column=column, key=key, which=which)
        for period_id, course_id, pupils in fetch(sql, [school_id, *params, today + RESULTS_DAYS]):
            counts.results[period_id, course_id] += pupils
    return counts


def _find(found: list[YearState], period_id: int) -> tuple[YearState, str, PeriodState]:
    for year in found:
        for scheme in year.schemes:
            for period in scheme.periods:
                if period.id == period_id:
                    return year, scheme.name, period
    raise NotFound("Периода нет.")


@dataclass(frozen=True, slots=True)
class CourseClosed:
    """A journal of a class in the year: is it closed for good, how many results of the periods are missing."""

    id: int
    title: str
    whose: str
    teacher: str
    is_closed: bool


@dataclass(frozen=True, slots=True)
class PupilClosed:
    id: int
    name: str
    left_on: date | None  # the day they left the class
    is_closed: bool


@dataclass(frozen=True, slots=True)
class YearPage:
    """A year class by class: the journals and the pupils of one of its classes."""

    year: YearState
    classes: list[tuple[int, str]]
    class_id: int
    courses: list[CourseClosed]
    pupils: list[PupilClosed]


_CLASSES_SQL = """
SELECT id, name FROM schools_schoolclass WHERE school_id = %s AND year_id = %s ORDER BY grade, letter, name
"""
_CLASS_COURSES_SQL = """
SELECT c.id, c.title, COALESCE(g.name, k.name, ''), p.last_name, p.first_name, p.middle_name, z.id IS NOT NULL
FROM curriculum_course c
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
LEFT JOIN curriculum_courseteacher t ON t.school_id = c.school_id AND t.course_id = c.id
  AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s)
LEFT JOIN people_person p ON p.school_id = t.school_id AND p.id = t.person_id
LEFT JOIN journal_courseclosing z ON z.school_id = c.school_id AND z.course_id = c.id
WHERE c.school_id = %s AND c.year_id = %s AND (c.class_id = %s OR c.group_id IN (
  SELECT gc.group_id FROM schools_groupclass gc WHERE gc.school_id = %s AND gc.class_id = %s))
ORDER BY c.title, COALESCE(g.name, '')
"""
_CLASS_PUPILS_SQL = """
SELECT e.person_id, p.last_name, p.first_name, e.ends_on, z.id IS NOT NULL
FROM people_enrolment e
JOIN people_person p ON p.school_id = e.school_id AND p.id = e.person_id
LEFT JOIN journal_pupilclosing z ON z.school_id = e.school_id AND z.pupil_id = e.person_id AND z.year_id = %s
WHERE e.school_id = %s AND e.class_id = %s ORDER BY p.last_name, p.first_name, e.person_id, e.starts_on
"""


def year_page(school_id: int, year_id: int, class_id: int | None, today: date) -> YearPage:
    """A year and one of its classes, the first by default. NotFound. Five queries."""
    year = next((year for year in years(school_id) if year.id == year_id), None)
    if year is None:
        raise NotFound("Учебного года нет.")
    classes = [(int(row[0]), str(row[1])) for row in fetch(_CLASSES_SQL, [school_id, year_id])]
    shown = class_id or (classes[0][0] if classes else 0)
    if shown not in dict(classes) and classes:
        raise NotFound("Класса нет.")
    on = min(today, year.ends_on)
    courses: dict[int, CourseClosed] = {}
    for course_id, title, whose, last, first, middle, is_closed in fetch(
        _CLASS_COURSES_SQL, [on, on, school_id, year_id, shown, school_id, shown]
    ):
        teacher = initials(last, first, middle) if last else ""
        courses.setdefault(course_id, CourseClosed(course_id, title, whose, teacher, bool(is_closed)))
    pupils: dict[int, PupilClosed] = {}
    for pupil_id, last, first, ends_on, is_closed in fetch(_CLASS_PUPILS_SQL, [year_id, school_id, shown]):
        left_on = date.fromisoformat(str(ends_on)) if ends_on else None
        pupils[pupil_id] = PupilClosed(pupil_id, f"{last} {first}", left_on, bool(is_closed))
    return YearPage(year, classes, shown, list(courses.values()), list(pupils.values()))
