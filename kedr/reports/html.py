"""The rows of a table as HTML. A sheet has thousands of cells: written by hand it takes a tenth of a template."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from markupsafe import Markup, escape

from kedr.reports.table import Cell, Chart, Column, Kind, Table, Value, words

_NUMBERS = {Kind.COUNT, Kind.SHARE, Kind.MEAN, Kind.HOURS}
_CLASS = {Kind.TEXT: "", Kind.MARK: "k", Kind.DAY: "d"} | dict.fromkeys(_NUMBERS, "n")
_MARK_TONES = {"2": "m2", "1": "m2", "нз": "m2", "3": "m3", "н/а": "mn"}


def head(table: Table) -> Markup:
    """The heading rows: titles over groups of columns, then columns."""
    groups = table.groups
    under = [column for column in table.columns if column.group] if groups else list(table.columns)
    rows = []
    if groups:
        is_up = table.is_up
        cells, place = [], 0
        for title, span in groups:
            cells.append(_over(title, span, is_up=is_up) or _heading(table.columns[place], ' rowspan="2"'))
            place += span
        rows.append("".join(cells))
    rows.append("".join(_heading(column) for column in under))
    return Markup("<thead>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</thead>")  # noqa: S704 all text is escaped


def _over(title: str, span: int, *, is_up: bool) -> str:
    """The title over some columns."""
    name = "g up" if is_up else "g"
    return f'<th scope="colgroup" colspan="{span}" class="{name}"><span>{escape(title)}</span></th>' if title else ""


def _heading(column: Column, more: str = "") -> str:
    full = f' title="{escape(column.full)}"' if column.full else ""
    name = _CLASS[column.kind] + (" head" if column.is_head else "") + (" main" if column.is_main else "")
    text = f"<span>{escape(column.title)}</span>"
    said = f'<span class="vh">{escape(column.full)}, журнал</span>' if column.full else ""
    inside = f'<a href="{escape(column.href)}">{text}{said}</a>' if column.href else text
    return f'<th scope="col" class="{name.strip()}"{more}{full}>{inside}</th>'


def body(table: Table) -> Markup:
    """The rows, and the totals as the table's foot."""
    write = _Writer(table.columns)
    rows = "".join(f"<tr>{write.row(row)}</tr>" for row in table.rows)
    totals = "".join(f"<tr>{write.row(row)}</tr>" for row in table.totals)
    foot = f"<tfoot>{totals}</tfoot>" if totals else ""
    return Markup(f"<tbody>{rows}</tbody>{foot}")  # noqa: S704 all text is escaped


class _Writer:
    """Writes rows of one table; a text seen before is not escaped anew."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._names = [_class_of(column) for column in columns]
        heads = [place for place, column in enumerate(columns) if column.is_head]
        self._header = heads[-1] if heads else -1
        self._texts: dict[str, str] = {}

    def row(self, row: Iterable[Value | Cell]) -> str:
        return "".join(map(self._cell, range(len(self._columns)), row))

    def _cell(self, place: int, item: Value | Cell) -> str:
        name, tone = self._names[place], ""
        if isinstance(item, Cell):
            value, tone, inside = item.value, item.tone and f"t{item.tone}", self._rich(place, item)
        else:
            value, inside = item, self._text(place, item)
        if not tone and value in _MARK_TONES and self._columns[place].is_main:
            tone = _MARK_TONES[value]  # type: ignore[index]
        classes = f"{name} {tone}".strip()
        attribute = f' class="{classes}"' if classes else ""
        if place == self._header:
            return f'<th scope="row"{attribute}>{inside}</th>'
        return f"<td{attribute}>{inside}</td>"

    def _text(self, place: int, value: Value) -> str:
        if type(value) is not str:
            return words(value, self._columns[place].kind)
        text = self._texts.get(value)
        if text is None:
            text = self._texts[value] = str(escape(value))
        return text

    def _rich(self, place: int, cell: Cell) -> str:
        text = self._text(place, cell.value)
        if cell.href and text:
            return f'<a href="{escape(cell.href)}">{text}</a>'
        if cell.rows:
            lines = "".join(f"<li>{escape(line)}</li>" for line in cell.rows)
            return f"<details><summary>{text}</summary><ul>{lines}</ul></details>"
        return text


def _class_of(column: Column) -> str:
    return (_CLASS[column.kind] + (" head" if column.is_head else "") + (" main" if column.is_main else "")).strip()


def bars(chart: Chart) -> list[tuple[str, list[tuple[str, str, str, str]], str]]:
    """A chart's lines: the label, each bar as (tone, x, width, thickness class), and its numbers in words.

    Lengths are per cent of the line, so the picture follows the size of letters the reader chose.
    """
    limit = Decimal(chart.limit)
    made = []
    for label, values in chart.bars:
        drawn: list[tuple[str, str, str, str]] = []
        x = Decimal()
        for tone, value in zip(chart.tones, values, strict=False):
            width = min(Decimal(value) * 100 / limit, 100 - x if chart.is_stack else Decimal(100))
            drawn.append((tone, f"{x:.2f}%", f"{width:.2f}%", "thick" if chart.is_stack or not drawn else "thin"))
            x += width if chart.is_stack else 0
        made.append((label, drawn, " · ".join(words(value, chart.kind) for value in values)))
    return made
