"""A class's final marks as a whole: what most reports about a class are counted from."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from kedr.journal.queries.year_rules import YearCourse, YearRules, year_rules
from kedr.journal.rules import level
from kedr.journal.rules.levels import level_bounds
from kedr.reports.access import ClassCard
from kedr.reports.queries.classes import (
    INTERIM,
    YEAR,
    Finals,
    Members,
    Pupil,
    Subject,
    finals_in,
    finals_of,
    here,
    is_taught,
    members_of,
    pupils_of,
    subjects_of,
)
from kedr.reports.queries.spans import Asked, PeriodLine, Span, Spans, spans_of
from kedr.reports.rules import Counts, Standing, count_finals, standing
from kedr.reports.table import Report, Table
from kedr.schools.queries import regulations
from kedr.schools.rules import FAILING_FIRST, MASTERY, UNRATED_IN_MEAN, Regulations, level_of

YEAR_IS_PROPOSED = (
    "Отметка за год – решение учителя; где его ещё нет, показано, что выходит по локальному акту школы, когда есть все"
    " отметки года."
)


@dataclass(frozen=True, slots=True)
class Stage:
    """Whose final marks are meant: a period's, or the year's, which are made of all its periods."""

    name: str
    short: str
    starts_on: date
    last_on: date  # the last day of it that has come: whose list counts
    periods: tuple[PeriodLine, ...]
    is_year: bool = False


@dataclass(frozen=True, slots=True)
class ClassBook:
    """The pupils, subjects and final marks of a class, with the school's rules of counting."""

    card: ClassCard
    spans: Spans
    today: date
    pupils: tuple[Pupil, ...]
    subjects: tuple[Subject, ...]
    members: Members
    finals: Finals
    local: Regulations
    rules: YearRules
    known: dict[tuple[str, int, str], Any] = field(default_factory=dict, repr=False)  # what has been counted once
    lists: dict[date, list[Pupil]] = field(default_factory=dict, repr=False)

    def _once[T](self, what: str, subject: Subject, stage: Stage, make: Callable[[], T]) -> T:
        key = (what, subject.courses[0].id, stage.name)
        if key not in self.known:
            self.known[key] = make()
        made: T = self.known[key]
        return made

    @property
    def span(self) -> Span:
        return self.spans.chosen

    @property
    def stage(self) -> Stage:
        """The stage asked for; days of choice mean the period they end in."""
        if self.span.is_year:
            return self.year
        last = self.span.last_day(self.today)
        period = self.span.period or next((each for each in self.spans.periods if each.holds(last)), None)
        return self.stage_of(period) if period else self.year

    @property
    def before(self) -> Stage | None:
        """The period before the one asked for."""
        earlier = [period for period in self.spans.periods if period.ends_on <= self.stage.starts_on]
        return self.stage_of(earlier[-1]) if earlier and not self.stage.is_year else None

    @property
    def stages(self) -> list[Stage]:
        """The periods up to the one asked for; with the year asked for, all of them and the year."""
        shown = [self.stage_of(period) for period in self.spans.shown]
        return [*shown, self.year] if self.span.is_year else shown

    @property
    def year(self) -> Stage:
        year = self.card.year
        return Stage("Год", "Год", year.starts_on, year.last_day(self.today), self.spans.periods, is_year=True)

    def stage_of(self, period: PeriodLine) -> Stage:
        last = max(period.starts_on, min(self.today, period.ends_on - timedelta(days=1)))
        return Stage(period.name, period.short, period.starts_on, last, (period,))

    def finals_in(self, subject: Subject, stage: Stage) -> dict[int, str]:
        """The final marks of a subject by pupil; those of the year are made of the periods the pupil was here for."""
        if not stage.is_year:
            return self._once("finals", subject, stage, lambda: finals_in(subject, stage.periods[0].id, self.finals))
        return self._once("finals", subject, stage, lambda: self._year_finals(subject, stage))

    def levels_in(self, subject: Subject, stage: Stage) -> dict[int, str]:
        """The final marks as levels: what counts and groups of pupils are made of, whatever the scale."""
        return {pupil_id: self.level(subject, final) for pupil_id, final in self.finals_in(subject, stage).items()}

    def level(self, subject: Subject, final: str) -> str:
        """A final mark of a subject as its level: 5, 4, 3, 2; «н/а» and the like stay."""
        if subject.scale == "five":
            return final
        grade = level_of(self.card.grade)
        return level(final, subject.scale, level_bounds(self.local, subject.scale, level=grade, subject_id=subject.id))

    def _year_finals(self, subject: Subject, stage: Stage) -> dict[int, str]:
        by_period = [
            (finals_in(subject, period.id, self.finals), {pupil.id for pupil in self.here(period.last_on)})
            for period in stage.periods
        ]
        made = dict(finals_in(subject, YEAR, self.finals))  # what the teacher has decided stands
        interim = finals_in(subject, INTERIM, self.finals)
        for pupil in self.pupils:
            own = [found.get(pupil.id, "") for found, ended in by_period if pupil.id in ended]
            course = self.course_of(subject, pupil.id)
            if pupil.id not in made and (mark := self.rules.propose(course, pupil.id, own, interim.get(pupil.id, ""))):
                made[pupil.id] = mark
        return made

    def course_of(self, subject: Subject, pupil_id: int) -> int:
        """The journal a pupil has the subject in: of several groups', the one with them in it."""
        courses = subject.courses
        if len(courses) == 1:
            return courses[0].id
        held = (course.id for course in courses if pupil_id in self.members[course.group_id or 0])
        return next(held, courses[0].id)

    @property
    def has_interim(self) -> bool:
        """Does промежуточная аттестация have a mark of its own in some subject, by the act or already set?"""
        return self.rules.has_interim or any(place == INTERIM for _, place in self.finals)

    def here(self, on: date) -> list[Pupil]:
        """Who is in the list on a day."""
        known = self.lists.get(on)
        if known is None:
            known = self.lists[on] = here(self.pupils, on)
        return known

    def list_of(self, subject: Subject, stage: Stage) -> list[Pupil]:
        """Who has the subject on the last day of the stage."""
        listed = self.here(stage.last_on)
        if any(course.group_id is None for course in subject.courses):
            return listed
        return [pupil for pupil in listed if is_taught(subject, pupil.id, self.members, stage.last_on)]

    def counts(self, subject: Subject, stage: Stage) -> Counts:
        return self._once("counts", subject, stage, lambda: self._counts(subject, stage))

    def _counts(self, subject: Subject, stage: Stage) -> Counts:
        finals = self.levels_in(subject, stage)
        return count_finals(finals.get(pupil.id, "") for pupil in self.list_of(subject, stage))

    def standings(self, stage: Stage) -> dict[int, Standing]:
        """The standing of everybody in the list on the last day of a stage, by pupil."""
        by_subject = [self.levels_in(subject, stage) for subject in self.subjects if subject.is_marked]
        first = self.local.get(FAILING_FIRST, level=level_of(self.card.grade))
        return {
            pupil.id: standing((finals.get(pupil.id, "") for finals in by_subject), failing_first=first)
            for pupil in self.here(stage.last_on)
        }

    def mean(self, counts: Counts) -> Decimal | None:
        return counts.mean(with_unrated=self.local.get(UNRATED_IN_MEAN, level=level_of(self.card.grade)))

    def mastery(self, counts: Counts) -> Decimal | None:
        weights = self.local.get(MASTERY, level=level_of(self.card.grade))
        return counts.mastery(weights)

    def report(
        self, key: str, title: str, tables: Sequence[Table], *, notes: Iterable[str] = (), **more: object
    ) -> Report:
        """A report about this class in its span."""
        return class_report(self.card, self.span, self.today, key, title, tables, notes=notes, **more)


