"""`kedr verify-archive PATH`: says whether an archive is whole, without Django, a database or settings."""

import hashlib
import sys
import zipfile
import zlib
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Protocol

from kedr.interop.archive.manifest import NAME, Entry, NotAnArchive, digest_of, read_manifest

INTACT, BROKEN, UNREADABLE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one file."""

    what: str  # «нет файла», «изменён», «лишний файл»
    path: str

    def __str__(self) -> str:
        return f"{self.what}: {self.path}"


@dataclass(frozen=True, slots=True)
class Checked:
    """An archive looked through: what it says of itself, the digest of its list, what is wrong."""

    about: dict[str, Any]
    digest: str
    files: int
    findings: list[Finding]


class _Source(Protocol):
    """A zip or a folder."""

    def names(self) -> Iterator[str]: ...
    def open(self, name: str) -> BinaryIO: ...
    def close(self) -> None: ...


class _Zip:
    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path)

    def names(self) -> Iterator[str]:
        return (one.filename for one in self._zip.infolist() if not one.is_dir())

    def open(self, name: str) -> BinaryIO:
        return self._zip.open(name)  # type: ignore[return-value]

    def close(self) -> None:
        self._zip.close()


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> Iterator[str]:
        return (one.relative_to(self._path).as_posix() for one in sorted(self._path.rglob("*")) if one.is_file())

    def open(self, name: str) -> BinaryIO:
        return (self._path / name).open("rb")

    def close(self) -> None:
        pass


def check_archive(path: Path) -> Checked:
    """Look through an archive, a zip or an unpacked folder. Raises NotAnArchive."""
    with closing(_source(path)) as source:
        try:
            with source.open(NAME) as stream:
                listed = stream.read()
        except (KeyError, OSError, zipfile.BadZipFile, zlib.error):
            raise NotAnArchive(f"В архиве нет описи {NAME}, или она повреждена.") from None
        about, entries = read_manifest(listed)
        return Checked(about, hashlib.sha256(listed).hexdigest(), len(entries), list(_findings(source, entries)))


def _source(path: Path) -> _Source:
    if path.is_dir():
        return _Folder(path)
    try:
        return _Zip(path)
    except FileNotFoundError:
        raise NotAnArchive(f"Файла {path} нет. Проверьте путь.") from None
    except (OSError, zipfile.BadZipFile):
        raise NotAnArchive(f"{path} не открывается: это не архив ZIP, или он повреждён.") from None


def _findings(source: _Source, entries: Sequence[Entry]) -> Iterator[Finding]:
    there = Counter(source.names())
    there[NAME] -= 1
    for entry in entries:
        if not _is_inside(entry.path):
            yield Finding("путь ведёт за пределы архива", entry.path)
        elif not there[entry.path]:
            yield Finding("нет файла", entry.path)
        else:
            there[entry.path] -= 1
            if not _is_same(source, entry):
                yield Finding("изменён", entry.path)
    for path in sorted(path for path, times in there.items() if times > 0):
        yield Finding("лишний файл", path)


def _is_inside(path: str) -> bool:
    parts = PurePosixPath(path)
    return bool(path) and not parts.is_absolute() and ".." not in parts.parts and "\\" not in path


def _is_same(source: _Source, entry: Entry) -> bool:
    try:
        with source.open(entry.path) as stream:
            return digest_of(stream) == (entry.sha256, entry.size)
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):
        return False  # damaged inside the zip itself


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: 0 when the archive is whole, 1 when it is not, 2 when there is nothing to check."""
    parser = ArgumentParser(prog="kedr verify-archive", description="Проверяет архив учебного года без базы данных.")
    parser.add_argument("path", type=Path, metavar="ПУТЬ", help="архив .zip или папка, в которую он распакован")
    parser.add_argument("--digest", default="", help="SHA-256 описи, записанная в «Кедре» или в акте передачи")
    chosen = parser.parse_args(arguments)
    try:
        checked = check_archive(chosen.path)
    except NotAnArchive as no:
        print(no, file=sys.stderr)
        return UNREADABLE
    return _tell(checked, chosen.digest.strip().lower())


def _tell(checked: Checked, digest: str) -> int:
    about = checked.about
    print(f"{about.get('school', {}).get('name', 'Школа не названа')}, {about.get('year', '')} учебный год.")
    print(f"Файлов в описи: {checked.files}. SHA-256 описи: {checked.digest}")
    for finding in checked.findings:
        print(finding)
    is_other = bool(digest) and digest != checked.digest
    if is_other:
        print("Опись не та: её SHA-256 не совпадает с записанной.")
    if checked.findings or is_other:
        print(f"Архив не цел. Расхождений: {len(checked.findings) + is_other}.")
        return BROKEN
    print("Архив цел.")
    return INTACT
