"""Putting a file in, and clearing out those that nobody holds."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from kedr.audit import actions as audit
from kedr.core.actor import Actor
from kedr.core.errors import Refusal
from kedr.core.sql import fetch, in_list
from kedr.files.models import StoredFile
from kedr.files.queries import Stored, content_path, folder, loose_files
from kedr.files.rules import Accepted, NotAllowed, judge

GRACE = timedelta(days=1)  # a file nobody holds yet, or no more, may still be wanted
PORTION = 1000  # rows a transaction: no writer waits long

_DELETE_SQL = "DELETE FROM files_storedfile WHERE school_id = %s AND id IN {files} RETURNING 1"


class WrongFile(Refusal):
    """The file is not one that may be kept."""

    code = "file"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that has been looked at and may be kept."""

    accepted: Accepted
    content: bytes
    sha256: str


def look_at(*, name: str, content: bytes, most: int) -> Upload:
    """What somebody brought, judged by its content; WrongFile with its sentence else. Writes nothing.

    `most` is the limit in megabytes: it belongs to whatever the file is for.
    """
    try:
        accepted = judge(name, content, most)
    except NotAllowed as error:
        raise WrongFile(str(error)) from error
    return Upload(accepted, content, sha256(content).hexdigest())


@transaction.atomic
def keep_file(*, actor: Actor, at: datetime, school_id: int, upload: Upload) -> Stored:
    """Keep a file. The caller makes the row that holds it, in the same transaction.

    The content is on the disk, whole, before the row is: a transaction that fails leaves a content without a row, which
    a later night clears out.
    """
    accepted = upload.accepted
    _write_content(school_id, upload)
    row = StoredFile.objects.create(
        school_id=school_id, name=accepted.name, size=len(upload.content), media_type=accepted.media_type,
        sha256=upload.sha256, put_at=at, put_by=actor.person_id,
    )  # fmt: skip
    change = audit.Change("file.keep", "file", row.id, after={"name": row.name, "sha256": row.sha256})
    audit.record(actor=actor, at=at, school_id=school_id, changes=[change])
    return Stored(school_id, row.id, row.name, row.size, row.media_type, row.sha256)


def clear_out(*, actor: Actor, at: datetime, school_id: int) -> int:
    """Remove files put in a day ago and more that nothing holds, then contents without a file; how many files."""
    removed = 0
    while gone := _remove_loose(actor, at, school_id):
        removed += gone
    _remove_contents(at, school_id)
    return removed


@transaction.atomic
def _remove_loose(actor: Actor, at: datetime, school_id: int) -> int:
    loose = loose_files(school_id, at - GRACE, PORTION)
    if loose:
        fetch(_DELETE_SQL.format(files=in_list(len(loose))), [school_id, *loose])
    changes = [audit.Change("file.remove", "file", file_id, before=name) for file_id, name in loose.items()]
    audit.record(actor=actor, at=at, school_id=school_id, changes=changes)
    return len(loose)


def _remove_contents(at: datetime, school_id: int) -> None:
    """Contents that no row of the school names. A fresh one may belong to a transaction under way: it stays."""
    if not folder(school_id).exists():
        return
    with _locked(school_id):
        known = set(StoredFile.objects.in_school(school_id).values_list("sha256", flat=True))
        for path in folder(school_id).glob("*/*"):
            if path.name not in known and path.stat().st_mtime < (at - GRACE).timestamp():
                path.unlink()


def _write_content(school_id: int, upload: Upload) -> None:
    """Whole or not at all. Written anew where it is there already: so a content just asked for is never an old one."""
    path = content_path(school_id, upload.sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(school_id):
        handle, draft = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(upload.content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, path)  # noqa: PTH105 the name of a draft is a text
        except BaseException:
            os.unlink(draft)  # noqa: PTH108
            raise


@contextmanager
def _locked(school_id: int) -> Iterator[None]:
    """One writer of a school's contents at a time, over all processes: no content goes while it is being put in."""
    with (folder(school_id) / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
