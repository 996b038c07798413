"""The lesson plan of a course beside what was given: planned and held dates, topics, hours, works, reasons of a gap."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from kedr.core.clock import day_of, time_of
from kedr.core.sql import clock_time, day, fetch
from kedr.core.words import count, initials
from kedr.curriculum.rules import (
    Followed,
    Fulfilment,
    KindCount,
    Laid,
    PlanLine,
    Slot,
    count_kinds,
    lay_all,
    slots_of,
)
from kedr.journal.access import GRADE_OF_GROUP, OpenCourse
from kedr.timetable.actions.lessons import DROPPED


@dataclass(frozen=True, slots=True)
class GivenLesson:
    """A lesson of the course. `is_over` at the moment of asking."""

    id: int
    held_on: date
    number: int
    is_cancelled: bool
    is_dropped: bool  # the weekly plan changed: it was never to be given
    reason: str
    topic: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A lesson's share of a row: when it was to be given by the plan, when it is given in fact."""

    planned_on: date | None
    lesson: GivenLesson | None

    @property
    def days(self) -> int:
        """How many days later than planned; 0 where one of the two is not known."""
        return (self.lesson.held_on - self.planned_on).days if self.lesson and self.planned_on else 0

    @property
    def deviation(self) -> str:
        """«позже на 2 дня», «раньше на 1 день»; nothing when in time."""
        words = count(abs(self.days), "день", "дня", "дней")
        return "" if not self.days else f"позже на {words}" if self.days > 0 else f"раньше на {words}"


@dataclass(frozen=True, slots=True)
class RowFact:
    """A row of the plan in this course. `hours` are those the course gives it; 0: together with the row before."""

    line: PlanLine
    number: int  # of its first lesson in the plan, from 1
    kind: str  # of work, in words
    hours: int
    reason: str  # of the correction
    parts: tuple[Part, ...]

    @property
    def is_corrected(self) -> bool:
        return self.hours != self.line.hours

    @property
    def is_given(self) -> bool:
        """Every lesson of it is over."""
        return all(part.lesson is not None and part.lesson.is_over for part in self.parts)

    @property
    def other_topics(self) -> list[str]:
        """What the journal says where it is not the planned topic."""
        told = [part.lesson.topic for part in self.parts if part.lesson and part.lesson.topic]
        return list(dict.fromkeys(topic for topic in told if topic.casefold() != self.line.topic.casefold()))


@dataclass(frozen=True, slots=True)
class PlanHeading:
    """The plan a course follows on [starts_on, ends_on), and who else follows it."""

    id: int
    name: str
    grade: int
    author: str
    starts_on: date
    ends_on: date | None
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoursePlanFact:
    """Plan and fact of a course at a moment."""

    plans: list[PlanHeading]
    rows: list[RowFact]
    fulfilment: Fulfilment
    topics: Fulfilment  # in rows
    kinds: list[tuple[str, KindCount]]  # with the kind's name
    cancelled: list[GivenLesson]  # up to now, with their reasons
    untold: list[GivenLesson]  # over, without a topic
    rest: list[Slot]  # what the lessons of the year do not reach
    bare: list[GivenLesson]  # lessons the plan does not reach
    lessons: int  # in the timetable of the year, without the cancelled ones
    last_on: date | None  # the last of them

    @property
    def now(self) -> PlanHeading | None:
        """The plan in force: the latest that has not ended."""
        return next((plan for plan in reversed(self.plans) if plan.ends_on is None), None)


# by curriculum_courseplan_once; the others by curriculum_courseplan_plan
_PLANS_SQL = """
SELECT p.id, p.name, p.grade, COALESCE(a.last_name, ''), COALESCE(a.first_name, ''), COALESCE(a.middle_name, ''),
  f.starts_on, f.ends_on, COALESCE(g.name, k.name)
FROM curriculum_courseplan f
JOIN curriculum_lessonplan p ON p.school_id = f.school_id AND p.id = f.plan_id
LEFT JOIN people_person a ON a.school_id = p.school_id AND a.id = p.author_id
LEFT JOIN curriculum_courseplan o ON o.school_id = f.school_id AND o.plan_id = f.plan_id
  AND o.course_id <> f.course_id AND o.ends_on IS NULL
LEFT JOIN curriculum_course c ON c.school_id = o.school_id AND c.id = o.course_id
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
WHERE f.school_id = %s AND f.course_id = %s
ORDER BY f.starts_on, COALESCE(k.grade, 99), COALESCE(g.name, k.name)
"""

