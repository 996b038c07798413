"""Whom to invite, as the list of a class sends it."""

from collections.abc import Iterable

from kedr.core.actor import Role
from kedr.core.addresses import asked_id
from kedr.people.actions import Choice

MOST = 300  # of a class


def read_chosen(values: Iterable[str]) -> list[Choice]:
    """Ticks `pupil-12-0`: role, person, their open invitation as the page showed it. What is none is left out."""
    chosen = []
    for value in list(values)[:MOST]:
        kind, person, former = ([*value.split("-"), "", ""])[:3]
        if kind in (Role.PUPIL, Role.GUARDIAN):
            chosen.append(Choice(Role(kind), asked_id(person) or 0, asked_id(former) or 0))
    return chosen
