"""Changes of a day's lessons: what each may become, who is free, and what stands in the way. Pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

MOST_LESSONS = 8  # a day, with what a teacher gives for others


@dataclass(frozen=True, slots=True)
class Hour:
    """A lesson of a day with whatever it takes: the pupils of `classes` (with `group_id` a part of them), a teacher,
    a room. `own_…` are the plan's; `instead_id` is the lesson in whose place it is given."""

    id: int
    course_id: int
    title: str
    whose: str
    subject_id: int
    class_id: int | None
    group_id: int | None
    held_on: date
    number: int
    starts_at: time
    ends_at: time
    teacher_id: int | None
    own_teacher_id: int | None
    room_id: int | None
    own_room_id: int | None
    classes: frozenset[int] = frozenset()
    is_cancelled: bool = False
    is_joined: bool = False
    is_added: bool = False
    instead_id: int | None = None
    is_kept: bool = False
    is_closed: bool = False
    reason_id: int | None = None
    words: str = ""

    @property
    def name(self) -> str:
        return f"{self.whose}, {self.title}"

    @property
    def is_own(self) -> bool:
        """Given by whom the plan names."""
        return self.teacher_id == self.own_teacher_id and self.instead_id is None and not self.is_added

    @property
    def is_in_place(self) -> bool:
        """Where the plan puts it, or what it stands in place of."""
        return self.room_id == self.own_room_id and not self.is_added

    def meets(self, other: "Hour") -> bool:
        return self.held_on == other.held_on and self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def is_with(self, other: "Hour") -> bool:
        """One teacher gives both in one room, because the plan has it so (класс-комплект) or they were joined."""
        if self.teacher_id != other.teacher_id or self.room_id != other.room_id:
            return False
        planned = self.own_teacher_id == other.own_teacher_id and self.own_room_id == other.own_room_id
        return planned or self.is_joined or other.is_joined

    def shares_pupils(self, other: "Hour") -> bool:
        """Two different groups of a class are taken to have different pupils."""
        if self.group_id is not None and other.group_id is not None:
            return self.group_id == other.group_id
        return bool(self.classes & other.classes)


