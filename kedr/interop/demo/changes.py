"""Substitutions and changes of rooms in the days around today: who is away, and what is done about it. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random

from kedr.timetable.queries import LessonRow

BEFORE, AFTER = timedelta(days=7), timedelta(days=4)
_AWAY = ((-6, -4, "illness"), (0, 1, "trip"), (1, 3, "courses"))  # days from today, [first, last), and why


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """One lesson to be changed: another teacher, another room, or none of both – then it is cancelled.

    `away` is who is not there, why, and from when to when (the first day after it).
    """

    lesson_id: int
    teacher_id: int | None
    room_id: int | None = None
    away: "Away | None" = None


@dataclass(frozen=True, slots=True)
class Away:
    teacher_id: int
    kind: str
    starts_on: date
    ends_on: date


def planned(
    lessons: Sequence[LessonRow], subject_of: Mapping[int, str], rooms: Iterable[int], today: date, rng: Random
) -> list[PlannedChange]:
    """A teacher in fourteen is away for some days, one lesson in a hundred moves to another room."""
    at: dict[tuple[date, time], list[LessonRow]] = defaultdict(list)
    teaches: dict[int, set[str]] = defaultdict(set)
    for lesson in lessons:
        at[lesson.held_on, lesson.starts_at].append(lesson)
        if lesson.teacher_id is not None:
            teaches[lesson.teacher_id].add(subject_of[lesson.course_id])
    busy = {moment: {lesson.teacher_id for lesson in some} for moment, some in at.items()}
    taken = {moment: {lesson.room_id for lesson in some} for moment, some in at.items()}
    changes, changed = [], set()
    for first, last, kind in _AWAY:
        away = rng.sample(sorted(teaches), min(len(teaches), max(1, len(teaches) // 14)))
        for lesson in lessons:
            in_days = today + timedelta(days=first) <= lesson.held_on < today + timedelta(days=last)
            if lesson.teacher_id is None or lesson.teacher_id not in away or not in_days or _is_combined(lesson, at):
                continue
            free = sorted(teaches.keys() - busy[lesson.held_on, lesson.starts_at] - set(away))
            same = [one for one in free if subject_of[lesson.course_id] in teaches[one]]
            teacher_id = None if not free or (not same and rng.random() < 0.4) else rng.choice(same or free)
            busy[lesson.held_on, lesson.starts_at].add(teacher_id)
            why = Away(lesson.teacher_id, kind, today + timedelta(days=first), today + timedelta(days=last))
            changes.append(PlannedChange(lesson.id, teacher_id, away=why))
            changed.add(lesson.id)
    for lesson in rng.sample(lessons, len(lessons) // 100):
        moment = (lesson.held_on, lesson.starts_at)
        empty = sorted(set(rooms) - taken[moment])
        if empty and lesson.id not in changed and not _is_combined(lesson, at):
            room_id = rng.choice(empty)
            taken[moment].add(room_id)
            changes.append(PlannedChange(lesson.id, None, room_id))
    return changes


def _is_combined(lesson: LessonRow, at: Mapping[tuple[date, time], Sequence[LessonRow]]) -> bool:
    """Whether the teacher has another class in the room at that time."""
    return Counter(one.teacher_id for one in at[lesson.held_on, lesson.starts_at])[lesson.teacher_id] > 1
