"""The pure part of the timetable: the weekly plan laid out on dates, its clashes, and what a new plan changes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of a course in the weekly plan. `grades` are those of the course's classes."""

    slot_id: int
    course_id: int
    weekday: int
    number: int
    shift: int
    room_id: int | None
    grades: tuple[int, ...]
    days_a_week: int


@dataclass(frozen=True, slots=True)
class Off:
    """Days without lessons, [starts_on, ends_on); `grade` 0 is the whole school."""

    starts_on: date
    ends_on: date
    grade: int = 0


@dataclass(frozen=True, slots=True)
class Tenure:
    """Who teaches a course on [starts_on, ends_on)."""

    person_id: int
    starts_on: date
    ends_on: date | None

    def holds(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on < self.ends_on)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A lesson that the plan asks for."""

    slot_id: int
    course_id: int
    held_on: date
    number: int
    starts_at: time
    ends_at: time
    teacher_id: int | None
    room_id: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A lesson that stands in the timetable and was made from a plan.

    Where a day differs from the plan, `teacher_id` and `room_id` here are the planned ones. `is_dropped` is a lesson
    that an earlier plan change took away, but that something points at: it stands cancelled.
    """

    lesson_id: int
    slot_id: int
    course_id: int
    held_on: date
    number: int
    starts_at: time
    ends_at: time
    teacher_id: int | None
    room_id: int | None
    is_kept: bool
    is_dropped: bool = False

    def fits(self, wanted: Wanted) -> bool:
        return (
            not self.is_dropped
            and self.slot_id == wanted.slot_id
            and self.number == wanted.number
            and self.starts_at == wanted.starts_at
            and self.ends_at == wanted.ends_at
            and self.teacher_id == wanted.teacher_id
            and self.room_id == wanted.room_id
        )


class Turn(NamedTuple):
    """Who gives a lesson, or where, beside the plan's own; `planned` is remembered only while it is replaced."""

    in_fact: int | None
    is_replaced: bool
    planned: int | None


def turn(in_fact: int | None, plan: int | None) -> Turn:
    """Whoever the plan names replaces nobody, and nobody may be whom the plan names."""
    is_replaced = in_fact != plan
    return Turn(in_fact, is_replaced, plan if is_replaced else None)


@dataclass(frozen=True, slots=True)
class Difference:
    """What has to be done for the lessons to follow the plan."""

    missing: list[Wanted]
    changed: list[tuple[Standing, Wanted]]
    surplus: list[Standing]

    @property
    def courses(self) -> set[int]:
        standing = [*(one for one, _ in self.changed), *self.surplus]
        return {lesson.course_id for lesson in self.missing} | {lesson.course_id for lesson in standing}


class BellMissingError(ValueError):
    """The plan has a lesson whose time no bell tells."""

    def __init__(self, shift: int, number: int) -> None:
        super().__init__(f"no bell for lesson {number} of shift {shift}")
        self.shift = shift
        self.number = number


def study_days(from_on: date, until: date) -> Iterator[date]:
    """Every date of [from_on, until)."""
    for day in range((until - from_on).days):
        yield from_on + timedelta(days=day)


def is_off(on: date, grades: Sequence[int], days_off: Iterable[Off]) -> bool:
    """Whether nobody of these grades comes on this day."""
    free = {off.grade for off in days_off if off.starts_on <= on < off.ends_on}
    return 0 in free or (bool(grades) and all(grade in free for grade in grades))


def lay_out(
    slots: Iterable[Slot],
    *,
    from_on: date,
    until: date,
    days_off: Sequence[Off],
    bells: Mapping[tuple[int, int], tuple[time, time]],
    teachers: Mapping[int, Sequence[Tenure]],
) -> list[Wanted]:
    """The lessons of a weekly plan on [from_on, until), by date and number.

    `bells` is keyed (shift, number), `teachers` by course. Raises BellMissingError.
    """
    by_weekday: dict[int, list[Slot]] = defaultdict(list)
    for slot in slots:
        if (slot.shift, slot.number) not in bells:
            raise BellMissingError(slot.shift, slot.number)
        if slot.weekday <= slot.days_a_week:
            by_weekday[slot.weekday].append(slot)
    lessons = []
    for day in study_days(from_on, until):
        off_today = [off for off in days_off if off.starts_on <= day < off.ends_on]
        for slot in by_weekday[day.isoweekday()]:
            if off_today and is_off(day, slot.grades, off_today):
                continue
            starts_at, ends_at = bells[slot.shift, slot.number]
            teacher_id = teacher_on(day, teachers.get(slot.course_id, ()))
            lessons.append(
                Wanted(slot.slot_id, slot.course_id, day, slot.number, starts_at, ends_at, teacher_id, slot.room_id)
            )
    return sorted(lessons, key=lambda lesson: (lesson.held_on, lesson.starts_at, lesson.slot_id))


