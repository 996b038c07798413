"""Rows of one table brought to what a book says, by a natural key: added, changed, or left alone."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models

ROWS = 1000  # rows a statement: the widest table has 14 columns, SQLite takes 32,766 variables


@dataclass(slots=True)
class Tally:
    """How many rows of each thing (by its Russian name) were added, changed and left alone."""

    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)

    def is_idle(self) -> bool:
        """Nothing was added or changed."""
        return not (self.created.total() or self.changed.total())


def count_rows(*tables: str) -> None:
    """Let the database count the rows of tables just filled: PostgreSQL plans by what it last counted, which was none.

    It is cheap, works inside the transaction, and keeps checks of foreign keys off whole-table scans.
    """
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'ANALYZE "{table}"')


def put(
    model: type[models.Model],
    rows: Iterable[Mapping[str, Any]],
    *,
    key: Sequence[str],
    scope: Mapping[str, Any],
    what: str,
    tally: Tally,
    only_new: Sequence[str] = (),
) -> dict[Any, int]:
    """Bring the rows of `scope` to these and return their ids by key (a bare value when the key is one column).

    Columns named in `only_new` are written when a row is added and not compared later. Rows that the book does not name
    stay. One query to read; one to add and one to change for each 1,000 rows.
    """
    objects: Any = model._default_manager
    standing: dict[tuple[Any, ...], Any] = {
        tuple(getattr(row, name) for name in key): row for row in objects.filter(**scope)
    }
    named: dict[Any, Any] = {}
    new: list[Any] = []
    changed: list[Any] = []
    fields: set[str] = set()
    for values in rows:
        values = {**scope, **values}
        place = tuple(values[name] for name in key)
        if place in named:  # the book says it twice
            continue
        row = named[place] = standing.get(place) or model(**values)
        if place not in standing:
            new.append(row)
            continue
        differing = {name for name, value in values.items() if name not in only_new and getattr(row, name) != value}
        for name in differing:
            setattr(row, name, values[name])
        if differing:
            changed.append(row)
            fields |= differing
    objects.bulk_create(new, batch_size=ROWS)
    if changed:
        objects.bulk_update(changed, sorted(fields), batch_size=ROWS)
    tally.created[what] += len(new)
    tally.changed[what] += len(changed)
    tally.unchanged[what] += len(named) - len(new) - len(changed)
    return {place if len(key) > 1 else place[0]: row.id for place, row in named.items()}
