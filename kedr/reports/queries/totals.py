"""The whole school in numbers: classes, parallels and levels by their final marks; how means move by period."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from kedr.core.sql import day, fetch, in_list
from kedr.core.words import initials
from kedr.journal.access import GRADE_OF_GROUP
from kedr.journal.queries.year_rules import YearCourse, YearRules, year_rules
from kedr.journal.rules import level
from kedr.journal.rules.levels import level_bounds
from kedr.reports.access import SchoolCard
from kedr.reports.queries import links
from kedr.reports.queries.classes import INTERIM, PLACE_OF_KIND, YEAR
from kedr.reports.queries.school import school_report, school_spans
from kedr.reports.queries.spans import Asked, PeriodLine, Span, Spans
from kedr.reports.rules import ClassCounts, Counts, Group, Standing, count_finals, count_standings, standing
from kedr.reports.table import Cell, Chart, Column, Figure, Kind, Report, Table, Value
from kedr.schools.queries import regulations
from kedr.schools.rules import FAILING_FIRST, LEVELS, UNRATED_IN_MEAN, Regulations, level_of

type Row = tuple[Value | Cell, ...]

_CLASSES_SQL = """
SELECT k.id, k.name, k.grade, k.scheme_id, z.is_marked FROM schools_schoolclass k
JOIN schools_periodscheme z ON z.school_id = k.school_id AND z.id = k.scheme_id
WHERE k.school_id = %s AND k.year_id = %s ORDER BY k.grade, k.letter, k.name
"""
_PLACES_SQL = """
SELECT e.class_id, e.person_id, p.last_name, p.first_name, e.starts_on, e.ends_on FROM people_enrolment e
JOIN schools_schoolclass k ON k.school_id = e.school_id AND k.id = e.class_id AND k.year_id = %s
JOIN people_person p ON p.school_id = e.school_id AND p.id = e.person_id
WHERE e.school_id = %s ORDER BY p.last_name, p.first_name, e.person_id
"""
# Those with marks by numbers.
_COURSES_SQL = f"""
SELECT c.id, c.subject_id, COALESCE(k.grade, {GRADE_OF_GROUP}, 0), c.scale FROM curriculum_course c
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
WHERE c.school_id = %s AND c.year_id = %s AND NOT c.is_extra AND c.scale NOT IN ('none', 'pass')
"""
_FINALS_SQL = f"""
SELECT r.pupil_id, r.course_id, r.period_id, r.final FROM journal_periodresult r
WHERE r.school_id = %s AND r.period_id IN {{periods}} AND r.final <> ''
UNION ALL
SELECT r.pupil_id, r.course_id, {PLACE_OF_KIND}, r.final FROM journal_yearresult r
JOIN curriculum_course c ON c.school_id = r.school_id AND c.id = r.course_id AND c.year_id = %s
WHERE r.school_id = %s AND r.kind IN ('year', 'interim') AND r.final <> ''
"""
# One row for each sort of marks of a course in a period; the teachers are those of the period's last day.
_BY_TEACHER_SQL = """
SELECT q.name, q.starts_on, t.person_id, p.last_name, p.first_name, p.middle_name, r.final, COUNT(*)
FROM journal_periodresult r
JOIN curriculum_course c ON c.school_id = r.school_id AND c.id = r.course_id AND c.scale = 'five' AND c.year_id = %s
JOIN schools_period q ON q.school_id = r.school_id AND q.id = r.period_id
JOIN curriculum_courseteacher t ON t.school_id = c.school_id AND t.course_id = c.id AND t.starts_on < q.ends_on
  AND (t.ends_on IS NULL OR t.ends_on >= q.ends_on)
JOIN people_person p ON p.school_id = t.school_id AND p.id = t.person_id
WHERE r.school_id = %s AND r.final <> '' GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 4, 5, 3
"""


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class of the year."""

    id: int
    name: str
    grade: int
    scheme_id: int
    is_marked: bool


