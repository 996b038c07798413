"""What the journal tells of: to families, to class teachers, to teachers. Inside the act it tells of."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from kedr.audit.actions import Change, record
from kedr.core.actor import Actor, Role
from kedr.core.clock import day_of
from kedr.core.words import clock, full_day
from kedr.journal.queries.missing import Missing, missing_today
from kedr.notices.actions import Letter, tell
from kedr.notices.queries import addressees, told_of
from kedr.people.queries import class_teachers_of, guardians_of

AT_SCHOOL = (Role.TEACHER, Role.DEPUTY_HEAD, Role.HEAD)


@dataclass(frozen=True, slots=True)
class Words:
    """A notice before its readers are known; `path` as they open it."""

    kind: str
    title: str
    text: str = ""
    path: str = ""


def tell_families(*, actor: Actor, at: datetime, school_id: int, words: Mapping[int, Words]) -> None:
    """To every guardian in force of each pupil, about that pupil."""
    on = day_of(at)
    pairs = guardians_of(school_id, words, on)
    accounts = addressees(school_id, {guardian for _, guardian in pairs}, [Role.GUARDIAN], on)
    letters = [
        Letter(one.user_id, one.grant_id, said.kind, said.title, said.text, said.path, pupil_id)
        for pupil_id, guardian_id in pairs
        for one in accounts
        if one.person_id == guardian_id
        for said in [words[pupil_id]]
    ]
    tell(actor=actor, at=at, school_id=school_id, letters=letters)


def tell_class_teachers(*, actor: Actor, at: datetime, school_id: int, pupil_id: int, words: Words) -> None:
    """To the class teachers of a pupil."""
    teachers = {teacher for _, teacher in class_teachers_of(school_id, [pupil_id], day_of(at))}
    tell_staff(actor=actor, at=at, school_id=school_id, people=teachers, words=words, about_id=pupil_id)


def tell_staff(
    *, actor: Actor, at: datetime, school_id: int, people: Collection[int], words: Words, about_id: int = 0
) -> None:
    """To people who work at the school, in each role they have there; not to who does it."""
    letters = [
        Letter(one.user_id, one.grant_id, words.kind, words.title, words.text, words.path, about_id)
        for one in addressees(school_id, people, AT_SCHOOL, day_of(at))
        if one.user_id != actor.user_id
    ]
    tell(actor=actor, at=at, school_id=school_id, letters=letters)


@transaction.atomic
def tell_of_missing(*, actor: Actor, at: datetime, school_id: int) -> int:
    """Tell families whose child is not at a lesson today and nobody has said why; once a day for each; how many.

    A lesson's first «н» is enough. What a family has announced, or the school knows, is not told back to them.
    """
    on = day_of(at)
    missing = missing_today(school_id, on)
    known = told_of(school_id, "absence", [one.pupil_id for one in missing], on)
    new = {one.pupil_id: _missing_words(school_id, one) for one in missing if one.pupil_id not in known}
    tell_families(actor=actor, at=at, school_id=school_id, words=new)
    if new:
        change = Change("missing.tell", "school", school_id, after=[str(pupil_id) for pupil_id in new])
        record(actor=actor, at=at, school_id=school_id, changes=[change])
    return len(new)


def _missing_words(school_id: int, one: Missing) -> Words:
    return Words(
        "absence",
        f"{one.first_name}: нет на уроке",
        f"{one.number}-й урок, {clock(one.starts_at)}, {one.title}. Учитель отметил отсутствие {full_day(one.held_on)}."
        " Если вы знаете причину, сообщите её классному руководителю.",
        reverse("diary:away", args=[school_id, one.pupil_id]),
    )
