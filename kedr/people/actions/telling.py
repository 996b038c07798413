"""Telling the people of a school by who they are to each other: families, class teachers, staff.

Always inside the act that is told of: `notices` writes in its transaction, and its event beside the act's own.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kedr.core.actor import Actor, Role
from kedr.core.clock import day_of
from kedr.notices.actions import Letter, tell
from kedr.notices.queries import Addressee, addressees
from kedr.people.queries import class_teachers_of, guardians_of

AT_SCHOOL = (Role.TEACHER, Role.DEPUTY_HEAD, Role.HEAD)


@dataclass(frozen=True, slots=True)
class Words:
    """A notice before its readers are known; `path` as they open it."""

    kind: str
    title: str
    text: str = ""
    path: str = ""


@transaction.atomic
def tell_families(
    *, actor: Actor, at: datetime, school_id: int, words: Mapping[int, Words], with_pupils: bool = False
) -> None:
    """To every guardian in force of each pupil, about that pupil; `with_pupils` to the pupil too."""
    on = day_of(at)
    pairs = guardians_of(school_id, words, on)
    accounts: dict[tuple[int, bool], list[Addressee]] = {}
    for one in addressees(school_id, {guardian for _, guardian in pairs}, [Role.GUARDIAN], on):
        accounts.setdefault((one.person_id, False), []).append(one)
    if with_pupils:
        for one in addressees(school_id, words, [Role.PUPIL], on):
            accounts.setdefault((one.person_id, True), []).append(one)
    readers = [(pupil_id, (guardian_id, False)) for pupil_id, guardian_id in pairs]
    readers += [(pupil_id, (pupil_id, True)) for pupil_id in words]
    letters = [
        Letter(one.user_id, one.grant_id, said.kind, said.title, said.text, said.path, pupil_id)
        for pupil_id, reader in readers
        for one in accounts.get(reader, [])
        for said in [words[pupil_id]]
    ]
    tell(actor=actor, at=at, school_id=school_id, letters=letters)


@transaction.atomic
def tell_class_teachers(*, actor: Actor, at: datetime, school_id: int, pupil_id: int, words: Words) -> None:
    """To the class teachers of a pupil."""
    teachers = {teacher for _, teacher in class_teachers_of(school_id, [pupil_id], day_of(at))}
    tell_staff(actor=actor, at=at, school_id=school_id, people=teachers, words=words, about_id=pupil_id)


@transaction.atomic
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
