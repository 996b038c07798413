"""«График оценочных процедур»: the control works of a half-year by classes and weeks, and what is wrong with them."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from kedr.core.sql import day, fetch, number
from kedr.core.words import count, day_month, initials
from kedr.journal.access import GRADE_OF_GROUP
from kedr.portal.rules import Breach, Limits, Procedure, Violation, violations
from kedr.reports.access import Year
from kedr.schools.queries import regulations
from kedr.schools.rules import PROCEDURES, level_of

BREACHES = {
    Breach.OFTEN: "Слишком часто",
    Breach.SHARE: "Больше доли часов",
    Breach.EDGE: "Первый или последний урок",
    Breach.DAY: "Несколько работ в один день",
}


@dataclass(frozen=True, slots=True)
class Half:
    """A half of the academic year: [starts_on, ends_on)."""

    number: int
    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Fault:
    """A violation in words."""

    breach: Breach
    words: str


@dataclass(frozen=True, slots=True)
class ProcedureLine:
    """A procedure as pages show it, as its class sees it. `is_mine`: the reader teaches its course."""

    lesson_id: int
    course_id: int
    title: str
    short_title: str
    whose: str
    work: str
    kind: str
    teacher: str
    held_on: date
    number: int
    is_mine: bool
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class and its procedures by the Monday of the week."""

    id: int
    name: str
    grade: int
    weeks: dict[date, list[ProcedureLine]]

    @property
    def lines(self) -> list[ProcedureLine]:
        return [line for week in self.weeks.values() for line in week]

    def week(self, monday: date) -> list[ProcedureLine]:
        """The procedures of a cell: groups that write one subject on one day stand as their first, with all faults."""
        shown: dict[tuple[str, date], ProcedureLine] = {}
        for line in self.weeks.get(monday, []):
            first = shown.setdefault((line.title, line.held_on), line)
            shown[line.title, line.held_on] = replace(first, faults=tuple(dict.fromkeys(first.faults + line.faults)))
        return list(shown.values())


@dataclass(frozen=True, slots=True)
class Schedule:
    """The schedule of a half-year: classes × Mondays. `faults` are by kind, each line once: class, line, words."""

    half: Half
    mondays: list[date]
    rows: list[ClassRow]
    faults: dict[Breach, list[tuple[str, ProcedureLine, str]]]
    procedures: int
    limits: Limits  # of the whole school


@dataclass(frozen=True, slots=True)
class _Work:
    """The control works of a course on a day, with all that is said of them."""

    procedure: Procedure
    title: str
    short_title: str
    whose: str
    work: str
    kind: str
    teacher: str
    is_mine: bool


# Control works of a year, several of one lesson apart. By timetable_lesson_day and journal_work_once.
_WORKS_SQL = f"""
SELECT l.id, l.course_id, l.held_on, l.number, c.title, CASE WHEN c.title = s.name THEN s.short_name ELSE c.title END,
  COALESCE(g.name, k.name, ''), COALESCE(c.class_id, 0), COALESCE(c.group_id, 0),
  COALESCE(k.grade, {GRADE_OF_GROUP}, 0), c.subject_id, c.hours, n.name,
  CASE WHEN w.title <> '' THEN w.title ELSE n.name END, t.last_name, t.first_name, t.middle_name,
  EXISTS (SELECT 1 FROM curriculum_courseteacher x WHERE x.school_id = l.school_id AND x.course_id = l.course_id
    AND x.person_id = %s AND x.starts_on <= %s AND (x.ends_on IS NULL OR x.ends_on > %s))
FROM journal_work w
JOIN journal_workkind n ON n.school_id = w.school_id AND n.id = w.kind_id AND n.is_control
JOIN timetable_lesson l ON l.school_id = w.school_id AND l.id = w.lesson_id AND NOT l.is_cancelled
JOIN curriculum_course c ON c.school_id = l.school_id AND c.id = l.course_id
JOIN curriculum_subject s ON s.id = c.subject_id
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
LEFT JOIN people_person t ON t.school_id = l.school_id AND t.id = l.teacher_id
WHERE w.school_id = %s AND w.held_on >= %s AND w.held_on < %s
ORDER BY l.held_on, l.number, l.id, w.slot
"""
_GROUPS_SQL = "SELECT group_id, class_id FROM schools_groupclass WHERE school_id = %s"
_CLASSES_SQL = """
SELECT id, name, grade FROM schools_schoolclass WHERE school_id = %s AND year_id = %s ORDER BY grade, letter, name
"""
# The first and last lessons of classes and groups, on days with control works. By timetable_lesson_day.
_EDGES_SQL = """
SELECT COALESCE(c.class_id, 0), CASE WHEN c.class_id IS NULL THEN c.group_id ELSE 0 END, l.held_on,
  MIN(l.number), MAX(l.number)
FROM timetable_lesson l
JOIN curriculum_course c ON c.school_id = l.school_id AND c.id = l.course_id AND NOT c.is_extra
WHERE l.school_id = %s AND l.held_on >= %s AND l.held_on < %s AND NOT l.is_cancelled
  AND l.held_on IN (SELECT w.held_on FROM journal_work w
    JOIN journal_workkind n ON n.school_id = w.school_id AND n.id = w.kind_id AND n.is_control
    WHERE w.school_id = %s AND w.held_on >= %s AND w.held_on < %s)
GROUP BY 1, 2, 3
"""


