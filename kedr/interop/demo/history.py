"""What was written in the journals of a school up to now: pages, homework, works, marks, absences, results.

Pure: takes what stands in the timetable, gives rows as the tables have them, journal by journal.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from kedr.core.tenancy import new_id
from kedr.interop.demo import lives, texts
from kedr.interop.demo.plans import planned_topic
from kedr.interop.demo.works import PlannedWork, WorkPlan, plan_of
from kedr.journal.rules import ABSENCES, DEBT
from kedr.journal.rules.proposals import Norm, propose_result
from kedr.journal.rules.scales import UNRATED

UNFILLED = timedelta(days=10)  # older lessons have been put in order
DEBT_TERM, DEBTS_STAND = timedelta(days=14), timedelta(days=19)  # a few are past their day
PLANNED_AHEAD = timedelta(days=28)  # control works to come
RESULT_NOTE = "Учтена активная работа на уроках"
COMMENTS = (
    "Отличное решение вторым способом", "Переписать до пятницы", "Работа над ошибками выполнена", "Сдано позже срока",
    "Помогает товарищам", "Нужно повторить правило", "Красивое оформление", "Ответ без опоры на конспект",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LessonFact:
    """A lesson that the timetable has."""

    id: int
    held_on: date
    number: int
    starts_at: time
    ends_at: time
    teacher_id: int
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class PeriodFact:
    """A period of study, [starts_on, ends_on)."""

    id: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class CourseFact:
    """A journal: its subject (short name), who is in it, its lessons of the whole year and its periods.

    `norm` is what its results are proposed by, `planned` how many lessons its plan has.
    """

    id: int
    subject: str
    grade: int
    norm: Norm
    teacher_id: int
    pupils: tuple[int, ...]
    lessons: tuple[LessonFact, ...]
    periods: tuple[PeriodFact, ...]
    planned: int

    @property
    def scale(self) -> str:
        return self.norm.scale


@dataclass(frozen=True, slots=True)
class SchoolFact:
    """Everything the history is made from."""

    school_id: int
    now: datetime
    kinds: Mapping[str, int]
    weights: Mapping[str, Decimal]
    courses: Sequence[CourseFact]

    @property
    def today(self) -> date:
        return self.now.date()


@dataclass(slots=True)
class Rows:
    """Rows of one journal, by table; `kept` are the lessons something was written in."""

    pages: list[tuple[Any, ...]] = field(default_factory=list)
    homework: list[tuple[Any, ...]] = field(default_factory=list)
    works: list[tuple[Any, ...]] = field(default_factory=list)
    marks: list[tuple[Any, ...]] = field(default_factory=list)
    attendance: list[tuple[Any, ...]] = field(default_factory=list)
    results: list[tuple[Any, ...]] = field(default_factory=list)
    corrections: list[tuple[int, int, int, str, str, datetime]] = field(default_factory=list)
    kept: list[tuple[date, int]] = field(default_factory=list)


def history(school: SchoolFact, rng: Random) -> Iterator[Rows]:
    """The rows of each journal in turn."""
    days = sorted({lesson.held_on for course in school.courses for lesson in course.lessons})
    past = [day for day in days if day <= school.today]
    everybody = sorted({pupil for course in school.courses for pupil in course.pupils})
    pupils = {pupil_id: lives.pupil(rng, past, school.today) for pupil_id in everybody}
    teachers = lives.Teachers(rng)
    for course in school.courses:
        yield _Journal(school, course, pupils, teachers, rng).rows()


class _Journal:
    """One journal being filled, lesson after lesson."""

    def __init__(
        self,
        school: SchoolFact,
        course: CourseFact,
        pupils: Mapping[int, lives.Pupil],
        teachers: lives.Teachers,
        rng: Random,
    ) -> None:
        self.school, self.course, self.pupils, self.teachers, self.rng = school, course, pupils, teachers, rng
        self.lessons = [lesson for lesson in course.lessons if not lesson.is_cancelled]
        self.text = texts.Course(course.subject, course.grade, course.planned)
        self.plan: WorkPlan = plan_of(course.subject, course.grade, course.scale, course.planned)
        self.levels = {one: pupils[one].level_in(course.subject, rng) for one in course.pupils}
        self.given: dict[int, list[tuple[date, str, Decimal]]] = defaultdict(list)
        self.missed: dict[int, list[date]] = defaultdict(list)
        self.out = Rows()

    def rows(self) -> Rows:
        for place, lesson in enumerate(self.lessons):
            if self._is_over(lesson):
                self._fill(place, lesson)
            else:
                self._ahead(place, lesson)
                self._plan_controls(place)
                break
        self._results()
        return self.out

    def _at(self, on: date, clock: time, minutes: int = 0) -> datetime:
        return datetime.combine(on, clock, self.school.now.tzinfo) + timedelta(minutes=minutes)

    def _is_over(self, lesson: LessonFact) -> bool:
        return self._at(lesson.held_on, lesson.ends_at) <= self.school.now

    def _fill(self, place: int, lesson: LessonFact) -> None:
        """A lesson that is over: written down whole, in part, or left."""
        habit = self.teachers.habit(lesson.teacher_id)
        is_recent = self.school.today - lesson.held_on < UNFILLED
        is_left = is_recent and self.rng.random() < habit.leaves
        if is_left and self.rng.random() < 0.5:
            return  # nothing at all
        missing = self.rng.choice(("topic", "check", "homework")) if is_left else ""
        at = min(self._at(lesson.held_on, lesson.ends_at, self.rng.randrange(1, 9)), self.school.now)
        away = self._attendance(lesson, at) if missing != "check" else self._away(lesson)
        sat = [one for one in self.course.pupils if one not in away]
        titles = self._works(place, lesson, sat, at) if missing != "check" else []
        topic = "" if missing == "topic" else self._topic(place, titles)
        has_homework = missing != "homework" and self._homework(place, lesson, at, habit)
        is_none_set = missing != "homework" and not has_homework
        is_checked = missing != "check"
        self.out.pages.append(
            (
                self.school.school_id, lesson.id, self.course.id, lesson.held_on, topic, int(bool(topic)), is_checked,
                int(is_checked), is_none_set, at if topic else None, at if is_checked else None,
            )
        )  # fmt: skip
        self.out.kept.append((lesson.held_on, lesson.id))

    def _ahead(self, place: int, lesson: LessonFact) -> None:
        """The next lesson may have its homework already."""
        if self.rng.random() < 0.06 and self._homework(place, lesson, self.school.now, lives.Habit(0, 0)):
            self.out.kept.append((lesson.held_on, lesson.id))

    def _plan_controls(self, place: int) -> None:
        """Most control works of the coming weeks are planned already."""
        for number, lesson in enumerate(self.lessons[place:], place):
            if lesson.held_on > self.school.today + PLANNED_AHEAD:
                return
            if self.plan.is_marked and self.plan.is_control(number) and self.rng.random() < 0.8:
                (work, *_) = self.plan.works(number, len(self.course.pupils), self.rng)
                self.out.works.append(
                    (self.school.school_id, new_id(), lesson.id, self.course.id, self.school.kinds[work.kind],
                     lesson.held_on, 0, self.school.weights[work.kind], work.title, work.is_double, 1)
                )  # fmt: skip
                self.out.kept.append((lesson.held_on, lesson.id))

    def _topic(self, place: int, titles: list[str]) -> str:
        if titles:
            return f"{titles[0]} по теме «{self.text.theme(place).split('.')[0]}»"
        return planned_topic(self.text, self.plan, place)

    def _away(self, lesson: LessonFact) -> dict[int, tuple[str, int | None]]:
        away: dict[int, tuple[str, int | None]] = {}
        for pupil_id in self.course.pupils:
            pupil = self.pupils[pupil_id]
            code = pupil.away.get(lesson.held_on)
            if code is None and pupil.is_truant and self.rng.random() < 0.03:
                code = "нп" if self.school.today - lesson.held_on > lives.RECENT else "н"
            if code is not None:
                away[pupil_id] = (code, None)
        return away

    def _attendance(self, lesson: LessonFact, at: datetime) -> dict[int, tuple[str, int | None]]:
        """Write absences; those who cannot be marked. Late ones and those freed from the lesson are written too."""
        away = self._away(lesson)
        noted = dict(away)
        for pupil_id in self.course.pupils:
            freed = self.pupils[pupil_id].freed
            if pupil_id in noted:
                continue
            if self.course.subject == "Физкультура" and freed and freed[0] <= lesson.held_on < freed[1]:
                noted[pupil_id] = away[pupil_id] = ("осв", None)
            elif lesson.number == 1 and self.rng.random() < 0.008:
                noted[pupil_id] = ("оп", self.rng.choice((5, 7, 10, 15)))
        for pupil_id, (code, minutes) in noted.items():
            if code in ABSENCES:
                self.missed[pupil_id].append(lesson.held_on)
            self.out.attendance.append(
                (self.school.school_id, new_id(), lesson.id, pupil_id, lesson.held_on, code, minutes, 1, at,
                 lesson.teacher_id)
            )  # fmt: skip
        return away

    def _works(self, place: int, lesson: LessonFact, sat: list[int], at: datetime) -> list[str]:
        """Works of the lesson with their marks; the titles of controls."""
        titles = []
        for slot, work in enumerate(self.plan.works(place, len(self.course.pupils), self.rng)):
            some = sat if work.is_for_all else self.rng.sample(sat, min(len(sat), work.answers))
            marks = [(one, value) for one in some if (value := self._value(one, work))]
            if not marks:
                continue
            work_id, weight = new_id(), self.school.weights[work.kind]
            self.out.works.append(
                (self.school.school_id, work_id, lesson.id, self.course.id, self.school.kinds[work.kind],
                 lesson.held_on, slot, weight, work.title, work.is_double, 1)
            )  # fmt: skip
            if work.is_control and work.title:
                titles.append(work.title)
            for pupil_id, value in marks:
                self._mark(lesson, work_id, pupil_id, slot, value, weight, at)
        return titles

    def _value(self, pupil_id: int, work: PlannedWork) -> str:
        if self.rng.random() < work.skip:
            return ""
        if self.course.scale == "pass":
            return "зч" if self.rng.random() < 0.95 else "нз"
        marks = [lives.mark(self.rng, self.levels[pupil_id], work.spread) for _ in range(1 + work.is_double)]
        if self.course.scale == "ten":
            marks = [str(2 * int(mark) - self.rng.randrange(2)) for mark in marks]
        return "/".join(marks)

    def _mark(
        self, lesson: LessonFact, work_id: int, pupil_id: int, slot: int, value: str, weight: Decimal, at: datetime
    ) -> None:
        mark_id, version, comment, set_at = new_id(), 1, "", at
        chance = self.rng.random()
        if chance < 0.004 and value in "234":
            before, value, version = value, str(int(value) + 1), 2
            set_at = min(at + timedelta(days=1, minutes=self.rng.randrange(90)), self.school.now)
            self.out.corrections.append((mark_id, lesson.id, lesson.teacher_id, before, value, set_at))
        elif chance < 0.014:
            comment = self.rng.choice(COMMENTS)
        elif chance < 0.019 and self.school.today - lesson.held_on < DEBTS_STAND and self.course.scale == "five":
            value = DEBT
        self.out.marks.append(
            (self.school.school_id, mark_id, lesson.id, work_id, pupil_id, lesson.held_on, slot, value,
             lesson.held_on + DEBT_TERM if value == DEBT else None, comment, version, set_at, lesson.teacher_id)
        )  # fmt: skip
        self.given[pupil_id].append((lesson.held_on, value, weight))

    def _homework(self, place: int, lesson: LessonFact, at: datetime, habit: lives.Habit) -> bool:
        due = self.lessons[place + 1] if place + 1 < len(self.lessons) else None
        text = self.text.homework(place, self.rng)
        if due is None or not text or self.rng.random() < self.plan.no_homework:
            return False
        is_late = self.rng.random() < habit.late
        if is_late:
            at = min(self._at(lesson.held_on, time(20, 30), self.rng.randrange(150)), self.school.now)
            is_late = at >= self._at(lesson.held_on, time(20, 30))
        minutes = self.rng.choice((None, 10, 15, 20, 20, 30))
        self.out.homework.append(
            (self.school.school_id, new_id(), lesson.id, self.course.id, 0, due.id, lesson.held_on, due.held_on, text,
             minutes, 1, at, is_late)
        )  # fmt: skip
        return True

    def _results(self) -> None:
        """Results of the periods that are over."""
        if self.course.scale == "none":
            return
        for period in self.course.periods:
            if period.ends_on > self.school.today:
                continue
            at = self._at(period.ends_on - timedelta(days=2), time(15), self.rng.randrange(180))
            lessons = sum(period.starts_on <= lesson.held_on < period.ends_on for lesson in self.lessons)
            for pupil_id in self.course.pupils:
                marks = [row[1:] for row in self.given[pupil_id] if period.starts_on <= row[0] < period.ends_on]
                missed = sum(period.starts_on <= on < period.ends_on for on in self.missed[pupil_id])
                mean, proposed, final = self._result(marks, lessons, missed)
                self.out.results.append(
                    (self.school.school_id, new_id(), self.course.id, period.id, pupil_id, proposed, mean, final, 1,
                     at, self.course.teacher_id)
                )  # fmt: skip

    def _result(self, marks: list[tuple[str, Decimal]], lessons: int, missed: int) -> tuple[Decimal | None, str, str]:
        if self.course.scale == "pass":
            return None, "", "зч" if any(value == "зч" for value, _ in marks) else UNRATED
        made = propose_result(marks, lessons, missed, self.course.norm)
        mean, proposed = made.mean, made.value
        if mean is None or proposed == UNRATED:
            return mean, proposed, UNRATED
        above = mean % 1 * 10 if self.course.scale == "five" else Decimal()
        if Decimal("3.8") <= above < 5 and proposed != "5" and self.rng.random() < 0.5:
            return mean, proposed, str(int(proposed) + 1)  # the teacher knows better
        return mean, proposed, proposed
