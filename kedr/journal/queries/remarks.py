"""Remarks on how journals are kept and reminders to teachers: the lists, what lessons still lack, who is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from kedr.core.clock import time_of
from kedr.core.sql import day, fetch, moment
from kedr.core.words import initials
from kedr.journal.access import REMARK_IS_OF, remark_is_of
from kedr.journal.queries.filled import FACTS, FACTS_OF, wanted
from kedr.journal.rules import remark_state

TABS = {"open": "Не сняты", "overdue": "Просрочены", "fixed": "Ждут проверки", "removed": "Сняты"}
REMOVED_SHOWN = 100  # of the removed ones, newest first
LESSONS_SHOWN = 60  # days of a journal's past that a remark may be about
REMINDED_DAYS = 3  # how long a reminder stays on «Мой день»


@dataclass(frozen=True, slots=True)
class Lacking:
    """A lesson of an automatic remark that still wants something."""

    lesson_id: int
    held_on: date
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """A remark with all that a page says of it; `state` as in `rules.remark_state`. Names are empty for Kedr's own."""

    id: int
    is_automatic: bool
    course_id: int
    title: str
    whose: str
    teacher_id: int
    teacher: str
    lesson_id: int | None
    held_on: date | None
    text: str
    made_at: datetime
    author: str
    due_on: date
    fixed_at: datetime | None
    removed_at: datetime | None
    removed_by: str
    answer: str
    lacking: tuple[Lacking, ...]
    state: str


# The one who mends it: the substitute, or the first of the course's teachers today.
_LINES_SQL = """
SELECT r.id, r.kind = 'automatic', r.course_id, c.title, COALESCE(g.name, k.name, ''),
  COALESCE(t.id, 0), t.last_name, t.first_name, t.middle_name, r.lesson_id, l.held_on, r.text, r.made_at,
  a.last_name, a.first_name, a.middle_name, r.due_on, r.fixed_at, r.removed_at,
  d.last_name, d.first_name, d.middle_name, r.answer
FROM journal_remark r
JOIN curriculum_course c ON c.school_id = r.school_id AND c.id = r.course_id
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
LEFT JOIN timetable_lesson l ON l.school_id = r.school_id AND l.id = r.lesson_id
LEFT JOIN people_person t ON t.school_id = r.school_id AND t.id = CASE WHEN r.substitute_id <> 0 THEN r.substitute_id
  ELSE (SELECT x.person_id FROM curriculum_courseteacher x WHERE x.school_id = r.school_id AND x.course_id = r.course_id
    AND x.starts_on <= %s AND (x.ends_on IS NULL OR x.ends_on > %s) ORDER BY x.starts_on, x.person_id LIMIT 1) END
LEFT JOIN people_person a ON a.school_id = r.school_id AND a.id = r.made_by
LEFT JOIN people_person d ON d.school_id = r.school_id AND d.id = r.removed_by
WHERE r.school_id = %s AND {where}
"""
_OPEN_ORDER = "ORDER BY t.last_name, t.first_name, t.id, r.due_on, r.made_at, c.title, r.id"
_REMOVED_ORDER = f"ORDER BY r.removed_at DESC, r.id DESC LIMIT {REMOVED_SHOWN}"
_COURSE_ORDER = f"ORDER BY r.made_at DESC, r.id DESC LIMIT {REMOVED_SHOWN}"

# Lessons that automatic remarks are about, as they stand now. By journal_remark_open and timetable_lesson_course.
LESSONS_OF_REMARKS = f"""
LEFT JOIN timetable_lesson l ON l.school_id = r.school_id AND l.course_id = r.course_id
  AND l.held_on >= r.starts_on AND l.held_on < r.ends_on AND NOT l.is_cancelled
  AND CASE WHEN l.is_teacher_replaced THEN COALESCE(l.teacher_id, 0) ELSE 0 END = r.substitute_id
JOIN curriculum_course c ON c.school_id = r.school_id AND c.id = r.course_id
{FACTS_OF}
WHERE r.school_id = %s AND r.removed_at IS NULL"""
_LACKING_SQL = f"""
SELECT r.id, l.id, l.held_on, {FACTS} FROM journal_remark r {LESSONS_OF_REMARKS} AND r.kind = 'automatic'
ORDER BY l.held_on, l.number, l.id
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which remarks are asked for: of a teacher, of a course, or all; `state` is a tab."""

    state: str = "open"
    teacher_id: int = 0
    course_id: int = 0


