"""A pupil's marks by subject in one period: in order, their mean and how it came out, absences, results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from kedr.core.sql import day, fetch, number
from kedr.diary.access import OpenDiary
from kedr.diary.queries.parts import MINE, MarkChip, Row, chip, plain, short_group, weight_words
from kedr.diary.rules import SPAN_OF, absence_words, polyline, running_means, trend_words
from kedr.diary.rules.goals import Goal, goals
from kedr.journal.queries.missed import lessons_of, missed_of
from kedr.journal.rules import ABSENCES, DEBT, OVERDUE, counted, debts_until, parts, propose, weighted_mean
from kedr.journal.rules.proposals import NOTHING, Proposal, norm_of, propose_result
from kedr.journal.rules.year import YEAR_KINDS
from kedr.schools.queries import PeriodTab, period_to_show, periods, regulations
from kedr.schools.rules import OVERDUE_DEBT, Regulations, level_of

NO_MARKS: Mapping[int, Sequence[tuple[str, Decimal]]] = {}
TREND = timedelta(days=14)
LINE_WIDTH, LINE_HEIGHT = 88, 24


@dataclass(frozen=True, slots=True)
class KindSum:
    """The works of one kind and weight: their marks and what they bring to the sum."""

    kind: str
    weight: str
    marks: list[MarkChip]
    points: str


@dataclass(frozen=True, slots=True)
class Missed:
    """A lesson the pupil missed or came late to."""

    on: date
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Marks that are not given yet, and what comes out with them; `adds` are how the address names each."""

    marks: list[tuple[str, str]]  # value, weight as a chip has it
    adds: list[str]
    mean: Decimal | None
    result: str


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A subject in the period. `results` follow the periods; `proposal` is what comes out now, empty once it is set."""

    course_id: int
    title: str
    group: str
    marks: list[MarkChip]
    mean: Decimal | None
    line: list[tuple[int, int]]
    trend: str
    sums: list[KindSum]
    points: str
    weights: str
    missed: list[Missed]
    absences: int
    results: list[str]
    proposal: str
    few: str  # why what comes out is not sure yet
    overdue_as: str  # what a debt past its day is in the mean, where there is one: «2»
    unit: str  # of the mean: «%» by criteria
    goals: list[Goal]
    works: list[tuple[str, int]]  # what a mark may be added for: kind with its weight, weight in hundredths
    what_if: WhatIf | None
    year: list[str]  # what stands for ПА, the year, the exam, the certificate; empty where nothing does


@dataclass(frozen=True, slots=True)
class SubjectsPage:
    """`is_marked` is false where the law wants no marks (1 класс)."""

    periods: list[PeriodTab]
    period: PeriodTab
    is_marked: bool
    year: list[str]  # the columns of the year that something stands in
    subjects: list[SubjectRow]


@dataclass(frozen=True, slots=True)
class _Mark:
    chip: MarkChip
    on: date
    weight: Decimal
    counts_as: str  # the mark; of an overdue debt «2», where the school says so


@dataclass(slots=True)
class _Course:
    """A course while its row is being put together."""

    id: int
    title: str
    group: str
    is_extra: bool
    scale: str
    subject_id: int
    hours: Decimal
    lessons: int
    missed_lessons: int
    marks: list[_Mark] = field(default_factory=list)
    missed: list[Missed] = field(default_factory=list)
    results: dict[int, str] = field(default_factory=dict)
    year: dict[str, str] = field(default_factory=dict)


_COURSES_SQL = f"""{MINE}
SELECT c.id, c.title, mine.group_name, c.is_extra, c.scale, c.subject_id, c.hours,
  {lessons_of("mine.person_id", "%s", "%s")}, {missed_of("mine.person_id", "%s", "%s")}
