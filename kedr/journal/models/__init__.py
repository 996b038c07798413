"""The tables of the journal."""

from kedr.journal.models.absence import Absence
from kedr.journal.models.brought import BroughtMark
from kedr.journal.models.checks import Remark, Reminder
from kedr.journal.models.homework import Homework, HomeworkFile
from kedr.journal.models.locks import CourseClosing, Opening, PupilClosing
from kedr.journal.models.notices import AbsenceNotice
from kedr.journal.models.page import Attendance, Command, LessonPage, Mark, Work, WorkKind
from kedr.journal.models.results import CouncilDecision, PeriodResult, YearResult
from kedr.journal.models.retakes import Deferral, Retake

__all__ = [
    "Absence",
    "AbsenceNotice",
    "Attendance",
    "BroughtMark",
    "Command",
    "CouncilDecision",
    "CourseClosing",
    "Deferral",
    "Homework",
    "HomeworkFile",
    "LessonPage",
    "Mark",
    "Opening",
    "PeriodResult",
    "PupilClosing",
    "Remark",
    "Reminder",
    "Retake",
    "Work",
    "WorkKind",
    "YearResult",
]
