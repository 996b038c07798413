"""iCalendar text (RFC 5545 and 7986), and what a lesson is called in a calendar. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

PAST, AHEAD = timedelta(weeks=2), timedelta(weeks=8)  # what a calendar shows on both sides of today
REFRESH = "PT6H"  # how often it is worth asking anew
LINE = 75  # octets, RFC 5545, 3.1


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry (запись календаря): a lesson by the clock on the wall, or (no `ends`) something of a whole day.

    `key` names it for ever. `revision` grows when it changes, and may grow when it does not.
    """

    key: str
    starts: date
    ends: datetime | None
    summary: str
    place: str
    description: str
    revision: int
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """All that a calendar says. `offset` is the zone's, the same all year as everywhere in Russia.

    With `is_busy` its owner is at the lessons, and their calendar takes those hours.
    """

    name: str
    host: str
    zone: str
    offset: timedelta
    made_at: datetime
    is_busy: bool
    entries: Sequence[Entry]


def calendar_text(calendar: Calendar) -> bytes:
    """The calendar as an .ics file. It has no UID of its own: vdirsyncer would take all its entries for one."""
    return b"".join(map(folded, _lines(calendar)))


def _lines(calendar: Calendar) -> Iterator[str]:
    name = escaped(calendar.name)
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kedr//Calendar//RU", "CALSCALE:GREGORIAN")
    yield from (f"NAME:{name}", f"X-WR-CALNAME:{name}", f"X-WR-TIMEZONE:{calendar.zone}")
    yield from (f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}", f"X-PUBLISHED-TTL:{REFRESH}")
    offset = offset_words(calendar.offset)
    yield from ("BEGIN:VTIMEZONE", f"TZID:{calendar.zone}", "BEGIN:STANDARD", "DTSTART:19700101T000000")
    yield from (f"TZOFFSETFROM:{offset}", f"TZOFFSETTO:{offset}", f"TZNAME:{offset[:3]}")
    yield from ("END:STANDARD", "END:VTIMEZONE")
    made = f"DTSTAMP:{calendar.made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for entry in calendar.entries:
        yield from ("BEGIN:VEVENT", f"UID:{entry.key}@{calendar.host}", made, f"SEQUENCE:{entry.revision}")
        yield from _when(entry, calendar.zone)
        yield f"SUMMARY:{escaped(entry.summary)}"
        if entry.place:
            yield f"LOCATION:{escaped(entry.place)}"
        if entry.description:
            yield f"DESCRIPTION:{escaped(entry.description)}"
        yield f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}"
        is_free = entry.is_cancelled or entry.ends is None or not calendar.is_busy
        yield f"TRANSP:{'TRANSPARENT' if is_free else 'OPAQUE'}"
        yield "END:VEVENT"
    yield "END:VCALENDAR"


def _when(entry: Entry, zone: str) -> tuple[str, str]:
    if entry.ends is None:
        next_day = entry.starts + timedelta(days=1)
        return f"DTSTART;VALUE=DATE:{entry.starts:%Y%m%d}", f"DTEND;VALUE=DATE:{next_day:%Y%m%d}"
    return f"DTSTART;TZID={zone}:{entry.starts:%Y%m%dT%H%M%S}", f"DTEND;TZID={zone}:{entry.ends:%Y%m%dT%H%M%S}"


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def plain(text: str) -> str:
    """The text with one kind of line end and without what no line may hold (RFC 5545: CONTROL)."""
    return _CONTROL.sub("", "\n".join(text.splitlines()))


def escaped(text: str) -> str:
    """A value of type TEXT (RFC 5545, 3.3.11)."""
    return plain(text).translate(_ESCAPES)


def folded(line: str) -> bytes:
    """A content line with its end, no part of it longer than 75 octets, no letter torn apart (RFC 5545, 3.1)."""
    data = line.encode()
    if len(data) <= LINE:
        return data + b"\r\n"
    parts, start, room = [], 0, LINE
    while len(data) - start > room:
        end = start + room
        while data[end] & 0xC0 == 0x80:  # inside a letter
            end -= 1
        parts.append(data[start:end])
        start, room = end, LINE - 1  # a part that goes on begins with a space
    return b"\r\n ".join([*parts, data[start:]]) + b"\r\n"


def offset_words(offset: timedelta) -> str:
    """«+0700»."""
    minutes = int(offset.total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be told of a lesson. `whose` is the group to a family («1 гр.»), class or group to a teacher.

    `leads` is who gives it, `owner` who should have, `old_room` where it should have been; `work` is the assessment
    procedure that is announced for it.
    """

    subject: str
    whose: str
    work: str
    reason: str
    leads: str
    owner: str
    old_room: str
    is_cancelled: bool
    is_replaced: bool
    is_moved: bool


def named(subject: str, whose: str) -> str:
    """«Английский язык, 1 гр.»."""
    return f"{subject}, {whose}" if whose else subject


def family_summary(told: Told) -> str:
    """«Алгебра: Контрольная работа № 2», «Английский язык, 1 гр., замена», «Отменён: Химия (карантин)»."""
    name = named(told.subject, told.whose)
    if told.is_cancelled:
        return _cancelled(name, told.reason)
    if told.work:
        name = f"{name}: {told.work}"
    return f"{name}, замена" if told.is_replaced else name


def family_notes(told: Told) -> list[str]:
    """What differs from the plan that day, a line each."""
    if told.is_cancelled:
        return []
    notes = []
    if told.is_replaced:
        notes.append(f"Замена, ведёт {told.leads}" if told.leads else "Замена")
    return [*notes, *_room_notes(told), *_reason(told)]


def teacher_summary(told: Told, *, is_mine: bool) -> str:
    """«Алгебра, 8А», «Замена: Химия, 9Б», «Ведёт Орлов Т. Н.: Алгебра, 8А»."""
    name = named(told.subject, told.whose)
    if told.is_cancelled:
        return _cancelled(name, told.reason)
    if not is_mine:
        return f"Ведёт {told.leads or 'другой учитель'}: {name}"
    if told.work:
        name = f"{name}: {told.work}"
    return f"Замена: {name}" if told.is_replaced else name


def teacher_notes(told: Told, *, is_mine: bool, is_joined: bool) -> list[str]:
    """What differs from the plan that day, a line each."""
    if told.is_cancelled:
        return []
    notes = [f"Вместо: {told.owner}"] if is_mine and told.is_replaced and told.owner else []
    if is_mine and is_joined:
        notes.append("Совмещение: в это же время в кабинете ваш другой урок")
    return [*notes, *_room_notes(told), *_reason(told)]


def _cancelled(name: str, reason: str) -> str:
    return f"Отменён: {name} ({reason})" if reason else f"Отменён: {name}"


def _room_notes(told: Told) -> list[str]:
    if not told.is_moved:
        return []
    return [f"Другой кабинет, было: {told.old_room}" if told.old_room else "Другой кабинет"]


def _reason(told: Told) -> list[str]:
    return [told.reason] if told.reason else []


@dataclass(frozen=True, slots=True)
class Task:
    """Homework as a calendar says it; `minutes` 0 where nobody said how long it takes."""

    text: str
    is_personal: bool
    minutes: int
    has_files: bool


def task_words(task: Task) -> str:
    """«Задано: № 5 · 20 мин · файлы в дневнике»."""
    words = [f"{'Задано лично' if task.is_personal else 'Задано'}: {task.text}"]
    if task.minutes:
        words.append(f"{task.minutes} мин")
    if task.has_files:
        words.append("файлы в дневнике")
    return " · ".join(words)
