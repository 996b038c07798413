"""Requests to open a locked journal and the windows they became: for the course's page and for the deputy head."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from kedr.core.clock import day_of, wall
from kedr.core.sql import day, fetch, moment
from kedr.core.words import initials
from kedr.journal.access import OpenCourse

RECENT = timedelta(days=30)  # how long the page remembers what was decided
FRESH = timedelta(days=3)  # how long a refusal is news


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """A request with all that its page says. `held_on` is of its lesson, if it is about one.

    `state`: "waiting", "open" (a window that goes on), "over" (it has ended), "refused".
    """

    id: int
    course_id: int
    period_id: int
    lesson_id: int | None
    title: str
    whose: str
    period: str
    held_on: Any
    asked_at: datetime
    asked_by: str
    asked_by_id: int
    reason: str
    decided_at: datetime | None
    decided_by: str
    answer: str
    ends_at: datetime | None
    state: str
    marks: int  # set while the window was open


_LINES_SQL = """
SELECT o.id, o.course_id, o.period_id, o.lesson_id, c.title, COALESCE(g.name, k.name, ''), p.name, l.held_on,
  o.asked_at, o.asked_by, a.last_name, a.first_name, a.middle_name, o.reason, o.decided_at,
  d.last_name, d.first_name, d.middle_name, o.answer, o.ends_at
FROM journal_opening o
JOIN curriculum_course c ON c.school_id = o.school_id AND c.id = o.course_id
JOIN schools_period p ON p.school_id = o.school_id AND p.id = o.period_id
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
LEFT JOIN timetable_lesson l ON l.school_id = o.school_id AND l.id = o.lesson_id
LEFT JOIN people_person a ON a.school_id = o.school_id AND a.id = o.asked_by
LEFT JOIN people_person d ON d.school_id = o.school_id AND d.id = o.decided_by
WHERE o.school_id = %s AND (o.decided_at IS NULL OR o.decided_at > %s) AND {whose}
ORDER BY o.asked_at DESC, o.id DESC
"""
# Marks set while a window was open, in what it opened. By timetable_lesson_course and journal_mark_once.
_MARKS_SQL = """
SELECT o.id, COUNT(m.id) FROM journal_opening o
JOIN schools_period p ON p.school_id = o.school_id AND p.id = o.period_id
JOIN timetable_lesson l ON l.school_id = o.school_id AND l.course_id = o.course_id AND l.held_on >= p.starts_on
  AND l.held_on < p.ends_on AND (o.lesson_id IS NULL OR o.lesson_id = l.id)
JOIN journal_mark m ON m.school_id = l.school_id AND m.lesson_id = l.id AND m.set_at >= o.decided_at
  AND m.set_at < o.ends_at
