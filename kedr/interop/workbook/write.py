"""Writing workbooks: the empty template, any book, and the paper with new logins."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from kedr.interop.workbook.actions.accounts import NewLogin
from kedr.interop.workbook.book import SchoolBook
from kedr.interop.workbook.sheets import HELP_SHEET, SHEETS, Column, Sheet

_ROWS = 3000  # of lists to choose from in the template
HOW_TO = (
    "Заполните листы по порядку. Столбцы с зелёным заголовком обязательны. "
    "Потом загрузите: kedr import school КНИГА.xlsx"
)
_BORN = datetime(2026, 9, 1, tzinfo=UTC).replace(tzinfo=None)  # the same book is the same bytes


class _Formats:
    """The looks of cells."""

    def __init__(self, workbook: Any) -> None:
        base = {"font_name": "Arial", "font_size": 10, "valign": "vcenter"}
        head = {**base, "bold": True, "text_wrap": True, "bg_color": "#E9EDEA", "bottom": 1}
        self.text = workbook.add_format({**base, "num_format": "@"})
        self.any = workbook.add_format(base)
        self.day = workbook.add_format({**base, "num_format": "dd.mm.yyyy", "align": "left"})
        self.clock = workbook.add_format({**base, "num_format": "h:mm", "align": "left"})
        self.head = workbook.add_format(head)
        self.must = workbook.add_format({**head, "bg_color": "#CFE3D8"})
        self.wrap = workbook.add_format({**base, "text_wrap": True, "valign": "top"})
        self.bold = workbook.add_format({**base, "bold": True, "valign": "top"})
        self.title = workbook.add_format({**base, "bold": True, "font_size": 14})

    def of(self, column: Column) -> Any:
        return {"day": self.day, "clock": self.clock}.get(column.kind.form, self.any)


def write_book(book: SchoolBook | None = None) -> bytes:
    """The bytes of a book; of the empty template without one."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": "Книга школы", "created": _BORN})
        formats = _Formats(workbook)
        _write_help(workbook, formats)
        for sheet in SHEETS:
            page = workbook.add_worksheet(sheet.name)
            if sheet.is_vertical:
                _write_school(page, sheet, book.school if book else None, formats)
            else:
                _write_rows(page, sheet, getattr(book, sheet.part) if book else (), formats)
    return out.getvalue()


def _write_help(workbook: Any, formats: _Formats) -> None:
    page = workbook.add_worksheet(HELP_SHEET)
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 70)
    page.set_column(2, 2, 30)
    page.write(0, 0, "Книга школы для Кедра", formats.title)
    page.write(1, 0, HOW_TO, formats.any)
    row = 3
    for sheet in SHEETS:
        page.write(row, 0, f"Лист «{sheet.name}»", formats.bold)
        page.write(row, 1, sheet.help, formats.wrap)
        page.write(row, 2, "Например", formats.bold)
        for column in sheet.columns:
            row += 1
            must = "Обязательно. " if column.is_required else ""
            page.write(row, 0, column.header, formats.wrap)
            page.write(row, 1, f"{must}{column.help}", formats.wrap)
            page.write_string(row, 2, column.example, formats.wrap)
        row += 2


def _write_school(page: Any, sheet: Sheet, school: Any, formats: _Formats) -> None:
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 60)
    page.set_column(2, 2, 60)
    for place, title in enumerate(("Что", "Значение", "Пояснение")):
        page.write(0, place, title, formats.head)
    values = sheet.spread(school) if school else {}
    for row, column in enumerate(sheet.columns, 1):
        page.write(row, 0, column.header, formats.must if column.is_required else formats.head)
        _write_cell(page, row, 1, column, values.get(column.field), formats)
        page.write(row, 2, ". Например: ".join(filter(None, (column.help, column.example))), formats.wrap)
        if column.kind.choices:
            page.data_validation(row, 1, row, 1, {"validate": "list", "source": list(column.kind.choices.values())})


def _write_rows(page: Any, sheet: Sheet, rows: Sequence[Any], formats: _Formats) -> None:
    page.freeze_panes(1, 0)
    page.set_row(0, 32)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write(0, place, column.header, formats.must if column.is_required else formats.head)
        note = ". Например: ".join(filter(None, (column.help, column.example)))
        if note:
            page.write_comment(0, place, note, {"author": "Кедр", "x_scale": 2})
        if column.kind.choices:
            words = list(column.kind.choices.values())
            page.data_validation(1, place, max(len(rows), _ROWS), place, {"validate": "list", "source": words})
    for number, row in enumerate(rows, 1):
        values = sheet.spread(row)
        for place, column in enumerate(sheet.columns):
            _write_cell(page, number, place, column, values.get(column.field), formats)
    page.autofilter(0, 0, max(len(rows), 1), len(sheet.columns) - 1)


def _write_cell(page: Any, row: int, place: int, column: Column, value: Any, formats: _Formats) -> None:
    if value is None or value in ("", ()):
        return
    written = column.kind.write(value)
    if isinstance(written, str):
        page.write_string(row, place, written, formats.text)
    elif column.kind.form == "day":
        page.write_datetime(row, place, written, formats.day)
    elif column.kind.form == "clock":
        page.write_datetime(row, place, written, formats.clock)
    else:
        page.write(row, place, written, formats.of(column))


def write_logins(logins: Sequence[NewLogin]) -> bytes:
    """A sheet to be cut and handed out: who, roles, login, one-time password."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        formats = _Formats(workbook)
        page = workbook.add_worksheet("Логины")
        page.freeze_panes(1, 0)
        heads = (("Имя", 36), ("Роли", 28), ("Где", 44), ("Логин", 24), ("Одноразовый пароль", 22))
        for place, (head, width) in enumerate(heads):
            page.set_column(place, place, width)
            page.write(0, place, head, formats.head)
        for row, one in enumerate(sorted(logins, key=lambda one: (one.where, one.name)), 1):
            for place, text in enumerate((one.name, one.roles, one.where, one.login, one.password)):
                page.write_string(row, place, text, formats.text)
    return out.getvalue()
