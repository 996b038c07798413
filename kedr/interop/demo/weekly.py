"""A weekly plan without clashes and without holes: place what is hardest, push out what is in the way.

Each class has exactly as many places as lessons, so a day never has a hole. A lesson put down pushes out whatever takes
its class or its teachers; what was pushed out is placed again, and a place costs more each time it is fought for.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

type Place = tuple[int, int]  # weekday, number

EXTRA_DAYS = (2, 3, 4, 1, 5)  # which days are longer when the hours do not divide by five


@dataclass(frozen=True, slots=True)
class Unit:
    """Lessons that go on at once: one class with one teacher, a class in groups, or several classes together."""

    classes: tuple[str, ...]
    teachers: tuple[str, ...]
    shift: int
    hours: int


class NoPlanError(RuntimeError):
    """The builder gave up: the load does not fit the week."""


def day_lengths(hours: int) -> tuple[int, ...]:
    """Lessons on Monday to Friday: 31 is 6, 7, 6, 6, 6."""
    base, rest = divmod(hours, 5)
    longer = EXTRA_DAYS[:rest]
    return tuple(base + (day in longer) for day in range(1, 6))


def build(units: Sequence[Unit], rng: Random, *, tries: int = 5) -> list[list[Place]]:
    """The places of each unit's hours. Raises NoPlanError."""
    for _ in range(tries):
        plan = _Plan(units, rng).build()
        if plan is not None:
            return plan
    raise NoPlanError(f"{len(units)} units do not fit")


class _Plan:
    def __init__(self, units: Sequence[Unit], rng: Random) -> None:
        self.units, self.rng = units, rng
        hours: dict[str, int] = {}
        for unit in units:
            for name in unit.classes:
                hours[name] = hours.get(name, 0) + unit.hours
        lengths = {name: day_lengths(total) for name, total in hours.items()}
        self.places = [_places(unit, lengths) for unit in units]
        self.lessons = [index for index, unit in enumerate(units) for _ in range(unit.hours)]
        self.at: list[Place | None] = [None] * len(self.lessons)
        self.taken: dict[tuple[str, int, int, int], int] = {}  # (class or teacher, shift, weekday, number) -> lesson
        self.on_day: dict[tuple[int, int], int] = {}  # (unit, weekday) -> lessons
        self.fights: dict[tuple[int, Place], int] = {}

    def build(self) -> list[list[Place]] | None:
        load: dict[str, int] = {}
        for unit in self.units:
            for teacher in unit.teachers:
                load[teacher] = load.get(teacher, 0) + unit.hours
        order = sorted(
            range(len(self.lessons)),
            key=lambda lesson: (-self._hardness(self.lessons[lesson], load), self.rng.random()),
        )
        queue = deque(order)
        for _ in range(60 * len(order)):
            if not queue:
                return self._result()
            queue.extend(self._put(queue.popleft()))
        return None

    def _hardness(self, index: int, load: Mapping[str, int]) -> int:
        unit = self.units[index]
        return 40 * (len(unit.classes) + len(unit.teachers)) + max(load[teacher] for teacher in unit.teachers)

    def _put(self, lesson: int) -> list[int]:
        """Put a lesson on its best place; the lessons pushed out."""
        index = self.lessons[lesson]
        unit = self.units[index]
        names = unit.classes + unit.teachers
        best, best_cost, pushed = None, 0.0, set[int]()
        for place in self.places[index]:
            others = {self.taken[key] for name in names if (key := (name, unit.shift, *place)) in self.taken}
            again = max(0, self.on_day.get((index, place[0]), 0) - (unit.hours - 1) // 5)
            cost = 10 * len(others) + 14 * again + 3 * self.fights.get((index, place), 0) + self.rng.random()
            if best is None or cost < best_cost:
                best, best_cost, pushed = place, cost, others
        if best is None:
            raise NoPlanError(f"no common place for {unit.classes}")
        for other in pushed:
            self._take_out(other)
        self.fights[index, best] = self.fights.get((index, best), 0) + bool(pushed)
        for name in names:
            self.taken[name, unit.shift, *best] = lesson
        self.at[lesson] = best
        self.on_day[index, best[0]] = self.on_day.get((index, best[0]), 0) + 1
        return sorted(pushed)

    def _take_out(self, lesson: int) -> None:
        place, index = self.at[lesson], self.lessons[lesson]
        if place is None:
            return
        unit = self.units[index]
        for name in unit.classes + unit.teachers:
            del self.taken[name, unit.shift, *place]
        self.on_day[index, place[0]] -= 1
        self.at[lesson] = None

    def _result(self) -> list[list[Place]]:
        plan: list[list[Place]] = [[] for _ in self.units]
        for lesson, place in enumerate(self.at):
            if place is not None:
                plan[self.lessons[lesson]].append(place)
        return [sorted(places) for places in plan]


def _places(unit: Unit, lengths: Mapping[str, tuple[int, ...]]) -> list[Place]:
    """Where all the unit's classes have a lesson."""
    return [
        (day, number)
        for day in range(1, 6)
        for number in range(1, min(lengths[name][day - 1] for name in unit.classes) + 1)
    ]
