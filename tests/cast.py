"""The fixed cast of the tests: one region, two municipalities, two schools, and everybody who comes to Kedr.

The year is 2026/27 and today is Wednesday, 11 November 2026 (II quarter). School 1 has class 8А (Алина, Борис, Вера),
taught Алгебра by the teacher and Химия by the colleague, English in two groups; school 2 is the neighbour.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from kedr.accounts.models import Grant, User
from kedr.core.actor import Actor, Role
from kedr.curriculum.models import Course, CourseTeacher, Subject, SubjectArea
from kedr.journal.models import WorkKind
from kedr.journal.rules import DOUBLE_KINDS
from kedr.people.models import ClassTeacher, Enrolment, GroupMember, Guardianship, Person, Post, Sex
from kedr.schools.models import (
    AcademicYear,
    Building,
    GroupClass,
    Municipality,
    Period,
    PeriodScheme,
    Region,
    Room,
    School,
    SchoolClass,
    StudyGroup,
)
from kedr.timetable.models import Bell, BellScheme, Lesson, PlanSlot, WeekPlan

TOMSK = ZoneInfo("Asia/Tomsk")
TODAY = date(2026, 11, 11)
NOW = datetime(2026, 11, 11, 12, 0, tzinfo=TOMSK)
YEAR_STARTS, YEAR_ENDS = date(2026, 9, 1), date(2027, 5, 27)
PASSWORD = "лесная тропа к школе"

BELLS = [(1, time(8, 30), time(9, 10)), (2, time(9, 25), time(10, 5)), (3, time(10, 20), time(11, 0))]
QUARTERS = [
    (1, "I четверть", date(2026, 9, 1), date(2026, 10, 25)),
    (2, "II четверть", date(2026, 11, 2), date(2026, 12, 28)),
    (3, "III четверть", date(2027, 1, 11), date(2027, 3, 22)),
    (4, "IV четверть", date(2027, 3, 29), date(2027, 5, 27)),
]
KINDS = [
    ("ОУ", "Ответ на уроке", "О", False),
    ("ДЗ", "Домашняя работа", "Д", False),
    ("СР", "Самостоятельная работа", "С", False),
    ("КР", "Контрольная работа", "К", True),
]


@dataclass
class Cast:
    """Everybody and everything the tests name; actors by role under `actors`."""

    one: School
    two: School
    municipality: Municipality
    other_municipality: Municipality
    subject: dict[str, Subject]
    year: AcademicYear
    scheme: PeriodScheme
    periods: list[Period]
    school_class: SchoolClass
    other_class: SchoolClass
    room: Room
    algebra: Course
    chemistry: Course
    english: Course  # group 1 of 8А
    foreign_course: Course  # of school 2
    plan: WeekPlan
    slot: PlanSlot
    lessons: list[Lesson]  # Алгебра: one a day, Monday to Friday of this week, lesson 1
    english_lesson: Lesson
    foreign_lesson: Lesson
    kinds: dict[str, WorkKind]
    pupils: list[Person]  # Алина, Борис, Вера
    foreign_pupil: Person
    people: dict[str, Person]
    users: dict[str, User] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        return self.actors[name]


def person(school: School, last: str, first: str, middle: str = "", sex: Sex = Sex.FEMALE, **more: Any) -> Person:
    return Person.objects.create(
        school_id=school.id, last_name=last, first_name=first, middle_name=middle, sex=sex, **more
    )


def make_year(school: School) -> Any:
    """Year, quarters, bells, kinds of work, a room, a class and its weekly plan."""
    year = AcademicYear.objects.create(school_id=school.id, year=2026, starts_on=YEAR_STARTS, ends_on=YEAR_ENDS)
    scheme = PeriodScheme.objects.create(school_id=school.id, year_id=year.id, name="Четверти", kind="quarter")
    periods = [
        Period.objects.create(
            school_id=school.id, scheme_id=scheme.id, number=number, name=name, starts_on=starts, ends_on=ends
        )
        for number, name, starts, ends in QUARTERS
    ]
    building = Building.objects.create(school_id=school.id, name="Главный корпус")
    room = Room.objects.create(school_id=school.id, building_id=building.id, name="209")
    school_class = SchoolClass.objects.create(
        school_id=school.id, year_id=year.id, scheme_id=scheme.id, grade=8, letter="А", name="8А"
    )
    bells = BellScheme.objects.create(school_id=school.id, year_id=year.id, name="Первая смена")
    for number, starts, ends in BELLS:
        Bell.objects.create(school_id=school.id, scheme_id=bells.id, number=number, starts_at=starts, ends_at=ends)
    kinds = {
        code: WorkKind.objects.create(
            school_id=school.id,
            code=code,
            name=name,
            letter=letter,
            is_control=control,
            is_double=code in DOUBLE_KINDS,
            position=position,
        )
        for position, (code, name, letter, control) in enumerate(KINDS)
    }
    plan = WeekPlan.objects.create(
        school_id=school.id, year_id=year.id, name="Основное", starts_on=YEAR_STARTS, ends_on=YEAR_ENDS
    )
    return SimpleNamespace(
        year=year, scheme=scheme, periods=periods, room=room, school_class=school_class, kinds=kinds, plan=plan
    )


def course(setup: Any, subject: Subject, teacher: Person, *, group: StudyGroup | None = None) -> Course:
    made = Course.objects.create(
        school_id=setup.year.school_id,
        year_id=setup.year.id,
        subject=subject,
        class_id=setup.school_class.id,
        group_id=group.id if group else None,
        scheme_id=setup.scheme.id,
        title=subject.name,
        hours=3,
    )
    CourseTeacher.objects.create(
        school_id=made.school_id, course_id=made.id, person_id=teacher.id, starts_on=YEAR_STARTS
    )
    return made


def lesson(on: Course, held_on: date, *, number: int = 1, teacher: Person, room: Room, **more: Any) -> Lesson:
    _, starts, ends = BELLS[number - 1]
    return Lesson.objects.create(
        school_id=on.school_id,
        course_id=on.id,
        held_on=held_on,
        number=number,
        starts_at=starts,
        ends_at=ends,
        teacher_id=teacher.id,
        room_id=room.id,
        **more,
    )


def enrol(school_class: SchoolClass, pupil: Person, starts_on: date = YEAR_STARTS, ends_on: date | None = None) -> None:
    Enrolment.objects.create(
        school_id=pupil.school_id,
        person_id=pupil.id,
        class_id=school_class.id,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def account(cast: Cast, key: str, role: Role, *, who: Person | None = None, municipality: int = 0) -> Actor:
    """An account with one role; its login is `key`."""
    name = f"{who.last_name} {who.first_name}" if who else key
    user = cast.users.get(key) or User.objects.create(login=key, name=name)
    user.set_password(PASSWORD)
    user.save()
    grant = Grant.objects.create(
        user=user,
        role=role,
        municipality_id=municipality,
        at_school_id=who.school_id if who else 0,
        person_id=who.id if who else 0,
        starts_on=YEAR_STARTS,
    )
    cast.users[key] = user
    cast.actors[key] = Actor(
        user_id=user.id,
        grant_id=grant.id,
        role=role,
        name=name,
        school_id=who.school_id if who else 0,
        municipality_id=municipality,
        person_id=who.id if who else 0,
    )
    return cast.actors[key]


def make_cast() -> Cast:
    region = Region.objects.create(name="Томская область")
    here = Municipality.objects.create(region=region, name="Город Томск")
    there = Municipality.objects.create(region=region, name="Бакчарский район")
    one = School.objects.create(id=1, municipality=here, name="Школа № 1", short_name="Школа № 1", kind="city")
    two = School.objects.create(id=2, municipality=there, name="Школа № 2", short_name="Школа № 2", kind="village")
    area = SubjectArea.objects.create(name="Математика и информатика")
    subject = {
        name: Subject.objects.create(area=area, name=name, short_name=name[:30])
        for name in ("Алгебра", "Химия", "Английский язык")
    }
    people = {
        "teacher": person(one, "Смирнова", "Ольга", "Павловна"),
        "colleague": person(one, "Орлов", "Тимур", "Николаевич", Sex.MALE),
        "class_teacher": person(one, "Ветрова", "Наталья", "Павловна"),
        "deputy_head": person(one, "Дорохова", "Ирина", "Викторовна"),
        "head": person(one, "Кедров", "Пётр", "Ильич", Sex.MALE),
        "secretary": person(one, "Тихая", "Анна", "Львовна"),
        "guardian": person(one, "Абрамова", "Елена", "Игоревна"),
        "other_guardian": person(one, "Белов", "Илья", "Олегович", Sex.MALE),
        "neighbour_teacher": person(two, "Соседова", "Мария", "Юрьевна"),
    }
    for key in ("teacher", "colleague", "class_teacher", "deputy_head", "head", "secretary", "neighbour_teacher"):
        kind = key if key in ("deputy_head", "head", "secretary") else "teacher"
        Post.objects.create(
            school_id=people[key].school_id, person_id=people[key].id, kind=kind, title=kind, starts_on=YEAR_STARTS
        )
    setup, neighbour = make_year(one), make_year(two)
    pupils = [
        person(one, "Абрамова", "Алина", "Сергеевна", birth_on=date(2012, 5, 4)),
        person(one, "Белов", "Борис", "Ильич", Sex.MALE, birth_on=date(2012, 2, 11)),
        person(one, "Власова", "Вера", "Андреевна", birth_on=date(2012, 9, 30)),
    ]
    for pupil in pupils:
        enrol(setup.school_class, pupil)
    foreign_pupil = person(two, "Чужая", "Юлия", "Петровна")
    enrol(neighbour.school_class, foreign_pupil)
    people |= {"pupil": pupils[0], "foreign_pupil": foreign_pupil}
    for key, pupil in (("guardian", pupils[0]), ("other_guardian", pupils[1])):
        Guardianship.objects.create(
            school_id=1, guardian_id=people[key].id, pupil_id=pupil.id, kind="mother", starts_on=YEAR_STARTS
        )
    ClassTeacher.objects.create(
        school_id=1, class_id=setup.school_class.id, person_id=people["class_teacher"].id, starts_on=YEAR_STARTS
    )
    group = StudyGroup.objects.create(school_id=1, year_id=setup.year.id, name="8А, английский, 1 гр.")
    GroupClass.objects.create(school_id=1, group_id=group.id, class_id=setup.school_class.id)
    for pupil in pupils[:2]:
        GroupMember.objects.create(school_id=1, person_id=pupil.id, group_id=group.id, starts_on=YEAR_STARTS)
    other_class = SchoolClass.objects.create(
        school_id=1, year_id=setup.year.id, scheme_id=setup.scheme.id, grade=9, letter="Б", name="9Б"
    )
    algebra = course(setup, subject["Алгебра"], people["teacher"])
    chemistry = course(setup, subject["Химия"], people["colleague"])
    english = course(setup, subject["Английский язык"], people["colleague"], group=group)
    foreign_course = course(neighbour, subject["Алгебра"], people["neighbour_teacher"])
    monday = TODAY - timedelta(days=TODAY.weekday())
    slot = PlanSlot.objects.create(
        school_id=1, plan_id=setup.plan.id, course_id=algebra.id, weekday=1, number=1, room_id=setup.room.id
    )
    lessons = [
        lesson(algebra, monday + timedelta(days=day), teacher=people["teacher"], room=setup.room,
               slot_id=slot.id if day == 0 else None)
        for day in range(5)
    ]  # fmt: skip
    cast = Cast(
        one=one, two=two, municipality=here, other_municipality=there, subject=subject, year=setup.year,
        scheme=setup.scheme, periods=setup.periods, school_class=setup.school_class, other_class=other_class,
        room=setup.room, algebra=algebra, chemistry=chemistry, english=english, foreign_course=foreign_course,
        plan=setup.plan, slot=slot, lessons=lessons,
        english_lesson=lesson(english, TODAY, number=2, teacher=people["colleague"], room=setup.room),
        foreign_lesson=lesson(foreign_course, TODAY, teacher=people["neighbour_teacher"], room=neighbour.room),
        kinds=setup.kinds, pupils=pupils, foreign_pupil=foreign_pupil, people=people,
    )  # fmt: skip
    for key, role in {
        "teacher": Role.TEACHER, "colleague": Role.TEACHER, "class_teacher": Role.TEACHER,
        "deputy_head": Role.DEPUTY_HEAD, "head": Role.HEAD, "secretary": Role.SECRETARY, "pupil": Role.PUPIL,
        "guardian": Role.GUARDIAN, "other_guardian": Role.GUARDIAN, "neighbour_teacher": Role.TEACHER,
    }.items():  # fmt: skip
        account(cast, key, role, who=people[key])
    account(cast, "municipal_officer", Role.MUNICIPAL_OFFICER, municipality=here.id)
    account(cast, "regional_officer", Role.REGIONAL_OFFICER)
    return cast
