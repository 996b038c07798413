"""What changing a day needs: its lessons with all they take, who works there, what may be given, and why."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kedr.core.sql import clock_time, day, fetch, in_list
from kedr.core.words import initials
from kedr.timetable.queries import classes_of_courses
from kedr.timetable.rules.changes import Given, Hour, Staff

# by timetable_lesson_day; the period of its course's scheme tells whether it is closed
_HOURS_SQL = """
SELECT l.id, l.course_id, c.title, COALESCE(g.name, k.name, ''), c.subject_id, c.class_id, c.group_id, l.held_on,
  l.number, l.starts_at, l.ends_at, l.teacher_id,
  CASE WHEN l.is_teacher_replaced THEN l.planned_teacher_id ELSE l.teacher_id END, l.room_id,
  CASE WHEN l.is_room_replaced THEN l.planned_room_id ELSE l.room_id END,
  l.is_cancelled, l.is_joined, l.is_added, l.instead_id, l.kept_at IS NOT NULL,
  y.closed_at IS NOT NULL OR EXISTS (SELECT 1 FROM schools_period p WHERE p.school_id = l.school_id
    AND p.scheme_id = c.scheme_id AND p.starts_on <= l.held_on AND p.ends_on > l.held_on AND p.closed_at IS NOT NULL),
  l.reason_id, l.change_reason
FROM timetable_lesson l
JOIN curriculum_course c ON c.school_id = l.school_id AND c.id = l.course_id
JOIN schools_academicyear y ON y.school_id = c.school_id AND y.id = c.year_id
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
WHERE l.school_id = %s AND {which}
ORDER BY l.held_on, l.starts_at, l.number, 4, l.id
"""


def hours_between(school_id: int, from_on: date, until: date) -> list[Hour]:
    """All lessons of [from_on, until), cancelled ones too. Two queries."""
    return _hours(school_id, "l.held_on >= %s AND l.held_on < %s", [from_on, until])


def hours_of_days(school_id: int, days: Iterable[date]) -> list[Hour]:
    """All lessons of some days. Two queries."""
    listed = sorted(set(days))
    return _hours(school_id, f"l.held_on IN {in_list(len(listed))}", listed)


def _hours(school_id: int, which: str, params: Sequence[Any]) -> list[Hour]:
    rows = fetch(_HOURS_SQL.format(which=which), [school_id, *params])
    classes = classes_of_courses(school_id, {row[1] for row in rows})
    return [_hour(row, frozenset(classes[row[1]])) for row in rows]


def _hour(row: tuple[Any, ...], classes: frozenset[int]) -> Hour:
    head, (held_on, number, starts_at, ends_at), who = row[:7], row[7:11], row[11:15]
    cancelled, joined, added, instead_id, kept, closed, reason_id, words = row[15:]
    fields = (
        *head, day(held_on), number, clock_time(starts_at), clock_time(ends_at), *who, classes, bool(cancelled),
        bool(joined), bool(added), instead_id, bool(kept), bool(closed), reason_id, words,
    )  # fmt: skip
    return Hour(*fields)


_DAYS_SQL = "SELECT DISTINCT held_on FROM timetable_lesson WHERE school_id = %s AND id IN {lessons}"


def days_of(school_id: int, lesson_ids: Iterable[int]) -> list[date]:
    """The days of these lessons. One query."""
    ids = sorted(set(lesson_ids))
    return [day(row[0]) for row in fetch(_DAYS_SQL.format(lessons=in_list(len(ids))), [school_id, *ids])]


@dataclass(frozen=True, slots=True)
class Load:
    """A course and who teaches it on [starts_on, ends_on)."""

    course_id: int
    title: str
    whose: str
    subject_id: int
    class_id: int | None
    group_id: int | None
    person_id: int | None
    starts_on: date
    ends_on: date | None

    def holds(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on < self.ends_on)


_LOAD_SQL = """
SELECT c.id, c.title, COALESCE(g.name, k.name, ''), c.subject_id, c.class_id, c.group_id, t.person_id,
  COALESCE(t.starts_on, y.starts_on), t.ends_on
FROM curriculum_course c
JOIN schools_academicyear y ON y.school_id = c.school_id AND y.id = c.year_id AND y.starts_on < %s AND y.ends_on > %s
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
LEFT JOIN curriculum_courseteacher t ON t.school_id = c.school_id AND t.course_id = c.id AND t.starts_on < %s
  AND (t.ends_on IS NULL OR t.ends_on > %s)
