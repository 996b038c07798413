"""Acts on the timetable: bells, the weekly plan, dated lessons, a change of one day."""

from kedr.timetable.actions.change import (
    LessonKept,
    NothingToChange,
    NotStaff,
    RoomBusy,
    TeacherBusy,
    change_lesson,
)
from kedr.timetable.actions.cover import InTheWay, cover_lessons
from kedr.timetable.actions.extra import NoSuchTime, add_lesson, take_back
from kedr.timetable.actions.lessons import BellMissing, LessonsMade, make_lessons
from kedr.timetable.actions.plan import NewSlot, PlanSet, set_week_plan
from kedr.timetable.actions.reasons import NewReason, WrongReason, confirm_reason, correct_reason, write_reason

__all__ = [
    "BellMissing",
    "InTheWay",
    "LessonKept",
    "LessonsMade",
    "NewReason",
    "NewSlot",
    "NoSuchTime",
    "NotStaff",
    "NothingToChange",
    "PlanSet",
    "RoomBusy",
    "TeacherBusy",
    "WrongReason",
    "add_lesson",
    "change_lesson",
    "confirm_reason",
    "correct_reason",
    "cover_lessons",
    "make_lessons",
    "set_week_plan",
    "take_back",
    "write_reason",
]
