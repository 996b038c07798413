"""CSV, plain text and a paste from a table: its encoding, its separator, its rows."""

import csv
import re
from io import StringIO

from kedr.interop.lessonplans.columns import recognised
from kedr.interop.lessonplans.table import NotAPlan, Table, choose, make_table
from kedr.interop.workbook.cells import plain

SEPARATORS = "\t;,"
UNREADABLE = "Русские буквы в файле не читаются. Сохраните его в кодировке UTF-8 или Windows-1251 и загрузите снова."
_COMMON = re.compile("[оеаинтсрвлОЕАИНТСРВЛ]")  # two letters of three in Russian; in a wrong encoding few
_CYRILLIC = re.compile("[а-яёА-ЯЁ]")
_ENOUGH = 40  # letters to judge by


def read_paste(text: str) -> list[Table]:
    """The table somebody copied from Excel or Word, or topics one a line. Raises NotAPlan."""
    if not text.strip():
        raise NotAPlan("Вставьте строки плана: скопируйте их в Excel или Word вместе с заголовками.")
    return choose([_table(text)])


def read_text(data: bytes) -> list[Table]:
    """The table of a text file. Raises NotAPlan where it cannot be read as Russian."""
    return [_table(decoded(data))]


def decoded(data: bytes) -> str:
    """UTF-8 or UTF-16 by its mark, UTF-8, else Windows-1251; refused where what comes out is no Russian."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for codec in ["utf-16"] if marked else ["utf-8-sig", "cp1251"]:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" in text or not _is_russian(text):
            break
        return text
    raise NotAPlan(UNREADABLE)


def _is_russian(text: str) -> bool:
    letters = len(_CYRILLIC.findall(text))
    strange = sum(one > "\x7f" for one in text) - letters
    if "\ufffd" in text or strange > letters + _ENOUGH:
        return False
    return letters < _ENOUGH or 5 * len(_COMMON.findall(text)) > 2 * letters


def _table(text: str) -> Table:
    """Split by the separator under which the most columns are recognised, else the most columns there are."""
    best: list[list[str]] = []
    rank = (-1, -1.0)
    for separator in SEPARATORS:
        rows = _split(text, separator)
        # topics have commas of their own: a comma separates only a table with headers
        width = 0.0 if separator == "," else sum(map(len, rows)) / max(len(rows), 1)
        found = (max((recognised(row) for row in rows[:30]), default=0), width)
        if found > rank:
            best, rank = rows, found
    if rank[0] < 2 and rank[1] <= 1:  # lines of text
        best = [[plain(line)] for line in text.splitlines()]
    return make_table("Таблица", best)


def _split(text: str, separator: str) -> list[list[str]]:
    try:
        return [[plain(cell) for cell in row] for row in csv.reader(StringIO(text, newline=""), delimiter=separator)]
    except csv.Error:
        return []