def teacher_on(on: date, tenures: Iterable[Tenure]) -> int | None:
    """Who teaches on this day: of several, the one who came last."""
    holding = [tenure for tenure in tenures if tenure.holds(on)]
    return max(holding, key=lambda tenure: (tenure.starts_on, tenure.person_id)).person_id if holding else None


def compare(wanted: Iterable[Wanted], standing: Iterable[Standing]) -> Difference:
    """What the plan changes, course by course and day by day.

    A kept lesson is never changed: it takes the place of one wanted lesson of its course on its day, by the slot, else
    by the number, else whichever. Other lessons are matched in the same order; what is left is missing or surplus.
    """
    wanted_of: dict[tuple[int, date], list[Wanted]] = defaultdict(list)
    standing_of: dict[tuple[int, date], list[Standing]] = defaultdict(list)
    for lesson in wanted:
        wanted_of[lesson.course_id, lesson.held_on].append(lesson)
    for present in standing:
        standing_of[present.course_id, present.held_on].append(present)
    difference = Difference([], [], [])
    for key in sorted(wanted_of.keys() | standing_of.keys(), key=lambda pair: (pair[1], pair[0])):
        _compare_day(wanted_of.get(key, []), standing_of.get(key, []), difference)
    return difference


def _compare_day(wanted: list[Wanted], standing: list[Standing], difference: Difference) -> None:
    left = list(wanted)
    present = sorted(standing, key=lambda lesson: (not lesson.is_kept, lesson.number))
    matches: dict[int, Wanted] = {}
    for fields in (("slot_id",), ("number",), ()):
        for lesson in present:
            if lesson.lesson_id in matches:
                continue
            found = next((other for other in left if _same(lesson, other, fields)), None)
            if found is not None:
                matches[lesson.lesson_id] = found
                left.remove(found)
    for lesson in present:
        match = matches.get(lesson.lesson_id)
        if lesson.is_kept:
            continue
        if match is None:
            if not lesson.is_dropped:
                difference.surplus.append(lesson)
        elif not lesson.fits(match):
            difference.changed.append((lesson, match))
    difference.missing.extend(left)


def _same(lesson: Standing, wanted: Wanted, fields: tuple[str, ...]) -> bool:
    return all(getattr(lesson, field) == getattr(wanted, field) for field in fields)


@dataclass(frozen=True, slots=True)
class Sitting:
    """A course's time in a weekly plan, with the teacher, the room and the classes it takes.

    With `group` it takes only a part of them.
    """

    key: int
    weekday: int
    starts_at: time
    ends_at: time
    teacher: int | None
    room: int | None
    classes: frozenset[int]
    group: int | None = None

    def meets(self, other: "Sitting") -> bool:
        return self.weekday == other.weekday and self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True, slots=True)
class Clash:
    """Two sittings that cannot both be: `what` is teacher, room or pupils."""

    what: str
    one: Sitting
    other: Sitting


def clashes(sittings: Iterable[Sitting], pupils_of: Mapping[int, frozenset[int]] | None = None) -> list[Clash]:
    """All clashes of a weekly plan.

    A combined class (one teacher, one room, several classes) is no clash. Two groups of one class clash only when they
    share a pupil by `pupils_of` (group -> pupils).
    """
    by_day: dict[int, list[Sitting]] = defaultdict(list)
    for sitting in sittings:
        by_day[sitting.weekday].append(sitting)
    found: list[Clash] = []
    for day in by_day.values():
        day.sort(key=lambda sitting: (sitting.starts_at, sitting.key))
        for place, one in enumerate(day):
            for other in day[place + 1 :]:
                if other.starts_at >= one.ends_at:
                    break
                found.extend(Clash(what, one, other) for what in _clash(one, other, pupils_of or {}))
    return found


def _clash(one: Sitting, other: Sitting, pupils_of: Mapping[int, frozenset[int]]) -> Iterator[str]:
    together = one.teacher is not None and one.teacher == other.teacher and one.room == other.room
    if one.teacher is not None and one.teacher == other.teacher and not together:
        yield "teacher"
    if one.room is not None and one.room == other.room and not together:
        yield "room"
    if _share_pupils(one, other, pupils_of):
        yield "pupils"


def _share_pupils(one: Sitting, other: Sitting, pupils_of: Mapping[int, frozenset[int]]) -> bool:
    if one.group is not None and other.group is not None:
        if one.group == other.group:
            return True
        return bool(pupils_of.get(one.group, frozenset()) & pupils_of.get(other.group, frozenset()))
    return bool(one.classes & other.classes)
