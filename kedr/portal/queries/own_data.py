"""«Мои данные»: everything a school holds about a pupil, in readable rows, and who has looked at it.

Each section is a statement with its columns, so that the page, the JSON and the paper say the same. What each table
of the base with a pupil in it is covered by, `COVERED` says; a test fails for a table it does not name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson

from kedr.core.actor import Actor, Role
from kedr.core.clock import wall
from kedr.core.sql import fetch, moment
from kedr.core.words import full_day, plain
from kedr.reports.access import PupilCard, pupil_to_report
from kedr.reports.table import Column, Kind, Report, Table

READINGS = 200  # shown


@dataclass(frozen=True, slots=True)
class Section:
    """A part of what is held. `columns` name what the statement selects; `moments` are the places of instants."""

    key: str
    title: str
    columns: tuple[str, ...]
    sql: str
    moments: tuple[int, ...] = ()


# Every statement takes the school and the pupil, in this order, and is indexed by the pupil.
SECTIONS = (
    Section("person", "Карточка", ("фамилия", "имя", "отчество", "пол", "дата рождения", "телефон", "почта"), """
SELECT p.last_name, p.first_name, p.middle_name, CASE p.sex WHEN 'f' THEN 'женский' ELSE 'мужской' END, p.birth_on,
  p.phone, p.email FROM people_person p WHERE p.school_id = %s AND p.id = %s"""),
    Section("enrolments", "Классы", ("класс", "с", "по (первый день после)", "основание"), """
SELECT k.name, e.starts_on, e.ends_on, e.basis FROM people_enrolment e
JOIN schools_schoolclass k ON k.school_id = e.school_id AND k.id = e.class_id
WHERE e.school_id = %s AND e.person_id = %s ORDER BY e.starts_on"""),
    Section("groups", "Группы", ("группа", "с", "по (первый день после)"), """
SELECT g.name, m.starts_on, m.ends_on FROM people_groupmember m
JOIN schools_studygroup g ON g.school_id = m.school_id AND g.id = m.group_id
WHERE m.school_id = %s AND m.person_id = %s ORDER BY m.starts_on, g.name"""),
    Section("guardians", "Представители",
            ("кем приходится", "фамилия", "имя", "отчество", "с", "по (первый день после)", "дневник закрыт"), """
SELECT CASE g.kind WHEN 'mother' THEN 'мать' WHEN 'father' THEN 'отец' WHEN 'guardian' THEN 'опекун'
  ELSE 'представитель' END, p.last_name, p.first_name, p.middle_name, g.starts_on, g.ends_on,
  CASE WHEN g.is_barred THEN 'да' ELSE '' END FROM people_guardianship g
JOIN people_person p ON p.school_id = g.school_id AND p.id = g.guardian_id
WHERE g.school_id = %s AND g.pupil_id = %s ORDER BY g.starts_on, p.last_name"""),
    Section("marks", "Отметки",
            ("день", "предмет", "вид работы", "вес", "отметка", "сдать до", "слова учителя", "поставлена"), """
SELECT m.held_on, c.title, k.name, w.weight, m.value, m.due_on, m.comment, m.set_at FROM journal_mark m
JOIN journal_work w ON w.school_id = m.school_id AND w.id = m.work_id
JOIN journal_workkind k ON k.school_id = w.school_id AND k.id = w.kind_id
JOIN curriculum_course c ON c.school_id = w.school_id AND c.id = w.course_id
WHERE m.school_id = %s AND m.pupil_id = %s AND m.value <> '' ORDER BY m.held_on, c.title, m.id""", (7,)),
    Section("brought", "Перенесённые отметки", ("день", "предмет", "вид работы", "вес", "отметка", "документ"), """
SELECT b.held_on, c.title, k.name, b.weight, b.value, b.source FROM journal_broughtmark b
JOIN journal_workkind k ON k.school_id = b.school_id AND k.id = b.kind_id
JOIN curriculum_course c ON c.school_id = b.school_id AND c.id = b.course_id
WHERE b.school_id = %s AND b.pupil_id = %s ORDER BY b.held_on, c.title, b.id"""),
    Section("attendance", "Пропуски и опоздания", ("день", "предмет", "урок", "код", "минут", "записано"), """