@dataclass(frozen=True, slots=True)
class RemarkList:
    """The list of a tab; the counts stand for all tabs of open ones. `about` names the course asked for."""

    lines: list[RemarkLine]
    counts: dict[str, int]
    about: str
    teacher: str


def lacking_lessons(school_id: int) -> dict[int, tuple[Lacking, ...]]:
    """What the lessons of open automatic remarks still want. One query."""
    found: dict[int, list[Lacking]] = {}
    for remark_id, lesson_id, held_on, *facts in fetch(_LACKING_SQL, [school_id]):
        own = found.setdefault(remark_id, [])
        if lesson_id and (missing := wanted(facts)):
            own.append(Lacking(lesson_id, day(held_on), tuple(missing)))
    return {remark_id: tuple(lessons) for remark_id, lessons in found.items()}


def remarks(school_id: int, wanted: Wanted, today: date) -> RemarkList:
    """The remarks of a tab. Four queries: open ones, their lessons, the removed ones, the names asked for."""
    where, params = _scope(school_id, wanted, today)
    lacking = lacking_lessons(school_id)
    open_lines = _lines(school_id, f"r.removed_at IS NULL AND {where}", params, _OPEN_ORDER, today, lacking)
    removed = _lines(school_id, f"r.removed_at IS NOT NULL AND {where}", params, _REMOVED_ORDER, today, {})
    shown = {
        "open": open_lines,
        "overdue": [line for line in open_lines if line.state == "overdue"],
        "fixed": [line for line in open_lines if line.state == "fixed"],
        "removed": removed,
    }
    about, teacher = _names(school_id, wanted)
    counts = {tab: len(lines) for tab, lines in shown.items()}
    return RemarkList(shown[wanted.state], counts, about, teacher)


def course_remarks(school_id: int, course_id: int, today: date) -> list[RemarkLine]:
    """All remarks of one journal, newest first, as the paper page has them. Two queries."""
    lacking = lacking_lessons(school_id)
    return _lines(school_id, "r.course_id = %s", [course_id], _COURSE_ORDER, today, lacking)


def _scope(school_id: int, wanted: Wanted, today: date) -> tuple[str, list[object]]:
    where, params = "1 = 1", list[object]()
    if wanted.teacher_id:
        where, params = REMARK_IS_OF, remark_is_of(school_id, wanted.teacher_id, today)
    if wanted.course_id:
        where, params = f"{where} AND r.course_id = %s", [*params, wanted.course_id]
    return where, params


def _lines(
    school_id: int,
    where: str,
    params: Sequence[object],
    order: str,
    today: date,
    lacking: dict[int, tuple[Lacking, ...]],
) -> list[RemarkLine]:
    rows = fetch(_LINES_SQL.format(where=where) + order, [today, today, school_id, *params])
    return [_line(row, today, lacking.get(row[0])) for row in rows]


def _line(row: tuple[Any, ...], today: date, lacking: tuple[Lacking, ...] | None) -> RemarkLine:
    due_on, fixed_at, removed_at = day(row[16]), _moment(row[17]), _moment(row[18])
    is_automatic = bool(row[1])
    return RemarkLine(
        id=row[0],
        is_automatic=is_automatic,
        course_id=row[2],
        title=row[3],
        whose=row[4],
        teacher_id=row[5],
        teacher=_name(row[6:9]),
        lesson_id=row[9],
        held_on=day(row[10]) if row[10] else None,
        text=row[11],
        made_at=moment(row[12]),
        author=_name(row[13:16]),
        due_on=due_on,
        fixed_at=fixed_at,
        removed_at=removed_at,
        removed_by=_name(row[19:22]),
        answer=row[22],
        lacking=lacking or (),
        state=remark_state(
            is_removed=removed_at is not None,
            is_filled=is_automatic and not lacking,
            is_fixed=fixed_at is not None,
            due_on=due_on,
            today=today,
        ),
    )


