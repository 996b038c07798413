"""Small tools for the named SQL of hot reads and bulk writes: the same text on SQLite and PostgreSQL."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, connections

IS_SQLITE = connection.vendor == "sqlite"
if not IS_SQLITE:  # a school on SQLite does without psycopg in memory
    from kedr.core import prepared
SQLITE_VARIABLES = 32_000  # in one statement; SQLite refuses 32,767


def instant(at: datetime) -> Any:
    """An aware datetime as the database's parameter."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ") if IS_SQLITE else at


def fetch(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows of one statement, as tuples. SQLite gives dates, times and decimals as text: see `day`, `number`.

    It asks the driver itself: Django's cursors cost a small read more than its rows do. Whoever listens to statements
    (the guard of the tests, the debug log) gets them by the ordinary way.
    """
    base = connections["default"]  # once: every look through `connection` finds the thread's own anew
    rows: list[tuple[Any, ...]]
    if base.execute_wrappers or base.queries_logged:
        with base.cursor() as cursor:
            cursor.execute(sql, _adapted(params))
            rows = cursor.fetchall()
    else:
        base.ensure_connection()
        with base.wrap_database_errors:
            if IS_SQLITE:
                rows = base.connection.execute(_native(sql), _adapted(params)).fetchall()
            else:
                rows = prepared.fetch(base.connection, sql, params)
    return rows


@lru_cache(maxsize=1024)
def _native(sql: str) -> str:
    """The statement with SQLite's placeholders; `%%` is a plain percent sign."""
    return sql.replace("%s", "?").replace("%%", "%")


def day(value: date | str) -> date:
    """A date column of `fetch`, on either database."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def clock_time(value: time | str) -> time:
    """A time column of `fetch`, on either database."""
    return value if isinstance(value, time) else time.fromisoformat(value)


def number(value: Decimal | float | str) -> Decimal:
    """A decimal column of `fetch`, on either database."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def moment(value: datetime | str) -> datetime:
    """An instant column of `fetch`, on either database; aware."""
    at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def placeholders(rows: int, columns: int) -> str:
    """The placeholders of a multi-row VALUES: `(%s, %s), (%s, %s)`."""
    one = "(" + ", ".join(["%s"] * columns) + ")"
    return ", ".join([one] * rows)


def in_list(count: int) -> str:
    """The placeholders of `IN (...)`; an empty list matches nothing."""
    return "(" + (", ".join(["%s"] * count) or "NULL") + ")"


def insert(
    table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, after: str = ""
) -> list[tuple[Any, ...]]:
    """Insert rows in one statement; `after` is an ON CONFLICT or RETURNING clause. Returns what it returns.

    Table and column names come from code, never from input. Datetimes, decimals and dates are adapted.
    """
    if not rows:
        return []
    names = ", ".join(f'"{column}"' for column in columns)
    params = _adapted(value for row in rows for value in row)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) VALUES {placeholders(len(rows), len(columns))} {after}',
            params,
        )
        return cursor.fetchall() if "RETURNING" in after else []


def load(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Put in many thousands of new rows: COPY on PostgreSQL (ten times faster), long INSERTs on SQLite."""
    if connection.vendor == "postgresql":
        names = ", ".join(f'"{column}"' for column in columns)
        with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
        return
    size = SQLITE_VARIABLES // len(columns)
    for start in range(0, len(rows), size):
        insert(table, columns, rows[start : start + size])


def _adapted(values: Iterable[Any]) -> list[Any]:
    """Parameters as the driver wants them: psycopg knows all our types, SQLite keeps them as Django writes them."""
    if not IS_SQLITE:
        return list(values)
    return [value if type(value) in _PLAIN else _sqlite(value) for value in values]


_PLAIN = {int, str, bool, type(None)}


def _sqlite(value: Any) -> Any:
    match value:
        case datetime():
            return instant(value)
        case date() | time():
            return value.isoformat()
        case UUID():
            return value.hex
        case Decimal():
            return str(value)
    return value