def halves(year: Year) -> tuple[Half, Half]:
    """The halves of a year: until and from the New Year."""
    middle = date(year.starts_on.year + 1, 1, 1)
    return Half(1, "I полугодие", year.starts_on, middle), Half(2, "II полугодие", middle, year.ends_on)


def half_to_show(year: Year, asked: str, today: date) -> Half:
    """The half asked for («1», «2»), or the one that goes on."""
    first, second = halves(year)
    return {"1": first, "2": second}.get(asked) or (first if today < first.ends_on else second)


def schedule(school_id: int, year: Year, half: Half, person_id: int, today: date) -> Schedule:
    """The schedule of a half-year. Five queries, however many classes; the whole year's works are counted."""
    groups: dict[int, list[int]] = defaultdict(list)
    for group_id, class_id in fetch(_GROUPS_SQL, [school_id]):
        groups[group_id].append(class_id)
    works = _works(school_id, year, groups, person_id, today)
    local = regulations(school_id, max(today, half.starts_on))
    limits = {
        one.procedure.course_id: Limits(
            *local.get(PROCEDURES, level=level_of(one.procedure.grade), subject_id=one.procedure.subject_id)
        )
        for one in works.values()
    }
    edges = _edges(school_id, half, groups)
    found = violations([one.procedure for one in works.values()], edges, limits)
    shown = {key: one for key, one in works.items() if half.starts_on <= one.procedure.held_on < half.ends_on}
    rows = _rows(school_id, year, half, shown, found, limits)
    return Schedule(
        half=half,
        mondays=_mondays(half),
        rows=rows,
        faults=_faults(rows),
        procedures=len(shown),
        limits=Limits(*local.get(PROCEDURES)),
    )


def _works(school_id: int, year: Year, groups: dict[int, list[int]], person_id: int, today: date) -> dict[int, _Work]:
    """By the lesson that begins the work; works of one course on one day are one procedure."""
    found: dict[tuple[int, date], _Work] = {}
    params = [person_id, today, today, school_id, year.starts_on, year.ends_on]
    for row in fetch(_WORKS_SQL, params):
        lesson_id, course_id, held_on, place, title, short_title, whose, class_id, group_id, grade, *rest = row
        subject_id, hours, kind, work, last, first, middle, is_mine = rest
        key = (course_id, day(held_on))
        before = found.get(key)
        numbers = (*before.procedure.numbers, place) if before else (place,)
        works = dict.fromkeys([*before.work.split("; "), work] if before else [work])
        procedure = Procedure(
            before.procedure.id if before else lesson_id, course_id, subject_id,
            (class_id,) if class_id else tuple(groups[group_id]), grade, key[1], tuple(sorted(set(numbers))),
            Decimal(number(hours)),
        )  # fmt: skip
        teacher = initials(last, first or "", middle or "") if last else ""
        found[key] = _Work(procedure, title, short_title, whose, "; ".join(works), kind, teacher, bool(is_mine))
    return {one.procedure.id: one for one in found.values()}


