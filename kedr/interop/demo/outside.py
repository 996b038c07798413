"""Families of the demo that have not come in yet; some of them hold an invitation."""

from datetime import datetime, timedelta

from kedr.accounts.actions import end_role
from kedr.accounts.models import Grant
from kedr.core.actor import SYSTEM, Actor, Role
from kedr.core.clock import day_of
from kedr.interop.demo.faces import CLASS, FACES
from kedr.people.actions import Choice, invite_families
from kedr.people.models import ClassTeacher
from kedr.people.queries import class_families

OUTSIDE, INVITED = 5, 3  # the last families of the list, the first of these with invitations in hand


def leave_outside(school_id: int, at: datetime) -> None:
    """The last families of 8А have no accounts yet; three of them were given invitations nine days ago."""
    leader = ClassTeacher.objects.in_school(school_id).filter(school_class__name=CLASS, ends_on=None).first()
    teacher = Grant.objects.filter(
        at_school_id=school_id, role=Role.TEACHER, person_id=leader.person_id if leader else 0
    ).select_related("user")
    if leader is None or not teacher:
        return
    named = Grant.objects.filter(at_school_id=school_id, user__login__in=[face.login for face in FACES])
    faces = set(named.values_list("person_id", flat=True))
    families = class_families(school_id, leader.class_id, day_of(at))
    outside = [family for family in families if not faces & {one.id for one in family}][-OUTSIDE:]
    members = [one for family in outside for one in family]
    given_at = at - timedelta(days=9)
    own = Grant.objects.filter(at_school_id=school_id, role__in=(Role.PUPIL, Role.GUARDIAN), ends_on=None)
    for grant in own.filter(person_id__in=[one.id for one in members]):
        end_role(actor=SYSTEM, at=at, grant_id=grant.id, ends_on=day_of(given_at))
    grant = teacher[0]
    invite_families(
        actor=Actor(grant.user_id, grant.id, Role.TEACHER, grant.user.name, school_id, person_id=grant.person_id),
        at=given_at, school_id=school_id, class_id=leader.class_id,
        chosen=[Choice(one.role, one.id) for family in outside[:INVITED] for one in family],
    )  # fmt: skip
