"""The deputy head's board: today's lessons of every class × what is filled in them."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time

from kedr.core.clock import day_of
from kedr.core.sql import clock_time, fetch
from kedr.journal.queries.filled import LessonLine, lessons_of_day
from kedr.journal.queries.openings import waiting_openings
from kedr.journal.queries.remarks import reminded
from kedr.portal.queries.day import state_of


@dataclass(frozen=True, slots=True)
class BoardLesson:
    """One lesson in a cell; a cell has several when the class is divided. `words` says what is missing."""

    line: LessonLine
    state: str  # later, now, done, missing, unopened, cancelled
    words: str


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A class: its lessons by number, and how many of the held ones are filled."""

    class_id: int
    name: str
    cells: dict[int, list[BoardLesson]]
    held: int
    filled: int


@dataclass(frozen=True, slots=True)
class Column:
    """A lesson number of a shift, and when it begins."""

    number: int
    starts_at: time
    is_now: bool


@dataclass(frozen=True, slots=True)
class Shift:
    """The classes of one shift; their columns are the numbers that have lessons today."""

    number: int
    columns: list[Column]
    rows: list[BoardRow]


@dataclass(frozen=True, slots=True)
class Owing:
    """A teacher with lessons that want something, and when they were reminded of it today."""

    person_id: int
    name: str
    lessons: int
    reminded_at: time | None


@dataclass(frozen=True, slots=True)
class Board:
    """`teachers` are those who owe something, most first."""

    on: date
    shifts: list[Shift]
    held: int
    filled: int
    unopened: int
    requests: int  # to open a journal, that wait for an answer
    teachers: list[Owing]


_CLASSES_SQL = """
SELECT k.id, k.name, k.shift FROM schools_schoolclass k
JOIN schools_academicyear y ON y.school_id = k.school_id AND y.id = k.year_id AND y.starts_on <= %s AND y.ends_on > %s
WHERE k.school_id = %s ORDER BY k.grade, k.letter, k.name
"""
_GROUPS_SQL = "SELECT group_id, class_id FROM schools_groupclass WHERE school_id = %s"
_BELLS_SQL = """
SELECT s.shift, b.number, b.starts_at FROM timetable_bellscheme s
JOIN timetable_bell b ON b.school_id = s.school_id AND b.scheme_id = s.id
JOIN schools_academicyear y ON y.school_id = s.school_id AND y.id = s.year_id AND y.starts_on <= %s AND y.ends_on > %s
WHERE s.school_id = %s ORDER BY s.shift, b.number
"""


def board(school_id: int, on: date, now: datetime) -> Board:
    """The board of a day as it stands at `now`. Six queries, however many classes."""
    lessons = [_board_lesson(line, now) for line in lessons_of_day(school_id, on)]
    of_class: dict[int, list[BoardLesson]] = defaultdict(list)
    groups: dict[int, list[int]] = defaultdict(list)
    for group_id, class_id in fetch(_GROUPS_SQL, [school_id]):
        groups[group_id].append(class_id)
    for lesson in lessons:
        line = lesson.line
        for class_id in [line.class_id] if line.class_id else groups[line.group_id]:
            of_class[class_id].append(lesson)
    bells: dict[int, list[tuple[int, time]]] = defaultdict(list)
    for shift, number, starts_at in fetch(_BELLS_SQL, [on, on, school_id]):
        bells[shift].append((number, clock_time(starts_at)))
    rows: dict[int, list[BoardRow]] = defaultdict(list)
    for class_id, name, shift in fetch(_CLASSES_SQL, [on, on, school_id]):
        rows[shift].append(_row(class_id, name, of_class[class_id]))
    held = [lesson for lesson in lessons if lesson.state in ("done", "missing", "unopened")]
    return Board(
        on=on,
        shifts=[_shift(shift, rows[shift], bells[shift]) for shift in sorted(rows)],
        held=len(held),
        filled=sum(lesson.state == "done" for lesson in held),
        unopened=sum(lesson.state == "unopened" for lesson in held),
        requests=waiting_openings(school_id),
        teachers=_owing(school_id, held, day_of(now)),
    )


def _owing(school_id: int, held: list[BoardLesson], today: date) -> list[Owing]:
    told = reminded(school_id, today)
    owed = [lesson.line for lesson in held if lesson.state != "done" and lesson.line.teacher]
    names = {line.teacher_id: line.teacher for line in owed}
    counts = Counter(line.teacher_id for line in owed)
    found = [Owing(person_id, name, counts[person_id], told.get(person_id)) for person_id, name in names.items()]
    return sorted(found, key=lambda one: (-one.lessons, one.name))


def _board_lesson(line: LessonLine, now: datetime) -> BoardLesson:
    state = state_of(line, now)
    if state == "missing" and not line.is_begun:
        return BoardLesson(line, "unopened", "не открыт")
    return BoardLesson(line, state, "нет: " + ", ".join(line.missing) if state == "missing" else "")


def _row(class_id: int, name: str, lessons: list[BoardLesson]) -> BoardRow:
    cells: dict[int, list[BoardLesson]] = defaultdict(list)
    for lesson in lessons:
        cells[lesson.line.number].append(lesson)
    held = [lesson.state for lesson in lessons if lesson.state in ("done", "missing", "unopened")]
    return BoardRow(class_id, name, dict(cells), len(held), held.count("done"))


def _shift(number: int, rows: list[BoardRow], bells: list[tuple[int, time]]) -> Shift:
    used = {column for row in rows for column in row.cells}
    now = {column for row in rows for column, cell in row.cells.items() for lesson in cell if lesson.state == "now"}
    return Shift(number, [Column(n, at, n in now) for n, at in bells if n in used], rows)
