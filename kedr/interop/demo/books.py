"""A whole invented school as a workbook."""

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from random import Random

from kedr.interop.demo import calendar
from kedr.interop.demo.curriculum import AREAS, FULL, HOURS
from kedr.interop.demo.load import Teaching, teaching
from kedr.interop.demo.people import Town, grade_of, pupils
from kedr.interop.demo.schools import Spec
from kedr.interop.demo.weekly import build
from kedr.interop.workbook.book import (
    BellRow,
    ClassRow,
    PlanHoursRow,
    PupilRow,
    RoomRow,
    SchoolBook,
    SchoolRow,
    SlotRow,
    StaffRow,
    SubjectRow,
)

FIRST_SHIFT = ("8:00-8:40", "8:50-9:30", "9:45-10:25", "10:45-11:25", "11:40-12:20", "12:30-13:10", "13:20-14:00")
SECOND_SHIFT = ("14:10-14:50", "15:00-15:40", "15:55-16:35", "16:50-17:30", "17:40-18:20", "18:30-19:10", "19:20-20:00")
ONE_SHIFT = ("8:30-9:10", "9:20-10:00", "10:15-10:55", "11:15-11:55", "12:10-12:50", "13:00-13:40", "13:50-14:30")
HALLS = {"Физкультура": ("Спортивный зал", "Малый зал", "Зал ритмики", "Тренажёрный зал", "Лыжная база")}


def school_book(spec: Spec, *, seed: int, today: date) -> SchoolBook:
    """The book of a school: the same for the same school, seed and academic year."""
    rng = Random(f"{seed}:{spec.number}:{spec.short_name}")  # noqa: S311 invented data, not a secret
    year = calendar.year_of(today)
    town = Town(rng, year.starts_on.year)
    office = _office(spec, town)
    primary = _primary(spec, town)
    parents = [row for row in primary.values() if row.sex == "f"][:3]
    by_class = pupils(town, spec.classes, parents)
    taught = teaching(spec, town, by_class, primary)
    rooms = _rooms(taught, rng)
    return SchoolBook(
        school=SchoolRow(
            spec.name, spec.short_name, spec.kind, spec.municipality, spec.address, "", year.starts_on, year.last_on
        ),
        periods=calendar.periods(year, has_upper=any(grade_of(name) > 9 for name in spec.classes)),
        days_off=calendar.days_off(year),
        rooms=tuple(RoomRow(name) for name in dict.fromkeys(rooms.values())),
        staff=(*office, *taught.staff),
        classes=tuple(_class_row(spec, name, taught, rooms) for name in spec.classes),
        groups=tuple(taught.groups.values()),
        pupils=tuple(_in_groups(row, taught) for rows in by_class.values() for row in rows),
        subjects=_subjects(spec),
        plan_hours=tuple(
            PlanHoursRow(f"{grade} класс", grade, FULL[subject], Decimal(hours))
            for grade in sorted(set(map(grade_of, spec.classes)))
            for subject, hours in HOURS[grade].items()
        ),
        load=tuple(taught.load()),
        bells=_bells(spec),
        slots=_slots(spec, taught, rooms, rng),
    )


def _office(spec: Spec, town: Town) -> list[StaffRow]:
    deputies = {"city": 3, "town": 2}.get(spec.kind, 1)
    if spec.kind == "small":
        return [town.employee("head", "директор")]
    return [
        town.employee("head", "директор"),
        *(town.employee("deputy_head", "заместитель директора по учебной работе") for _ in range(deputies)),
        town.employee("secretary", "секретарь учебной части", "f"),
    ]


def _primary(spec: Spec, town: Town) -> dict[str, StaffRow]:
    """The own teacher of each class of 1-4; classes taught together share one."""
    found: dict[str, StaffRow] = {}
    for name in spec.classes:
        if grade_of(name) > 4 or name in found:
            continue
        row = town.employee("teacher", "учитель начальных классов", "f")
        together = next((some for some in spec.combined if name in some), (name,))
        found |= dict.fromkeys(together, row)
    return found


def _rooms(taught: Teaching, rng: Random) -> dict[str, str]:
    """A room for each teacher."""
    halls = list(HALLS["Физкультура"])
    physical = {part.teacher for team in taught.teams for part in team.parts if part.subject == "Физкультура"} - set(
        taught.class_teachers.values()
    )
    numbers = iter(f"{floor}{number:02}" for floor in (1, 2, 3, 4) for number in range(1, 25))
    teachers = [row.full_name for row in taught.staff]
    return {
        teacher: halls.pop(0) if teacher in physical and halls else next(numbers) for teacher in dict.fromkeys(teachers)
    }


def _class_row(spec: Spec, name: str, taught: Teaching, rooms: dict[str, str]) -> ClassRow:
    grade = grade_of(name)
    scheme = calendar.UNMARKED if grade == 1 else calendar.QUARTERS if grade <= 9 else calendar.HALF_YEARS
    leader = taught.class_teachers[name]
    return ClassRow(
        name, scheme, 2 if grade in spec.second_shift else 1, 5, leader, rooms[leader],
        "универсальный" if grade >= 10 else "",
    )  # fmt: skip


def _in_groups(row: PupilRow, taught: Teaching) -> PupilRow:
    return replace(row, groups=tuple(taught.members.get((row.full_name, row.birth_on.toordinal()), ())))


def _subjects(spec: Spec) -> tuple[SubjectRow, ...]:
    used = {subject for name in spec.classes for subject in HOURS[grade_of(name)]}
    return tuple(
        SubjectRow(full, short, area)
        for area, subjects in AREAS.items()
        for full, short in subjects.items()
        if short in used
    )


def _bells(spec: Spec) -> tuple[BellRow, ...]:
    shifts = ((1, FIRST_SHIFT), (2, SECOND_SHIFT)) if spec.second_shift else ((1, ONE_SHIFT),)
    return tuple(
        BellRow(shift, number, *_ends(span)) for shift, spans in shifts for number, span in enumerate(spans, 1)
    )


def _ends(span: str) -> tuple[time, time]:
    """«8:30-9:10» as two times."""
    starts_at, ends_at = (datetime.strptime(end, "%H:%M").time() for end in span.split("-"))  # noqa: DTZ007 a clock
    return starts_at, ends_at


def _slots(spec: Spec, taught: Teaching, rooms: dict[str, str], rng: Random) -> tuple[SlotRow, ...]:
    shifts = [2 if grade_of(team.classes[0]) in spec.second_shift else 1 for team in taught.teams]
    units = [team.unit(shift) for team, shift in zip(taught.teams, shifts, strict=True)]
    rows = [
        SlotRow(
            "" if part.group else part.school_class, part.group, weekday, number, FULL[part.subject],
            rooms[part.teacher],
        )
        for team, places in zip(taught.teams, build(units, rng), strict=True)
        for weekday, number in places
        for part in team.parts
    ]  # fmt: skip
    order = {name: place for place, name in enumerate(spec.classes)}
    first = {row.name: row.classes[0] for row in taught.groups.values()}
    return tuple(
        sorted(rows, key=lambda row: (order[row.school_class or first[row.group]], row.weekday, row.number, row.group))
    )
