"""«Замены»: a day's changes, and the lessons of a teacher who is away with what each may become."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kedr.core.errors import NotFound
from kedr.core.sql import fetch
from kedr.core.words import count, short_date
from kedr.schools.rules import room_words
from kedr.timetable.models import ChangeReason
from kedr.timetable.queries.changes import (
    Load,
    Reason,
    given_on,
    hours_between,
    load_of,
    reason_of,
    reasons_between,
    staff_on,
)
from kedr.timetable.rules.changes import Candidate, Given, Hour, Staff, candidates, propose, standing

PLACES = ("окно", "рядом со своими уроками", "", "в этот день уроков нет")


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change of a day, in words: what it was, what it is."""

    lesson_id: int
    number: int
    hour: Hour
    what: str  # замена, замена предмета, совмещение, отмена, дополнительный урок, другой кабинет
    was: str
    now: str
    room: str
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Away:
    """A teacher with lessons on the day; `why` when a reason says that they are away; `left` of them not covered."""

    id: int
    name: str
    lessons: int
    why: Reason | None
    left: int


@dataclass(frozen=True, slots=True)
class DayChanges:
    """The changes of a day, and the teachers who have lessons in it: those away first."""

    on: date
    lines: list[ChangeLine]
    teachers: list[Away]
    lessons: int

    @property
    def away(self) -> list[Away]:
        return [one for one in self.teachers if one.why]


def day_changes(school_id: int, on: date) -> DayChanges:
    """The changes of a day. Seven queries, however many lessons."""
    until = on + timedelta(days=1)
    hours = hours_between(school_id, on, until)
    reasons = reasons_between(school_id, on, until)
    names = {one.id: one.name for one in staff_on(school_id, on, until, load_of(school_id, on, until))}
    rooms = room_names(school_id)
    return DayChanges(on, _lines(hours, reasons, names, rooms), _teachers(hours, reasons, names), len(hours))


_ROOMS_SQL = "SELECT id, name FROM schools_room WHERE school_id = %s ORDER BY name"


def room_names(school_id: int) -> dict[int, str]:
    """The rooms as one says them. One query."""
    return {row[0]: room_words(row[1]) for row in fetch(_ROOMS_SQL, [school_id])}


def _lines(
    hours: Sequence[Hour], reasons: Iterable[Reason], names: Mapping[int, str], rooms: Mapping[int, str]
) -> list[ChangeLine]:
    by_id = {one.id: one for one in reasons}
    given = {one.instead_id: one for one in hours if one.instead_id}
    found = []
    for hour in hours:
        told = _told(hour, given.get(hour.id), names, rooms)
        if told and hour.instead_id is None:
            what, was, now = told
            room = rooms.get(hour.room_id or 0, "")
            found.append(ChangeLine(hour.id, hour.number, hour, what, was, now, room, by_id.get(hour.reason_id or 0)))
    return found


def _told(
    hour: Hour, given: Hour | None, names: Mapping[int, str], rooms: Mapping[int, str]
) -> tuple[str, str, str] | None:
    """What changed, what was and what is; None where nothing did."""
    was = names.get(hour.own_teacher_id or 0, "учитель не назначен")
    now = names.get(hour.teacher_id or 0, "учитель не назначен")
    if given is not None:
        return "замена предмета", f"{hour.title}, {was}", f"{given.title}, {names.get(given.teacher_id or 0, '')}"
    if hour.is_cancelled:
        return "отмена", was, "урока не будет"
    if hour.is_joined:
        return "совмещение", was, f"{now}, {hour.words}"
    if hour.is_added:
        return "дополнительный урок", "", now
    if hour.teacher_id != hour.own_teacher_id:
        return "замена", was, now
    if hour.room_id != hour.own_room_id:
        return "другой кабинет", rooms.get(hour.own_room_id or 0, ""), rooms.get(hour.room_id or 0, "без кабинета")
    return None


def _teachers(hours: Sequence[Hour], reasons: Iterable[Reason], names: Mapping[int, str]) -> list[Away]:
    own: Counter[int] = Counter()
    left: Counter[int] = Counter()
    for hour in hours:
        if hour.own_teacher_id and hour.instead_id is None:
            own[hour.own_teacher_id] += 1
            left[hour.own_teacher_id] += not hour.is_cancelled and hour.teacher_id == hour.own_teacher_id
    why = {one.teacher_id: one for one in reasons if one.teacher_id}
    found = [
        Away(person_id, names.get(person_id, ""), lessons, why.get(person_id), left[person_id])
        for person_id, lessons in own.items()
        if person_id in names
    ]
    return sorted(found, key=lambda one: (one.why is None, one.name))


