"""The rules of the schedule of assessment procedures (график оценочных процедур), as pure functions.

An assessment procedure is a control work done by a whole class. How often they may be follows the recommendations of
Минпросвещения and Рособрнадзор of 06.08.2021: not oftener than once in 2.5 weeks in a subject, not more than 10 % of
its hours, not on the first and the last lesson of the day, one a day for a class.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

WEEKS, WEEKS_OF_FIRST_GRADE = 34, 33  # of an academic year


class Breach(StrEnum):
    """The four violations."""

    OFTEN = "often"
    SHARE = "share"
    EDGE = "edge"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Procedure:
    """The control works of a course on a day: a dictation with two marks and a work of two lessons are one.

    `classes` are those it is done by, `hours` those of the course in a week, `numbers` its lessons in the day.
    """

    id: int
    course_id: int
    subject_id: int
    classes: tuple[int, ...]
    grade: int
    held_on: date
    numbers: tuple[int, ...]
    hours: Decimal


@dataclass(frozen=True, slots=True)
class Limits:
    """What a local act allows: days between works in a subject, per cent of its hours, works of a class in a day."""

    days: int
    percent: int
    a_day: int


@dataclass(frozen=True, slots=True)
class Violation:
    """A breach of a procedure; `class_id` where it is one class's. `told`: days since the last work, works allowed in
    the year, the number of the lesson (0 for the first of the day), works in the day.
    """

    breach: Breach
    procedure_id: int
    told: int
    class_id: int = 0


type Edges = Mapping[tuple[int, date], tuple[int, int]]  # class and day: its first and last lesson


def violations(procedures: Iterable[Procedure], edges: Edges, limits: Mapping[int, Limits]) -> list[Violation]:
    """All breaches of a year's procedures, in the order of their days. `limits` are by course."""
    listed = sorted(procedures, key=lambda one: (one.held_on, one.numbers, one.id))
    courses: dict[int, list[Procedure]] = defaultdict(list)
    for one in listed:
        courses[one.course_id].append(one)
    found = [
        *(each for course_id, own in courses.items() for each in _in_a_course(own, limits[course_id])),
        *_on_the_edge(listed, edges),
        *_in_a_day(listed, limits),
    ]
    place = {one.id: number for number, one in enumerate(listed)}
    return sorted(found, key=lambda each: (place[each.procedure_id], each.breach, each.class_id))


def allowed_in_year(one: Procedure, percent: int) -> int:
    """How many procedures the hours of a course allow in a year."""
    weeks = WEEKS_OF_FIRST_GRADE if one.grade == 1 else WEEKS
    return int(one.hours * weeks * percent / 100)


def _in_a_course(own: list[Procedure], limits: Limits) -> Iterable[Violation]:
    for before, one in pairwise(own):
        if (gap := (one.held_on - before.held_on).days) < limits.days:
            yield Violation(Breach.OFTEN, one.id, gap)
    if own[0].hours:
        allowed = allowed_in_year(own[0], limits.percent)
        yield from (Violation(Breach.SHARE, one.id, allowed) for one in own[allowed:])


def _on_the_edge(listed: list[Procedure], edges: Edges) -> Iterable[Violation]:
    """First and last lessons of the day; a subject with one lesson a week stands where it stands."""
    for one in listed:
        for class_id in one.classes:
            first, last = edges.get((class_id, one.held_on), (0, 0))
            if one.hours > 1 and (first in one.numbers or last in one.numbers):
                yield Violation(Breach.EDGE, one.id, 0 if first in one.numbers else last, class_id)


def _in_a_day(listed: list[Procedure], limits: Mapping[int, Limits]) -> Iterable[Violation]:
    """Works of a class in a day; groups of one subject write theirs at once or by turns: that is one for a pupil."""
    days: dict[tuple[int, date], list[Procedure]] = defaultdict(list)
    for one in listed:
        for class_id in one.classes:
            days[class_id, one.held_on].append(one)
    for (class_id, _), own in days.items():
        works = len({one.subject_id for one in own})
        for one in own:
            if works > limits[one.course_id].a_day:
                yield Violation(Breach.DAY, one.id, works, class_id)
