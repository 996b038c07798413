"""What is done with announcements and letters."""

from kedr.letters.actions.announcements import (
    WrongAnnouncement,
    announce,
    see_announcements,
    sign_announcement,
    take_announcement_back,
)
from kedr.letters.actions.letters import (
    WrongLetter,
    answer_letter,
    judge_letter,
    read_talk,
    report_letter,
    write_letter,
)

__all__ = [
    "WrongAnnouncement", "WrongLetter", "announce", "answer_letter", "judge_letter", "read_talk", "report_letter",
    "see_announcements", "sign_announcement", "take_announcement_back", "write_letter",
]  # fmt: skip
