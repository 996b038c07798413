"""The address book: whom the reader may write to."""

from dataclasses import dataclass
from datetime import date

from kedr.core.actor import Actor, Role
from kedr.letters.access import (
    FAMILY,
    Correspondent,
    OwnClass,
    classes_to_write_to,
    colleagues,
    families_of_class,
    family_rule,
    teachers_of_child,
)
from kedr.people.models import Enrolment, Person
from kedr.people.queries import children_of


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the book: «Варвара», «8А», «Коллеги»."""

    title: str
    people: list[Correspondent]


@dataclass(frozen=True, slots=True)
class Book:
    """The book of a reader. `classes` lead to parts of their own; `is_shut`: families may not write."""

    pages: list[Page]
    classes: list[OwnClass]
    chosen: OwnClass | None
    is_shut: bool


def book(actor: Actor, school_id: int, on: date, class_id: int | None = None) -> Book:
    """Whom the reader may write to. A family: a query for each child and two more; staff: three."""
    if actor.role in FAMILY:
        rule = family_rule(school_id, on)
        pages = [
            Page(first, teachers_of_child(school_id, id, on, rule)) for id, first in _own_pupils(actor, school_id, on)
        ]
        return Book(pages, [], None, rule == "off")
    classes = classes_to_write_to(actor, school_id, on)
    chosen = next((one for one in classes if one.id == class_id), None)
    if chosen:
        return Book(
            [Page(f"{chosen.name}, семьи", families_of_class(school_id, chosen.id, on))], classes, chosen, False
        )
    return Book([Page("Коллеги", colleagues(actor, school_id, on))], classes, None, False)


def correspondent(actor: Actor, school_id: int, to_id: int, pupil_id: int, on: date) -> Correspondent | None:
    """Somebody of the reader's book, about a pupil of theirs or (0) about nobody; None for anybody else."""
    if actor.school_id != school_id:
        return None
    if actor.role in FAMILY:
        if pupil_id not in [id for id, _ in _own_pupils(actor, school_id, on)]:
            return None
        known = teachers_of_child(school_id, pupil_id, on, family_rule(school_id, on))
    elif pupil_id:
        known = [
            one for of in _classes_of(actor, school_id, pupil_id, on) for one in families_of_class(school_id, of.id, on)
        ]
    else:
        known = colleagues(actor, school_id, on)
    return next((one for one in known if (one.person_id, one.pupil_id) == (to_id, pupil_id)), None)


def _own_pupils(actor: Actor, school_id: int, on: date) -> list[tuple[int, str]]:
    if actor.role == Role.PUPIL:
        rows = Person.objects.in_school(school_id).filter(id=actor.person_id).values_list("id", "first_name")
        return [(id, first) for id, first in rows]
    return [(id, first) for id, _, first in children_of(school_id, actor.person_id, on)]


def _classes_of(actor: Actor, school_id: int, pupil_id: int, on: date) -> list[OwnClass]:
    """Of the classes the reader may write to, those the pupil is in."""
    places = Enrolment.objects.in_school(school_id).filter(person_id=pupil_id, starts_on__lte=on)
    there = set(places.exclude(ends_on__lte=on).values_list("class_id", flat=True))
    return [one for one in classes_to_write_to(actor, school_id, on) if one.id in there]
