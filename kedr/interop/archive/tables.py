"""Which rows of a year go into its archive, and under which names. The names are the archive's own: a column of ours
may be renamed one day, a column of an archive never."""

from dataclasses import dataclass
from enum import StrEnum


class Type(StrEnum):
    """What a value is, in JSON Schema's words."""

    ID = "id"  # a number as text: it is larger than a program in JavaScript can hold
    INTEGER = "integer"
    TEXT = "text"
    FLAG = "flag"
    NUMBER = "number"  # a decimal as text: «1.50»
    DAY = "day"
    TIME = "time"
    INSTANT = "instant"
    ANY = "any"  # JSON of any shape


class By(StrEnum):
    """How a statement finds the year's rows, and so which parameters it has; the last two cut it into portions."""

    SCHOOL = "school"  # school, after, limit
    YEAR = "year"  # school, year, after, limit
    DAYS = "days"  # school, first day, first day after, after, limit
    TIMES = "times"  # school, since, until, after, limit


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the archive."""

    name: str
    type: Type
    title: str
    can_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class DataTable:
    """Rows of one kind. The first field is the row's id, by which portions are cut; `is_summary` rows stay longest."""

    name: str
    title: str
    by: By
    sql: str
    fields: tuple[Field, ...]
    is_summary: bool = False


def fields_of(text: str) -> tuple[Field, ...]:
    """Fields from lines «name type title»; a question mark after the type says that it may be empty."""
    made = []
    for line in text.strip().splitlines():
        name, type_, title = line.strip().split(maxsplit=2)
        made.append(Field(name, Type(type_.rstrip("?")), title, type_.endswith("?")))
    return tuple(made)


PORTION = "ORDER BY 1 LIMIT %s"

_PEOPLE_SQL = """
SELECT p.id, p.last_name, p.first_name, p.middle_name, p.sex, p.birth_on FROM people_person p
JOIN schools_academicyear y ON y.school_id = p.school_id
WHERE p.school_id = %s AND y.id = %s AND p.id > %s AND (
  p.id IN (SELECT e.person_id FROM people_enrolment e JOIN schools_schoolclass k ON k.school_id = e.school_id
    AND k.id = e.class_id WHERE e.school_id = p.school_id AND k.year_id = y.id)
  OR p.id IN (SELECT t.person_id FROM curriculum_courseteacher t JOIN curriculum_course c ON c.school_id = t.school_id
    AND c.id = t.course_id WHERE t.school_id = p.school_id AND c.year_id = y.id)
  OR p.id IN (SELECT t.person_id FROM people_classteacher t JOIN schools_schoolclass k ON k.school_id = t.school_id
    AND k.id = t.class_id WHERE t.school_id = p.school_id AND k.year_id = y.id)
  OR p.id IN (SELECT l.teacher_id FROM timetable_lesson l WHERE l.school_id = p.school_id
    AND l.held_on >= y.starts_on AND l.held_on < y.ends_on))
ORDER BY 1 LIMIT %s
"""

