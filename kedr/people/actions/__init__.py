"""What is done for the people of a school: inviting families, a pupil's coming of age; telling them is in `telling`."""

from kedr.people.actions.coming_of_age import TooYoung, end_guardianships, let_guardian, shut_guardian
from kedr.people.actions.inviting import Choice, NobodyChosen, NotInFamily, Slip, invite_families

__all__ = [
    "Choice", "NobodyChosen", "NotInFamily", "Slip", "TooYoung", "end_guardianships", "invite_families", "let_guardian",
    "shut_guardian",
]  # fmt: skip
