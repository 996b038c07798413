"""Absences known as a whole: they fill in the journal as their days come, and never against the teacher's word."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from kedr.audit.models import Event
from kedr.core.actor import SYSTEM
from kedr.core.errors import NotFound
from kedr.core.models import Stamp
from kedr.curriculum.models import CourseException
from kedr.journal.actions.absences import (
    Whose,
    WrongAbsence,
    end_absence,
    record_absence,
    spread_absences,
    take_absence_back,
)
from kedr.journal.actions.reasons import set_absence_reason
from kedr.journal.models import Absence, Attendance, LessonPage
from kedr.journal.queries.absences import absence_lines
from kedr.journal.rules import ATTENDANCE
from kedr.journal.rules.absence import ABSENCE_CODES, code_for
from kedr.journal.tests.sending import command, outcomes
from kedr.schools.models import AcademicYear
from kedr.timetable.models import Lesson
from tests.cast import NOW, TODAY, Cast

MONDAY = date(2026, 11, 9)


def missed(lesson: Lesson, pupil_id: int, code: str = "н") -> None:
    Attendance.objects.create(
        school_id=1, lesson_id=lesson.id, pupil_id=pupil_id, held_on=lesson.held_on, code=code, set_at=NOW, set_by=0
    )


def checked(lesson: Lesson) -> None:
    LessonPage.objects.create(
        school_id=1, id=lesson.id, course_id=lesson.course_id, held_on=lesson.held_on, is_checked=True
    )


def write(cast: Cast, who: str = "class_teacher", **more: Any) -> Any:
    given = {
        "whose": Whose(pupil_id=cast.pupils[0].id), "starts_on": MONDAY, "ends_on": MONDAY + timedelta(days=5),
        "code": "б", "basis": "Справка № 5", **more,
    }  # fmt: skip
    return record_absence(actor=cast.actor(who), at=NOW, school_id=1, **given)


def codes(cast: Cast, pupil: int = 0) -> dict[date, str]:
    rows = Attendance.objects.in_school(1).filter(pupil_id=cast.pupils[pupil].id, lesson__course_id=cast.algebra.id)
    return {row.held_on: row.code for row in rows.order_by("held_on")}


def days(cast: Cast) -> list[date]:
    """The days of Алгебра this week that have come."""
    return [lesson.held_on for lesson in cast.lessons if MONDAY <= lesson.held_on <= TODAY]


def test_lessons_that_have_come_are_filled_in_and_later_ones_are_not(cast: Cast) -> None:
    spread = write(cast)
    assert codes(cast) == dict.fromkeys(days(cast), "б")
    assert spread.lessons == Attendance.objects.in_school(1).count() >= len(days(cast))
    assert spread.locked == 0


def test_the_night_fills_in_the_day(cast: Cast) -> None:
    write(cast, starts_on=TODAY + timedelta(days=1), ends_on=TODAY + timedelta(days=9))
    assert codes(cast) == {}
    later = NOW + timedelta(days=1)
    assert spread_absences(actor=SYSTEM, at=later, school_id=1) > 0
    assert set(codes(cast).values()) <= {"б"}
    assert spread_absences(actor=SYSTEM, at=later, school_id=1) == 0


def test_the_teachers_word_stands(cast: Cast) -> None:
    """«н» gets its reason; late, cleared and checked without «н» mean the pupil was there."""
    first, second, third = cast.lessons[:3]
    missed(first, cast.pupils[0].id)
    missed(second, cast.pupils[0].id, "оп")
    checked(third)
    write(cast, starts_on=first.held_on, ends_on=third.held_on + timedelta(days=1))
    found = codes(cast)
    assert (found[first.held_on], found[second.held_on]) == ("б", "оп")
    assert third.held_on not in found


def test_a_mark_tells_that_the_pupil_was_there(cast: Cast, client_of: Callable[[str], Client]) -> None:
    first, second = cast.lessons[:2]
    teacher = client_of("teacher")
    outcomes(teacher, 1, command("mark", first, pupil=str(cast.pupils[0].id), value="4"))
    outcomes(teacher, 1, command("mark", second, pupil=str(cast.pupils[1].id), value="4"))
    write(cast, starts_on=first.held_on, ends_on=second.held_on + timedelta(days=1))
    assert codes(cast) == {second.held_on: "б"}


def test_taking_it_back_leaves_everything_as_it_was(cast: Cast) -> None:
    missed(cast.lessons[0], cast.pupils[0].id)
    spread = write(cast, starts_on=cast.lessons[0].held_on)
    take_absence_back(actor=cast.actor("deputy_head"), at=NOW, school_id=1, absence_id=spread.id)
    found = codes(cast)
    assert found.pop(cast.lessons[0].held_on) == "н"
    assert set(found.values()) == {""}
    assert spread_absences(actor=SYSTEM, at=NOW, school_id=1) == 0
    again = take_absence_back(actor=cast.actor("deputy_head"), at=NOW, school_id=1, absence_id=spread.id)
    assert (again.lessons, Event.objects.filter(school_id=1, verb="absence.take_back").count()) == (0, 1)
    with pytest.raises(WrongAbsence, match="взято назад"):
        end_absence(actor=cast.actor("deputy_head"), at=NOW, school_id=1, absence_id=spread.id, ends_on=TODAY)


def test_what_the_teacher_changed_since_stays(cast: Cast) -> None:
    spread = write(cast)
    row = Attendance.objects.in_school(1).filter(lesson__course_id=cast.algebra.id).earliest("held_on")
    Attendance.objects.in_school(1).filter(id=row.id).update(code="", absence_id=None, version=2)
    assert spread_absences(actor=SYSTEM, at=NOW, school_id=1) == 0
    take_absence_back(actor=cast.actor("class_teacher"), at=NOW, school_id=1, absence_id=spread.id)
    assert codes(cast)[row.held_on] == ""
    assert Attendance.objects.in_school(1).get(id=row.id).version == 2


def test_a_reason_given_by_hand_is_not_the_absences_any_more(cast: Cast) -> None:
    who, pupil_id = cast.actor("class_teacher"), cast.pupils[0].id
    scope: dict[str, Any] = {"at": NOW, "school_id": 1, "pupil_id": pupil_id, "ends_on": TODAY}
    missed(cast.lessons[0], pupil_id)
    scope["starts_on"] = cast.lessons[0].held_on
    spread = write(cast, starts_on=cast.lessons[0].held_on)
    set_absence_reason(actor=who, code="н", **scope)
    set_absence_reason(actor=who, code="б", **scope)
    take_absence_back(actor=who, at=NOW, school_id=1, absence_id=spread.id)
    assert codes(cast)[cast.lessons[0].held_on] == "б"


def test_a_lesson_cancelled_in_the_morning_is_not_missed(cast: Cast) -> None:
    write(cast)
    lesson = Lesson.objects.in_school(1).get(course_id=cast.algebra.id, held_on=days(cast)[-1])
    Lesson.objects.in_school(1).filter(id=lesson.id).update(is_cancelled=True)
    assert spread_absences(actor=SYSTEM, at=NOW, school_id=1) == 1
    assert codes(cast)[lesson.held_on] == ""
    assert spread_absences(actor=SYSTEM, at=NOW, school_id=1) == 0
    Lesson.objects.in_school(1).filter(id=lesson.id).update(is_cancelled=False)
    assert spread_absences(actor=SYSTEM, at=NOW, school_id=1) == 1
    assert codes(cast)[lesson.held_on] == "б"


def test_a_course_the_pupil_is_freed_from_has_no_absences(cast: Cast) -> None:
    CourseException.objects.create(
        school_id=1, course_id=cast.algebra.id, pupil_id=cast.pupils[0].id, kind=CourseException.Kind.HOME,
        order_no="1", order_on=MONDAY, starts_on=MONDAY + timedelta(days=1),
    )  # fmt: skip
    write(cast)
    assert set(codes(cast)) == {on for on in days(cast) if on == MONDAY}


def test_coming_back_early_and_staying_longer(cast: Cast) -> None:
    who = cast.actor("class_teacher")
    spread = write(cast)
    end_absence(actor=who, at=NOW, school_id=1, absence_id=spread.id, ends_on=MONDAY + timedelta(days=1))
    assert {on for on, code in codes(cast).items() if code} <= {MONDAY}
    end_absence(actor=who, at=NOW, school_id=1, absence_id=spread.id, ends_on=MONDAY + timedelta(days=5))
    assert codes(cast) == dict.fromkeys(days(cast), "б")
    with pytest.raises(WrongAbsence, match="Последний день"):
        end_absence(actor=who, at=NOW, school_id=1, absence_id=spread.id, ends_on=MONDAY)
    take_absence_back(actor=who, at=NOW, school_id=1, absence_id=spread.id)
    assert set(codes(cast).values()) == {""}
    write(cast, code="у")
    assert codes(cast) == dict.fromkeys(days(cast), "у")


def test_a_reason_over_the_school_explains_only_absences(cast: Cast) -> None:
    missed(cast.lessons[0], cast.pupils[0].id)
    on = cast.lessons[0].held_on
    spread = write(
        cast, "head", whose=Whose(), starts_on=on, ends_on=on + timedelta(days=1), code="д", basis="Актировка"
    )
    assert spread.lessons == 1
    assert codes(cast) == {on: "д"}
    assert codes(cast, 1) == {}
    take_absence_back(actor=cast.actor("head"), at=NOW, school_id=1, absence_id=spread.id)
    assert codes(cast) == {on: "н"}


@pytest.mark.parametrize(("whose", "is_met"), [(Whose(grades=(5, 9)), True), (Whose(grades=(1, 4)), False)])
def test_a_reason_over_grades(cast: Cast, whose: Whose, is_met: bool) -> None:
    missed(cast.lessons[0], cast.pupils[0].id)
    write(cast, "deputy_head", whose=whose, starts_on=date(2026, 9, 1), ends_on=TODAY, code="у", basis="Карантин")
    assert set(codes(cast).values()) == ({"у"} if is_met else {"н"})
    other = Whose(class_id=cast.other_class.id)
    assert write(cast, "deputy_head", whose=other, code="у").lessons == 0


def test_freed_from_one_subject(cast: Cast) -> None:
    with pytest.raises(WrongAbsence, match="предмет"):
        write(cast, code="осв")
    write(cast, code="осв", subject_id=cast.algebra.subject_id)
    rows = Attendance.objects.in_school(1).filter(code="осв").select_related("lesson")
    assert {row.lesson.course_id for row in rows} == {cast.algebra.id}


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"code": "x"}, "code"),
        ({"code": "осв", "subject_id": 99}, "subject"),
        ({"code": "оп"}, "code"),
        ({"basis": " "}, "basis"),
        ({"basis": "ы" * 201}, "basis"),
        ({"ends_on": MONDAY}, "days"),
        ({"ends_on": MONDAY + timedelta(days=400)}, "days"),
    ],
)
def test_bad_input_is_refused_by_its_field(cast: Cast, more: dict[str, Any], field: str) -> None:
    with pytest.raises(WrongAbsence) as refused:
        write(cast, **more)
    assert refused.value.field == field
    assert not Absence.objects.in_school(1).exists()


def test_a_class_that_is_not_there_is_refused(cast: Cast) -> None:
    with pytest.raises(WrongAbsence, match="класса нет"):
        write(cast, "deputy_head", whose=Whose(class_id=99), code="у")


def test_the_same_days_are_not_written_twice(cast: Cast) -> None:
    write(cast)
    with pytest.raises(WrongAbsence, match="уже записано"):
        write(cast, starts_on=MONDAY + timedelta(days=4), ends_on=MONDAY + timedelta(days=9))
    write(cast, code="осв", subject_id=cast.algebra.subject_id)  # of a subject it is another thing


@pytest.mark.parametrize("who", ["teacher", "colleague", "head", "secretary", "guardian", "neighbour_teacher"])
def test_others_do_not_write_it(cast: Cast, who: str) -> None:
    with pytest.raises(NotFound):
        write(cast, who)


@pytest.mark.parametrize("who", ["teacher", "class_teacher", "secretary", "guardian"])
def test_a_wide_one_is_the_offices(cast: Cast, who: str) -> None:
    with pytest.raises(NotFound):
        write(cast, who, whose=Whose(), code="у")


def test_a_lock_keeps_the_lesson(cast: Cast) -> None:
    AcademicYear.objects.in_school(1).update(closed_at=NOW)
    spread = write(cast)
    assert spread.lessons == 0
    assert spread.locked > 0
    assert codes(cast) == {}


def test_the_record_and_the_stamps(cast: Cast) -> None:
    spread = write(cast)
    assert Event.objects.get(school_id=1, verb="absence.record").target_id == spread.id
    assert Event.objects.filter(school_id=1, verb="attendance.reason", reason="Справка № 5").count() == spread.lessons
    told = set(Stamp.objects.filter(school_id=1).values_list("kind", "object_id"))
    assert {("pupil", cast.pupils[0].id), ("course", cast.algebra.id)} <= told


def test_as_many_queries_for_a_day_as_for_a_month(cast: Cast) -> None:
    counts = []
    for pupil, length in ((0, 1), (1, 30)):
        with CaptureQueriesContext(connection) as seen:
            write(
                cast, whose=Whose(pupil_id=cast.pupils[pupil].id), starts_on=TODAY - timedelta(days=length - 1),
                ends_on=TODAY + timedelta(days=1),
            )  # fmt: skip
        counts.append(len(seen.captured_queries))
    assert counts[0] == counts[1]


def test_the_list(cast: Cast) -> None:
    write(cast)
    write(cast, "head", whose=Whose(), code="д", basis="Актировка, приказ № 41")
    lines = absence_lines(1, [cast.school_class.id], TODAY)
    assert {(line.words, line.is_kept) for line in lines} == {("Занимается дистанционно", False), ("Болезнь", True)}
    assert [line.who for line in absence_lines(1, [], TODAY)] == ["Вся школа"]
    assert absence_lines(2, None, TODAY) == []


@given(
    stands=st.none() | st.sampled_from([*ATTENDANCE, ""]),
    is_checked=st.booleans(),
    by_absence=st.booleans(),
    code=st.sampled_from([*ABSENCE_CODES]),
)
def test_only_an_empty_cell_and_an_absence_without_reason_change(
    stands: str | None, is_checked: bool, by_absence: bool, code: str
) -> None:
    made = code_for(stands, is_checked=is_checked, by_absence=by_absence, code=code)
    is_empty = stands is None or (stands == "" and by_absence)
    assert (made is not None) == (stands == "н" or (is_empty and not is_checked))
    assert made in (None, code)
