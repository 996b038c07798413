"""What the journeys add to the demo's city school: class 7Г of thirty pupils, its teacher, one family, courses.

Run inside the base of the browser tests: `python -m tests.browser.fill` prints as JSON whom and what it made;
`python -m tests.browser.fill close-period COURSE`, `close-course COURSE` and `end-session KEY` change the base under a
page that is open.
"""

import json
import os
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kedr.config.settings")
django.setup()

from django.utils import timezone  # noqa: E402 needs the settings

from kedr.accounts.actions import NewGrant, open_account  # noqa: E402
from kedr.accounts.middleware import key_digest  # noqa: E402
from kedr.accounts.models import SignIn, User  # noqa: E402
from kedr.core.actor import SYSTEM, Actor, Role  # noqa: E402
from kedr.curriculum.actions import NewPlan, load_plan  # noqa: E402
from kedr.curriculum.models import Course, CourseTeacher, Subject  # noqa: E402
from kedr.curriculum.rules import PlanLine  # noqa: E402
from kedr.interop.demo.actions import PASSWORD as DEMO_PASSWORD  # noqa: E402
from kedr.journal.actions import close_courses  # noqa: E402
from kedr.journal.models import Attendance, LessonPage, Mark, Work, WorkKind  # noqa: E402
from kedr.people.models import ClassTeacher, Enrolment, Guardianship, Person, Post  # noqa: E402
from kedr.schools.models import AcademicYear, Period, PeriodScheme, SchoolClass  # noqa: E402
from kedr.timetable.models import Lesson  # noqa: E402

SCHOOL = 1
PASSWORD = "тихая роща за рекой"
DAY = timedelta(days=1)
TODAY = timezone.localdate()
SINCE = TODAY - 200 * DAY
SURNAMES = (
    "Алексеев Беляев Васильев Гордеев Дроздов Егоров Журавлёв Зайцев Ильин Калугин Лаптев Макаров Никитин Орешников "
    "Пахомов Родионов Савельев Тарасов Устинов Фомин Харитонов Цветков Чернов Шубин Щукин Юдин Яшин Кленов Берёзин Осин"
).split()
NAMES = "Артём Борис Глеб Денис Егор Иван Кирилл Матвей Павел Роман".split()
# A course for each journey that writes, so that none of them meets another's marks: (its key, title, lessons).
COURSES = [
    ("lesson", "Алгебра", 20),
    ("results", "Рисование", 9),
    *((key, title, 6) for key, title in (
        ("keys", "Геометрия"), ("paste", "Русский язык"), ("conflict", "Литература"), ("closed", "История"),
        ("lost", "Физика"), ("offline", "Биология"), ("stopped", "География"), ("signed_out", "Информатика"),
        ("tabs", "Музыка"), ("phone", "Обществознание"), ("reasons", "Труд"),
        ("poison", "Черчение"), ("plan", "Химия"), ("plan_phone", "Астрономия"), ("locks", "Экономика"),
        ("homework", "Обзор наук"), ("files", "Краеведение"),
        ("scale", "Логика"), ("marks", "Риторика"), ("criteria", "Проекты"), ("put_off", "Экология"),
    )),
]  # fmt: skip
OWN_PERIODS = {"closed", "put_off"}  # they are closed without the others
FACES = {
    "head": "director", "deputy_head": "zavuch", "secretary": "sekretar", "class_teacher": "uchitel",
    "pupil": "uchenik", "family": "roditel", "both": "mama", "municipal_officer": "municipalitet",
    "regional_officer": "region",
}  # fmt: skip


def weekdays(count: int) -> list[date]:
    """The last working days up to today, and the next one, for which homework is set."""
    past = [on for on in (TODAY - back * DAY for back in range(2 * count + 3)) if on.weekday() < 5][:count]
    ahead = next(on for on in (TODAY + step * DAY for step in range(1, 4)) if on.weekday() < 5)
    return [*reversed(past), ahead]


def person(last_name: str, first_name: str, sex: str = "m") -> Person:
    return Person.objects.create(school_id=SCHOOL, last_name=last_name, first_name=first_name, sex=sex)


