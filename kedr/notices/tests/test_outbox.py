"""The outbox against a real mail server on loopback: what goes, when, together with what, and what a failure costs."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from kedr.config.settings import mailer
from kedr.core import clock
from kedr.notices import channels, jobs
from kedr.notices.actions import (
    DELIVER,
    WrongMail,
    choose_mail,
    confirm_address,
    forget_address,
    name_address,
    take_due,
)  # fmt: skip
from kedr.notices.models import Delivery, MailBox, Notice
from kedr.notices.queries import delivered
from kedr.notices.rules import CODE_PAUSE, DAILY, LEASE, MOST_TRIES, NEVER, QUIET_FROM, QUIET_UNTIL
from kedr.notices.tests.telling import give_address, say
from tests.cast import NOW, Cast

PORT = 8826


class Box:
    """A mail server's other side: the letters it took, or its refusal."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answer = "250 Message accepted"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 aiosmtpd's name
        if self.answer.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            letter = message_from_bytes(content, policy=policy.default)
            assert isinstance(letter, EmailMessage)
            self.letters.append(letter)
        return self.answer


@pytest.fixture
def post(cast: Cast) -> Iterator[Box]:
    """A real server on loopback, and Kedr set up to use it."""
    box = Box()
    server = Controller(box, hostname="127.0.0.1", port=PORT)
    server.start()
    url = f"smtp+plain://127.0.0.1:{PORT}"
    with override_settings(MAIL=url, MAILERS={"default": mailer(url)}):
        yield box
    server.stop()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Moves the clock: `at(hours=7)` after noon."""

    def move(**later: float) -> datetime:
        now = NOW + timedelta(**later)
        monkeypatch.setattr(clock, "now", lambda: now)
        return now

    return move


def deliver() -> int:
    left: int = jobs.deliver_notices.func()
    return left


def states() -> list[str]:
    return list(Delivery.objects.order_by("id").values_list("state", flat=True))


def test_a_letter_leaves_with_all_that_is_needed(cast: Cast, post: Box, settings: Any) -> None:
    settings.SITE = "https://journal.example"
    give_address(cast.actor("guardian"))
    say(cast, "guardian", "other_guardian", path="/s/1/diary/")
    assert DBTaskResult.objects.filter(task_path=DELIVER, status="READY").count() == 1
    assert deliver() == 1
    (letter,) = post.letters
    assert (letter["To"], letter["Subject"]) == ("anna@example.ru", "Кедр: Родительское собрание")
    assert letter["Auto-Submitted"] == "auto-generated"
    text = letter.get_content()
    for words in ("В четверг в 18:00.", "11 ноября, 12:00", "https://journal.example/s/1/diary/", "/inbox/mail/"):
        assert words in text
    assert states() == ["sent"]
    assert deliver() == 0
    assert len(post.letters) == 1


def test_a_digest_is_one_letter(cast: Cast, post: Box, at: Any) -> None:
    give_address(cast.actor("guardian"), announcement=DAILY)
    say(cast, "guardian")
    say(cast, "guardian", title="Субботник")
    assert deliver() == 0
    at(hours=7)
    assert deliver() == 1
    (letter,) = post.letters
    assert letter["Subject"] == "Кедр: 2 новости"
    assert letter.get_content().index("Родительское собрание") < letter.get_content().index("Субботник")


def test_quiet_hours_hold_and_never_is_never(cast: Cast, post: Box, at: Any) -> None:
    give_address(cast.actor("guardian"), letter=NEVER)
    late = at(hours=11)
    say(cast, "guardian", at=late)
    say(cast, "guardian", at=late, kind="letter", title="Письмо")
    assert deliver() == 0
    assert DBTaskResult.objects.filter(task_path=DELIVER, status="READY").get().run_after == NOW + timedelta(hours=19)
    at(hours=19)
    assert deliver() == 1
    assert Notice.objects.count() == 2, "the inbox has both"


def test_a_server_that_is_down_for_an_hour_loses_nothing(cast: Cast, at: Any) -> None:
    url = "smtp+plain://127.0.0.1:9"  # nobody listens
    give_mail = override_settings(MAIL=url, MAILERS={"default": mailer(url)})
    with give_mail:
        give_address(cast.actor("guardian"))
        say(cast, "guardian")
        for minutes in (0, 1, 6, 21):
            at(minutes=minutes)
            assert deliver() == 0
    row = Delivery.objects.get()
    assert (row.state, row.tries) == ("waits", 4)
    assert "Refused" in row.error
    found = delivered(1, NOW)
    assert (found.waiting, found.sent, found.in_time) == (1, 0, None)
    assert found.failures[0][0] == cast.users["guardian"].name
    server = Controller(box := Box(), hostname="127.0.0.1", port=PORT)
    server.start()
    url = f"smtp+plain://127.0.0.1:{PORT}"
    with override_settings(MAIL=url, MAILERS={"default": mailer(url)}):
        at(minutes=81)
        assert deliver() == 1
    server.stop()
    assert len(box.letters) == 1
    assert delivered(1, NOW).in_time == 0


def test_a_refusal_ends_after_the_last_try_and_stands_in_the_offices_list(cast: Cast, post: Box, at: Any) -> None:
    post.answer = "550 No such user"
    give_address(cast.actor("guardian"))
    say(cast, "guardian")
    later = timedelta()
    for pause in (0, 1, 5, 15, 60, 240, 720, 1440):
        later += timedelta(minutes=pause)
        at(minutes=later.total_seconds() / 60)
        deliver()
    assert states() == ["failed"]
    assert "550" in Delivery.objects.get().error
    assert delivered(1, NOW).failed == 1


def test_what_a_killed_worker_took_comes_due_again(cast: Cast, post: Box, at: Any) -> None:
    give_address(cast.actor("guardian"))
    say(cast, "guardian")
    assert len(take_due(at=NOW)) == 1
    assert take_due(at=NOW) == []
    assert deliver() == 0
    at(minutes=LEASE.total_seconds() / 60)
    assert deliver() == 1


def test_an_address_taken_back_gets_nothing(cast: Cast, post: Box) -> None:
    give_address(cast.actor("guardian"))
    say(cast, "guardian")
    forget_address(actor=cast.actor("guardian"), at=NOW)
    assert not Delivery.objects.exists()
    say(cast, "guardian")
    assert deliver() == 0
    assert post.letters == []


def test_an_address_named_anew_waits_for_its_code(cast: Cast, post: Box) -> None:
    give_address(cast.actor("guardian"))
    say(cast, "guardian")
    name_address(actor=cast.actor("guardian"), at=NOW + CODE_PAUSE, address="other@example.ru")
    assert deliver() == 0
    assert post.letters == []
    assert states() == ["failed"]


def test_without_a_mail_server_there_is_no_outbox(cast: Cast) -> None:
    assert not settings.MAIL
    give_address(cast.actor("guardian"))
    say(cast, "guardian")
    assert not Delivery.objects.exists()
    assert Notice.objects.exists()
    channels.MAIL.send_text("anna@example.ru", "Тема", "Слова")  # goes nowhere


def test_a_code_is_good_once_for_a_day_and_five_tries(cast: Cast) -> None:
    actor = cast.actor("guardian")
    code = name_address(actor=actor, at=NOW, address="anna@example.ru")
    other = f"{(int(code) + 1) % 10**6:06}"
    for _ in range(MOST_TRIES):
        assert not confirm_address(actor=actor, at=NOW, code=other)
    with pytest.raises(WrongMail, match="больше не действует"):
        confirm_address(actor=actor, at=NOW, code=code)
    with pytest.raises(WrongMail, match="через минуту"):
        name_address(actor=actor, at=NOW + timedelta(seconds=59), address="other@example.ru")
    later = NOW + CODE_PAUSE
    code = name_address(actor=actor, at=later, address="anna@example.ru")
    with pytest.raises(WrongMail, match="больше не действует"):
        confirm_address(actor=actor, at=later + timedelta(days=1, seconds=1), code=code)
    assert confirm_address(actor=actor, at=later, code=code)
    with pytest.raises(WrongMail):
        confirm_address(actor=actor, at=later, code=code)
    assert MailBox.objects.get().code_digest == b""


def test_bad_input_is_told(cast: Cast) -> None:
    actor = cast.actor("guardian")
    with pytest.raises(WrongMail, match="целиком"):
        name_address(actor=actor, at=NOW, address="anna")
    for modes in ({("nothing", 0): DAILY}, {("letter", 0): "hourly"}):
        with pytest.raises(WrongMail, match="Обновите"):
            choose_mail(actor=actor, at=NOW, modes=modes, quiet_from=QUIET_FROM, quiet_until=QUIET_UNTIL)


def test_a_hundred_readers_take_as_many_statements_as_one_each(cast: Cast, post: Box) -> None:
    give_address(cast.actor("guardian"))
    counts = []
    for many in (1, 30):
        say(cast, *["guardian"] * many)
        with CaptureQueriesContext(connection) as seen:
            assert deliver() == 1
        counts.append(len(seen))
    assert counts[0] == counts[1]
