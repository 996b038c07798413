"""Whom a class's invitations are for, and what becomes of them when the papers of a family change."""

from datetime import date, timedelta
from typing import Any

import pytest

from kedr.accounts.access import InvitationOver
from kedr.accounts.actions import ListChanged
from kedr.accounts.models import Invitation
from kedr.audit.models import Event
from kedr.core.actor import Role
from kedr.people.access import Child, children_by_guardian, invited_to_join
from kedr.people.actions import Choice, NobodyChosen, NotInFamily, Slip, invite_families
from kedr.people.models import Enrolment, Guardianship, Person
from kedr.people.queries import class_families
from tests.cast import NOW, TODAY, YEAR_STARTS, Cast, enrol, person

TOMORROW = TODAY + timedelta(days=1)


def guardian(cast: Cast, last: str, first: str, *pupils: int, **more: Any) -> Person:
    made = person(cast.one, last, first, "Юрьевна")
    for pupil in pupils:
        link(made, cast.pupils[pupil], **more)
    return made


def link(made: Person, pupil: Person, **more: Any) -> None:
    about: dict[str, Any] = {"kind": "mother", "starts_on": YEAR_STARTS} | more
    Guardianship.objects.create(school_id=1, guardian_id=made.id, pupil_id=pupil.id, **about)


def invite(cast: Cast, *chosen: Choice) -> list[list[Slip]]:
    return invite_families(
        actor=cast.actor("class_teacher"), at=NOW, school_id=1, class_id=cast.school_class.id, chosen=chosen
    )


def families(cast: Cast) -> list[list[str]]:
    return [[one.first_name for one in family] for family in class_families(1, cast.school_class.id, TODAY)]


def test_families_stand_in_the_order_of_the_class(cast: Cast) -> None:
    guardian(cast, "Власова", "Мария", 2)
    assert families(cast) == [["Алина", "Елена"], ["Борис", "Илья"], ["Вера", "Мария"]]


def test_children_by_guardian_one_guardian_are_one_family(cast: Cast) -> None:
    link(cast.people["other_guardian"], cast.pupils[2], kind="other")
    assert families(cast) == [["Алина", "Елена"], ["Борис", "Вера", "Илья"]]
    guardian(cast, "Общая", "Зоя", 0, 2)  # she makes all of them one
    assert families(cast) == [["Алина", "Борис", "Вера", "Елена", "Зоя", "Илья"]]


def test_only_today_counts(cast: Cast) -> None:
    guardian(cast, "Прежняя", "Анна", 2, ends_on=TODAY)
    guardian(cast, "Будущая", "Яна", 2, starts_on=TOMORROW)
    Enrolment.objects.in_school(1).filter(person_id=cast.pupils[1].id).update(ends_on=TODAY)
    assert families(cast) == [["Алина", "Елена"], ["Вера"]]


def test_slips_say_whose_diary_it_will_be(cast: Cast) -> None:
    mother = guardian(cast, "Власова", "Мария", 2)
    brother = person(cast.one, "Власов", "Антон")
    enrol(cast.other_class, brother)
    link(mother, brother)
    ((slip, pupil),) = invite(cast, Choice(Role.GUARDIAN, mother.id), Choice(Role.PUPIL, cast.pupils[2].id))[:1]
    assert (slip.member.role, pupil.member.role) == (Role.PUPIL, Role.GUARDIAN)
    assert pupil.children == (Child("Власов", "Антон", "9Б"), Child("Власова", "Вера", "8А"))
    assert slip.children == (Child("Власова", "Вера", "8А"),)
    labels = dict(Invitation.objects.values_list("role", "label"))
    assert labels == {"guardian": "Антон, 9Б; Вера, 8А", "pupil": "8А, Школа № 1"}
    assert slip.code != pupil.code
    event = Event.objects.get(school_id=1, verb="print_invitations")
    assert (event.target_id, event.after) == (cast.school_class.id, {"class": "8А", "invitations": 2})


def test_nobody_chosen_is_refused(cast: Cast) -> None:
    with pytest.raises(NobodyChosen):
        invite(cast)


