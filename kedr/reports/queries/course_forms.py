"""Forms about one course: results work by work, the protocol of an examination, the sheet of remarks."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from kedr.core.clock import day_of
from kedr.core.sql import day, fetch, in_list, moment
from kedr.core.words import initials
from kedr.journal.rules import level, parts, weighted_mean
from kedr.journal.rules.levels import level_bounds
from kedr.journal.rules.year import year_kinds
from kedr.reports.access import CourseCard
from kedr.reports.queries import links
from kedr.reports.queries.spans import Asked, Span, Spans, spans_of
from kedr.reports.rules import Counts, count_finals, total
from kedr.reports.table import Cell, Column, Figure, Kind, Report, Table, Value
from kedr.schools.queries import regulations
from kedr.schools.rules import level_of

type Row = tuple[Value | Cell, ...]

_MEMBERS_SQL = """
SELECT p.id, p.last_name, p.first_name, p.middle_name, m.starts_on, m.ends_on FROM {members} m
JOIN people_person p ON p.school_id = m.school_id AND p.id = m.person_id
WHERE m.school_id = %s AND m.{key} = %s ORDER BY p.last_name, p.first_name, p.id, m.starts_on
"""
# Every work of a course with its marks counted; by timetable_lesson_course and journal_mark_once.
_WORKS_SQL = """
SELECT w.id, l.id, l.held_on, k.name, CASE WHEN w.title <> '' THEN w.title ELSE COALESCE(p.topic, '') END,
  m.pupil_id, m.value
FROM timetable_lesson l
JOIN journal_work w ON w.school_id = l.school_id AND w.lesson_id = l.id
JOIN journal_workkind k ON k.school_id = w.school_id AND k.id = w.kind_id
LEFT JOIN journal_lessonpage p ON p.school_id = l.school_id AND p.id = l.id
LEFT JOIN journal_mark m ON m.school_id = w.school_id AND m.lesson_id = w.lesson_id AND m.work_id = w.id
  AND m.value <> ''
WHERE l.school_id = %s AND l.course_id = %s AND l.held_on >= %s AND l.held_on < %s AND NOT l.is_cancelled
ORDER BY l.held_on, l.number, w.slot
"""
_RESULTS_SQL = """
SELECT pupil_id, kind, final FROM journal_yearresult WHERE school_id = %s AND course_id = %s AND final <> ''
"""
_REMARKS_SQL = """
SELECT r.course_id, c.title, COALESCE(g.name, k.name, ''), r.kind, r.text, r.made_at, r.due_on, r.fixed_at,
  r.removed_at, r.answer, COALESCE(p.last_name, ''), COALESCE(p.first_name, ''), COALESCE(p.middle_name, '')