WHERE c.school_id = %s
ORDER BY k.grade, 3, c.title, c.id, t.starts_on, t.person_id
"""


def load_of(school_id: int, from_on: date, until: date) -> list[Load]:
    """All courses of the year, each with its teachers of [from_on, until). One query."""
    rows = fetch(_LOAD_SQL, [until, from_on, until, from_on, school_id])
    return [Load(*(*row[:7], day(row[7]), day(row[8]) if row[8] else None)) for row in rows]


def given_on(load: Iterable[Load], days: Iterable[date]) -> dict[tuple[int, date], Given]:
    """The courses as they may be given on each of the days: of several teachers the one who came last."""
    listed = sorted(set(days))
    return {
        (one.course_id, on): Given(*(getattr(one, name) for name in _GIVEN))
        for one in load
        for on in listed
        if one.person_id is None or one.holds(on)
    }


_GIVEN = ("course_id", "title", "whose", "subject_id", "class_id", "group_id", "person_id")

_STAFF_SQL = """
SELECT p.id, p.last_name, p.first_name, p.middle_name, (SELECT COUNT(*)
    FROM timetable_lesson l WHERE l.school_id = %s AND l.held_on >= %s AND l.held_on < %s AND l.teacher_id = p.id
      AND l.is_teacher_replaced AND NOT l.is_cancelled)
FROM people_person p
WHERE p.school_id = %s AND EXISTS (SELECT 1 FROM people_post o WHERE o.school_id = %s AND o.person_id = p.id
  AND o.kind <> 'secretary' AND o.starts_on < %s AND (o.ends_on IS NULL OR o.ends_on > %s))
ORDER BY p.last_name, p.first_name, p.id
"""


def staff_on(school_id: int, on: date, until: date, load: Iterable[Load]) -> list[Staff]:
    """Who may give lessons on [on, until), with how many they have given for others that month. Two queries."""
    month = on.replace(day=1)
    rows = fetch(_STAFF_SQL, [school_id, month, until, school_id, school_id, until, on])
    courses: dict[int, list[Load]] = defaultdict(list)
    for one in load:
        if one.person_id is not None:
            courses[one.person_id].append(one)
    classes = classes_of_courses(school_id, {one.course_id for some in courses.values() for one in some})
    return [
        Staff(
            person_id,
            initials(last, first, middle),
            frozenset(one.subject_id for one in courses[person_id]),
            frozenset().union(*(classes[one.course_id] for one in courses[person_id])),
            stood_in,
        )
        for person_id, last, first, middle, stood_in in rows
    ]


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason of changes, `ends_on` being the first day after it; `lessons` it has changed."""

    id: int
    kind: str
    teacher_id: int | None
    class_id: int | None
    grade: int
    whose: str
    starts_on: date
    ends_on: date
    order_no: str
    order_on: date | None
    note: str
    is_confirmed: bool
    lessons: int

    @property
    def last_on(self) -> date:
        return self.ends_on - timedelta(days=1)


_REASONS_SQL = """
SELECT r.id, r.kind, r.teacher_id, r.class_id, r.grade, COALESCE(p.last_name, ''), COALESCE(p.first_name, ''),
  COALESCE(p.middle_name, ''), COALESCE(k.name, ''), r.starts_on, r.ends_on, r.order_no, r.order_on, r.note,
  r.confirmed_at IS NOT NULL,
  (SELECT COUNT(*) FROM timetable_lesson l
    WHERE l.school_id = r.school_id AND l.reason_id = r.id AND l.instead_id IS NULL)
FROM timetable_changereason r
LEFT JOIN people_person p ON p.school_id = r.school_id AND p.id = r.teacher_id
LEFT JOIN schools_schoolclass k ON k.school_id = r.school_id AND k.id = r.class_id
WHERE r.school_id = %s AND {which}
ORDER BY r.starts_on DESC, r.id DESC
"""


def reasons_between(school_id: int, from_on: date, until: date) -> list[Reason]:
    """The reasons that hold on some day of [from_on, until), the newest first. One query."""
    return _reasons(school_id, "r.starts_on < %s AND r.ends_on > %s", [until, from_on])


def reason_of(school_id: int, reason_id: int) -> Reason | None:
    """One reason. One query."""
    return next(iter(_reasons(school_id, "r.id = %s", [reason_id])), None)


def _reasons(school_id: int, which: str, params: Sequence[Any]) -> list[Reason]:
    found = []
    for row in fetch(_REASONS_SQL.format(which=which), [school_id, *params]):
        reason_id, kind, teacher_id, class_id, grade, last, first, middle, class_name, starts_on, ends_on, *rest = row
        order_no, order_on, note, is_confirmed, lessons = rest
        whose = initials(last, first, middle) if last else class_name or (f"{grade}-е классы" if grade else "вся школа")
        when = (day(starts_on), day(ends_on), order_no, day(order_on) if order_on else None)
        found.append(
            Reason(reason_id, kind, teacher_id, class_id, grade, whose, *when, note, bool(is_confirmed), lessons)
        )
    return found