TABLES = (
    DataTable(
        "periods", "Учебные периоды", By.YEAR,
        f"""SELECT p.id, s.name, p.number, p.name, p.starts_on, p.ends_on, p.closed_at FROM schools_period p
        JOIN schools_periodscheme s ON s.school_id = p.school_id AND s.id = p.scheme_id
        WHERE p.school_id = %s AND s.year_id = %s AND p.id > %s {PORTION}""",
        fields_of("""id id номер записи
        scheme text схема периодов
        number integer номер периода
        name text название
        starts_on day первый день
        ends_on day первый день после периода
        closed_at instant? когда закрыт"""),
        is_summary=True,
    ),
    DataTable(
        "classes", "Классы", By.YEAR,
        f"""SELECT k.id, k.name, k.grade, k.letter, s.name, k.profile FROM schools_schoolclass k
        JOIN schools_periodscheme s ON s.school_id = k.school_id AND s.id = k.scheme_id
        WHERE k.school_id = %s AND k.year_id = %s AND k.id > %s {PORTION}""",
        fields_of("""id id номер записи
        name text название
        grade integer год обучения
        letter text литера
        scheme text схема периодов
        profile text профиль"""),
        is_summary=True,
    ),
    DataTable(
        "class_teachers", "Классные руководители", By.YEAR,
        f"""SELECT t.id, t.class_id, t.person_id, t.starts_on, t.ends_on FROM people_classteacher t
        JOIN schools_schoolclass k ON k.school_id = t.school_id AND k.id = t.class_id
        WHERE t.school_id = %s AND k.year_id = %s AND t.id > %s {PORTION}""",
        fields_of("""id id номер записи
        class_id id класс
        person_id id человек
        starts_on day с какого дня
        ends_on day? первый день после"""),
        is_summary=True,
    ),
    DataTable(
        "groups", "Подгруппы и группы", By.YEAR,
        f"""SELECT g.id, g.name FROM schools_studygroup g
        WHERE g.school_id = %s AND g.year_id = %s AND g.id > %s {PORTION}""",
        fields_of("""id id номер записи
        name text название"""),
    ),
    DataTable(
        "people", "Ученики и учителя", By.YEAR, _PEOPLE_SQL,
        fields_of("""id id номер записи
        last_name text фамилия
        first_name text имя
        middle_name text отчество
        sex text пол: f или m
        birth_on day? день рождения"""),
        is_summary=True,
    ),
    DataTable(
        "enrolments", "Места учеников в классах", By.YEAR,
        f"""SELECT e.id, e.person_id, e.class_id, e.starts_on, e.ends_on, e.basis FROM people_enrolment e
        JOIN schools_schoolclass k ON k.school_id = e.school_id AND k.id = e.class_id
        WHERE e.school_id = %s AND k.year_id = %s AND e.id > %s {PORTION}""",
        fields_of("""id id номер записи
        person_id id ученик
        class_id id класс
        starts_on day с какого дня
        ends_on day? первый день после
        basis text основание"""),
        is_summary=True,
    ),
    DataTable(
        "group_members", "Состав групп", By.YEAR,
        f"""SELECT m.id, m.person_id, m.group_id, m.starts_on, m.ends_on FROM people_groupmember m
        JOIN schools_studygroup g ON g.school_id = m.school_id AND g.id = m.group_id
        WHERE m.school_id = %s AND g.year_id = %s AND m.id > %s {PORTION}""",
        fields_of("""id id номер записи
        person_id id ученик
        group_id id группа
        starts_on day с какого дня
        ends_on day? первый день после"""),
    ),
    DataTable(
        "courses", "Журналы: предметы классов и групп", By.YEAR,
        f"""SELECT c.id, c.title, s.name, c.class_id, c.group_id, c.scale, c.hours, c.is_extra
        FROM curriculum_course c JOIN curriculum_subject s ON s.id = c.subject_id
        WHERE c.school_id = %s AND c.year_id = %s AND c.id > %s {PORTION}""",
        fields_of("""id id номер записи
        title text название в школе
        subject text учебный предмет
        class_id id? класс
        group_id id? группа
        scale text шкала отметок
        hours number часов в неделю
        is_extra flag внеурочное занятие"""),
        is_summary=True,
    ),
    DataTable(
        "course_teachers", "Кто вёл журналы", By.YEAR,
        f"""SELECT t.id, t.course_id, t.person_id, t.starts_on, t.ends_on FROM curriculum_courseteacher t
        JOIN curriculum_course c ON c.school_id = t.school_id AND c.id = t.course_id
        WHERE t.school_id = %s AND c.year_id = %s AND t.id > %s {PORTION}""",
        fields_of("""id id номер записи
        course_id id журнал
        person_id id учитель
        starts_on day с какого дня
        ends_on day? первый день после"""),
        is_summary=True,
    ),
)  # fmt: skip
