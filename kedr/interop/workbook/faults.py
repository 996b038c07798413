"""A fault of a workbook: where it is, what is wrong, what to do."""

from dataclasses import dataclass

from kedr.interop.workbook.sheets import BY_PART


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `row` is 0 for the whole sheet; `column` is the letter and the header, empty for the whole row."""

    sheet: str
    row: int
    column: str
    what: str
    remedy: str

    def __str__(self) -> str:
        where = [f"лист «{self.sheet}»"] if self.sheet else []
        where += [f"строка {self.row}"] if self.row else []
        where += [f"столбец {self.column}"] if self.column else []
        place = ", ".join(where)
        return f"{place[:1].upper()}{place[1:]}: {self.what} {self.remedy}".strip(": ").strip()


def letter(place: int) -> str:
    """The letters of a column (from 0): A, B … Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def fault(part: str, row: int, field: str, what: str, remedy: str) -> Fault:
    """A fault of a field of a part of the book. In «Школа» the fields are rows."""
    sheet = BY_PART[part]
    place = next((place for place, column in enumerate(sheet.columns) if column.field == field), None)
    if place is None:
        return Fault(sheet.name, row, "", what, remedy)
    header = sheet.columns[place].header
    if sheet.is_vertical:
        return Fault(sheet.name, place + 2, f"B («{header}»)", what, remedy)
    return Fault(sheet.name, row, f"{letter(place)} («{header}»)", what, remedy)
