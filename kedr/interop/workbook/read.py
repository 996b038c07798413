"""A workbook's bytes turned into a book, with every cell that cannot be read named."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from kedr.interop.workbook.archive import NotABook, far_cells
from kedr.interop.workbook.book import SchoolBook, SchoolRow
from kedr.interop.workbook.cells import TooLong, plain
from kedr.interop.workbook.faults import Fault, letter
from kedr.interop.workbook.sheets import HELP_SHEET, SHEETS, Column, Sheet

PANIC = "PanicException"
UNREADABLE = "Лист не читается: в нём есть дата или время, каких не бывает."
# Where the sheet «Школа» cannot be read, the others are still checked: no date is out of this year.
STAND_IN = SchoolRow("", "", "", "", starts_on=date.min, last_on=date.max)


@dataclass(slots=True)
class Reading:
    """What came of a workbook: the book (None when it is no workbook at all) and the faults of its cells.

    `broken` are the parts of the book with a row missing because of a fault: what is not there may be there.
    """

    book: SchoolBook | None = None
    faults: list[Fault] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)


def read_book(data: bytes) -> Reading:
    """Read a whole workbook. Never raises for what is inside it."""
    try:
        far = far_cells(data)
        if far:
            return Reading(faults=far)
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
    except NotABook as error:
        return _not_a_book(str(error))
    except (CalamineError, ValueError, OSError):
        return _not_a_book("Файл не открывается как книга Excel.")
    reading = Reading()
    names = {plain(name): name for name in workbook.sheet_names}
    parts: dict[str, Any] = {}
    for sheet in SHEETS:
        if sheet.name in names:
            table = _table(workbook, names[sheet.name])
            if table is None:
                reading.broken.add(sheet.part)
                reading.faults.append(Fault(sheet.name, 0, "", UNREADABLE, "Проверьте большие числа на листе."))
                continue
            parts[sheet.part] = _school(sheet, table, reading) if sheet.is_vertical else _rows(sheet, table, reading)
        elif not sheet.may_be_absent:
            reading.broken.add(sheet.part)
            reading.faults.append(Fault("", 0, "", f"Нет листа «{sheet.name}».", "Возьмите его из шаблона."))
    for name in names.keys() - {sheet.name for sheet in SHEETS} - {HELP_SHEET}:
        reading.faults.append(
            Fault(name, 0, "", "Такого листа в шаблоне нет.", "Исправьте его название или удалите лист.")
        )
    school = parts.pop("school", None)
    reading.book = SchoolBook(school or STAND_IN, **parts)
    return reading


def _not_a_book(what: str) -> Reading:
    return Reading(faults=[Fault("", 0, "", what, "Сохраните шаблон в формате «Книга Excel (.xlsx)» и повторите.")])


def _table(workbook: CalamineWorkbook, name: str) -> list[list[Any]] | None:
    """The cells of a sheet; None when the reader gives up on one of them."""
    try:
        return workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except BaseException as error:
        # A panic in the reader's Rust is no Exception, and there is no module to import its class from.
        if not isinstance(error, (CalamineError, ValueError, OverflowError)) and type(error).__name__ != PANIC:
            raise
    return None


def _school(sheet: Sheet, table: list[list[Any]], reading: Reading) -> Any:
    """The vertical sheet: headers in column A, values in B, in any order."""
    columns = {column.header.lower(): column for column in sheet.columns}
    values: dict[str, Any] = {}
    before, seen = len(reading.faults), set()
    for number, row in enumerate(table[1:], 2):
        header = plain(row[0]) if row else ""
        if not header:
            continue
        column = columns.get(header.lower())
        if column is None:
            reading.faults.append(
                Fault(sheet.name, number, "A", f"Строки «{header}» в шаблоне нет.", "Исправьте её название.")
            )
            continue
        seen.add(column.field)
        place = f"B («{column.header}»)"
        values[column.field] = _cell(sheet, number, place, column, row[1] if len(row) > 1 else "", reading)
    for column in sheet.columns:
        if column.is_required and column.field not in seen:
            reading.faults.append(
                Fault(sheet.name, 0, "A", f"Нет строки «{column.header}».", f"Добавьте её, например: {column.example}.")
            )
    if len(reading.faults) > before:
        reading.broken.add(sheet.part)
        return None
    return sheet.build(values, 0)


def _rows(sheet: Sheet, table: list[list[Any]], reading: Reading) -> tuple[Any, ...]:
    columns = _columns(sheet, table[0] if table else [], reading)
    rows = []
    for number, cells in _filled(table):
        before = len(reading.faults)
        values = {
            column.field: _cell(sheet, number, f"{letter(place)} («{column.header}»)", column,
                                cells[place] if place < len(cells) else "", reading)
            for place, column in columns.items()
        }  # fmt: skip
        if len(reading.faults) == before and _is_whole(sheet, columns):
            rows.append(sheet.build(values, number))
        else:
            reading.broken.add(sheet.part)
    return tuple(rows)


def _is_whole(sheet: Sheet, columns: dict[int, Column]) -> bool:
    present = {column.field for column in columns.values()}
    return all(column.field in present for column in sheet.columns if column.is_required)


def _columns(sheet: Sheet, headers: list[Any], reading: Reading) -> dict[int, Column]:
    """Which column stands where, by the header; optional ones may be absent, unknown ones are faults."""
    known = {column.header.lower(): column for column in sheet.columns}
    found: dict[int, Column] = {}
    for place, cell in enumerate(headers):
        header = plain(cell)
        column = known.get(header.lower())
        if column is not None and column not in found.values():
            found[place] = column
        elif header:
            what = "Столбец повторяется." if column else f"Столбца «{header}» в шаблоне нет."
            where = f"{letter(place)} («{header}»)"
            reading.faults.append(Fault(sheet.name, 1, where, what, "Исправьте его название или удалите столбец."))
            reading.broken.add(sheet.part)
    for column in sheet.columns:
        if column.is_required and column not in found.values():
            reading.faults.append(
                Fault(sheet.name, 1, "", f"Нет столбца «{column.header}».", "Верните его из шаблона.")
            )
            reading.broken.add(sheet.part)
    missing = [column for column in sheet.columns if column.kind.empty is not None and column not in found.values()]
    for extra, column in enumerate(missing):  # a column that may be absent reads as empty cells
        found[10_000 + extra] = column
    return found


def _filled(table: list[list[Any]]) -> Iterator[tuple[int, list[Any]]]:
    """Rows of data with their numbers in the sheet; empty ones are skipped."""
    for number, cells in enumerate(table[1:], 2):
        if any(plain(cell) for cell in cells):
            yield number, cells


def _cell(sheet: Sheet, row: int, place: str, column: Column, cell: Any, reading: Reading) -> Any:
    text = plain(cell)
    if not text:
        if column.is_required:
            remedy = f"Впишите, например: {column.example}." if column.example else "Впишите значение."
            reading.faults.append(Fault(sheet.name, row, place, "Пусто.", remedy))
        return column.kind.empty
    try:
        return column.kind.read(cell)
    except TooLong as error:
        reading.faults.append(Fault(sheet.name, row, place, str(error), "Сократите."))
    except ValueError as error:
        reading.faults.append(Fault(sheet.name, row, place, f"Не понятно «{text[:40]}».", str(error)))
    return None
