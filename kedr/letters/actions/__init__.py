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
from kedr.letters.actions.surveys import WrongSurvey, answer_survey, open_survey

__all__ = [
    "WrongAnnouncement", "WrongLetter", "WrongSurvey", "announce", "answer_letter", "answer_survey", "judge_letter",
    "open_survey", "read_talk", "report_letter", "see_announcements", "sign_announcement", "take_announcement_back",
    "write_letter",
]  # fmt: skip
