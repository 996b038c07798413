"""Many at once: 8 teachers write while 40 readers read; nothing may fail, get lost or be done twice."""

import random
import statistics
import threading
import time
from dataclasses import dataclass, field

from django.db import connection

from bench.cases import Browser, Cells
from bench.data import SCHOOL, Page
from bench.figures import Figure
from kedr.audit.models import Event
from kedr.journal.models import Mark

WRITERS, READERS = 8, 40


@dataclass
class Tally:
    """What the threads saw."""

    reads: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def _write(cells: Cells, lesson: int, until: float, tally: Tally) -> None:
    """One teacher keeps one lesson: a mark, a pause to look up, the next."""
    chance = random.Random(lesson)
    while time.monotonic() < until:
        started = time.perf_counter()
        try:
            cells.write([(lesson, chance.randrange(28))])
            tally.writes.append((time.perf_counter() - started) * 1000)
        except Exception as error:
            tally.errors.append(f"write: {error!r}"[:200])
            return
        time.sleep(0.25)


def _read(browser: Browser, paths: list[str], until: float, tally: Tally) -> None:
    while time.monotonic() < until:
        started = time.perf_counter()
        try:
            status = browser.get(random.choice(paths))[0]
            tally.reads.append((time.perf_counter() - started) * 1000)
            if status != 200:
                tally.errors.append(f"read: {status}")
        except Exception as error:
            tally.errors.append(f"read: {error!r}"[:200])
            return
        time.sleep(0.4)


def crowd(port: int, page: Page, database: str, seconds: float) -> list[Figure]:
    """Figures of the crowd; raises where a mark was lost or doubled."""
    until, tally = time.monotonic() + seconds, Tally()
    writers = [Cells(page, port) for _ in range(WRITERS)]
    week = Browser(port, page.guardian).get(f"/s/{SCHOOL}/diary/{page.child_id}/")[2].get("location", "")
    journal = f"/s/{SCHOOL}/journal/{page.course_id}/"
    threads = [threading.Thread(target=_write, args=(cells, 10 + n, until, tally)) for n, cells in enumerate(writers)]
    for n in range(READERS):
        cookie, path = (page.guardian, week.partition("#")[0]) if n % 4 else (page.teacher, journal)
        threads.append(threading.Thread(target=_read, args=(Browser(port, cookie), [path], until, tally)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    _nothing_is_lost(page, writers, tally)
    reads, writes = (statistics.quantiles(times, n=20)[18] for times in (tally.reads, tally.writes))
    note = f"{WRITERS} writers, {READERS} readers, {seconds:g} s"
    return [
        Figure("crowd: errors", database, len(tally.errors), "", bound=0, note="; ".join(tally.errors[:2]) or note),
        Figure("crowd: reads", database, len(tally.reads) / seconds, "1/s", note=f"p95 {reads:.0f} ms"),
        Figure("crowd: writes", database, len(tally.writes) / seconds, "1/s", note=f"p95 {writes:.0f} ms"),
    ]


def _nothing_is_lost(page: Page, writers: list[Cells], tally: Tally) -> None:
    """Each cell stands at the version its writer was told, and has that many events behind it."""
    connection.close()
    place = {lesson: n for n, lesson in enumerate(page.lesson_ids)}
    seat = {pupil: n for n, pupil in enumerate(page.pupil_ids)}
    marks = Mark.objects.in_school(SCHOOL).filter(lesson_id__in=page.lesson_ids[10 : 10 + WRITERS], slot=0)
    for mark in marks:
        lesson, pupil = place[mark.lesson_id], seat[mark.pupil_id]
        told = writers[lesson - 10].versions.get((lesson, pupil))
        if told is not None and told != mark.version:
            tally.errors.append(f"lost or doubled: cell {lesson}:{pupil} is at {mark.version}, told {told}")
        events = Event.objects.filter(school_id=SCHOOL, target_kind="mark", target_id=mark.id).count()
        if events not in (mark.version, mark.version - 1):  # the first version of a prepared mark has no event
            tally.errors.append(f"events of cell {lesson}:{pupil}: {events}, version {mark.version}")
