"""What the pages of «Вход и безопасность» show."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.timezone import localtime

from kedr.accounts import rules
from kedr.accounts.access import roles_to_take
from kedr.accounts.models import CodeApp, Grant, Invitation, Passkey, RecoveryCode, SignIn, User
from kedr.core import clock
from kedr.core.actor import Actor, Role
from kedr.core.sql import fetch, in_list, moment

LOGINS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class SessionRow:
    """An open session of the reader; `handle` names it in a form."""

    handle: str
    device: str
    address: str
    started_at: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class PasskeyRow:
    id: int
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role the reader may go on in."""

    grant_id: int
    name: str
    label: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class LoginRow:
    """An account of the school, for its office."""

    user_id: int
    name: str
    login: str
    roles: tuple[str, ...]
    has_one_time_password: bool

    @property
    def text(self) -> str:
        """What it is searched by."""
        return " ".join((self.name, self.login, *self.roles))


@dataclass(frozen=True, slots=True)
class Found:
    """What a search of logins shows, and how many there are of them."""

    rows: tuple[LoginRow, ...]
    count: int


@dataclass(frozen=True, slots=True)
class LoginCard:
    """One account before the office: may they give it a password, and who else may."""

    row: LoginRow
    may_give: bool
    givers: tuple[str, ...]
    has_code_app: bool
    has_passkey: bool


@dataclass(frozen=True, slots=True)
class WayIn:
    """How a person of a school comes in, in one role: an account (`is_closed`: the office has shut it) last seen at
    `seen_at`, or an open invitation good until `until`; nothing of this: no way yet.
    """

    has_account: bool = False
    is_closed: bool = False
    seen_at: datetime | None = None
    invitation_id: int = 0
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Security:
    """The page «Вход и безопасность»."""

    login: str
    is_staff: bool
    code_app_at: datetime | None
    recovery_codes: int
    passkeys: tuple[PasskeyRow, ...]
    sessions: tuple[SessionRow, ...]


def security(actor: Actor, key: str, at: datetime) -> Security:
    """How the reader's account is kept and where it is open. Five queries."""
    app_at = CodeApp.objects.filter(user_id=actor.user_id).values_list("added_at", flat=True).first()
    passkeys = Passkey.objects.filter(user_id=actor.user_id).order_by("id")
    return Security(
        login=User.objects.values_list("login", flat=True).get(id=actor.user_id),
        is_staff=actor.role in rules.STAFF,
        code_app_at=localtime(app_at) if app_at else None,
        recovery_codes=RecoveryCode.objects.filter(user_id=actor.user_id).count(),
        passkeys=tuple(
            PasskeyRow(key.id, key.name, localtime(key.added_at), localtime(key.used_at) if key.used_at else None)
            for key in passkeys
        ),
        sessions=_sessions(actor, key, at),
    )


def roles(actor: Actor, at: datetime) -> list[RoleRow]:
    """The reader's roles in force today. One query."""
    return [
        RoleRow(grant.id, rules.ROLE_NAMES[Role(grant.role)], grant.label, grant.id == actor.grant_id)
        for grant in roles_to_take(actor.user_id, clock.day_of(at))
    ]


def logins(school_id: int, on: date, asked: str) -> Found:
    """The accounts of a school whose name, login or role (class, child) has every word of `asked`. One query.

    All the school's accounts are read, some thousands of short rows: SQLite does not know that «А» is a large «а».
    """
    in_force = Q(ends_on=None) | Q(ends_on__gt=on)
    grants = Grant.objects.filter(in_force, at_school_id=school_id, user__is_active=True).order_by("user__name", "id")
    people: dict[int, tuple[str, str, bool]] = {}
    roles: dict[int, list[str]] = defaultdict(list)
    for user_id, name, login, is_new, role, label in grants.values_list(
        "user_id", "user__name", "user__login", "user__has_one_time_password", "role", "label"
    ):
        people[user_id] = name, login, is_new
        roles[user_id].append(_words(role, label))
    rows = [
        LoginRow(user_id, name, login, tuple(roles[user_id]), is_new)
        for user_id, (name, login, is_new) in people.items()
    ]
    words = _plain(asked).split()
    found = [row for row in rows if all(word in _plain(row.text) for word in words)] if words else []
    return Found(tuple(found[:LOGINS_SHOWN]), len(found))


