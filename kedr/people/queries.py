"""Who stands by a pupil: guardians, class teachers, the families of a class."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from kedr.core.actor import Role
from kedr.core.sql import day, fetch, in_list
from kedr.people.models import Guardianship
from kedr.people.rules import CONSENT, of_age_on

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


# by people_enrolment_class, people_groupmember_once
_PUPILS_SQL = """
SELECT 0, e.class_id, p.id, p.first_name FROM people_enrolment e
JOIN people_person p ON p.school_id = e.school_id AND p.id = e.person_id
WHERE e.school_id = %s AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s) AND e.class_id IN {classes}
UNION ALL
SELECT 1, m.group_id, p.id, p.first_name FROM people_groupmember m
JOIN people_person p ON p.school_id = m.school_id AND p.id = m.person_id
WHERE m.school_id = %s AND m.starts_on <= %s AND (m.ends_on IS NULL OR m.ends_on > %s) AND m.group_id IN {groups}
"""


def pupils_of(
    school_id: int, classes: Collection[int], groups: Collection[int], on: date
) -> dict[tuple[bool, int], list[tuple[int, str]]]:
    """The pupils of some classes and groups on a day, id and first name, by (is it a group, its id). One query."""
    sql = _PUPILS_SQL.format(classes=in_list(len(classes)), groups=in_list(len(groups)))
    found: dict[tuple[bool, int], list[tuple[int, str]]] = {}
    here = [school_id, on, on]
    for is_group, id, pupil_id, first_name in fetch(sql, [*here, *classes, *here, *groups]):
        found.setdefault((bool(is_group), id), []).append((pupil_id, first_name))
    return found


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


@dataclass(frozen=True, slots=True)
class Member:
    """A pupil, or a guardian of theirs (`kind` says who they are to the child), as a family is listed.

    `is_barred`: the diary is shut to this guardian.
    """

    role: Role
    id: int
    last_name: str
    first_name: str
    middle_name: str
    kind: str
    is_barred: bool = False

    @property
    def name(self) -> str:
        return f"{self.last_name} {self.first_name} {self.middle_name}".strip()


type Family = dict[tuple[Role, int], Member]

# By people_enrolment_once and people_guardianship_pupil.
_FAMILIES_SQL = """
SELECT c.id, c.last_name, c.first_name, c.middle_name, c.sex,
  p.id, p.last_name, p.first_name, p.middle_name, g.kind, g.is_barred
FROM people_enrolment e
JOIN people_person c ON c.school_id = e.school_id AND c.id = e.person_id
LEFT JOIN people_guardianship g ON g.school_id = e.school_id AND g.pupil_id = e.person_id
  AND g.starts_on <= %s AND (g.ends_on IS NULL OR g.ends_on > %s)
LEFT JOIN people_person p ON p.school_id = g.school_id AND p.id = g.guardian_id
WHERE e.school_id = %s AND e.class_id = %s AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)
ORDER BY c.last_name, c.first_name, c.id, g.kind DESC, p.last_name, p.first_name, p.id
"""


def class_families(school_id: int, class_id: int, on: date) -> list[list[Member]]:
    """The families of a class in the order of its list: the pupil, or the pupils who share a guardian, then the
    guardians in force, each once. One query.
    """
    rows = fetch(_FAMILIES_SQL, [on, on, school_id, class_id, on, on])
    barred = {(row[0], row[5]) for row in rows if row[10]}  # one barred row bars the guardian from the pupil
    families: list[Family] = []
    for row in rows:
        members = _members(row, barred)
        kin = [family for family in families if family.keys() & members.keys()]
        family = kin[0] if kin else {}
        if not kin:
            families.append(family)
        for other in kin[1:]:
            family |= other
            families.remove(other)
        for key, member in members.items():
            before = family.get(key)
            if before is None or before.is_barred:  # shut for one child and open for another is a way in
                family[key] = member
    return [sorted(family.values(), key=lambda one: one.role != Role.PUPIL) for family in families]


def _members(row: tuple[Any, ...], barred: Collection[tuple[int, int]]) -> Family:
    """The pupil of a row, and the guardian if there is one."""
    pupil_id, last, first, middle, sex, guardian_id, *guardian, kind, _ = row
    words = "ученица" if sex == "f" else "ученик"
    members = {(Role.PUPIL, pupil_id): Member(Role.PUPIL, pupil_id, last, first, middle, words)}
    if guardian_id:
        names = [str(part) for part in guardian]
        label = str(Guardianship.Kind(kind).label)
        members[Role.GUARDIAN, guardian_id] = Member(
            Role.GUARDIAN, guardian_id, names[0], names[1], names[2], label, (pupil_id, guardian_id) in barred
        )
    return members


@dataclass(frozen=True, slots=True)
class Reader:
    """A guardian as the pupil sees them: may they read today, since when or until when, by whose word."""

    id: int
    name: str
    kind: str
    is_open: bool
    is_consent: bool
    starts_on: date
    ends_on: date | None


# by people_guardianship_pupil
_READERS_SQL = """
SELECT p.id, p.last_name, p.first_name, p.middle_name, g.kind, g.starts_on, g.ends_on, g.is_barred, g.basis
FROM people_guardianship g JOIN people_person p ON p.school_id = g.school_id AND p.id = g.guardian_id
WHERE g.school_id = %s AND g.pupil_id = %s ORDER BY g.starts_on, g.id
"""


def readers_of_diary(school_id: int, pupil_id: int, on: date) -> list[Reader]:
    """Everybody who has been the pupil's guardian, each as they stand today. One query."""
    rows = fetch(_READERS_SQL, [school_id, pupil_id])
    holds = [day(row[5]) <= on and (row[6] is None or on < day(row[6])) for row in rows]
    barred = {row[0] for row, is_held in zip(rows, holds, strict=True) if row[7] and is_held}
    found: dict[int, Reader] = {}
    for (id, last, first, middle, kind, starts, ends, _, basis), is_held in zip(rows, holds, strict=True):
        until = day(ends) if ends else None
        is_open = is_held and id not in barred
        known = found.get(id)
        if known is None or is_open or not known.is_open:
            label = str(Guardianship.Kind(kind).label)
            name = " ".join(filter(None, (last, first, middle)))
            found[id] = Reader(id, name, label, is_open, basis == CONSENT, day(starts), until)
    return list(found.values())


def is_of_age(school_id: int, person_id: int, on: date) -> bool:
    """Eighteen, as far as the birthday is known. One query."""
    rows = fetch("SELECT birth_on FROM people_person WHERE school_id = %s AND id = %s", [school_id, person_id])
    return bool(rows and rows[0][0] and of_age_on(day(rows[0][0])) <= on)
