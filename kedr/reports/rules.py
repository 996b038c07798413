"""The formulas of reports. Every number is made of counts, half up; a total of summed counts, never of shares."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

UNRATED, EXEMPT = "н/а", "осв"
CREDITS = frozenset({"зч", "нз"})  # a subject without marks: in no share and no mean

_TENTH, _HUNDREDTH = Decimal("0.1"), Decimal("0.01")


def percent(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    """A share in per cent, one digit; None of nothing."""
    return (Decimal(part) * 100 / whole).quantize(_TENTH, ROUND_HALF_UP) if whole else None


def ratio(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    """How much for one, two digits; None of nothing."""
    return (Decimal(part) / whole).quantize(_HUNDREDTH, ROUND_HALF_UP) if whole else None


@dataclass(frozen=True, slots=True)
class Counts:
    """The final marks of a period in one subject, or summed over several.

    `pupils` are those in the list on the last day; `none` of them have no final mark yet, `credits` have «зч» or «нз».
    """

    pupils: int = 0
    n5: int = 0
    n4: int = 0
    n3: int = 0
    n2: int = 0
    n1: int = 0
    unrated: int = 0
    exempt: int = 0
    none: int = 0
    credits: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def rated(self) -> int:
        """Who the shares are of: «н/а» stays in, the exempt and those without a mark do not."""
        return self.pupils - self.exempt - self.none - self.credits

    @property
    def success(self) -> Decimal | None:
        """Успеваемость, per cent."""
        return percent(self.n5 + self.n4 + self.n3, self.rated)

    @property
    def quality(self) -> Decimal | None:
        """Качество знаний, per cent."""
        return percent(self.n5 + self.n4, self.rated)

    def mastery(self, weights: Sequence[Decimal]) -> Decimal | None:
        """СОУ, степень обученности учащихся (Симонов), two digits; the school weighs 5, 4, 3, 2 and «н/а»."""
        times = (self.n5, self.n4, self.n3, self.n2 + self.n1, self.unrated)
        return ratio(sum((weight * n for weight, n in zip(weights, times, strict=True)), Decimal()), self.rated)

    def mean(self, *, with_unrated: bool = False) -> Decimal | None:
        """The mean mark, two digits; `with_unrated` puts «н/а» into the denominator."""
        total = 5 * self.n5 + 4 * self.n4 + 3 * self.n3 + 2 * self.n2 + self.n1
        marks = self.n5 + self.n4 + self.n3 + self.n2 + self.n1
        return ratio(total, marks + (self.unrated if with_unrated else 0)) if marks else None


def count_finals(finals: Iterable[str]) -> Counts:
    """The counts of one subject: the final mark of each pupil in the list, empty where there is none yet."""
    seen = Counter(finals)
    return Counts(
        pupils=seen.total(), n5=seen["5"], n4=seen["4"], n3=seen["3"], n2=seen["2"], n1=seen["1"],
        unrated=seen[UNRATED], exempt=seen[EXEMPT], none=seen[""], credits=sum(seen[value] for value in CREDITS),
    )  # fmt: skip


def total(parts: Iterable[Counts]) -> Counts:
    """The counts of several subjects, groups or classes together."""
    return sum(parts, Counts())


class Group(StrEnum):
    """Where a pupil belongs by the final marks of a period; each to one group."""

    EXCELLENT = "отличники"
    GOOD = "на «4» и «5»"
    FAIR = "с тройками"
    FAILING = "неуспевающие"
    UNRATED = "не аттестованы"
    NOT_RATED = "без отметок"  # 1 класс, all subjects exempt, nothing set yet


@dataclass(frozen=True, slots=True)
class Standing:
    """A pupil over the marked subjects of a period. `failing` and `unrated` may both hold; the group is one."""

    group: Group
    has_one_four: bool = False  # of those on «4» and «5»
    has_one_three: bool = False  # of those with threes
    is_failing: bool = False
    is_unrated: bool = False


def standing(finals: Iterable[str], *, failing_first: bool = True) -> Standing:
    """The standing of a pupil; marks not set yet, exemptions and credits take no part."""
    seen = Counter(value for value in finals if value in _RATED)
    twos, unrated = seen["2"] + seen["1"], seen[UNRATED]
    if not seen:
        return Standing(Group.NOT_RATED)
    if twos or unrated:
        failing = twos > 0 and (failing_first or not unrated)
        group = Group.FAILING if failing else Group.UNRATED
        return Standing(group, is_failing=twos > 0, is_unrated=unrated > 0)
    if seen["3"]:
        return Standing(Group.FAIR, has_one_three=seen["3"] == 1)
    if seen["4"]:
        return Standing(Group.GOOD, has_one_four=seen["4"] == 1)
    return Standing(Group.EXCELLENT)


_RATED = frozenset({"5", "4", "3", "2", "1", UNRATED})


@dataclass(frozen=True, slots=True)
class ClassCounts:
    """How many pupils of a class are in which group."""

    groups: Mapping[Group, int]
    one_four: int
    one_three: int

    @property
    def rated(self) -> int:
        """Pupils with at least one marked subject: 1 класс has none."""
        return sum(self.groups.values()) - self.groups[Group.NOT_RATED]

    @property
    def successful(self) -> int:
        return self.groups[Group.EXCELLENT] + self.groups[Group.GOOD] + self.groups[Group.FAIR]

    @property
    def success(self) -> Decimal | None:
        return percent(self.successful, self.rated)

    @property
    def quality(self) -> Decimal | None:
        return percent(self.groups[Group.EXCELLENT] + self.groups[Group.GOOD], self.rated)


def count_standings(standings: Sequence[Standing]) -> ClassCounts:
    """The pupils of a class, a parallel or a school by groups; each pupil is counted once."""
    return ClassCounts(
        Counter(each.group for each in standings),
        sum(each.has_one_four for each in standings),
        sum(each.has_one_three for each in standings),
    )


# --- attendance


ILL, VALID, INVALID, UNKNOWN, LATE = "б", "у", "нп", "н", "оп"
ABSENT = (ILL, VALID, INVALID, UNKNOWN)  # also which reason a whole day gets when lessons differ and none prevails


def is_day_missed(missed: int, lessons: int, least: int) -> bool:
    """Whether a day counts as missed: on `least` lessons or more; with 0, on all that the pupil had that day."""
    return missed >= least if least else 0 < lessons <= missed


@dataclass(frozen=True, slots=True)
class Missed:
    """A pupil's absences over some days: lessons and whole days by reason, and how often late."""

    lessons: Mapping[str, int]
    days: Mapping[str, int]
    late: int = 0

    @property
    def all_lessons(self) -> int:
        return sum(self.lessons.values())

    @property
    def all_days(self) -> int:
        return sum(self.days.values())

    def __add__(self, other: "Missed") -> "Missed":
        return Missed(
            Counter(self.lessons) + Counter(other.lessons),
            Counter(self.days) + Counter(other.days),
            self.late + other.late,
        )


