from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kedr.audit.models import Event
from kedr.core import stamps
from kedr.core.actor import SYSTEM
from kedr.core.errors import NotFound
from kedr.core.models import Stamp
from kedr.curriculum.models import CourseTeacher
from kedr.journal.models import Homework
from kedr.schools.models import DayOff, Room
from kedr.timetable.actions import (
    BellMissing,
    LessonKept,
    LessonsMade,
    NewSlot,
    NothingToChange,
    NotStaff,
    RoomBusy,
    TeacherBusy,
    change_lesson,
    make_lessons,
    set_week_plan,
)
from kedr.timetable.models import Lesson, PlanSlot
from tests.cast import NOW, TODAY, YEAR_ENDS, YEAR_STARTS, Cast
from tests.locks import locked_tables

NEXT = date(2026, 11, 16)  # next Monday


def make(from_on: date = NEXT, until: date = NEXT + timedelta(days=14)) -> LessonsMade:
    return make_lessons(actor=SYSTEM, at=NOW, school_id=1, from_on=from_on, until=until)


def plan(cast: Cast, *places: tuple[int, int], starts_on: date = YEAR_STARTS) -> int:
    slots = [NewSlot(cast.algebra.id, weekday, number, 1, cast.room.id) for weekday, number in places]
    return set_week_plan(
        actor=SYSTEM, at=NOW, school_id=1, year_id=cast.year.id, name="Основное", starts_on=starts_on,
        ends_on=YEAR_ENDS, slots=slots,
    ).plan_id  # fmt: skip


def made(**where: object) -> list[tuple[date, int]]:
    lessons = Lesson.objects.in_school(1).filter(held_on__gte=NEXT, **where)
    return sorted(lessons.values_list("held_on", "number"))


def test_lessons_are_made_once(cast: Cast) -> None:
    assert make() == LessonsMade(created=2)
    assert made() == [(NEXT, 1), (NEXT + timedelta(days=7), 1)]
    lesson = Lesson.objects.in_school(1).get(held_on=NEXT)
    assert (lesson.teacher_id, lesson.room_id) == (cast.people["teacher"].id, cast.room.id)
    assert (lesson.starts_at, lesson.ends_at) == (time(8, 30), time(9, 10))
    events = Event.objects.filter(school_id=1, verb="make_lessons").count()
    assert (make(), events) == (LessonsMade(), 1)
    assert Event.objects.filter(school_id=1, verb="make_lessons").count() == 1
    assert Stamp.objects.filter(school_id=1, kind="course", object_id=cast.algebra.id).exists()
    assert Stamp.objects.filter(school_id=1, kind="class", object_id=cast.school_class.id).exists()


def test_a_day_off_that_comes_later_takes_the_lesson_away(cast: Cast) -> None:
    make()
    DayOff.objects.create(
        school_id=1, year_id=cast.year.id, name="Актировка", kind="other", starts_on=NEXT, ends_on=NEXT + timedelta(1)
    )
    assert make() == LessonsMade(removed=1)


def test_a_changed_plan_moves_loose_lessons_and_never_a_kept_one(cast: Cast) -> None:
    make()
    Lesson.objects.in_school(1).filter(held_on=NEXT).update(kept_at=NOW)
    plan(cast, (1, 3), (2, 2))
    make()
    week = timedelta(days=7)
    assert made() == [(NEXT, 1), (NEXT + timedelta(1), 2), (NEXT + week, 3), (NEXT + week + timedelta(1), 2)]
    assert make() == LessonsMade()


def test_swapped_slots(cast: Cast) -> None:
    plan(cast, (1, 1), (1, 2), (2, 1))
    make()
    plan(cast, (1, 2), (1, 3), (3, 1))
    make()
    assert made(held_on__lt=NEXT + timedelta(7)) == [(NEXT, 2), (NEXT, 3), (NEXT + timedelta(2), 1)]
    assert PlanSlot.objects.in_school(1).count() == 3


