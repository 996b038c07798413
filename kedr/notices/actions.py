"""Telling, reading, choosing what goes out by mail, and the outbox's own acts."""

import secrets
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from hashlib import sha256
from hmac import compare_digest

from django.db import transaction
from django.db.models import F

from kedr.accounts.models import User
from kedr.audit.actions import Change, record
from kedr.core.actor import Actor
from kedr.core.clock import wall
from kedr.core.errors import Refusal
from kedr.core.night import soon
from kedr.core.tenancy import new_id
from kedr.notices.channels import CHANNELS, Told
from kedr.notices.models import Delivery, MailBox, MailChoice, Notice
from kedr.notices.queries import choices_of
from kedr.notices.rules import (
    CODE_LIFE,
    CODE_PAUSE,
    KINDS,
    LEASE,
    MODES,
    MOST_TRIES,
    Quiet,
    due_at,
    is_address,
    mode_of,
    retry_at,
)

BATCH = 500
MAIL = "mail"
DELIVER = "kedr.notices.jobs.deliver_notices"


class WrongMail(Refusal):
    """The address, the code or the choice cannot be; `field` names the input."""

    code = "wrong_mail"

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice to one account: `text` and `path` may be empty, `about_id` is the pupil it is about."""

    user_id: int
    grant_id: int
    kind: str
    title: str
    text: str = ""
    path: str = ""
    about_id: int = 0


@transaction.atomic
def tell(*, actor: Actor, at: datetime, school_id: int, letters: Sequence[Letter]) -> None:
    """Put notices into inboxes, and into the outbox for whoever wants them by mail.

    In the sender's transaction: what did not happen is not told. The statements are the same for one and for 500.
    """
    for first in range(0, len(letters), BATCH):
        _tell(at, school_id, letters[first : first + BATCH])
    if letters:
        kinds = dict(Counter(letter.kind for letter in letters))
        change = Change("notices.tell", "school", school_id, after=kinds)
        record(actor=actor, at=at, school_id=school_id, changes=[change])


def _tell(at: datetime, school_id: int, letters: Sequence[Letter]) -> None:
    notices = Notice.objects.bulk_create(
        Notice(
            id=new_id(), user_id=one.user_id, grant_id=one.grant_id, at_school_id=school_id, about_id=one.about_id,
            kind=one.kind, title=one.title[:150], text=one.text[:500], path=one.path, said_at=at,
        )
        for one in letters
    )  # fmt: skip
    by_count: dict[int, list[int]] = defaultdict(list)
    for user_id, count in Counter(one.user_id for one in letters).items():
        by_count[count].append(user_id)
    for count, users in by_count.items():
        User.objects.filter(id__in=users).update(unread=F("unread") + count)
    if not CHANNELS[MAIL].is_open():
        return
    everybody = {one.user_id for one in letters}
    boxes = {box.user_id: box for box in MailBox.objects.filter(user_id__in=everybody).exclude(confirmed_at=None)}
    choices = choices_of(boxes)
    deliveries = []
    for notice in notices:
        if box := boxes.get(notice.user_id):
            mode = mode_of(choices.get(box.user_id, {}), notice.kind, notice.about_id)
            if due := due_at(wall(at), mode, Quiet(box.quiet_from, box.quiet_until)):
                deliveries.append(Delivery(id=new_id(), notice=notice, channel=MAIL, wanted_at=due, due_at=due))
    Delivery.objects.bulk_create(deliveries)
    if deliveries:
        soon(DELIVER, min(one.due_at for one in deliveries))


@transaction.atomic
def read_notices(*, actor: Actor, at: datetime, up_to: int) -> None:
    """The reader has seen their notices up to this one; the bell counts what is left."""
    mine = Notice.objects.filter(user_id=actor.user_id, read_at=None)
    if mine.filter(id__lte=up_to).update(read_at=at):
        User.objects.filter(id=actor.user_id).update(unread=mine.count())


@transaction.atomic
def choose_mail(
    *, actor: Actor, at: datetime, modes: Mapping[tuple[str, int], str], quiet_from: time, quiet_until: time
) -> None:
    """When notices go to the reader's mail, by kind and child, and the hours without mail. Raises WrongMail."""
    if any(kind not in KINDS or mode not in MODES for (kind, _), mode in modes.items()):
        raise WrongMail("Такого выбора нет. Обновите страницу.")
    MailBox.objects.filter(user_id=actor.user_id).update(quiet_from=quiet_from, quiet_until=quiet_until)
    MailChoice.objects.bulk_create(
        (MailChoice(user_id=actor.user_id, kind=kind, about_id=id, mode=mode) for (kind, id), mode in modes.items()),
        update_conflicts=True, unique_fields=["user", "kind", "about_id"], update_fields=["mode"],
    )  # fmt: skip
    after = {f"{kind}:{about}" if about else kind: mode for (kind, about), mode in modes.items()}
    change = Change("mail.choose", "user", actor.user_id, after=after)
    record(actor=actor, at=at, school_id=actor.school_id, changes=[change])


