"""The documentation's workbook and its page say what the template says."""

from django.conf import settings

from kedr.interop.workbook.check import check
from kedr.interop.workbook.read import read_book
from kedr.interop.workbook.sheets import GUARDIANS, SHEETS


def test_the_example_has_no_fault() -> None:
    reading = read_book((settings.ROOT / "docs" / "workbook-example.xlsx").read_bytes())
    assert reading.book is not None
    assert reading.faults + check(reading.book) == []
    assert reading.book.groups


def test_the_page_names_every_sheet_and_column() -> None:
    text = (settings.ROOT / "docs" / "workbook.md").read_text(encoding="utf-8")
    for sheet in SHEETS:
        assert f"### {sheet.name}\n" in text
        for column in sheet.columns:
            assert column.header in text or column.header.endswith(f" {GUARDIANS}"), column.header
