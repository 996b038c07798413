"""The papers of an archive: the printed journal of every course and period, the sheets of every class."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from kedr.core.actor import Actor, Role
from kedr.core.sql import day, fetch
from kedr.reports.access import ClassCard, class_to_report, course_to_print
from kedr.reports.queries.attendance import attendance
from kedr.reports.queries.course_journal import course_journal
from kedr.reports.queries.spans import Asked, Spans
from kedr.reports.queries.summary import summary
from kedr.reports.table import Report

JOURNALS, SUMMARIES = "journals", "summaries"
NAME_LENGTH = 80

type Row = tuple[Any, ...]
type ClassReport = Callable[[ClassCard, Asked, date], tuple[Report, Spans]]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper to be made: where it goes, what it is, how it comes about."""

    path: str  # in the archive
    title: str
    report: Callable[[], Report]

    @property
    def is_summary(self) -> bool:
        return self.path.startswith(SUMMARIES)


_COURSES_SQL = """
SELECT c.id, c.title, COALESCE(k.name, g.name), COALESCE(g.name, k.name), p.id, p.name, p.ends_on
FROM curriculum_course c
JOIN schools_period p ON p.school_id = c.school_id AND p.scheme_id = c.scheme_id
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
WHERE c.school_id = %s AND c.year_id = %s
ORDER BY COALESCE(k.grade, 99), COALESCE(k.letter, ''), c.title, COALESCE(g.name, ''), c.id, p.number
"""
_CLASSES_SQL = """
SELECT k.id, k.name FROM schools_schoolclass k WHERE k.school_id = %s AND k.year_id = %s
ORDER BY k.grade, k.letter, k.name
"""


def papers_of(school_id: int, year_id: int, today: date) -> list[Paper]:
    """Every paper of a year, in the order of classes. Two queries; making one asks its report's own."""
    taken: set[str] = set()
    reader = Actor(user_id=0, grant_id=0, role=Role.HEAD, name="Кедр", school_id=school_id)
    return [
        *_journals(reader, fetch(_COURSES_SQL, [school_id, year_id]), today, taken),
        *_sheets(reader, fetch(_CLASSES_SQL, [school_id, year_id]), today, taken),
    ]


def _journals(reader: Actor, rows: Iterable[Row], today: date, taken: set[str]) -> Iterator[Paper]:
    for course_id, title, folder, whose, period_id, period, ends_on in rows:
        last = day(ends_on) - timedelta(days=1)
        named = f"{title}, {whose}" if whose != folder else title
        path = _path(f"{JOURNALS}/{file_name(folder)}", f"{named}, {period}", taken)
        made = partial(_journal, reader, course_id, period_id, last, today)
        yield Paper(path, f"Журнал: {title}, {whose}, {period}", made)


def _journal(reader: Actor, course_id: int, period_id: int, last: date, today: date) -> Report:
    card = course_to_print(reader, reader.school_id, course_id, last)
    return course_journal(card, Asked(period_id=period_id), today)[0]


def _sheets(reader: Actor, rows: Iterable[Row], today: date, taken: set[str]) -> Iterator[Paper]:
    for class_id, name in rows:
        for folder, make, title in (
            (SUMMARIES, summary, "Сводная ведомость учёта успеваемости"),
            (f"{JOURNALS}/{file_name(name)}", attendance, "Сводная ведомость посещаемости"),
        ):
            path = _path(folder, f"{name}, {title[0].lower()}{title[1:]}", taken)
            yield Paper(path, f"{title}: {name}", partial(_sheet, make, reader, class_id, today))


def _sheet(make: ClassReport, reader: Actor, class_id: int, today: date) -> Report:
    card = class_to_report(reader, reader.school_id, class_id, today)
    return make(card, Asked(is_year=True), today)[0]


def file_name(text: str) -> str:
    """A title as every system lets a file be called."""
    plain = unicodedata.normalize("NFC", re.sub(r'[\x00-\x1f<>:"/\\|?*]+', " ", text))
    return " ".join(plain.split())[:NAME_LENGTH].strip(" .") or "без названия"


def _path(folder: str, title: str, taken: set[str]) -> str:
    """Where a paper goes: two of one name get numbers."""
    name, number = file_name(title), 1
    path = f"{folder}/{name}.pdf"
    while path.casefold() in taken:
        number += 1
        path = f"{folder}/{name} ({number}).pdf"
    taken.add(path.casefold())
    return path
