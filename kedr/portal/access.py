"""The doors of the portal: whose class sheet, whose schools."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kedr.core.actor import Actor, Role
from kedr.core.errors import NotFound
from kedr.core.sql import fetch
from kedr.journal.access import DECIDERS, OpenCourse, course_to_open
from kedr.journal.queries.plan import Parallel, parallels
from kedr.schools.models import Municipality, School, YearArchive

OFFICE = frozenset({Role.DEPUTY_HEAD, Role.HEAD, Role.SECRETARY})
OFFICERS = frozenset({Role.MUNICIPAL_OFFICER, Role.REGIONAL_OFFICER})


@dataclass(frozen=True, slots=True)
class ClassCard:
    """A class of this year. `reads_diaries`: may the actor open the diaries of its pupils."""

    school_id: int
    id: int
    name: str
    grade: int
    scheme_id: int
    reads_diaries: bool


_CLASSES_SQL = """
SELECT k.id, k.name, k.grade, k.scheme_id FROM schools_schoolclass k
JOIN schools_academicyear y ON y.school_id = k.school_id AND y.id = k.year_id AND y.starts_on <= %s AND y.ends_on > %s
WHERE k.school_id = %s AND {condition} ORDER BY k.grade, k.name
"""
_LED = """EXISTS (SELECT 1 FROM people_classteacher t WHERE t.school_id = %s AND t.class_id = k.id AND t.person_id = %s
  AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s))"""


def classes_to_lead(actor: Actor, school_id: int, on: date) -> list[ClassCard]:
    """The classes a teacher is the class teacher of on a day; often none. NotFound for another role. One query."""
    day_to_see(actor, school_id)
    params = [on, on, school_id, school_id, actor.person_id, on, on]
    rows = fetch(_CLASSES_SQL.format(condition=_LED), params)
    return [_card(school_id, row, reads_diaries=True) for row in rows]


def class_to_read(actor: Actor, school_id: int, class_id: int, on: date) -> ClassCard:
    """A class of this year, for the deputy head, the head and the secretary. One query."""
    office_to_see(actor, school_id)
    rows = fetch(_CLASSES_SQL.format(condition="k.id = %s"), [on, on, school_id, class_id])
    if not rows:
        raise NotFound("Класса нет.")
    return _card(school_id, rows[0], reads_diaries=actor.role != Role.SECRETARY)


def class_to_bring(actor: Actor, school_id: int, class_id: int, on: date) -> ClassCard:
    """A class whose pupils' brought marks the actor enters: its class teacher's, or the office's. One query."""
    if actor.role != Role.TEACHER:
        return class_to_read(actor, school_id, class_id, on)
    card = next((one for one in classes_to_lead(actor, school_id, on) if one.id == class_id), None)
    if card is None:
        raise NotFound("Класса нет.")
    return card


def _card(school_id: int, row: tuple[Any, ...], *, reads_diaries: bool) -> ClassCard:
    class_id, name, grade, scheme_id = row
    return ClassCard(school_id, class_id, name, grade, scheme_id, reads_diaries)


def plan_to_keep(actor: Actor, school_id: int, course_id: int, on: date) -> OpenCourse:
    """A course whose lesson plan the actor may change: its teacher's in force, or the deputy head's. One query."""
    course = course_to_open(actor, school_id, course_id, on)
    if not course.can_write:
        raise NotFound("План уроков меняет учитель, который ведёт журнал, или завуч.")
    return course


_ROW_SQL = """
SELECT r.plan_id FROM curriculum_planrow r
JOIN curriculum_courseplan f ON f.school_id = r.school_id AND f.plan_id = r.plan_id AND f.course_id = %s
WHERE r.school_id = %s AND r.id = %s
"""


def row_to_keep(course: OpenCourse, row_id: int) -> int:
    """A row of a plan this very course follows: gives its plan. One query."""
    rows = fetch(_ROW_SQL, [course.id, course.school_id, row_id])
    if not rows:
        raise NotFound("Строки плана нет: план изменили. Вернитесь к плану.")
    return int(rows[0][0])


