"""Acts on the timetable: bells, the weekly plan, dated lessons, a change of one day."""

from kedr.timetable.actions.change import (
    LessonKept,
    NothingToChange,
    NotStaff,
    RoomBusy,
    TeacherBusy,
    change_lesson,
)
from kedr.timetable.actions.lessons import BellMissing, LessonsMade, make_lessons
from kedr.timetable.actions.plan import NewSlot, PlanSet, set_week_plan

__all__ = [
    "BellMissing",
    "LessonKept",
    "LessonsMade",
    "NewSlot",
    "NotStaff",
    "NothingToChange",
    "PlanSet",
    "RoomBusy",
    "TeacherBusy",
    "change_lesson",
    "make_lessons",
    "set_week_plan",
]