FROM mine JOIN curriculum_course c ON c.school_id = %s AND c.id = mine.id
ORDER BY c.title, mine.group_name, c.id
"""

# by journal_mark_diary, then primary keys
_MARKS_SQL = """
SELECT w.course_id, m.held_on, w.weight, m.id, m.value, w.weight, k.name, k.is_control, m.due_on, l.number, m.slot
FROM journal_mark m
JOIN journal_work w ON w.school_id = m.school_id AND w.id = m.work_id
JOIN journal_workkind k ON k.school_id = w.school_id AND k.id = w.kind_id
JOIN timetable_lesson l ON l.school_id = m.school_id AND l.id = m.lesson_id
WHERE m.school_id = %s AND m.pupil_id = %s AND m.held_on >= %s AND m.held_on < %s AND m.value <> ''
UNION ALL
SELECT b.course_id, b.held_on, b.weight, 0, b.value, b.weight, k.name, k.is_control, NULL, 0, 0
FROM journal_broughtmark b
JOIN journal_workkind k ON k.school_id = b.school_id AND k.id = b.kind_id
WHERE b.school_id = %s AND b.pupil_id = %s AND b.held_on >= %s AND b.held_on < %s
ORDER BY 2, 10, 11, 4
"""

# by journal_attendance_diary, then the lesson's primary key
_MISSED_SQL = """
SELECT l.course_id, a.held_on, a.code, a.minutes
FROM journal_attendance a
JOIN timetable_lesson l ON l.school_id = a.school_id AND l.id = a.lesson_id
WHERE a.school_id = %s AND a.pupil_id = %s AND a.held_on >= %s AND a.held_on < %s AND a.code <> ''
ORDER BY a.held_on, l.number
"""

# by journal_periodresult_pupil and journal_yearresult_pupil
_RESULTS_SQL = """
SELECT r.course_id, r.period_id, '', r.final FROM journal_periodresult r
WHERE r.school_id = %s AND r.pupil_id = %s AND r.final <> ''
UNION ALL
SELECT y.course_id, 0, y.kind, y.final FROM journal_yearresult y
WHERE y.school_id = %s AND y.pupil_id = %s AND y.final <> ''
"""


type Added = Mapping[int, Sequence[tuple[str, Decimal]]]  # marks not given yet: value and weight, by course


def subjects_page(diary: OpenDiary, period_id: int | None, today: date, added: Added = NO_MARKS) -> SubjectsPage:
    """The marks of a period; without one, of today's or the last begun; with what comes out if some were `added`.

    NotFound for another scheme's. Six queries.
    """
    school_id, pupil, place = diary.school_id, diary.pupil, diary.pupil.place(today)
    tabs = periods(school_id, place.scheme_id if place else 0)
    period = period_to_show(tabs, period_id, today)
    span = (period.starts_on, period.ends_on)
    mine = [school_id, pupil.id, period.ends_on, period.starts_on]
    courses = _courses(fetch(_COURSES_SQL, [*mine, *mine, *span, *span, school_id]))
    who = [school_id, pupil.id, *span]
    local = regulations(school_id, today)
    level = level_of(place.grade) if place else 0
    until = {
        course_id: debts_until(today, period.ends_on, counts=_counts(local, level, course, min(today, period.last_on)))
        for course_id, course in courses.items()
    }
    for course_id, held_on, weight, *mark, _, _ in fetch(_MARKS_SQL, who * 2):
        if course := courses.get(course_id):
            due_on = day(mark[-1]) if mark[-1] else None
            value = counted(mark[1], due_on, until[course_id], course.scale)
            course.marks.append(_Mark(chip(*mark, scale=course.scale), day(held_on), number(weight), value))
    for course_id, held_on, code, minutes in fetch(_MISSED_SQL, who):
        if course := courses.get(course_id):
            course.missed.append(Missed(day(held_on), code, absence_words(code, minutes, pupil.sex)))
    for course_id, result_period, kind, final in fetch(_RESULTS_SQL, who[:2] * 2):
        if course := courses.get(course_id):
            if kind:
                course.year[kind] = final
            else:
                course.results[result_period] = final
    year = [kind for kind in YEAR_KINDS if any(kind in course.year for course in courses.values())]
    last = min(today, period.last_on)
    rows = [
        _row(course, tabs, period, last, _sight(course, period, local, level, last, added.get(course.id, ())), year)
        for course in courses.values()
        if course.marks or course.missed or course.results or (not course.is_extra and course.scale != "none")
    ]
    return SubjectsPage(tabs, period, period.is_marked, [YEAR_KINDS[kind] for kind in year], rows)


def _courses(rows: Sequence[Row]) -> dict[int, _Course]:
    return {
        row[0]: _Course(row[0], row[1], short_group(row[2]), bool(row[3]), row[4], row[5], number(row[6]), *row[7:])
        for row in rows
    }


def _counts(local: Regulations, level: int, course: _Course, last: date) -> bool:
    return local.get(OVERDUE_DEBT, level=level, subject_id=course.subject_id, on=last)


@dataclass(frozen=True, slots=True)
class _Sight:
    """What comes out of a course's marks now, and what may come yet; nothing once the result is set."""

    proposal: Proposal = NOTHING
    goals: list[Goal] = field(default_factory=list)
    what_if: WhatIf | None = None


