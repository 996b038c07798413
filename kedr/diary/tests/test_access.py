from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from kedr.audit.models import Event
from kedr.core.errors import NotFound
from kedr.diary.access import diary_to_read, first_diary
from kedr.people.models import ClassTeacher, Enrolment, Guardianship
from tests.cast import TODAY, Cast, enrol, person

READERS = ["pupil", "guardian", "class_teacher", "deputy_head", "head"]
OTHERS = [
    "other_guardian", "teacher", "colleague", "secretary", "neighbour_teacher", "municipal_officer", "regional_officer",
]  # fmt: skip


@pytest.mark.parametrize("who", READERS)
def test_the_family_and_those_who_answer_read(cast: Cast, who: str) -> None:
    diary = diary_to_read(cast.actor(who), 1, cast.pupils[0].id, TODAY)
    assert diary.pupil.first_name == "Алина"
    assert diary.is_staff == (who not in ("pupil", "guardian"))


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_does(cast: Cast, who: str) -> None:
    with pytest.raises(NotFound):
        diary_to_read(cast.actor(who), 1, cast.pupils[0].id, TODAY)


@pytest.mark.parametrize("who", [*READERS, *OTHERS])
def test_a_child_of_another_school_is_not_there(cast: Cast, who: str) -> None:
    if who == "neighbour_teacher":
        return
    for school in (1, 2):
        with pytest.raises(NotFound):
            diary_to_read(cast.actor(who), school, cast.foreign_pupil.id, TODAY)


def test_a_pupil_does_not_read_a_classmate(cast: Cast) -> None:
    with pytest.raises(NotFound):
        diary_to_read(cast.actor("pupil"), 1, cast.pupils[1].id, TODAY)


def test_a_teacher_has_no_diary(cast: Cast) -> None:
    with pytest.raises(NotFound):
        diary_to_read(cast.actor("deputy_head"), 1, cast.people["teacher"].id, TODAY)


@pytest.mark.parametrize(
    "limits",
    [{"is_barred": True}, {"ends_on": TODAY}, {"starts_on": TODAY + timedelta(days=1)}],
    ids=["barred", "ended", "not yet"],
)
def test_a_guardian_out_of_force_is_a_stranger(cast: Cast, limits: dict[str, object]) -> None:
    Guardianship.objects.in_school(1).filter(pupil_id=cast.pupils[0].id).update(**limits)
    with pytest.raises(NotFound):
        diary_to_read(cast.actor("guardian"), 1, cast.pupils[0].id, TODAY)
    with pytest.raises(NotFound):
        first_diary(cast.actor("guardian"), 1, TODAY)


def test_a_former_class_teacher_and_one_of_another_class_are_strangers(cast: Cast) -> None:
    ClassTeacher.objects.in_school(1).update(ends_on=TODAY)
    with pytest.raises(NotFound):
        diary_to_read(cast.actor("class_teacher"), 1, cast.pupils[0].id, TODAY)
    ClassTeacher.objects.in_school(1).update(ends_on=None)
    Enrolment.objects.in_school(1).filter(person_id=cast.pupils[0].id).update(class_id=cast.other_class.id)
    with pytest.raises(NotFound):
        diary_to_read(cast.actor("class_teacher"), 1, cast.pupils[0].id, TODAY)


def test_the_switch_has_all_children_and_only_them(cast: Cast) -> None:
    brother = person(cast.one, "Абрамов", "Тимофей", birth_on=TODAY - timedelta(days=3000))
    enrol(cast.other_class, brother)
    Guardianship.objects.create(
        school_id=1,
        guardian_id=cast.people["guardian"].id,
        pupil_id=brother.id,
        kind="mother",
        starts_on=cast.year.starts_on,
    )
    diary = diary_to_read(cast.actor("guardian"), 1, brother.id, TODAY)
    assert [(child.first_name, child.class_name) for child in diary.children] == [("Алина", "8А"), ("Тимофей", "9Б")]
    assert first_diary(cast.actor("guardian"), 1, TODAY) == cast.pupils[0].id


PAGES = ["/s/1/diary/{pupil}/", "/s/1/diary/{pupil}/2026-11-09/", "/s/1/diary/{pupil}/marks/"]


@pytest.mark.parametrize("page", PAGES)
def test_pages_answer_the_same_way(cast: Cast, client_of: Callable[[str], Client], page: str) -> None:
    address = page.format(pupil=cast.pupils[0].id)
    for who in READERS:
        assert client_of(who).get(address).status_code in (200, 302)
    for who in OTHERS:
        assert client_of(who).get(address).status_code == 404
    assert client_of("stranger").get(address).status_code == 302


def test_reading_by_staff_is_recorded_and_the_familys_is_not(cast: Cast, client_of: Callable[[str], Client]) -> None:
    address = f"/s/1/diary/{cast.pupils[0].id}/2026-11-09/"
    for who in ("pupil", "guardian"):
        client_of(who).get(address)
    assert not Event.objects.filter(school_id=1, verb="diary.read").exists()
    client_of("class_teacher").get(address)
    event = Event.objects.get(school_id=1, verb="diary.read")
    assert (event.target_id, event.person_id) == (cast.pupils[0].id, cast.people["class_teacher"].id)
    assert event.after == {"page": "week 2026-11-09"}
