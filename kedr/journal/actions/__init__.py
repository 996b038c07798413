"""What people do in the journal."""

from kedr.journal.actions.cards import open_pupil_card
from kedr.journal.actions.closings import WrongClosing, close_courses, close_pupils, open_course, open_pupil
from kedr.journal.actions.homework_files import (
    WrongHomework,
    attach_file,
    let_go_of_files,
    put_back_file,
    take_off_file,
)
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
from kedr.journal.actions.remarks import WrongRemark, fix_remark, make_remark, remove_remark, return_remark
from kedr.journal.actions.reminders import remind_teacher
from kedr.journal.actions.unfilled import remark_unfilled, remove_filled

__all__ = [
    "KindRow", "WrongClosing", "WrongHomework", "WrongKinds", "WrongOpening", "WrongRemark", "WrongWeights",
    "ask_to_open", "attach_file", "close_courses", "close_pupils", "end_opening", "fix_remark", "grant_opening",
    "keep_journal", "keep_kinds", "let_go_of_files", "make_remark", "open_course", "open_journal", "open_pupil",
    "open_pupil_card", "put_back_file", "refuse_opening", "remark_unfilled", "remind_teacher", "remove_filled",
    "remove_remark", "return_remark", "set_absence_reason", "set_weights", "take_off_file",
]  # fmt: skip
