"""What families of the demo did: most of 8А read and signed the last finished weeks, by the same act as a parent."""

from datetime import datetime, timedelta
from random import Random

from kedr.accounts.models import Grant
from kedr.core.actor import Actor, Role
from kedr.core.clock import day_of
from kedr.diary.actions import sign_week
from kedr.diary.rules import WEEK, monday_of, week_is_over
from kedr.people.models import Enrolment, Guardianship

WEEKS = 4
DILIGENT = 0.75  # the share of families that sign a week


def sign_weeks(school_id: int, at: datetime, rng: Random) -> None:
    """On the weekend or soon after, by the first guardian of each pupil."""
    today = day_of(at)
    latest = monday_of(today) if week_is_over(monday_of(today), today) else monday_of(today) - WEEK
    pupils = Enrolment.objects.in_school(school_id).filter(school_class__name="8А", ends_on=None)
    links = Guardianship.objects.in_school(school_id).filter(
        pupil_id__in=pupils.values("person_id"), is_barred=False, ends_on=None
    )
    guardians = {link.pupil_id: link.guardian_id for link in links.order_by("-id")}
    grants = Grant.objects.filter(at_school_id=school_id, role=Role.GUARDIAN, person_id__in=guardians.values())
    users = {grant.person_id: (grant.user_id, grant.id, grant.user.name) for grant in grants.select_related("user")}
    for pupil_id, guardian_id in sorted(guardians.items()):
        for back in range(WEEKS):
            monday = latest - WEEK * back
            if guardian_id not in users or rng.random() > DILIGENT:
                continue
            user_id, grant_id, name = users[guardian_id]
            evening = at - (today - monday) + timedelta(days=6, hours=rng.randrange(40))
            sign_week(
                actor=Actor(user_id, grant_id, Role.GUARDIAN, name, school_id, person_id=guardian_id),
                at=min(at, evening), school_id=school_id, pupil_id=pupil_id, children=[pupil_id], monday=monday,
            )  # fmt: skip