def account(login: str, role: Role, who: Person, label: str) -> None:
    grant = NewGrant(role, label, SINCE, school_id=SCHOOL, person_id=who.id)
    name = f"{who.last_name} {who.first_name}"
    open_account(actor=SYSTEM, at=timezone.now(), login=login, name=name, password=PASSWORD, grants=[grant])


def make_class() -> tuple[SchoolClass, list[Person], Person]:
    """7Г with its pupils in the order of the list, and the class teacher, who teaches everything there."""
    year = AcademicYear.objects.in_school(SCHOOL).latest("year")
    # the tests also run in summer and on the first of September
    year.starts_on, year.ends_on = min(year.starts_on, SINCE), max(year.ends_on, TODAY + 30 * DAY)
    year.save(update_fields=["starts_on", "ends_on"])
    school_class = SchoolClass.objects.create(
        school_id=SCHOOL, year_id=year.id, scheme_id=scheme(year, "7Г"), grade=7, letter="Г", name="7Г"
    )
    pupils = [person(last, NAMES[at % len(NAMES)]) for at, last in enumerate(SURNAMES)]
    Enrolment.objects.bulk_create(
        Enrolment(school_id=SCHOOL, person_id=pupil.id, class_id=school_class.id, starts_on=SINCE) for pupil in pupils
    )
    teacher = person("Лебедева", "Марина", "f")
    Post.objects.create(school_id=SCHOOL, person_id=teacher.id, kind="teacher", title="Учитель", starts_on=SINCE)
    ClassTeacher.objects.create(school_id=SCHOOL, class_id=school_class.id, person_id=teacher.id, starts_on=SINCE)
    return school_class, sorted(pupils, key=lambda pupil: pupil.last_name), teacher


def scheme(year: AcademicYear, name: str) -> int:
    made = PeriodScheme.objects.create(school_id=SCHOOL, year_id=year.id, name=name, kind="half_year")
    Period.objects.create(
        school_id=SCHOOL, scheme_id=made.id, number=1, name="Полугодие", starts_on=SINCE, ends_on=TODAY + 30 * DAY
    )
    return int(made.id)


def make_course(key: str, title: str, lessons: int, number: int, of: SchoolClass, teacher: Person) -> dict[str, Any]:
    year = AcademicYear.objects.in_school(SCHOOL).get(id=of.year_id)
    subject, _ = Subject.objects.get_or_create(name=title, defaults={"short_name": title[:30]})
    course = Course.objects.create(
        school_id=SCHOOL, year_id=of.year_id, subject=subject, class_id=of.id, title=title,
        scheme_id=scheme(year, f"7Г, {title}") if key in OWN_PERIODS else of.scheme_id,
    )  # fmt: skip
    CourseTeacher.objects.create(school_id=SCHOOL, course_id=course.id, person_id=teacher.id, starts_on=SINCE)
    begins = datetime.combine(TODAY, time(8, 30)) + (number - 1) * timedelta(minutes=55)
    days = weekdays(lessons)
    made = Lesson.objects.bulk_create(
        Lesson(
            school_id=SCHOOL, course_id=course.id, held_on=on, number=number, starts_at=begins.time(),
            ends_at=(begins + timedelta(minutes=40)).time(), teacher_id=teacher.id,
        )
        for on in days
    )  # fmt: skip
    return {"id": course.id, "title": title, "lessons": [lesson.id for lesson in made], "days": days}


def fill_past(course: dict[str, Any], pupils: list[Person], teacher: Person) -> None:
    """The lessons of a course before the last one: topics and a mark for every third pupil."""
    now, kind = timezone.now(), WorkKind.objects.in_school(SCHOOL).get(code="ОУ")
    for at, (lesson, on) in enumerate(zip(course["lessons"][:-2], course["days"], strict=False)):
        own = {"school_id": SCHOOL, "held_on": on}
        LessonPage.objects.create(
            **own, id=lesson, course_id=course["id"], topic=f"Решение задач, часть {at + 1}", topic_version=1,
            is_checked=True, check_version=1,
        )  # fmt: skip
        work = Work.objects.create(**own, lesson_id=lesson, course_id=course["id"], kind_id=kind.id, weight=Decimal(1))
        Mark.objects.bulk_create(
            Mark(
                **own, lesson_id=lesson, work_id=work.id, pupil_id=pupil.id, value="54434"[(row + at) % 5],
                set_at=now, set_by=teacher.id,
            )
            for row, pupil in enumerate(pupils)
            if (row + at) % 3 == 0
        )  # fmt: skip


