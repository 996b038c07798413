"""A look into an .xlsx before it is read: one stray cell in the far corner would fill the memory with empty ones."""

import re
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import IO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from kedr.interop.workbook.faults import Fault, letter

MAX_BYTES = 20_000_000
MAX_UNPACKED = 100_000_000
MAX_ROWS = 20_000
MAX_COLUMNS = 50  # the widest sheet has 20

_BROKEN = (BadZipFile, zlib.error, EOFError, RuntimeError, expat.ExpatError, LookupError, ValueError)
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class NotABook(Exception):
    """The file is no workbook; the sentence says why."""


def far_cells(data: bytes) -> list[Fault]:
    """A fault for each sheet with something written too far down or right: such a book must not be read.

    Raises NotABook for a file that is too big, packed or unpacked, or is no .xlsx.
    """
    if len(data) > MAX_BYTES:
        raise NotABook("Файл больше 20 МБ: это не книга школы.")
    try:
        with ZipFile(BytesIO(data)) as book:
            unpacked = sum(part.file_size for part in book.infolist())
            found = [] if unpacked > MAX_UNPACKED else list(_far_cells(book))
    except _BROKEN:
        raise NotABook("Файл не открывается как книга Excel.") from None
    if unpacked > MAX_UNPACKED:
        raise NotABook("Файл в распакованном виде больше 100 МБ: это не книга школы.")
    return found


def _far_cells(book: ZipFile) -> Iterator[Fault]:
    for name, path in _sheets(book):
        if far := _far_cell(book.open(path)):
            what = f"Эта ячейка заполнена, а лист читается до строки {MAX_ROWS} и столбца {letter(MAX_COLUMNS - 1)}."
            yield Fault(name, far[0], letter(far[1] - 1), what, "Удалите строки и столбцы вдали от таблицы.")


def _sheets(book: ZipFile) -> list[tuple[str, str]]:
    """(name, path in the archive) of each sheet, as `workbook.xml` and its relationships say."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []

    def target(tag: str, attributes: dict[str, str]) -> None:
        if tag.endswith("Relationship"):
            targets[attributes["Id"]] = attributes["Target"]

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "sheet":
            key = next((key for name, key in attributes.items() if name.endswith(":id")), "")
            sheets.append((attributes["name"], targets[key]))

    _walk(book.open("xl/_rels/workbook.xml.rels"), target)
    _walk(book.open("xl/workbook.xml"), sheet)
    return [(name, path[1:] if path.startswith("/") else f"xl/{path}") for name, path in sheets]


def _walk(page: IO[bytes], start: Callable[[str, dict[str, str]], None]) -> None:
    """Call `start` with the tag and the attributes of each element."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    with page:
        parser.ParseFile(page)


def _far_cell(page: IO[bytes]) -> tuple[int, int] | None:
    """The first filled cell out of bounds: row and column from 1. Cells that only have a look do not count."""
    row = column = 0
    far: tuple[int, int] | None = None

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, far
        kind, place = tag.rpartition(":")[2], attributes.get("r")
        if kind == "row":
            row, column = int(place) if place else row + 1, 0
        elif kind == "c":
            column += 1
            if place:
                column, row = _place(place)
        elif kind in ("v", "is", "f") and far is None and (row > MAX_ROWS or column > MAX_COLUMNS):
            far = row, column

    _walk(page, start)
    return far


def _place(text: str) -> tuple[int, int]:
    """«AB12» → column 28, row 12."""
    found = _PLACE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    column = 0
    for one in found[1]:
        column = column * 26 + ord(one) - ord("A") + 1
    return column, int(found[2])
