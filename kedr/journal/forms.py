"""Reads a batch of commands from the wire: shape, size and types; what a command may do is the actions' matter."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

import msgspec

from kedr.core.errors import Refusal

SCHEMA = 1
MAX_BYTES = 65_536
MAX_COMMANDS = 50
KINDS = ("mark", "comment", "attendance", "check", "topic", "homework", "work", "result")

type RowId = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,19}$")]


class Malformed(Refusal):
    """The batch is not what the protocol says; nothing of it was done."""

    code = "malformed"


class TooLarge(Refusal):
    code = "too_large"


class HomeworkValue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Homework as one value: the text, the lesson it is due by (empty: the next one), «без задания»."""

    text: str = ""
    due: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{0,19}$")] = ""
    none: bool = False


class WorkValue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A work as one value: the kind's id and the title."""

    kind: RowId
    title: str = ""


class Command(msgspec.Struct, frozen=True, omit_defaults=True):
    """One wish of one cell: `base` is the version its writer saw, 0 for an empty cell."""

    id: UUID
    kind: str
    course: RowId  # the page it was written on
    value: str | bool | dict[str, Any] = ""
    base: Annotated[int, msgspec.Meta(ge=0, le=2**31)] = 0
    lesson: RowId = "0"
    pupil: RowId = "0"
    period: RowId = "0"
    slot: Annotated[int, msgspec.Meta(ge=0, le=9)] = 0
    work_kind: RowId = "0"
    minutes: int | None = None
    reason: Annotated[str, msgspec.Meta(max_length=500)] = ""
    at: Annotated[str, msgspec.Meta(max_length=40)] = ""  # the browser's clock: kept out of every decision


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
