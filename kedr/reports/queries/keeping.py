"""Заполнение и своевременность журнала: what teachers have written, and when."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from kedr.core.clock import day_of
from kedr.core.sql import day, fetch, moment
from kedr.core.words import initials
from kedr.reports.access import SchoolCard
from kedr.reports.queries import links
from kedr.reports.queries.school import school_report, school_spans
from kedr.reports.queries.spans import Asked, Span, Spans
from kedr.reports.rules import Kept
from kedr.reports.table import Cell, Chart, Column, Figure, Kind, Report, Table, Value
from kedr.schools.queries import regulations
from kedr.schools.rules import HOMEWORK_HOURS, MARK_DAYS, TOPIC_DAYS

type Row = tuple[Value | Cell, ...]

# An instant down to its hour, as text that both databases write alike: a day of the schools is cut from it.
HOUR = "SUBSTR(CAST({at} AS varchar(40)), 1, 13)"

# As many rows as there are sorts of lessons of a teacher on a day. By timetable_lesson_day.
_LESSONS_SQL = f"""
SELECT COALESCE(l.teacher_id, 0), l.held_on, c.scale <> 'none' AND NOT c.is_extra, c.scale <> 'none',
  COALESCE(p.topic, '') <> '',
  COALESCE(p.is_checked, FALSE), COALESCE(p.is_no_homework, FALSE) OR COALESCE(h.text, '') <> '',
  EXISTS (SELECT 1 FROM journal_mark m WHERE m.school_id = l.school_id AND m.lesson_id = l.id AND m.value <> ''),
  {HOUR.format(at="p.topic_at")}, h.is_late AND h.text <> '', COUNT(*)
FROM timetable_lesson l
JOIN curriculum_course c ON c.school_id = l.school_id AND c.id = l.course_id
LEFT JOIN journal_lessonpage p ON p.school_id = l.school_id AND p.id = l.id
LEFT JOIN journal_homework h ON h.school_id = l.school_id AND h.lesson_id = l.id AND h.pupil_id = 0
WHERE l.school_id = %s AND l.held_on >= %s AND l.held_on < %s AND NOT l.is_cancelled
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
"""

_MARKS_SQL = f"""
SELECT COALESCE(l.teacher_id, 0), l.held_on, {HOUR.format(at="m.set_at")}, COUNT(*)
FROM timetable_lesson l
JOIN journal_mark m ON m.school_id = l.school_id AND m.lesson_id = l.id AND m.value <> ''
WHERE l.school_id = %s AND l.held_on >= %s AND l.held_on < %s AND NOT l.is_cancelled
GROUP BY 1, 2, 3
"""

_TEACHERS_SQL = """
SELECT p.id, p.last_name, p.first_name, p.middle_name FROM people_person p
WHERE p.school_id = %s AND p.id IN (SELECT l.teacher_id FROM timetable_lesson l
  WHERE l.school_id = %s AND l.held_on >= %s AND l.held_on < %s)
