"""What the pages of «Вход и безопасность» show."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from kedr.accounts import rules
from kedr.accounts.access import roles_to_take
from kedr.accounts.models import CodeApp, Passkey, RecoveryCode, SignIn, User
from kedr.core import clock
from kedr.core.actor import Actor, Role


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
