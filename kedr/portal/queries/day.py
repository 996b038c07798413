"""«Мой день»: a teacher's lessons of one day, what is missing in each, what is overdue, what comes soon."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kedr.core.clock import day_of, time_of
from kedr.core.sql import day, fetch
from kedr.journal.queries.filled import LessonLine, PlannedWork, overdue, own_lessons, planned_works
from kedr.journal.queries.notices import notices_to_answer
from kedr.journal.queries.openings import OpeningLine, news_of_openings
from kedr.journal.queries.remarks import Notes, notes_of

OVERDUE_DAYS = 21  # further back a reminder is the deputy head's matter
SOON_DAYS = 14


@dataclass(frozen=True, slots=True)
class DayLesson:
    """A lesson of the day in its state, see `state_of`; `beside` it goes another in the same room.

    That is a combined class (класс-комплект) or a joined lesson: each has its own journal and lesson plan.
    """

    line: LessonLine
    state: str
    beside: tuple[LessonLine, ...] = ()


@dataclass(frozen=True, slots=True)
class TeacherDay:
    """`period` is «II четверть, 2-я неделя», or the name of the holidays."""

    on: date
    is_today: bool
    period: str
    lessons: list[DayLesson]
    overdue: list[LessonLine]
    soon: list[PlannedWork]
    openings: list[OpeningLine]  # journals opened for corrections, and refusals
    notes: Notes
    notices: int  # of families, that wait for the class teacher

    @property
    def is_behind(self) -> bool:
        """Is there anything to fill, today or earlier?"""
        return bool(self.overdue) or any(lesson.state == "missing" for lesson in self.lessons)


def teacher_day(school_id: int, teacher_id: int, on: date, now: datetime) -> TeacherDay:
    """The day as it stands at `now`. Eight queries."""
    today = day_of(now)
    lines = own_lessons(school_id, teacher_id, on, today)
    return TeacherDay(
        on=on,
        is_today=on == today,
        period=period_words(school_id, on),
        lessons=[DayLesson(line, state_of(line, now), _beside(line, lines)) for line in lines],
        overdue=overdue(school_id, teacher_id, today - timedelta(days=OVERDUE_DAYS), today),
        soon=planned_works(school_id, teacher_id, today, today + timedelta(days=SOON_DAYS)),
        openings=news_of_openings(school_id, teacher_id, now),
        notes=notes_of(school_id, teacher_id, today),
        notices=notices_to_answer(school_id, teacher_id, today),
    )


def _beside(line: LessonLine, lines: Sequence[LessonLine]) -> tuple[LessonLine, ...]:
    """The lessons the teacher gives at the same time in the same room."""
    return tuple(
        one
        for one in lines
        if one.id != line.id and not (one.is_cancelled or line.is_cancelled)
        if (one.starts_at, one.room, one.teacher_id) == (line.starts_at, line.room, line.teacher_id)
    )


def state_of(line: LessonLine, now: datetime) -> str:
    """Where a lesson is at `now`: cancelled, later, now, done (held and filled), missing (held, not filled)."""
    if line.is_cancelled:
        return "cancelled"
    here = (day_of(now), time_of(now))
    if here < (line.held_on, line.starts_at):
        return "later"
    if here < (line.held_on, line.ends_at):
        return "now"
    return "missing" if line.missing else "done"


# Days off first: in the holidays no period has the day.
_PERIOD_SQL = """
SELECT 0, name, starts_on FROM schools_dayoff WHERE school_id = %s AND starts_on <= %s AND ends_on > %s AND grade = 0
UNION ALL
SELECT 1, name, starts_on FROM schools_period WHERE school_id = %s AND starts_on <= %s AND ends_on > %s
ORDER BY 1, 3 DESC
"""


def period_words(school_id: int, on: date) -> str:
    """The period of a day and the week in it, or the name of the holidays. One query."""
    rows = fetch(_PERIOD_SQL, [school_id, on, on] * 2)
    if not rows:
        return "вне учебных периодов"
    rank, name, starts_on = rows[0]
    if rank == 0:
        return str(name)
    first = day(starts_on)
    monday = first - timedelta(days=first.weekday())
    return f"{name}, {(on - monday).days // 7 + 1}-я неделя"


def school_day(on: date, step: int) -> date:
    """The day before (-1) or after (1), Sundays passed over: no school works then."""
    there = on + timedelta(days=step)
    return there + timedelta(days=step) if there.weekday() == 6 else there