FROM journal_remark r
JOIN curriculum_course c ON c.school_id = r.school_id AND c.id = r.course_id
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
LEFT JOIN people_person p ON p.school_id = r.school_id AND p.id = r.made_by
WHERE r.school_id = %s AND r.course_id IN {courses} ORDER BY r.made_at, r.id
"""

type Places = dict[int, tuple[str, list[tuple[date, date | None]]]]  # pupil: full name, [starts_on, ends_on)


def _report(card: CourseCard, span: Span, today: date, key: str, title: str, **more: Any) -> Report:
    return Report(
        key=key, title=title, whose=f"{card.title}, {card.whose}", span=span.title, school=card.school, on=today,
        file_name=f"{title}, {card.title}, {card.whose}, {span.title}",
        **{"signers": (("Учитель", ", ".join(card.teachers)), ("Заместитель директора", "")), **more},
    )  # fmt: skip


def _members(card: CourseCard) -> Places:
    """Everybody who has been in the list. One query."""
    table, key, owner = ("people_enrolment", "class_id", card.class_id)
    if card.group_id is not None:
        table, key, owner = ("people_groupmember", "group_id", card.group_id)
    found: Places = {}
    for pupil_id, *name, starts, ends in fetch(_MEMBERS_SQL.format(members=table, key=key), [card.school.id, owner]):
        full = " ".join(filter(None, name))
        found.setdefault(pupil_id, (full, []))[1].append((day(starts), day(ends) if ends else None))
    return found


def _here(members: Places, on: date) -> list[int]:
    return [
        pupil_id
        for pupil_id, (_, places) in members.items()
        if any(starts <= on and (ends is None or on < ends) for starts, ends in places)
    ]


def group_works(card: CourseCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """Успеваемость группы по предмету, work by work. Who has left counts where they had a mark.

    Both marks of a double one count; a debt is no mark yet. Three queries; one more for the levels of a scale.
    """
    spans = spans_of(card.school.id, card.year, [card.scheme_id], asked, today)
    span = spans.chosen
    members = _members(card)
    works: dict[int, tuple[Any, ...]] = {}
    marks: dict[int, dict[int, str]] = defaultdict(dict)
    for work_id, *about, pupil_id, value in fetch(_WORKS_SQL, [card.school.id, card.id, span.starts_on, span.ends_on]):
        works[work_id] = tuple(about)
        if pupil_id is not None:
            marks[work_id][pupil_id] = value
    bounds: Sequence[Decimal] = ()
    if card.scale in ("ten", "hundred"):
        local = regulations(card.school.id, today)
        bounds = level_bounds(local, card.scale, level=level_of(card.grade), subject_id=card.subject_id)
    rows: list[Row] = []
    every: list[Counts] = []
    given: list[str] = []
    for work_id, (lesson_id, on, kind, title) in works.items():
        own, href = marks[work_id], links.lesson(card.school.id, lesson_id)
        listed = dict.fromkeys([*_here(members, day(on)), *own])
        # a double mark is two marks; a debt is none yet
        values = [str(mark) for pupil_id in listed for mark in parts(own.get(pupil_id, ""))]
        counts = count_finals(level(value, card.scale, bounds) for value in values)
        every.append(counts)
        given += values
        absent = tuple(members[p][0] for p in listed if p in members and not parts(own.get(p, "")))
        numbers = _numbers(counts, len(listed), _mean(values), href, absent)
        rows.append((day(on), Cell(title or kind, href), kind if title else "", *numbers))
    whole = total(every)
    sums: tuple[Row, ...] = (("", "Всего", "", *_numbers(whole, None, _mean(given), "", ())),)
    table = Table(
        "По работам", _WORK_COLUMNS, tuple(rows), sums if rows else (),
        empty="Работ с отметками за это время нет.", is_explained=False,
    )  # fmt: skip
    figures = (
        Figure("Работ", len(rows)),
        Figure("Отметок", whole.pupils),
        Figure("Средний балл", _mean(given), Kind.MEAN),
    )
    report = _report(
        card, span, today, "works", "Успеваемость по работам", tables=(table,), figures=figures,
        notes=("В списке работы – те, кто был в составе в этот день, и те, у кого за неё есть отметка."
               " Доли – по отметкам: двойная считается двумя, долг – ещё не отметка.",),
    )  # fmt: skip
    return report, spans


_WORK_COLUMNS = (
    Column("Дата", Kind.DAY, width=11, is_head=True),
    Column("Работа", Kind.TEXT, width=34),
    Column("Вид", Kind.TEXT, width=20),
    Column("В списке", width=8),
    *(Column(f"«{mark}»", width=5) for mark in "5432"),
    Column("Без отметки", width=8),
    Column("Успев., %", Kind.SHARE, full="Успеваемость", width=8),
    Column("Кач., %", Kind.SHARE, full="Качество знаний", width=8),
    Column("Средний", Kind.MEAN, full="Средний балл", width=8),
)


def _mean(values: Sequence[str]) -> Decimal | None:
    return weighted_mean((value, Decimal(1)) for value in values)


def _numbers(
    counts: Counts, listed: int | None, mean: Decimal | None, href: str, absent: tuple[str, ...]
) -> list[Value | Cell]:
    marks = (counts.n5, counts.n4, counts.n3, counts.n2 + counts.n1)
    return [
        listed, *(Cell(n or None, href) for n in marks), Cell(len(absent) or None, rows=absent),
        counts.success, counts.quality, mean,
    ]  # fmt: skip


def exam(card: CourseCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """Протокол промежуточной аттестации, in 9 класс of the exam: the list, the marks that are set, lines to fill.

    Three queries.
    """
    spans = spans_of(card.school.id, card.year, [card.scheme_id], Asked(is_year=True), today)
    members = _members(card)
    results: dict[tuple[int, str], str] = {
        (pupil_id, kind): final for pupil_id, kind, final in fetch(_RESULTS_SQL, [card.school.id, card.id])
    }
    listed = _here(members, card.year.last_day(today))
    is_exam = card.grade == 9
    main = "exam" if is_exam else "interim"
    kinds = year_kinds(card.grade, card.scale, has_interim=not is_exam)
    shown = [main, *(kind for kind in kinds if kind != main)]
    rows: tuple[Row, ...] = tuple(
        (place, members[pupil_id][0], "", *(results.get((pupil_id, kind), "") for kind in shown))
        for place, pupil_id in enumerate(listed, 1)
    )
    columns = (
        Column("№", width=4, is_head=True),
        Column("Фамилия, имя, отчество", Kind.TEXT, width=40, is_head=True),
        Column("Билет, вариант", Kind.TEXT, width=12),
        Column("Экзамен", Kind.MARK, full="Отметка за экзамен", width=9, is_main=True)
        if is_exam
        else Column("ПА", Kind.MARK, full="Отметка за промежуточную аттестацию", width=9, is_main=True),
        Column("Год", Kind.MARK, full="Отметка за год", width=7),
        *((Column("Итоговая", Kind.MARK, width=9),) if "final" in kinds else ()),
    )
    set_marks = [results.get((pupil_id, main), "") for pupil_id in listed]
    seen, counts = Counter(set_marks), count_finals(set_marks)
    said = ", ".join(f"«{mark}» – {seen[mark]}" for mark in "5432" if seen[mark])
    report = _report(
        card, spans.chosen, today, "exam", "Протокол экзамена" if is_exam else "Протокол промежуточной аттестации",
        tables=(Table("Участники", columns, rows, empty="В списке никого нет."),),
        figures=(
            Figure("В списке", len(listed)),
            Figure("Явились", len(listed) - counts.none),
            Figure("Отметки", said or None, Kind.TEXT),
        ),
        is_of_span=False,
        text=("Форма проведения: ______________________________   Дата: «____» ______________ 20____ г.",
              "Начало: ______ ч ______ мин.   Окончание: ______ ч ______ мин."),
        notes=("Особые мнения и нарушения порядка: ________________________________________________ .",),
        signers=(("Председатель комиссии", ""), ("Экзаменующий учитель", ", ".join(card.teachers)), ("Ассистент", "")),
    )  # fmt: skip
    return report, spans


def remarks(card: CourseCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """Замечания по ведению журнала of a course in its year. Two queries."""
    spans = spans_of(card.school.id, card.year, [card.scheme_id], Asked(is_year=True), today)
    table = remarks_table(card.school.id, [card.id])
    report = _report(
        card, spans.chosen, today, "remarks", "Замечания по ведению журнала", tables=(table,), is_of_span=False,
        signers=(("Заместитель директора", ""), ("Учитель", ", ".join(card.teachers))),
    )  # fmt: skip
    return report, spans


def remarks_table(school_id: int, course_ids: Sequence[int], *, with_course: bool = False) -> Table:
    """The page of the paper journal: when, what, by whom, by when, when it was mended. One query."""
    columns = [Column("Дата", Kind.DAY, width=11, is_head=True)]
    columns += [Column("Предмет", Kind.TEXT, width=22)] if with_course else []
    columns += [
        Column("Замечание", Kind.TEXT, width=44),
        Column("Кто сделал", Kind.TEXT, width=16),
        Column("Устранить до", Kind.DAY, width=11),
        Column("Отметка о выполнении", Kind.TEXT, width=24),
    ]
    rows: list[Row] = []
    for course_id, title, whose, kind, text, made_at, due_on, fixed_at, removed_at, answer, *name in fetch(
        _REMARKS_SQL.format(courses=in_list(len(course_ids))), [school_id, *course_ids]
    ):
        href = links.journal(school_id, course_id)
        of = [Cell(f"{title}, {whose}", href)] if with_course else []
        by = initials(*name) if name[0] else "«Кедр»" if kind == "automatic" else ""
        done = [f"снято {day_of(moment(removed_at)):%d.%m.%Y}"] if removed_at else []
        done += [f"устранено {day_of(moment(fixed_at)):%d.%m.%Y}"] if fixed_at and not removed_at else []
        rows.append((day_of(moment(made_at)), *of, text, by, day(due_on), "; ".join([*done, *filter(None, [answer])])))
    return Table("Замечания и отметки о выполнении", tuple(columns), tuple(rows), empty="Замечаний нет.")
