"""What a teacher writes, put straight into the tables: plain builders for the diary's and the portal's tests."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from kedr.journal.models import Attendance, Homework, LessonPage, Mark, PeriodResult, Work
from kedr.people.models import Person
from kedr.timetable.models import Lesson
from tests.cast import NOW, TODAY, Cast


def work(cast: Cast, lesson: Lesson, *, kind: str = "ОУ", weight: str = "1", slot: int = 0, title: str = "") -> Work:
    return Work.objects.create(
        school_id=lesson.school_id,
        lesson_id=lesson.id,
        course_id=lesson.course_id,
        kind_id=cast.kinds[kind].id,
        held_on=lesson.held_on,
        slot=slot,
        weight=Decimal(weight),
        title=title,
    )


def mark(on: Work, pupil: Person, value: str, *, by: Person, comment: str = "") -> Mark:
    return Mark.objects.create(
        school_id=on.school_id,
        lesson_id=on.lesson_id,
        work_id=on.id,
        pupil_id=pupil.id,
        held_on=on.held_on,
        slot=on.slot,
        value=value,
        due_on=TODAY + timedelta(days=14) if value == "." else None,
        comment=comment,
        set_at=NOW,
        set_by=by.id,
    )


def absence(lesson: Lesson, pupil: Person, code: str, *, minutes: int | None = None) -> Attendance:
    return Attendance.objects.create(
        school_id=lesson.school_id,
        lesson_id=lesson.id,
        pupil_id=pupil.id,
        held_on=lesson.held_on,
        code=code,
        minutes=minutes,
        set_at=NOW,
        set_by=0,
    )


def homework(
    set_at: Lesson,
    text: str,
    *,
    due: Lesson | None = None,
    due_on: date | None = None,
    pupil: Person | None = None,
    is_late: bool = False,
) -> Homework:
    return Homework.objects.create(
        school_id=set_at.school_id,
        lesson_id=set_at.id,
        course_id=set_at.course_id,
        pupil_id=pupil.id if pupil else 0,
        due_lesson_id=due.id if due else None,
        held_on=set_at.held_on,
        due_on=due.held_on if due else due_on or set_at.held_on,
        text=text,
        set_at=NOW,
        is_late=is_late,
    )


def topic(lesson: Lesson, text: str, **more: Any) -> LessonPage:
    return LessonPage.objects.create(
        school_id=lesson.school_id,
        id=lesson.id,
        course_id=lesson.course_id,
        held_on=lesson.held_on,
        topic=text,
        **more,
    )


def result(cast: Cast, course: Any, pupil: Person, final: str, *, period: int = 0) -> PeriodResult:
    return PeriodResult.objects.create(
        school_id=course.school_id,
        course_id=course.id,
        period_id=cast.periods[period].id,
        pupil_id=pupil.id,
        proposed=final,
        final=final,
        set_at=NOW,
        set_by=0,
    )
