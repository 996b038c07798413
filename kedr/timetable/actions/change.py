"""A change of one lesson on its day: another teacher, another room, or no lesson."""

from dataclasses import replace
from datetime import date, datetime
from enum import Enum
from typing import Any, Final

from django.db import transaction

from kedr.audit.actions import Change, record
from kedr.core import stamps
from kedr.core.actor import Actor
from kedr.core.errors import NotFound, Refusal
from kedr.people.models import Post
from kedr.schools.models import Room
from kedr.timetable import queries
from kedr.timetable.actions.lessons import touched_by
from kedr.timetable.models import Lesson
from kedr.timetable.rules import turn


class _Same(Enum):
    SAME = 0


SAME: Final = _Same.SAME


class TeacherBusy(Refusal):
    """The teacher has another lesson at that time in another room."""

    code = "teacher_busy"


class RoomBusy(Refusal):
    """Another teacher is in the room at that time."""

    code = "room_busy"


class NotStaff(Refusal):
    """The person holds no post in the school on that day."""

    code = "not_staff"


class LessonKept(Refusal):
    """The lesson has been written down: it took place."""

    code = "lesson_kept"


class NothingToChange(Refusal):
    """The lesson already is so."""

    code = "nothing_to_change"


@transaction.atomic
def change_lesson(
    *,
    actor: Actor,
    at: datetime,
    school_id: int,
    lesson_id: int,
    teacher_id: int | _Same | None = SAME,
    room_id: int | _Same | None = SAME,
    is_cancelled: bool | _Same = SAME,
    reason: str,
) -> Lesson:
    """Change who gives a lesson, where, or whether it is; the plan's own teacher and room are remembered.

    Giving the planned ones again takes the change back. Raises NotFound, NothingToChange, NotStaff, TeacherBusy,
    RoomBusy, and LessonKept for cancelling a lesson that has been written down.
    """
    # As with all writes of the journal: the stamps lock the pages first, and what is read after that is what stands.
    touched = touched_by(school_id, [_find(school_id, lesson_id).course_id]) | {(stamps.SCHOOL, school_id)}
    stamps.bump(school_id, touched)
    lesson = _find(school_id, lesson_id)
    before = _facts(lesson)
    if teacher_id is not SAME:
        plan = lesson.planned_teacher_id if lesson.is_teacher_replaced else lesson.teacher_id
        lesson.teacher_id, lesson.is_teacher_replaced, lesson.planned_teacher_id = turn(teacher_id, plan)
    if room_id is not SAME:
        plan = lesson.planned_room_id if lesson.is_room_replaced else lesson.room_id
        lesson.room_id, lesson.is_room_replaced, lesson.planned_room_id = turn(room_id, plan)
    if is_cancelled is not SAME:
        lesson.is_cancelled = is_cancelled
    after = _facts(lesson)
    if after == before:
        raise NothingToChange("Урок уже такой. Выберите, что изменить.")
    _check(lesson, before)
    lesson.change_reason = reason[:200]
    lesson.save(force_update=True)
    change = Change("change_lesson", "lesson", lesson.id, before, after, about_id=lesson.course_id)
    record(actor=actor, at=at, school_id=school_id, changes=[replace(change, reason=reason[:500])])
    return lesson


def _find(school_id: int, lesson_id: int) -> Lesson:
    lesson = Lesson.objects.in_school(school_id).filter(id=lesson_id).first()
    if lesson is None:
        raise NotFound("Такого урока нет. Обновите страницу.")
    return lesson


def _facts(lesson: Lesson) -> dict[str, Any]:
    return {"teacher": lesson.teacher_id, "room": lesson.room_id, "is_cancelled": lesson.is_cancelled}


def _check(lesson: Lesson, before: dict[str, Any]) -> None:
    if lesson.is_cancelled:
        if lesson.kept_at and not before["is_cancelled"]:
            raise LessonKept("Урок уже записан в журнале. Чтобы отменить его, сначала уберите запись.")
        return
    others = [
        busy
        for busy in queries.lessons_at(lesson.school_id, lesson.held_on, lesson.starts_at, lesson.ends_at)
        if busy.lesson_id != lesson.id
    ]
    if lesson.teacher_id is not None and lesson.teacher_id != before["teacher"]:
        _check_staff(lesson.school_id, lesson.teacher_id, lesson.held_on)
    for busy in others:
        together = busy.teacher_id == lesson.teacher_id and busy.room_id == lesson.room_id
        where = f"{busy.class_name}, {busy.course_title}".strip(", ")
        if lesson.teacher_id is not None and busy.teacher_id == lesson.teacher_id and not together:
            raise TeacherBusy(f"У учителя в это время другой урок: {where}. Выберите другого учителя.")
        if lesson.room_id is not None and busy.room_id == lesson.room_id and not together:
            raise RoomBusy(f"Кабинет в это время занят: {where}. Выберите другой кабинет.")
    if lesson.room_id is not None and not Room.objects.in_school(lesson.school_id).filter(id=lesson.room_id).exists():
        raise NotFound("Такого кабинета нет. Обновите страницу.")


def _check_staff(school_id: int, person_id: int, on: date) -> None:
    posts = Post.objects.in_school(school_id).filter(person_id=person_id, starts_on__lte=on)
    if not posts.exclude(ends_on__lte=on).exists():
        raise NotStaff("В этот день у этого человека нет должности в школе. Выберите сотрудника.")
