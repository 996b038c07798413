"""Small tools for the named SQL of hot reads and bulk writes: the same text on SQLite and PostgreSQL."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

SQLITE_VARIABLES = 32_000  # in one statement; SQLite refuses 32,767


def instant(at: datetime) -> Any:
    """An aware datetime as the database's parameter."""
    return connection.ops.adapt_datetimefield_value(at)


def fetch(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows of one statement, as tuples. SQLite gives dates, times and decimals as text: see `day`, `number`."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [_adapt(value) for value in params])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


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


def marks(rows: int, columns: int) -> str:
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
    params = [_adapt(value) for row in rows for value in row]
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) VALUES {marks(len(rows), len(columns))} {after}',
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


def _adapt(value: Any) -> Any:
    match value:
        case datetime():
            return instant(value)
        case UUID() if connection.vendor == "sqlite":
            return value.hex
        case Decimal() if connection.vendor == "sqlite":
            return str(value)
        case date() | time() if connection.vendor == "sqlite":
            return value.isoformat()
    return value