ORDER BY p.last_name, p.first_name, p.id
"""

_COLUMNS = (
    Column("Учитель", Kind.TEXT, width=24, is_head=True),
    Column("Уроков", width=8),
    Column("Темы, %", Kind.SHARE, width=9),
    Column("в срок, %", Kind.SHARE, full="Темы, записанные в срок", width=9),
    Column("Посещаемость, %", Kind.SHARE, full="Уроки, где отмечено, кто присутствует", width=10),
    Column("Задания, %", Kind.SHARE, full="Уроки с заданием или с пометкой «без задания»", width=9),
    Column("из них поздно", full="Задания, заданные позже срока после последнего звонка", width=9),
    Column("С отметками, %", Kind.SHARE, full="Уроки хотя бы с одной отметкой", width=10),
    Column("Отметок", width=8),
    Column("в срок, %", Kind.SHARE, full="Отметки, выставленные в срок", width=9),
    Column("Опоздание темы, дней", Kind.HOURS, full="Медиана опоздания среди поздних тем", width=10),
)


@dataclass(frozen=True, slots=True)
class Terms:
    """How many days after a lesson a topic and a mark are still in time."""

    topic: int
    mark: int


def keeping(card: SchoolCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """How journals are kept, teacher by teacher. Six queries."""
    spans = school_spans(card, asked, today)
    span, last = spans.chosen, spans.chosen.last_day(card.year.last_day(today))
    local = regulations(card.school.id, last)
    terms = Terms(local.get(TOPIC_DAYS), local.get(MARK_DAYS))
    days = span.starts_on, last + timedelta(days=1)
    kept = _kept(card.school.id, *days, terms)
    names = {row[0]: initials(*row[1:]) for row in fetch(_TEACHERS_SQL, [card.school.id, card.school.id, *days])}
    names |= {0: "Учитель не назначен"} if 0 in kept else {}
    listed = [(teacher, name, kept[teacher]) for teacher, name in names.items() if teacher in kept]
    whole = sum(kept.values(), Kept())
    table = Table(
        "По учителям",
        _COLUMNS,
        tuple(_row(card, teacher, name, own, span) for teacher, name, own in listed),
        (("Школа", *_numbers(whole)),) if listed else (),
        empty="Проведённых уроков за это время нет.",
    )
    report = school_report(
        card, span, today, "keeping", "Заполнение и своевременность журнала", [table],
        figures=_figures(whole), charts=_charts(listed),
        notes=[
            f"В срок: тема – {_said(terms.topic)}, отметка – {_said(terms.mark)}.",
            "Время берётся у последней записи: исправленная позже тема или отметка считается по исправлению.",
            f"Поздно – если задание впервые записано позже чем через {local.get(HOMEWORK_HOURS)} ч после последнего"
            " урока класса; у исправленного считается первая запись.",
            "1 класс и внеурочные занятия домашних заданий не требуют.",
        ],
    )  # fmt: skip
    return report, spans


def _said(days: int) -> str:
    return f"не позже {days} дн. после урока" if days else "в день урока"


def _kept(school_id: int, since: date, until: date, terms: Terms) -> dict[int, Kept]:
    sums: dict[int, Counter[str]] = defaultdict(Counter)
    late_days: dict[int, list[int]] = defaultdict(list)
    for teacher, on, asks, takes, topic, checked, homework, marked, at, is_late, lessons in fetch(
        _LESSONS_SQL, [school_id, since, until]
    ):
        late = _days_late(at, day(on)) - terms.topic if topic else 0
        own = sums[teacher]
        own["lessons"] += lessons
        own["with_topic"] += lessons if topic else 0
        own["topic_in_time"] += lessons if topic and late <= 0 else 0
        own["homework_lessons"] += lessons if asks else 0
        own["with_homework"] += lessons if asks and homework else 0
        own["late_homework"] += lessons if is_late else 0
        own["checked"] += lessons if checked else 0
        own["mark_lessons"] += lessons if takes else 0
        own["with_marks"] += lessons if takes and marked else 0
        if late > 0:
            late_days[teacher] += [late] * lessons
    for teacher, on, at, marks in fetch(_MARKS_SQL, [school_id, since, until]):
        sums[teacher]["marks"] += marks
        sums[teacher]["marks_in_time"] += marks if _days_late(at, day(on)) <= terms.mark else 0
    return {teacher: Kept(**own, late_days=tuple(late_days[teacher])) for teacher, own in sums.items()}


def _days_late(hour: str | None, held_on: date) -> int:
    """Days from the lesson to the instant; 0 where the instant is not known."""
    return (_day(hour) - held_on).days if hour else 0


@lru_cache(maxsize=10_000)
def _day(hour: str) -> date:
    """The day of the schools that an hour falls in."""
    return day_of(moment(f"{hour}:00:00"))


def _row(card: SchoolCard, teacher_id: int, name: str, kept: Kept, span: Span) -> Row:
    href = links.teacher(card.school.id, teacher_id, span) if teacher_id else ""
    return (Cell(name, href), *_numbers(kept))


def _numbers(kept: Kept) -> list[Value]:
    return [
        kept.lessons, kept.topics, kept.topics_in_time, kept.attendance, kept.homework,
        kept.late_homework, kept.marked, kept.marks or None, kept.marks_by_deadline, kept.median_late,
    ]  # fmt: skip


def _figures(whole: Kept) -> tuple[Figure, ...]:
    return (
        Figure("Темы записаны, %", whole.topics, Kind.SHARE, f"уроков {whole.lessons}"),
        Figure("Посещаемость отмечена, %", whole.attendance, Kind.SHARE),
        Figure("Задания заданы, %", whole.homework, Kind.SHARE, f"поздно {whole.late_homework}"),
        Figure("Отметки в срок, %", whole.marks_by_deadline, Kind.SHARE, f"отметок {whole.marks}"),
    )


def _charts(listed: list[tuple[int, str, Kept]]) -> tuple[Chart, ...]:
    """Those with the fewest topics."""
    worst = sorted((each for each in listed if each[2].topics is not None), key=lambda each: each[2].topics or 0)[:10]
    bars = tuple((name, (kept.topics or 0, kept.attendance or 0)) for _, name, kept in worst)
    if not bars or bars[0][1][0] == 100:
        return ()
    series = ("темы, %", "посещаемость, %")
    return (Chart("Где тем меньше всего", series, bars, ("main", "pale"), most=100, kind=Kind.SHARE),)
