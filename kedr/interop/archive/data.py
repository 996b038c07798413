"""The open data of an archive: each table as JSON, as CSV, and a JSON Schema of them all. Rows come in portions, so
that a year of a large school takes little memory."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson

from kedr.core.sql import clock_time, day, fetch, moment, number
from kedr.interop.archive.tables import By, DataTable, Field, Type
from kedr.reports.csv import safe

PORTION = 10_000

type Row = list[Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which year of which school: its days, and the instants of its record."""

    school_id: int
    year_id: int
    starts_on: date
    ends_on: date
    since: datetime
    until: datetime


def write_table(table: DataTable, scope: Scope, folder: Path) -> int:
    """`NAME.json` and `NAME.csv` in the folder; how many rows."""
    count = 0
    path = folder / table.name
    with path.with_suffix(".json").open("wb") as out, path.with_suffix(".csv").open("w", newline="") as sheet:
        lines = csv.writer(sheet)
        lines.writerow([field.name for field in table.fields])
        names = [field.name for field in table.fields]
        for row in rows_of(table, scope):
            out.write(b",\n" if count else b"[\n")
            out.write(orjson.dumps(dict(zip(names, row, strict=True))))
            lines.writerow([_cell(value) for value in row])
            count += 1
        out.write(b"\n]\n" if count else b"[]\n")
    return count


def rows_of(table: DataTable, scope: Scope) -> Iterator[Row]:
    """The rows by id, as JSON values. A query for every portion."""
    params: dict[By, list[Any]] = {
        By.SCHOOL: [scope.school_id],
        By.YEAR: [scope.school_id, scope.year_id],
        By.DAYS: [scope.school_id, scope.starts_on, scope.ends_on],
        By.TIMES: [scope.school_id, scope.since, scope.until],
    }
    after = 0
    while rows := fetch(table.sql, [*params[table.by], after, PORTION]):
        for row in rows:
            yield list(map(_value, row, table.fields))
        after = rows[-1][0]


_SAYS: dict[Type, Callable[[Any], Any]] = {
    Type.ID: str,
    Type.INTEGER: int,
    Type.TEXT: str,
    Type.FLAG: bool,
    Type.NUMBER: lambda value: str(number(value)),
    Type.DAY: lambda value: day(value).isoformat(),
    Type.TIME: lambda value: f"{clock_time(value):%H:%M}",
    Type.INSTANT: lambda value: moment(value).isoformat(timespec="seconds"),
    Type.ANY: lambda value: orjson.loads(value) if isinstance(value, str | bytes) else value,
}


def _value(value: Any, field: Field) -> Any:
    return None if value is None else _SAYS[field.type](value)


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return safe(value)
        case int():
            return str(value)
    return safe(orjson.dumps(value).decode())


_SCHEMAS: dict[Type, dict[str, Any]] = {
    Type.ID: {"type": "string", "pattern": "^[0-9]+$"},
    Type.INTEGER: {"type": "integer"},
    Type.TEXT: {"type": "string"},
    Type.FLAG: {"type": "boolean"},
    Type.NUMBER: {"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$"},
    Type.DAY: {"type": "string", "format": "date"},
    Type.TIME: {"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$"},
    Type.INSTANT: {"type": "string", "format": "date-time"},
    Type.ANY: {},
}


def schema_of(tables: tuple[DataTable, ...]) -> dict[str, Any]:
    """A JSON Schema: a definition for every file, named as the file is."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Архив учебного года «Кедра»: таблицы",
        "$defs": {table.name: {"title": table.title, "type": "array", "items": _item(table)} for table in tables},
    }


def _item(table: DataTable) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in table.fields],
        "properties": {field.name: _property(field) for field in table.fields},
    }


def _property(field: Field) -> dict[str, Any]:
    said = dict(_SCHEMAS[field.type])
    if field.can_be_empty and "type" in said:
        said["type"] = [said["type"], "null"]
    return {"description": field.title, **said}
