"""Dated lessons made from the weekly plan."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from kedr.audit.actions import Change, record
from kedr.core import stamps
from kedr.core.actor import Actor
from kedr.core.errors import Refusal
from kedr.core.sql import in_list, insert
from kedr.core.tenancy import new_id
from kedr.timetable import queries
from kedr.timetable.queries import LessonRow
from kedr.timetable.rules import BellMissingError, Difference, Standing, Wanted, compare, lay_out, turn

DROPPED = "Урока нет в новом расписании"
ROWS = 1500  # lessons in one statement: 16 columns each, within SQLite's 32,766 variables

_COLUMNS = (
    "school_id", "id", "course_id", "slot_id", "held_on", "number", "starts_at", "ends_at", "teacher_id", "room_id",
    "is_teacher_replaced", "planned_teacher_id", "is_room_replaced", "planned_room_id", "is_cancelled", "change_reason",
)  # fmt: skip
_UPDATED = ", ".join(f"{column} = excluded.{column}" for column in _COLUMNS[2:])


class BellMissing(Refusal):
    """The plan has a lesson number that the bells of its shift do not."""

    code = "bell_missing"


@dataclass(frozen=True, slots=True)
class LessonsMade:
    """What the making of lessons did."""

    created: int = 0
    changed: int = 0
    removed: int = 0
    cancelled: int = 0


@transaction.atomic
def make_lessons(*, actor: Actor, at: datetime, school_id: int, from_on: date, until: date) -> LessonsMade:
    """Make the lessons of [from_on, until) follow the weekly plans, bells, days off and the teaching load.

    Run again, it changes nothing. A lesson that was kept is never touched, one added by hand neither; a substitution
    of a day outlives the change. A lesson the plan no longer has is removed, or cancelled if homework or a topic points
    at it. The number of statements does not depend on the number of lessons (but for chunks of 1,500).
    Raises BellMissing.
    """
    try:
        wanted = _wanted(school_id, from_on, until)
    except BellMissingError as error:
        raise BellMissing(
            f"В расписании звонков {error.shift}-й смены нет {error.number}-го урока. Добавьте его и повторите."
        ) from error
    difference, _ = _look(school_id, from_on, until, wanted)
    courses = difference.courses
    if not courses:
        return LessonsMade()
    # As with all writes of the journal: the stamps lock the pages first, and what is read after that is what stands.
    stamps.bump(school_id, touched_by(school_id, courses))
    difference, rows = _look(school_id, from_on, until, wanted, courses)
    used = queries.lessons_in_use(school_id, [lesson.lesson_id for lesson in difference.surplus])
    made = LessonsMade(
        created=len(difference.missing),
        changed=len(difference.changed),
        removed=len(difference.surplus) - len(used),
        cancelled=len(used),
    )
    if made == LessonsMade():
        return made
    _write(school_id, difference, rows, used)
    after = {"from": from_on, "until": until, "created": made.created, "changed": made.changed}
    after |= {"removed": made.removed, "cancelled": made.cancelled}
    record(actor=actor, at=at, school_id=school_id, changes=[Change("make_lessons", "school", school_id, after=after)])
    return made


def _wanted(school_id: int, from_on: date, until: date) -> list[Wanted]:
    plans = queries.plans_in_force(school_id, from_on, until)
    slots = queries.plan_slots(school_id, [plan.plan_id for plan in plans])
    days_off, bells = queries.days_off(school_id), queries.bells(school_id)
    teachers = queries.tenures(school_id, from_on, until)
    return [
        lesson
        for plan in plans
        for lesson in lay_out(
            slots[plan.plan_id],
            from_on=plan.starts_on,
            until=plan.ends_on,
            days_off=days_off[plan.year_id],
            bells=bells[plan.year_id],
            teachers=teachers,
        )
    ]


def _look(
    school_id: int, from_on: date, until: date, wanted: Iterable[Wanted], courses: set[int] | None = None
) -> tuple[Difference, dict[int, LessonRow]]:
    """How the lessons of all courses, or of these, differ from the plan; the standing ones that it made, by id."""
    rows = {
        row.id: row
        for row in queries.lessons_between(school_id, from_on, until)
        if (row.slot_id is not None or row.change_reason == DROPPED) and (courses is None or row.course_id in courses)
    }
    wanted = (lesson for lesson in wanted if courses is None or lesson.course_id in courses)
    return compare(wanted, map(_standing, rows.values())), rows


def _standing(row: LessonRow) -> Standing:
    return Standing(
        lesson_id=row.id,
        slot_id=row.slot_id or 0,
        course_id=row.course_id,
        held_on=row.held_on,
        number=row.number,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        teacher_id=row.planned_teacher_id if row.is_teacher_replaced else row.teacher_id,
        room_id=row.planned_room_id if row.is_room_replaced else row.room_id,
        is_kept=row.is_kept,
        is_dropped=row.is_cancelled and row.change_reason == DROPPED,
    )


def _write(school_id: int, difference: Difference, rows: dict[int, LessonRow], used: set[int]) -> None:
    gone = [lesson.lesson_id for lesson in difference.surplus if lesson.lesson_id not in used]
    _on_loose(school_id, "DELETE FROM timetable_lesson", gone)
    changed = [_moved(school_id, rows[lesson.lesson_id], wanted) for lesson, wanted in difference.changed]
    dropped = [_dropped(school_id, rows[lesson_id]) for lesson_id in sorted(used)]
    # Slots change hands inside one day: first let go of them all, or the unique key may meet the old holder.
    _on_loose(school_id, "UPDATE timetable_lesson SET slot_id = NULL", [row[1] for row in changed])
    for part in _parts(dropped + changed):
        insert(
            "timetable_lesson",
            _COLUMNS,
            part,
            after=f"ON CONFLICT (school_id, id) DO UPDATE SET {_UPDATED} WHERE timetable_lesson.kept_at IS NULL",
        )
    for news in _parts(difference.missing):
        insert("timetable_lesson", _COLUMNS, [_new(school_id, wanted) for wanted in news])


def _on_loose(school_id: int, statement: str, lesson_ids: Sequence[int]) -> None:
    """Run a statement on those of the lessons that nobody has kept meanwhile."""
    for part in _parts(lesson_ids):
        with connection.cursor() as cursor:
            cursor.execute(
                f"{statement} WHERE school_id = %s AND kept_at IS NULL AND id IN {in_list(len(part))}",
                [school_id, *part],
            )


def _new(school_id: int, wanted: Wanted) -> tuple[Any, ...]:
    return (
        school_id, new_id(), wanted.course_id, wanted.slot_id, wanted.held_on, wanted.number, wanted.starts_at,
        wanted.ends_at, wanted.teacher_id, wanted.room_id, False, None, False, None, False, "",
    )  # fmt: skip


def _moved(school_id: int, row: LessonRow, wanted: Wanted) -> tuple[Any, ...]:
    """The lesson as the plan now wants it; who stands in and another room for the day stay."""
    revived = row.change_reason == DROPPED
    teacher = turn(row.teacher_id if row.is_teacher_replaced else wanted.teacher_id, wanted.teacher_id)
    room = turn(row.room_id if row.is_room_replaced else wanted.room_id, wanted.room_id)
    return (
        school_id, row.id, wanted.course_id, wanted.slot_id, wanted.held_on, wanted.number, wanted.starts_at,
        wanted.ends_at, teacher.in_fact, room.in_fact, teacher.is_replaced, teacher.planned, room.is_replaced,
        room.planned, row.is_cancelled and not revived, "" if revived else row.change_reason,
    )  # fmt: skip


def _dropped(school_id: int, row: LessonRow) -> tuple[Any, ...]:
    return (
        school_id, row.id, row.course_id, None, row.held_on, row.number, row.starts_at, row.ends_at, row.teacher_id,
        row.room_id, row.is_teacher_replaced, row.planned_teacher_id, row.is_room_replaced, row.planned_room_id, True,
        DROPPED,
    )  # fmt: skip


def touched_by(school_id: int, courses: Iterable[int]) -> set[tuple[str, int]]:
    """The revision stamps of the pages that show lessons of these courses."""
    courses = set(courses)
    classes = set().union(*queries.classes_of_courses(school_id, courses).values())
    return {(stamps.COURSE, course_id) for course_id in courses} | {(stamps.CLASS, class_id) for class_id in classes}


def _parts[T](rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), ROWS):
        yield rows[start : start + ROWS]
