"""Making the file of an archive. Everything is made in a folder of its own and moves into place whole, or not at all;
a run that was cut off leaves a folder that the next one throws away."""

import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import orjson
from django.conf import settings

from kedr.core.clock import day_of, wall
from kedr.core.words import day_month
from kedr.interop.archive.actions import Made, note_progress
from kedr.interop.archive.data import schema_of, write_table
from kedr.interop.archive.manifest import NAME, Entry, digest_of, write_manifest
from kedr.interop.archive.papers import papers_of
from kedr.interop.archive.queries import Order
from kedr.interop.archive.readme import readme
from kedr.interop.archive.records import ALL
from kedr.reports.pdf import Press
from kedr.schools.rules.retention import JOURNAL_YEARS, SUMMARY_YEARS

EVERY = 10  # papers between two words of progress


def folder_of(school_id: int) -> Path:
    """Where the archives of a school are."""
    return Path(settings.VAR) / "archives" / str(school_id)


@dataclass
class _Work:
    """An archive being made."""

    order: Order
    now: Callable[[], datetime]
    folder: Path
    whole: int = 0
    made: int = 0
    entries: list[Entry] = field(default_factory=list)

    def tell(self, step: str) -> None:
        note_progress(
            at=self.now(), school_id=self.order.school_id, archive_id=self.order.archive_id, step=step,
            made=self.made, whole=self.whole,
        )  # fmt: skip

    def place(self, path: str) -> Path:
        """A file's path in the working folder, with its folders."""
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        return place

    def note(self, path: str, title: str, keep_until: date) -> None:
        """Enter a file that is ready into the list."""
        with (self.folder / path).open("rb") as stream:
            digest, size = digest_of(stream)
        self.entries.append(Entry(path, size, digest, title, keep_until.isoformat()))
        self.made += 1


def build(order: Order, now: Callable[[], datetime]) -> Made:
    """Make the archive; its file stands in `folder_of` under the name returned. Raises PaperFailed, AlreadyDone."""
    home = folder_of(order.school_id)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in home.glob(".making-*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = home / f".making-{order.archive_id}"
    folder.mkdir(mode=0o700)
    try:
        work = _Work(order, now, folder)
        _papers(work)
        _data(work)
        listed = write_manifest(_about(order), work.entries)
        work.place(NAME).write_bytes(listed)
        file_name = f"kedr-archive-{order.school_id}-{order.year.replace('/', '-')}-{order.archive_id}.zip"
        packed = folder / ".packed"
        _pack(packed, folder, [NAME, *(entry.path for entry in work.entries)], order.at)
        size = packed.stat().st_size
        packed.rename(home / file_name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Made(file_name, size, len(work.entries), sha256(listed).hexdigest())


def _papers(work: _Work) -> None:
    order = work.order
    papers = papers_of(order.school_id, order.year_id, day_of(order.at))
    work.whole = len(papers) + 2 * len(ALL) + 2
    with Press() as press:
        for number, paper in enumerate(papers):
            if number % EVERY == 0:
                work.tell(paper.title)
            press.make(paper.report(), work.place(paper.path))
            work.note(paper.path, paper.title, order.summaries_until if paper.is_summary else order.journals_until)


def _data(work: _Work) -> None:
    order, rows = work.order, {}
    for table in ALL:
        work.tell(f"Данные: {table.title}")
        folder = work.place(f"data/{table.name}.json").parent
        rows[table.name] = write_table(table, order.scope, folder)
        until = order.summaries_until if table.is_summary else order.journals_until
        for form in ("json", "csv"):
            work.note(f"data/{table.name}.{form}", f"{table.title}, {form.upper()}", until)
    work.place("data/schema.json").write_bytes(orjson.dumps(schema_of(ALL), option=orjson.OPT_INDENT_2) + b"\n")
    work.note("data/schema.json", "Описание полей таблиц, JSON Schema", order.summaries_until)
    said = readme(
        ALL, rows, school=order.school, year=order.year, made_on=_said(day_of(order.at)),
        journals_until=_said(order.journals_until), summaries_until=_said(order.summaries_until),
        journal_years=JOURNAL_YEARS, summary_years=SUMMARY_YEARS,
    )  # fmt: skip
    work.place("README.md").write_text(said)
    work.note("README.md", "Что в архиве и как его проверить", order.summaries_until)


def _said(on: date) -> str:
    return f"{day_month(on)} {on.year} года"


def _about(order: Order) -> dict[str, object]:
    return {
        "school": {"id": str(order.school_id), "name": order.school},
        "year": order.year,
        "made_at": wall(order.at).isoformat(timespec="seconds"),
        "keep": {
            "journals": {"years": JOURNAL_YEARS, "until": order.journals_until.isoformat()},
            "summaries": {"years": SUMMARY_YEARS, "until": order.summaries_until.isoformat()},
        },
    }


def _pack(target: Path, folder: Path, paths: list[str], at: datetime) -> None:
    """One zip of the files, the list first. The tags of a PDF are plain text: packed it takes a quarter."""
    stamp = wall(at).timetuple()[:6]
    with zipfile.ZipFile(target, "w") as packed:
        for path in paths:
            info = zipfile.ZipInfo(path, stamp)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            with (folder / path).open("rb") as source, packed.open(info, "w", force_zip64=True) as place:
                shutil.copyfileobj(source, place)