def test_a_slot_taken_out_leaves_the_kept_lesson_and_cancels_the_one_with_homework(cast: Cast) -> None:
    plan(cast, (1, 1), (2, 1), (3, 1))
    make()
    kept, due, loose = (Lesson.objects.in_school(1).get(held_on=NEXT + timedelta(day)) for day in range(3))
    Lesson.objects.in_school(1).filter(id=kept.id).update(kept_at=NOW)
    Homework.objects.create(
        school_id=1, lesson_id=cast.lessons[0].id, course_id=cast.algebra.id, due_lesson_id=due.id,
        held_on=TODAY, due_on=due.held_on, text="№ 214", set_at=NOW,
    )  # fmt: skip
    plan(cast)
    make()
    assert set(Lesson.objects.in_school(1).filter(held_on__gte=NEXT).values_list("id", "is_cancelled")) == {
        (kept.id, False),
        (due.id, True),
    }
    assert not Lesson.objects.in_school(1).filter(id=loose.id).exists()
    assert make() == LessonsMade()
    plan(cast, (2, 1))
    assert make().changed == 1
    assert not Lesson.objects.in_school(1).get(id=due.id).is_cancelled


def test_a_new_plan_ends_the_old_one_and_keeps_the_lessons_rows(cast: Cast) -> None:
    make()
    before = set(Lesson.objects.in_school(1).filter(held_on__gte=NEXT).values_list("id", flat=True))
    plan(cast, (1, 2), starts_on=NEXT)
    assert make() == LessonsMade(changed=2)
    assert set(Lesson.objects.in_school(1).filter(held_on__gte=NEXT).values_list("id", flat=True)) == before
    cast.plan.refresh_from_db()
    assert cast.plan.ends_on == NEXT


def test_an_old_plan_set_again_does_not_reach_into_the_next(cast: Cast) -> None:
    plan(cast, (1, 2), starts_on=NEXT)
    make()
    plan(cast, (1, 3))
    cast.plan.refresh_from_db()
    assert cast.plan.ends_on == NEXT
    assert make() == LessonsMade()


def test_a_missing_bell_is_named(cast: Cast) -> None:
    plan(cast, (1, 9))
    with pytest.raises(BellMissing, match="9-го урока"):
        make()


def test_the_statements_do_not_grow_with_the_lessons(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as few:
        make(until=NEXT + timedelta(days=7))
    with CaptureQueriesContext(connection) as many:
        make(until=YEAR_ENDS)
    assert len(few) == len(many)


def test_a_substitution_outlives_a_change_of_the_plan(cast: Cast) -> None:
    make()
    lesson = Lesson.objects.in_school(1).get(held_on=NEXT)
    change_lesson(
        actor=SYSTEM, at=NOW, school_id=1, lesson_id=lesson.id, teacher_id=cast.people["colleague"].id, reason="болезнь"
    )
    plan(cast, (1, 2))
    make()
    lesson.refresh_from_db()
    assert (lesson.number, lesson.teacher_id) == (2, cast.people["colleague"].id)
    assert (lesson.is_teacher_replaced, lesson.planned_teacher_id) == (True, cast.people["teacher"].id)


def test_a_substitution_where_the_plan_has_nobody_outlives_it_too(cast: Cast) -> None:
    CourseTeacher.objects.in_school(1).filter(course_id=cast.algebra.id).delete()
    PlanSlot.objects.in_school(1).update(room_id=None)
    make()
    lesson = Lesson.objects.in_school(1).get(held_on=NEXT)
    assert (lesson.teacher_id, lesson.room_id) == (None, None)
    change_lesson(
        actor=SYSTEM, at=NOW, school_id=1, lesson_id=lesson.id, teacher_id=cast.people["colleague"].id,
        room_id=cast.room.id, reason="",
    )  # fmt: skip
    assert make() == LessonsMade()
    lesson.refresh_from_db()
    assert (lesson.teacher_id, lesson.room_id) == (cast.people["colleague"].id, cast.room.id)
    assert (lesson.is_teacher_replaced, lesson.is_room_replaced) == (True, True)
    change_lesson(
        actor=SYSTEM, at=NOW, school_id=1, lesson_id=lesson.id, teacher_id=None, room_id=None, reason="вернули"
    )
    lesson.refresh_from_db()
    assert (lesson.teacher_id, lesson.is_teacher_replaced, lesson.is_room_replaced) == (None, False, False)


def test_a_substitute_who_becomes_the_teacher_stands_in_no_more(cast: Cast) -> None:
    make()
    lesson = Lesson.objects.in_school(1).get(held_on=NEXT)
    colleague = cast.people["colleague"]
    change_lesson(actor=SYSTEM, at=NOW, school_id=1, lesson_id=lesson.id, teacher_id=colleague.id, reason="болезнь")
    CourseTeacher.objects.in_school(1).filter(course_id=cast.algebra.id).update(person_id=colleague.id)
    make()
    lesson.refresh_from_db()
    assert (lesson.teacher_id, lesson.is_teacher_replaced, lesson.planned_teacher_id) == (colleague.id, False, None)


def change(cast: Cast, **what: object) -> Lesson:
    return change_lesson(actor=SYSTEM, at=NOW, school_id=1, lesson_id=cast.lessons[2].id, reason="по просьбе", **what)  # type: ignore[arg-type]


def test_a_change_is_remembered_audited_and_taken_back(cast: Cast) -> None:
    other = Room.objects.create(school_id=1, building_id=cast.room.building_id, name="301")
    lesson = change(cast, room_id=other.id)
    assert (lesson.room_id, lesson.planned_room_id, lesson.change_reason) == (other.id, cast.room.id, "по просьбе")
    event = Event.objects.get(school_id=1, verb="change_lesson")
    assert ((event.before or {})["room"], (event.after or {})["room"]) == (cast.room.id, other.id)
    assert Stamp.objects.filter(school_id=1, kind="course", object_id=cast.algebra.id).exists()
    back = change(cast, room_id=cast.room.id)
    assert (back.is_room_replaced, back.planned_room_id) == (False, None)


def test_refusals_of_a_change(cast: Cast) -> None:
    colleague = cast.people["colleague"]
    with pytest.raises(NothingToChange):
        change(cast)
    with pytest.raises(NotStaff):
        change(cast, teacher_id=cast.people["guardian"].id)
    Lesson.objects.in_school(1).filter(id=cast.english_lesson.id).update(
        starts_at=time(8, 30), ends_at=time(9, 10), room_id=None
    )
    with pytest.raises(TeacherBusy, match="Английский"):
        change(cast, teacher_id=colleague.id)
    other = Room.objects.create(school_id=1, building_id=cast.room.building_id, name="301")
    Lesson.objects.in_school(1).filter(id=cast.english_lesson.id).update(room_id=other.id)
    with pytest.raises(RoomBusy):
        change(cast, room_id=other.id)
    with pytest.raises(NotFound):
        change(cast, room_id=1)
    Lesson.objects.in_school(1).filter(id=cast.lessons[2].id).update(kept_at=NOW)
    with pytest.raises(LessonKept):
        change(cast, is_cancelled=True)


def test_a_lesson_of_another_school_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound):
        change_lesson(actor=SYSTEM, at=NOW, school_id=1, lesson_id=cast.foreign_lesson.id, is_cancelled=True, reason="")


