"""What is measured: one page of 28 pupils × 60 lessons and one of 34 × 80, put into the demo's city school."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import connection
from django.utils import timezone

from kedr.accounts.middleware import key_digest
from kedr.accounts.models import Grant, SignIn, User
from kedr.core.actor import Role
from kedr.curriculum.models import Course, CourseTeacher, Subject
from kedr.journal.models import Attendance, Homework, LessonPage, Mark, PeriodResult, Work, WorkKind
from kedr.people.models import ClassTeacher, Enrolment, Guardianship, Person
from kedr.schools.models import AcademicYear, Period, PeriodScheme, SchoolClass
from kedr.timetable.models import Lesson

SCHOOL = 1
TODAY = timezone.localdate()


@dataclass(frozen=True, slots=True)
class Page:
    """A journal page of the bench and the cookies of the people who come to it."""

    course_id: int
    lesson_ids: list[int]
    pupil_ids: list[int]
    teacher: str
    guardian: str  # of a pupil of the demo, with a full week
    child_id: int
    with_marks: int


def settle() -> None:
    """What PostgreSQL would do on its own to a base just filled, done before anything is measured."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
            cursor.execute("CHECKPOINT")


def cookie(role: Role, person_id: int, name: str) -> str:
    """An open session in a new account."""
    user = User.objects.create(login=f"bench-{name}", name=name)
    grant = Grant.objects.create(
        user=user, role=role, at_school_id=SCHOOL, person_id=person_id, starts_on=TODAY - timedelta(days=300)
    )
    now = timezone.now()
    SignIn.objects.create(
        key_digest=key_digest(f"bench-session-{name}"), user=user, grant=grant, started_at=now, seen_at=now,
        expires_at=now + timedelta(days=1),
    )  # fmt: skip
    return f"{settings.SESSION_COOKIE_NAME}=bench-session-{name}"