# by curriculum_planrow_once and curriculum_plancorrection_once
_ROWS_SQL = """
SELECT r.plan_id, r.id, r.topic, r.hours, r.section, r.kind, r.homework, r.note, r.minutes, x.hours,
  COALESCE(x.reason, '')
FROM curriculum_planrow r
LEFT JOIN curriculum_plancorrection x ON x.school_id = r.school_id AND x.row_id = r.id AND x.course_id = %s
WHERE r.school_id = %s AND r.plan_id IN (
  SELECT f.plan_id FROM curriculum_courseplan f WHERE f.school_id = %s AND f.course_id = %s)
ORDER BY r.plan_id, r.position
"""

# by timetable_lesson_course
_LESSONS_SQL = """
SELECT l.id, l.held_on, l.number, l.ends_at, l.is_cancelled, l.change_reason, COALESCE(p.topic, '')
FROM timetable_lesson l
LEFT JOIN journal_lessonpage p ON p.school_id = l.school_id AND p.id = l.id
WHERE l.school_id = %s AND l.course_id = %s
ORDER BY l.held_on, l.number, l.id
"""

# Every kind of work, with the lessons up to a day in which the course had one.
_WORKS_SQL = """
SELECT k.code, k.name, k.is_control, COUNT(DISTINCT w.lesson_id)
FROM journal_workkind k
LEFT JOIN (
  SELECT w.school_id, w.kind_id, w.lesson_id FROM journal_work w
  JOIN timetable_lesson l ON l.school_id = w.school_id AND l.id = w.lesson_id
  WHERE w.school_id = %s AND l.course_id = %s AND l.held_on <= %s AND NOT l.is_cancelled
) w ON w.school_id = k.school_id AND w.kind_id = k.id
WHERE k.school_id = %s
GROUP BY k.code, k.name, k.is_control, k.position
ORDER BY k.position
"""


def course_plan(course: OpenCourse, now: datetime) -> CoursePlanFact:
    """The plan and what has been given by `now`, row by row. Four queries."""
    own = [course.school_id, course.id]
    plans = _plans(fetch(_PLANS_SQL, own))
    lines: dict[int, list[PlanLine]] = defaultdict(list)
    corrected: dict[int, tuple[int, str]] = {}
    for plan_id, row_id, *values, hours, reason in fetch(_ROWS_SQL, [course.id, course.school_id, *own]):
        lines[plan_id].append(PlanLine(row_id, *values))
        if hours is not None:
            corrected[row_id] = (hours, reason)
    lessons = [_lesson(row, day_of(now), time_of(now)) for row in fetch(_LESSONS_SQL, own)]
    works = fetch(_WORKS_SQL, [*own, day_of(now), course.school_id])
    return _fact(plans, lines, corrected, lessons, works)


def _plans(rows: Iterable[tuple[Any, ...]]) -> list[PlanHeading]:
    found: dict[date, PlanHeading] = {}
    for plan_id, name, grade, last, first, middle, starts_on, ends_on, other in rows:
        starts_on = day(starts_on)
        others = found[starts_on].others if starts_on in found else ()
        found[starts_on] = PlanHeading(
            id=plan_id,
            name=name,
            grade=grade,
            author=initials(last, first, middle) if last else "",
            starts_on=starts_on,
            ends_on=day(ends_on) if ends_on else None,
            others=(*others, other) if other else others,
        )
    return list(found.values())


def _lesson(row: tuple[Any, ...], today: date, clock: time) -> GivenLesson:
    lesson_id, held_on, number, ends_at, is_cancelled, reason, topic = row
    held_on = day(held_on)
    is_over = held_on < today or (held_on == today and clock_time(ends_at) <= clock)
    is_dropped = bool(is_cancelled) and reason == DROPPED
    return GivenLesson(lesson_id, held_on, number, bool(is_cancelled), is_dropped, reason, topic, is_over)