def login_card(actor: Actor, user: User, on: date) -> LoginCard:
    """An account as the office sees it. Four queries."""
    grants = Grant.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), user_id=user.id).order_by("id")
    here = [_words(one.role, one.label) for one in grants if one.at_school_id == actor.school_id]
    roles = [Role(one.role) for one in grants]
    return LoginCard(
        row=LoginRow(user.id, user.name, user.login, tuple(here), user.has_one_time_password),
        may_give=rules.may_give_password(actor.role, roles),
        givers=tuple(rules.ROLE_NAMES[giver].lower() for giver in rules.password_givers(roles)),
        has_code_app=has_code_app(user.id),
        has_passkey=Passkey.objects.filter(user_id=user.id).exists(),
    )


# The last sign-in of the record, by audit_event_target, and what is open now, whichever is later.
_SEEN_SQL = """
SELECT v.target_id, MAX(v.at) FROM audit_event v
WHERE v.school_id = %s AND v.target_kind = 'account' AND v.verb = 'sign_in' AND v.target_id IN {users}
GROUP BY v.target_id
UNION ALL
SELECT s.user_id, MAX(s.seen_at) FROM accounts_signin s WHERE s.user_id IN {users} GROUP BY s.user_id
"""


def ways_in(school_id: int, person_ids: Collection[int], on: date) -> dict[tuple[Role, int], WayIn]:
    """How the families of these people come in, by (role, person); who is not there has no way. Three queries."""
    family, own = (Role.PUPIL, Role.GUARDIAN), {"at_school_id": school_id, "person_id__in": list(person_ids)}
    open_ones = Invitation.objects.filter(used_at=None, revoked_at=None, **own)
    found = {
        (Role(one.role), one.person_id): WayIn(invitation_id=one.id, until=localtime(one.expires_at))
        for one in open_ones
    }
    grants = Grant.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), role__in=family, **own)
    rows = list(grants.order_by("user__is_active", "id").values_list("role", "person_id", "user_id", "user__is_active"))
    users = sorted({user_id for _, _, user_id, _ in rows})
    seen: dict[int, datetime] = {}
    for user_id, at in fetch(_SEEN_SQL.format(users=in_list(len(users))), [school_id, *users, *users]):
        seen[user_id] = max(localtime(moment(at)), seen.get(user_id, localtime(moment(at))))
    for role, person_id, user_id, is_active in rows:
        found[Role(role), person_id] = WayIn(True, not is_active, seen.get(user_id))
    return found


def taken_logins(base: str) -> set[str]:
    """The logins that begin like this one. One query."""
    return set(User.objects.filter(login__startswith=base).values_list("login", flat=True))


def _words(role: str, label: str) -> str:
    """«Учитель», «Ученик: 8А, Школа № 1»: an employee's school is this very one."""
    name = rules.ROLE_NAMES[Role(role)]
    return name if Role(role) in rules.STAFF or not label else f"{name}: {label}"


def _plain(text: str) -> str:
    return text.casefold().replace("ё", "е")


def has_code_app(user_id: int) -> bool:
    """Whether the account's password is not enough. One query."""
    return CodeApp.objects.filter(user_id=user_id).exists()


def _sessions(actor: Actor, key: str, at: datetime) -> tuple[SessionRow, ...]:
    """This one first, then the last used."""
    mine = rules.key_digest(key)
    rows = [
        SessionRow(bytes(row.key_digest).hex(), row.device, row.address or "", localtime(row.started_at),
                   localtime(row.seen_at), bytes(row.key_digest) == mine)
        for row in SignIn.objects.filter(user_id=actor.user_id, expires_at__gt=at).order_by("-seen_at")
        if row.seen_at > at - rules.life(is_long=row.is_long).idle
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: not row.is_this))
