"""What is done for the people of a school: inviting families; telling them is in `telling`."""

from kedr.people.actions.inviting import Choice, NobodyChosen, NotInFamily, Slip, invite_families

__all__ = ["Choice", "NobodyChosen", "NotInFamily", "Slip", "invite_families"]
