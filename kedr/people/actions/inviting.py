"""Inviting the families of a class to their diary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kedr.accounts.actions import NewInvitation, issue_invitations
from kedr.audit.actions import Change, record
from kedr.core.actor import Actor, Role
from kedr.core.clock import day_of
from kedr.core.errors import Refusal
from kedr.people.access import Child, children_by_guardian
from kedr.people.queries import Member, class_families
from kedr.schools.models import School, SchoolClass


class NobodyChosen(Refusal):
    """No person was chosen."""

    code = "nobody_chosen"


class NotInFamily(Refusal):
    """Somebody chosen is not in the families of the class today, or the diary is shut to them."""

    code = "not_in_family"


@dataclass(frozen=True, slots=True)
class Choice:
    """A person to invite, with their open invitation as the printer saw it (0 for none)."""

    role: Role
    person_id: int
    former_id: int = 0


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for one person: who, whose diary, the code, until when."""

    member: Member
    children: tuple[Child, ...]
    code: str
    expires_at: datetime


@transaction.atomic
def invite_families(
    *, actor: Actor, at: datetime, school_id: int, class_id: int, chosen: Sequence[Choice]
) -> list[list[Slip]]:
    """Make invitations for people of a class's families, one each; the slips family by family, in the class's order.

    Their former invitations stop working. The door of the class is the caller's. Raises NobodyChosen, NotInFamily, and
    ListChanged when somebody has joined or been invited since the choice was made.
    """
    if not chosen:
        raise NobodyChosen("Отметьте, кому напечатать приглашения.")
    on = day_of(at)
    former = {(one.role, one.person_id): one.former_id for one in chosen}
    families = _picked(class_families(school_id, class_id, on), former)
    members = [one for family in families for one in family]
    if len(members) < len(former):
        raise NotInFamily("Список класса изменился, ничего не напечатано. Проверьте его и нажмите ещё раз.")
    class_name = SchoolClass.objects.in_school(school_id).values_list("name", flat=True).get(id=class_id)
    school = School.objects.values_list("short_name", flat=True).get(id=school_id)
    children = _children(school_id, members, class_name, on)
    new = [
        NewInvitation(one.role, one.id, _label(one, children[one], school), former[one.role, one.id]) for one in members
    ]
    issued = dict(zip(members, issue_invitations(actor=actor, at=at, school_id=school_id, new=new), strict=True))
    change = Change("print_invitations", "class", class_id, after={"class": class_name, "invitations": len(new)})
    record(actor=actor, at=at, school_id=school_id, changes=[change])
    return [
        [Slip(one, children[one], issued[one].code, issued[one].expires_at) for one in family] for family in families
    ]


def _picked(families: list[list[Member]], chosen: Mapping[tuple[Role, int], int]) -> list[list[Member]]:
    picked = [[one for one in family if (one.role, one.id) in chosen and not one.is_barred] for family in families]
    return [family for family in picked if family]


def _children(school_id: int, members: Sequence[Member], class_name: str, on: date) -> dict[Member, tuple[Child, ...]]:
    """Whose diary each will read: a guardian all their children's in the school, a pupil their own."""
    of_guardian = children_by_guardian(school_id, [one.id for one in members if one.role == Role.GUARDIAN], on)
    return {
        one: of_guardian[one.id] if one.role == Role.GUARDIAN else (Child(one.last_name, one.first_name, class_name),)
        for one in members
    }


def _label(member: Member, children: tuple[Child, ...], school: str) -> str:
    """Of the role to be, as an import calls it: «Алина, 8А; Пётр, 5Б» for a guardian, «8А, Школа № 1» for a pupil."""
    if member.role == Role.PUPIL:
        return f"{children[0].class_name}, {school}"[:200]
    return "; ".join(map(str, children))[:200]