def count_missed(days: Iterable[tuple[Mapping[str, int], int]], least: int) -> Missed:
    """Sum up days, each given as lessons by code and how many lessons the pupil had."""
    lessons: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    late = 0
    for codes, held in days:
        absent = {code: codes[code] for code in ABSENT if codes.get(code)}
        lessons.update(absent)
        late += codes.get(LATE, 0)
        if absent and is_day_missed(sum(absent.values()), held, least):
            whole[max(absent, key=lambda code: absent[code])] += 1
    return Missed(lessons, whole, late)


# --- how marks gather, how a programme goes, how a journal is kept


@dataclass(frozen=True, slots=True)
class Gathering:
    """Накопляемость: marks given over lessons to pupils, and who has too few."""

    marks: int
    lessons: int
    pupils: int
    bare_pupils: int  # with fewer marks than the minimum
    markless: int  # with none

    @property
    def per_pupil(self) -> Decimal | None:
        return ratio(self.marks, self.pupils)

    @property
    def per_lesson(self) -> Decimal | None:
        """The share of the places of the list that got a mark, per cent."""
        return percent(self.marks, self.lessons * self.pupils)

    @property
    def bare(self) -> Decimal | None:
        return percent(self.bare_pupils, self.pupils)

    def __add__(self, other: "Gathering") -> "Gathering":
        return Gathering(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


@dataclass(frozen=True, slots=True)
class Programme:
    """Выполнение программы in hours: planned by a date, given, and put right by approved corrections."""

    plan: Decimal
    fact: Decimal
    corrections: Decimal = Decimal()

    @property
    def deviation(self) -> Decimal:
        return self.fact + self.corrections - self.plan

    @property
    def done(self) -> Decimal | None:
        return percent(self.fact + self.corrections, self.plan)

    def __add__(self, other: "Programme") -> "Programme":
        return Programme(self.plan + other.plan, self.fact + other.fact, self.corrections + other.corrections)


@dataclass(frozen=True, slots=True)
class Kept:
    """How a journal is kept: lessons held, and in how many of them what was written, and written in time.

    `homework_lessons` are those asked for homework at all, `mark_lessons` those that may have marks; `late_days` are
    how late each late topic came.
    """

    lessons: int = 0
    with_topic: int = 0
    topic_in_time: int = 0
    homework_lessons: int = 0
    with_homework: int = 0
    late_homework: int = 0
    checked: int = 0
    mark_lessons: int = 0
    with_marks: int = 0
    marks: int = 0
    marks_in_time: int = 0
    late_days: tuple[int, ...] = ()

    def __add__(self, other: "Kept") -> "Kept":
        return Kept(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def topics(self) -> Decimal | None:
        return percent(self.with_topic, self.lessons)

    @property
    def topics_in_time(self) -> Decimal | None:
        return percent(self.topic_in_time, self.lessons)

    @property
    def homework(self) -> Decimal | None:
        return percent(self.with_homework, self.homework_lessons)

    @property
    def attendance(self) -> Decimal | None:
        """Of lessons whose attendance somebody has confirmed: no absences by themselves say nothing."""
        return percent(self.checked, self.lessons)

    @property
    def marked(self) -> Decimal | None:
        return percent(self.with_marks, self.mark_lessons)

    @property
    def marks_by_deadline(self) -> Decimal | None:
        return percent(self.marks_in_time, self.marks)

    @property
    def median_late(self) -> Decimal | None:
        return median(self.late_days)


def median(days: Sequence[int]) -> Decimal | None:
    """The middle of a list; of two middles, half way between."""
    if not days:
        return None
    ordered, half = sorted(days), len(days) // 2
    return Decimal(ordered[half] + ordered[~half]) / 2


@dataclass(frozen=True, slots=True)
class FamilyAccess:
    """Доступ родителей: pupils, those with an active account of a parent, with a visit in the period, visits (an
    account on a day is one), weeks read and marked as read."""

    pupils: int
    covered: int
    visited: int
    visits: int
    weeks: int = 0
    acknowledged: int = 0

    @property
    def coverage(self) -> Decimal | None:
        return percent(self.covered, self.pupils)

    @property
    def activity(self) -> Decimal | None:
        return percent(self.visited, self.pupils)

    @property
    def visits_per_pupil(self) -> Decimal | None:
        return ratio(self.visits, self.pupils)

    @property
    def acknowledgement(self) -> Decimal | None:
        return percent(self.acknowledged, self.weeks)
