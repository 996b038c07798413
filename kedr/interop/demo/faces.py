"""The people of the demo that everybody signs in as: found in the data, told in a table."""

from collections.abc import Iterator
from dataclasses import dataclass

from kedr.accounts.models import Grant, User
from kedr.core.actor import Role
from kedr.core.sql import fetch

CLASS = "8А"


@dataclass(frozen=True, slots=True)
class Face:
    """One demo login: who it is for and how they are found (the first column of the row is the person)."""

    login: str
    role: str
    school_id: int
    sql: str
    params: tuple[object, ...] = ()


_POST = "SELECT person_id FROM people_post WHERE school_id = %s AND kind = %s ORDER BY id LIMIT 1"
_LEADER = """
SELECT t.person_id FROM people_classteacher t
JOIN schools_schoolclass k ON k.school_id = t.school_id AND k.id = t.class_id
WHERE t.school_id = %s AND k.name = %s
"""
# Whoever teaches the class most, but its class teacher.
_COLLEAGUE = """
SELECT c.person_id FROM curriculum_courseteacher c
JOIN curriculum_course j ON j.school_id = c.school_id AND j.id = c.course_id
JOIN schools_schoolclass k ON k.school_id = j.school_id AND k.id = j.class_id
LEFT JOIN people_classteacher t ON t.school_id = k.school_id AND t.class_id = k.id AND t.person_id = c.person_id
WHERE c.school_id = %s AND k.name = %s AND t.id IS NULL AND j.group_id IS NULL
GROUP BY c.person_id ORDER BY SUM(j.hours) DESC, c.person_id LIMIT 1
"""
_BUSIEST = """
SELECT c.person_id FROM curriculum_courseteacher c
JOIN curriculum_course j ON j.school_id = c.school_id AND j.id = c.course_id
JOIN schools_schoolclass k ON k.school_id = j.school_id AND k.id = j.class_id
JOIN schools_school s ON s.id = c.school_id
WHERE c.school_id = %s AND k.grade > 4 AND s.kind = 'village'
GROUP BY c.person_id ORDER BY SUM(j.hours) DESC, c.person_id LIMIT 1
"""
# Guardians of a pupil of the class who have another child here; {0} is the column wanted.
_FAMILY = """
SELECT {0} FROM people_guardianship g
JOIN people_enrolment e ON e.school_id = g.school_id AND e.person_id = g.pupil_id
JOIN schools_schoolclass k ON k.school_id = e.school_id AND k.id = e.class_id
JOIN people_guardianship o ON o.school_id = g.school_id AND o.guardian_id = g.guardian_id AND o.pupil_id <> g.pupil_id
WHERE g.school_id = %s AND k.name = %s
ORDER BY g.pupil_id, g.kind DESC, g.guardian_id LIMIT 1
"""
_BOTH = """
SELECT p.person_id FROM people_post p
JOIN people_guardianship g ON g.school_id = p.school_id AND g.guardian_id = p.person_id
WHERE p.school_id = %s AND p.kind = 'teacher' ORDER BY p.id LIMIT 1
"""

FACES = (
    Face("director", "директор", 1, _POST, (Role.HEAD.value,)),
    Face("zavuch", "заместитель директора", 1, _POST, (Role.DEPUTY_HEAD.value,)),
    Face("sekretar", "секретарь", 1, _POST, (Role.SECRETARY.value,)),
    Face("uchitel", f"учитель, классный руководитель {CLASS}", 1, _LEADER, (CLASS,)),
    Face("uchitel2", f"учитель, ведёт и {CLASS}", 1, _COLLEAGUE, (CLASS,)),
    Face("uchenik", f"ученик {CLASS}", 1, _FAMILY.format("g.pupil_id"), (CLASS,)),
    Face("roditel", "родитель двух детей", 1, _FAMILY.format("g.guardian_id"), (CLASS,)),
    Face("mama", "учитель и мать учеников", 1, _BOTH),
    Face("selo", "учитель сельской школы", 3, _BUSIEST),
)
OFFICERS = (
    ("municipalitet", "специалист управления образования", Role.MUNICIPAL_OFFICER),
    ("region", "специалист департамента образования", Role.REGIONAL_OFFICER),
)


def accounts_to_name(school_id: int) -> Iterator[tuple[str, int]]:
    """(login, account) for the faces of one school. Two queries a face."""
    for face in FACES:
        if face.school_id != school_id:
            continue
        found = fetch(face.sql, [school_id, *face.params])
        user_id = (
            Grant.objects.filter(at_school_id=school_id, person_id=found[0][0])
            .values_list("user_id", flat=True)
            .first()
            if found
            else None
        )
        if user_id is not None:
            yield face.login, user_id


def table() -> list[tuple[str, str, str]]:
    """(role, name, login) of the demo people that are there. One query."""
    roles = {face.login: face.role for face in FACES} | {login: role for login, role, _ in OFFICERS}
    names = dict(User.objects.filter(login__in=roles).values_list("login", "name"))
    return [(role, names[login], login) for login, role in roles.items() if login in names]
