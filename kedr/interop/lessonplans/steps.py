"""What goes from step to step of loading a plan: the tables that were read, carried by the form itself."""

import msgspec

from kedr.interop.lessonplans.columns import FIELDS, MANY, Columns
from kedr.interop.lessonplans.table import MOST_COLUMNS, MOST_TABLES, NotAPlan, Table
from kedr.interop.workbook.cells import plain

LOST = "Загруженный файл потерялся по дороге. Загрузите его снова."


class _Carried(msgspec.Struct):
    name: str
    cells: list[list[str]]
    joined: list[tuple[int, int, int, int]]


_decoder = msgspec.json.Decoder(list[_Carried])


def pack(tables: list[Table]) -> str:
    """The tables as the text of a hidden field."""
    carried = [
        _Carried(table.name, table.cells, [(*place, *origin) for place, origin in table.joined.items()])
        for table in tables
    ]
    return msgspec.json.encode(carried).decode()


def unpack(text: str) -> list[Table]:
    """The tables of `pack`; NotAPlan for anything else: a browser may send whatever it likes."""
    try:
        carried = _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeError):
        raise NotAPlan(LOST) from None
    tables = [
        Table(
            plain(one.name),
            [[plain(text) for text in row] for row in one.cells],
            {(row, column): (top, left) for row, column, top, left in one.joined},
        )
        for one in carried
    ]
    if not 0 < len(tables) <= MOST_TABLES or not all(map(_is_whole, tables)):
        raise NotAPlan(LOST)
    return tables


def _is_whole(table: Table) -> bool:
    widths = {len(row) for row in table.cells}
    return len(widths) == 1 and 0 < widths.pop() <= MOST_COLUMNS


def chosen(table: Table, fields: list[str], first: int) -> Columns:
    """The columns as a person chose them. Raises NotAPlan where a field is told of two columns."""
    fields = [field if field in FIELDS else "" for field in fields][: table.width]
    fields += [""] * (table.width - len(fields))
    for field in set(fields) - MANY:
        if fields.count(field) > 1:
            raise NotAPlan(f"«{FIELDS[field]}» выбрано для двух столбцов. Оставьте один.")
    return Columns(tuple(fields), min(max(first, 0), len(table.cells)))
