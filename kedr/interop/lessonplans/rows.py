"""The rows of a table as rows of a plan, with every cell that could not be taken as it is named."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from kedr.curriculum.rules import MOST_HOURS, MOST_MINUTES, PlanLine, check_line
from kedr.interop.lessonplans.columns import FIELDS, Columns, field_of
from kedr.interop.lessonplans.kinds import kind_of, kind_of_topic
from kedr.interop.lessonplans.table import Table
from kedr.interop.workbook.faults import letter

_TOTAL = re.compile(r"^(итого|всего|общее количество)\b", re.IGNORECASE)
_SECTION = re.compile(r"^(раздел|глава|модуль|блок|[IVX]+\s*(четверть|полугодие|триместр))\b", re.IGNORECASE)
_HOURS_AFTER = re.compile(r"\s*[(–—-]?\s*\d+\s*(ч|час|часа|часов)\.?\s*\)?\s*$", re.IGNORECASE)  # «Дроби (5 ч)»
_HOURS = re.compile(r"(\d{1,3})\s*(ч|час|часа|часов)?\.?", re.IGNORECASE)
_MINUTES = re.compile(r"(\d{1,3})\s*(мин|минут[аы]?)?\.?", re.IGNORECASE)
_NO = frozenset({"", "0", "-", "–", "—", "нет"})


@dataclass(frozen=True, slots=True)
class Remark:
    """What a row or a cell was not taken as, or was taken otherwise. `is_lost`: the row is not in the plan."""

    row: int  # as the file counts, from 1
    column: str  # «C («Часы»)», empty for the whole row
    what: str
    is_lost: bool = False

    def __str__(self) -> str:
        where = f"Строка {self.row}" + (f", столбец {self.column}" if self.column else "")
        return f"{where}: {self.what}"


@dataclass(slots=True)
class Reading:
    """What came of a table."""

    lines: list[PlanLine] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def hours(self) -> int:
        return sum(line.hours for line in self.lines)

    @property
    def lost(self) -> int:
        return sum(remark.is_lost for remark in self.remarks)


def read_rows(table: Table, columns: Columns, kinds: Collection[str]) -> Reading:
    """The plan of a table. `kinds` are the codes of the school's kinds of work. Never raises for what is inside."""
    reader = _Reader(table, columns, frozenset(kinds))
    if columns.of("topic") is None:
        reader.out.remarks.append(Remark(columns.first or 1, "", "не указано, в каком столбце темы. Выберите его."))
        return reader.out
    for number in range(columns.first, len(table.cells)):
        reader.row(number)
    return reader.out