def plan_lessons(course: dict[str, Any]) -> None:
    """A lesson plan that offers the latest lesson a topic and homework."""
    own = Course.objects.in_school(SCHOOL).get(id=course["id"])
    year = AcademicYear.objects.in_school(SCHOOL).get(id=own.year_id)
    lines = [
        PlanLine(0, f"{own.title}: тема {number}", homework=f"§ {number}, вопросы")
        for number in range(1, len(course["lessons"]) + 1)
    ]
    load_plan(
        actor=SYSTEM, at=timezone.now(), school_id=SCHOOL, course_ids=[own.id], starts_on=year.starts_on, lines=lines,
        plan=NewPlan(f"{own.title}, 7 класс", own.year_id, own.subject_id, 7),
    )  # fmt: skip


def open_sessions(logins: list[str]) -> None:
    """Two open sessions for everybody, so that a journey begins signed in and may lose one of them."""
    now = timezone.now()
    for user in User.objects.filter(login__in=logins):
        for key in (login_key(user.login, 1), login_key(user.login, 2)):
            SignIn.objects.create(
                key_digest=key_digest(key), user=user, grant=user.grants.order_by("role", "id").last(), started_at=now,
                seen_at=now, expires_at=now + DAY,
            )  # fmt: skip


def login_key(login: str, number: int) -> str:
    return f"browser-{login}-{number}"


def fill() -> dict[str, Any]:
    school_class, pupils, teacher = make_class()
    courses = {
        key: make_course(key, title, lessons, number, school_class, teacher)
        for number, (key, title, lessons) in enumerate(COURSES, 1)
    }
    for key in ("lesson", "results"):
        fill_past(courses[key], pupils, teacher)
    for key in ("plan", "plan_phone"):
        plan_lessons(courses[key])
    reasons = courses["reasons"]
    for lesson, on in zip(reasons["lessons"][-3:-1], reasons["days"][-3:-1], strict=True):
        Attendance.objects.create(
            school_id=SCHOOL, lesson_id=lesson, pupil_id=pupils[-1].id, held_on=on, code="н", set_at=timezone.now(),
            set_by=teacher.id,
        )  # fmt: skip
    mother = person(f"{pupils[0].last_name}а", "Вера", "f")
    Guardianship.objects.create(
        school_id=SCHOOL, guardian_id=mother.id, pupil_id=pupils[0].id, kind="mother", starts_on=SINCE
    )
    account("lebedeva", Role.TEACHER, teacher, "Школа № 101")
    account("vera", Role.GUARDIAN, mother, f"{pupils[0]}, 7Г")
    logins = FACES | {"teacher": "lebedeva", "guardian": "vera"}
    open_sessions(list(logins.values()))
    own = {"lebedeva", "vera"}
    return {
        "people": {
            who: {"login": login, "password": PASSWORD if login in own else DEMO_PASSWORD,
                  "sessions": [login_key(login, number) for number in (1, 2)]}
            for who, login in logins.items()
        },
        "courses": courses,
        "pupils": [{"id": pupil.id, "name": f"{pupil.last_name} {pupil.first_name}"} for pupil in pupils],
        "class_id": school_class.id,
    }  # fmt: skip


def main(act: str = "fill", *words: str) -> None:
    match act, words:
        case "fill", ():
            sys.stdout.write(json.dumps(fill(), default=str, ensure_ascii=False))
        case "close-period", (course,):
            scheme_id = Course.objects.in_school(SCHOOL).get(id=course).scheme_id
            Period.objects.in_school(SCHOOL).filter(scheme_id=scheme_id).update(closed_at=timezone.now())
        case "close-course", (course,):
            by = Actor(0, 0, Role.DEPUTY_HEAD, "Завуч", SCHOOL)
            close_courses(actor=by, at=timezone.now(), school_id=SCHOOL, course_ids=[int(course)])
        case "end-session", (key,):
            SignIn.objects.filter(key_digest=key_digest(key)).delete()
        case _:
            raise SystemExit(f"no such act: {act}")


if __name__ == "__main__":
    main(*sys.argv[1:])
