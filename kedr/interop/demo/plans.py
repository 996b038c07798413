"""The lesson plans of the demo: one for the classes of a grade that have a subject as often. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Protocol

from kedr.curriculum.rules import PlanLine
from kedr.interop.demo.texts import Course
from kedr.interop.demo.works import NAMES, WorkPlan, plan_of

WEEKS = 34
SECTION_FROM = 2.5  # lessons a theme: fewer are no section
PRACTICAL = ("ЛР", "ПР")


@dataclass(frozen=True, slots=True)
class PlanFact:
    """A plan and the courses that follow it."""

    subject: str
    grade: int
    name: str
    author_id: int
    courses: tuple[int, ...]
    lines: tuple[PlanLine, ...]


class Dated(Protocol):
    """A lesson."""

    @property
    def held_on(self) -> date: ...
    @property
    def is_cancelled(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Given:
    """What of a journal its plan depends on."""

    course_id: int
    subject: str
    grade: int
    scale: str
    teacher_id: int
    lessons: Sequence[Dated]

    @property
    def going(self) -> list[date]:
        """The days of the lessons that are given."""
        return [lesson.held_on for lesson in self.lessons if not lesson.is_cancelled]

    @property
    def key(self) -> tuple[str, int, int]:
        """Journals alike share a plan: subject, grade, hours a week."""
        return self.subject, self.grade, round(len(self.going) / WEEKS)


def lengths(courses: Iterable[Given]) -> dict[int, int]:
    """How many lessons the plan of each journal has: as many as the longest of those alike."""
    courses = list(courses)
    longest: dict[tuple[str, int, int], int] = defaultdict(int)
    for one in courses:
        longest[one.key] = max(longest[one.key], len(one.going))
    return {one.course_id: longest[one.key] for one in courses}


def lesson_plans(courses: Iterable[Given]) -> list[PlanFact]:
    """The plans of a school's year."""
    alike: dict[tuple[str, int, int], list[Given]] = defaultdict(list)
    for one in courses:
        if one.going:
            alike[one.key].append(one)
    versions: dict[tuple[str, int], int] = defaultdict(int)
    for subject, grade, _ in alike:
        versions[subject, grade] += 1
    return [
        PlanFact(
            subject=subject,
            grade=grade,
            name=f"{{}}, {grade} класс" + (f", {hours} ч в неделю" if versions[subject, grade] > 1 else ""),
            author_id=some[0].teacher_id,
            courses=tuple(one.course_id for one in some),
            lines=tuple(_lines(some[0], max(len(one.going) for one in some))),
        )
        for (subject, grade, hours), some in alike.items()
    ]


def _lines(course: Given, lessons: int) -> Iterable[PlanLine]:
    text = Course(course.subject, course.grade, lessons)
    plan = plan_of(course.subject, course.grade, course.scale, lessons)
    rng = Random(f"{course.subject}:{course.grade}")  # noqa: S311 invented data, not a secret
    has_sections = lessons >= SECTION_FROM * len({text.theme(place) for place in range(lessons)})
    for place in range(lessons):
        homework = text.homework(place, rng) if rng.random() >= plan.no_homework else ""
        yield PlanLine(
            id=0,
            topic=planned_topic(text, plan, place),
            section=text.theme(place) if has_sections else "",
            kind=_kind(plan, place),
            homework=homework,
            minutes=5 * (2 + place % 4) if homework else 0,
        )


def planned_topic(text: Course, plan: WorkPlan, place: int) -> str:
    """The topic of a lesson (from 0): of a control work, of the talk about it, or the next step of its theme."""
    if plan.is_marked and plan.is_control(place):
        title = f"{NAMES[_kind(plan, place)]} № {place // plan.every + 1}"
        return f"{title} по теме «{text.theme(place).split('.')[0]}»"
    topic = text.topic(place)
    return f"Анализ работы. {topic}" if place and plan.is_control(place - 1) else topic


def _kind(plan: WorkPlan, place: int) -> str:
    if not plan.is_marked:
        return ""
    if plan.is_control(place):
        return plan.controls[place // plan.every % len(plan.controls)]
    if plan.smaller and place % plan.often == plan.often - 2:
        kind = plan.smaller[place // plan.often % len(plan.smaller)]
        return kind if kind in PRACTICAL else ""
    return ""


def merged_row(course: Given, today: date, rows: int) -> tuple[int, date] | None:
    """Which row to come (from 0) is merged with the one before it, and the cancelled lesson that is to blame."""
    lost = [lesson.held_on for lesson in course.lessons if lesson.is_cancelled and lesson.held_on <= today]
    place = sum(on <= today for on in course.going) + 4
    return (place, lost[-1]) if lost and place < rows else None
