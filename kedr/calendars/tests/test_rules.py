"""Our few lines of iCalendar against two parsers that are not ours; what lessons are called."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from kedr.calendars.rules import (
    LINE,
    Calendar,
    Entry,
    Task,
    Told,
    calendar_text,
    escaped,
    family_notes,
    family_summary,
    folded,
    offset_words,
    plain,
    task_words,
    teacher_notes,
    teacher_summary,
)

AT = datetime(2026, 11, 11, 5, 0, tzinfo=UTC)
ON = date(2026, 11, 11)
LESSON = Entry(
    "lesson-1", datetime.combine(ON, time(8, 30)), datetime.combine(ON, time(9, 10)), "Алгебра", "каб. 209",
    "Задано: № 5", 7,
)  # fmt: skip
TOLD = Told("Алгебра", "", "", "", "", "", "", is_cancelled=False, is_replaced=False, is_moved=False)


def calendar(*entries: Entry, is_busy: bool = True) -> Calendar:
    return Calendar("Уроки: Алина", "kedr.example", "Asia/Tomsk", timedelta(hours=7), AT, is_busy, entries)


def parsed(text: bytes) -> Any:
    return icalendar.Calendar.from_ical(text)


def one(entry: Entry, *, is_busy: bool = True) -> Any:
    events = parsed(calendar_text(calendar(entry, is_busy=is_busy))).events
    assert len(events) == 1
    return events[0]


def test_a_calendar_is_what_phones_ask_for() -> None:
    text = calendar_text(calendar(LESSON))
    assert text.count(b"\n") == text.count(b"\r\n")
    read = parsed(text)
    assert (str(read["NAME"]), str(read["X-WR-CALNAME"])) == ("Уроки: Алина", "Уроки: Алина")
    assert read["REFRESH-INTERVAL"].dt == timedelta(hours=6)
    assert read["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert str(read["X-PUBLISHED-TTL"]) == "PT6H"
    assert "UID" not in read
    assert "METHOD" not in read
    assert [str(zone["TZID"]) for zone in read.timezones] == ["Asia/Tomsk"]


def test_a_lesson_is_at_its_hour_in_tomsk() -> None:
    event = one(LESSON)
    assert event["UID"] == "lesson-1@kedr.example"
    assert event["DTSTAMP"].dt == AT
    assert event["SEQUENCE"] == 7
    assert event.start.utcoffset() == timedelta(hours=7)
    assert event.start.astimezone(UTC) == datetime(2026, 11, 11, 1, 30, tzinfo=UTC)
    assert event.end - event.start == timedelta(minutes=40)
    assert (event["STATUS"], event["TRANSP"]) == ("CONFIRMED", "OPAQUE")


def test_a_parent_is_not_busy_and_a_cancelled_lesson_takes_nobody() -> None:
    assert one(LESSON, is_busy=False)["TRANSP"] == "TRANSPARENT"
    cancelled = one(replace(LESSON, is_cancelled=True))
    assert (cancelled["STATUS"], cancelled["TRANSP"]) == ("CANCELLED", "TRANSPARENT")


def test_homework_without_a_lesson_is_of_a_whole_day() -> None:
    event = one(Entry("homework-1", date(2026, 11, 30), None, "Задание: Химия", "", "Задано: § 3", 1))
    assert (event.start, event.end) == (date(2026, 11, 30), date(2026, 12, 1))
    assert event["TRANSP"] == "TRANSPARENT"
    assert "LOCATION" not in event


def test_the_second_parser_reads_the_same() -> None:
    homework = Entry("homework-1", date(2026, 11, 30), None, "Задание: Химия", "", "", 1)
    read = vobject.readOne(calendar_text(calendar(LESSON, homework)).decode())
    lesson, due = read.vevent_list
    assert lesson.summary.value == "Алгебра"
    assert lesson.dtstart.value.utcoffset() == timedelta(hours=7)
    assert lesson.description.value == "Задано: № 5"
    assert due.dtstart.value == date(2026, 11, 30)


def test_a_calendar_without_lessons_is_one_too() -> None:
    assert parsed(calendar_text(calendar())).events == []
    assert vobject.readOne(calendar_text(calendar()).decode()).contents.get("vevent") is None


def test_text_is_escaped() -> None:
    assert escaped("a;b,c\\d\r\nе\x00\x07") == "a\\;b\\,c\\\\d\\nе"


@pytest.mark.parametrize(
    "letters", ["a" * 300, "я" * 200, "яa" * 100, "😀" * 60, "a" * 74 + "я" * 3, "a" * 75, "a" * 76]
)
def test_lines_are_folded_between_letters(letters: str) -> None:
    parts = folded(letters).split(b"\r\n")
    assert parts.pop() == b""
    assert all(len(part) <= LINE for part in parts)
    assert all(part.startswith(b" ") for part in parts[1:])
    assert parts[0].decode() + "".join(part[1:].decode() for part in parts[1:]) == letters


@given(st.text(max_size=400), st.text(max_size=30))
def test_whatever_is_written_is_read(text: str, end: str) -> None:
    """Folding and escaping together, as another's parser undoes them."""
    entry = replace(LESSON, summary=f"А{text}", description=f"{end}\\n,;{text}Я")
    body = calendar_text(calendar(entry))
    assert all(len(line) <= LINE for line in body.split(b"\r\n"))
    read = parsed(body)
    assert str(read.events[0]["SUMMARY"]) == plain(f"А{text}")
    assert str(read.events[0]["DESCRIPTION"]) == plain(f"{end}\\n,;{text}Я")
    assert str(read.events[0]["LOCATION"]) == "каб. 209"