def test_a_cancelled_lesson(cast: Cast) -> None:
    assert change(cast, is_cancelled=True).is_cancelled
    assert not change(cast, is_cancelled=False).is_cancelled


def test_the_stamps_are_locked_before_any_lesson(cast: Cast) -> None:
    """The journal locks in this order: the other one would be a deadlock."""
    with CaptureQueriesContext(connection) as making:
        make()
    assert locked_tables(making)[0] == "core_stamp"
    with CaptureQueriesContext(connection) as changing:
        change(cast, is_cancelled=True)
    assert locked_tables(changing)[0] == "core_stamp"
    with CaptureQueriesContext(connection) as planning:
        plan(cast)
    tables = locked_tables(planning)
    assert tables.index("core_stamp") < tables.index("timetable_lesson")


def test_pages_learn_that_a_plan_took_lessons_away(cast: Cast) -> None:
    make()
    stamp = Stamp.objects.filter(school_id=1, kind="class", object_id=cast.school_class.id)
    before = stamp.get().revision
    plan(cast)
    assert stamp.get().revision > before


def test_a_lesson_that_changes_while_its_pages_are_waited_for_is_read_anew(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody held the stamps: by the time they are ours, the lesson has a substitute."""
    make()
    plan(cast, (1, 2))
    lesson = Lesson.objects.in_school(1).get(held_on=NEXT)
    bump = stamps.bump

    def bump_at_last(*args: Any) -> None:
        bump(*args)
        Lesson.objects.in_school(1).filter(id=lesson.id).update(
            teacher_id=cast.people["colleague"].id, is_teacher_replaced=True, planned_teacher_id=lesson.teacher_id
        )

    monkeypatch.setattr(stamps, "bump", bump_at_last)
    assert make().changed == 2
    lesson.refresh_from_db()
    assert (lesson.number, lesson.teacher_id) == (2, cast.people["colleague"].id)
