"""Closing the year journal by journal and pupil by pupil, before the whole year is closed; and opening again."""

from datetime import datetime

from django.db import transaction

from kedr.audit.actions import Change, record
from kedr.core import stamps
from kedr.core.actor import Actor
from kedr.core.errors import NotFound, Refusal
from kedr.curriculum.models import Course
from kedr.journal.access import DECIDERS
from kedr.journal.models import CourseClosing, PupilClosing
from kedr.people.models import Enrolment
from kedr.schools.models import AcademicYear

WORDS_LENGTH = 500


class WrongClosing(Refusal):
    """It is closed or open already, or opened without a reason."""

    code = "wrong_closing"


@transaction.atomic
def close_courses(*, actor: Actor, at: datetime, school_id: int, course_ids: list[int]) -> int:
    """Close journals for their year: lessons, works, marks and results stay as they are; how many were closed now.

    Raises NotFound.
    """
    _check_decider(actor, school_id)
    known = sorted(Course.objects.in_school(school_id).filter(id__in=course_ids).values_list("id", flat=True))
    if len(known) < len(set(course_ids)):
        raise NotFound("Такого журнала нет.")
    stamps.bump(school_id, ((stamps.COURSE, course_id) for course_id in known))
    closed = CourseClosing.objects.in_school(school_id).filter(course_id__in=known)
    standing = set(closed.values_list("course_id", flat=True))
    rows = [
        CourseClosing(school_id=school_id, course_id=course_id, closed_at=at, closed_by=actor.person_id)
        for course_id in known
        if course_id not in standing
    ]
    CourseClosing.objects.bulk_create(rows)
    changes = [Change("close_course", "course", row.course_id) for row in rows]
    record(actor=actor, at=at, school_id=school_id, changes=changes)
    return len(rows)


@transaction.atomic
def open_course(*, actor: Actor, at: datetime, school_id: int, course_id: int, reason: str) -> None:
    """Open a journal that was closed for its year. Raises NotFound, WrongClosing."""
    _check_decider(actor, school_id)
    words = _words(reason)
    if not Course.objects.in_school(school_id).filter(id=course_id).exists():
        raise NotFound("Такого журнала нет.")
    stamps.bump(school_id, [(stamps.COURSE, course_id)])
    deleted, _ = CourseClosing.objects.in_school(school_id).filter(course_id=course_id).delete()
    if not deleted:
        raise WrongClosing("Этот журнал открыт. Обновите страницу.")
    change = Change("open_course", "course", course_id, reason=words)
    record(actor=actor, at=at, school_id=school_id, changes=[change])


@transaction.atomic
def close_pupils(*, actor: Actor, at: datetime, school_id: int, year_id: int, pupil_ids: list[int]) -> int:
    """Close the year of pupils: their marks, absences and results stay as they are; how many were closed now.

    Raises NotFound for who was in no class of the year.
    """
    _check_decider(actor, school_id)
    places = Enrolment.objects.in_school(school_id).filter(school_class__year_id=year_id, person_id__in=pupil_ids)
    known = sorted(set(places.values_list("person_id", flat=True)))
    if len(known) < len(set(pupil_ids)):
        raise NotFound("Такого ученика в этом году нет.")
    _bump_pupils(school_id, year_id, known)
    closed = PupilClosing.objects.in_school(school_id).filter(year_id=year_id, pupil_id__in=known)
    standing = set(closed.values_list("pupil_id", flat=True))
    rows = [
        PupilClosing(school_id=school_id, pupil_id=pupil_id, year_id=year_id, closed_at=at, closed_by=actor.person_id)
        for pupil_id in known
        if pupil_id not in standing
    ]
    PupilClosing.objects.bulk_create(rows)
    changes = [Change("close_pupil", "person", row.pupil_id, about_id=year_id) for row in rows]
    record(actor=actor, at=at, school_id=school_id, changes=changes)
    return len(rows)


@transaction.atomic
def open_pupil(*, actor: Actor, at: datetime, school_id: int, year_id: int, pupil_id: int, reason: str) -> None:
    """Open the year of a pupil again. Raises NotFound, WrongClosing."""
    _check_decider(actor, school_id)
    words = _words(reason)
    if not AcademicYear.objects.in_school(school_id).filter(id=year_id).exists():
        raise NotFound("Такого года нет.")
    _bump_pupils(school_id, year_id, [pupil_id])
    deleted, _ = PupilClosing.objects.in_school(school_id).filter(year_id=year_id, pupil_id=pupil_id).delete()
    if not deleted:
        raise WrongClosing("Год этого ученика открыт. Обновите страницу.")
    change = Change("open_pupil", "person", pupil_id, about_id=year_id, reason=words)
    record(actor=actor, at=at, school_id=school_id, changes=[change])


def _bump_pupils(school_id: int, year_id: int, pupil_ids: list[int]) -> None:
    """The journals the pupils may be in: of their classes of the year, and of the groups taken from those."""
    classes = Enrolment.objects.in_school(school_id).filter(school_class__year_id=year_id, person_id__in=pupil_ids)
    class_ids = set(classes.values_list("class_id", flat=True))
    courses = Course.objects.in_school(school_id).filter(year_id=year_id)
    own = set(courses.filter(class_id__in=class_ids).values_list("id", flat=True))
    grouped = set(courses.filter(class_id=None).values_list("id", flat=True))
    stamps.bump(school_id, ((stamps.COURSE, course_id) for course_id in own | grouped))


def _check_decider(actor: Actor, school_id: int) -> None:
    if actor.school_id != school_id or actor.role not in DECIDERS:
        raise NotFound("Страницы нет.")


def _words(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise WrongClosing("Напишите, зачем открываете: причина останется в истории.")
    if len(words) > WORDS_LENGTH:
        raise WrongClosing(f"Причина длиннее {WORDS_LENGTH} знаков: сократите на {len(words) - WORDS_LENGTH}.")
    return words
