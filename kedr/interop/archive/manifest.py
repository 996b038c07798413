"""The list of an archive (опись): every file with its size and SHA-256. Knows neither Django nor a database."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

NAME = "manifest.json"
FORMAT, VERSION = "kedr-archive", 1
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the archive: its path, what it is, the last day it must be kept (ISO)."""

    path: str
    size: int
    sha256: str
    title: str
    keep_until: str


class NotAnArchive(Exception):
    """There is no list, or it cannot be read; the message is a Russian sentence."""


def digest_of(stream: BinaryIO) -> tuple[str, int]:
    """SHA-256 and size of what a stream holds, piece by piece."""
    made, size = hashlib.sha256(), 0
    while piece := stream.read(CHUNK):
        made.update(piece)
        size += len(piece)
    return made.hexdigest(), size


def write_manifest(about: Mapping[str, Any], entries: list[Entry]) -> bytes:
    """The list as bytes: the same archive gives the same list."""
    files = [
        {"path": one.path, "size": one.size, "sha256": one.sha256, "title": one.title, "keep_until": one.keep_until}
        for one in sorted(entries, key=lambda one: one.path)
    ]
    whole = {"format": FORMAT, "version": VERSION, **about, "files": files}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def read_manifest(data: bytes) -> tuple[dict[str, Any], list[Entry]]:
    """What an archive says of itself, and its files. Raises NotAnArchive."""
    try:
        whole = json.loads(data)
        if whole["format"] != FORMAT:
            raise NotAnArchive("Опись не от архива «Кедра».")
        if whole["version"] != VERSION:
            raise NotAnArchive(f"Опись версии {whole['version']}: эта программа знает версию {VERSION}.")
        entries = [
            Entry(str(one["path"]), int(one["size"]), str(one["sha256"]), str(one["title"]), str(one["keep_until"]))
            for one in whole["files"]
        ]
    except (ValueError, KeyError, TypeError):
        raise NotAnArchive(f"Опись {NAME} не читается: она повреждена.") from None
    return whole, entries
