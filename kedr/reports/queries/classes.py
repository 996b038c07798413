"""What reports about a class are made of. Each function is one query, however many pupils."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kedr.core.sql import day, fetch, in_list, number
from kedr.core.words import initials
from kedr.journal.rules import MEANT
from kedr.reports.access import ClassCard

type Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A pupil's place in the class or a group, [starts_on, ends_on)."""

    starts_on: date
    ends_on: date | None
    basis: str = ""

    def holds(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on < self.ends_on)


@dataclass(frozen=True, slots=True)
class Pupil:
    """A pupil who has been in the class this year."""

    id: int
    name: str  # «Абрамова Алина»
    sex: str
    places: tuple[Place, ...]

    def is_here(self, on: date) -> bool:
        return any(place.holds(on) for place in self.places)


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course of the class: the whole class's or a group's."""

    id: int
    group_id: int | None
    group_name: str
    is_own: bool  # of this class only: its teacher may open the journal
    teachers: tuple[str, ...]
    hours: Decimal


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject of the class; a divided one is one subject with several courses."""

    id: int
    title: str
    short: str
    is_marked: bool  # by numbers
    courses: tuple[CourseLine, ...]
    scale: str = "five"

    @property
    def teachers(self) -> str:
        return ", ".join(dict.fromkeys(name for course in self.courses for name in course.teachers))


_PUPILS_SQL = """
SELECT p.id, p.last_name, p.first_name, p.sex, e.starts_on, e.ends_on, e.basis FROM people_enrolment e
JOIN people_person p ON p.school_id = e.school_id AND p.id = e.person_id
WHERE e.school_id = %s AND e.class_id = %s ORDER BY p.last_name, p.first_name, p.id, e.starts_on
"""


def pupils_of(card: ClassCard) -> list[Pupil]:
    """Everybody who has been in the class, by the alphabet."""
    places: dict[Row, list[Place]] = {}
    for *who, starts_on, ends_on, basis in fetch(_PUPILS_SQL, [card.school.id, card.id]):
        place = Place(day(starts_on), day(ends_on) if ends_on else None, basis)
        places.setdefault(tuple(who), []).append(place)
    return [Pupil(key, f"{last} {first}", sex, tuple(held)) for (key, last, first, sex), held in places.items()]


# By curriculum_course_class and curriculum_course_group; the teachers are those of the day.
_COURSES_SQL = """
SELECT c.id, s.id, c.title, CASE WHEN c.title = s.name THEN s.short_name ELSE c.title END, c.scale, c.group_id,
  COALESCE(g.name, ''), c.class_id IS NOT NULL, c.hours, COALESCE(p.last_name, ''), COALESCE(p.first_name, ''),
  COALESCE(p.middle_name, ''),
  (SELECT COUNT(DISTINCT m.person_id) FROM people_groupmember m WHERE m.school_id = c.school_id
    AND m.group_id = c.group_id) = 1
FROM curriculum_course c
JOIN curriculum_subject s ON s.id = c.subject_id
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
LEFT JOIN curriculum_courseteacher t ON t.school_id = c.school_id AND t.course_id = c.id
  AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s)
LEFT JOIN people_person p ON p.school_id = t.school_id AND p.id = t.person_id
WHERE c.school_id = %s AND NOT c.is_extra AND c.scale <> 'none' AND (
  (c.class_id = %s AND c.group_id IS NULL)
  OR c.group_id IN (SELECT g.group_id FROM schools_groupclass g WHERE g.school_id = %s AND g.class_id = %s))
ORDER BY c.title, c.group_id IS NOT NULL, COALESCE(g.name, ''), c.id, p.last_name
"""


def subjects_of(card: ClassCard, on: date) -> list[Subject]:
    """The subjects with marks, by the alphabet.

    The groups of one subject share it: no pupil is in two. A group beside a course of the whole class (профиль) is a
    subject of its own, but for a group of one pupil (taught at home): theirs stands in the class's.
    """
    rows = fetch(_COURSES_SQL, [on, on, card.school.id, card.id, card.school.id, card.id])
    courses: dict[int, tuple[Row, CourseLine]] = {}
    alone: set[int] = set()
    for course_id, subject_id, title, short, scale, group_id, group, is_own, hours, *name, is_alone in rows:
        known = courses[course_id][1].teachers if course_id in courses else ()
        teachers = (*known, initials(*name)) if name[0] else known
        line = CourseLine(course_id, group_id, group, bool(is_own), teachers, number(hours))
        courses[course_id] = ((subject_id, title, short, scale, group_id is not None), line)
        if is_alone:
            alone.add(course_id)
    found: dict[Row, list[CourseLine]] = {}
    for key, line in sorted(courses.values(), key=lambda pair: pair[1].id in alone):  # the rest keeps its order
        of_class = (*key[:-1], False)
        found.setdefault(of_class if line.id in alone and of_class in found else key, []).append(line)
    return [_subject(key, lines, found) for key, lines in found.items()]