@dataclass(frozen=True, slots=True)
class Option:
    """What a lesson may become: its code in the form, and in words."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class CoverRow:
    """A lesson to decide on. `code` is what it is now, `chosen` what the page proposes."""

    hour: Hour
    room: str
    code: str
    chosen: str
    now: str
    groups: list[tuple[str, list[Option]]]

    @property
    def codes(self) -> set[str]:
        return {option.code for _, options in self.groups for option in options}


@dataclass(frozen=True, slots=True)
class Cover:
    """The lessons of a teacher on [on, until) with what each may become, and the reasons that hold then."""

    teacher_id: int
    teacher: str
    on: date
    last_on: date
    rows: list[CoverRow]
    reasons: list[Reason]


def cover_sheet(school_id: int, teacher_id: int, on: date, last_on: date, *, proposed: bool) -> Cover:
    """What may be done about a teacher who is away from `on` to `last_on`. Seven queries, however long it is."""
    until = last_on + timedelta(days=1)
    hours = hours_between(school_id, on, until)
    load = load_of(school_id, on, until)
    staff = staff_on(school_id, on, until, load)
    reasons = reasons_between(school_id, on, until)
    rooms = room_names(school_id)
    by_day: dict[date, list[Hour]] = defaultdict(list)
    for hour in hours:
        by_day[hour.held_on].append(hour)
    wanted = [hour for hour in hours if teacher_id in (hour.own_teacher_id, hour.teacher_id) and not hour.instead_id]
    away = {day: _away(reasons, day) | {teacher_id} for day in by_day}
    free = {hour.id: candidates(hour, by_day[hour.held_on], staff, away[hour.held_on]) for hour in wanted}
    open_hours = [hour for hour in wanted if standing(hour, by_day[hour.held_on]) == "" and not hour.is_closed]
    best = propose(open_hours, free) if proposed else {}
    given = given_on(load, by_day)
    rows = [_row(hour, by_day[hour.held_on], free[hour.id], given, staff, rooms, best.get(hour.id)) for hour in wanted]
    name = next((one.name for one in staff if one.id == teacher_id), "")
    return Cover(teacher_id, name, on, last_on, rows, _that_fit(reasons, teacher_id, on, until, wanted))


def _away(reasons: Iterable[Reason], on: date) -> set[int]:
    return {one.teacher_id for one in reasons if one.teacher_id and one.starts_on <= on < one.ends_on}


def _that_fit(reasons: Iterable[Reason], teacher_id: int, on: date, until: date, hours: Iterable[Hour]) -> list[Reason]:
    """Reasons of all these days that concern the teacher, their classes or everybody."""
    classes = {class_id for hour in hours for class_id in hour.classes}
    return [
        one
        for one in reasons
        if one.starts_on <= on and until <= one.ends_on
        if (one.teacher_id == teacher_id)
        or (one.teacher_id is None and (one.class_id is None or one.class_id in classes))
    ]


def _row(
    hour: Hour, day: Sequence[Hour], free: Sequence[Candidate], given: Mapping[tuple[int, date], Given],
    staff: Sequence[Staff], rooms: Mapping[int, str], best: str | None,
) -> CoverRow:  # fmt: skip
    names = {one.id: one.name for one in staff}
    code = standing(hour, day)
    instead = next((one for one in day if one.instead_id == hour.id), None)
    told = _told(hour, instead, names, rooms)
    now = f"{told[0]}: {told[2]}" if told else ""
    groups = [("Замена: тот же предмет", [_candidate(one) for one in free if one.is_same_subject])]
    groups.append(("Замена: учит этот класс", [_candidate(one) for one in free if _knows(one)]))
    groups.append(
        ("Замена: другие свободные", [_candidate(one) for one in free if not (one.is_same_subject or _knows(one))])
    )
    if not hour.is_kept:
        groups.append(("Замена предмета", _subjects(hour, day, given, names)))
    groups.append(("Совмещение", _joins(hour, day, names, rooms)))
    if not hour.is_kept:
        groups.append(("Без учителя", [Option("x", "Отменить урок")]))
    if code and code not in {option.code for _, options in groups for option in options}:
        groups.insert(0, ("Сейчас", [Option(code, now)]))
    shown = [(label, options) for label, options in groups if options]
    return CoverRow(hour, rooms.get(hour.room_id or 0, ""), code, best or code, now, shown)


def _knows(one: Candidate) -> bool:
    return one.knows_class and not one.is_same_subject


def _candidate(one: Candidate) -> Option:
    words = [one.who.name, count(one.lessons, "урок", "урока", "уроков") if one.lessons else "", PLACES[one.place]]
    if one.who.stood_in:
        words.append(f"замен в месяце {one.who.stood_in}")
    return Option(f"t:{one.who.id}", ", ".join(word for word in words if word))


def _subjects(
    hour: Hour, day: Sequence[Hour], given: Mapping[tuple[int, date], Given], names: Mapping[int, str]
) -> list[Option]:
    """Other courses of the same pupils whose teacher is free, or gives this very lesson's place already."""
    busy = {one.teacher_id for one in day if not one.is_cancelled and one.meets(hour) and one.instead_id != hour.id}
    return [
        Option(f"s:{one.course_id}", f"{one.title}, {names[one.teacher_id or 0]}")
        for (_, on), one in given.items()
        if on == hour.held_on and one.course_id != hour.course_id
        if (one.class_id, one.group_id) == (hour.class_id, hour.group_id)
        if one.teacher_id in names and one.teacher_id not in busy
    ]