def _moment(value: Any) -> datetime | None:
    return moment(value) if value else None


def _name(parts: Sequence[str | None]) -> str:
    last, first, middle = parts
    return initials(last, first or "", middle or "") if last else ""


_NAMES_SQL = """
SELECT 'course', c.title, COALESCE(g.name, k.name, ''), '' FROM curriculum_course c
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
WHERE c.school_id = %s AND c.id = %s
UNION ALL
SELECT 'teacher', p.last_name, p.first_name, p.middle_name FROM people_person p WHERE p.school_id = %s AND p.id = %s
"""


def _names(school_id: int, wanted: Wanted) -> tuple[str, str]:
    """The journal and the teacher asked for, in words. One query."""
    found = {"course": "", "teacher": ""}
    for kind, *parts in fetch(_NAMES_SQL, [school_id, wanted.course_id, school_id, wanted.teacher_id]):
        found[kind] = ", ".join(filter(None, parts)) if kind == "course" else initials(*parts)
    return found["course"], found["teacher"]


@dataclass(frozen=True, slots=True)
class Notes:
    """What waits for a teacher: remarks to mend, those of them past their day, the last reminder."""

    remarks: int
    overdue: int
    first_due_on: date | None
    reminded_at: datetime | None
    reminded_by: str


_OWN_SQL = f"""
SELECT r.id, r.due_on, r.kind = 'automatic', l.id, {FACTS} FROM journal_remark r {LESSONS_OF_REMARKS}
  AND r.fixed_at IS NULL AND {REMARK_IS_OF}
"""
# by journal_reminder_once
_REMINDER_SQL = """
SELECT n.sent_at, p.last_name, p.first_name, p.middle_name FROM journal_reminder n
LEFT JOIN people_person p ON p.school_id = n.school_id AND p.id = n.sent_by
WHERE n.school_id = %s AND n.person_id = %s AND n.sent_on > %s ORDER BY n.sent_on DESC LIMIT 1
"""


def notes_of(school_id: int, person_id: int, today: date) -> Notes:
    """What waits for a teacher. Two queries."""
    due: dict[int, date] = {}
    for remark_id, due_on, is_automatic, lesson_id, *facts in fetch(
        _OWN_SQL, [school_id, *remark_is_of(school_id, person_id, today)]
    ):
        if not is_automatic or (lesson_id and wanted(facts)):
            due[remark_id] = day(due_on)
    rows = fetch(_REMINDER_SQL, [school_id, person_id, today - timedelta(days=REMINDED_DAYS)])
    return Notes(
        remarks=len(due),
        overdue=sum(on < today for on in due.values()),
        first_due_on=min(due.values(), default=None),
        reminded_at=moment(rows[0][0]) if rows else None,
        reminded_by=_name(rows[0][1:]) if rows else "",
    )


_REMINDED_SQL = "SELECT person_id, sent_at FROM journal_reminder WHERE school_id = %s AND sent_on = %s"


def reminded(school_id: int, on: date) -> dict[int, time]:
    """Who has been reminded on a day, and when. One query, by journal_reminder_once's school."""
    return {person_id: time_of(moment(sent_at)) for person_id, sent_at in fetch(_REMINDED_SQL, [school_id, on])}


_LESSONS_SQL = """
SELECT l.id, l.held_on, l.number, COALESCE(p.topic, '') FROM timetable_lesson l
LEFT JOIN journal_lessonpage p ON p.school_id = l.school_id AND p.id = l.id
WHERE l.school_id = %s AND l.course_id = %s AND l.held_on > %s AND l.held_on <= %s AND NOT l.is_cancelled
ORDER BY l.held_on DESC, l.number DESC
"""


def lessons_to_remark(school_id: int, course_id: int, today: date) -> list[tuple[int, date, int, str]]:
    """The last lessons of a journal: id, day, number, topic. One query, by timetable_lesson_course."""
    since = today - timedelta(days=LESSONS_SHOWN)
    rows = fetch(_LESSONS_SQL, [school_id, course_id, since, today]) if course_id else []
    return [(row[0], day(row[1]), row[2], row[3]) for row in rows]
