"""Remarks on how journals are kept: the week of a night, what closes by itself, the deputy head's own; reminders."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
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
from kedr.curriculum.models import CourseTeacher, Subject
from kedr.journal.actions import (
    WrongRemark,
    fix_remark,
    make_remark,
    remark_unfilled,
    remind_teacher,
    remove_filled,
    remove_remark,
    return_remark,
)
from kedr.journal.jobs import remark_on_journals
from kedr.journal.models import LessonPage, Remark, Reminder
from kedr.journal.queries.remarks import Wanted, course_remarks, notes_of, remarks, reminded
from kedr.journal.rules import remark_state, remark_text, remark_week
from kedr.journal.tests.locking import close_course, close_year
from kedr.schools.models import SchoolRegulation
from kedr.timetable.models import Lesson
from tests.cast import NOW, TODAY, TOMSK, YEAR_STARTS, Cast, course, lesson

type ClientOf = Callable[[str], Client]

MONDAY = date(2026, 11, 16)  # the night of remarks after this week's lessons
NIGHT = datetime(2026, 11, 16, 3, 0, tzinfo=TOMSK)
DUE = TODAY + timedelta(days=5)


def fill(on: Lesson, **said: Any) -> None:
    LessonPage.objects.create(
        school_id=1, id=on.id, course_id=on.course_id, held_on=on.held_on,
        **({"topic": "Тема", "is_checked": True, "is_no_homework": True} | said),
    )  # fmt: skip


def night(at: datetime = NIGHT, school_id: int = 1) -> int:
    return remark_unfilled(actor=SYSTEM, at=at, school_id=school_id)


def make(cast: Cast, text: str = "Нет отметок за тест", **more: Any) -> int:
    about: dict[str, Any] = {"course_id": cast.algebra.id, "due_on": DUE, **more}
    return make_remark(actor=cast.actor("deputy_head"), at=NOW, school_id=1, text=text, **about)


def every(cast: Cast, state: str = "open", **scope: int) -> list[tuple[str, str]]:
    return [(line.text, line.state) for line in remarks(1, Wanted(state, **scope), TODAY).lines]


# --- the rules


@given(st.dates(date(2026, 1, 1), date(2028, 1, 1)), st.integers(1, 6), st.integers(0, 30))
def test_the_weeks_of_two_nights_join(today: date, weekday: int, days: int) -> None:
    week = remark_week(weekday, days, today)
    before = remark_week(weekday, days, today - timedelta(days=7))
    assert week
    assert before
    assert before.ends_on == week.starts_on
    assert week.made_on.isoweekday() == weekday
    assert timedelta(0) <= today - week.made_on < timedelta(days=7)
    assert (week.made_on - week.ends_on).days == days
    assert remark_week(0, days, today) is None


def test_a_remark_says_the_days_once() -> None:
    days = [date(2026, 11, 9), date(2026, 11, 4), date(2026, 11, 9)]
    assert remark_text(3, days) == "Не до конца заполнено 3 урока: 4 ноября и 9 ноября."
    assert remark_text(1, days[:1]) == "Не до конца заполнено 1 урок: 9 ноября."


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, "open"), ({"due_on": TODAY - timedelta(days=1)}, "overdue"), ({"is_fixed": True}, "fixed"),
        ({"is_fixed": True, "due_on": TODAY - timedelta(days=1)}, "fixed"), ({"is_filled": True}, "filled"),
        ({"is_removed": True, "is_filled": True}, "removed"),
    ],
)  # fmt: skip
def test_states(facts: dict[str, Any], state: str) -> None:
    usual: dict[str, Any] = {"is_removed": False, "is_filled": False, "is_fixed": False, "due_on": TODAY}
    assert remark_state(**(usual | facts), today=TODAY) == state


# --- the night


def test_a_night_makes_one_remark_for_a_journal_and_is_idempotent(cast: Cast) -> None:
    """On Monday a lesson has had three whole days: Monday's to Thursday's of the week before."""
    fill(cast.lessons[1])
    fill(cast.english_lesson)
    assert night() == 1
    assert night() == 0
    assert night(NIGHT + timedelta(days=3)) == 0
    row = Remark.objects.in_school(1).get()
    assert (row.course_id, row.week_on, row.due_on) == (cast.algebra.id, MONDAY, date(2026, 11, 21))
    assert row.text == "Не до конца заполнено 3 урока: 9 ноября, 11 ноября и 12 ноября."
    event = Event.objects.get(school_id=1, verb="remark.make")
    assert (event.target_id, event.name, event.after) == (row.id, "Кедр", {"text": row.text})


def test_the_school_says_when_and_how_late(cast: Cast) -> None:
    rule = SchoolRegulation.objects.create(school_id=1, key="remarks", value=["0", 3, 1, 5], starts_on=YEAR_STARTS)
    assert night() == 0
    for value, made in ((["1", 3, 5, 5], 0), (["3", 0, 1, 5], 1)):  # too few of them; Wednesday of this week
        SchoolRegulation.objects.in_school(1).filter(id=rule.id).update(value=value)
        assert night(NOW) == made
    assert Remark.objects.in_school(1).get().text == "Не до конца заполнено 2 урока: 9 ноября и 10 ноября."


@pytest.mark.parametrize("close", [close_year, close_course])
def test_a_closed_journal_gets_none(cast: Cast, close: Callable[[Cast], None]) -> None:
    fill(cast.english_lesson)
    close(cast)
    assert night() == 0


def test_a_substitute_answers_for_their_lesson(cast: Cast) -> None:
    fill(cast.english_lesson)
    stood_in = {"is_teacher_replaced": True, "teacher_id": cast.people["class_teacher"].id}
    Lesson.objects.in_school(1).filter(id=cast.lessons[0].id).update(**stood_in)
    assert night() == 2
    for who, text in (("teacher", "3 урока"), ("class_teacher", "1 урок:")):
        (line,) = remarks(1, Wanted(teacher_id=cast.people[who].id), MONDAY).lines
        assert text in line.text
        assert line.teacher_id == cast.people[who].id
    assert remarks(1, Wanted(teacher_id=cast.people["colleague"].id), MONDAY).lines == []


def test_filled_is_seen_at_once_and_removed_at_night(cast: Cast) -> None:
    for one in (*cast.lessons[1:], cast.english_lesson):
        fill(one)
    night()
    (line,) = remarks(1, Wanted(), MONDAY).lines
    assert (line.state, line.lacking[0].lesson_id, line.lacking[0].missing) == (
        "open", cast.lessons[0].id, ("посещаемость", "тема", "задание"),
    )  # fmt: skip
    assert remove_filled(actor=SYSTEM, at=NIGHT, school_id=1) == 0
    teacher_id = cast.people["teacher"].id
    assert notes_of(1, teacher_id, MONDAY).remarks == 1
    fill(cast.lessons[0])
    assert remarks(1, Wanted(), MONDAY).lines[0].state == "filled"
    assert notes_of(1, teacher_id, MONDAY).remarks == 0
    assert remove_filled(actor=SYSTEM, at=NIGHT, school_id=1) == 1
    assert remove_filled(actor=SYSTEM, at=NIGHT, school_id=1) == 0
    (line,) = remarks(1, Wanted("removed"), MONDAY).lines
    assert (line.state, line.removed_by) == ("removed", "")
    assert Event.objects.get(school_id=1, verb="remark.remove").name == "Кедр"
    assert night() == 0  # what was removed does not come again


def test_the_nightly_task_goes_through_all_schools(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kedr.core.clock.now", lambda: NIGHT)
    assert remark_on_journals.call() == 3  # Алгебра and Английский of school 1, Алгебра of school 2
    fill(cast.english_lesson)
    assert remark_on_journals.call() == 0
    assert Remark.objects.in_school(1).filter(removed_at__isnull=False).count() == 1


# --- by hand


def test_a_remark_goes_to_the_teacher_and_back(cast: Cast) -> None:
    deputy, teacher = cast.actor("deputy_head"), cast.actor("teacher")
    remark_id = make(cast, "  Нет отметок   за тест ")
    own: dict[str, Any] = {"at": NOW, "school_id": 1, "remark_id": remark_id}
    assert every(cast) == [("Нет отметок за тест", "open")]
    with pytest.raises(WrongRemark, match="у учителя"):
        return_remark(actor=deputy, **own, answer="Ещё раз", due_on=DUE)
    fix_remark(actor=teacher, **own)
    with pytest.raises(WrongRemark, match="уже отметили"):
        fix_remark(actor=teacher, **own)
    assert every(cast, "fixed") == [("Нет отметок за тест", "fixed")]
    with pytest.raises(WrongRemark, match="что ещё не исправлено"):
        return_remark(actor=deputy, **own, answer=" ", due_on=DUE)
    return_remark(actor=deputy, **own, answer="Нет у Веры", due_on=DUE + timedelta(days=2))
    (line,) = remarks(1, Wanted(), TODAY).lines
    assert (line.state, line.answer, line.due_on) == ("open", "Нет у Веры", DUE + timedelta(days=2))
    fix_remark(actor=teacher, **own)
    remove_remark(actor=deputy, **own)
    with pytest.raises(WrongRemark, match="уже снято"):
        remove_remark(actor=deputy, **own)
    (line,) = course_remarks(1, cast.algebra.id, TODAY)
    assert (line.state, line.removed_by, line.answer) == ("removed", "Дорохова И. В.", "Нет у Веры")
    verbs = Event.objects.filter(school_id=1, target_kind="remark", target_id=remark_id).order_by("id")
    assert [event.verb.partition(".")[2] for event in verbs] == ["make", "fix", "return", "fix", "remove"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": " "}, "text"), ({"text": "я" * 501}, "text"), ({"due_on": None}, "due_on"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"), ({"due_on": TODAY + timedelta(days=93)}, "due_on"),
        ({"course_id": 5}, "course"), ({"lesson_id": 5}, "lesson"),
    ],
)  # fmt: skip
def test_what_is_no_remark(cast: Cast, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(WrongRemark) as error:
        make(cast, **wrong)
    assert error.value.field == field
    assert not Remark.objects.in_school(1).exists()


def test_another_schools_journal_and_lesson_are_none(cast: Cast) -> None:
    wrongs: tuple[dict[str, Any], ...] = ({"course_id": cast.foreign_course.id}, {"lesson_id": cast.english_lesson.id})
    for wrong in wrongs:
        with pytest.raises(WrongRemark):
            make(cast, **wrong)


def test_a_remark_on_a_substitutes_lesson_is_theirs(cast: Cast) -> None:
    stood_in = {"is_teacher_replaced": True, "teacher_id": cast.people["colleague"].id}
    Lesson.objects.in_school(1).filter(id=cast.lessons[0].id).update(**stood_in)
    make(cast, lesson_id=cast.lessons[0].id)
    (line,) = remarks(1, Wanted(teacher_id=cast.people["colleague"].id), TODAY).lines
    assert line.held_on == cast.lessons[0].held_on
    assert notes_of(1, cast.people["colleague"].id, TODAY).remarks == 1
    assert notes_of(1, cast.people["teacher"].id, TODAY).remarks == 0


def test_a_new_teacher_takes_the_remarks_over(cast: Cast) -> None:
    make(cast)
    CourseTeacher.objects.in_school(1).filter(course_id=cast.algebra.id).update(ends_on=TODAY)
    CourseTeacher.objects.create(
        school_id=1, course_id=cast.algebra.id, person_id=cast.people["colleague"].id, starts_on=TODAY
    )
    assert every(cast, teacher_id=cast.people["teacher"].id) == []
    assert every(cast, teacher_id=cast.people["colleague"].id) == [("Нет отметок за тест", "open")]


def test_who_makes_mends_and_removes(cast: Cast) -> None:
    remark_id = make(cast)
    own: dict[str, Any] = {"at": NOW, "school_id": 1, "remark_id": remark_id}
    for who in ("teacher", "class_teacher", "secretary", "neighbour_teacher", "regional_officer"):
        actor = cast.actor(who)
        with pytest.raises(NotFound):
            make_remark(actor=actor, at=NOW, school_id=1, course_id=cast.algebra.id, text="Нет", due_on=DUE)
        with pytest.raises(NotFound):
            remove_remark(actor=actor, **own)
        with pytest.raises(NotFound):
            return_remark(actor=actor, **own, answer="Нет", due_on=DUE)
    for who in ("colleague", "deputy_head", "neighbour_teacher", "guardian"):
        with pytest.raises(NotFound):
            fix_remark(actor=cast.actor(who), **own)
    remove_remark(actor=cast.actor("head"), **own, answer="Ошибочное")


def test_an_automatic_one_is_not_said_to_be_mended_but_may_be_removed(cast: Cast) -> None:
    fill(cast.english_lesson)
    night()
    row = Remark.objects.in_school(1).get()
    own: dict[str, Any] = {"at": NIGHT, "school_id": 1, "remark_id": row.id}
    with pytest.raises(WrongRemark, match="снимется само"):
        fix_remark(actor=cast.actor("teacher"), **own)
    remove_remark(actor=cast.actor("deputy_head"), **own, answer="Учитель болел")
    assert night() == 0


# --- reminders


def test_a_reminder_a_day(cast: Cast) -> None:
    deputy, teacher_id = cast.actor("deputy_head"), cast.people["teacher"].id
    own: dict[str, Any] = {"actor": deputy, "school_id": 1, "person_id": teacher_id}
    assert remind_teacher(**own, at=NOW)
    assert not remind_teacher(**own | {"actor": cast.actor("head")}, at=NOW + timedelta(hours=2))
    assert reminded(1, TODAY) == {teacher_id: time(12, 0)}
    notes = notes_of(1, teacher_id, TODAY)
    assert (notes.reminded_at, notes.reminded_by) == (NOW, "Дорохова И. В.")
    assert notes_of(1, teacher_id, TODAY + timedelta(days=3)).reminded_at is None
    assert remind_teacher(**own, at=NOW + timedelta(days=1))
    assert Reminder.objects.in_school(1).count() == 2
    assert Event.objects.filter(school_id=1, verb="reminder.send", target_id=teacher_id).count() == 2


def test_who_reminds_whom(cast: Cast) -> None:
    teacher_id = cast.people["teacher"].id
    for who in ("teacher", "secretary", "neighbour_teacher"):
        with pytest.raises(NotFound):
            remind_teacher(actor=cast.actor(who), at=NOW, school_id=1, person_id=teacher_id)
    for person in ("secretary", "neighbour_teacher", "pupil"):
        with pytest.raises(NotFound):
            remind_teacher(actor=cast.actor("deputy_head"), at=NOW, school_id=1, person_id=cast.people[person].id)
    assert not Reminder.objects.in_school(1).exists()


# --- what it costs


@pytest.mark.parametrize("size", [1, 30])
def test_the_lists_take_as_many_queries_at_any_size(size: int, cast: Cast) -> None:
    setup: Any = cast
    for n in range(size):
        subject = Subject.objects.create(area_id=cast.subject["Химия"].area_id, name=f"Химия {n}", short_name="Химия")
        made = course(setup, subject, cast.people["colleague"])
        lesson(made, TODAY, teacher=cast.people["colleague"], room=cast.room)
        make(cast, course_id=made.id)
    night()
    for expected, ask in (
        (4, lambda: remarks(1, Wanted(), TODAY)),
        (2, lambda: course_remarks(1, cast.algebra.id, TODAY)),
        (2, lambda: notes_of(1, cast.people["colleague"].id, TODAY)),
    ):
        with CaptureQueriesContext(connection) as seen:
            ask()
        assert len(seen) == expected
    with CaptureQueriesContext(connection) as seen:
        night(NIGHT + timedelta(days=7))
    assert len([one for one in seen if "SAVEPOINT" not in one["sql"]]) <= 5