def test_only_people_of_the_class_are_invited(cast: Cast) -> None:
    barred = guardian(cast, "Власова", "Мария", 2, is_barred=True)
    former = guardian(cast, "Прежняя", "Анна", 2, ends_on=TODAY)
    elsewhere = person(cast.one, "Другой", "Марк")
    enrol(cast.other_class, elsewhere)
    for who in (
        Choice(Role.GUARDIAN, barred.id), Choice(Role.GUARDIAN, former.id), Choice(Role.PUPIL, elsewhere.id),
        Choice(Role.PUPIL, cast.foreign_pupil.id), Choice(Role.GUARDIAN, cast.pupils[2].id), Choice(Role.PUPIL, 0),
        Choice(Role.GUARDIAN, cast.people["head"].id), Choice(Role.HEAD, cast.people["head"].id),
    ):  # fmt: skip
        with pytest.raises(NotInFamily):
            invite(cast, who, Choice(Role.PUPIL, cast.pupils[2].id))
    assert not Invitation.objects.exists()


def test_who_has_an_account_is_not_invited(cast: Cast) -> None:
    with pytest.raises(ListChanged):
        invite(cast, Choice(Role.GUARDIAN, cast.people["guardian"].id), Choice(Role.PUPIL, cast.pupils[2].id))
    assert not Event.objects.filter(school_id=1, verb="print_invitations").exists()


def test_barred_from_one_child_and_not_from_another(cast: Cast) -> None:
    father = guardian(cast, "Орлов", "Лев", 1, is_barred=True)
    link(father, cast.pupils[2])
    ((slip,),) = invite(cast, Choice(Role.GUARDIAN, father.id))
    assert slip.children == (Child("Власова", "Вера", "8А"),)
    assert invited_to_join(Role.GUARDIAN, 1, father.id, TODAY).children == slip.children


def test_one_barred_row_bars(cast: Cast) -> None:
    father = guardian(cast, "Орлов", "Лев", 2)
    link(father, cast.pupils[2], is_barred=True, starts_on=TODAY, basis="Решение суда")
    with pytest.raises(NotInFamily):
        invite(cast, Choice(Role.GUARDIAN, father.id))
    with pytest.raises(InvitationOver):
        invited_to_join(Role.GUARDIAN, 1, father.id, TODAY)


def test_a_pupil_who_has_moved_is_in_the_last_class(cast: Cast) -> None:
    Enrolment.objects.in_school(1).filter(person_id=cast.pupils[0].id).update(starts_on=date(2025, 9, 1))
    enrol(cast.other_class, cast.pupils[0])
    assert children_by_guardian(1, [cast.people["guardian"].id], TODAY) == {
        cast.people["guardian"].id: (Child("Абрамова", "Алина", "9Б"),)
    }
    assert invited_to_join(Role.PUPIL, 1, cast.pupils[0].id, TODAY).children[0].class_name == "9Б"


def test_the_door_of_an_invitation_looks_at_today(cast: Cast) -> None:
    mother = cast.people["guardian"]
    invited = invited_to_join(Role.GUARDIAN, 1, mother.id, TODAY)
    assert (invited.greeting, invited.name, invited.school) == ("Елена И.", "Абрамова Елена", "Школа № 1")
    assert [str(one) for one in invited.children] == ["Алина, 8А"]
    links = Guardianship.objects.in_school(1).filter(guardian_id=mother.id)
    for change in (
        {"is_barred": True},
        {"is_barred": False, "ends_on": TODAY},
        {"ends_on": None, "starts_on": TOMORROW},
    ):
        links.update(**change)
        with pytest.raises(InvitationOver):
            invited_to_join(Role.GUARDIAN, 1, mother.id, TODAY)
    Enrolment.objects.in_school(1).filter(person_id=cast.pupils[0].id).update(ends_on=TODAY)
    with pytest.raises(InvitationOver):
        invited_to_join(Role.PUPIL, 1, cast.pupils[0].id, TODAY)
    with pytest.raises(InvitationOver):
        invited_to_join(Role.PUPIL, 2, cast.pupils[1].id, TODAY)


def test_a_name_without_a_patronymic_is_greeted_too(cast: Cast) -> None:
    pupil = person(cast.one, "Ли", "Мин")
    enrol(cast.school_class, pupil)
    assert invited_to_join(Role.PUPIL, 1, pupil.id, TODAY).greeting == "Мин"
