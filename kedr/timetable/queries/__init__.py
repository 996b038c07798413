"""What the making of lessons reads: each function is one query, whatever the size of the school."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.apps import apps

from kedr.core.sql import clock_time, day, fetch, in_list
from kedr.core.tenancy import SchoolFK
from kedr.timetable.rules import Off, Slot, Tenure

CHUNK = 5000  # ids in one IN (...): SQLite takes 32,766 variables a statement


@dataclass(frozen=True, slots=True)
class PlanInForce:
    """A weekly plan and the dates it holds for, cut to its year."""

    plan_id: int
    year_id: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A dated lesson as it stands."""

    id: int
    course_id: int
    slot_id: int | None
    held_on: date
    number: int
    starts_at: time
    ends_at: time
    teacher_id: int | None
    room_id: int | None
    is_teacher_replaced: bool
    planned_teacher_id: int | None
    is_room_replaced: bool
    planned_room_id: int | None
    is_cancelled: bool
    change_reason: str
    is_kept: bool


_PLANS_SQL = """
SELECT p.id, p.year_id, p.starts_on, p.ends_on, y.starts_on, y.ends_on
FROM timetable_weekplan p
JOIN schools_academicyear y ON y.school_id = p.school_id AND y.id = p.year_id
WHERE p.school_id = %s AND p.starts_on < %s AND p.ends_on > %s
ORDER BY p.starts_on
"""

# A course's classes: its own, or those its group takes pupils from.
_SLOTS_SQL = """
SELECT s.plan_id, s.id, s.course_id, s.weekday, s.number, s.shift, s.room_id, k.grade, k.days_a_week
FROM timetable_planslot s
JOIN curriculum_course c ON c.school_id = s.school_id AND c.id = s.course_id
LEFT JOIN schools_groupclass g ON g.school_id = c.school_id AND g.group_id = c.group_id AND c.class_id IS NULL
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = COALESCE(c.class_id, g.class_id)
WHERE s.school_id = %s AND s.plan_id IN {plans}
ORDER BY s.id, k.grade
"""

_OFF_SQL = "SELECT year_id, starts_on, ends_on, grade FROM schools_dayoff WHERE school_id = %s"

_BELLS_SQL = """
SELECT s.year_id, s.shift, b.number, b.starts_at, b.ends_at
FROM timetable_bellscheme s
JOIN timetable_bell b ON b.school_id = s.school_id AND b.scheme_id = s.id
WHERE s.school_id = %s
"""

_TENURE_SQL = """
SELECT course_id, person_id, starts_on, ends_on FROM curriculum_courseteacher
WHERE school_id = %s AND starts_on < %s AND (ends_on IS NULL OR ends_on > %s)
"""

# Uses index timetable_lesson_day.
_LESSONS_SQL = """
SELECT id, course_id, slot_id, held_on, number, starts_at, ends_at, teacher_id, room_id, is_teacher_replaced,
  planned_teacher_id, is_room_replaced, planned_room_id, is_cancelled, change_reason, kept_at IS NOT NULL
FROM timetable_lesson
WHERE school_id = %s AND held_on >= %s AND held_on < %s
"""

_COURSE_CLASSES_SQL = """
SELECT c.id, COALESCE(c.class_id, g.class_id)
FROM curriculum_course c
LEFT JOIN schools_groupclass g ON g.school_id = c.school_id AND g.group_id = c.group_id AND c.class_id IS NULL
WHERE c.school_id = %s AND c.id IN {courses}
"""


def plans_in_force(school_id: int, from_on: date, until: date) -> list[PlanInForce]:
    """The weekly plans that hold on some day of [from_on, until), cut to the range and to their years."""
    plans = []
    for plan_id, year_id, *ends in fetch(_PLANS_SQL, [school_id, until, from_on]):
        starts_on, ends_on, year_starts, year_ends = map(day, ends)
        first, last = max(starts_on, year_starts, from_on), min(ends_on, year_ends, until)
        if first < last:
            plans.append(PlanInForce(plan_id, year_id, first, last))
    return plans


def plan_slots(school_id: int, plan_ids: Sequence[int]) -> dict[int, list[Slot]]:
    """The slots of weekly plans, by plan."""
    rows = fetch(_SLOTS_SQL.format(plans=in_list(len(plan_ids))), [school_id, *plan_ids])
    seen: dict[int, tuple[int, tuple[Any, ...], list[int], int]] = {}
    for plan_id, slot_id, *rest, grade, days in rows:
        _, _, grades, most = seen.get(slot_id, (plan_id, (), [], 0))
        seen[slot_id] = (plan_id, tuple(rest), [*grades, grade], max(most, days or 7))
    slots: dict[int, list[Slot]] = defaultdict(list)
    for slot_id, (plan_id, (course_id, weekday, number, shift, room_id), grades, days) in seen.items():
        slots[plan_id].append(Slot(slot_id, course_id, weekday, number, shift, room_id, tuple(grades), days))
    return slots


