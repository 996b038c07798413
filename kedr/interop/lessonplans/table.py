"""A table as it was found in a file: cells as text, merged ones filled, with the places that only repeat another."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kedr.core.errors import Refusal
from kedr.curriculum.rules import MOST_ROWS

MOST_COLUMNS = 30
MOST_TABLES = 12
MOST_TEXT = 300_000  # characters of all tables together: they go from step to step of the form


type Place = tuple[int, int]  # row and column, from 0


class NotAPlan(Refusal):
    """The file cannot be read as a lesson plan at all; the sentence says why and what to do."""

    code = "not_a_plan"


@dataclass(frozen=True, slots=True)
class Table:
    """`cells` are rows of equal length. `joined`: places of merged cells (row, column) → where the cell begins."""

    name: str
    cells: list[list[str]]
    joined: dict[Place, Place] = field(default_factory=dict)

    @property
    def width(self) -> int:
        return len(self.cells[0]) if self.cells else 0


def make_table(name: str, rows: Sequence[Sequence[str]], merged: Sequence[tuple[int, int, int, int]] = ()) -> Table:
    """A table of rows of any lengths; `merged` are (first row, first column, last row, last column).

    Empty rows and columns at the end are left out, merged cells say their text in every place.
    """
    height = max((place for place, row in enumerate(rows, 1) if any(row)), default=0)
    width = max((place for row in rows for place, text in enumerate(row, 1) if text), default=0)
    cells = [[*row[:width], *[""] * (width - len(row))] for row in rows[:height]]
    joined: dict[Place, Place] = {}
    for first_row, first_column, last_row, last_column in merged:
        for row in range(first_row, min(last_row + 1, height)):
            for column in range(first_column, min(last_column + 1, width)):
                if (row, column) != (first_row, first_column):
                    cells[row][column] = cells[first_row][first_column]
                    joined[row, column] = first_row, first_column
    return Table(name, [row[:MOST_COLUMNS] for row in cells], joined)


def choose(tables: Sequence[Table]) -> list[Table]:
    """The tables a plan may be in. Raises NotAPlan where there is none, or one is too long."""
    filled = [table for table in tables if sum(any(row) for row in table.cells) > 1 or len(tables) == 1]
    if not any(any(row) for table in filled for row in table.cells):
        raise NotAPlan("В файле нет ни одной заполненной таблицы. Проверьте, тот ли это файл.")
    short = [table for table in filled if len(table.cells) <= MOST_ROWS + 50][:MOST_TABLES]
    if not short:
        longest = max(len(table.cells) for table in filled)
        raise NotAPlan(
            f"В таблице {longest} строк, а в плане бывает до {MOST_ROWS}. Проверьте, тот ли это файл, "
            "и удалите лишнее под таблицей."
        )
    if sum(len(text) for table in short for row in table.cells for text in row) > MOST_TEXT:
        raise NotAPlan("В файле слишком много текста для плана уроков. Оставьте в нём только таблицу плана.")
    return short
