"""Lessons beside the plan (дополнительный урок), and taking any change of a day back."""

from datetime import date, datetime, time

from django.db import transaction

from kedr.audit.actions import Change, record
from kedr.core import stamps
from kedr.core.actor import Actor
from kedr.core.errors import NotFound, Refusal
from kedr.core.tenancy import new_id
from kedr.curriculum.models import Course
from kedr.schools.models import AcademicYear, Period, Room, SchoolClass
from kedr.timetable import queries
from kedr.timetable.actions.change import LessonKept
from kedr.timetable.actions.cover import cover_lessons
from kedr.timetable.actions.lessons import touched_by
from kedr.timetable.models import Lesson
from kedr.timetable.queries.changes import given_on, hours_of_days, load_of
from kedr.timetable.rules import is_off
from kedr.timetable.rules.changes import PLAN, Decision, Given, Hour, clash

ADDED = "дополнительный урок"


class NoSuchTime(Refusal):
    """A lesson cannot be on that day or at that number; `field` says which of them."""

    code = "no_such_time"

    def __init__(self, sentence: str, field: str) -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def add_lesson(
    *,
    actor: Actor,
    at: datetime,
    school_id: int,
    course_id: int,
    on: date,
    number: int,
    room_id: int | None = None,
    reason_id: int | None = None,
) -> int:
    """A lesson of a course beside the plan, given by its teacher; its id. Raises NotFound, NoSuchTime."""
    course = Course.objects.in_school(school_id).filter(id=course_id).first()
    if course is None or (not Room.objects.in_school(school_id).filter(id=room_id or 0).exists() and room_id):
        raise NotFound("Такого журнала или кабинета нет. Обновите страницу.")
    stamps.bump(school_id, touched_by(school_id, [course_id]) | {(stamps.SCHOOL, school_id)})
    classes = frozenset(queries.classes_of_courses(school_id, [course_id])[course_id])
    starts_at, ends_at = _time(course, classes, on, number)
    given = given_on(load_of(school_id, on, date.fromordinal(on.toordinal() + 1)), [on]).get((course_id, on))
    hour = _hour(course, given, classes, on, number, (starts_at, ends_at), room_id)
    if fault := clash(hour, hours_of_days(school_id, [on])):
        raise NoSuchTime(fault, "number")
    row = Lesson.objects.create(
        school_id=school_id, id=new_id(), course_id=course_id, held_on=on, number=number, starts_at=starts_at,
        ends_at=ends_at, teacher_id=hour.teacher_id, room_id=room_id, is_added=True, reason_id=reason_id,
        change_reason=ADDED,
    )  # fmt: skip
    after = {"on": on, "number": number, "teacher": hour.teacher_id, "room": room_id, "reason": reason_id}
    record(
        actor=actor, at=at, school_id=school_id,
        changes=[Change("add_lesson", "lesson", row.id, after=after, about_id=course_id)],
    )  # fmt: skip
    return row.id


def _time(course: Course, classes: frozenset[int], on: date, number: int) -> tuple[time, time]:
    year = AcademicYear.objects.in_school(course.school_id).get(id=course.year_id)
    if not year.starts_on <= on < year.ends_on:
        raise NoSuchTime("Этот день вне учебного года. Выберите другой.", "on")
    periods = Period.objects.in_school(course.school_id).filter(scheme_id=course.scheme_id)
    period = periods.filter(starts_on__lte=on, ends_on__gt=on).first()
    if year.closed_at is not None or (period is not None and period.closed_at is not None):
        raise NoSuchTime("Учебный период закрыт: уроки в нём не добавляют.", "on")
    rows = list(SchoolClass.objects.in_school(course.school_id).filter(id__in=classes))
    if is_off(on, [row.grade for row in rows], queries.days_off(course.school_id)[course.year_id]):
        raise NoSuchTime("В этот день занятий нет: каникулы или выходной. Выберите другой.", "on")
    shift = max((row.shift for row in rows), default=1)
    bell = queries.bells(course.school_id)[course.year_id].get((shift, number))
    if bell is None:
        raise NoSuchTime(f"В расписании звонков {shift}-й смены нет {number}-го урока. Выберите другой.", "number")
    return bell


def _hour(
    course: Course, given: Given | None, classes: frozenset[int], on: date, number: int, when: tuple[time, time],
    room_id: int | None,
) -> Hour:  # fmt: skip
    teacher_id = given.teacher_id if given else None
    return Hour(
        0, course.id, course.title, given.whose if given else "", course.subject_id, course.class_id, course.group_id,
        on, number, *when, teacher_id, teacher_id, room_id, room_id, classes, is_added=True,
    )  # fmt: skip


@transaction.atomic
def take_back(*, actor: Actor, at: datetime, school_id: int, lesson_id: int) -> None:
    """The lesson as the plan has it; one given in place of another leaves the place to it, an added one goes.

    Raises NotFound, LessonKept, InTheWay.
    """
    lesson = Lesson.objects.in_school(school_id).filter(id=lesson_id).first()
    if lesson is None:
        raise NotFound("Такого урока уже нет. Обновите страницу.")
    if not lesson.is_added:
        decision = Decision(lesson.instead_id or lesson.id, PLAN)
        cover_lessons(actor=actor, at=at, school_id=school_id, decisions=[decision])
        return
    stamps.bump(school_id, touched_by(school_id, [lesson.course_id]) | {(stamps.SCHOOL, school_id)})
    row = Lesson.objects.in_school(school_id).filter(id=lesson_id).first()
    if row is None:
        raise NotFound("Такого урока уже нет. Обновите страницу.")
    if row.kept_at or queries.lessons_in_use(school_id, [row.id]):
        raise LessonKept("Урок уже записан в журнале. Чтобы убрать его, сначала уберите запись.")
    before = {"on": row.held_on, "number": row.number, "teacher": row.teacher_id, "room": row.room_id}
    Lesson.objects.in_school(school_id).filter(id=row.id).delete()
    change = Change("remove_lesson", "lesson", lesson_id, before=before, about_id=row.course_id)
    record(actor=actor, at=at, school_id=school_id, changes=[change])