WHERE o.school_id = %s AND o.decided_at > %s
GROUP BY o.id
"""


def openings(school_id: int, at: datetime, *, person_id: int = 0) -> list[OpeningLine]:
    """Waiting requests, and what was decided in the last 30 days: of one person in one query, or of all in two.

    Only for all it counts the marks.
    """
    since = at - RECENT
    whose, params = ("o.asked_by = %s", [person_id]) if person_id else ("1 = 1", [])
    marks = {} if person_id else dict(fetch(_MARKS_SQL, [school_id, since]))
    rows = fetch(_LINES_SQL.format(whose=whose), [school_id, since, *params])
    return [_line(row, at, marks) for row in rows]


def _line(row: tuple[Any, ...], at: datetime, marks: dict[int, int]) -> OpeningLine:
    decided_at, ends_at = _moment(row[14]), _moment(row[19])
    state = "waiting" if decided_at is None else "refused" if ends_at is None else "open" if ends_at > at else "over"
    return OpeningLine(
        id=row[0],
        course_id=row[1],
        period_id=row[2],
        lesson_id=row[3],
        title=row[4],
        whose=row[5],
        period=row[6],
        held_on=day(row[7]) if row[7] else None,
        asked_at=moment(row[8]),
        asked_by=initials(row[10], row[11], row[12]) if row[10] else "",
        asked_by_id=row[9],
        reason=row[13],
        decided_at=decided_at,
        decided_by=initials(row[15], row[16], row[17]) if row[15] else "",
        answer=row[18],
        ends_at=ends_at,
        state=state,
        marks=marks.get(row[0], 0),
    )


def _moment(value: Any) -> datetime | None:
    return moment(value) if value else None


def news_of_openings(school_id: int, person_id: int, at: datetime) -> list[OpeningLine]:
    """What a teacher should know of their requests today: open windows, refusals of three days. One query."""
    return [
        line
        for line in openings(school_id, at, person_id=person_id)
        if line.state == "open" or (line.state == "refused" and line.decided_at and line.decided_at > at - FRESH)
    ]


# by journal_opening_waiting
_WAITING_SQL = "SELECT COUNT(*) FROM journal_opening WHERE school_id = %s AND decided_at IS NULL"


def waiting_openings(school_id: int) -> int:
    """How many requests wait for the deputy head. One query."""
    ((count,),) = fetch(_WAITING_SQL, [school_id])
    return int(count)


@dataclass(frozen=True, slots=True)
class Window:
    """A window or a waiting request of one course in one period, as its page needs it."""

    id: int
    lesson_id: int | None
    ends_at: datetime | None  # None: it waits
    reason: str
    asked_by_id: int


@dataclass(frozen=True, slots=True)
class CourseLocks:
    """What locks a course in one period beside its dates."""

    is_course_closed: bool
    closed_pupils: list[int]
    windows: list[Window]
    deferred: list[tuple[int, str]]  # pupils whose result is put off, and the day

    def open_until(self) -> datetime | None:
        """When the first of its windows ends."""
        return min((window.ends_at for window in self.windows if window.ends_at), default=None)


NO_LOCKS = CourseLocks(is_course_closed=False, closed_pupils=[], windows=[], deferred=[])


def locks_data(locks: CourseLocks, closing: str, days: int, person_id: int, *, decides: bool) -> dict[str, Any]:
    """The locks as the grid in the browser reads them: see docs/journal-protocol.md."""
    return {
        "closing": closing,
        "days": days,
        "pupils": [str(pupil_id) for pupil_id in locks.closed_pupils],
        "deferred": [[str(pupil_id), until] for pupil_id, until in locks.deferred],
        "opened": [
            [str(window.id), str(window.lesson_id or ""), wall(window.ends_at).isoformat(), window.reason]
            for window in locks.windows
            if window.ends_at
        ],
        "decides": decides,  # opens it without asking
        "asked": [
            str(window.lesson_id or "")
            for window in locks.windows
            if window.ends_at is None and window.asked_by_id == person_id
        ],
    }


_COURSE_SQL = """
SELECT 0, NULL, CAST(NULL AS timestamptz), '', 0 FROM journal_courseclosing WHERE school_id = %s AND course_id = %s
UNION ALL
SELECT 1, z.pupil_id, NULL, '', 0 FROM journal_pupilclosing z
JOIN curriculum_course c ON c.school_id = z.school_id AND c.id = %s AND c.year_id = z.year_id
WHERE z.school_id = %s
UNION ALL
SELECT 2, x.pupil_id, NULL, CAST(x.until_on AS text), 0 FROM journal_deferral x
WHERE x.school_id = %s AND x.course_id = %s AND x.period_id = %s AND x.until_on >= %s
UNION ALL
SELECT o.id, o.lesson_id, o.ends_at, o.reason, o.asked_by FROM journal_opening o
WHERE o.school_id = %s AND o.course_id = %s AND o.period_id = %s AND (o.decided_at IS NULL OR o.ends_at > %s)
ORDER BY 1
"""


def course_locks(course: OpenCourse, period_id: int, at: datetime) -> CourseLocks:
    """Closings, deferrals, windows and waiting requests of a course's page. One query."""
    school, place = course.school_id, [course.school_id, course.id, period_id]
    rows = fetch(_COURSE_SQL, [school, course.id, course.id, school, *place, day_of(at), *place, at])
    return CourseLocks(
        is_course_closed=any(row[0] == 0 for row in rows),
        closed_pupils=[row[1] for row in rows if row[0] == 1],
        windows=[Window(row[0], row[1], _moment(row[2]), row[3], row[4]) for row in rows if row[0] > 2],
        deferred=[(row[1], row[3]) for row in rows if row[0] == 2],
    )
