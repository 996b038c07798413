"""What stands in a base of the class, the pupil and the week: as the diary shows it, and as the journal holds it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef

from kedr.core.actor import Actor, Role
from kedr.core.errors import NotFound
from kedr.diary.access import diary_to_read
from kedr.diary.queries.week import LessonRow, diary_week
from kedr.interop.netschool.compare import Said, SaidWork
from kedr.interop.workbook.names import split_name
from kedr.journal.models import Attendance, Homework, LessonPage, Mark, Work
from kedr.people.models import Enrolment, Person
from kedr.schools.models import AcademicYear, Period, SchoolClass
from kedr.timetable.models import Lesson

PLACEHOLDER = "Ученик NetSchool"


def year_of(school_id: int, on: date) -> AcademicYear | None:
    """The school's academic year that a day is in. One query."""
    return AcademicYear.objects.in_school(school_id).filter(starts_on__lte=on, ends_on__gt=on).first()


def class_of(school_id: int, year_id: int, name: str) -> SchoolClass | None:
    """The class of a year by its name. One query."""
    return SchoolClass.objects.in_school(school_id).filter(year_id=year_id, name=name).first()


def pupils_named(school_id: int, class_id: int, name: str, first: date, until: date) -> list[tuple[Person, Enrolment]]:
    """Pupils of the class in [first, until) by «Фамилия Имя» or with the patronymic, each once. Two queries."""
    last_name, first_name, middle_name = split_name(name)
    people = Person.objects.in_school(school_id).filter(last_name=last_name, first_name=first_name)
    if middle_name:
        people = people.filter(middle_name=middle_name)
    by_id = {person.id: person for person in people}
    places = (
        Enrolment.objects.in_school(school_id)
        .filter(class_id=class_id, person_id__in=by_id, starts_on__lt=until)
        .exclude(ends_on__lte=first)
        .order_by("-starts_on")
    )
    return list({place.person_id: (by_id[place.person_id], place) for place in places}.values())


def diary_said(school_id: int, class_name: str, pupil_name: str, monday: date, on: date) -> list[Said]:
    """The week as the pupil's diary shows it, to the head of the school on the day `on`. Raises NotFound."""
    return [
        _said(day.on, row) for day in diary_week(_door(school_id, class_name, pupil_name, monday, on), monday).days
        for row in day.lessons
    ]  # fmt: skip


def journal_said(school_id: int, class_name: str, pupil_name: str, monday: date, on: date) -> list[Said]:
    """The same week as it is written in the journals of the pupil's courses. Raises NotFound.

    A lesson outside all periods is left out: no page of a journal shows it.
    """
    diary = _door(school_id, class_name, pupil_name, monday, on)
    courses = {row.course_id for day in diary_week(diary, monday).days for row in day.lessons}
    periods = Period.objects.in_school(school_id).filter(
        scheme_id=OuterRef("course__scheme_id"), starts_on__lte=OuterRef("held_on"), ends_on__gt=OuterRef("held_on")
    )
    lessons = list(
        Lesson.objects.in_school(school_id)
        .filter(Exists(periods), course_id__in=courses, held_on__gte=monday, held_on__lt=monday + timedelta(days=7))
        .select_related("course", "room")
    )
    written = _written(school_id, [lesson.id for lesson in lessons], diary.pupil.id)
    return sorted((written.said(lesson) for lesson in lessons), key=Said.key)


@dataclass(frozen=True, slots=True)
class _Written:
    """What is written of some lessons and of one pupil in them, by lesson."""

    topics: dict[int, str]
    homework: dict[int | None, list[str]]  # by the lesson it is due at
    works: dict[int, list[SaidWork]]
    absences: dict[int, str]

    def said(self, lesson: Lesson) -> Said:
        works = tuple(self.works.get(lesson.id, ()))
        return Said(
            on=lesson.held_on,
            number=lesson.number,
            starts_at=f"{lesson.starts_at:%H:%M}",
            ends_at=f"{lesson.ends_at:%H:%M}",
            subject=lesson.course.title,
            is_extra=lesson.course.is_extra,
            room=lesson.room.name if lesson.room else "",
            topic=self.topics.get(lesson.id, ""),
            homework=tuple(self.homework.get(lesson.id, ())),
            marks=tuple((work.mark, work.weight) for work in works if work.mark),
            absence=self.absences.get(lesson.id, ""),
            works=works,
        )


def _written(school_id: int, lesson_ids: list[int], pupil_id: int) -> _Written:
    """Five queries."""
    cells = {"lesson_id__in": lesson_ids, "pupil_id": pupil_id}
    marks = dict(Mark.objects.in_school(school_id).filter(**cells).values_list("work_id", "value"))
    works: dict[int, list[SaidWork]] = defaultdict(list)
    for work in Work.objects.in_school(school_id).filter(lesson_id__in=lesson_ids).select_related("kind"):
        works[work.lesson_id].append(SaidWork(work.kind.code, work.title, work.weight, marks.get(work.id, "")))
    homework: dict[int | None, list[str]] = defaultdict(list)
    for task in Homework.objects.in_school(school_id).filter(due_lesson_id__in=lesson_ids, pupil_id=0).exclude(text=""):
        homework[task.due_lesson_id].append(task.text)
    pages = LessonPage.objects.in_school(school_id).filter(id__in=lesson_ids)
    absences = Attendance.objects.in_school(school_id).filter(**cells)
    return _Written(
        topics=dict(pages.values_list("id", "topic")),
        homework=homework,
        works=works,
        absences=dict(absences.values_list("lesson_id", "code")),
    )


def _head(school_id: int) -> Actor:
    """Whoever runs the comparison sees what the head of the school would."""
    return Actor(user_id=0, grant_id=0, role=Role.HEAD, name="Кедр", school_id=school_id)


def _door(school_id: int, class_name: str, pupil_name: str, monday: date, on: date) -> Any:
    year = year_of(school_id, monday)
    school_class = class_of(school_id, year.id, class_name) if year else None
    if school_class is None:
        raise NotFound(f"Класса {class_name} в этом учебном году в школе нет. Сначала загрузите неделю.")
    found = pupils_named(school_id, school_class.id, pupil_name, monday, monday + timedelta(days=7))
    if len(found) != 1:
        raise NotFound(f"Ученика «{pupil_name}» в классе {class_name} нет или их несколько. Назовите его полнее.")
    return diary_to_read(_head(school_id), school_id, found[0][0].id, on)


def _said(on: date, row: LessonRow) -> Said:
    """The diary shows a room as «1 гр. · каб. 29»."""
    marks = tuple((mark.value, Decimal(mark.weight.replace(",", ".") or 1)) for mark in row.marks)
    homework = tuple(task.text for task in row.homework)
    return Said(
        on, row.number, row.starts_at, row.ends_at, row.subject, row.is_extra,
        row.place.rpartition(" · ")[2].removeprefix("каб. "), row.topic, homework, marks,
        "".join(one.code for one in row.absence),
    )  # fmt: skip
