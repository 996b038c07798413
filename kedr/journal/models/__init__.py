"""The tables of the journal."""

from kedr.journal.models.checks import Remark, Reminder
from kedr.journal.models.locks import CourseClosing, Opening, PupilClosing
from kedr.journal.models.page import Attendance, Command, Homework, LessonPage, Mark, Work, WorkKind
from kedr.journal.models.results import CouncilDecision, PeriodResult, YearResult

__all__ = [
    "Attendance",
    "Command",
    "CouncilDecision",
    "CourseClosing",
    "Homework",
    "LessonPage",
    "Mark",
    "Opening",
    "PeriodResult",
    "PupilClosing",
    "Remark",
    "Reminder",
    "Work",
    "WorkKind",
    "YearResult",
]
