"""When a notice goes out by mail, when it is tried again, and what an address looks like. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

# kind: how the reader calls it; the senders' own apps say what happened
KINDS = {
    "absence": "Пропуски уроков",
    "change": "Замены и отмены уроков",
    "answer": "Ответы школы",
    "request": "Сообщения семей об отсутствии",
    "announcement": "Объявления",
    "letter": "Письма",
    "journal": "Журнал: напоминания и замечания",
}
FOR_FAMILIES = ("absence", "change", "answer", "announcement", "letter")
FOR_STAFF = ("request", "announcement", "letter", "journal")

NEVER, NOW, DAILY, WEEKLY = "never", "now", "daily", "weekly"
MODES = {NOW: "сразу", DAILY: "раз в день, в 19:00", WEEKLY: "раз в неделю, в воскресенье", NEVER: "не присылать"}
BY_DEFAULT = {"change": DAILY}  # once an address is there: everything else at once

QUIET_FROM, QUIET_UNTIL = time(22), time(7)
DIGEST, WEEKLY_DIGEST = time(19), time(18)
SUNDAY = 6

# minutes after each failed try; after the last one the notice stays in the inbox alone
PAUSES = (1, 5, 15, 60, 240, 720, 1440)
LEASE = timedelta(minutes=10)  # how long a delivery taken to be sent is nobody else's

CODE_LIFE = timedelta(hours=24)
CODE_PAUSE = timedelta(minutes=1)  # between two codes: nobody floods a stranger's box
MOST_TRIES = 5  # of a code that confirms an address
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]{1,180}\.[^\s@<>,;:\"()\[\]\\.]{2,24}")


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours without mail, [starts, ends), over midnight when `ends` is the earlier; none when they are the same."""

    starts: time = QUIET_FROM
    ends: time = QUIET_UNTIL

    def holds(self, at: time) -> bool:
        if self.starts <= self.ends:
            return self.starts <= at < self.ends
        return at >= self.starts or at < self.ends


def due_at(at: datetime, mode: str, quiet: Quiet) -> datetime | None:
    """When a notice said at `at` (on the wall's clock) goes out by mail; None for never."""
    if mode == NEVER:
        return None
    if mode == DAILY:
        due = _next(at, DIGEST)
    elif mode == WEEKLY:
        due = _next(at, WEEKLY_DIGEST)
        due += timedelta(days=(SUNDAY - due.weekday()) % 7)
    else:
        due = at
    return _next(due, quiet.ends) if quiet.holds(due.timetz().replace(tzinfo=None)) else due


def _next(at: datetime, hour: time) -> datetime:
    """The first time after `at` when the clock shows the hour."""
    there = at.replace(hour=hour.hour, minute=hour.minute, second=0, microsecond=0)
    return there if there > at else there + timedelta(days=1)


def retry_at(at: datetime, tries: int) -> datetime | None:
    """When to try again after `tries` failures; None: no more."""
    return at + timedelta(minutes=PAUSES[tries - 1]) if tries <= len(PAUSES) else None


def is_address(text: str) -> bool:
    """An address mail can go to, as people write it; whether it is theirs, the code says."""
    return _ADDRESS.fullmatch(text) is not None


def mode_of(choices: dict[tuple[str, int], str], kind: str, about_id: int) -> str:
    """What was chosen for a kind and a child, else for the kind, else what it is by default."""
    return choices.get((kind, about_id)) or choices.get((kind, 0)) or BY_DEFAULT.get(kind, NOW)
