"""What people do in the journal."""

from kedr.journal.actions.cards import open_pupil_card
from kedr.journal.actions.closings import WrongClosing, close_courses, close_pupils, open_course, open_pupil
from kedr.journal.actions.keep import keep_journal
from kedr.journal.actions.kinds import KindRow, WrongKinds, WrongWeights, keep_kinds, set_weights
from kedr.journal.actions.openings import (
    WrongOpening,
    ask_to_open,
    end_opening,
    grant_opening,
    open_journal,
    refuse_opening,
)
from kedr.journal.actions.reasons import set_absence_reason

__all__ = [
    "KindRow", "WrongClosing", "WrongKinds", "WrongOpening", "WrongWeights", "ask_to_open", "close_courses",
    "close_pupils", "end_opening", "grant_opening", "keep_journal", "keep_kinds", "open_course", "open_journal",
    "open_pupil", "open_pupil_card", "refuse_opening", "set_absence_reason", "set_weights",
]  # fmt: skip