SELECT a.held_on, c.title, l.number, a.code, a.minutes, a.set_at FROM journal_attendance a
JOIN timetable_lesson l ON l.school_id = a.school_id AND l.id = a.lesson_id
JOIN curriculum_course c ON c.school_id = l.school_id AND c.id = l.course_id
WHERE a.school_id = %s AND a.pupil_id = %s AND a.code <> '' ORDER BY a.held_on, l.number, c.title""", (5,)),
    Section("absences", "Отсутствия с основанием", ("с", "по (первый день после)", "код", "основание"), """
SELECT b.starts_on, b.ends_on, b.code, b.basis FROM journal_absence b
WHERE b.school_id = %s AND b.pupil_id = %s AND b.taken_back_at IS NULL ORDER BY b.starts_on, b.id"""),
    Section("notices", "Что сообщили представители об отсутствии",
            ("с", "по (первый день после)", "код", "слова", "отправлено", "принято", "ответ школы"), """
SELECT n.starts_on, n.ends_on, n.code, n.words, n.sent_at, CASE WHEN n.is_accepted THEN 'да' ELSE '' END, n.answer
FROM journal_absencenotice n WHERE n.school_id = %s AND n.pupil_id = %s ORDER BY n.sent_at, n.id""", (4,)),
    Section("homework", "Задания лично", ("задано", "к дню", "предмет", "задание"), """
SELECT h.held_on, h.due_on, c.title, h.text FROM journal_homework h
JOIN curriculum_course c ON c.school_id = h.school_id AND c.id = h.course_id
WHERE h.school_id = %s AND h.pupil_id = %s AND h.text <> '' ORDER BY h.held_on, c.title, h.id"""),
    Section("done", "Отметки «сделано»", ("предмет", "к дню", "задание", "сделано"), """
SELECT c.title, h.due_on, h.text, d.done_at FROM diary_homeworkdone d
JOIN journal_homework h ON h.school_id = d.school_id AND h.id = d.homework_id
JOIN curriculum_course c ON c.school_id = h.school_id AND c.id = h.course_id
WHERE d.school_id = %s AND d.pupil_id = %s ORDER BY h.due_on, c.title, d.id""", (3,)),
    Section("results", "Итоги периодов", ("период", "предмет", "выходило", "средний", "итог", "выставлен"), """
SELECT q.name, c.title, r.proposed, r.mean, r.final, r.set_at FROM journal_periodresult r
JOIN schools_period q ON q.school_id = r.school_id AND q.id = r.period_id
JOIN curriculum_course c ON c.school_id = r.school_id AND c.id = r.course_id
WHERE r.school_id = %s AND r.pupil_id = %s AND r.final <> '' ORDER BY q.starts_on, c.title, r.id""", (5,)),
    Section("years", "Итоги года, экзамены, аттестат", ("учебный год", "предмет", "что", "итог", "выставлен"), """
SELECT y.year, c.title, r.kind, r.final, r.set_at FROM journal_yearresult r
JOIN curriculum_course c ON c.school_id = r.school_id AND c.id = r.course_id
JOIN schools_academicyear y ON y.school_id = c.school_id AND y.id = c.year_id
WHERE r.school_id = %s AND r.pupil_id = %s AND r.final <> '' ORDER BY y.year, c.title, r.kind""", (4,)),
    Section("deferrals", "Отсрочки итогов", ("период", "предмет", "до дня", "основание"), """
SELECT q.name, c.title, d.until_on, d.basis FROM journal_deferral d
JOIN schools_period q ON q.school_id = d.school_id AND q.id = d.period_id
JOIN curriculum_course c ON c.school_id = d.school_id AND c.id = d.course_id
WHERE d.school_id = %s AND d.pupil_id = %s ORDER BY q.starts_on, c.title"""),
    Section("retakes", "Пересдачи", ("предмет", "попытка", "назначена", "результат", "протокол"), """
