"""The list of journals somebody may open."""

from dataclasses import dataclass
from datetime import date

from kedr.core.actor import Actor
from kedr.core.sql import fetch
from kedr.journal.access import DECIDERS


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A journal in a list: whose, which subject, and how many of its past lessons this period want something."""

    id: int
    title: str
    whose: str
    grade: int
    teacher: str
    is_mine: bool


# by curriculum_courseteacher_who for a teacher; the whole year's courses for the office
_COURSES_SQL = """
SELECT c.id, c.title, COALESCE(g.name, k.name, ''), COALESCE(k.grade, 0), COALESCE(p.last_name, ''),
  COALESCE(p.first_name, ''), COALESCE(p.middle_name, ''), t.person_id
FROM curriculum_course c
JOIN schools_academicyear y ON y.school_id = c.school_id AND y.id = c.year_id AND y.starts_on <= %s AND y.ends_on > %s
LEFT JOIN curriculum_courseteacher t ON t.school_id = c.school_id AND t.course_id = c.id
  AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s)
LEFT JOIN people_person p ON p.school_id = t.school_id AND p.id = t.person_id
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
WHERE c.school_id = %s AND {whose}
ORDER BY COALESCE(k.grade, 99), COALESCE(k.letter, ''), c.title, COALESCE(g.name, '')
"""

_OWN = """(t.person_id = %s OR EXISTS (
  SELECT 1 FROM people_classteacher h WHERE h.school_id = c.school_id AND h.class_id = c.class_id AND h.person_id = %s
    AND h.starts_on <= %s AND (h.ends_on IS NULL OR h.ends_on > %s)))"""


def courses_to_open(actor: Actor, school_id: int, on: date) -> list[CourseRow]:
    """A teacher's own courses and those of the class they lead; all of the school for the office. One query."""
    office = actor.role in DECIDERS
    params: list[object] = [on, on, on, on, school_id]
    if not office:
        params += [actor.person_id, actor.person_id, on, on]
    rows = fetch(_COURSES_SQL.format(whose="1 = 1" if office else _OWN), params)
    found: dict[int, CourseRow] = {}
    for course_id, title, whose, grade, *name, teacher_id in rows:
        if course_id not in found or teacher_id == actor.person_id:
            found[course_id] = CourseRow(
                course_id, title, whose, grade, " ".join(filter(None, name)), teacher_id == actor.person_id
            )
    return list(found.values())
