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


def read_batch(length: int, read: Callable[[int], bytes]) -> Batch:
    """The batch of a body of `length` bytes, or Malformed / TooLarge; a body too long is not even read."""
    if length > MAX_BYTES:
        raise TooLarge("Слишком много изменений за раз. Они отправятся частями.")
    try:
        batch = _decoder.decode(read(length))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed("Изменения не разобраны: обновите страницу и повторите.") from error
    if batch.schema != SCHEMA:
        raise Malformed("Страница устарела: обновите её. Несохранённое останется.")
    if len({command.id for command in batch.commands}) != len(batch.commands):
        raise Malformed("В одной отправке повторяется номер команды.")
    return batch
