"""The background work of archives."""

import logging

from django.tasks import task

from kedr.core import clock
from kedr.interop.archive.actions import fail_archive, finish_archive
from kedr.interop.archive.build import build, folder_of
from kedr.interop.archive.queries import order_of
from kedr.schools.actions import AlreadyDone

log = logging.getLogger(__name__)


@task()
def make_archive(school_id: int, archive_id: int) -> str:
    """Make an archive that has been ordered; the name of its file, nothing where nobody waits for it any more.

    Whatever goes wrong is told on the page: the queue itself forgets.
    """
    order = order_of(school_id, archive_id)
    if order is None:
        fail_archive(at=clock.now(), school_id=school_id, archive_id=archive_id, problem="the year is open")
        return ""
    try:
        made = build(order, clock.now)
    except AlreadyDone:
        return ""
    except Exception as problem:
        fail_archive(at=clock.now(), school_id=school_id, archive_id=archive_id, problem=repr(problem))
        log.exception("archive failed")
        raise
    try:
        finish_archive(at=clock.now(), school_id=school_id, archive_id=archive_id, made=made)
    except AlreadyDone:
        (folder_of(school_id) / made.file_name).unlink(missing_ok=True)
        return ""
    return made.file_name
