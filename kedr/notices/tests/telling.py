"""Pieces of the tests of notices."""

from typing import Any

from kedr.core.actor import Actor
from kedr.notices.actions import Letter, choose_mail, confirm_address, name_address, tell
from kedr.notices.rules import QUIET_FROM, QUIET_UNTIL
from tests.cast import NOW, Cast


def say(cast: Cast, *who: str, at: Any = NOW, **more: Any) -> None:
    """Something told to some of the cast by the deputy head."""
    about: dict[str, Any] = {"kind": "announcement", "title": "Родительское собрание", "text": "В четверг в 18:00."}
    letters = [Letter(actor.user_id, actor.grant_id, **(about | more)) for actor in (cast.actor(one) for one in who)]
    tell(actor=cast.actor("deputy_head"), at=at, school_id=1, letters=letters)


def give_address(actor: Actor, address: str = "anna@example.ru", at: Any = NOW, **modes: str) -> None:
    """A confirmed address, with modes by kind."""
    code = name_address(actor=actor, at=at, address=address)
    assert confirm_address(actor=actor, at=at, code=f" {code[:3]} {code[3:]} ")
    chosen = {(kind, 0): mode for kind, mode in modes.items()}
    choose_mail(actor=actor, at=at, modes=chosen, quiet_from=QUIET_FROM, quiet_until=QUIET_UNTIL)