SELECT c.title, t.attempt, t.planned_on, t.value, t.protocol FROM journal_retake t
JOIN curriculum_course c ON c.school_id = t.school_id AND c.id = t.course_id
WHERE t.school_id = %s AND t.pupil_id = %s ORDER BY c.title, t.attempt"""),
    Section("council", "Решения педсовета", ("учебный год", "решение", "протокол", "от"), """
SELECT y.year, d.kind, d.protocol, d.protocol_on FROM journal_councildecision d
JOIN schools_academicyear y ON y.school_id = d.school_id AND y.id = d.year_id
WHERE d.school_id = %s AND d.pupil_id = %s ORDER BY y.year"""),
    Section("freed", "Освобождения от предметов", ("предмет", "с", "по (первый день после)", "приказ №", "от"), """
SELECT c.title, x.starts_on, x.ends_on, x.order_no, x.order_on FROM curriculum_courseexception x
JOIN curriculum_course c ON c.school_id = x.school_id AND c.id = x.course_id
WHERE x.school_id = %s AND x.pupil_id = %s ORDER BY x.starts_on, c.title"""),
    Section("signatures", "Подписанные недели", ("неделя с", "подписана"), """
SELECT s.monday, s.signed_at FROM diary_weeksignature s
WHERE s.school_id = %s AND s.pupil_id = %s ORDER BY s.monday""", (1,)),
    Section("announcements", "Объявления ученику", ("заголовок", "отправлено", "прочитано", "ознакомлен(а)"), """
SELECT a.title, a.sent_at, r.seen_at, r.signed_at FROM letters_announcementreader r
JOIN letters_announcement a ON a.school_id = r.school_id AND a.id = r.announcement_id AND a.taken_back_at IS NULL
WHERE r.school_id = %s AND r.person_id = %s ORDER BY a.sent_at, a.id""", (1, 2, 3)),
)  # fmt: skip

# Tables with a pupil in them: the section that shows their rows, or why none does.
COVERED = {
    "people_enrolment": "enrolments",
    "people_groupmember": "groups",
    "people_guardianship": "guardians",
    "journal_mark": "marks",
    "journal_broughtmark": "brought",
    "journal_attendance": "attendance",
    "journal_absence": "absences",
    "journal_absencenotice": "notices",
    "journal_homework": "homework",
    "diary_homeworkdone": "done",
    "journal_periodresult": "results",
    "journal_yearresult": "years",
    "journal_deferral": "deferrals",
    "journal_retake": "retakes",
    "journal_councildecision": "council",
    "curriculum_courseexception": "freed",
    "diary_weeksignature": "signatures",
    "letters_announcementreader": "announcements",
}
NOT_HELD = {
    "journal_pupilclosing": "says only that the pupil's year is closed: the results say it",
    "letters_surveyturn": "of guardians, and says only that they were asked",
    "letters_talk": "a letter is of two, and both have it in «Сообщения»",
    "people_post": "of employees",
    "people_classteacher": "of employees",
    "curriculum_courseteacher": "of employees",
    "curriculum_lessonplan": "of employees",
    "timetable_changereason": "of employees",
    "timetable_lesson": "of employees",
    "journal_reminder": "of employees",
}


@dataclass(frozen=True, slots=True)
class Held:
    """A section with its rows, as text."""

    section: Section
    rows: list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody at school opened the diary: who, when, which part."""

    at: datetime
    name: str
    part: str


@dataclass(frozen=True, slots=True)
class OwnData:
    """Everything about one pupil."""

    card: PupilCard
    held: list[Held]
    readings: list[Reading]


def own_data(school_id: int, pupil_id: int, today: date) -> OwnData:
    """Everything about a pupil; the door is the caller's. One query for each section and three more."""
    card = pupil_to_report(Actor(0, 0, Role.HEAD, "Кедр", school_id), school_id, pupil_id, today)
    held = [Held(one, [_said(one, row) for row in fetch(one.sql, [school_id, pupil_id])]) for one in SECTIONS]
    return OwnData(card, held, _readings(school_id, pupil_id))


def _said(section: Section, row: Sequence[Any]) -> tuple[str, ...]:
    return tuple(_word(value, is_moment=place in section.moments) for place, value in enumerate(row))


