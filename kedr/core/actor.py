"""Who acts: the answer of the sign-in middleware, handed to every door and action."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """A role an account has been given, in a scope: a person of a school, a school, a municipality, the region."""

    TEACHER = "teacher"
    DEPUTY_HEAD = "deputy_head"
    HEAD = "head"
    SECRETARY = "secretary"
    PUPIL = "pupil"
    GUARDIAN = "guardian"
    MUNICIPAL_OFFICER = "municipal_officer"
    REGIONAL_OFFICER = "regional_officer"


@dataclass(frozen=True, slots=True)
class Actor:
    """One signed-in account in one of its roles.

    `school_id` and `person_id` are 0 for municipal and regional officers; `municipality_id` is 0 for the
    region and for people of a school.
    """

    user_id: int
    grant_id: int
    role: Role
    name: str
    school_id: int = 0
    municipality_id: int = 0
    person_id: int = 0
    unread: int = 0  # notices that wait for the account


# Acts of the machine itself: the import of a workbook, the demo, the making of lessons at night.
SYSTEM = Actor(user_id=0, grant_id=0, role=Role.REGIONAL_OFFICER, name="Кедр")
