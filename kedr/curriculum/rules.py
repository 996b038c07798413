"""The rules of lesson plans as pure functions: which lesson has which topics, and how much of the plan is given."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

SECTION_LENGTH, TOPIC_LENGTH, HOMEWORK_LENGTH, NOTE_LENGTH = 200, 500, 1000, 300
MOST_HOURS = 20  # of one row
MOST_MINUTES = 300  # of the homework of one row
MOST_ROWS = 1000  # of a plan: a subject has at most some 340 hours a year

_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A row of a lesson plan. `kind` is the code of the kind of work planned (КР), often empty; `minutes` are those its
    homework takes, 0 where nobody said.
    """

    id: int
    topic: str
    hours: int = 1
    section: str = ""
    kind: str = ""
    homework: str = ""
    note: str = ""
    minutes: int = 0

    @property
    def values(self) -> tuple[str, int, str, str, str, str, int]:
        return self.topic, self.hours, self.section, self.kind, self.homework, self.note, self.minutes


@dataclass(frozen=True, slots=True)
class Share:
    """What a lesson has of a row: its part `part` of `of`. `of` is 0 where the row goes with the one before it."""

    row: PlanLine
    part: int
    of: int


@dataclass(frozen=True, slots=True)
class Slot:
    """All that is planned for one lesson. `number` is its place in the plan, from 1."""

    number: int
    shares: tuple[Share, ...]

    @property
    def topic(self) -> str:
        """The topic the lesson is offered; several rows in one lesson are told in turn."""
        return _joined(share.row.topic for share in self.shares)[:TOPIC_LENGTH]

    @property
    def homework(self) -> str:
        """The homework the lesson is offered."""
        return _joined(share.row.homework for share in self.shares)

    @property
    def minutes(self) -> int:
        """How long that homework takes, 0 where no row says."""
        return sum(share.row.minutes for share in self.shares)


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))


def slots_of(rows: Iterable[PlanLine], hours: Mapping[int, int] | None = None, *, start: int = 1) -> list[Slot]:
    """The plan lesson by lesson, numbered from `start`: a row of three hours takes three.

    `hours` are corrections by row: a course gives it fewer or more lessons; at 0 the row shares the lesson of the row
    before it (of the one after, where there is none before). No row is lost and their order is kept.
    """
    slots: list[list[Share]] = []
    waiting: list[Share] = []
    for row in rows:
        given = row.hours if hours is None else hours.get(row.id, row.hours)
        if given > 0:
            slots += [[Share(row, part, given)] for part in range(1, given + 1)]
            if waiting:
                slots[0][:0] = waiting
                waiting = []
        elif slots:
            slots[-1].append(Share(row, 1, 0))
        else:
            waiting.append(Share(row, 1, 0))
    if waiting:  # every row is merged away: they share one lesson
        slots.append(waiting)
    return [Slot(number, tuple(slot)) for number, slot in enumerate(slots, start)]


def near(hours: Sequence[int], passed: int, count: int) -> tuple[int, int, int]:
    """Which rows (first, the one after the last) the lessons from `passed` on for `count` have, and the lessons before.

    `hours` are those of each row. For a page that shows a part of the year: the rest of the plan need not be laid out.
    """
    before = first = 0
    if passed:
        while first < len(hours) and before + hours[first] <= passed:
            before += hours[first]
            first += 1
    last, through = first, before
    while last < len(hours) and (through < passed + count or not hours[last]):
        through += hours[last]
        last += 1
    return first, last, before


@dataclass(frozen=True, slots=True)
class Laid:
    """A plan laid on lessons: what each lesson has, what the lessons do not reach, which lessons have nothing."""

    on: dict[int, Slot]
    rest: list[Slot]
    bare: list[int]


def lay(slots: Sequence[Slot], lessons: Sequence[int]) -> Laid:
    """The plan over the lessons that are given, in order: holidays and cancelled lessons move it by themselves."""
    on = dict(zip(lessons, slots, strict=False))
    return Laid(on, list(slots[len(lessons) :]), list(lessons[len(slots) :]))


@dataclass(frozen=True, slots=True)
class Followed:
    """A plan a course follows on [starts_on, ends_on), with the course's corrections."""

    starts_on: date
    ends_on: date | None
    slots: Sequence[Slot]
    passed: int = 0  # lessons given under it before the first of those asked about

    def holds(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on < self.ends_on)


def lay_all(followed: Iterable[Followed], lessons: Sequence[tuple[int, date]]) -> Laid:
    """Every plan on the lessons of its own dates. `lessons` are those given, as (id, day), in order."""
    on: dict[int, Slot] = {}
    rest: list[Slot] = []
    planless = dict.fromkeys(lesson_id for lesson_id, _ in lessons)
    for plan in followed:
        own = [lesson_id for lesson_id, held_on in lessons if plan.holds(held_on)]
        laid = lay(plan.slots[plan.passed :], own)
        on |= laid.on
        rest += laid.rest
    return Laid(on, rest, [lesson_id for lesson_id in planless if lesson_id not in on])


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """Plan and fact in hours (выполнение программы). `saved` are hours that corrections gave back."""

    plan: int
    fact: int
    saved: int = 0

    @property
    def deviation(self) -> int:
        """fact + corrections − plan: below zero the course is behind."""
        return self.fact + self.saved - self.plan

    @property
    def percent(self) -> Decimal | None:
        """(fact + corrections) / plan · 100, to a tenth, half up; None without a plan."""
        if not self.plan:
            return None
        return (Decimal(100 * (self.fact + self.saved)) / self.plan).quantize(_TENTH, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class KindCount:
    """Works of one kind: planned for the year, planned up to a day, given up to it."""

    kind: str
    year: int
    plan: int
    fact: int

    @property
    def deviation(self) -> int:
        return self.fact - self.plan


def count_kinds(planned: Iterable[str], due: Iterable[str], given: Mapping[str, int]) -> list[KindCount]:
    """Plan and fact by kinds of work: of the whole plan, of its part that is due, and of the journal."""
    year, plan = Counter(filter(None, planned)), Counter(filter(None, due))
    return [KindCount(kind, year[kind], plan[kind], given.get(kind, 0)) for kind in dict.fromkeys([*year, *given])]


def carry_over(before: Sequence[PlanLine], after: Sequence[PlanLine]) -> list[int]:
    """For each row of a plan's new edition the id of the old row it continues, 0 for none.

    A row continues the one with the same topic; of several such, in their order. What hangs on a row (a course's
    correction) so outlives a new file.
    """
    known: dict[str, list[int]] = {}
    for row in before:
        known.setdefault(row.topic.casefold(), []).append(row.id)
    return [ids.pop(0) if (ids := known.get(row.topic.casefold())) else 0 for row in after]


def check_line(line: PlanLine) -> str:
    """Why a row cannot be kept, as a sentence; empty where it can."""
    if not line.topic:
        return "Впишите тему."
    for text, limit, what in (
        (line.topic, TOPIC_LENGTH, "Тема"),
        (line.section, SECTION_LENGTH, "Раздел"),
        (line.homework, HOMEWORK_LENGTH, "Задание"),
        (line.note, NOTE_LENGTH, "Примечание"),
    ):
        if len(text) > limit:
            return f"{what} длиннее {limit} знаков: сократите на {len(text) - limit}."
    if not 1 <= line.hours <= MOST_HOURS:
        return f"Часов в строке от 1 до {MOST_HOURS}."
    if not 0 <= line.minutes <= MOST_MINUTES:
        return f"Минут на задание от 0 до {MOST_MINUTES}."
    return ""