PLAN, TEACHER, SUBJECT, JOIN, CANCEL = "", "t", "s", "j", "x"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a lesson is to be on its day, whatever it is now.

    As planned; given by another teacher (`target` is a person); another course in its place; joined with another
    lesson; cancelled. `was` is the code of what the decider saw, None for whoever does not mind.
    """

    lesson_id: int
    kind: str
    target: int = 0
    was: str | None = None


def read_decision(lesson_id: int, code: str, was: str | None = None) -> Decision | None:
    """A decision by its code («t:12»); None for what is no code."""
    kind, _, target = code.partition(":")
    number = int(target) if target.isascii() and target.isdecimal() and len(target) < 20 else 0
    wants_target = kind in (TEACHER, SUBJECT, JOIN)
    if kind not in (PLAN, TEACHER, SUBJECT, JOIN, CANCEL) or wants_target != (0 < number < 2**63):
        return None
    return Decision(lesson_id, kind, number, was)


def standing(hour: Hour, hours: Iterable[Hour]) -> str:
    """The code of what a lesson is now: the decision that would make it so."""
    if hour.is_cancelled:
        given = next((one for one in hours if one.instead_id == hour.id), None)
        return f"{SUBJECT}:{given.course_id}" if given else CANCEL
    if hour.is_joined:
        with_it = next((one for one in hours if one.id != hour.id and _is_host(one, hour)), None)
        return f"{JOIN}:{with_it.id}" if with_it else f"{TEACHER}:{hour.teacher_id}"
    return PLAN if hour.teacher_id == hour.own_teacher_id else f"{TEACHER}:{hour.teacher_id or 0}"


def _is_host(one: Hour, guest: Hour) -> bool:
    same = one.teacher_id == guest.teacher_id and one.room_id == guest.room_id
    return same and not one.is_cancelled and not one.is_joined and one.meets(guest)


@dataclass(frozen=True, slots=True)
class Given:
    """A course that may be given in place of another, with who teaches it that day."""

    course_id: int
    title: str
    whose: str
    subject_id: int
    class_id: int | None
    group_id: int | None
    teacher_id: int | None


@dataclass(frozen=True, slots=True)
class Changed:
    """A day after decisions: all hours as they will be, and what is to be written.

    `made` stand in place of others and have no id yet; `removed` stood so before. `faults` says, by lesson, what is in
    the way: with any of them nothing is to be written.
    """

    hours: list[Hour]
    altered: list[Hour]
    made: list[Hour]
    removed: list[Hour]
    faults: dict[int, str]


def decide(hours: Sequence[Hour], decisions: Iterable[Decision], courses: Mapping[tuple[int, date], Given]) -> Changed:
    """What the hours of some days become. `courses` are those there are to give, by id and day.

    All lessons are first put back as planned, then changed, then joined: the order of the decisions says nothing.
    """
    before = {hour.id: hour for hour in hours}
    after = dict(before)
    made: list[Hour] = []
    removed: list[Hour] = []
    faults: dict[int, str] = {}
    wanted = [one for one in decisions if _may(one, before, hours, faults)]
    for decision in wanted:
        hour = before[decision.lesson_id]
        after[hour.id] = as_planned(hour)
        removed += [after.pop(one.id) for one in hours if one.instead_id == hour.id]
    for decision in sorted(wanted, key=lambda one: one.kind == JOIN):
        planned = after[decision.lesson_id]
        course = courses.get((decision.target, planned.held_on)) if decision.kind == SUBJECT else None
        host = after.get(decision.target) if decision.kind == JOIN else None
        fault, changed, new = _turned(decision, planned, host, course)
        if fault:
            faults[planned.id] = fault
        after[planned.id] = changed
        made += new
    ids = {decision.lesson_id for decision in wanted}
    faults |= _clashes([*after.values(), *made], ids)
    altered = [after[id] for id in sorted(ids) if after[id] != before[id]]
    return Changed([*after.values(), *made], altered, made, removed, faults)


def as_planned(hour: Hour) -> Hour:
    """The lesson as the plan has it."""
    return replace(
        hour, teacher_id=hour.own_teacher_id, room_id=hour.own_room_id, is_cancelled=False, is_joined=False,
        reason_id=None, words="",
    )  # fmt: skip


def _may(decision: Decision, before: Mapping[int, Hour], hours: Sequence[Hour], faults: dict[int, str]) -> bool:
    """Whether the lesson may be changed at all; if not, the faults say why."""
    hour = before.get(decision.lesson_id)
    given = next((one for one in hours if one.instead_id == decision.lesson_id), None)
    fault = ""
    if hour is None or hour.instead_id is not None:
        fault = "Такого урока в этот день уже нет. Обновите страницу."
    elif decision.was is not None and decision.was != standing(hour, hours):
        fault = "Этот урок тем временем изменили. Посмотрите, что стоит сейчас, и выберите заново."
    elif hour.is_closed:
        fault = "Учебный период закрыт: уроки в нём не меняются."
    elif given is not None and given.is_kept:
        fault = f"Урок «{given.title}», который дали вместо него, уже записан в журнале. Сначала уберите запись."
    elif hour.is_kept and decision.kind in (SUBJECT, CANCEL):
        fault = "Урок уже записан в журнале. Чтобы отменить или заменить его, сначала уберите запись."
    if fault:
        faults[decision.lesson_id] = fault
    return not fault


def _turned(decision: Decision, planned: Hour, host: Hour | None, course: Given | None) -> tuple[str, Hour, list[Hour]]:
    """The lesson as decided: a fault, the lesson, and the lesson in its place."""
    match decision.kind:
        case "t":
            return "", replace(planned, teacher_id=decision.target), []
        case "x":
            return "", replace(planned, is_cancelled=True), []
        case "j":
            if host is None or host.is_cancelled or host.id == planned.id or not host.meets(planned):
                return "Урока, с которым хотят объединить, в это время нет. Выберите другой.", planned, []
            if host.teacher_id is None:
                return "Урок, с которым хотят объединить, сам без учителя. Выберите другой.", planned, []
            words = f"вместе с: {host.name}"
            joined = replace(planned, teacher_id=host.teacher_id, room_id=host.room_id, is_joined=True, words=words)
            return "", joined, []
        case "s":
            if course is None or (course.class_id, course.group_id) != (planned.class_id, planned.group_id):
                return "Такого предмета у этого класса нет. Выберите другой.", planned, []
            if course.teacher_id is None:
                return f"На {course.title} не назначен учитель. Выберите другой предмет.", planned, []
            given = replace(
                planned, id=0, course_id=course.course_id, title=course.title, whose=course.whose,
                subject_id=course.subject_id, teacher_id=course.teacher_id, own_teacher_id=course.teacher_id,
                instead_id=planned.id, is_kept=False, words=f"вместо урока: {planned.title}",
            )  # fmt: skip
            return "", replace(planned, is_cancelled=True, words=f"вместо него: {course.title}"), [given]
    return "", planned, []


def _clashes(hours: Sequence[Hour], ids: Collection[int]) -> dict[int, str]:
    """What the changed lessons, or those given in their place, run into. A fault is told at the planned lesson."""
    by_day: dict[date, list[Hour]] = defaultdict(list)
    for hour in hours:
        if not hour.is_cancelled:
            by_day[hour.held_on].append(hour)
    found = {}
    for hour in hours:
        row = hour.instead_id or hour.id
        if hour.is_cancelled or row not in ids:
            continue
        fault = clash(hour, by_day[hour.held_on])
        if fault:
            found[row] = fault
    return found


def clash(hour: Hour, others: Iterable[Hour]) -> str:
    """Why a lesson cannot be beside the others of its day; "" when it can.

    What the plan itself has so (two classes in the gym, a combined class) is not asked about.
    """
    for other in others:
        if other is hour or (hour.id and other.id == hour.id) or other.is_cancelled or not hour.meets(other):
            continue
        if (hour.is_added or other.is_added) and hour.shares_pupils(other):
            return f"У класса в это время другой урок: {other.name}."
        if hour.is_with(other):
            continue
        both_own = hour.is_own and other.is_own
        if hour.teacher_id is not None and hour.teacher_id == other.teacher_id and not both_own:
            return f"У учителя в это время другой урок: {other.name}. Выберите другого."
        if hour.room_id is not None and hour.room_id == other.room_id and not (hour.is_in_place and other.is_in_place):
            return f"Кабинет в это время занят: {other.name}."
    return ""


@dataclass(frozen=True, slots=True)
class Staff:
    """A teacher: what and whom they teach, how many lessons they have given for others this month."""

    id: int
    name: str
    subjects: frozenset[int] = frozenset()
    classes: frozenset[int] = frozenset()
    stood_in: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A teacher who is free: the same subject, or knows the class; lessons of that day; where the hour falls.

    `place` is 0 for a window between own lessons, 1 beside them, 2 another time of the day, 3 a day without lessons.
    """

    who: Staff
    is_same_subject: bool
    knows_class: bool
    lessons: int
    place: int

    @property
    def order(self) -> tuple[object, ...]:
        taught = 0 if self.is_same_subject else 1 if self.knows_class else 2
        return (taught, self.place, self.who.stood_in, self.lessons, self.who.name, self.who.id)


