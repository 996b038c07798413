"""Acts on lesson plans: a plan and its rows, the courses that follow it, what a course corrects."""

from kedr.curriculum.actions.courses import (
    NewPlan,
    NotOfCourse,
    WrongCorrection,
    correct_row,
    follow_plan,
    leave_plan,
    load_plan,
    undo_correction,
)
from kedr.curriculum.actions.plans import (
    NoRows,
    PlanNameTaken,
    WrongRow,
    YearClosed,
    add_row,
    change_row,
    make_plan,
    remove_row,
    replace_rows,
)

__all__ = [
    "NewPlan",
    "NoRows",
    "NotOfCourse",
    "PlanNameTaken",
    "WrongCorrection",
    "WrongRow",
    "YearClosed",
    "add_row",
    "change_row",
    "correct_row",
    "follow_plan",
    "leave_plan",
    "load_plan",
    "make_plan",
    "remove_row",
    "replace_rows",
    "undo_correction",
]
