"""What families of the demo did and were told: signed weeks of 8А, an announcement, a letter and its answer."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from kedr.accounts.models import Grant
from kedr.core.actor import Actor, Role
from kedr.core.clock import day_of
from kedr.diary.actions import sign_week
from kedr.diary.rules import WEEK, monday_of, week_is_over
from kedr.letters.actions import announce, answer_letter, write_letter
from kedr.letters.rules import FAMILIES, Draft
from kedr.people.models import ClassTeacher, Enrolment, Guardianship

WEEKS = 4
DILIGENT = 0.75  # the share of families that sign a week
MEETING = Draft(
    "Родительское собрание",
    "Собрание пройдёт в четверг в 18:00: сначала в актовом зале, потом по классам.\n\nРасскажем о питании, "
    "экзаменах и зимних каникулах. Возьмите с собой вопросы.",
    None, 0, frozenset({FAMILIES}), wants_signature=True,
)  # fmt: skip


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


def write_to_each_other(school_id: int, at: datetime) -> None:
    """The deputy head calls a meeting; the parent whom visitors sign in as writes to the class teacher, who answers."""
    accounts = {
        grant.user.login: Actor(
            grant.user_id, grant.id, Role(grant.role), grant.user.name, school_id, person_id=grant.person_id
        )
        for grant in Grant.objects.filter(at_school_id=school_id, user__login__in=FACES).select_related("user")
        if grant.role in (Role.DEPUTY_HEAD, Role.TEACHER, Role.GUARDIAN)
    }
    if len(accounts) < len(FACES):
        return
    deputy, teacher, parent = (accounts[login] for login in FACES)
    announce(actor=deputy, at=at - timedelta(days=1, hours=2), school_id=school_id, draft=MEETING)
    child = Guardianship.objects.in_school(school_id).filter(
        guardian_id=parent.person_id, pupil_id__in=_led_by(school_id, teacher.person_id)
    )
    link = child.order_by("id").first()
    if link is None:
        return
    about: dict[str, Any] = {"school_id": school_id}
    talk = write_letter(
        actor=parent, at=at - timedelta(hours=5), to_id=teacher.person_id, pupil_id=link.pupil_id,
        subject="Врач в пятницу", text="Здравствуйте! В пятницу мы у врача, придём к третьему уроку.", **about,
    )  # fmt: skip
    answer_letter(
        actor=teacher,
        at=at - timedelta(hours=3),
        talk_id=talk,
        text="Хорошо, спасибо. Справку принесите потом.",
        **about,
    )


FACES = ("zavuch", "uchitel", "roditel")


def _led_by(school_id: int, person_id: int) -> Any:
    classes = ClassTeacher.objects.in_school(school_id).filter(person_id=person_id, ends_on=None).values("class_id")
    places = Enrolment.objects.in_school(school_id).filter(class_id__in=classes, ends_on=None)
    return places.values("person_id")
