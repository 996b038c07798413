"""Checks of the sheet «Расписание»: journals, bells and rooms it names, and its clashes."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from kedr.interop.workbook.book import SchoolBook, SlotRow
from kedr.interop.workbook.cells import WEEKDAYS
from kedr.interop.workbook.faults import Fault, fault
from kedr.timetable.rules import Clash, Sitting, clashes

_CLASH = {
    "teacher": ("journal", "У учителя в это время другой урок", "Перенесите один из них."),
    "room": ("room", "Кабинет в это время занят", "Выберите другой кабинет."),
    "pupils": ("number", "У этих учеников в это время другой урок", "Перенесите один из них."),
}


def check_week(book: SchoolBook, broken: Collection[str]) -> list[Fault]:
    """The faults of the weekly plan. Clashes are told once a pair, at the lower row."""
    known = _Known(book, broken)
    faults = [one for row in book.slots for one in _row(known, row)]
    seen: dict[tuple[str, str, int, int], int] = {}
    for row in book.slots:
        key = (row.whose, row.journal, row.weekday, row.number)
        if key in seen:
            faults.append(
                fault("slots", row.row, "number", f"Этот урок уже есть в строке {seen[key]}.", "Уберите повтор.")
            )
        seen.setdefault(key, row.row)
    repeats = {one.row for one in faults}
    return faults + [one for clash in _clashes(book) if (one := _told(book, clash)).row not in repeats]


class _Known:
    """What the other sheets have; None where their rows could not all be read."""

    def __init__(self, book: SchoolBook, broken: Collection[str]) -> None:
        journals = {(row.whose, row.journal) for row in book.load}
        self.journals = None if {"load", "groups", "classes"} & set(broken) else journals
        self.rooms = None if "rooms" in broken else {row.name for row in book.rooms}
        self.bells = None if "bells" in broken else {(row.shift, row.number) for row in book.bells}
        self.weeks = _shift_and_days(book)


def _row(known: _Known, row: SlotRow) -> Iterator[Fault]:
    if bool(row.school_class) == bool(row.group):
        what = "Указаны и класс, и группа." if row.group else "Нет ни класса, ни группы."
        yield fault("slots", row.row, "school_class", what, "Впишите или класс, или группу.")
        return
    if known.journals is not None and (row.whose, row.journal) not in known.journals:
        what = f"На листе «Нагрузка» нет журнала «{row.journal}» у «{row.whose}»."
        yield fault("slots", row.row, "journal", what, "Исправьте название или добавьте журнал.")
    if row.room and known.rooms is not None and row.room not in known.rooms:
        what = f"На листе «Кабинеты» нет «{row.room}»."
        yield fault("slots", row.row, "room", what, "Исправьте или добавьте на лист «Кабинеты».")
    shift, days = known.weeks.get(row.whose, (0, 7))
    if row.weekday > days:
        what = f"{WEEKDAYS[row.weekday - 1]} – не учебный день: неделя из {days} дней."
        yield fault("slots", row.row, "weekday", what, "Исправьте день или лист «Классы».")
    if shift and known.bells is not None and (shift, row.number) not in known.bells:
        what = f"Звонка {row.number}-го урока {shift}-й смены нет."
        yield fault("slots", row.row, "number", what, "Исправьте номер или лист «Звонки».")


def _shift_and_days(book: SchoolBook) -> dict[str, tuple[int, int]]:
    """The shift and the days a week of each class and group."""
    found = {row.name: (row.shift, row.days_a_week) for row in book.classes}
    for group in book.groups:
        own = [found[name] for name in group.classes if name in found]
        if own:
            found[group.name] = (own[0][0], max(days for _, days in own))
    return found


def _clashes(book: SchoolBook) -> list[Clash]:
    bells = {(row.shift, row.number): (row.starts_at, row.ends_at) for row in book.bells}
    shifts = _shift_and_days(book)
    teacher_of = {(row.whose, row.journal): row.teacher for row in book.load}
    classes_of = {row.name: row.classes for row in book.groups}
    numbers: dict[str, int] = defaultdict(lambda: len(numbers) + 1)
    sittings = []
    for place, row in enumerate(book.slots):
        span = bells.get((shifts.get(row.whose, (0, 7))[0], row.number))
        if span is None or bool(row.school_class) == bool(row.group):
            continue
        teacher = teacher_of.get((row.whose, row.journal))
        classes = classes_of.get(row.group, ()) if row.group else (row.school_class,)
        sittings.append(
            Sitting(
                key=place,
                weekday=row.weekday,
                starts_at=span[0],
                ends_at=span[1],
                teacher=numbers[f"teacher {teacher}"] if teacher else None,
                room=numbers[f"room {row.room}"] if row.room else None,
                classes=frozenset(numbers[f"class {name}"] for name in classes),
                group=numbers[f"group {row.group}"] if row.group else None,
            )
        )
    members: dict[int, set[int]] = defaultdict(set)
    for place, pupil in enumerate(book.pupils):
        for name in pupil.groups:
            members[numbers[f"group {name}"]].add(place)
    return clashes(sittings, {group: frozenset(some) for group, some in members.items()})


def _told(book: SchoolBook, clash: Clash) -> Fault:
    field, what, remedy = _CLASH[clash.what]
    one, other = sorted((clash.one.key, clash.other.key))
    first, row = book.slots[one], book.slots[other]
    where = f"{first.whose}, {first.journal}, строка {first.row}"
    return fault("slots", row.row, field, f"{what}: {where}.", remedy)
