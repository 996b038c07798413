"""Absences known as a whole: the cells they are about, and the lists of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from kedr.core.sql import day, fetch
from kedr.core.words import initials
from kedr.journal.access import GRADE_OF_GROUP
from kedr.journal.models import Absence
from kedr.journal.queries.freed import IS_FREED
from kedr.journal.queries.locks import closing, opened, pupil_closed
from kedr.journal.rules.absence import ABSENCE_CODES

LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Cell:
    """A pupil's attendance at a lesson: `id` 0 and `code` None where there is no row; a mark checks it too."""

    lesson_id: int
    course_id: int
    pupil_id: int
    held_on: date
    id: int
    code: str | None
    version: int
    absence_id: int | None
    was_missed: bool
    is_checked: bool
    is_cancelled: bool  # the lesson
    locks: tuple[Any, ...]  # what `locked_reasons` judges by


_CELL = f"""l.id, l.course_id, {{pupil}}, l.held_on, COALESCE(a.id, 0), a.code, COALESCE(a.version, 0), a.absence_id,
  COALESCE(a.was_missed, FALSE), COALESCE(g.is_checked, FALSE) OR EXISTS (SELECT 1 FROM journal_mark m
    WHERE m.school_id = l.school_id AND m.lesson_id = l.id AND m.pupil_id = {{pupil}} AND m.value <> ''),
  l.is_cancelled, {closing()}, {opened()}, {pupil_closed("{pupil}", "c.year_id", of="l")},
  l.held_on, c.subject_id, COALESCE(k.grade, {GRADE_OF_GROUP}, 0)"""
_TIES = """JOIN curriculum_course c ON c.school_id = l.school_id AND c.id = l.course_id
  AND (%s = 0 OR c.subject_id = %s)
JOIN schools_academicyear y ON y.school_id = c.school_id AND y.id = c.year_id
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN journal_lessonpage g ON g.school_id = l.school_id AND g.id = l.id"""

# The lessons of a pupil's own list, those the pupil is freed from left out. By timetable_lesson_day, then primary and
# unique keys.
_PUPIL_SQL = f"""
SELECT {_CELL.format(pupil="p.id")}
FROM timetable_lesson l
{_TIES}
JOIN people_person p ON p.school_id = l.school_id AND p.id = %s
LEFT JOIN journal_attendance a ON a.school_id = l.school_id AND a.lesson_id = l.id AND a.pupil_id = p.id
WHERE l.school_id = %s AND l.held_on >= %s AND l.held_on < %s
  AND NOT {IS_FREED.format(of="l", course="l.course_id", pupil="p.id", on="l.held_on")}
  AND (EXISTS (SELECT 1 FROM people_enrolment e WHERE e.school_id = l.school_id AND e.person_id = p.id
    AND e.class_id = c.class_id AND c.group_id IS NULL
    AND e.starts_on <= l.held_on AND (e.ends_on IS NULL OR e.ends_on > l.held_on))
  OR EXISTS (SELECT 1 FROM people_groupmember m WHERE m.school_id = l.school_id AND m.person_id = p.id
    AND m.group_id = c.group_id AND m.starts_on <= l.held_on AND (m.ends_on IS NULL OR m.ends_on > l.held_on)))
ORDER BY l.held_on, l.number, l.id
"""

# «н» of everybody in a class, grades, the school, and what the absence has made of them. By timetable_lesson_day.
_WIDE_SQL = f"""
SELECT {_CELL.format(pupil="a.pupil_id")}
FROM timetable_lesson l
{_TIES}
JOIN journal_attendance a ON a.school_id = l.school_id AND a.lesson_id = l.id AND (a.code = 'н' OR a.absence_id = %s)
WHERE l.school_id = %s AND l.held_on >= %s AND l.held_on < %s AND EXISTS (
  SELECT 1 FROM people_enrolment e
  JOIN schools_schoolclass s ON s.school_id = e.school_id AND s.id = e.class_id
  WHERE e.school_id = l.school_id AND e.person_id = a.pupil_id AND (%s = 0 OR e.class_id = %s)
    AND s.grade >= %s AND s.grade <= %s
    AND e.starts_on <= l.held_on AND (e.ends_on IS NULL OR e.ends_on > l.held_on))
ORDER BY l.held_on, l.number, l.id, a.pupil_id
"""


