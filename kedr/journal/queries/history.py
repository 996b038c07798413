"""The history of one cell: every change of its marks, comments and attendance."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from kedr.core.clock import wall
from kedr.core.sql import fetch, moment
from kedr.journal.access import OpenCourse


@dataclass(frozen=True, slots=True)
class CellChange:
    """One change: when, by whom, of what (mark, comment, attendance), in which slot, from what to what."""

    at: datetime
    name: str
    what: str
    slot: int
    before: Any
    after: Any
    reason: str


# the cell by its unique keys, its events by audit_event_target
_HISTORY_SQL = """
SELECT v.at, v.name, v.verb, m.slot, v.before, v.after, v.reason, v.id
FROM journal_mark m
JOIN timetable_lesson l ON l.school_id = m.school_id AND l.id = m.lesson_id AND l.course_id = %s
JOIN audit_event v ON v.school_id = m.school_id AND v.target_kind = 'mark' AND v.target_id = m.id
WHERE m.school_id = %s AND m.lesson_id = %s AND m.pupil_id = %s
UNION ALL
SELECT v.at, v.name, v.verb, 0, v.before, v.after, v.reason, v.id
FROM journal_attendance a
JOIN timetable_lesson l ON l.school_id = a.school_id AND l.id = a.lesson_id AND l.course_id = %s
JOIN audit_event v ON v.school_id = a.school_id AND v.target_kind = 'attendance' AND v.target_id = a.id
WHERE a.school_id = %s AND a.lesson_id = %s AND a.pupil_id = %s
ORDER BY 8 DESC
"""


def cell_history(course: OpenCourse, lesson_id: int, pupil_id: int) -> list[CellChange]:
    """Newest first; empty where nothing ever stood. One query."""
    scope = [course.id, course.school_id, lesson_id, pupil_id]
    return [
        CellChange(wall(moment(at)), name, _what(verb), slot, _value(before), _value(after), reason)
        for at, name, verb, slot, before, after, reason, _ in fetch(_HISTORY_SQL, [*scope, *scope])
    ]


# the result by its unique key, its events by audit_event_target
_RESULT_SQL = """
SELECT v.at, v.name, v.verb, v.before, v.after, v.reason
FROM journal_periodresult r
JOIN audit_event v ON v.school_id = r.school_id AND v.target_kind = 'result' AND v.target_id = r.id
WHERE r.school_id = %s AND r.course_id = %s AND r.period_id = %s AND r.pupil_id = %s
ORDER BY v.id DESC
"""


def result_history(course: OpenCourse, period_id: int, pupil_id: int) -> list[CellChange]:
    """Every decision on a pupil's result of a period, newest first. One query."""
    return [
        CellChange(wall(moment(at)), name, _what(verb), 0, _final(before), _final(after), reason)
        for at, name, verb, before, after, reason in fetch(
            _RESULT_SQL, [course.school_id, course.id, period_id, pupil_id]
        )
    ]


def _final(text: str | None) -> Any:
    """A result's event tells the decision with the proposal beside it; a history shows the decision."""
    value = _value(text)
    return value.get("final", "") if isinstance(value, dict) else value


def _value(text: str | None) -> Any:
    return orjson.loads(text) if text else None


def _what(verb: str) -> str:
    return "comment" if verb == "mark.comment" else verb.partition(".")[0]
