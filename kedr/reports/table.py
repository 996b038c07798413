"""A report as a value. Three hands take it: `html` for the page, `xlsx` for the workbook, `pdf` for paper."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

type Value = str | int | Decimal | date | None


class Kind(StrEnum):
    """What a column holds: how its values are said, aligned and kept in a workbook."""

    TEXT = "text"
    MARK = "mark"
    COUNT = "count"
    SHARE = "share"  # per cent, one digit
    MEAN = "mean"  # two digits
    HOURS = "hours"  # as many digits as needed
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Cell:
    """A value that says more: the page of the rows it is made of, or these rows themselves; what wants an eye."""

    value: Value
    href: str = ""
    rows: tuple[str, ...] = ()
    tone: str = ""  # "2" or "3": a mark that wants an eye; "warn"; "quiet"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; neighbours with the same `group` stand under one heading. `href` is the page its rows come from.

    `is_head` columns say whose a row is and stand on every sheet; `width` is in characters.
    """

    title: str
    kind: Kind = Kind.COUNT
    group: str = ""
    full: str = ""  # what a short title stands for
    href: str = ""
    width: int = 6
    is_head: bool = False
    is_main: bool = False  # of several alike, the one that is asked for


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as wide as the columns; `totals` are rows of the same shape, counted anew, never made of shares."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value | Cell, ...], ...]
    totals: tuple[tuple[Value | Cell, ...], ...] = ()
    note: str = ""
    empty: str = "Записей за это время нет."
    is_turned: bool = False  # the headings stand on end
    is_long: bool = False  # folded on the screen until asked for
    is_explained: bool = True  # where rows cannot be opened they are said; not where it would drown the table

    @property
    def width(self) -> int:
        """In characters."""
        return sum(column.width for column in self.columns)

    @property
    def is_dense(self) -> bool:
        """Many columns: written smaller."""
        return len(self.columns) > 20

    def room(self, most: int) -> int:
        """How many characters of this table a line of `most` takes."""
        return most * 7 // 6 if self.is_dense else most

    @property
    def groups(self) -> list[tuple[str, int]]:
        """The headings over columns and how many each spans; empty when no column has one."""
        spans: list[tuple[str, int]] = []
        for column in self.columns:
            if spans and column.group and spans[-1][0] == column.group:
                spans[-1] = (column.group, spans[-1][1] + 1)
            else:
                spans.append((column.group, 1))
        return spans if any(column.group for column in self.columns) else []

    @property
    def is_up(self) -> bool:
        """Whether the headings over groups stand on end: there are many, and narrow ones."""
        return sum(1 for title, span in self.groups if title and span < 3) > 12

    @property
    def explained(self) -> list[str]:
        """The rows that numbers are made of, for where they cannot be opened: «8А, Химия – С «2»: Белов Борис: 2»."""
        lines: list[str] = []
        for row in self.rows if self.is_explained else ():
            texts = [value_of(item) for item, column in self._named(row) if column.kind == Kind.TEXT]
            head = ", ".join(str(text) for text in texts if text)
            lines += [
                f"{head} – {column.full or column.title}: {'; '.join(item.rows)}"
                for item, column in self._named(row)
                if isinstance(item, Cell) and item.rows
            ]
        return lines

    def _named(self, row: tuple[Value | Cell, ...]) -> Iterator[tuple[Value | Cell, Column]]:
        return zip(row, self.columns, strict=True)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that people look for first."""

    label: str
    value: Value
    kind: Kind = Kind.COUNT
    note: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers to look at: each bar has a label and a number for every series. The table beside it says the same.

    `stack` puts the series of a bar in one line; else they stand one under another. `tones` name their colours.
    """

    title: str
    series: tuple[str, ...]
    bars: tuple[tuple[str, tuple[Decimal | int, ...]], ...]
    tones: tuple[str, ...]
    is_stack: bool = False
    most: Decimal | int = 0  # the whole width; 0 for the longest bar
    kind: Kind = Kind.COUNT

    @property
    def limit(self) -> Decimal | int:
        longest = [sum(values) if self.is_stack else max(values, default=0) for _, values in self.bars]
        return self.most or max(longest, default=0) or 1


@dataclass(frozen=True, slots=True)
class School:
    """The requisites at the head of a form."""

    id: int
    name: str
    place: str  # address, or the municipality
    phone: str


class Layout(StrEnum):
    """How a report lies on paper."""

    FORM = "form"  # title, text, tables one under another, signatures
    SPREAD = "spread"  # the open paper journal: the list by dates on the left, what was done on the right
    COVER = "cover"  # the first sheet of a book: title and lines of text
    CONTENTS = "contents"  # its second: the leaves that follow, with their pages


@dataclass(frozen=True, slots=True)
class Tear:
    """The lower part of a letter that comes back signed: what it says, who signs."""

    text: str
    signer: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report about somebody or something over a span of days, as it stands on a day."""

    key: str  # in its address
    title: str
    whose: str
    span: str
    school: School
    on: date
    tables: tuple[Table, ...]
    figures: tuple[Figure, ...] = ()
    charts: tuple[Chart, ...] = ()
    notes: tuple[str, ...] = ()
    signers: tuple[tuple[str, str], ...] = ()  # post and name
    file_name: str = ""  # without an extension
    text: tuple[str, ...] = ()  # said before the tables
    tear: Tear | None = None
    layout: Layout = Layout.FORM
    # What is printed in its place: a sheet for each pupil, the leaves of a book. Made when paper is asked for.
    leaves: "Callable[[], tuple[Report, ...]] | None" = None
    is_book: bool = False  # its leaves are numbered through
    is_of_span: bool = True  # the reader chooses the time it is about

    @property
    def is_wide(self) -> bool:
        """Whether paper lies on its side."""
        return self.layout == Layout.SPREAD or any(table.width > table.room(UPRIGHT) for table in self.tables)

    @property
    def lead(self) -> str:
        return ", ".join(filter(None, (self.whose, self.span)))


UPRIGHT = 96  # characters that fit an upright A4


def value_of(item: Value | Cell) -> Value:
    return item.value if isinstance(item, Cell) else item


def words(value: Value, kind: Kind) -> str:
    """A value as people read it: «91,7», «4,00», «−2», «09.11.2026»."""
    match value:
        case None:
            return ""
        case str():
            return value
        case date():
            return f"{value:%d.%m.%Y}"
        case Decimal() if kind == Kind.HOURS:
            value = value.normalize()
            return f"{value:f}".replace(".", ",").replace("-", "−")
        case _:
            return str(value).replace(".", ",").replace("-", "−")


def cells(table: Table) -> Iterator[tuple[Column, Value]]:
    """Every value of a table with its column, totals last: for tests and programs."""
    for row in (*table.rows, *table.totals):
        for column, item in zip(table.columns, row, strict=True):
            yield column, value_of(item)


def headings(table: Table) -> list[str]:
    """The headings in one row: «Алгебра, I четверть»."""
    return [", ".join(filter(None, (column.group, column.title))) for column in table.columns]


NAME_LENGTH = 31  # of a sheet in a workbook


def sheet_name(title: str, taken: set[str]) -> str:
    """A title as a sheet may be called: short, without the signs Excel forbids, not twice."""
    name = "".join(" " if sign in r"[]:*?/\'" else sign for sign in title)[:NAME_LENGTH].strip() or "Лист"
    number = 2
    while name.lower() in taken:
        name, number = f"{name[: NAME_LENGTH - 3]} {number}", number + 1
    taken.add(name.lower())
    return name
