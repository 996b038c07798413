"""Opening and ending sessions, and changing the role of one."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from kedr.accounts import rules
from kedr.accounts.access import roles_to_take
from kedr.accounts.models import Grant, SignIn, Step, Throttle, User
from kedr.audit.actions import Change, record
from kedr.core import clock
from kedr.core.actor import SYSTEM, Actor, Role
from kedr.core.errors import Refusal


class NoRole(Refusal):
    """The account has no role in force today."""

    code = "no_role"


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened: the key for the cookie, who acts, and what the browser is told besides."""

    key: str
    actor: Actor
    login: str
    look: str
    lasts: timedelta | None  # None: until the browser is closed


@dataclass(frozen=True, slots=True)
class NewKey:
    """The new key of a session, and how long its cookie lasts (None: until the browser is closed)."""

    key: str
    lasts: timedelta | None


@dataclass(frozen=True, slots=True)
class HalfDone:
    """A sign-in that waits for one step more: the key of that step."""

    key: str


def actor_in(user: User, grant: Grant) -> Actor:
    return Actor(
        user_id=user.id,
        grant_id=grant.id,
        role=Role(grant.role),
        name=user.name,
        school_id=grant.at_school_id,
        municipality_id=grant.municipality_id,
        person_id=grant.person_id,
    )


@transaction.atomic
def admit(*, user: User, way: str, to: str, address: str, device: str, at: datetime) -> Opened | HalfDone:
    """Open a session as `sign_in` does; after a one-time password first wait for one of the owner's own.

    `to` is where they go then. Raises NoRole.
    """
    if not user.has_one_time_password:
        return sign_in(user=user, way=way, address=address, device=device, at=at)
    _roles_in_force(user, at)
    key = begin_step(user_id=user.id, kind="first_password", data={"to": to, "way": way}, at=at)
    record(actor=SYSTEM, at=at, school_id=0, changes=[Change("await_password", "account", user.id)])
    return HalfDone(key)


@transaction.atomic
def sign_in(*, user: User, way: str, address: str, device: str, at: datetime) -> Opened:
    """Open a session of a person who has proved who they are, in the role of their last one.

    `way` is how they proved it: password, code, recovery_code, passkey. Raises NoRole. Sweeps what has expired.
    """
    grants = _roles_in_force(user, at)
    grant = next((grant for grant in grants if grant.id == user.last_grant_id), grants[0])
    is_long = not any(Role(grant.role) in rules.STAFF for grant in grants)
    life = rules.life(is_long=is_long)
    key = secrets.token_urlsafe(32)
    SignIn.objects.create(
        key_digest=rules.key_digest(key),
        user=user,
        grant=grant,
        started_at=at,
        seen_at=at,
        expires_at=at + life.longest,
        is_long=is_long,
        proved_at=at,
        address=address or None,
        device=device[:120],
    )
    _sweep(at)
    actor = actor_in(user, grant)
    _tell(actor, at, "sign_in", after={"way": way, "address": address, "device": device})
    return Opened(key, actor, user.login, user.look, life.longest if is_long else None)


@transaction.atomic
def await_code(*, user: User, at: datetime, data: dict[str, Any]) -> str:
    """The password was right, the code of the app is still to come: the key of a sign-in half done."""
    key = begin_step(user_id=user.id, kind="code", data=data, at=at)
    record(actor=SYSTEM, at=at, school_id=0, changes=[Change("await_code", "account", user.id)])
    return key


@transaction.atomic
def sign_out(*, actor: Actor, key: str, at: datetime) -> None:
    """End this session."""
    SignIn.objects.filter(key_digest=rules.key_digest(key), user_id=actor.user_id).delete()
    _tell(actor, at, "sign_out")


@transaction.atomic
def end_session(*, actor: Actor, sign_in: SignIn, at: datetime) -> None:
    """End a session on another device (`access.session_to_end` gave it)."""
    sign_in.delete()
    _tell(actor, at, "end_session", before={"device": sign_in.device, "address": sign_in.address})