def class_report(
    card: ClassCard,
    span: Span,
    today: date,
    key: str,
    title: str,
    tables: Sequence[Table],
    *,
    notes: Iterable[str] = (),
    **more: object,
) -> Report:
    """A report about a class, with those who sign it."""
    return Report(
        key=key,
        title=title,
        whose=card.name,
        span=span.title,
        school=card.school,
        on=today,
        tables=tuple(tables),
        notes=tuple(notes),
        signers=(("Классный руководитель", ", ".join(card.teachers)), ("Заместитель директора", "")),
        file_name=f"{title}, {card.name}, {span.title}",
        **more,  # type: ignore[arg-type]
    )


def year_courses(subjects: Iterable[Subject], grade: int) -> list[YearCourse]:
    """The journals of a class's subjects, as the rules of the year ask of them."""
    return [
        YearCourse(course.id, subject.id, grade, subject.scale) for subject in subjects for course in subject.courses
    ]


def class_book(card: ClassCard, asked: Asked, today: date) -> ClassBook:
    """Six queries; one more where the year's marks come of all marks."""
    spans = spans_of(card.school.id, card.year, [card.scheme_id], asked, today, of_results=True)
    on = spans.chosen.last_day(card.year.last_day(today))
    subjects, local = tuple(subjects_of(card, on)), regulations(card.school.id, on)
    return ClassBook(
        card=card,
        spans=spans,
        today=today,
        pupils=tuple(pupils_of(card)),
        subjects=subjects,
        members=members_of(card),
        finals=finals_of(card, [period.id for period in spans.periods]),
        local=local,
        rules=year_rules(card.school.id, year_courses(subjects, card.grade), local, on),
    )