def cells_of(absence: Absence, since: date, until: date, at: datetime) -> list[Cell]:
    """What the journal says of the absence's lessons of [since, until), cancelled ones too. One query."""
    head = [at, absence.subject_id or 0, absence.subject_id or 0]
    days = [absence.school_id, since, until]
    if absence.pupil_id is not None:
        rows = fetch(_PUPIL_SQL, [*head, absence.pupil_id, *days])
    else:
        class_id = absence.class_id or 0
        scope = [class_id, class_id, absence.first_grade or 0, absence.last_grade or 11]
        rows = fetch(_WIDE_SQL, [*head, absence.id, *days, *scope])
    return [
        Cell(
            lesson_id, course_id, pupil_id, day(held_on), key, code, version, absence_id, bool(was_missed),
            bool(is_checked), bool(is_cancelled), (closes, bool(is_opened), bool(is_pupil_closed), *rest),
        )
        for (
            lesson_id, course_id, pupil_id, held_on, key, code, version, absence_id, was_missed, is_checked,
            is_cancelled, closes, is_opened, is_pupil_closed, *rest,
        ) in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """An absence in the list. `state`: "now", "ahead", "past"."""

    id: int
    who: str
    class_name: str
    starts_on: date
    last_on: date
    code: str
    words: str
    basis: str
    lessons: int
    by: str
    state: str
    is_kept: bool  # may the reader change it


_LINES_SQL = """
SELECT b.id, b.pupil_id IS NOT NULL, p.last_name, p.first_name, COALESCE(q.name, w.name, ''), b.first_grade,
  b.last_grade, s.short_name, b.starts_on, b.ends_on, b.code, b.basis,
  (SELECT COUNT(*) FROM journal_attendance a WHERE a.school_id = b.school_id AND a.absence_id = b.id AND a.code <> ''),
  n.last_name, n.first_name, n.middle_name, q.id
FROM journal_absence b
LEFT JOIN people_person p ON p.school_id = b.school_id AND p.id = b.pupil_id
LEFT JOIN people_enrolment e ON e.school_id = b.school_id AND e.person_id = b.pupil_id
  AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)
LEFT JOIN schools_schoolclass q ON q.school_id = e.school_id AND q.id = e.class_id
LEFT JOIN schools_schoolclass w ON w.school_id = b.school_id AND w.id = b.class_id
LEFT JOIN curriculum_subject s ON s.id = b.subject_id
LEFT JOIN people_person n ON n.school_id = b.school_id AND n.id = b.made_by
WHERE b.school_id = %s AND b.taken_back_at IS NULL AND b.ends_on > %s
ORDER BY b.starts_on DESC, p.last_name, p.first_name, b.id
"""


def absence_lines(school_id: int, class_ids: Sequence[int] | None, today: date) -> list[AbsenceLine]:
    """The absences of the last month, of now and of the time ahead: those of pupils of some classes and of all that is
    wider, or (None) all. One query, however many."""
    rows = fetch(_LINES_SQL, [today, today, school_id, today - LOOK_BACK])
    lines = []
    for (
        key, is_pupil, last, first, class_name, first_grade, last_grade, subject, starts, ends, code, basis, lessons,
        *by, pupil_class,
    ) in rows:  # fmt: skip
        if is_pupil and class_ids is not None and pupil_class not in class_ids:
            continue
        starts_on, last_on = day(starts), day(ends) - timedelta(days=1)
        state = "ahead" if starts_on > today else "now" if last_on >= today else "past"
        words = ABSENCE_CODES[code] + (f": {subject}" if subject else "")
        who = f"{last} {first}" if is_pupil else _scope(class_name, first_grade, last_grade)
        lines.append(
            AbsenceLine(
                key, who, class_name if is_pupil else "", starts_on, last_on, code, words, basis, lessons,
                initials(*by) if by[0] else "", state, class_ids is None or bool(is_pupil),
            )
        )  # fmt: skip
    order = {"now": 0, "ahead": 1, "past": 2}
    return sorted(lines, key=lambda line: order[line.state])


def _scope(class_name: str, first: int | None, last: int | None) -> str:
    if class_name:
        return f"Весь {class_name}"
    if first and last:
        return f"{first}–{last} классы" if first != last else f"{first} классы"
    return "Вся школа"


_PUPILS_SQL = """
SELECT p.id, p.last_name, p.first_name, k.name FROM people_enrolment e
JOIN people_person p ON p.school_id = e.school_id AND p.id = e.person_id
JOIN schools_schoolclass k ON k.school_id = e.school_id AND k.id = e.class_id
JOIN schools_academicyear y ON y.school_id = k.school_id AND y.id = k.year_id AND y.starts_on <= %s AND y.ends_on > %s
WHERE e.school_id = %s AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)
ORDER BY k.grade, k.name, p.last_name, p.first_name, p.id
"""


def pupils_by_class(school_id: int, class_names: Sequence[str] | None, today: date) -> dict[str, list[tuple[int, str]]]:
    """Class → its pupils, (id, name); of some classes or (None) of all. One query."""
    found: dict[str, list[tuple[int, str]]] = {}
    for pupil_id, last, first, class_name in fetch(_PUPILS_SQL, [today, today, school_id, today, today]):
        if class_names is None or class_name in class_names:
            found.setdefault(class_name, []).append((pupil_id, f"{last} {first}"))
    return found


_SUBJECTS_SQL = """
SELECT DISTINCT s.id, s.name FROM curriculum_course c
JOIN curriculum_subject s ON s.id = c.subject_id
JOIN schools_academicyear y ON y.school_id = c.school_id AND y.id = c.year_id AND y.starts_on <= %s AND y.ends_on > %s
WHERE c.school_id = %s AND NOT c.is_extra ORDER BY s.name
"""


def subjects_taught(school_id: int, today: date) -> list[tuple[int, str]]:
    """The subjects of this year's journals: id, name. One query."""
    return [(row[0], row[1]) for row in fetch(_SUBJECTS_SQL, [today, today, school_id])]
