"""The weekly plan as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kedr.audit.actions import Change, record
from kedr.core import stamps
from kedr.core.actor import Actor
from kedr.core.sql import insert
from kedr.core.tenancy import new_id
from kedr.timetable import queries
from kedr.timetable.actions.lessons import DROPPED, touched_by
from kedr.timetable.models import Lesson, PlanSlot, WeekPlan


@dataclass(frozen=True, slots=True)
class NewSlot:
    """A place in the weekly plan to be set."""

    course_id: int
    weekday: int
    number: int
    shift: int = 1
    room_id: int | None = None


@dataclass(frozen=True, slots=True)
class PlanSet:
    """The plan and what was done to its slots."""

    plan_id: int
    created: int
    changed: int
    removed: int
    unchanged: int


@transaction.atomic
def set_week_plan(
    *,
    actor: Actor,
    at: datetime,
    school_id: int,
    year_id: int,
    name: str,
    starts_on: date,
    ends_on: date,
    slots: Sequence[NewSlot],
) -> PlanSet:
    """Make these the whole weekly plan from `starts_on`, until the next plan begins; a plan before it ends there.

    Lessons follow by `make_lessons`. A slot that stays keeps its row; one that moved takes its
    course's freed row, so lessons keep their place.
    """
    plan, touched = _plan(school_id, year_id, name, starts_on, ends_on)
    standing = list(PlanSlot.objects.in_school(school_id).filter(plan_id=plan.id))
    by_key = {(row.course_id, row.weekday, row.number): row for row in standing}
    wanted = {(slot.course_id, slot.weekday, slot.number): slot for slot in slots}
    free: dict[int, list[PlanSlot]] = {}
    for key, row in sorted(by_key.items()):
        if key not in wanted:
            free.setdefault(row.course_id, []).append(row)
    rows: list[Row] = []
    created = 0
    for key, slot in wanted.items():
        stands = by_key.get(key)
        if stands is not None and (stands.shift, stands.room_id) == (slot.shift, slot.room_id):
            continue
        if stands is None and free.get(slot.course_id):
            stands = free[slot.course_id].pop(0)
        created += stands is None
        row_id = new_id() if stands is None else stands.id
        place = (slot.course_id, slot.weekday, slot.number, slot.shift, slot.room_id)
        rows.append((school_id, row_id, plan.id, *place))
    removed = [row.id for left in free.values() for row in left]
    # Before any lesson goes, and for the courses whose lessons `make_lessons` will move next too: one lock for both.
    courses = {row[3] for row in rows} | {course_id for course_id, left in free.items() if left}
    stamps.bump(school_id, touched_by(school_id, courses))
    _write(school_id, rows, {row.id for row in standing}, removed)
    result = PlanSet(plan.id, created, len(rows) - created, len(removed), len(wanted) - len(rows))
    if touched or rows or removed:
        after = {"from": starts_on, "until": ends_on, "created": created, "changed": result.changed}
        change = Change("set_week_plan", "week_plan", plan.id, after=after | {"removed": len(removed)})
        record(actor=actor, at=at, school_id=school_id, changes=[change])
    return result


def _plan(school_id: int, year_id: int, name: str, starts_on: date, ends_on: date) -> tuple[WeekPlan, bool]:
    plans = WeekPlan.objects.in_school(school_id).filter(year_id=year_id)
    later = plans.filter(starts_on__gt=starts_on).order_by("starts_on").values_list("starts_on", flat=True).first()
    ends_on = min(ends_on, later or ends_on)
    shortened = plans.filter(starts_on__lt=starts_on, ends_on__gt=starts_on).update(ends_on=starts_on)
    plan, is_new = plans.get_or_create(
        school_id=school_id, year_id=year_id, starts_on=starts_on, defaults={"name": name, "ends_on": ends_on}
    )
    differs = (plan.name, plan.ends_on) != (name, ends_on)
    if differs:
        plan.name, plan.ends_on = name, ends_on
        plan.save(update_fields=["name", "ends_on"])
    return plan, bool(shortened) or is_new or differs


_COLUMNS = ("school_id", "id", "plan_id", "course_id", "weekday", "number", "shift", "room_id")
type Row = tuple[int, int, int, int, int, int, int, int | None]

ROWS = 3000  # slots in one statement, within SQLite's 32,766 variables


def _write(school_id: int, rows: list[Row], standing: set[int], removed: list[int]) -> None:
    if removed:
        _let_go(school_id, removed)
    # A moved slot may want the place another one is just leaving: park the moved ones on numbers nobody uses.
    moved = [row for row in rows if row[1] in standing]
    _put([(*row[:5], -place, row[6], row[7]) for place, row in enumerate(moved, 1)])
    _put(rows)


def _put(rows: list[Row]) -> None:
    for start in range(0, len(rows), ROWS):
        insert(
            "timetable_planslot",
            _COLUMNS,
            rows[start : start + ROWS],
            after="ON CONFLICT (school_id, id) DO UPDATE SET weekday = excluded.weekday, number = excluded.number,"
            " shift = excluded.shift, room_id = excluded.room_id",
        )


def _let_go(school_id: int, slot_ids: list[int]) -> None:
    """Take slots out of the plan: kept lessons live on without them, the others go."""
    lessons = Lesson.objects.in_school(school_id).filter(slot_id__in=slot_ids)
    loose = list(lessons.filter(kept_at=None).values_list("id", flat=True))
    used = queries.lessons_in_use(school_id, loose)
    Lesson.objects.in_school(school_id).filter(id__in=used).update(is_cancelled=True, change_reason=DROPPED)
    lessons.filter(kept_at=None).exclude(id__in=used).delete()
    lessons.update(slot_id=None)
    PlanSlot.objects.in_school(school_id).filter(id__in=slot_ids).delete()
