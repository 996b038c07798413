"""What families cost: marks by subject, an evening's mix of pages, an announcement to a school, its letters by mail."""

import itertools
import time
from datetime import timedelta
from functools import partial
from typing import Any

from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from bench.cases import Browser, floor_ms, measure, measure_by_turns, queries_of
from bench.data import SCHOOL, Page
from bench.figures import Figure
from bench.server import cpu_seconds, postgres
from kedr.accounts.models import Grant
from kedr.config.settings import mailer
from kedr.core.actor import Actor, Role
from kedr.letters.actions import announce
from kedr.letters.models import AnnouncementReader
from kedr.letters.rules import FAMILIES, Draft
from kedr.notices import jobs
from kedr.notices.models import Delivery, MailBox, Notice

SINK = 8792  # the port of the mail server that takes everything
DRAFT = Draft("Собрание", "В четверг в 18:00.", None, 0, frozenset({FAMILIES}), wants_signature=True)


def family_cases(server: int, port: int, page: Page, database: str) -> list[Figure]:
    """The pages of an evening, on the server."""
    guardian, stranger = Browser(port, page.guardian), Browser(port)
    marks = f"/s/{SCHOOL}/diary/{page.child_id}/marks/"
    week = guardian.get(f"/s/{SCHOOL}/diary/{page.child_id}/")[2]["location"].partition("#")[0]
    evening = itertools.cycle([week] * 7 + [marks] * 2 + ["/"])
    seen, floors = measure_by_turns(
        server,
        {"f1": lambda: stranger.get("/hello/"), marks: partial(guardian.get, marks)},
        {marks: partial(floor_ms, page.guardian, marks)},
        rounds=5,
    )
    mix = measure(server, lambda: guardian.get(next(evening)))
    f1, whole, floor = seen["f1"].cpu_ms, seen[marks], seen["f1"].cpu_ms + floors[marks]
    queries = len(queries_of(page.guardian, marks))
    note = f"{queries} queries; gzipped {whole.sent_bytes:,} of {whole.raw_bytes:,} bytes"
    a_second = f"{2000 / mix.cpu_ms:.0f} requests a second on two cores, hello world {2000 / f1:.0f}"
    return [
        Figure("marks by subject", database, whole.cpu_ms, "ms CPU", floor, whole.cpu_ms / floor, note=note),
        Figure("evening mix: week, marks, home 7 : 2 : 1", database, mix.cpu_ms, "ms CPU", f1, mix.cpu_ms / f1,
               note=a_second),
    ]  # fmt: skip


def telling_cases(database: str) -> list[Figure]:
    """An announcement to every family of a school and its letters, in process; the base is left as it was."""
    actor = Actor(user_id=0, grant_id=0, role=Role.HEAD, name="Директор", school_id=SCHOOL)
    grants = list(Grant.objects.filter(at_school_id=SCHOOL, role=Role.GUARDIAN, person_id__gt=0))
    MailBox.objects.bulk_create(
        [MailBox(user_id=user, address=f"{user}@example.ru", confirmed_at=timezone.now())
         for user in {grant.user_id for grant in grants}],
        ignore_conflicts=True,
    )  # fmt: skip
    reverse("notices:inbox")  # addresses are read at the first one asked for
    with transaction.atomic():
        AnnouncementReader.objects.in_school(SCHOOL).delete()
        Notice.objects.all().delete()
        started = _clock()
        announce(actor=actor, at=timezone.now(), school_id=SCHOOL, draft=DRAFT)
        whole = _clock() - started
        readers, notices = list(AnnouncementReader.objects.in_school(SCHOOL)), list(Notice.objects.all())
        floor = _bare(readers, notices)
        transaction.set_rollback(True)
    figures = [
        Figure("announcement to a school", database, whole, "s CPU", floor, whole / floor,
               note=f"{len(readers)} readers, {len(notices)} notices; over the bare insert of their rows")
    ]  # fmt: skip
    return [*figures, _letters(actor, database)]


def _clock() -> float:
    return time.process_time() + cpu_seconds(postgres())


def _bare(readers: list[Any], notices: list[Any]) -> float:
    """The rows alone, put in once more."""
    with transaction.atomic():
        Notice.objects.filter(id__in=[row.id for row in notices]).delete()
        AnnouncementReader.objects.in_school(SCHOOL).delete()
        started = _clock()
        AnnouncementReader.objects.bulk_create(readers, batch_size=500)
        Notice.objects.bulk_create(notices, batch_size=500)
        return _clock() - started


class Sink:
    """Takes every letter."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 the name it is called by
        return "250 Message accepted"


def _letters(actor: Actor, database: str) -> Figure:
    """From the announcement to the last letter in the hands of a mail server on loopback."""
    url = f"smtp+plain://127.0.0.1:{SINK}"
    settings.MAIL, settings.MAILERS = url, {"default": mailer(url)}
    sink = Controller(Sink(), hostname="127.0.0.1", port=SINK)
    sink.start()
    noon = timezone.now().replace(hour=5, minute=0) - timedelta(days=1)  # out of anybody's quiet hours
    announce(actor=actor, at=noon, school_id=SCHOOL, draft=DRAFT)
    started = time.monotonic()
    left = jobs.deliver_notices.call()
    taken = time.monotonic() - started
    sink.stop()
    waiting = Delivery.objects.exclude(state=Delivery.State.SENT).count()
    Notice.objects.filter(said_at__lte=timezone.now()).delete()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET unread = 0")
    note = f"{left} letters, {waiting} left behind"
    return Figure("letters of an announcement, 95 % within 60 s", database, taken, "s", bound=60, note=note)