def _sight(
    course: _Course, period: PeriodTab, local: Regulations, level: int, last: date, added: Sequence[tuple[str, Decimal]]
) -> _Sight:
    if period.id in course.results:
        return _Sight()
    norm = norm_of(local, course.scale, course.hours, level=level, subject_id=course.subject_id, on=last)
    values = [(mark.counts_as, mark.weight) for mark in course.marks]
    attended = (course.lessons, course.missed_lessons)
    proposal = propose_result(values, *attended, norm)
    if course.scale != "five":
        return _Sight(proposal)
    now = int(propose(proposal.mean, norm.thresholds) or 0)
    ahead = goals(
        _points(course.marks), _weights(course.marks), norm.thresholds, now, (mark.weight for mark in course.marks)
    ) if course.marks else []  # fmt: skip
    if not added:
        return _Sight(proposal, ahead)
    then = propose_result([*values, *added], *attended, norm)
    chips = [(value, weight_words(weight)) for value, weight in added]
    adds = [f"{course.id}.{value}.{int(weight * 100)}" for value, weight in added]
    return _Sight(proposal, ahead, WhatIf(chips, adds, then.mean, then.value))


def _row(
    course: _Course, tabs: Sequence[PeriodTab], period: PeriodTab, last: date, sight: _Sight, year: Sequence[str]
) -> SubjectRow:
    values, proposal = [(mark.counts_as, mark.weight) for mark in course.marks], sight.proposal
    mean = weighted_mean(values)
    before = weighted_mean((mark.counts_as, mark.weight) for mark in course.marks if mark.on <= last - TREND)
    return SubjectRow(
        course_id=course.id,
        title=course.title,
        group=course.group,
        marks=[mark.chip for mark in course.marks],
        mean=mean,
        line=polyline(running_means(values), LINE_WIDTH, LINE_HEIGHT, *SPAN_OF.get(course.scale, SPAN_OF["five"])),
        trend=trend_words(before, mean, course.scale),
        sums=_sums(course.marks),
        points=plain(_points(course.marks)),
        weights=plain(_weights(course.marks)),
        missed=course.missed,
        absences=sum(missed.code in ABSENCES for missed in course.missed),
        results=[course.results.get(each.id, "") for each in tabs],
        proposal=proposal.value,
        few=f"пока {proposal.few_words('оценок')}" if proposal.value and proposal.is_few else "",
        overdue_as=next((_overdue(mark) for mark in course.marks if mark.chip.value == DEBT != mark.counts_as), ""),
        unit="%" if course.scale == "criteria" else "",
        goals=sight.goals,
        works=_works(course, period),
        what_if=sight.what_if,
        year=[course.year.get(kind, "") for kind in year],
    )


def _overdue(mark: _Mark) -> str:
    return "0%" if mark.counts_as == OVERDUE["criteria"] else mark.counts_as


def _sums(marks: Sequence[_Mark]) -> list[KindSum]:
    """The marks by kind and weight, the heaviest first: what the family adds up by itself."""
    groups: dict[tuple[str, Decimal], list[_Mark]] = {}
    for mark in marks:
        groups.setdefault((mark.chip.kind, mark.weight), []).append(mark)
    return [
        KindSum(kind, weight_words(weight) or "1", [mark.chip for mark in group], plain(_points(group)))
        for (kind, weight), group in sorted(groups.items(), key=lambda item: (-item[0][1], item[0][0]))
    ]


def _works(course: _Course, period: PeriodTab) -> list[tuple[str, int]]:
    """The sorts of works the pupil has marks for: a mark may be added for one of them while no result is set."""
    if course.scale != "five" or period.id in course.results:
        return []
    sorts = dict.fromkeys((mark.chip.kind, mark.weight) for mark in course.marks if mark.weight)
    return [
        (f"{kind}, вес {plain(weight)}", int(weight * 100)) for kind, weight in sorted(sorts, key=lambda one: one[1])
    ]


def _weights(marks: Sequence[_Mark]) -> Decimal:
    """Σ weight over the marks that count."""
    return sum((mark.weight * len(parts(mark.counts_as)) for mark in marks), Decimal(0))


def _points(marks: Sequence[_Mark]) -> Decimal:
    """Σ(weight × mark) over the marks that count."""
    return sum((mark.weight * sum(parts(mark.counts_as)) for mark in marks), Decimal(0))
