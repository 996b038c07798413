"""What people do in the journal."""

from kedr.journal.actions.cards import open_pupil_card
from kedr.journal.actions.keep import keep_journal

__all__ = ["keep_journal", "open_pupil_card"]
