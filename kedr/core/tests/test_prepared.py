"""Reads by libpq's own call, on a connection of the test's own: outside a transaction, as a server's reads are."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has statements to prepare")

VALUES = [
    7, 251176147669024768, "кедр", "100%", "", None, True, date(2026, 9, 1), time(8, 30),
    datetime(2026, 9, 1, 1, 30, tzinfo=UTC), Decimal("4.67"), UUID(int=5), b"\x00\xff",
]  # fmt: skip
TYPES = "int bigint text text text text bool date time timestamptz numeric uuid bytea".split()
ALL = "SELECT " + ", ".join(f"%s::{kind}" for kind in TYPES) + ", 'a%%b'"


@pytest.fixture
def link(db: None) -> Iterator[Any]:
    made = connection.get_new_connection({**connection.get_connection_params()})
    made.autocommit = True
    yield made
    made.close()


def test_values_come_back_as_psycopg_gives_them(link: Any) -> None:
    from kedr.core.prepared import fetch

    long_way = link.execute(ALL, VALUES).fetchall()
    for _ in range(3):
        rows = fetch(link, ALL, VALUES)
        assert rows == long_way == [(*VALUES, "a%b")]
        assert [type(value) for value in rows[0]] == [type(value) for value in long_way[0]]
    assert fetch(link, "SELECT 1 WHERE false", []) == []
    assert fetch(link, "SELECT %s::int + %s::int", [1, None]) == [(None,)]
    assert fetch(link, "SELECT %s::int + %s::int", [1, 2]) == [(3,)]  # the same text with other types


def test_an_error_is_psycopgs_and_the_connection_goes_on(link: Any) -> None:
    from psycopg import errors

    from kedr.core.prepared import fetch

    for _ in range(2):
        with pytest.raises(errors.UndefinedColumn):
            fetch(link, "SELECT nothing", [])
    with pytest.raises(errors.DivisionByZero):
        fetch(link, "SELECT 1 / %s::int", [0])
    assert fetch(link, "SELECT 1 / %s::int", [1]) == [(1,)]


def test_a_rollback_that_lets_all_statements_go(link: Any) -> None:
    """psycopg deallocates everything after a ROLLBACK: a refused act must not break the reads that follow it."""
    from kedr.core.prepared import fetch

    for _ in range(3):
        assert fetch(link, "SELECT %s::int", [1]) == [(1,)]
        assert fetch(link, "SELECT %s::text", ["а"]) == [("а",)]
        link.autocommit = False
        link.execute("SELECT 1")
        link.rollback()
        link.autocommit = True
        link.execute("SELECT 2")
    link.execute("DEALLOCATE ALL")
    assert fetch(link, "SELECT %s::int", [2]) == [(2,)]


def test_a_lost_server_is_an_operational_error(link: Any) -> None:
    from psycopg import OperationalError

    from kedr.core.prepared import fetch

    ((backend,),) = fetch(link, "SELECT pg_backend_pid()", [])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [backend])
    with pytest.raises(OperationalError):
        fetch(link, "SELECT pg_backend_pid()", [])
    assert link.closed


def test_a_transaction_and_a_pooler_go_the_ordinary_way(link: Any) -> None:
    from kedr.core.prepared import fetch

    count = "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE %s"
    link.autocommit = False
    assert fetch(link, count, ["kedr%"]) == [(0,)]
    assert link.info.transaction_status.name == "INTRANS"
    link.rollback()
    link.autocommit, link.prepare_threshold = True, None
    assert fetch(link, count, ["kedr%"]) == [(0,)]


def test_only_so_many_statements_are_kept(link: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from kedr.core import prepared

    monkeypatch.setattr(prepared, "MOST_STATEMENTS", 3)
    assert [prepared.fetch(link, f"SELECT {n}", []) for n in range(6)] == [[(n,)] for n in range(6)]
    kept = link.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'kedr%'").fetchall()
    assert kept == [(3,)]
