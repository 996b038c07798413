"""The ways out of the house. A new one (SMS, a messenger, push) is a class with `name`, `is_open` and `send`.

`send` takes one reader's notices that go out together and returns when the other side has taken them; it raises Gone
when the address is no more, and any other Exception for a failure that may pass. docs/run.md says how one is set up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage

from kedr.core.clock import wall
from kedr.core.words import count, moment


class Gone(Exception):
    """There is nobody at this address any more: no more tries."""


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as it goes out."""

    title: str
    text: str
    path: str
    said_at: datetime


class Channel(Protocol):
    """One way out."""

    name: str

    def is_open(self) -> bool:
        """Whether this server has it."""

    def send(self, address: str, told: Sequence[Told]) -> None:
        """Hand over; returns once it is taken."""


class Mail:
    """E-mail by SMTP: one letter for all notices that are due together."""

    name = "mail"

    def is_open(self) -> bool:
        return bool(settings.MAIL)

    def send(self, address: str, told: Sequence[Told]) -> None:
        self.send_text(address, subject_of(told), body_of(told))

    def send_text(self, address: str, subject: str, body: str) -> None:
        """A letter of other words: the code that confirms an address."""
        EmailMessage(subject, body, settings.MAIL_FROM, [address], headers={"Auto-Submitted": "auto-generated"}).send()


MAIL = Mail()
CHANNELS: dict[str, Channel] = {MAIL.name: MAIL}


def subject_of(told: Sequence[Told]) -> str:
    """«Кедр: Варвара, нет на 1-м уроке», «Кедр: 3 новости»."""
    return f"Кедр: {told[0].title}" if len(told) == 1 else f"Кедр: {count(len(told), 'новость', 'новости', 'новостей')}"


def body_of(told: Sequence[Told]) -> str:
    """The notices one below another, each with its address, and where to choose what comes."""
    parts = []
    for one in told:
        where = f"{settings.SITE}{one.path}" if one.path else ""
        parts.append("\n".join(line for line in (one.title, one.text, moment(wall(one.said_at)), where) if line))
    parts.append(f"Что и когда присылать, выберите здесь: {settings.SITE}/inbox/mail/")
    return "\n\n".join(parts) + "\n"
