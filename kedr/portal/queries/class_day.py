"""«Отменить уроки класса»: a class's lessons of a day, and which of them can be cancelled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kedr.core.sql import fetch
from kedr.portal.queries.changes import room_names
from kedr.timetable.queries.changes import Reason, hours_between, reasons_between
from kedr.timetable.rules.changes import CANCEL, Hour, standing


@dataclass(frozen=True, slots=True)
class ClassName:
    """A class to choose."""

    id: int
    name: str
    grade: int


@dataclass(frozen=True, slots=True)
class ClassHour:
    """A lesson of the class; `barred` says why it cannot be cancelled, empty where it can. `is_off`: cancelled, with
    nothing in its place."""

    hour: Hour
    room: str
    barred: str
    is_off: bool

    @property
    def is_shared(self) -> bool:
        """Other classes have it too: it is not this class's to cancel."""
        return len(self.hour.classes) > 1


@dataclass(frozen=True, slots=True)
class ClassDay:
    """The lessons of a class on a day and the reasons that hold then for it."""

    on: date
    school_class: ClassName | None
    classes: list[ClassName]
    rows: list[ClassHour]
    reasons: list[Reason]

    @property
    def numbers(self) -> list[int]:
        """The numbers of the lessons that can be cancelled."""
        return sorted({row.hour.number for row in self.rows if not row.barred})


_CLASSES_SQL = """
SELECT k.id, k.name, k.grade FROM schools_schoolclass k
JOIN schools_academicyear y ON y.school_id = k.school_id AND y.id = k.year_id AND y.starts_on <= %s AND y.ends_on > %s
WHERE k.school_id = %s ORDER BY k.grade, k.letter, k.name
"""


def class_day(school_id: int, on: date, class_id: int) -> ClassDay:
    """The day of a class; 0, or one that is not of the year, asks which. Five queries, or one."""
    classes = [ClassName(*row) for row in fetch(_CLASSES_SQL, [on, on, school_id])]
    chosen = next((one for one in classes if one.id == class_id), None)
    if chosen is None:
        return ClassDay(on, None, classes, [], [])
    until = on + timedelta(days=1)
    names, rooms = {one.id: one.name for one in classes}, room_names(school_id)
    hours = hours_between(school_id, on, until)
    rows = [
        ClassHour(hour, rooms.get(hour.room_id or 0, ""), _barred(hour, names), standing(hour, hours) == CANCEL)
        for hour in hours
        if class_id in hour.classes and hour.instead_id is None
    ]
    return ClassDay(on, chosen, classes, rows, _that_fit(reasons_between(school_id, on, until), chosen))


def _barred(hour: Hour, names: dict[int, str]) -> str:
    if hour.is_closed:
        return "период закрыт"
    if hour.is_kept:
        return "урок уже записан в журнале"
    if hour.is_cancelled:
        return hour.words or "урок уже отменён"
    if len(hour.classes) > 1:
        return f"в группе и другие классы ({', '.join(_named(hour.classes, names))}): отмените в её журнале отдельно"
    return ""


def _named(ids: Iterable[int], names: dict[int, str]) -> Sequence[str]:
    return [name for class_id, name in names.items() if class_id in ids]


def _that_fit(reasons: Iterable[Reason], of: ClassName) -> list[Reason]:
    return [
        one
        for one in reasons
        if one.teacher_id is None and one.class_id in (None, of.id) and one.grade in (0, of.grade)
    ]
