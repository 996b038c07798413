"""Who stands by a pupil: guardians, class teachers."""

from collections.abc import Collection
from datetime import date

from kedr.core.sql import fetch, in_list

# by people_guardianship_pupil; one barred row bars the guardian from the pupil
_GUARDIANS_SQL = """
SELECT g.pupil_id, g.guardian_id FROM people_guardianship g
WHERE g.school_id = %s AND g.starts_on <= %s AND (g.ends_on IS NULL OR g.ends_on > %s) AND g.pupil_id IN {pupils}
GROUP BY g.pupil_id, g.guardian_id HAVING MAX(CASE WHEN g.is_barred THEN 1 ELSE 0 END) = 0
ORDER BY g.pupil_id, g.guardian_id
"""

# by people_enrolment_person, people_classteacher_once
_CLASS_TEACHERS_SQL = """
SELECT DISTINCT e.person_id, t.person_id FROM people_enrolment e
JOIN people_classteacher t ON t.school_id = e.school_id AND t.class_id = e.class_id
  AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s)
WHERE e.school_id = %s AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s) AND e.person_id IN {pupils}
"""


def guardians_of(school_id: int, pupils: Collection[int], on: date) -> list[tuple[int, int]]:
    """Pupil and guardian, for each guardianship in force that no court has barred. One query, or none."""
    return _pairs(_GUARDIANS_SQL, [school_id, on, on], pupils)


def class_teachers_of(school_id: int, pupils: Collection[int], on: date) -> list[tuple[int, int]]:
    """Pupil and class teacher. One query, or none."""
    return _pairs(_CLASS_TEACHERS_SQL, [on, on, school_id, on, on], pupils)


def _pairs(sql: str, params: list[object], pupils: Collection[int]) -> list[tuple[int, int]]:
    if not pupils:
        return []
    return [(row[0], row[1]) for row in fetch(sql.format(pupils=in_list(len(pupils))), [*params, *pupils])]


# by people_guardianship_once
_CHILDREN_SQL = """
SELECT p.id, p.last_name, p.first_name FROM people_guardianship g
JOIN people_person p ON p.school_id = g.school_id AND p.id = g.pupil_id
WHERE g.school_id = %s AND g.guardian_id = %s AND g.starts_on <= %s AND (g.ends_on IS NULL OR g.ends_on > %s)
GROUP BY p.id, p.last_name, p.first_name, p.birth_on HAVING MAX(CASE WHEN g.is_barred THEN 1 ELSE 0 END) = 0
ORDER BY p.birth_on, p.id
"""


def children_of(school_id: int, guardian_id: int, on: date) -> list[tuple[int, str, str]]:
    """The pupils somebody may speak for: id, last and first name, the eldest first. One query."""
    return [(row[0], row[1], row[2]) for row in fetch(_CHILDREN_SQL, [school_id, guardian_id, on, on])]