def _subject(key: Row, lines: Sequence[CourseLine], found: dict[Row, list[CourseLine]]) -> Subject:
    subject_id, title, short, scale, is_group = key
    if is_group and (subject_id, title, short, scale, False) in found:
        title, short = f"{title}, группа", f"{short}, гр."
    return Subject(subject_id, title, short, scale in MEANT, tuple(lines), scale)


_MEMBERS_SQL = """
SELECT m.group_id, m.person_id, m.starts_on, m.ends_on FROM schools_groupclass g
JOIN people_groupmember m ON m.school_id = g.school_id AND m.group_id = g.group_id
WHERE g.school_id = %s AND g.class_id = %s
"""

type Members = dict[int, dict[int, list[Place]]]  # group, pupil


def members_of(card: ClassCard) -> Members:
    """Who has been in the groups that take pupils of the class."""
    found: Members = defaultdict(lambda: defaultdict(list))
    for group_id, pupil_id, starts_on, ends_on in fetch(_MEMBERS_SQL, [card.school.id, card.id]):
        found[group_id][pupil_id].append(Place(day(starts_on), day(ends_on) if ends_on else None))
    return found


def is_taught(subject: Subject, pupil_id: int, members: Members, on: date) -> bool:
    """Whether a pupil of the class has the subject on a day."""
    return any(
        course.group_id is None or any(place.holds(on) for place in members[course.group_id].get(pupil_id, ()))
        for course in subject.courses
    )


# What stands in a period's place for the results of the year.
YEAR, EXAM, CERTIFICATE, INTERIM = 0, -1, -2, -3
PLACE_OF_KIND = f"""CASE r.kind WHEN 'year' THEN {YEAR} WHEN 'exam' THEN {EXAM} WHEN 'final' THEN {CERTIFICATE}
  ELSE {INTERIM} END"""

# by journal_periodresult_pupil and journal_yearresult_pupil
_FINALS_SQL = f"""
SELECT r.pupil_id, r.course_id, r.period_id, r.final FROM journal_periodresult r
WHERE r.school_id = %s AND r.period_id IN {{periods}} AND r.final <> ''
  AND r.pupil_id IN (SELECT e.person_id FROM people_enrolment e WHERE e.school_id = %s AND e.class_id = %s)
UNION ALL
SELECT r.pupil_id, r.course_id, {PLACE_OF_KIND}, r.final
FROM journal_yearresult r
WHERE r.school_id = %s AND r.final <> ''
  AND r.pupil_id IN (SELECT e.person_id FROM people_enrolment e WHERE e.school_id = %s AND e.class_id = %s)
"""

type Finals = dict[tuple[int, int], dict[int, str]]  # course and period (or YEAR…), then pupil


def finals_of(card: ClassCard, period_ids: Sequence[int]) -> Finals:
    """The final marks of everybody who has been in the class."""
    found: Finals = defaultdict(dict)
    sql = _FINALS_SQL.format(periods=in_list(len(period_ids)))
    whose = [card.school.id, card.school.id, card.id]
    for pupil_id, course_id, period_id, final in fetch(sql, [card.school.id, *period_ids, *whose[1:], *whose]):
        found[course_id, period_id][pupil_id] = final
    return found


def finals_in(subject: Subject, period_id: int, finals: Finals) -> dict[int, str]:
    """The final marks of one subject, whatever group they were given in."""
    if len(subject.courses) == 1:
        return finals[subject.courses[0].id, period_id]
    return {pupil: final for course in subject.courses for pupil, final in finals[course.id, period_id].items()}


