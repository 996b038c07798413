"""Reads a batch of commands from the wire, and the tables of the journal's forms: shape, size and types.

What a command may do is the actions' matter.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated

import msgspec

from kedr.core.addresses import asked_id
from kedr.core.errors import Refusal
from kedr.journal.actions import KindRow
from kedr.journal.actions.year import Wish
from kedr.journal.queries.year import YearSheet
from kedr.journal.rules import Command

SCHEMA = 1
MAX_BYTES = 65_536
MAX_COMMANDS = 50
MOST_ROWS = 60  # of the table of kinds of work


class Malformed(Refusal):
    """The batch is not what the protocol says; nothing of it was done."""

    code = "malformed"


class TooLarge(Refusal):
    code = "too_large"


class Batch(msgspec.Struct, frozen=True):
    schema: int
    commands: Annotated[list[Command], msgspec.Meta(min_length=1, max_length=MAX_COMMANDS)]
    device: Annotated[str, msgspec.Meta(max_length=64)] = ""


_decoder = msgspec.json.Decoder(Batch)


def read_batch(told: str, read: Callable[[int], bytes]) -> Batch:
    """The batch of a body as long as its header told, or Malformed / TooLarge; a body too long is not even read."""
    if not told.isascii() or not told.isdecimal():
        raise Malformed("Изменения не разобраны: обновите страницу и повторите.")
    length = int(told) if len(told) < 10 else MAX_BYTES + 1
    if length > MAX_BYTES:
        raise TooLarge("Слишком много изменений за раз. Они отправятся частями.")
    try:
        body = read(length)
        batch = _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed("Изменения не разобраны: обновите страницу и повторите.") from error
    if b"\\u0000" in body or not all(_fits(command) for command in batch.commands):
        raise Malformed("В изменении есть знаки или номера, которых не бывает. Введите его заново.")
    if batch.schema != SCHEMA:
        raise Malformed("Страница устарела: обновите её. Несохранённое останется.")
    if len({command.id for command in batch.commands}) != len(batch.commands):
        raise Malformed("В одной отправке повторяется номер команды.")
    return batch


def _fits(command: Command) -> bool:
    """Its ids are what a column can hold; PostgreSQL would refuse a longer number, SQLite an overflow."""
    ids = [command.course, command.lesson, command.pupil, command.period, command.work_kind]
    if isinstance(command.value, dict):
        ids += [str(command.value.get(name) or "0") for name in ("due", "kind")]
    return all(len(text) < 20 and (not text.isdecimal() or int(text) < 2**63) for text in ids)


def small_number(text: str) -> int:
    """A small number as it was typed; 0 for what is none, which no act takes."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0


def read_kinds(values: Mapping[str, str]) -> list[KindRow]:
    """The rows of the table of kinds, in the order of the numbers typed before them; an empty new row is none."""
    rows: list[tuple[tuple[int, int], KindRow]] = []
    for place in range(MOST_ROWS):
        if f"name-{place}" not in values:
            break
        row = KindRow(
            id=asked_id(values.get(f"id-{place}")) or 0,
            code=" ".join(values.get(f"code-{place}", "").split()).upper(),
            name=" ".join(values[f"name-{place}"].split()),
            letter=values.get(f"letter-{place}", "").strip(),
            is_control=f"control-{place}" in values,
            is_double=f"double-{place}" in values,
            is_retired=f"retired-{place}" in values,
        )
        if row.id or row.code or row.name or row.letter:
            number = values.get(f"no-{place}", "").strip()
            rows.append(((small_number(number) or place + 1, place), row))
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def typed_day(text: str) -> date | None:
    """A day as a date input sends it; None for what is none."""
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return None
    return on if 2000 <= on.year <= 2100 else None


def read_year(sent: Mapping[str, str], sheet: YearSheet) -> list[Wish]:
    """What a form of the year's results changes: a select `year-<pupil>` that says another thing than its page did
    (`year-<pupil>-was`, at version `year-<pupil>-base`); one that nobody touched is no wish, whatever stands now.

    `accept=<kind>` takes every proposal of that kind where nothing is decided.
    """
    wishes = []
    for pupil in sheet.pupils:
        for kind, cell in pupil.cells.items():
            name = f"{kind}-{pupil.id}"
            was = sent.get(f"{name}-was", cell.final)
            value = sent.get(name, was).strip()[:10]
            seen = asked_id(sent.get(f"{name}-base")) or 0
            if sent.get("accept") == kind and not value and not cell.final:
                value = cell.proposed
            if value != was:
                wishes.append(Wish(pupil.id, kind, value, seen))
    return wishes
