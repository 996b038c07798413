"""Reads a batch of commands from the wire: shape, size and types; what a command may do is the actions' matter."""

from collections.abc import Callable
from typing import Annotated

import msgspec

from kedr.core.errors import Refusal
from kedr.journal.rules import Command

SCHEMA = 1
MAX_BYTES = 65_536
MAX_COMMANDS = 50


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