def candidates(hour: Hour, day: Sequence[Hour], staff: Iterable[Staff], absent: Collection[int]) -> list[Candidate]:
    """Who could give a lesson, the best first. `day` are the hours of its day; the absent are passed over."""
    own: dict[int, list[Hour]] = defaultdict(list)
    for one in day:
        if one.teacher_id is not None and not one.is_cancelled and one.id != hour.id:
            own[one.teacher_id].append(one)
    found = []
    for who in staff:
        theirs = own[who.id]
        if who.id in absent or who.id == hour.own_teacher_id or len(theirs) >= MOST_LESSONS:
            continue
        if any(one.meets(hour) for one in theirs):
            continue
        same, knows = hour.subject_id in who.subjects, bool(hour.classes & who.classes)
        found.append(Candidate(who, same, knows, len({one.starts_at for one in theirs}), _place(hour, theirs)))
    return sorted(found, key=lambda one: one.order)


def _place(hour: Hour, theirs: Sequence[Hour]) -> int:
    if not theirs:
        return 3
    before = any(one.ends_at <= hour.starts_at for one in theirs)
    after = any(one.starts_at >= hour.ends_at for one in theirs)
    if before and after:
        return 0
    return 1 if any(abs(one.number - hour.number) == 1 for one in theirs) else 2


def propose(hours: Iterable[Hour], offered: Mapping[int, Sequence[Candidate]]) -> dict[int, str]:
    """A substitute for each lesson, as codes: the best who is not taken at that time, evenly among the best.

    Only who teaches the subject or knows the class is proposed; a lesson without such is left to people.
    """
    taken: dict[tuple[date, time], set[int]] = defaultdict(set)
    given: Counter[int] = Counter()
    found = {}
    for hour in sorted(hours, key=lambda one: (len(offered.get(one.id, ())), one.held_on, one.starts_at, one.id)):
        able = [
            one
            for one in offered.get(hour.id, ())
            if (one.is_same_subject or one.knows_class) and one.who.id not in taken[hour.held_on, hour.starts_at]
        ]
        if able:
            best = min(able, key=lambda one: (not one.is_same_subject, given[one.who.id], one.order))
            found[hour.id] = f"{TEACHER}:{best.who.id}"
            taken[hour.held_on, hour.starts_at].add(best.who.id)
            given[best.who.id] += 1
    return found