def _edges(school_id: int, half: Half, groups: dict[int, list[int]]) -> dict[tuple[int, date], tuple[int, int]]:
    """The first and last lesson of each class, lessons of its groups counted."""
    days = [half.starts_on, half.ends_on]
    found: dict[tuple[int, date], tuple[int, int]] = {}
    for class_id, group_id, held_on, first, last in fetch(_EDGES_SQL, [school_id, *days, school_id, *days]):
        for each in [class_id] if class_id else groups[group_id]:
            key = (each, day(held_on))
            known = found.get(key, (first, last))
            found[key] = (min(first, known[0]), max(last, known[1]))
    return found


def _rows(
    school_id: int,
    year: Year,
    half: Half,
    works: dict[int, _Work],
    found: list[Violation],
    limits: dict[int, Limits],
) -> list[ClassRow]:
    breaches: dict[int, list[Violation]] = defaultdict(list)
    for violation in found:
        breaches[violation.procedure_id].append(violation)
    rows: list[ClassRow] = []
    for class_id, name, grade in fetch(_CLASSES_SQL, [school_id, year.id]):
        weeks: dict[date, list[ProcedureLine]] = defaultdict(list)
        for key, one in works.items():
            on = one.procedure.held_on
            if class_id in one.procedure.classes:
                own = [each for each in breaches[key] if each.class_id in (0, class_id)]
                limit = limits[one.procedure.course_id]
                faults = tuple(Fault(each.breach, _words(each, limit)) for each in own)
                weeks[on - timedelta(days=on.weekday())].append(_line(one, faults))
        rows.append(ClassRow(class_id, name, grade, dict(weeks)))
    return rows


def _line(one: _Work, faults: tuple[Fault, ...]) -> ProcedureLine:
    procedure = one.procedure
    return ProcedureLine(
        procedure.id, procedure.course_id, one.title, one.short_title, one.whose, one.work, one.kind, one.teacher,
        procedure.held_on, procedure.numbers[0], one.is_mine, faults,
    )  # fmt: skip


def _words(violation: Violation, limits: Limits) -> str:
    told = violation.told
    match violation.breach:
        case Breach.OFTEN:
            ago = count(told, "день", "дня", "дней")
            return f"прошлая работа была за {ago} до этой, а нужно не меньше {limits.days}"
        case Breach.SHARE:
            allowed = count(told, "работа", "работы", "работ")
            return f"в году по часам предмета возможно {allowed} ({limits.percent} % часов), эта сверх того"
        case Breach.EDGE:
            return f"{told}-й урок – последний у класса в этот день" if told else "это первый урок класса в этот день"
        case Breach.DAY:
            works = count(told, "работа", "работы", "работ")
            return f"в этот день у класса {works}, а можно не больше {limits.a_day}"


def _faults(rows: list[ClassRow]) -> dict[Breach, list[tuple[str, ProcedureLine, str]]]:
    """By kind. What is wrong with a group's work as a whole is said once, not for each of its classes."""
    found: dict[Breach, list[tuple[str, ProcedureLine, str]]] = {breach: [] for breach in BREACHES}
    told: set[tuple[Breach, int]] = set()
    for row in rows:
        for line in row.lines:
            for fault in line.faults:
                is_of_class = fault.breach in (Breach.EDGE, Breach.DAY)
                if is_of_class or (fault.breach, line.lesson_id) not in told:
                    told.add((fault.breach, line.lesson_id))
                    found[fault.breach].append((row.name if is_of_class else line.whose, line, fault.words))
    return found


def _mondays(half: Half) -> list[date]:
    monday = half.starts_on - timedelta(days=half.starts_on.weekday())
    weeks = (half.ends_on - monday).days
    return [monday + timedelta(days=shift) for shift in range(0, weeks, 7)]


def week_words(monday: date) -> str:
    """«9–14 ноября», Saturday last."""
    saturday = monday + timedelta(days=5)
    first = str(monday.day) if monday.month == saturday.month else day_month(monday)
    return f"{first}–{day_month(saturday)}" if first.isdigit() else f"{first} – {day_month(saturday)}"
