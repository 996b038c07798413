"""What a workbook says of a school: one class a sheet, one object a row. `row` is the sheet's row, for messages."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """«Школа»: the school, its year and since when the weekly plan holds. Dates are inclusive, as people write them."""

    name: str
    short_name: str
    kind: str
    municipality: str
    address: str = ""
    phone: str = ""
    starts_on: date = date.min
    last_on: date = date.min
    plan_from: date | None = None

    @property
    def year(self) -> int:
        return self.starts_on.year

    @property
    def ends_on(self) -> date:
        """The first day after the year."""
        return self.last_on + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """«Периоды»: a quarter or a half-year of a scheme."""

    scheme: str
    kind: str
    is_marked: bool
    number: int
    name: str
    starts_on: date
    last_on: date
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class DayOffRow:
    """«Каникулы»: days without lessons; `grade` 0 is the whole school."""

    name: str
    kind: str
    starts_on: date
    last_on: date
    grade: int = 0
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class RoomRow:
    """«Кабинеты»."""

    name: str
    building: str = "Главный корпус"
    capacity: int = 30
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class StaffRow:
    """«Сотрудники»: one row a post; a person with two posts has two rows."""

    last_name: str
    first_name: str
    middle_name: str
    sex: str
    post: str
    title: str = ""
    birth_on: date | None = None
    phone: str = ""
    email: str = ""
    row: int = field(default=0, compare=False)

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, (self.last_name, self.first_name, self.middle_name)))


@dataclass(frozen=True, slots=True)
class ClassRow:
    """«Классы». The grade is the number that the name begins with."""

    name: str
    scheme: str
    shift: int = 1
    days_a_week: int = 5
    class_teacher: str = ""
    room: str = ""
    profile: str = ""
    row: int = field(default=0, compare=False)

    @property
    def grade(self) -> int:
        digits = self.name[: len(self.name) - len(self.name.lstrip("0123456789"))]
        return int(digits or 0)

    @property
    def letter(self) -> str:
        return self.name.lstrip("0123456789").strip(' -«»"')


@dataclass(frozen=True, slots=True)
class GroupRow:
    """«Группы»: a part of a class, or pupils of several classes."""

    name: str
    classes: tuple[str, ...]
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class GuardianCells:
    """A guardian of a pupil: part of the pupil's row."""

    name: str
    kind: str
    phone: str
    email: str = ""
    is_barred: bool = False


@dataclass(frozen=True, slots=True)
class PupilRow:
    """«Ученики»: a pupil, their groups and up to two guardians."""

    school_class: str
    last_name: str
    first_name: str
    middle_name: str
    sex: str
    birth_on: date
    groups: tuple[str, ...] = ()
    starts_on: date | None = None  # None: from the first day of the year
    last_on: date | None = None
    basis: str = ""
    guardians: tuple[GuardianCells, ...] = ()
    row: int = field(default=0, compare=False)

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, (self.last_name, self.first_name, self.middle_name)))


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """«Предметы»."""

    name: str
    short_name: str
    area: str = ""
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class PlanHoursRow:
    """«Учебный план»: hours a week of a subject in a grade."""

    plan: str
    grade: int
    subject: str
    hours: Decimal
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class LoadRow:
    """«Нагрузка»: a journal – one subject of one class or group – and who keeps it."""

    school_class: str
    group: str
    subject: str
    teacher: str
    hours: Decimal
    title: str = ""  # empty: the subject's name
    scale: str = "five"
    is_extra: bool = False
    starts_on: date | None = None  # None: from the first day of the year
    row: int = field(default=0, compare=False)

    @property
    def whose(self) -> str:
        """The group or the class whose journal this is."""
        return self.group or self.school_class

    @property
    def journal(self) -> str:
        return self.title or self.subject


@dataclass(frozen=True, slots=True)
class BellRow:
    """«Звонки»: when a lesson of a shift begins and ends."""

    shift: int
    number: int
    starts_at: time
    ends_at: time
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class SlotRow:
    """«Расписание»: a lesson of the week, of a class or a group."""

    school_class: str
    group: str
    weekday: int
    number: int
    journal: str
    room: str = ""
    row: int = field(default=0, compare=False)

    @property
    def whose(self) -> str:
        return self.group or self.school_class


@dataclass(frozen=True, slots=True)
class SchoolBook:
    """A whole workbook."""

    school: SchoolRow
    periods: tuple[PeriodRow, ...] = ()
    days_off: tuple[DayOffRow, ...] = ()
    rooms: tuple[RoomRow, ...] = ()
    staff: tuple[StaffRow, ...] = ()
    classes: tuple[ClassRow, ...] = ()
    groups: tuple[GroupRow, ...] = ()
    pupils: tuple[PupilRow, ...] = ()
    subjects: tuple[SubjectRow, ...] = ()
    plan_hours: tuple[PlanHoursRow, ...] = ()
    load: tuple[LoadRow, ...] = ()
    bells: tuple[BellRow, ...] = ()
    slots: tuple[SlotRow, ...] = ()