@dataclass(slots=True)
class _Reader:
    table: Table
    columns: Columns
    kinds: frozenset[str]
    section: str = ""
    out: Reading = field(default_factory=Reading)
    seen: dict[tuple[str, ...], int] = field(default_factory=dict)

    def row(self, number: int) -> None:
        cells = self.table.cells[number]
        told = [text for text in cells if text]
        if not told or self._is_count(told) or self._is_header(cells):
            return
        if _TOTAL.match(told[0]) or _TOTAL.match(self._text(number, "topic")):
            self._remark(number, "", "это итог, в план не взята.")
        elif title := self._section_title(number):
            self.section = title
        elif not self._text(number, "topic"):
            self._without_topic(number)
        else:
            self._lesson(number)

    def _without_topic(self, number: int) -> None:
        rest = {"number", "date", "section", ""}
        if any(self._text(number, name) for name in set(self.columns.fields) - rest):
            self._remark(number, "topic", "темы нет, строка не взята. Впишите тему.", is_lost=True)
        elif section := self._text(number, "section"):
            self.section = section

    def _lesson(self, number: int) -> None:
        key = tuple(text for place, text in enumerate(self.table.cells[number]) if self.columns.fields[place] != "date")
        first = self.seen.setdefault(key, number)
        if first != number and self._text(number, "number"):
            self._remark(number, "", f"повторяет строку {first + 1}, второй раз не взята.", is_lost=True)
            return
        topic = self._text(number, "topic")
        kind, note = self._kind(number, topic)
        self.section = self._text(number, "section") or self.section
        line = PlanLine(
            id=0,
            topic=topic,
            hours=self._hours(number),
            section=self.section,
            kind=kind,
            homework=self._text(number, "homework"),
            note=note,
            minutes=self._minutes(number),
        )
        if fault := check_line(line):
            self._remark(number, "", f"{fault} Строка не взята.", is_lost=True)
        else:
            self.out.lines.append(line)

    def _hours(self, number: int) -> int:
        text = self._text(number, "hours")
        place = self.columns.of("hours")
        if not text or place is None:
            return 1
        found = _HOURS.fullmatch(text)
        hours = int(found[1]) if found else 0
        if not 1 <= hours <= MOST_HOURS:
            self._remark(number, "hours", f"«{text[:20]}» — не число часов от 1 до {MOST_HOURS}. Взят 1 час.")
            return 1
        span = list(self._merged_down(number, place))
        return self._share(number, span, hours) if len(span) > 1 else hours

    def _minutes(self, number: int) -> int:
        text = self._text(number, "minutes")
        found = _MINUTES.fullmatch(text)
        minutes = int(found[1]) if found else 0
        if text and not (found and minutes <= MOST_MINUTES):
            self._remark(number, "minutes", f"«{text[:20]}» — не число минут до {MOST_MINUTES}. Минуты не взяты.")
            return 0
        return minutes

    def _share(self, number: int, span: list[int], hours: int) -> int:
        """Hours of one cell merged over several rows: shared among them."""
        at, size = span.index(number), len(span)
        if hours < size:
            if at == 0:
                what = f"часы объединены на {size} стр., а их {hours}: каждая строка взята на 1 час."
                self._remark(number, "hours", what)
            return 1
        return hours // size + (at >= size - hours % size)

    def _merged_down(self, number: int, place: int) -> Iterator[int]:
        """The rows of the merged cell a cell belongs to."""
        joined = self.table.joined
        top = joined.get((number, place), (number, place))
        yield top[0]
        below = top[0] + 1
        while joined.get((below, place)) == top:
            yield below
            below += 1

    def _kind(self, number: int, topic: str) -> tuple[str, str]:
        """The kind of work planned, and the note: a kind we do not know stays in it as words."""
        note, told = self._text(number, "note"), self._text(number, "kind")
        flags = (("controls", "КР"), ("labs", "ЛР"), ("practices", "ПР"))
        code = kind_of(told) or next((code for name, code in flags if self._text(number, name) not in _NO), "")
        code = code or kind_of_topic(topic)
        if told and not kind_of(told) and not note and told not in _NO:
            note = told
        return (code if code in self.kinds else ""), note

    def _section_title(self, number: int) -> str:
        """The section that a row of one text begins, where it is no lesson."""
        cells = self.table.cells[number]
        if len({text for text in cells if text}) != 1:
            return ""
        text = next(text for text in cells if text)
        is_wide = any((number, place) in self.table.joined for place in range(len(cells)))
        is_aside = not self._text(number, "topic") and not text.isdecimal()
        if is_wide or is_aside or _SECTION.match(text):
            return _HOURS_AFTER.sub("", text) or text
        return ""

    def _is_header(self, cells: list[str]) -> bool:
        """The headers again, at the top of a new page."""
        topic = self.columns.of("topic")
        return len(cells) > 1 and field_of(cells[topic or 0]) == "topic" and len(cells[topic or 0]) < 20

    def _is_count(self, told: list[str]) -> bool:
        """«1 2 3 4 5» under the headers."""
        return len(told) > 2 and told == [str(number) for number in range(1, len(told) + 1)]

    def _text(self, number: int, name: str) -> str:
        place = self.columns.of(name)
        return "" if place is None else self.table.cells[number][place]

    def _remark(self, number: int, name: str, what: str, *, is_lost: bool = False) -> None:
        place = self.columns.of(name) if name else None
        column = "" if place is None else f"{letter(place)} («{FIELDS[name]}»)"
        self.out.remarks.append(Remark(number + 1, column, what, is_lost))
