"""Ordering an archive, telling how far it is, ending it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from kedr.audit.actions import Change, record
from kedr.core import stamps
from kedr.core.actor import SYSTEM, Actor
from kedr.core.clock import day_of
from kedr.core.errors import NotFound
from kedr.schools.actions import AlreadyDone, TooEarly
from kedr.schools.models import AcademicYear, YearArchive
from kedr.schools.rules.retention import JOURNAL_YEARS, SUMMARY_YEARS, kept_until

STALLED = timedelta(minutes=10)  # an archive that has not moved for so long was cut off, and may be ordered anew
State = YearArchive.State


@dataclass(frozen=True, slots=True)
class Made:
    """An archive that is ready: its file, and the digest of its list."""

    file_name: str
    size: int
    files: int
    manifest_digest: str


@transaction.atomic
def order_archive(
    *, actor: Actor, at: datetime, school_id: int, year_id: int, enqueue: Callable[[int, int], object]
) -> int:
    """Order the archive of a closed year; its id. `enqueue` puts the work (school, archive) into the queue.

    One that was cut off is given up and begun anew. Raises NotFound, TooEarly, AlreadyDone.
    """
    stamps.bump(school_id, [(stamps.SCHOOL, school_id)])  # the lock
    year = AcademicYear.objects.in_school(school_id).filter(id=year_id).first()
    if year is None:
        raise NotFound("Учебного года нет.")
    if year.closed_at is None:
        raise TooEarly(f"Учебный год {year} ещё открыт. Закройте его: в архив идёт то, что больше не изменится.")
    going = YearArchive.objects.in_school(school_id).filter(year_id=year_id, finished_at=None).first()
    if going is not None:
        if at - going.touched_at < STALLED:
            raise AlreadyDone("Архив уже собирается. Подождите: на странице видно, сколько готово.")
        _end(going, at, State.FAILED)
    on = day_of(year.closed_at)
    made = YearArchive.objects.create(
        school_id=school_id, year_id=year_id, ordered_at=at, ordered_by=actor.person_id, touched_at=at,
        journals_until=kept_until(on, JOURNAL_YEARS), summaries_until=kept_until(on, SUMMARY_YEARS),
    )  # fmt: skip
    change = Change("archive.order", "archive", made.id, about_id=year_id)
    record(actor=actor, at=at, school_id=school_id, changes=[change])
    enqueue(school_id, made.id)
    return made.id


@transaction.atomic
def note_progress(*, at: datetime, school_id: int, archive_id: int, step: str, made: int, whole: int) -> None:
    """How far the work is. Raises AlreadyDone where somebody has given it up: the work must stop."""
    moved = YearArchive.objects.in_school(school_id).filter(id=archive_id, finished_at=None).update(
        state=State.MAKING, touched_at=at, step=step[:150], made=made, whole=whole
    )  # fmt: skip
    if not moved:
        raise AlreadyDone("Этот архив больше не нужен: его начали собирать заново.")


@transaction.atomic
def finish_archive(*, at: datetime, school_id: int, archive_id: int, made: Made) -> None:
    """The archive is ready. Raises AlreadyDone where somebody has given it up."""
    row = YearArchive.objects.in_school(school_id).select_for_update().filter(id=archive_id, finished_at=None).first()
    if row is None:
        raise AlreadyDone("Этот архив больше не нужен: его начали собирать заново.")
    row.file_name, row.size, row.manifest_digest = made.file_name, made.size, made.manifest_digest
    row.made = row.whole = made.files
    _end(row, at, State.DONE)
    after = {"file": made.file_name, "files": made.files, "size": made.size, "manifest_sha256": made.manifest_digest}
    change = Change("archive.make", "archive", archive_id, after=after, about_id=row.year_id)
    record(actor=SYSTEM, at=at, school_id=school_id, changes=[change])


@transaction.atomic
def fail_archive(*, at: datetime, school_id: int, archive_id: int, problem: str) -> None:
    """The archive could not be made: the page says so and offers to try again."""
    row = YearArchive.objects.in_school(school_id).filter(id=archive_id, finished_at=None).first()
    if row is None:
        return
    _end(row, at, State.FAILED)
    change = Change("archive.fail", "archive", archive_id, after={"problem": problem[:500]}, about_id=row.year_id)
    record(actor=SYSTEM, at=at, school_id=school_id, changes=[change])


@transaction.atomic
def note_taken(*, actor: Actor, at: datetime, school_id: int, archive_id: int, year_id: int) -> None:
    """Put in the record that somebody took an archive out of the house."""
    change = Change("archive.take", "archive", archive_id, about_id=year_id)
    record(actor=actor, at=at, school_id=school_id, changes=[change])


def _end(row: YearArchive, at: datetime, state: YearArchive.State) -> None:
    row.state, row.touched_at, row.finished_at = state, at, at
    row.save()
