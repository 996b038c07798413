"""How tests lock and open the journal of Алгебра in this period."""

from datetime import date
from typing import Any

from kedr.journal.access import course_to_open
from kedr.journal.actions import ask_to_open, close_courses, close_pupils, open_journal
from kedr.journal.models import Opening
from kedr.schools.models import AcademicYear, Period, SchoolRegulation
from tests.cast import NOW, TODAY, Cast


def close_this_period(cast: Cast) -> None:
    Period.objects.in_school(1).filter(id=cast.periods[1].id).update(closed_at=NOW)


def close_year(cast: Cast) -> None:
    AcademicYear.objects.in_school(1).update(closed_at=NOW)


def close_course(cast: Cast) -> None:
    close_courses(actor=cast.actor("deputy_head"), at=NOW, school_id=1, course_ids=[cast.algebra.id])


def close_pupil(cast: Cast) -> None:
    pupil = cast.pupils[0].id
    close_pupils(actor=cast.actor("deputy_head"), at=NOW, school_id=1, year_id=cast.year.id, pupil_ids=[pupil])


def set_window(cast: Cast) -> None:
    """One day after the lesson; today is Wednesday, Monday's lesson is late."""
    SchoolRegulation.objects.create(school_id=1, key="edit_window", value=1, starts_on=date(2026, 9, 1))


def grant(cast: Cast, hours: int = 24, **more: Any) -> Opening:
    open_journal(
        actor=cast.actor("deputy_head"), at=NOW, school_id=1, course_id=cast.algebra.id, period_id=cast.periods[1].id,
        reason="Описка в журнале", hours=hours, **more,
    )  # fmt: skip
    return Opening.objects.in_school(1).get()


def ask(cast: Cast, who: str = "teacher", reason: str = "Описка", **more: Any) -> int:
    actor = cast.actor(who)
    opened = course_to_open(actor, 1, cast.algebra.id, TODAY)
    asked: dict[str, Any] = {"period_id": cast.periods[1].id, "lesson_id": None, **more}
    return ask_to_open(actor=actor, at=NOW, course=opened, reason=reason, **asked)