@dataclass(slots=True)
class _School:
    """Who is where, and every final mark of the courses by numbers: by pupil, by period (YEAR, INTERIM), by course."""

    classes: list[ClassLine]
    places: Mapping[int, list[tuple[int, str, date, date | None]]]
    courses: Mapping[int, YearCourse]
    local: Regulations
    finals: dict[int, dict[int, dict[int, str]]] = field(default_factory=dict)
    rules: YearRules = field(default_factory=lambda: YearRules({}, {}))  # of the year's marks, where they are asked for

    def here(self, class_id: int, on: date) -> dict[int, str]:
        """The pupils of a class on a day, by name."""
        return {
            pupil_id: name
            for pupil_id, name, starts, ends in self.places.get(class_id, [])
            if starts <= on and (ends is None or on < ends)
        }

    def marks(self, pupil_id: int, periods: Sequence[PeriodLine], *, is_year: bool) -> list[str]:
        """The final marks of a pupil by subject, as levels: of the period, or of the year, decided or computed."""
        own = self.finals.get(pupil_id, {})
        if not is_year:
            said = [pair for period in periods for pair in own.get(period.id, {}).items()]
        else:
            decided, interim = own.get(YEAR, {}), own.get(INTERIM, {})
            courses = {course for period in periods for course in own.get(period.id, {})} | decided.keys()
            said = []
            for course in courses:
                results = [own.get(period.id, {}).get(course, "") for period in periods]
                computed = self.rules.propose(course, pupil_id, results, interim.get(course, ""))
                said.append((course, decided.get(course) or computed))
        return [self.level(course, final) for course, final in said if final]

    def level(self, course_id: int, final: str) -> str:
        course = self.courses[course_id]
        if course.scale == "five":
            return final
        bounds = level_bounds(self.local, course.scale, level=level_of(course.grade), subject_id=course.subject_id)
        return level(final, course.scale, bounds)


def _school(card: SchoolCard, spans: Spans, local: Regulations) -> _School:
    """Four queries."""
    classes = [ClassLine(*(*row[:4], bool(row[4]))) for row in fetch(_CLASSES_SQL, [card.school.id, card.year.id])]
    places: dict[int, list[tuple[int, str, date, date | None]]] = defaultdict(list)
    for class_id, pupil_id, last, first, starts, ends in fetch(_PLACES_SQL, [card.year.id, card.school.id]):
        places[class_id].append((pupil_id, f"{last} {first}", day(starts), day(ends) if ends else None))
    courses = {row[0]: YearCourse(*row) for row in fetch(_COURSES_SQL, [card.school.id, card.year.id])}
    found = _School(classes, places, courses, local)
    ids = [period.id for period in spans.periods]
    params = [card.school.id, *ids, card.year.id, card.school.id]
    for pupil_id, course_id, period_id, final in fetch(_FINALS_SQL.format(periods=in_list(len(ids))), params):
        if course_id in courses:
            found.finals.setdefault(pupil_id, {}).setdefault(period_id, {})[course_id] = final
    return found


@dataclass(frozen=True, slots=True)
class Total:
    """A class, or several together: its pupils by groups, the names behind each number, its marks."""

    pupils: int
    standings: Sequence[tuple[str, Standing]]
    marks: Counts
    with_unrated: bool = False  # «н/а» in the mean, by the local act

    @property
    def mean(self) -> Decimal | None:
        return self.marks.mean(with_unrated=self.with_unrated)

    @property
    def counts(self) -> ClassCounts:
        return count_standings([standing for _, standing in self.standings])

    def names(self, *, group: Group | None = None, trait: str = "") -> tuple[str, ...]:
        return tuple(name for name, one in self.standings if (one.group == group if group else getattr(one, trait)))

    def __add__(self, other: "Total") -> "Total":
        return Total(
            self.pupils + other.pupils, [*self.standings, *other.standings], self.marks + other.marks,
            self.with_unrated or other.with_unrated,
        )  # fmt: skip


NOBODY = Total(0, (), Counts())