@transaction.atomic
def end_other_sessions(*, actor: Actor, key: str, at: datetime) -> int:
    """End every session of the account but this one; how many there were."""
    ended, _ = SignIn.objects.filter(user_id=actor.user_id).exclude(key_digest=rules.key_digest(key)).delete()
    _tell(actor, at, "end_other_sessions", before={"sessions": ended})
    return ended


@transaction.atomic
def switch_role(*, actor: Actor, key: str, grant: Grant, at: datetime) -> NewKey | None:
    """Go on in another role of the same account (`access.role_to_take` gave it).

    A session that goes on as an employee's lives as short as theirs: then the key is given for its new cookie.
    """
    session = SignIn.objects.filter(key_digest=rules.key_digest(key), user_id=actor.user_id)
    session.update(grant=grant)
    is_cut = 0
    if Role(grant.role) in rules.STAFF:
        ends_at = at + rules.STAFF_LIFE.longest
        session.filter(expires_at__gt=ends_at).update(expires_at=ends_at)
        is_cut = session.filter(is_long=True).update(is_long=False)
    User.objects.filter(id=actor.user_id).update(last_grant_id=grant.id)
    _tell(actor, at, "switch_role", before={"grant": actor.grant_id}, after={"grant": grant.id})
    return NewKey(key, None) if is_cut else None


@transaction.atomic
def prove(*, actor: Actor, key: str, at: datetime) -> NewKey:
    """The person has given the password again: the session gets a new key."""
    _tell(actor, at, "prove")
    return new_key(actor.user_id, key, at)


@transaction.atomic
def renew_session(*, digest: bytes, at: datetime) -> None:
    """Note that a session is in use. No event: it changes nothing that a person could ask about."""
    SignIn.objects.filter(key_digest=digest).update(seen_at=at)


def new_key(user_id: int, key: str, at: datetime) -> NewKey:
    """Give a session a new key, as each proof of who is there does. Part of an act that has its own event."""
    sign_in = SignIn.objects.filter(key_digest=rules.key_digest(key), user_id=user_id)
    expires_at = sign_in.filter(is_long=True).values_list("expires_at", flat=True).first()
    made = secrets.token_urlsafe(32)
    sign_in.update(key_digest=rules.key_digest(made), proved_at=at)
    return NewKey(made, expires_at - at if expires_at else None)


def begin_step(
    *, user_id: int | None, kind: str, data: dict[str, Any], at: datetime, lasts: timedelta = rules.STEP_LIFE
) -> str:
    """Remember an act of several requests; its key goes into a cookie. Part of an act that has its own event."""
    _sweep(at)
    key = secrets.token_urlsafe(32)
    Step.objects.create(key_digest=rules.key_digest(key), user_id=user_id, kind=kind, data=data, expires_at=at + lasts)
    return key


def take_step(step: Step) -> None:
    """A step is taken once, even when two requests bring its key at the same time."""
    deleted, _ = Step.objects.filter(key_digest=step.key_digest).delete()
    if not deleted:
        raise Refusal("Время вышло. Начните сначала.")


def _roles_in_force(user: User, at: datetime) -> list[Grant]:
    grants = roles_to_take(user.id, clock.day_of(at))
    if not grants:
        raise NoRole("У вашей учётной записи сейчас нет действующей роли.")
    return grants


def _sweep(at: datetime) -> None:
    """Delete some of what has expired, passing by what another request is deleting: no waiting, no deadlock."""
    for rows in (
        SignIn.objects.filter(expires_at__lte=at),
        Step.objects.filter(expires_at__lte=at),
        Throttle.objects.filter(forget_at__lte=at),
    ):
        if over := list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True)[:200]):
            rows.filter(pk__in=over).delete()


def _tell(actor: Actor, at: datetime, verb: str, *, before: Any = None, after: Any = None) -> None:
    change = Change(verb, "account", actor.user_id, before=before, after=after)
    record(actor=actor, at=at, school_id=actor.school_id, changes=[change])