def _joins(hour: Hour, day: Sequence[Hour], names: Mapping[int, str], rooms: Mapping[int, str]) -> list[Option]:
    """Lessons of the same subject, or of other groups of the class, that another teacher gives at that time."""
    found = [
        one
        for one in day
        if one.id != hour.id and one.meets(hour) and not (one.is_cancelled or one.is_joined)
        if one.teacher_id in names and one.teacher_id != hour.own_teacher_id
        if one.subject_id == hour.subject_id or (one.group_id and one.classes & hour.classes)
    ]
    found.sort(key=lambda one: (not one.classes & hour.classes, one.subject_id != hour.subject_id, one.whose))
    return [
        Option(
            f"j:{one.id}",
            ", ".join(
                filter(None, (f"вместе с: {one.name}", names[one.teacher_id or 0], rooms.get(one.room_id or 0, "")))
            ),
        )
        for one in found
    ]


def reason_name(reason: Reason) -> str:
    """«болезнь», «другое: семинар в районе»."""
    label = str(ChangeReason.Kind(reason.kind).label)
    return f"{label}: {reason.note}" if reason.note else label


def reason_words(reason: Reason) -> str:
    """«болезнь, 9.11–13.11, приказ № 5»."""
    last = reason.last_on
    when = (
        short_date(reason.starts_on)
        if last == reason.starts_on
        else f"{short_date(reason.starts_on)}–{short_date(last)}"
    )
    words = [ChangeReason.Kind(reason.kind).label, when]
    if reason.order_no:
        words.append(f"приказ № {reason.order_no.removeprefix('№').strip()}")
    if reason.note:
        words.append(reason.note)
    return ", ".join(map(str, words))


def courses_to_add(school_id: int, on: date) -> list[Load]:
    """The courses a lesson may be added to, once each, by class. One query."""
    found: dict[int, Load] = {}
    for one in load_of(school_id, on, on + timedelta(days=1)):
        if one.person_id is not None:
            found[one.course_id] = one
    return list(found.values())


def reasons_of_day(school_id: int, on: date) -> list[Reason]:
    """The reasons that hold on a day. One query."""
    return reasons_between(school_id, on, on + timedelta(days=1))


def reasons_of_year(school_id: int, today: date) -> list[Reason]:
    """The reasons of a year back and to come, the newest first. One query."""
    return reasons_between(school_id, today - timedelta(days=365), today + timedelta(days=365))


def reason_to_correct(school_id: int, reason_id: int) -> Reason:
    """A reason of the school. One query."""
    reason = reason_of(school_id, reason_id)
    if reason is None:
        raise NotFound("Такой причины нет.")
    return reason


def reason_values(reason: Reason | None, today: date) -> dict[str, str]:
    """A reason as the inputs of its page; a new one begins today."""
    if reason is None:
        return {"kind": "illness", "first_on": today.isoformat(), "last_on": today.isoformat()}
    scope = "school"
    for name, whose in (("teacher", reason.teacher_id), ("class", reason.class_id), ("grade", reason.grade)):
        scope = f"{name}:{whose}" if whose else scope
    return {
        "kind": reason.kind,
        "scope": scope,
        "first_on": reason.starts_on.isoformat(),
        "last_on": reason.last_on.isoformat(),
        "order_no": reason.order_no,
        "order_on": reason.order_on.isoformat() if reason.order_on else "",
        "note": reason.note,
    }


_CLASSES_SQL = """
SELECT k.id, k.name, k.grade FROM schools_schoolclass k
JOIN schools_academicyear y ON y.school_id = k.school_id AND y.id = k.year_id AND y.starts_on <= %s AND y.ends_on > %s
WHERE k.school_id = %s ORDER BY k.grade, k.letter, k.name
"""


def scopes(school_id: int, today: date) -> list[tuple[str, list[Option]]]:
    """Whom a reason may be of, by sort. Four queries."""
    until = today + timedelta(days=1)
    classes = fetch(_CLASSES_SQL, [today, today, school_id])
    teachers = staff_on(school_id, today, until, [])
    grades = sorted({row[2] for row in classes})
    return [
        ("Школа", [Option("school", "вся школа")]),
        ("Параллель", [Option(f"grade:{grade}", f"{grade}-е классы") for grade in grades]),
        ("Класс", [Option(f"class:{row[0]}", row[1]) for row in classes]),
        ("Учитель", [Option(f"teacher:{one.id}", one.name) for one in teachers]),
    ]