@pytest.mark.parametrize(
    ("hours", "words"), [(7, "+0700"), (0, "+0000"), (-3.5, "-0330"), (5.75, "+0545"), (12, "+1200")]
)
def test_offsets(hours: float, words: str) -> None:
    assert offset_words(timedelta(hours=hours)) == words


@pytest.mark.parametrize(
    ("more", "summary", "notes"),
    [
        ({}, "Алгебра", []),
        ({"whose": "1 гр."}, "Алгебра, 1 гр.", []),
        ({"work": "Контрольная работа"}, "Алгебра: Контрольная работа", []),
        ({"is_replaced": True, "leads": "Орлов Т. Н."}, "Алгебра, замена", ["Замена, ведёт Орлов Т. Н."]),
        ({"is_replaced": True, "work": "КР № 2"}, "Алгебра: КР № 2, замена", ["Замена"]),
        ({"is_moved": True, "old_room": "каб. 5"}, "Алгебра", ["Другой кабинет, было: каб. 5"]),
        ({"is_moved": True, "reason": "ремонт"}, "Алгебра", ["Другой кабинет", "ремонт"]),
        ({"is_cancelled": True, "work": "КР"}, "Отменён: Алгебра", []),
        ({"is_cancelled": True, "reason": "мороз", "is_moved": True}, "Отменён: Алгебра (мороз)", []),
    ],
)
def test_how_a_family_reads_a_lesson(more: dict[str, object], summary: str, notes: list[str]) -> None:
    told = replace(TOLD, **more)  # type: ignore[arg-type]
    assert (family_summary(told), family_notes(told)) == (summary, notes)


@pytest.mark.parametrize(
    ("more", "is_mine", "is_joined", "summary", "notes"),
    [
        ({}, True, False, "Алгебра, 8А", []),
        ({"work": "КР № 2"}, True, False, "Алгебра, 8А: КР № 2", []),
        ({"is_replaced": True, "owner": "Орлов Т. Н."}, True, False, "Замена: Алгебра, 8А", ["Вместо: Орлов Т. Н."]),
        ({"is_replaced": True, "leads": "Орлов Т. Н."}, False, False, "Ведёт Орлов Т. Н.: Алгебра, 8А", []),
        ({"is_replaced": True}, False, False, "Ведёт другой учитель: Алгебра, 8А", []),
        ({"is_replaced": True}, True, True, "Замена: Алгебра, 8А", [
            "Совмещение: в это же время в кабинете ваш другой урок"]),
        ({"is_cancelled": True, "reason": "мороз"}, True, False, "Отменён: Алгебра, 8А (мороз)", []),
    ],
)  # fmt: skip
def test_how_a_teacher_reads_a_lesson(
    more: dict[str, object], is_mine: bool, is_joined: bool, summary: str, notes: list[str]
) -> None:
    told = replace(TOLD, whose="8А", **more)  # type: ignore[arg-type]
    assert teacher_summary(told, is_mine=is_mine) == summary
    assert teacher_notes(told, is_mine=is_mine, is_joined=is_joined) == notes


def test_homework_in_words() -> None:
    assert task_words(Task("№ 5", is_personal=False, minutes=0, has_files=False)) == "Задано: № 5"
    words = task_words(Task("№ 6", is_personal=True, minutes=20, has_files=True))
    assert words == "Задано лично: № 6 · 20 мин · файлы в дневнике"