def make_page(name: str, pupils: int, lessons: int, marks: int) -> Page:
    """A class of its own with one course, filled evenly."""
    chance = random.Random(name)
    year = AcademicYear.objects.in_school(SCHOOL).get()
    scheme = PeriodScheme.objects.create(school_id=SCHOOL, year_id=year.id, name=name, kind="half_year")
    Period.objects.create(
        school_id=SCHOOL, scheme_id=scheme.id, number=1, name="I полугодие",
        starts_on=TODAY - timedelta(days=200), ends_on=TODAY + timedelta(days=30),
    )  # fmt: skip
    school_class = SchoolClass.objects.create(
        school_id=SCHOOL, year_id=year.id, scheme_id=scheme.id, grade=8, letter=name, name=f"8{name}"
    )
    teacher = Person.objects.create(school_id=SCHOOL, last_name="Учитель", first_name=name, sex="f")
    people = [Person(school_id=SCHOOL, last_name=f"Ученик{n:02}", first_name="Имя", sex="m") for n in range(pupils)]
    Person.objects.bulk_create(people)
    since = TODAY - timedelta(days=200)
    Enrolment.objects.bulk_create(
        Enrolment(school_id=SCHOOL, person_id=p.id, class_id=school_class.id, starts_on=since) for p in people
    )
    course = Course.objects.create(
        school_id=SCHOOL, year_id=year.id, subject=Subject.objects.get(name="Алгебра"), class_id=school_class.id,
        scheme_id=scheme.id, title="Алгебра",
    )  # fmt: skip
    CourseTeacher.objects.create(school_id=SCHOOL, course_id=course.id, person_id=teacher.id, starts_on=since)
    made = _lessons(course, teacher, lessons)
    _fill(made, course, people, teacher, marks, chance)
    child = _child()
    return Page(
        course.id, [lesson.id for lesson in made], [p.id for p in people],
        cookie(Role.TEACHER, teacher.id, f"teacher-{pupils}"),
        cookie(Role.GUARDIAN, child.guardian_id, f"guardian-{pupils}"), child.pupil_id, marks,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """A class with every final mark of its year, and its class teacher, who teaches ten of its fifteen subjects."""

    class_id: int
    teacher_id: int
    teacher: str
    head: str


def make_sheet(pupils: int = 28, subjects: int = 15, own: int = 10) -> Sheet:
    """9 класс with three trimesters: with the year, the exam and the result that is six columns a subject."""
    year = AcademicYear.objects.in_school(SCHOOL).get()
    third = (year.ends_on - year.starts_on) // 3
    scheme = PeriodScheme.objects.create(school_id=SCHOOL, year_id=year.id, name="Триместры", kind="trimester")
    periods = Period.objects.bulk_create(
        Period(
            school_id=SCHOOL, scheme_id=scheme.id, number=n + 1, name=f"{'I' * (n + 1)} триместр",
            starts_on=year.starts_on + n * third, ends_on=year.starts_on + (n + 1) * third,
        )
        for n in range(3)
    )  # fmt: skip
    of = SchoolClass.objects.create(
        school_id=SCHOOL, year_id=year.id, scheme_id=scheme.id, grade=9, letter="Щ", name="9Щ"
    )
    teacher = Person.objects.create(school_id=SCHOOL, last_name="Учитель", first_name="Щ", sex="f")
    ClassTeacher.objects.create(school_id=SCHOOL, class_id=of.id, person_id=teacher.id, starts_on=year.starts_on)
    people = [Person(school_id=SCHOOL, last_name=f"Девятый{n:02}", first_name="Имя", sex="m") for n in range(pupils)]
    Person.objects.bulk_create(people)
    Enrolment.objects.bulk_create(
        Enrolment(school_id=SCHOOL, person_id=each.id, class_id=of.id, starts_on=year.starts_on) for each in people
    )
    courses = Course.objects.bulk_create(
        Course(
            school_id=SCHOOL, year_id=year.id, subject=subject, class_id=of.id, scheme_id=scheme.id, title=subject.name
        )
        for subject in Subject.objects.order_by("id")[:subjects]
    )
    CourseTeacher.objects.bulk_create(
        CourseTeacher(school_id=SCHOOL, course_id=course.id, person_id=teacher.id, starts_on=year.starts_on)
        for course in courses[:own]
    )
    chance, now = random.Random("sheet"), timezone.now()
    PeriodResult.objects.bulk_create(
        PeriodResult(
            school_id=SCHOOL, course_id=course.id, period_id=period.id, pupil_id=pupil.id,
            final=chance.choice("5444332"), set_at=now, set_by=teacher.id,
        )
        for course in courses
        for period in periods
        for pupil in people
    )  # fmt: skip
    return Sheet(
        of.id, teacher.id, cookie(Role.TEACHER, teacher.id, "sheet"), cookie(Role.HEAD, teacher.id, "sheet-head")
    )


def _child() -> Guardianship:
    """A family of class 8А of the demo: some thirty lessons a week."""
    pupils = Enrolment.objects.in_school(SCHOOL).filter(school_class__name="8А", ends_on=None).values("person_id")
    return Guardianship.objects.in_school(SCHOOL).filter(pupil_id__in=pupils, ends_on=None, is_barred=False)[0]


def _lessons(course: Course, teacher: Person, count: int) -> list[Lesson]:
    """The last `count` working days up to today."""
    days: list[date] = []
    day = TODAY
    while len(days) < count:
        if day.weekday() < 5:
            days.append(day)
        day -= timedelta(days=1)
    made = [
        Lesson(
            school_id=SCHOOL, course_id=course.id, held_on=day, number=3, starts_at=time(10, 20), ends_at=time(11),
            teacher_id=teacher.id, kept_at=timezone.now(),
        )
        for day in reversed(days)
    ]  # fmt: skip
    return Lesson.objects.bulk_create(made)


def _fill(
    lessons: list[Lesson], course: Course, people: list[Person], teacher: Person, marks: int, chance: random.Random
) -> None:
    now: datetime = timezone.now()
    kinds = list(WorkKind.objects.in_school(SCHOOL)[:6])
    LessonPage.objects.bulk_create(
        LessonPage(
            school_id=SCHOOL, id=lesson.id, course_id=course.id, held_on=lesson.held_on, is_checked=True,
            topic=f"Решение задач по теме № {n}, повторение изученного", topic_version=1, check_version=1,
        )
        for n, lesson in enumerate(lessons)
    )  # fmt: skip
    Homework.objects.bulk_create(
        Homework(
            school_id=SCHOOL, lesson_id=lesson.id, course_id=course.id, held_on=lesson.held_on,
            due_on=lesson.held_on, text=f"§ {n + 1}, № {n * 7 + 11}, {n * 7 + 14}", set_at=now,
        )
        for n, lesson in enumerate(lessons)
    )  # fmt: skip
    works = Work.objects.bulk_create(
        Work(
            school_id=SCHOOL, lesson_id=lesson.id, course_id=course.id, kind_id=kinds[n % len(kinds)].id,
            held_on=lesson.held_on, weight=Decimal(1 + n % 3),
        )
        for n, lesson in enumerate(lessons)
    )  # fmt: skip
    cells = [(work, person) for work in works for person in people]
    chance.shuffle(cells)
    Mark.objects.bulk_create(
        Mark(
            school_id=SCHOOL, lesson_id=work.lesson_id, work_id=work.id, pupil_id=person.id, held_on=work.held_on,
            value=chance.choice("5444332"), set_at=now, set_by=teacher.id,
        )
        for work, person in cells[:marks]
    )  # fmt: skip
    Attendance.objects.bulk_create(
        Attendance(
            school_id=SCHOOL, lesson_id=work.lesson_id, pupil_id=person.id, held_on=work.held_on,
            code=chance.choice("нбу"), set_at=now, set_by=teacher.id,
        )
        for work, person in cells[marks : marks + marks // 9]
    )  # fmt: skip
