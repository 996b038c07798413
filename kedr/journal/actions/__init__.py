"""What people do in the journal."""

from kedr.journal.actions.cards import open_pupil_card
from kedr.journal.actions.keep import keep_journal
from kedr.journal.actions.reasons import set_absence_reason

__all__ = ["keep_journal", "open_pupil_card", "set_absence_reason"]
