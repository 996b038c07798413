"""What the inbox, its settings and the office's look at deliveries show; who is to be told."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Q
from django.utils.timezone import get_current_timezone

from kedr.core.actor import Actor, Role
from kedr.core.clock import midnight_after
from kedr.core.sql import fetch, in_list, moment
from kedr.notices.models import Delivery, MailBox, MailChoice, Notice
from kedr.notices.rules import FOR_FAMILIES, FOR_STAFF, KINDS, Quiet, mode_of

SHOWN = 100
FAMILY = (Role.GUARDIAN, Role.PUPIL)


@dataclass(frozen=True, slots=True)
class Addressee:
    """An account in the role it is told in."""

    user_id: int
    grant_id: int
    person_id: int


# by the index of the role's school
_ADDRESSEES_SQL = """
SELECT g.user_id, g.id, g.person_id FROM accounts_grant g
JOIN accounts_user u ON u.id = g.user_id AND u.is_active
WHERE g.at_school_id = %s AND g.role IN {roles} AND g.starts_on <= %s AND (g.ends_on IS NULL OR g.ends_on > %s)
  AND g.person_id IN {people}
"""


def addressees(school_id: int, people: Collection[int], roles: Collection[Role], on: date) -> list[Addressee]:
    """The accounts of some people of a school in some roles, today's. One query, or none."""
    if not people:
        return []
    sql = _ADDRESSEES_SQL.format(roles=in_list(len(roles)), people=in_list(len(people)))
    return [Addressee(*row) for row in fetch(sql, [school_id, *roles, on, on, *people])]


def told_of(school_id: int, kind: str, pupils: Collection[int], on: date) -> set[int]:
    """About which of some pupils this kind of notice was said on a day. One query, or none, by notices_notice_said."""
    midnight = midnight_after(datetime.combine(on - timedelta(days=1), time(12), get_current_timezone()))
    rows = Notice.objects.filter(
        at_school_id=school_id, said_at__gte=midnight, said_at__lt=midnight + timedelta(days=1)
    )
    return set(rows.filter(kind=kind, about_id__in=pupils).values_list("about_id", flat=True)) if pupils else set()


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice in the inbox; `role` names the other role it belongs to, empty for the one the reader is in."""

    id: int
    kind: str
    kind_words: str
    title: str
    text: str
    path: str
    said_at: datetime
    is_new: bool
    role: str


# by notices_notice_inbox
_INBOX_SQL = """
SELECT n.id, n.kind, n.title, n.text, n.path, n.said_at, n.read_at IS NULL, n.grant_id, g.label FROM notices_notice n
LEFT JOIN accounts_grant g ON g.id = n.grant_id
WHERE n.user_id = %s ORDER BY n.id DESC LIMIT %s
"""


def inbox(actor: Actor) -> list[NoticeRow]:
    """The reader's last notices of all their roles, the newest first. One query."""
    return [
        NoticeRow(id, kind, KINDS[kind], title, text, path, moment(said_at), bool(is_new),
                  "" if grant_id == actor.grant_id else label or "другая роль")
        for id, kind, title, text, path, said_at, is_new, grant_id, label in fetch(_INBOX_SQL, [actor.user_id, SHOWN])
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChildName:
    """A child whose notices may go out otherwise than the others'."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class KindModes:
    """A kind of notices and its mode for each child, or the one mode (child 0)."""

    kind: str
    words: str
    modes: dict[int, str]


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The page «Уведомления на почту»."""

    address: str
    is_confirmed: bool
    is_asked: bool  # a code is on its way
    quiet_from: time
    quiet_until: time
    children: list[ChildName]
    kinds: list[KindModes]


def mail_settings(actor: Actor, children: Collection[ChildName]) -> MailSettings:
    """Where the reader's mail goes and when. Two queries. `children` are a guardian's several."""
    box = MailBox.objects.filter(user_id=actor.user_id).first()
    choices = choices_of([actor.user_id])
    kinds = FOR_FAMILIES if actor.role in FAMILY else FOR_STAFF
    several = list(children) if len(children) > 1 else [ChildName(0, "")]
    mine = choices.get(actor.user_id, {})
    quiet = Quiet(box.quiet_from, box.quiet_until) if box else Quiet()
    return MailSettings(
        address=box.address if box else "",
        is_confirmed=bool(box and box.confirmed_at),
        is_asked=bool(box and not box.confirmed_at and box.code_sent_at),
        quiet_from=quiet.starts,
        quiet_until=quiet.ends,
        children=several,
        kinds=[
            KindModes(kind, KINDS[kind], {child.id: mode_of(mine, kind, child.id) for child in several})
            for kind in kinds
        ],
    )


def choices_of(users: Collection[int]) -> dict[int, dict[tuple[str, int], str]]:
    """What each of some accounts has chosen, by kind and child. One query."""
    found: dict[int, dict[tuple[str, int], str]] = {}
    rows = MailChoice.objects.filter(user_id__in=users)
    for user_id, kind, about_id, mode in rows.values_list("user_id", "kind", "about_id", "mode"):
        found.setdefault(user_id, {})[kind, about_id] = mode
    return found


@dataclass(frozen=True, slots=True)
class Delivered:
    """How the mail of a school goes: of the last week what left within a minute of its time, in percent."""

    sent: int
    waiting: int
    failed: int
    in_time: int | None
    failures: list[tuple[str, str, datetime]]  # whose, why, when it was to go


WEEK, IN_TIME = timedelta(days=7), timedelta(seconds=60)


def delivered(school_id: int, at: datetime) -> Delivered:
    """The last week's deliveries of a school. Three queries, by notices_delivery_wanted."""
    rows = Delivery.objects.filter(notice__at_school_id=school_id, wanted_at__gt=at - WEEK)
    counts = dict(rows.values_list("state").annotate(Count("id")).order_by())
    sent = counts.get(Delivery.State.SENT, 0)
    soon = rows.filter(state=Delivery.State.SENT, sent_at__lte=F("wanted_at") + IN_TIME).count()
    troubled = rows.filter(~Q(error=""), state__in=(Delivery.State.FAILED, Delivery.State.WAITS))
    return Delivered(
        sent=sent,
        waiting=counts.get(Delivery.State.WAITS, 0),
        failed=counts.get(Delivery.State.FAILED, 0),
        in_time=round(100 * soon / sent) if sent else None,
        failures=list(troubled.order_by("-wanted_at").values_list("notice__user__name", "error", "wanted_at")[:20]),
    )


def next_due() -> datetime | None:
    """When the next delivery is to go. One query."""
    row = Delivery.objects.filter(state=Delivery.State.WAITS).order_by("due_at").values_list("due_at").first()
    return row[0] if row else None