def courses_to_plan(actor: Actor, course: OpenCourse, on: date) -> list[Parallel]:
    """The courses the actor may give one plan at once: this one, and those alike that they may change. One query."""
    alike = parallels(course, on)
    if actor.role == Role.DEPUTY_HEAD:
        return alike
    return [one for one in alike if one.id == course.id or actor.person_id in one.teachers]


def office_to_see(actor: Actor, school_id: int) -> bool:
    """The list of classes is for the school's deputy head, head and secretary; does the reader decide?"""
    if actor.school_id != school_id or actor.role not in OFFICE:
        raise NotFound("Страницы нет.")
    return actor.role in DECIDERS


def archives_to_see(actor: Actor, school_id: int) -> bool:
    """The archives of years, for the office and the secretary; says whether the actor may order one."""
    office_to_see(actor, school_id)
    return actor.role in DECIDERS


def archive_to_take(actor: Actor, school_id: int, archive_id: int) -> YearArchive:
    """An archive that is ready, to be taken out of the house. One query."""
    archives_to_see(actor, school_id)
    ready = YearArchive.objects.in_school(school_id).filter(id=archive_id, state=YearArchive.State.DONE)
    archive = ready.select_related("year").first()
    if archive is None:
        raise NotFound("Архива нет.")
    return archive


def board_to_see(actor: Actor, school_id: int) -> None:
    """The board of all lessons of a day is for the school's deputy head and head."""
    if actor.school_id != school_id or actor.role not in DECIDERS:
        raise NotFound("Страницы нет.")


def changes_to_keep(actor: Actor, school_id: int) -> None:
    """Substitutions and their reasons are kept by the school's deputy head and head."""
    if actor.school_id != school_id or actor.role not in DECIDERS:
        raise NotFound("Страницы нет.")


def changes_to_read(actor: Actor, school_id: int) -> None:
    """The list for the notice board, without reasons, is for all who work in the school."""
    if actor.school_id != school_id or actor.role not in OFFICE | {Role.TEACHER}:
        raise NotFound("Страницы нет.")


def council_to_decide(actor: Actor, school_id: int) -> None:
    """The council's decisions are written by the school's deputy head and head."""
    if actor.school_id != school_id or actor.role not in DECIDERS:
        raise NotFound("Решения педсовета вносит завуч или директор.")


def day_to_see(actor: Actor, school_id: int) -> None:
    """«Мой день» is for a teacher of the school."""
    if actor.school_id != school_id or actor.role != Role.TEACHER:
        raise NotFound("Страницы нет.")


def municipalities_to_see(actor: Actor) -> list[Municipality]:
    """An officer's own municipality; all of them for the region. One query."""
    if actor.role not in OFFICERS:
        raise NotFound("Страницы нет.")
    everywhere = Municipality.objects.order_by("name")
    if actor.role == Role.REGIONAL_OFFICER:
        return list(everywhere)
    return list(everywhere.filter(id=actor.municipality_id))


def school_to_see(actor: Actor, school_id: int) -> School:
    """A school of the officer's municipality, or of the region. One query."""
    if actor.role not in OFFICERS:
        raise NotFound("Страницы нет.")
    school = School.objects.select_related("municipality").filter(id=school_id).first()
    if school is None or (actor.role == Role.MUNICIPAL_OFFICER and school.municipality_id != actor.municipality_id):
        raise NotFound("Школы нет.")
    return school


@dataclass(frozen=True, slots=True)
class Excuses:
    """Whose absences the actor reads and writes: of the classes led, or (None) of the school; wide ones too?"""

    classes: list[ClassCard] | None
    of_pupils: bool
    of_many: bool


def absences_to_keep(actor: Actor, school_id: int, on: date) -> Excuses:
    """The list of absences: a teacher's own classes, often none; the whole school for the deputy head and the head."""
    if actor.school_id == school_id and actor.role in DECIDERS:
        return Excuses(None, of_pupils=actor.role == Role.DEPUTY_HEAD, of_many=True)
    led = classes_to_lead(actor, school_id, on)
    return Excuses(led, of_pupils=bool(led), of_many=False)