def _fact(
    plans: list[PlanHeading],
    lines: dict[int, list[PlanLine]],
    corrected: dict[int, tuple[int, str]],
    lessons: Sequence[GivenLesson],
    works: Sequence[tuple[Any, ...]],
) -> CoursePlanFact:
    hours = {row_id: given for row_id, (given, _) in corrected.items()}
    wanted = {lesson.id: lesson for lesson in lessons if not lesson.is_dropped}
    going = [lesson for lesson in wanted.values() if not lesson.is_cancelled]
    as_planned = _laid(plans, lines, {}, wanted.values())
    in_fact = _laid(plans, lines, hours, going)
    planned, given = (_places(laid.on, wanted) for laid in (as_planned, in_fact))
    names = {code: name for code, name, *_ in works}
    rows = []
    for plan in plans:
        for slot in slots_of(lines[plan.id], hours):
            for share in slot.shares:
                if share.part == 1:
                    line, reason = share.row, corrected.get(share.row.id, (0, ""))[1]
                    parts = tuple(_part(line.id, part, planned, given) for part in range(1, max(share.of, 1) + 1))
                    rows.append(RowFact(line, slot.number, names.get(line.kind, line.kind), share.of, reason, parts))
    due = [row for row in rows if (last := planned.get((row.line.id, row.line.hours))) and last.is_over]
    done = [row for row in rows if row.is_given]
    over = [lesson for lesson in going if lesson.is_over]
    return CoursePlanFact(
        plans=plans,
        rows=rows,
        fulfilment=Fulfilment(
            plan=sum(wanted[lesson_id].is_over for lesson_id in as_planned.on),
            fact=len(over),
            saved=sum(row.line.hours - row.hours for row in done),
        ),
        topics=Fulfilment(plan=len(due), fact=len(done)),
        kinds=_kinds(rows, due, works),
        cancelled=[lesson for lesson in wanted.values() if lesson.is_cancelled and lesson.is_over],
        untold=[lesson for lesson in over if not lesson.topic],
        rest=in_fact.rest,
        bare=[wanted[lesson_id] for lesson_id in in_fact.bare],
        lessons=len(going),
        last_on=going[-1].held_on if going else None,
    )


def _laid(
    plans: Iterable[PlanHeading],
    lines: dict[int, list[PlanLine]],
    hours: dict[int, int],
    lessons: Iterable[GivenLesson],
) -> Laid:
    followed = [Followed(plan.starts_on, plan.ends_on, slots_of(lines[plan.id], hours)) for plan in plans]
    return lay_all(followed, [(lesson.id, lesson.held_on) for lesson in lessons])


type Places = dict[tuple[int, int], GivenLesson]  # by row and part


def _places(on: dict[int, Slot], lessons: dict[int, GivenLesson]) -> Places:
    return {(share.row.id, share.part): lessons[lesson_id] for lesson_id, slot in on.items() for share in slot.shares}


def _part(row_id: int, part: int, planned: Places, given: Places) -> Part:
    as_planned = planned.get((row_id, part))
    return Part(as_planned.held_on if as_planned else None, given.get((row_id, part)))


def _kinds(
    rows: Iterable[RowFact], due: Iterable[RowFact], works: Sequence[tuple[Any, ...]]
) -> list[tuple[str, KindCount]]:
    """The kinds of work that the plan names, and control works beside it."""
    planned = [row.line.kind for row in rows]
    given = {code: some for code, _, is_control, some in works if some and (is_control or code in planned)}
    names = {code: name for code, name, *_ in works}
    counted = count_kinds(planned, (row.line.kind for row in due), given)
    return [(names.get(one.kind, one.kind), one) for one in counted]


@dataclass(frozen=True, slots=True)
class Parallel:
    """A journal that may share a plan: of the same subject, year and grade."""

    id: int
    whose: str
    teachers: tuple[int, ...]
    year_id: int
    grade: int
    starts_on: date


# by curriculum_course_class: the courses of a year's subject
_PARALLELS_SQL = f"""
SELECT c.id, COALESCE(g.name, k.name, ''), c.year_id, COALESCE(k.grade, {GRADE_OF_GROUP}, 0), y.starts_on, t.person_id
FROM curriculum_course o
JOIN curriculum_course c ON c.school_id = o.school_id AND c.year_id = o.year_id AND c.subject_id = o.subject_id
JOIN schools_academicyear y ON y.school_id = c.school_id AND y.id = c.year_id
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
LEFT JOIN curriculum_courseteacher t ON t.school_id = c.school_id AND t.course_id = c.id
  AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s)
WHERE o.school_id = %s AND o.id = %s
ORDER BY COALESCE(k.letter, ''), COALESCE(g.name, k.name, ''), c.id
"""


def parallels(course: OpenCourse, on: date) -> list[Parallel]:
    """The courses that may share the plan of this one, itself first. One query."""
    found: dict[int, Parallel] = {}
    for course_id, whose, year_id, grade, starts_on, teacher in fetch(
        _PARALLELS_SQL, [on, on, course.school_id, course.id]
    ):
        before = found[course_id].teachers if course_id in found else ()
        teachers = (*before, teacher) if teacher else before
        found[course_id] = Parallel(course_id, whose, teachers, year_id, grade, day(starts_on))
    alike = [one for one in found.values() if one.grade == course.grade]
    return sorted(alike, key=lambda one: one.id != course.id)


_KINDS_SQL = "SELECT code, name FROM journal_workkind WHERE school_id = %s ORDER BY position, id"


def kinds_of_work(school_id: int) -> dict[str, str]:
    """The school's kinds of work: code → name. One query."""
    return dict(fetch(_KINDS_SQL, [school_id]))
