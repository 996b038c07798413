"""A pupil's own course: of home teaching or an individual plan, the journal of a group in which they are alone."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from kedr.audit.actions import Change, record
from kedr.core import stamps
from kedr.core.actor import Actor
from kedr.core.errors import NotFound, Refusal
from kedr.core.tenancy import new_id
from kedr.core.words import initials
from kedr.curriculum.actions.plans import open_year
from kedr.curriculum.models import Course, CourseTeacher, Subject
from kedr.curriculum.queries import own_course_of
from kedr.people.models import Enrolment, GroupMember, Person, Post
from kedr.schools.models import GroupClass, PeriodScheme, SchoolClass, StudyGroup

LEAST_HOURS, MOST_HOURS = Decimal("0.25"), Decimal(20)
NAME_LENGTH = 60


class WrongOwnCourse(Refusal):
    """The course does not hold together; `field` names the input."""

    code = "wrong_own_course"

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class NewOwnCourse:
    """Who learns what from whom, how many hours a week, from which day."""

    pupil_id: int
    subject_id: int
    teacher_id: int
    hours: Decimal
    starts_on: date


@transaction.atomic
def open_own_course(*, actor: Actor, at: datetime, school_id: int, class_id: int, new: NewOwnCourse) -> int:
    """Open a course of a pupil of the class, or go on with the one they had in the subject this year; its id.

    Raises NotFound, WrongOwnCourse, YearClosed.
    """
    of = SchoolClass.objects.in_school(school_id).filter(id=class_id).first()
    pupil = Person.objects.in_school(school_id).filter(id=new.pupil_id).first()
    subject = Subject.objects.filter(id=new.subject_id).first()
    if of is None or pupil is None or subject is None:
        raise NotFound("Такого класса, ученика или предмета нет. Обновите страницу.")
    _check(school_id, of, new)
    course_id = own_course_of(school_id, of.year_id, new.pupil_id, new.subject_id) or new_id()
    stamps.bump(school_id, [(stamps.COURSE, course_id), (stamps.PUPIL, new.pupil_id), (stamps.CLASS, class_id)])
    course = Course.objects.in_school(school_id).filter(id=course_id).first()
    if course is None:
        course = _make(course_id, of, pupil, subject, new)
    else:
        _check_over(school_id, course, new)
        course.hours = new.hours
        course.save(update_fields=["hours"])
    about = {"school_id": school_id, "starts_on": new.starts_on}
    GroupMember.objects.create(**about, group_id=course.group_id or 0, person_id=pupil.id)
    CourseTeacher.objects.create(**about, course_id=course.id, person_id=new.teacher_id)
    after = {
        "course": str(course.id), "subject": subject.name, "teacher": str(new.teacher_id), "hours": str(new.hours),
        "from": new.starts_on.isoformat(),
    }  # fmt: skip
    _record(actor, at, school_id, "pupil.open_course", pupil.id, after)
    return course.id


@transaction.atomic
def end_own_course(*, actor: Actor, at: datetime, school_id: int, course_id: int, ends_on: date) -> None:
    """The pupil does not learn it from `ends_on` on; what is written stays. Raises NotFound, WrongOwnCourse."""
    stamps.bump(school_id, [(stamps.COURSE, course_id)])
    course = Course.objects.in_school(school_id).filter(id=course_id).first()
    group_id = (course and course.group_id) or 0
    members = GroupMember.objects.in_school(school_id).filter(group_id=group_id)
    place = members.filter(ends_on=None).first()
    if place is None or members.exclude(person_id=place.person_id).exists():
        raise NotFound("Этот предмет уже закончен. Обновите страницу.")
    if ends_on <= place.starts_on:
        raise WrongOwnCourse(f"Предмет начался {place.starts_on:%d.%m.%Y}. Закончите его позже.", "ends_on")
    stamps.bump(school_id, [(stamps.PUPIL, place.person_id)])
    place.ends_on = ends_on
    place.save(update_fields=["ends_on"])
    teachers = CourseTeacher.objects.in_school(school_id).filter(course_id=course_id)
    teachers.filter(starts_on__gte=ends_on).delete()
    teachers.filter(Q(ends_on=None) | Q(ends_on__gt=ends_on)).update(ends_on=ends_on)
    after = {"course": str(course_id), "until": ends_on.isoformat()}
    _record(actor, at, school_id, "pupil.end_course", place.person_id, after)


def _check(school_id: int, of: SchoolClass, new: NewOwnCourse) -> None:
    year = open_year(school_id, of.year_id)
    if not year.starts_on <= new.starts_on < year.ends_on:
        raise WrongOwnCourse(f"Укажите день учебного года: с {year.starts_on:%d.%m.%Y}.", "starts_on")
    if not LEAST_HOURS <= new.hours <= MOST_HOURS:
        raise WrongOwnCourse("Часов в неделю – от 0,25 до 20.", "hours")
    on = Q(starts_on__lte=new.starts_on) & (Q(ends_on=None) | Q(ends_on__gt=new.starts_on))
    if not Enrolment.objects.in_school(school_id).filter(on, person_id=new.pupil_id, class_id=of.id).exists():
        raise WrongOwnCourse("В этот день ученика нет в классе. Проверьте день.", "starts_on")
    if not Post.objects.in_school(school_id).filter(on, person_id=new.teacher_id).exists():
        raise WrongOwnCourse("В этот день у учителя нет должности в школе. Выберите другого.", "teacher")


def _check_over(school_id: int, course: Course, new: NewOwnCourse) -> None:
    """The course that stands has ended by the day the new stay begins."""
    places = GroupMember.objects.in_school(school_id).filter(group_id=course.group_id or 0)
    if places.filter(Q(ends_on=None) | Q(ends_on__gt=new.starts_on)).exists():
        raise WrongOwnCourse("Этот предмет у ученика уже идёт. Сначала закончите его.", "subject")


def _make(course_id: int, of: SchoolClass, pupil: Person, subject: Subject, new: NewOwnCourse) -> Course:
    school_id = of.school_id
    scheme = PeriodScheme.objects.in_school(school_id).get(id=of.scheme_id)
    common = Course.objects.in_school(school_id).filter(class_id=of.id, group_id=None, subject=subject).order_by("id")
    like = common.first()  # the class's own journal of the subject names it and says its scale
    name = _name(school_id, of, pupil, subject)
    group = StudyGroup.objects.create(school_id=school_id, year_id=of.year_id, name=name)
    GroupClass.objects.create(school_id=school_id, group_id=group.id, class_id=of.id)
    return Course.objects.create(
        school_id=school_id, id=course_id, year_id=of.year_id, subject=subject, class_id=of.id, group_id=group.id,
        scheme_id=of.scheme_id, title=like.title if like else subject.name, hours=new.hours,
        scale=like.scale if like else "five" if scheme.is_marked else "none",
    )  # fmt: skip


def _name(school_id: int, of: SchoolClass, pupil: Person, subject: Subject) -> str:
    """«8А, Иванов И. П., алгебра»; a namesake's gets a number."""
    whose = f"{of.name}, {initials(pupil.last_name, pupil.first_name, pupil.middle_name)}"
    name = f"{whose}, {subject.short_name.lower()}"[:NAME_LENGTH]
    taken = set(
        StudyGroup.objects.in_school(school_id)
        .filter(year_id=of.year_id, name__startswith=name[: NAME_LENGTH - 4])
        .values_list("name", flat=True)
    )
    names = (name if number == 1 else f"{name[: NAME_LENGTH - 4]} {number}" for number in range(1, len(taken) + 2))
    return next(one for one in names if one not in taken)


def _record(actor: Actor, at: datetime, school_id: int, verb: str, pupil_id: int, after: dict[str, str]) -> None:
    record(actor=actor, at=at, school_id=school_id, changes=[Change(verb, "person", pupil_id, after=after)])
