"""The doors of reports: whose class, which pupil, which teacher, whose school."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kedr.core.actor import Actor, Role
from kedr.core.errors import NotFound
from kedr.core.sql import day, fetch
from kedr.core.words import initials
from kedr.journal.access import course_to_open
from kedr.reports.table import School

OFFICE = frozenset({Role.DEPUTY_HEAD, Role.HEAD})
SUMMER = timedelta(days=97)  # a class's reports stay with the teacher who led it to the end, until September


@dataclass(frozen=True, slots=True)
class Year:
    """An academic year of a school."""

    id: int
    title: str  # «2026/27»
    starts_on: date
    ends_on: date

    def last_day(self, today: date) -> date:
        """Today, or the last day of a year that is over."""
        return min(today, self.ends_on - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class ClassCard:
    """A class whose reports the actor may read."""

    school: School
    year: Year
    id: int
    name: str
    grade: int
    scheme_id: int
    is_marked: bool  # false in 1 класс
    teachers: tuple[str, ...]
    is_office: bool


@dataclass(frozen=True, slots=True)
class PupilCard:
    """A pupil whose marks the actor may read, in the class of their last place."""

    id: int
    name: str
    first_name: str
    of_class: ClassCard


@dataclass(frozen=True, slots=True)
class TeacherCard:
    """A teacher whose report the actor may read, in the present or last year."""

    school: School
    year: Year
    id: int
    name: str
    is_office: bool


@dataclass(frozen=True, slots=True)
class SchoolCard:
    """A school whose reports the actor may read, in the present or last year."""

    school: School
    year: Year


@dataclass(frozen=True, slots=True)
class CourseCard:
    """A course whose journal the actor may open, to be printed."""

    school: School
    year: Year
    id: int
    title: str
    whose: str
    class_id: int | None
    group_id: int | None
    scheme_id: int
    teachers: tuple[str, ...]
    scale: str = "five"
    grade: int = 0
    subject_id: int = 0


_SCHOOL = "s.name, CASE WHEN s.address <> '' THEN s.address ELSE m.name END, s.phone"
_SCHOOL_OF = """JOIN schools_school s ON s.id = {alias}.school_id
JOIN schools_municipality m ON m.id = s.municipality_id"""
# The year that has begun last.
_YEAR_OF = """JOIN schools_academicyear y ON y.school_id = %s AND y.id = (SELECT z.id FROM schools_academicyear z
  WHERE z.school_id = %s AND z.starts_on <= %s ORDER BY z.starts_on DESC LIMIT 1)"""

# A row for each class teacher: in force, or until the year's end. By primary keys and people_classteacher_once.
_CLASS_SQL = f"""
SELECT {_SCHOOL}, y.id, y.year, y.starts_on, y.ends_on, k.id, k.name, k.grade, k.scheme_id, z.is_marked,
  t.person_id, p.last_name, p.first_name, p.middle_name
FROM schools_schoolclass k
JOIN schools_academicyear y ON y.school_id = k.school_id AND y.id = k.year_id
JOIN schools_periodscheme z ON z.school_id = k.school_id AND z.id = k.scheme_id
{_SCHOOL_OF.format(alias="k")}
LEFT JOIN people_classteacher t ON t.school_id = k.school_id AND t.class_id = k.id
  AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s OR t.ends_on >= y.ends_on)
LEFT JOIN people_person p ON p.school_id = t.school_id AND p.id = t.person_id
WHERE k.school_id = %s AND k.id = %s ORDER BY t.starts_on
"""


def class_to_report(actor: Actor, school_id: int, class_id: int, on: date) -> ClassCard:
    """A class, for its class teacher, the deputy head and the head. One query."""
    if actor.school_id != school_id or actor.role not in OFFICE | {Role.TEACHER}:
        raise NotFound("Класса нет.")
    rows = fetch(_CLASS_SQL, [on, on, school_id, class_id])
    leads = any(row[12] == actor.person_id for row in rows)
    is_office = actor.role in OFFICE
    if not rows or not (is_office or (leads and on < day(rows[0][6]) + SUMMER)):
        raise NotFound("Класса нет.")
    row = rows[0]
    return ClassCard(
        school=School(school_id, *row[:3]),
        year=_year(row[3:7]),
        id=row[7],
        name=row[8],
        grade=row[9],
        scheme_id=row[10],
        is_marked=bool(row[11]),
        teachers=tuple(initials(*each[13:16]) for each in rows if each[12]),
        is_office=is_office,
    )


# By people_enrolment_person.
_PUPIL_SQL = """
SELECT p.last_name, p.first_name, p.middle_name, e.class_id FROM people_person p
JOIN people_enrolment e ON e.school_id = p.school_id AND e.person_id = p.id
WHERE p.school_id = %s AND p.id = %s ORDER BY e.starts_on DESC LIMIT 1
"""


def pupil_to_report(actor: Actor, school_id: int, pupil_id: int, on: date) -> PupilCard:
    """A pupil in the class of their last place, for those who may read that class. Two queries."""
    rows = fetch(_PUPIL_SQL, [school_id, pupil_id]) if actor.school_id == school_id else []
    if not rows:
        raise NotFound("Ученика нет.")
    last, first, middle, class_id = rows[0]
    name = " ".join(filter(None, (last, first, middle)))
    return PupilCard(pupil_id, name, f"{last} {first}", class_to_report(actor, school_id, class_id, on))


# A row for each teacher of the day.
_COURSE_SQL = f"""
SELECT {_SCHOOL}, y.id, y.year, y.starts_on, y.ends_on, COALESCE(p.last_name, ''), COALESCE(p.first_name, ''),
  COALESCE(p.middle_name, '')
