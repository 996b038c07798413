"""The tables of a Word document, read off its XML as it streams: merged cells are filled, nested tables are text."""

import zlib
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from kedr.interop.lessonplans.table import MOST_COLUMNS, NotAPlan, Table, make_table
from kedr.interop.workbook.cells import plain

MOST_ROWS_READ = 5_000  # of one table: more is no plan
BROKEN = "Документ Word не открывается: он повреждён или защищён паролем. Откройте его и сохраните заново."
_ERRORS = (BadZipFile, zlib.error, EOFError, RuntimeError, expat.ExpatError, KeyError, ValueError)


def read_docx(data: bytes) -> list[Table]:
    """The tables of a document, in order. Raises NotAPlan."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        with ZipFile(BytesIO(data)) as archive, archive.open("word/document.xml") as page:
            parser.ParseFile(page)
    except _ERRORS:
        raise NotAPlan(BROKEN) from None
    if not reader.tables:
        raise NotAPlan("В документе нет таблицы. План уроков читается из таблицы с заголовками столбцов.")
    return reader.tables


def _refuse(*_: object) -> None:
    """No document of Word declares entities: one that does wants to grow in our memory."""
    raise ValueError("doctype")


@dataclass(slots=True)
class _Cell:
    parts: list[str] = field(default_factory=list)
    span: int = 1
    goes_on: bool = False  # the cell above it, merged downwards


@dataclass(slots=True)
class _Reader:
    """The state between the events of the parser."""

    tables: list[Table] = field(default_factory=list)
    depth: int = 0
    rows: list[list[_Cell]] = field(default_factory=list)
    is_text: bool = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "tbl":
            self.depth += 1
            if self.depth == 1:
                self.rows = []
        elif self.depth == 1 and name == "tr":
            if len(self.rows) >= MOST_ROWS_READ:
                raise NotAPlan(f"В таблице больше {MOST_ROWS_READ} строк: это не план уроков.")
            self.rows.append([])
        elif self.depth == 1 and name == "tc":
            self.rows[-1].append(_Cell())
        elif self.depth and self.rows and self.rows[-1]:
            self._inside(name, attributes)

    def _inside(self, name: str, attributes: dict[str, str]) -> None:
        cell = self.rows[-1][-1]
        value = next((text for key, text in attributes.items() if key.endswith(" val")), "")
        if name == "t":
            self.is_text = True
        elif name in ("p", "br", "tab", "cr"):
            cell.parts.append(" ")
        elif self.depth == 1 and name == "gridSpan":
            cell.span = min(max(int(value), 1), MOST_COLUMNS)
        elif self.depth == 1 and name == "vMerge":
            cell.goes_on = value != "restart"

    def text(self, text: str) -> None:
        if self.is_text:
            self.rows[-1][-1].parts.append(text)

    def end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if name == "t":
            self.is_text = False
        elif name == "tbl":
            self.depth -= 1
            if self.depth == 0:
                self.tables.append(_table(f"Таблица {len(self.tables) + 1}", self.rows))


def _table(name: str, rows: list[list[_Cell]]) -> Table:
    texts: list[list[str]] = []
    merged: list[tuple[int, int, int, int]] = []
    open_at: dict[int, int] = {}  # column: which of `merged` a cell that goes on belongs to
    for number, row in enumerate(rows):
        line: list[str] = []
        for cell in row:
            column = len(line)
            if column >= MOST_COLUMNS:
                break
            last = column + cell.span - 1
            if cell.goes_on and column in open_at:
                first_row, first_column, _, last_column = merged[open_at[column]]
                merged[open_at[column]] = (first_row, first_column, number, last_column)
            else:
                open_at[column] = len(merged)
                merged.append((number, column, number, last))
            line += ["" if cell.goes_on else plain("".join(cell.parts))] + [""] * (cell.span - 1)
        texts.append(line)
    return make_table(name, texts, [one for one in merged if one[:2] != one[2:]])
