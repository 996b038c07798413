"""Which column of a table is which, by its header; a person may say otherwise."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kedr.interop.lessonplans.table import Table

# field: the words a person chooses it by
FIELDS = {
    "": "не брать",
    "number": "№ урока",
    "section": "Раздел",
    "topic": "Тема",
    "hours": "Часы",
    "kind": "Вид работы",
    "controls": "Контрольная: да или пусто",
    "labs": "Лабораторная: да или пусто",
    "practices": "Практическая: да или пусто",
    "homework": "Домашнее задание",
    "minutes": "Минут на задание",
    "note": "Примечание",
    "date": "Дата: не нужна",
}
MANY = frozenset({"", "date"})  # may be of several columns

# The first that fits: «Количество часов. Контрольные работы» are works, «Наименование разделов и тем» are topics.
_HEADERS = [
    ("number", r"^(№|n|#|номер)\s*(п\W*п|урока?|занятия)?\W*$|^п/п$"),
    ("controls", r"контрольн\w+ работ|^к\W?р\W*$"),
    ("labs", r"лабораторн\w+ работ|^л\W?р\W*$"),
    ("practices", r"практическ\w+ работ|^п\W?р\W*$"),
    ("minutes", r"\bмин(ут\w*)?\b"),
    ("homework", r"домашн|д\s*/\s*з|^дз\W*$|на дом"),
    ("date", r"\bдат[аы]|срок|^план\W*$|^факт\W*$|по плану|по факту|недел"),
    ("hours", r"\bчас|^ч\W*$"),
    ("kind", r"(вид|форм|тип)\w* (работ|контрол|проверк)|^контроль|^вид\W*$|^вид/форм"),
    ("topic", r"\bтем[аы]?\b|наименован|содержание|названи"),
    ("section", r"раздел|глава|модул|блок"),
    ("note", r"примеч|коррект|замечан|комментар"),
]
_SEEN_ROWS = 30  # a header stands near the top
_LONGEST = 120  # and is short


@dataclass(frozen=True, slots=True)
class Columns:
    """The field of each column, and the first row of data (from 0)."""

    fields: tuple[str, ...]
    first: int

    def of(self, field: str) -> int | None:
        """The column of a field."""
        return self.fields.index(field) if field in self.fields else None


def field_of(header: str) -> str:
    """The field a header means; empty for none."""
    text = header.lower().replace("ё", "е").strip()
    if not text or len(text) > _LONGEST:
        return ""
    return next((name for name, pattern in _HEADERS if re.search(pattern, text)), "")


def recognised(row: Iterable[str]) -> int:
    """How many different fields a row names as headers."""
    return len({field_of(text) for text in row} - {""})


def guess(table: Table) -> Columns:
    """The columns by the headers (one line or two) that name the most of them, else by what is inside."""
    best, rank = None, 1
    for top in range(min(_SEEN_ROWS, len(table.cells))):
        for height in (1, 2):
            headers = headers_of(table, top, height)
            found = _unique(map(field_of, headers))
            score = len(set(found) - {""})
            if "topic" in found and score > rank:
                best, rank = Columns(found, top + height), score
    return best or _by_content(table)


def headers_of(table: Table, top: int, height: int) -> list[str]:
    """The words over each column: of several lines, those that differ, one after another."""
    lines = table.cells[top : top + height]
    return [" ".join(dict.fromkeys(line[column] for line in lines if line[column])) for column in range(table.width)]


def best_table(tables: Sequence[Table]) -> int:
    """The table that looks most like a plan: the longest of those whose headers are known best."""
    scores = []
    for place, table in enumerate(tables):
        columns = guess(table)
        known = len(set(columns.fields) - {""}) if columns.first else 0
        lessons = any("урок" in text.lower() for row in table.cells[: columns.first] for text in row)
        scores.append((bool(known), lessons, len(table.cells), known, -place))
    return -max(scores)[-1]


def _unique(fields: Iterable[str]) -> tuple[str, ...]:
    """A field is of its first column."""
    taken: set[str] = set()
    found = []
    for name in fields:
        found.append("" if name in taken and name not in MANY else name)
        taken.add(name)
    return tuple(found)


def _by_content(table: Table) -> Columns:
    """Without headers: the longest texts are topics, a count from 1 the number, small numbers hours."""
    fields = [""] * table.width
    columns = [[row[place] for row in table.cells if row[place]] for place in range(table.width)]
    lengths = [sum(map(len, texts)) / max(len(texts), 1) for texts in columns]
    if lengths:
        fields[lengths.index(max(lengths))] = "topic"
    for place, texts in enumerate(columns):
        numbers = [int(text) for text in texts if text.isdecimal() and len(text) < 4]
        if fields[place] or not texts or len(numbers) < len(texts):
            continue
        is_count = len(numbers) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        name = "number" if is_count else "hours" if max(numbers) <= 10 else ""
        if name not in fields:
            fields[place] = name
    return Columns(tuple(fields), 0)
