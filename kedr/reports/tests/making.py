"""Classes of any size with marks, absences and results, for the tests of reports."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from kedr.journal.models import Attendance, LessonPage, Mark, PeriodResult, Work
from kedr.people.models import Enrolment, Person
from kedr.timetable.models import Lesson
from tests.cast import NOW, TOMSK, YEAR_STARTS, Cast

FIRST = date(2026, 9, 7)  # a Monday of the I quarter


def pupils_more(cast: Cast, count: int, *, starts_on: date = YEAR_STARTS) -> list[Person]:
    """Pupils of 8А beside Алина, Борис and Вера."""
    people = Person.objects.bulk_create(
        Person(school_id=1, last_name=f"Новиков{number:02}", first_name="Иван", sex="m") for number in range(count)
    )
    Enrolment.objects.bulk_create(
        Enrolment(school_id=1, person_id=each.id, class_id=cast.school_class.id, starts_on=starts_on) for each in people
    )
    return people


def result(cast: Cast, pupil: Person, final: str, *, course_id: int = 0, period: int = 0) -> None:
    """A final mark, of Алгебра in the I quarter unless said otherwise."""
    PeriodResult.objects.create(
        school_id=1, course_id=course_id or cast.algebra.id, period_id=cast.periods[period].id, pupil_id=pupil.id,
        final=final, set_at=NOW, set_by=cast.people["teacher"].id,
    )  # fmt: skip


def lesson_on(cast: Cast, held_on: date, *, number: int = 1, course_id: int = 0, **more: Any) -> Lesson:
    return Lesson.objects.create(
        school_id=1, course_id=course_id or cast.algebra.id, held_on=held_on, number=number, starts_at=time(8, 30),
        ends_at=time(9, 10), **{"teacher_id": cast.people["teacher"].id, **more},
    )  # fmt: skip


def mark_at(
    cast: Cast, lesson: Lesson, pupil: Person, value: str, *, weight: str = "1", kind: str = "ОУ", late: int = 0
) -> None:
    """A mark for a work of the lesson, set `late` days after it."""
    work, _ = Work.objects.in_school(1).get_or_create(
        school_id=1, lesson_id=lesson.id, slot=0,
        defaults={"course_id": lesson.course_id, "kind_id": cast.kinds[kind].id, "held_on": lesson.held_on,
                  "weight": Decimal(weight)},
    )  # fmt: skip
    Mark.objects.create(
        school_id=1, lesson_id=lesson.id, work_id=work.id, pupil_id=pupil.id, held_on=lesson.held_on, value=value,
        set_at=noon(lesson.held_on + timedelta(days=late)), set_by=cast.people["teacher"].id,
    )  # fmt: skip


def absent(lesson: Lesson, pupil: Person, code: str) -> None:
    Attendance.objects.create(
        school_id=1, lesson_id=lesson.id, pupil_id=pupil.id, held_on=lesson.held_on, code=code, set_at=NOW, set_by=1
    )


def written(lesson: Lesson, *, topic: str = "", is_checked: bool = False, late: int = 0) -> None:
    """What the teacher wrote of a lesson, `late` days after it."""
    LessonPage.objects.create(
        school_id=1, id=lesson.id, course_id=lesson.course_id, held_on=lesson.held_on, topic=topic,
        is_checked=is_checked, topic_at=noon(lesson.held_on + timedelta(days=late)) if topic else None,
    )  # fmt: skip


def noon(on: date) -> datetime:
    return datetime.combine(on, time(12), TOMSK)


def busy_class(cast: Cast, pupils: int) -> None:
    """8А with `pupils` more pupils, each with marks, an absence and a result."""
    lessons = [lesson_on(cast, FIRST + timedelta(days=7 * week)) for week in range(3)]
    for lesson in lessons:
        written(lesson, topic="Повторение", is_checked=True)
    for place, pupil in enumerate(pupils_more(cast, pupils)):
        for lesson in lessons[:2]:
            mark_at(cast, lesson, pupil, "345"[place % 3])
        absent(lessons[2], pupil, ("н", "б", "у")[place % 3])
        result(cast, pupil, "345"[place % 3])