def totals(card: SchoolCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """Итоги школы: by class, parallel and level; totals are counted anew from pupils. Seven queries; one more where the
    year's marks come of all marks.
    """
    spans = school_spans(card, asked, today, of_results=True)
    span, on = spans.chosen, spans.chosen.last_day(today)
    local = regulations(card.school.id, on)
    school = _school(card, spans, local)
    if span.is_year:
        school.rules = year_rules(card.school.id, school.courses.values(), local, on)
    made = {one.id: _total(school, one, spans, local, today) for one in school.classes}
    rated = [one for one in school.classes if one.is_marked]
    rows = tuple(_row(card, one, made[one.id], span) for one in rated)
    table = Table("По классам", _COLUMNS, rows, _sums(rated, made), empty="Классов с отметками нет.",
                  is_explained=False)  # fmt: skip
    first = [one for one in school.classes if not one.is_marked]
    rest = Table(
        "Аттестованию не подлежат",
        (Column("Класс", Kind.TEXT, width=18, is_head=True), Column("Учеников", width=10)),
        tuple((one.name, made[one.id].pupils) for one in first),
        (("Всего", sum(made[one.id].pupils for one in first)),) if first else (),
        empty="Таких классов нет.",
    )
    whole = sum((made[one.id] for one in rated), NOBODY)
    report = school_report(
        card, span, today, "totals", "Итоги успеваемости школы", [table, rest], figures=_figures(whole),
        charts=_level_chart(rated, made),
        notes=["Доли посчитаны по ученикам, которым выставлены итоговые отметки, на последний день периода.",
               "Итоги параллелей, уровней и школы посчитаны заново по ученикам: это не средние классов."],
    )  # fmt: skip
    return report, spans


def _total(school: _School, one: ClassLine, spans: Spans, local: Regulations, today: date) -> Total:
    """A class in the span: of its own scheme's period, whichever of that name is asked for."""
    span = spans.chosen
    last = min(today, span.ends_on - timedelta(days=1))
    own = [period for period in spans.periods if period.scheme_id == one.scheme_id]
    periods = own if span.is_year else [period for period in own if period.holds(span.ends_on - timedelta(days=1))]
    if not one.is_marked:
        return Total(len(school.here(one.id, last)), (), Counts())
    pupils = school.here(one.id, last)
    marks = {pupil: school.marks(pupil, periods, is_year=span.is_year) for pupil in pupils}
    failing_first = local.get(FAILING_FIRST, level=level_of(one.grade))
    standings = [
        (f"{name}, {one.name}", standing(marks[pupil], failing_first=failing_first)) for pupil, name in pupils.items()
    ]
    counts = count_finals(mark for own_marks in marks.values() for mark in own_marks)
    return Total(len(pupils), standings, counts, local.get(UNRATED_IN_MEAN, level=level_of(one.grade)))


_COLUMNS = (
    Column("Класс", Kind.TEXT, width=18, is_head=True),
    Column("Учеников", width=8),
    Column("Аттестуются", full="Учеников, которым выставлена хотя бы одна итоговая отметка", width=9),
    Column("отличники", group="Успевают", width=8),
    Column("на «4» и «5»", group="Успевают", width=8),
    Column("с одной «4»", group="Успевают", full="Из них с одной «4»", width=8),
    Column("с тройками", group="Успевают", width=8),
    Column("с одной «3»", group="Успевают", full="Из них с одной «3»", width=8),
    Column("с «2»", group="Не успевают", width=8),
    Column("н/а", group="Не успевают", full="Не аттестованы хотя бы по одному предмету", width=8),
    Column("Успев., %", Kind.SHARE, full="Успеваемость", width=9),
    Column("Кач., %", Kind.SHARE, full="Качество знаний", width=9),
    Column("Средний", Kind.MEAN, full="Средний балл итоговых отметок", width=9),
)


def _row(card: SchoolCard, one: ClassLine, total: Total, span: Span) -> Row:
    href = links.of_class(card.school.id, one.id, "results", _span_of(one, span))
    return (Cell(one.name, href), *_numbers(total))


def _span_of(one: ClassLine, span: Span) -> Span | None:
    """The class's own page in this span; its periods may be other ones."""
    return span if span.is_year or (span.period and span.period.scheme_id == one.scheme_id) else None


def _numbers(total: Total) -> list[Value | Cell]:
    counts = total.counts

    def said(names: tuple[str, ...]) -> Cell:
        return Cell(len(names) or None, rows=names)

    return [
        total.pupils, counts.rated or None,
        said(total.names(group=Group.EXCELLENT)), said(total.names(group=Group.GOOD)),
        said(total.names(trait="has_one_four")), said(total.names(group=Group.FAIR)),
        said(total.names(trait="has_one_three")), said(total.names(trait="is_failing")),
        said(total.names(trait="is_unrated")), counts.success, counts.quality, total.mean,
    ]  # fmt: skip


def _sums(classes: Sequence[ClassLine], made: Mapping[int, Total]) -> tuple[Row, ...]:
    """Parallels, levels, the school: in the footer no names, only numbers."""
    lines: list[Row] = []
    for step, title in LEVELS.items():
        of_level = [one for one in classes if level_of(one.grade) == step]
        for grade in sorted({one.grade for one in of_level}):
            own = [one for one in of_level if one.grade == grade]
            if len(own) > 1:
                lines.append((f"{grade} классы", *_plain(sum((made[one.id] for one in own), NOBODY))))
        if of_level:
            name = title.replace("1–4", f"{of_level[0].grade}–4") if step == 1 else title
            lines.append((f"{name}, всего", *_plain(sum((made[one.id] for one in of_level), NOBODY))))
    if classes:
        lines.append(("Школа", *_plain(sum((made[one.id] for one in classes), NOBODY))))
    return tuple(lines)


def _plain(total: Total) -> list[Value]:
    return [item.value if isinstance(item, Cell) else item for item in _numbers(total)]


def _figures(whole: Total) -> tuple[Figure, ...]:
    counts = whole.counts
    of = f"из {counts.rated} учеников" if counts.rated else ""
    return (
        Figure("Успеваемость, %", counts.success, Kind.SHARE, f"{counts.successful} {of}" if of else ""),
        Figure("Качество, %", counts.quality, Kind.SHARE),
        Figure("Отличников", counts.groups[Group.EXCELLENT]),
        Figure("С одной «3»", counts.one_three, note="резерв качества"),
        Figure("Средний балл", whole.mean, Kind.MEAN),
    )


def _level_chart(classes: Sequence[ClassLine], made: Mapping[int, Total]) -> tuple[Chart, ...]:
    bars = []
    for grade in sorted({one.grade for one in classes}):
        counts = sum((made[one.id] for one in classes if one.grade == grade), NOBODY).counts
        if counts.rated:
            bars.append((f"{grade} классы", (counts.success or 0, counts.quality or 0)))
    series = ("успеваемость, %", "качество, %")
    chart = Chart("По параллелям", series, tuple(bars), ("main", "pale"), most=100, kind=Kind.SHARE)
    return (chart,) if bars else ()


def dynamics(card: SchoolCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """Динамика среднего балла: school, classes and teachers by period. Eight queries."""
    spans = school_spans(card, Asked(is_year=True), today)
    local = regulations(card.school.id, spans.chosen.last_day(today))
    with_unrated = local.get(UNRATED_IN_MEAN)
    school = _school(card, spans, local)
    names = list(dict.fromkeys(period.name for period in spans.periods if period.starts_on <= today))
    by_class = {one.id: _class_means(school, one, spans) for one in school.classes if one.is_marked}
    classes = [one for one in school.classes if one.is_marked]
    whole = {name: sum((by_class[one.id].get(name, Counts()) for one in classes), Counts()) for name in names}
    rows = tuple(
        (
            Cell(one.name, links.of_class(card.school.id, one.id, "period")),
            *_means(by_class[one.id], names, with_unrated=with_unrated),
        )
        for one in classes
    )
    foot = (("Школа", *_means(whole, names, with_unrated=with_unrated)),) if rows else ()
    tables = [
        Table("По классам", _mean_columns("Класс", names), rows, foot, empty="Классов с отметками нет."),
        _by_teacher(card, names, with_unrated=with_unrated),
    ]
    bars = tuple((name, (mean,)) for name in names if (mean := whole[name].mean(with_unrated=with_unrated)) is not None)
    charts = (Chart("Средний балл школы", ("средний балл",), bars, ("main",), most=5, kind=Kind.MEAN),) if bars else ()
    report = school_report(
        card, spans.chosen, today, "dynamics", "Динамика среднего балла", tables, charts=charts, is_of_span=False,
        notes=["Средний балл итоговых отметок периода; у каждого класса свои периоды: где их нет, клетка пуста."],
    )  # fmt: skip
    return report, spans


def _class_means(school: _School, one: ClassLine, spans: Spans) -> dict[str, Counts]:
    """The final marks of a class by the name of a period: of those in the list on its last day."""
    found = {}
    for period in spans.periods:
        if period.scheme_id == one.scheme_id:
            pupils = school.here(one.id, period.last_on)
            found[period.name] = count_finals(
                mark for pupil in pupils for mark in school.marks(pupil, [period], is_year=False)
            )
    return found


def _mean_columns(head: str, names: Sequence[str]) -> tuple[Column, ...]:
    return (
        Column(head, Kind.TEXT, width=26, is_head=True),
        *(Column(name, Kind.MEAN, width=11) for name in names),
        Column("Изменение", Kind.MEAN, full="Последний период с отметками минус предыдущий", width=10),
    )


def _means(counts: Mapping[str, Counts], names: Sequence[str], *, with_unrated: bool) -> list[Value]:
    means = [counts.get(name, Counts()).mean(with_unrated=with_unrated) for name in names]
    known = [mean for mean in means if mean is not None]
    return [*means, known[-1] - known[-2] if len(known) > 1 else None]


def _by_teacher(card: SchoolCard, names: Iterable[str], *, with_unrated: bool) -> Table:
    """One query."""
    shown = list(names)
    marks: dict[int, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    who: dict[int, str] = {}
    for period, _, person_id, last, first, middle, final, times in fetch(
        _BY_TEACHER_SQL, [card.year.id, card.school.id]
    ):
        who[person_id] = initials(last, first, middle)
        marks[person_id][period][final] += times
    rows = tuple(
        (
            Cell(name, links.teacher(card.school.id, person_id)),
            *_means(
                {period: count_finals(seen.elements()) for period, seen in marks[person_id].items()},
                shown,
                with_unrated=with_unrated,
            ),
        )
        for person_id, name in who.items()
    )
    return Table("По учителям", _mean_columns("Учитель", shown), rows, empty="Итоговых отметок ещё нет.")
