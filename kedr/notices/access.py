"""The doors of notices: an inbox is its owner's, a school's deliveries its office's."""

from kedr.core.actor import Actor, Role
from kedr.core.errors import NotFound

OFFICE = frozenset({Role.SECRETARY, Role.DEPUTY_HEAD, Role.HEAD})


def deliveries_to_see(actor: Actor, school_id: int) -> None:
    """How a school's mail goes is for its secretary, deputy head and head."""
    if actor.school_id != school_id or actor.role not in OFFICE:
        raise NotFound("Страницы нет.")