def _word(value: Any, *, is_moment: bool) -> str:
    """A value as people read it, the same from both databases."""
    if value is None:
        return ""
    if is_moment:
        return f"{wall(moment(value)):%d.%m.%Y %H:%M}"
    if isinstance(value, date):
        return full_day(value)
    if isinstance(value, Decimal | float):
        return plain(Decimal(str(value)))
    text = str(value)
    if len(text) == 10 and text[4] == text[7] == "-" and text.replace("-", "").isdecimal():
        return full_day(date.fromisoformat(text))  # SQLite gives days as text
    return text


# by audit_event_target
_READINGS_SQL = """
SELECT e.at, e.name, e.verb, e.after FROM audit_event e
WHERE e.school_id = %s AND e.target_kind IN ('pupil', 'person') AND e.target_id = %s
  AND e.verb IN ('diary.read', 'report.read', 'report.export', 'person.read', 'own_data.take')
ORDER BY e.id DESC LIMIT %s
"""
_DIARY = {"week": "неделя дневника", "marks": "оценки", "mark": "одна оценка", "file": "файл задания",
          "away": "сообщения об отсутствии"}  # fmt: skip


def _readings(school_id: int, pupil_id: int) -> list[Reading]:
    rows = fetch(_READINGS_SQL, [school_id, pupil_id, READINGS])
    return [
        Reading(wall(moment(at)), name, _part(verb, orjson.loads(after) if isinstance(after, str) else after or {}))
        for at, name, verb, after in rows
    ]


def _part(verb: str, after: Mapping[str, Any]) -> str:
    """What was opened, in words."""
    match verb:
        case "diary.read":
            word, _, on = str(after.get("page", "")).partition(" ")
            return f"{_DIARY.get(word, 'дневник')}{f' с {full_day(date.fromisoformat(on))}' if word == 'week' else ''}"
        case "report.read":
            return str(after.get("page", "отчёт"))
        case "report.export":
            return f"отчёт файлом: {after.get('form', '')}"
        case "own_data.take":
            return "всё, что хранится, файлом"
    return "карточка ученика в журнале"


def as_json(data: OwnData, at: datetime) -> bytes:
    """Everything as one file: sections with their columns and rows."""
    held = [
        {"key": one.section.key, "title": one.section.title, "columns": one.section.columns, "rows": one.rows}
        for one in data.held
    ]
    readings = [{"at": one.at.isoformat(), "name": one.name, "part": one.part} for one in data.readings]
    about = {"school": data.card.of_class.school.name, "pupil": data.card.name, "made_at": wall(at).isoformat()}
    return orjson.dumps({"schema": 1, **about, "held": held, "readings": readings}, option=orjson.OPT_INDENT_2)


def as_report(data: OwnData, today: date) -> Report:
    """The same on paper."""
    tables = [_table(one.section.title, one.section.columns, one.rows) for one in data.held if one.rows]
    seen = [(f"{one.at:%d.%m.%Y %H:%M}", one.name, one.part) for one in data.readings]
    tables.append(_table("Кто смотрел", ("когда", "кто", "что"), seen))
    empty = ", ".join(one.section.title.lower() for one in data.held if not one.rows)
    card = data.card
    return Report(
        key="own-data", title="Что школа хранит об ученике", whose=f"{card.name}, {card.of_class.name}", span="",
        school=card.of_class.school, on=today, tables=tuple(tables), notes=(f"Записей нет: {empty}.",) if empty else (),
        file_name=f"Мои данные, {card.first_name}", is_of_span=False,
    )  # fmt: skip


MOST_WIDTH = 34  # characters of a column on paper


def _table(title: str, columns: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Table:
    widths = [
        min(MOST_WIDTH, max(len(column) // 2, *(len(row[place]) for row in rows), 6)) if rows else 10
        for place, column in enumerate(columns)
    ]
    made = tuple(
        Column(column.capitalize(), Kind.TEXT, width=width, is_head=place == 0)
        for place, (column, width) in enumerate(zip(columns, widths, strict=True))
    )
    return Table(title, made, tuple(rows))
