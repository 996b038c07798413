"""Files of a lesson plan made for the tests: a book, a document, text."""

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

HEADERS = ["№ п/п", "Раздел", "Тема урока", "Кол-во часов", "Вид контроля", "Домашнее задание", "Дата"]
ROWS = [
    ["1", "Повторение", "Дроби", "1", "", "§ 1, № 5", "02.09"],
    ["2", "", "Корни", "2", "устный опрос", "§ 2", "04.09"],
    ["3", "", "Контрольная работа № 1", "1", "К/р", "", "08.09"],
]
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def book(rows: Sequence[Sequence[object]], merges: tuple[tuple[int, int, int, int, str], ...] = ()) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        page = workbook.add_worksheet("КТП")
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value != "":
                    page.write(number, column, value)
        for one in merges:
            page.merge_range(*one)
    return out.getvalue()


def cell(text: str, *, span: int = 1, merge: str | None = None) -> str:
    """A cell of Word; `merge` is restart, or "" for the cell above going on."""
    wide = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    down = "" if merge is None else f'<w:vMerge w:val="{merge}"/>' if merge else "<w:vMerge/>"
    paragraphs = "".join(f"<w:p><w:r><w:t>{part}</w:t></w:r></w:p>" for part in text.split("\n"))
    return f"<w:tc><w:tcPr>{wide}{down}</w:tcPr>{paragraphs}</w:tc>"


def document(*tables: list[list[str]], before: str = "", body: str = "") -> bytes:
    """A document of tables, whose rows are lists of `cell`."""
    told = body or "".join(
        "<w:tbl>" + "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in table) + "</w:tbl>" for table in tables
    )
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<w:document xmlns:w="{W}"><w:body>{told}</w:body></w:document>'
    )
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml)
    return out.getvalue()


def text_of(separator: str, rows: list[list[str]] | None = None) -> str:
    return "\r\n".join(separator.join(row) for row in [HEADERS, *(rows or ROWS)])
