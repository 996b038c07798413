"""A file of any kind we read, or a paste, as tables."""

from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from kedr.interop.lessonplans.docx import read_docx
from kedr.interop.lessonplans.table import NotAPlan, Table, choose, make_table
from kedr.interop.lessonplans.text import read_text
from kedr.interop.workbook.archive import NotABook, far_cells
from kedr.interop.workbook.cells import plain
from kedr.interop.workbook.read import PANIC

MAX_BYTES = 5_000_000
MAX_UNPACKED = 50_000_000

OLD_OFFICE = "Это файл старого Excel или Word (.xls, .doc). Откройте его и сохраните как .xlsx или .docx."
OPEN_OFFICE = "Это файл LibreOffice (.ods, .odt). Откройте его и сохраните как .xlsx или .docx."
PDF = "Из PDF таблица не читается. Загрузите файл Excel или Word, из которого он сделан."
BROKEN = "Файл не открывается: он повреждён или защищён паролем. Откройте его и сохраните заново."


def read_file(data: bytes) -> list[Table]:
    """The tables of a file: .xlsx, .docx, .csv or plain text, told apart by what is inside. Raises NotAPlan."""
    if len(data) > MAX_BYTES:
        raise NotAPlan("Файл больше 5 МБ. Оставьте в нём только таблицу плана, без картинок.")
    if not data.strip():
        raise NotAPlan("Файл пустой. Проверьте, тот ли это файл.")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotAPlan(OLD_OFFICE)
    if data.startswith(b"%PDF"):
        raise NotAPlan(PDF)
    return choose(_unpacked(data) if data.startswith(b"PK") else read_text(data))


def _unpacked(data: bytes) -> list[Table]:
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            size = sum(part.file_size for part in archive.infolist())
    except (BadZipFile, ValueError, EOFError):
        raise NotAPlan(BROKEN) from None
    if size > MAX_UNPACKED:
        raise NotAPlan("Файл в распакованном виде больше 50 МБ. Оставьте в нём только таблицу плана, без картинок.")
    if "xl/workbook.xml" in names:
        return _read_xlsx(data)
    if "word/document.xml" in names:
        return read_docx(data)
    raise NotAPlan(OPEN_OFFICE if "content.xml" in names else "Это не таблица Excel и не документ Word.")


def _read_xlsx(data: bytes) -> list[Table]:
    try:
        far = far_cells(data)
        if far:
            raise NotAPlan(str(far[0]))
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
    except (NotABook, CalamineError, ValueError, OSError):
        raise NotAPlan(BROKEN) from None
    return [table for name in workbook.sheet_names if (table := _sheet(workbook, name))]


def _sheet(workbook: Any, name: str) -> Table | None:
    """A sheet; None where it is a chart. A date that cannot be makes the reader's Rust panic, which is no Exception."""
    try:
        sheet = workbook.get_sheet_by_name(name)
        rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or []]
    except BaseException as error:
        if type(error).__name__ == PANIC:
            raise NotAPlan(f"Лист «{name}» не читается: в нём есть дата, каких не бывает. Исправьте её.") from None
        if not isinstance(error, (CalamineError, ValueError, OverflowError)):
            raise
        return None
    return make_table(f"Лист «{name}»", rows, merged)


def _text(cell: Any) -> str:
    if isinstance(cell, (date, datetime)):
        return f"{cell:%d.%m.%Y}"
    return plain(cell)
