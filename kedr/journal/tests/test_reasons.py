from datetime import date, timedelta
from typing import Any

import pytest

from kedr.audit.models import Event
from kedr.core.errors import NotFound
from kedr.core.models import Stamp
from kedr.journal.actions import set_absence_reason
from kedr.journal.actions.reasons import ClosedPeriod, NothingToExplain, UnknownReason
from kedr.journal.models import Attendance
from kedr.people.models import Enrolment
from kedr.schools.models import AcademicYear, Period
from kedr.timetable.models import Lesson
from tests.cast import NOW, TODAY, Cast

MONDAY = date(2026, 11, 9)


def missed(lesson: Lesson, pupil_id: int, code: str = "н") -> Attendance:
    return Attendance.objects.create(
        school_id=1, lesson_id=lesson.id, pupil_id=pupil_id, held_on=lesson.held_on, code=code, set_at=NOW, set_by=0
    )


@pytest.fixture
def ill(cast: Cast) -> Cast:
    """Алина missed Monday to Wednesday, was late on Thursday; Борис missed Monday."""
    for lesson in cast.lessons[:3]:
        missed(lesson, cast.pupils[0].id)
    missed(cast.lessons[3], cast.pupils[0].id, "оп")
    missed(cast.lessons[0], cast.pupils[1].id)
    return cast


def explain(cast: Cast, who: str = "class_teacher", code: str = "б", **more: Any) -> int:
    given = {"starts_on": MONDAY, "ends_on": MONDAY + timedelta(days=7), "pupil_id": cast.pupils[0].id, **more}
    return set_absence_reason(actor=cast.actor(who), at=NOW, school_id=1, code=code, **given)


def codes(cast: Cast, pupil: int = 0) -> list[tuple[str, int]]:
    rows = Attendance.objects.in_school(1).filter(pupil_id=cast.pupils[pupil].id).order_by("held_on")
    return [(row.code, row.version) for row in rows]


@pytest.mark.parametrize("who", ["class_teacher", "deputy_head"])
def test_every_unexplained_lesson_of_the_days_gets_the_reason(ill: Cast, who: str) -> None:
    assert explain(ill, who, ends_on=TODAY) == 2
    assert codes(ill) == [("б", 2), ("б", 2), ("н", 1), ("оп", 1)]
    assert codes(ill, 1) == [("н", 1)]


def test_the_change_is_recorded_and_the_pages_are_told(ill: Cast) -> None:
    explain(ill)
    events = Event.objects.filter(school_id=1, verb="attendance.reason")
    assert [(event.before, event.after) for event in events] == [("н", "б")] * 3
    assert {event.about_id for event in events} == {lesson.id for lesson in ill.lessons[:3]}
    stamps = set(Stamp.objects.filter(school_id=1).values_list("kind", "object_id"))
    assert stamps == {("pupil", ill.pupils[0].id), ("course", ill.algebra.id)}


def test_a_reason_can_be_taken_back(ill: Cast) -> None:
    explain(ill, code="нп")
    assert explain(ill, code="н") == 3
    assert [code for code, _ in codes(ill)] == ["н", "н", "н", "оп"]


@pytest.mark.parametrize(
    "who", ["teacher", "colleague", "head", "secretary", "guardian", "pupil", "neighbour_teacher", "municipal_officer"]
)
def test_others_do_not_explain(ill: Cast, who: str) -> None:
    with pytest.raises((NotFound, NothingToExplain)):
        explain(ill, who)
    assert codes(ill)[0] == ("н", 1)


def test_a_pupil_of_another_class_is_not_the_class_teachers(ill: Cast) -> None:
    Enrolment.objects.in_school(1).filter(person_id=ill.pupils[0].id).update(class_id=ill.other_class.id)
    with pytest.raises(NothingToExplain):
        explain(ill)
    assert explain(ill, "deputy_head") == 3


def test_a_closed_period_does_not_change(ill: Cast) -> None:
    Period.objects.in_school(1).filter(id=ill.periods[1].id).update(closed_at=NOW)
    with pytest.raises(ClosedPeriod):
        explain(ill)
    assert codes(ill)[0] == ("н", 1)


def test_neither_does_a_closed_year_or_a_day_outside_periods(ill: Cast) -> None:
    Period.objects.in_school(1).filter(id=ill.periods[1].id).update(starts_on=TODAY + timedelta(days=1))
    with pytest.raises(ClosedPeriod, match="вне учебных периодов"):
        explain(ill, ends_on=TODAY)
    Period.objects.in_school(1).filter(id=ill.periods[1].id).update(starts_on=MONDAY)
    AcademicYear.objects.in_school(1).update(closed_at=NOW)
    with pytest.raises(ClosedPeriod, match="Учебный год закрыт"):
        explain(ill)
    assert codes(ill)[0] == ("н", 1)


def test_nothing_to_explain_and_no_such_reason(ill: Cast) -> None:
    with pytest.raises(NothingToExplain):
        explain(ill, starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 5))
    for code in ("", "оп", "5"):
        with pytest.raises(UnknownReason):
            explain(ill, code=code)
