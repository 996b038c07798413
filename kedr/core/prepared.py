"""Reads on PostgreSQL by libpq's own call, which blocks: psycopg's waiting loop costs more than a small read itself.

Only for statements outside transactions: psycopg begins a transaction with the first statement that goes through it.
"""

from collections.abc import Sequence
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from psycopg import Connection, pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import InvalidSqlStatementName, OperationalError, error_from_result

MOST_STATEMENTS = 300  # kept by the server for one connection; later ones go psycopg's way


class Statements:
    """What one connection has prepared: the name of each statement with these types of parameters."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._names: dict[tuple[str, tuple[int, ...] | None], bytes] = {}
        self._numbers = count()  # of names; none is used twice
        self._dumper = Transformer.from_context(connection)

    def fetch(self, sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        """All rows. `sql` has psycopg's placeholders. Raises psycopg's errors."""
        try:
            return self._fetch(sql, params)
        except InvalidSqlStatementName:  # after a rollback psycopg lets all prepared statements go, ours too
            self._names.clear()
            return self._fetch(sql, params)

    def _fetch(self, sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        adapt = self._dumper
        values = adapt.dump_sequence(params, [PyFormat.AUTO] * len(params))
        name = self._names.get((sql, adapt.types))
        if name is None and len(self._names) == MOST_STATEMENTS:
            return self._connection.execute(sql, params).fetchall()
        link = self._connection.pgconn
        if name is None:
            name = b"kedr%d" % next(self._numbers)
            self._checked(link.prepare(name, _numbered(sql).encode(), adapt.types))
            self._names[sql, adapt.types] = name
        result = self._checked(link.exec_prepared(name, values, adapt.formats))  # type: ignore[arg-type]  # NULL
        adapt.set_pgresult(result)
        return adapt.load_rows(0, result.ntuples, tuple)

    def _checked(self, result: pq.abc.PGresult) -> pq.abc.PGresult:
        if result.status in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK):
            return result
        if self._connection.pgconn.status == pq.ConnStatus.BAD:
            raise OperationalError(result.get_error_message())
        raise error_from_result(result, encoding=self._connection.info.encoding)


def _numbered(sql: str) -> str:
    """`%s` as `$1`, `$2` …; `%%` is a plain percent sign."""
    number = count(1)
    parts = sql.replace("%%", "\0").split("%s")
    return "".join(f"{part}${next(number)}" for part in parts[:-1]).replace("\0", "%") + parts[-1].replace("\0", "%")


_statements: WeakKeyDictionary[Connection, Statements] = WeakKeyDictionary()


def fetch(connection: Connection, sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows of one read, as tuples."""
    if not connection.autocommit or connection.prepare_threshold is None:
        return connection.execute(sql, params).fetchall()
    statements = _statements.get(connection)
    if statements is None:
        statements = _statements[connection] = Statements(connection)
    return statements.fetch(sql, params)
