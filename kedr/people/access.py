"""Whose diary is open to whom today, and the door of an invitation."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from kedr.accounts.access import InvitationOver
from kedr.core.actor import Role
from kedr.core.sql import fetch, in_list


@dataclass(frozen=True, slots=True, order=True)
class Child:
    """A pupil of the school today, with their class."""

    last_name: str
    first_name: str
    class_name: str

    def __str__(self) -> str:
        return f"{self.first_name}, {self.class_name}"


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom an invitation is for: the person, the school, and whose diary it will be (a pupil's own)."""

    last_name: str
    first_name: str
    middle_name: str
    school: str
    children: tuple[Child, ...]

    @property
    def name(self) -> str:
        """As the account is called."""
        return f"{self.last_name} {self.first_name}"

    @property
    def greeting(self) -> str:
        """«Анна П.»: no more is told to whoever holds the code."""
        return f"{self.first_name} {self.middle_name[:1]}{'.' if self.middle_name else ''}".strip()


# By the primary key and people_enrolment_person. The last class of a child stands last.
_CHILDREN_SQL = """
SELECT g.guardian_id, c.id, g.is_barred, c.last_name, c.first_name, k.name FROM people_guardianship g
JOIN people_person c ON c.school_id = g.school_id AND c.id = g.pupil_id
JOIN people_enrolment e ON e.school_id = g.school_id AND e.person_id = g.pupil_id
  AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)
JOIN schools_schoolclass k ON k.school_id = e.school_id AND k.id = e.class_id
WHERE g.school_id = %s AND g.starts_on <= %s AND (g.ends_on IS NULL OR g.ends_on > %s)
  AND g.guardian_id IN {guardians}
ORDER BY g.guardian_id, e.starts_on, k.name
"""


def children_by_guardian(school_id: int, guardian_ids: Collection[int], on: date) -> dict[int, tuple[Child, ...]]:
    """The children in school today whose diary is open to each guardian, by name. One query."""
    sql = _CHILDREN_SQL.format(guardians=in_list(len(guardian_ids)))
    rows = fetch(sql, [on, on, school_id, on, on, *guardian_ids])
    barred = {(row[0], row[1]) for row in rows if row[2]}  # one barred row bars the guardian from the pupil
    found: dict[int, dict[int, Child]] = defaultdict(dict)
    for guardian_id, pupil_id, _, *child in rows:
        if (guardian_id, pupil_id) not in barred:
            found[guardian_id][pupil_id] = Child(*child)
    return {guardian_id: tuple(sorted(children.values())) for guardian_id, children in found.items()}


_PERSON_SQL = """
SELECT p.last_name, p.first_name, p.middle_name, s.short_name, COALESCE(
  (SELECT k.name FROM people_enrolment e
   JOIN schools_schoolclass k ON k.school_id = e.school_id AND k.id = e.class_id
   WHERE e.school_id = p.school_id AND e.person_id = p.id
     AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)
   ORDER BY e.starts_on DESC LIMIT 1), '')
FROM people_person p JOIN schools_school s ON s.id = p.school_id
WHERE p.school_id = %s AND p.id = %s
"""


def invited_to_join(role: Role, school_id: int, person_id: int, on: date) -> Invited:
    """A pupil in a class today, or a guardian in force today and not barred. Raises InvitationOver. Two queries at
    most.
    """
    rows = fetch(_PERSON_SQL, [on, on, school_id, person_id])
    if rows:
        last, first, middle, school, class_name = rows[0]
        own = (Child(last, first, class_name),) if class_name else ()
        children = own if role == Role.PUPIL else children_by_guardian(school_id, [person_id], on).get(person_id, ())
        if children:
            return Invited(last, first, middle, school, children)
    raise InvitationOver("Это приглашение больше не действует. Обратитесь к классному руководителю.")