FROM curriculum_course c
JOIN schools_academicyear y ON y.school_id = c.school_id AND y.id = c.year_id
{_SCHOOL_OF.format(alias="c")}
LEFT JOIN curriculum_courseteacher t ON t.school_id = c.school_id AND t.course_id = c.id AND t.starts_on <= %s
  AND (t.ends_on IS NULL OR t.ends_on > %s)
LEFT JOIN people_person p ON p.school_id = t.school_id AND p.id = t.person_id
WHERE c.school_id = %s AND c.id = %s ORDER BY p.last_name
"""


def course_to_print(actor: Actor, school_id: int, course_id: int, on: date) -> CourseCard:
    """A course, for whom its journal opens. Two queries."""
    opened = course_to_open(actor, school_id, course_id, on)
    rows = fetch(_COURSE_SQL, [on, on, school_id, course_id])
    return CourseCard(
        school=School(school_id, *rows[0][:3]),
        year=_year(rows[0][3:7]),
        id=course_id,
        title=opened.title,
        whose=opened.whose,
        class_id=opened.class_id,
        group_id=opened.group_id,
        scheme_id=opened.scheme_id,
        teachers=tuple(initials(*row[7:]) for row in rows if row[7]),
        scale=opened.scale,
        grade=opened.grade,
        subject_id=opened.subject_id,
    )


_TEACHER_SQL = f"""
SELECT {_SCHOOL}, y.id, y.year, y.starts_on, y.ends_on, p.last_name, p.first_name, p.middle_name
FROM people_person p
{_SCHOOL_OF.format(alias="p")}
{_YEAR_OF}
WHERE p.school_id = %s AND p.id = %s
  AND EXISTS (SELECT 1 FROM curriculum_courseteacher t WHERE t.school_id = p.school_id AND t.person_id = p.id)
"""


def teacher_to_report(actor: Actor, school_id: int, person_id: int, on: date) -> TeacherCard:
    """A teacher of some course, for themselves, the deputy head and the head. One query."""
    is_own = actor.role == Role.TEACHER and actor.person_id == person_id
    if actor.school_id != school_id or not (is_own or actor.role in OFFICE):
        raise NotFound("Учителя нет.")
    rows = fetch(_TEACHER_SQL, [school_id, school_id, on, school_id, person_id])
    if not rows:
        raise NotFound("Учителя нет.")
    row = rows[0]
    return TeacherCard(
        School(school_id, *row[:3]), _year(row[3:7]), person_id, " ".join(filter(None, row[7:])), actor.role in OFFICE
    )


_HOME_SQL = f"""
SELECT {_SCHOOL}, y.id, y.year, y.starts_on, y.ends_on
FROM schools_school s
JOIN schools_municipality m ON m.id = s.municipality_id
{_YEAR_OF}
WHERE s.id = %s
"""


def school_to_report(actor: Actor, school_id: int, on: date) -> SchoolCard:
    """The school as a whole, for its deputy head and head. One query."""
    if actor.role not in OFFICE:
        raise NotFound("Страницы нет.")
    return reports_to_see(actor, school_id, on)


def reports_to_see(actor: Actor, school_id: int, on: date) -> SchoolCard:
    """The list of reports: for teachers, the deputy head and the head of the school. One query."""
    if actor.school_id != school_id or actor.role not in OFFICE | {Role.TEACHER}:
        raise NotFound("Страницы нет.")
    rows = fetch(_HOME_SQL, [school_id, school_id, on, school_id])
    if not rows:
        raise NotFound("Учебный год ещё не заведён.")
    return SchoolCard(School(school_id, *rows[0][:3]), _year(rows[0][3:]))


def _year(row: tuple[Any, ...]) -> Year:
    year_id, number, starts_on, ends_on = row
    return Year(year_id, f"{number}/{(number + 1) % 100:02}", day(starts_on), day(ends_on))
