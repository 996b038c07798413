"""An import writes where a teacher could: the journal's own judge says what is locked."""

from datetime import date, datetime

from kedr.core import clock
from kedr.core.words import day_month
from kedr.interop.netschool.actions.stage import PeriodClosed, Stage
from kedr.journal.queries.locks import locks_of_day
from kedr.journal.rules import judge_lock
from kedr.schools.queries import regulations


def check_locks(stage: Stage, days: list[date], at: datetime) -> None:
    """Raises PeriodClosed with the first day and journal of the week that is locked, and why.

    A day outside all periods is no lock here: the school may set its periods later.
    """
    today = clock.day_of(at)
    local = regulations(stage.school_id, today)
    courses = {course.id: course for course in stage.courses.values()}
    for on in days:
        day_locks = locks_of_day(stage.school_id, list(courses), stage.pupil_id, on, at, today, local)
        for course_id, locks in day_locks.items():
            refused = judge_lock(locks) if locks.closing is not None else None
            if refused:
                raise PeriodClosed(f"{courses[course_id]}, {day_month(on)}. {refused.sentence}")
