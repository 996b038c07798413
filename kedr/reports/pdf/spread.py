"""The journal as it lies open on a desk: pupils by dates on the left page, the same lessons' topics on the right."""

from collections.abc import Sequence
from typing import Any

from kedr.reports.table import Cell, Column, Kind, Table, Value, value_of, words

MOST_LESSONS = 20  # dates that fit the left page
MOST_LINES = 40  # lines of text that fit the right page
_TOPIC_LINE, _HOMEWORK_LINE = 44, 25  # characters of one line there

type Row = Sequence[Value | Cell]


def spreads(marks: Table, topics: Table) -> list[dict[str, Any]]:
    """The pages of a journal. The columns of lessons in `marks` are those of the rows of `topics`, one to one, and end
    before the mean; what stands before them (marks brought from elsewhere) opens the first page, the results after it
    close the last one."""
    heads = [place for place, column in enumerate(marks.columns) if column.is_head]
    mean = next(place for place, column in enumerate(marks.columns) if column.kind == Kind.MEAN)
    first_lesson = mean - len(topics.rows)
    lessons = list(range(first_lesson, mean))
    before = list(range(len(heads), first_lesson))
    results = list(range(mean + 1, len(marks.columns)))
    cuts = _cuts(topics.rows)
    made = []
    for number, (first, last) in enumerate(cuts, 1):
        own = [
            *(before if number == 1 else []), *lessons[first:last], *(results if number == len(cuts) else []),
        ]  # fmt: skip
        made.append(_spread(marks, heads, own, topics, topics.rows[first:last]))
    return made


def _cuts(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Where pages end: as many lessons as fit both pages, as even as can be; one empty page when there is none."""
    cuts: list[tuple[int, int]] = []
    first = lines = 0
    for place, row in enumerate(rows):
        own = _lines(row)
        if place > first and (place - first >= MOST_LESSONS or lines + own > MOST_LINES):
            cuts.append((first, place))
            first, lines = place, 0
        lines += own
    return [*cuts, (first, len(rows))]


def _lines(row: Row) -> int:
    """Lines of text that a lesson takes on the right page."""
    topic, homework = (str(value_of(item) or "") for item in row[-2:])
    return max(1, -(-len(topic) // _TOPIC_LINE), -(-len(homework) // _HOMEWORK_LINE))


def _spread(
    marks: Table, heads: Sequence[int], places: Sequence[int], topics: Table, rows: Sequence[Row]
) -> dict[str, Any]:
    columns = [marks.columns[place] for place in places]
    cut = Table("", tuple(columns), ())
    return {
        "groups": cut.groups,
        "days": [column.title for column in columns],
        "rows": [[_said(marks.columns[p], row[p]) for p in (*heads, *places)] for row in marks.rows],
        "empty": "" if marks.rows else marks.empty,
        "topics": [[_said(column, item) for column, item in zip(topics.columns, row, strict=True)] for row in rows],
        "no_topics": "" if rows else topics.empty,
    }


def _said(column: Column, item: Value | Cell) -> str:
    return words(value_of(item), column.kind)
