"""A small book for tests: a village school of a few classes, a year of some weeks, and raw workbooks with odd cells."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from kedr.interop.demo.books import school_book
from kedr.interop.demo.schools import EXAMPLE
from kedr.interop.workbook.book import SchoolBook
from kedr.interop.workbook.read import read_book
from kedr.interop.workbook.write import write_book
from tests.cast import TODAY

SPEC = replace(EXAMPLE, classes={"1": 2, "2": 2, "8": 4}, combined=(("1", "2"),), municipality="Бакчарский район")


@cache
def whole() -> SchoolBook:
    """A book of a whole year, with the row numbers of its workbook."""
    reading = read_book(write_book(school_book(SPEC, seed=1, today=TODAY)))
    assert reading.book is not None
    assert not reading.faults
    return reading.book


@cache
def short() -> SchoolBook:
    """The same of three weeks: enough for what is written to the tables."""
    school = replace(whole().school, last_on=date(2026, 9, 21))
    return replace(whole(), school=school)


def raw(cells: Mapping[tuple[str, int, int], Any], *, without: str = "") -> bytes:
    """The bytes of the whole book with some cells (sheet, row, column, both from 1) overwritten."""
    source = CalamineWorkbook.from_filelike(BytesIO(write_book(whole())))
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd.mm.yyyy"}) as workbook:
        for name in source.sheet_names:
            if name == without:
                continue
            page = workbook.add_worksheet(name)
            for row, values in enumerate(source.get_sheet_by_name(name).to_python(skip_empty_area=False), 1):
                for column, value in enumerate(values, 1):
                    page.write(row - 1, column - 1, cells.get((name, row, column), value))
        for name in {sheet for sheet, _, _ in cells} - set(source.sheet_names):
            workbook.add_worksheet(name)
    return out.getvalue()
