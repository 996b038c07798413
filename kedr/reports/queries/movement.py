"""Движение учащихся и наполняемость классов."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from kedr.core.sql import day, fetch
from kedr.reports.access import SchoolCard
from kedr.reports.queries import links
from kedr.reports.queries.school import school_report, school_spans
from kedr.reports.queries.spans import Asked, Span, Spans
from kedr.reports.rules import ratio
from kedr.reports.table import Cell, Column, Figure, Kind, Report, Table, Value, words
from kedr.schools.rules import LEVELS, level_of

type Row = tuple[Value | Cell, ...]

_PLACES_SQL = """
SELECT k.id, k.name, k.grade, p.id, p.last_name, p.first_name, p.middle_name, p.sex, e.starts_on, e.ends_on, e.basis
FROM schools_schoolclass k
LEFT JOIN people_enrolment e ON e.school_id = k.school_id AND e.class_id = k.id
LEFT JOIN people_person p ON p.school_id = e.school_id AND p.id = e.person_id
WHERE k.school_id = %s AND k.year_id = %s ORDER BY k.grade, k.letter, k.name, p.last_name, p.first_name
"""


@dataclass(frozen=True, slots=True)
class Stay:
    """A pupil's stay in a class."""

    class_id: int
    class_name: str
    pupil_id: int
    name: str
    sex: str
    starts_on: date
    ends_on: date | None
    basis: str

    def holds(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on < self.ends_on)


@dataclass(frozen=True, slots=True)
class Line:
    """A class: who was here, came from outside and from other classes, left and moved on, is here, girls of these."""

    class_id: int
    name: str
    grade: int
    numbers: tuple[int, ...]


@dataclass
class _Stays:
    of_class: dict[int, list[Stay]] = field(default_factory=lambda: defaultdict(list))
    starts: set[tuple[int, date]] = field(default_factory=set)
    ends: set[tuple[int, date]] = field(default_factory=set)
    classes: dict[int, tuple[str, int]] = field(default_factory=dict)


def movement(card: SchoolCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """Classes at the start and the end of a span, and everybody who came or left. Three queries."""
    spans = school_spans(card, asked, today)
    span, last = spans.chosen, spans.chosen.last_day(card.year.last_day(today))
    stays = _stays(card)
    lines = [_line(stays, class_id, name, grade, span, last) for class_id, (name, grade) in stays.classes.items()]
    whole = _sum(lines)
    table = Table("По классам", _COLUMNS, tuple(_row(card, line) for line in lines), _totals(lines))
    report = school_report(
        card, span, today, "movement", "Движение учащихся и наполняемость классов",
        [table, _events(card, stays, span, last)],
        figures=(
            Figure("Учеников", whole[5], note=f"на {last:%d.%m.%Y}"),
            Figure("Классов", len(lines), note=_mean(whole[5], len(lines))),
            Figure("Прибыло", whole[1]),
            Figure("Выбыло", whole[3]),
        ),
        notes=["Переход из класса в класс внутри школы – не прибытие и не выбытие, он назван отдельно."],
    )  # fmt: skip
    return report, spans


def _mean(pupils: int, classes: int) -> str:
    return f"в среднем {words(mean, Kind.MEAN)}" if (mean := ratio(pupils, classes)) is not None else ""


_COLUMNS = (
    Column("Класс", Kind.TEXT, width=16, is_head=True),
    Column("На начало", width=9),
    Column("прибыло", group="Пришли", width=9),
    Column("из класса", group="Пришли", full="Из другого класса школы", width=9),
    Column("выбыло", group="Ушли", width=9),
    Column("в класс", group="Ушли", full="В другой класс школы", width=9),
    Column("На конец", width=9),
    Column("Мальчиков", width=9),
    Column("Девочек", width=9),
)


def _stays(card: SchoolCard) -> _Stays:
    found = _Stays()
    for class_id, name, grade, pupil_id, *person, sex, starts, ends, basis in fetch(
        _PLACES_SQL, [card.school.id, card.year.id]
    ):
        found.classes[class_id] = (name, grade)
        if pupil_id is None:
            continue
        full = " ".join(filter(None, person))
        stay = Stay(class_id, name, pupil_id, full, sex, day(starts), day(ends) if ends else None, basis)
        found.of_class[class_id].append(stay)
        found.starts.add((pupil_id, stay.starts_on))
        if stay.ends_on:
            found.ends.add((pupil_id, stay.ends_on))
    return found


def _line(stays: _Stays, class_id: int, name: str, grade: int, span: Span, last: date) -> Line:
    own = stays.of_class[class_id]
    came = [stay for stay in own if span.starts_on < stay.starts_on <= last]
    left = [stay for stay in own if stay.ends_on and span.starts_on < stay.ends_on <= last]
    moved_in = sum((stay.pupil_id, stay.starts_on) in stays.ends for stay in came)
    moved_on = sum((stay.pupil_id, stay.ends_on) in stays.starts for stay in left)
    now = [stay for stay in own if stay.holds(last)]
    girls = sum(stay.sex == "f" for stay in now)
    start = sum(stay.holds(span.starts_on) for stay in own)
    return Line(
        class_id, name, grade, (start, len(came) - moved_in, moved_in, len(left) - moved_on, moved_on, len(now), girls)
    )


def _sum(lines: list[Line]) -> tuple[int, ...]:
    return tuple(sum(line.numbers[place] for line in lines) for place in range(7))


def _said(numbers: tuple[int, ...]) -> tuple[Value, ...]:
    start, came, moved_in, left, moved_on, now, girls = numbers
    return (start, came or None, moved_in or None, left or None, moved_on or None, now, now - girls, girls)


def _row(card: SchoolCard, line: Line) -> Row:
    return (Cell(line.name, links.of_class(card.school.id, line.class_id, "period")), *_said(line.numbers))


def _totals(lines: list[Line]) -> tuple[Row, ...]:
    made: list[Row] = []
    for level, title in LEVELS.items():
        own = [line for line in lines if level_of(line.grade) == level]
        if own:
            made.append((f"{title}, всего", *_said(_sum(own))))
    return (*made, ("Школа", *_said(_sum(lines)))) if lines else ()


def _events(card: SchoolCard, stays: _Stays, span: Span, last: date) -> Table:
    columns = (
        Column("День", Kind.DAY, width=12, is_head=True),
        Column("Ученик", Kind.TEXT, width=32),
        Column("Что произошло", Kind.TEXT, width=30),
        Column("Основание", Kind.TEXT, width=32),
    )
    rows: list[tuple[date, str, str, str, int]] = []
    for stay in (stay for own in stays.of_class.values() for stay in own):
        if span.starts_on < stay.starts_on <= last and (stay.pupil_id, stay.starts_on) not in stays.ends:
            rows.append((stay.starts_on, stay.name, f"прибыл(а) в {stay.class_name}", stay.basis, stay.pupil_id))
        if stay.ends_on and span.starts_on < stay.ends_on <= last:
            moved = (stay.pupil_id, stay.ends_on) in stays.starts
            said = f"переведён(а) из {stay.class_name}" if moved else f"выбыл(а) из {stay.class_name}"
            rows.append((stay.ends_on, stay.name, said, stay.basis, stay.pupil_id))
    return Table(
        "Прибывшие и выбывшие",
        columns,
        tuple(
            (on, Cell(name, links.pupil(card.school.id, pupil_id)), said, basis)
            for on, name, said, basis, pupil_id in sorted(rows)
        ),
        empty="За это время никто не прибыл и не выбыл.",
    )
