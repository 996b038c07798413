"""The list of reports somebody may open."""

from dataclasses import dataclass
from datetime import date

from kedr.core.actor import Actor
from kedr.core.sql import fetch
from kedr.core.words import initials
from kedr.reports.access import OFFICE, SchoolCard
from kedr.reports.queries.catalogue import CLASS_REPORTS, SCHOOL_REPORTS


@dataclass(frozen=True, slots=True)
class Choice:
    """A class or a teacher to choose."""

    id: int
    name: str
    report: str = ""  # that it opens with


@dataclass(frozen=True, slots=True)
class Home:
    """The reports by what they are about; empty where the actor has none."""

    year: str
    is_office: bool
    classes: list[Choice]
    teachers: list[Choice]
    class_reports: list[tuple[str, str, str]]
    school_reports: list[tuple[str, str, str]]


_CLASSES_SQL = """
SELECT k.id, k.name, k.grade FROM schools_schoolclass k
WHERE k.school_id = %s AND k.year_id = %s AND {condition} ORDER BY k.grade, k.letter, k.name
"""
_LED = """EXISTS (SELECT 1 FROM people_classteacher t WHERE t.school_id = k.school_id AND t.class_id = k.id
  AND t.person_id = %s AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s))"""

_TEACHERS_SQL = """
SELECT DISTINCT p.id, p.last_name, p.first_name, p.middle_name FROM curriculum_courseteacher t
JOIN curriculum_course c ON c.school_id = t.school_id AND c.id = t.course_id AND c.year_id = %s
JOIN people_person p ON p.school_id = t.school_id AND p.id = t.person_id
WHERE t.school_id = %s AND {condition} ORDER BY 2, 3, 1
"""


def home_page(actor: Actor, card: SchoolCard, today: date) -> Home:
    """Own class and own courses to a teacher, everything to the office. Two queries."""
    is_office, school_id, year_id = actor.role in OFFICE, card.school.id, card.year.id
    anybody, led, own = "1 = 1", [actor.person_id, today, today], [actor.person_id]
    classes = fetch(
        _CLASSES_SQL.format(condition=anybody if is_office else _LED), [school_id, year_id, *([] if is_office else led)]
    )
    teachers = fetch(
        _TEACHERS_SQL.format(condition=anybody if is_office else "t.person_id = %s"),
        [year_id, school_id, *([] if is_office else own)],
    )
    return Home(
        card.year.title,
        is_office,
        [Choice(key, name, "attendance" if grade == 1 else "summary") for key, name, grade in classes],
        [Choice(row[0], initials(*row[1:])) for row in teachers],
        [(key, entry.title, entry.says) for key, entry in CLASS_REPORTS.items()],
        [(key, entry.title, entry.says) for key, entry in SCHOOL_REPORTS.items()] if is_office else [],
    )