def days_off(school_id: int) -> dict[int, list[Off]]:
    """Days without lessons, by year."""
    found: dict[int, list[Off]] = defaultdict(list)
    for year_id, starts_on, ends_on, grade in fetch(_OFF_SQL, [school_id]):
        found[year_id].append(Off(day(starts_on), day(ends_on), grade))
    return found


def bells(school_id: int) -> dict[int, dict[tuple[int, int], tuple[time, time]]]:
    """When lessons are, by year and then (shift, number)."""
    found: dict[int, dict[tuple[int, int], tuple[time, time]]] = defaultdict(dict)
    for year_id, shift, number, starts_at, ends_at in fetch(_BELLS_SQL, [school_id]):
        found[year_id][shift, number] = (clock_time(starts_at), clock_time(ends_at))
    return found


def tenures(school_id: int, from_on: date, until: date) -> dict[int, list[Tenure]]:
    """Who teaches what on [from_on, until), by course."""
    found: dict[int, list[Tenure]] = defaultdict(list)
    for course_id, person_id, starts_on, ends_on in fetch(_TENURE_SQL, [school_id, until, from_on]):
        found[course_id].append(Tenure(person_id, day(starts_on), day(ends_on) if ends_on else None))
    return found


def lessons_between(school_id: int, from_on: date, until: date) -> list[LessonRow]:
    """All lessons of a school on [from_on, until)."""
    return [
        LessonRow(
            id=row[0],
            course_id=row[1],
            slot_id=row[2],
            held_on=day(row[3]),
            number=row[4],
            starts_at=clock_time(row[5]),
            ends_at=clock_time(row[6]),
            teacher_id=row[7],
            room_id=row[8],
            is_teacher_replaced=bool(row[9]),
            planned_teacher_id=row[10],
            is_room_replaced=bool(row[11]),
            planned_room_id=row[12],
            is_cancelled=bool(row[13]),
            change_reason=row[14],
            is_kept=bool(row[15]),
        )
        for row in fetch(_LESSONS_SQL, [school_id, from_on, until])
    ]


def classes_of_courses(school_id: int, course_ids: Iterable[int]) -> dict[int, set[int]]:
    """The classes whose pupils a course has, by course."""
    found: dict[int, set[int]] = defaultdict(set)
    for part in _chunks(sorted(set(course_ids))):
        for course_id, class_id in fetch(_COURSE_CLASSES_SQL.format(courses=in_list(len(part))), [school_id, *part]):
            if class_id is not None:
                found[course_id].add(class_id)
    return found


def lessons_in_use(school_id: int, lesson_ids: Iterable[int]) -> set[int]:
    """Those of the lessons that a row of another table points at (homework due by then, a topic written ahead).

    One query for each table with a link to lessons, found among the models: this app does not know those above it.
    """
    from kedr.timetable.models import Lesson

    wanted, used = sorted(set(lesson_ids)), set()
    links = [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.private_fields + model._meta.local_fields
        if isinstance(field, SchoolFK) and field.related_model is Lesson
    ]
    for part in _chunks(wanted):
        for model, field in links:
            column = field.column_name
            rows: Any = model._default_manager.filter(school_id=school_id, **{f"{column}__in": part})
            used |= set(rows.values_list(column, flat=True))
    return used


def _chunks(ids: list[int]) -> Iterable[list[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


@dataclass(frozen=True, slots=True)
class Busy:
    """Whoever or whatever a lesson takes on a day: for the question «is this teacher free?»."""

    lesson_id: int
    course_title: str
    class_name: str
    teacher_id: int | None
    room_id: int | None


_BUSY_SQL = """
SELECT l.id, c.title, COALESCE(g.name, k.name, ''), l.teacher_id, l.room_id
FROM timetable_lesson l
JOIN curriculum_course c ON c.school_id = l.school_id AND c.id = l.course_id
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
WHERE l.school_id = %s AND l.held_on = %s AND NOT l.is_cancelled AND l.starts_at < %s AND l.ends_at > %s
ORDER BY l.id
"""


def lessons_at(school_id: int, on: date, starts_at: time, ends_at: time) -> list[Busy]:
    """The lessons that go on at some moment of [starts_at, ends_at) of a day. One query."""
    return [Busy(*row) for row in fetch(_BUSY_SQL, [school_id, on, ends_at, starts_at])]