# Equal marks are counted, not listed: the means are made of them exactly. By journal_mark_diary.
_MARKS_SQL = """
SELECT m.pupil_id, w.course_id, m.value, w.weight, COUNT(*) FROM journal_mark m
JOIN journal_work w ON w.school_id = m.school_id AND w.id = m.work_id
WHERE m.school_id = %s AND m.held_on >= %s AND m.held_on < %s AND m.value <> ''
  AND m.pupil_id IN (SELECT e.person_id FROM people_enrolment e WHERE e.school_id = %s AND e.class_id = %s)
GROUP BY m.pupil_id, w.course_id, m.value, w.weight
UNION ALL
SELECT b.pupil_id, b.course_id, b.value, b.weight, 1 FROM journal_broughtmark b
WHERE b.school_id = %s AND b.held_on >= %s AND b.held_on < %s
  AND b.pupil_id IN (SELECT e.person_id FROM people_enrolment e WHERE e.school_id = %s AND e.class_id = %s)
"""

type Marks = dict[tuple[int, int], list[tuple[str, Decimal, int]]]  # pupil and course: value, weight, how many


def marks_of(card: ClassCard, starts_on: date, ends_on: date) -> Marks:
    """The marks of [starts_on, ends_on), equal ones counted."""
    found: Marks = defaultdict(list)
    params = [card.school.id, starts_on, ends_on, card.school.id, card.id]
    for pupil_id, course_id, value, weight, times in fetch(_MARKS_SQL, params * 2):
        found[pupil_id, course_id].append((value, number(weight), times))
    return found


# Absences of those taught at home are not the class's. By journal_attendance_diary.
_ABSENCES_SQL = """
SELECT a.pupil_id, a.held_on, a.code, COUNT(*) FROM journal_attendance a
WHERE a.school_id = %s AND a.held_on >= %s AND a.held_on < %s AND a.code IN ('н', 'нп', 'у', 'б', 'оп')
  AND a.pupil_id IN (SELECT e.person_id FROM people_enrolment e WHERE e.school_id = %s AND e.class_id = %s)
  AND NOT EXISTS (SELECT 1 FROM curriculum_courseexception x WHERE x.school_id = a.school_id
    AND x.pupil_id = a.pupil_id AND x.kind = 'home' AND x.starts_on <= a.held_on
    AND (x.ends_on IS NULL OR x.ends_on > a.held_on))
GROUP BY a.pupil_id, a.held_on, a.code ORDER BY a.held_on
"""

type Absences = dict[int, dict[date, Counter[str]]]  # pupil, day: lessons by code


def absences_of(card: ClassCard, starts_on: date, ends_on: date) -> Absences:
    """Absences and lateness of [starts_on, ends_on), lessons by code."""
    found: Absences = defaultdict(lambda: defaultdict(Counter))
    params = [card.school.id, starts_on, ends_on, card.school.id, card.id]
    for pupil_id, held_on, code, lessons in fetch(_ABSENCES_SQL, params):
        found[pupil_id][day(held_on)][code] += lessons
    return found


# by timetable_lesson_course
_LESSONS_SQL = """
SELECT l.held_on, c.group_id, COUNT(*) FROM curriculum_course c
JOIN timetable_lesson l ON l.school_id = c.school_id AND l.course_id = c.id AND NOT l.is_cancelled
  AND l.held_on >= %s AND l.held_on < %s
WHERE c.school_id = %s AND (
  (c.class_id = %s AND c.group_id IS NULL)
  OR c.group_id IN (SELECT g.group_id FROM schools_groupclass g WHERE g.school_id = %s AND g.class_id = %s))
GROUP BY l.held_on, c.group_id
"""

type Lessons = dict[date, dict[int | None, int]]  # day, group (None: the whole class)


def lessons_of(card: ClassCard, starts_on: date, ends_on: date) -> Lessons:
    """How many lessons the class and each of its groups has on each day of [starts_on, ends_on)."""
    found: Lessons = defaultdict(dict)
    params = [starts_on, ends_on, card.school.id, card.id, card.school.id, card.id]
    for held_on, group_id, lessons in fetch(_LESSONS_SQL, params):
        found[day(held_on)][group_id] = lessons
    return found


def lessons_on(lessons: Lessons, members: Members, pupil_id: int, on: date) -> int:
    """How many lessons a pupil has on a day."""
    held = lessons.get(on, {})
    return sum(
        count
        for group_id, count in held.items()
        if group_id is None or any(place.holds(on) for place in members[group_id].get(pupil_id, ()))
    )


def here(pupils: Iterable[Pupil], on: date) -> list[Pupil]:
    """Who is in the list on a day."""
    return [pupil for pupil in pupils if pupil.is_here(on)]