@transaction.atomic
def name_address(*, actor: Actor, at: datetime, address: str) -> str:
    """Give an address for mail; the code that must come back before anything is sent there. Raises WrongMail."""
    address = address.strip()
    if not is_address(address):
        raise WrongMail("Напишите адрес почты целиком, например anna@example.ru.", "address")
    if MailBox.objects.filter(user_id=actor.user_id, code_sent_at__gt=at - CODE_PAUSE).exists():
        raise WrongMail("Код уже отправлен. Новый можно попросить через минуту.", "address")
    code = f"{secrets.randbelow(10**6):06}"
    about = {
        "address": address, "confirmed_at": None, "code_digest": _digest(actor.user_id, code), "code_sent_at": at,
        "tries": 0,
    }  # fmt: skip
    MailBox.objects.update_or_create(user_id=actor.user_id, defaults=about)
    change = Change("mail.name", "user", actor.user_id)  # the address itself stays out of the record: it is for ever
    record(actor=actor, at=at, school_id=actor.school_id, changes=[change])
    return code


@transaction.atomic
def confirm_address(*, actor: Actor, at: datetime, code: str) -> bool:
    """The code has come: the address is theirs. False for another code: five, and a new one has to be asked for.

    Raises WrongMail when no code is waited for any more.
    """
    mine = MailBox.objects.filter(user_id=actor.user_id)
    box = mine.select_for_update().filter(confirmed_at=None).first()
    if box is None or box.code_sent_at is None or at - box.code_sent_at > CODE_LIFE or box.tries >= MOST_TRIES:
        raise WrongMail("Этот код больше не действует. Укажите адрес ещё раз: придёт новый.", "address")
    if not compare_digest(bytes(box.code_digest), _digest(actor.user_id, "".join(code.split()))):
        mine.update(tries=F("tries") + 1)
        return False
    mine.update(confirmed_at=at, code_digest=b"")
    record(actor=actor, at=at, school_id=actor.school_id, changes=[Change("mail.confirm", "user", actor.user_id)])
    return True


@transaction.atomic
def forget_address(*, actor: Actor, at: datetime) -> None:
    """No more mail; what waited for it goes nowhere, the inbox has it."""
    Delivery.objects.filter(notice__user_id=actor.user_id, channel=MAIL, state=Delivery.State.WAITS).delete()
    MailBox.objects.filter(user_id=actor.user_id).delete()
    record(actor=actor, at=at, school_id=actor.school_id, changes=[Change("mail.forget", "user", actor.user_id)])


def _digest(user_id: int, code: str) -> bytes:
    return sha256(f"{user_id}:{code}".encode()).digest()


# --- the outbox


@dataclass(frozen=True, slots=True)
class Parcel:
    """One reader's notices that are due together."""

    address: str
    deliveries: list[int]
    told: list[Told]


@transaction.atomic
def take_due(*, at: datetime, limit: int = 200) -> list[Parcel]:
    """What is due, by reader; for ten minutes it is nobody else's. What a killed worker had taken comes due again.

    Whoever has no confirmed address any more hears nothing by mail.
    """
    due = Delivery.objects.filter(state=Delivery.State.WAITS, channel=MAIL, due_at__lte=at).order_by("due_at", "id")
    rows = list(due.select_for_update(skip_locked=True, of=("self",)).select_related("notice")[:limit])
    Delivery.objects.filter(id__in=[row.id for row in rows]).update(due_at=at + LEASE)
    boxes = dict(
        MailBox.objects.filter(user_id__in={row.notice.user_id for row in rows})
        .exclude(confirmed_at=None)
        .values_list("user_id", "address")
    )
    parcels: dict[int, Parcel] = {}
    for row in rows:
        notice = row.notice
        parcel = parcels.setdefault(notice.user_id, Parcel(boxes.get(notice.user_id, ""), [], []))
        parcel.deliveries.append(row.id)
        parcel.told.append(Told(notice.title, notice.text, notice.path, notice.said_at))
    return list(parcels.values())


@transaction.atomic
def note_sent(*, at: datetime, deliveries: Collection[int]) -> None:
    """They have left the house."""
    Delivery.objects.filter(id__in=deliveries).update(state=Delivery.State.SENT, sent_at=at, error="")


@transaction.atomic
def note_failed(*, at: datetime, deliveries: Collection[int], error: str, is_gone: bool = False) -> None:
    """They have not: another try later, longer and longer; none after the last, nor where nobody lives any more."""
    for row in Delivery.objects.filter(id__in=deliveries):
        row.tries += 1
        again = None if is_gone else retry_at(at, row.tries)
        row.state, row.error = (Delivery.State.WAITS if again else Delivery.State.FAILED), error[:200]
        row.due_at = again or row.due_at
        row.save(update_fields=["tries", "state", "error", "due_at"])
