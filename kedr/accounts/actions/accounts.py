"""Opening and closing accounts, giving roles, and keeping one's look."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import batched

from django.contrib.auth.hashers import make_password
from django.db import transaction

from kedr.accounts import rules
from kedr.accounts.actions.passwords import check_password_strength
from kedr.accounts.models import Grant, SignIn, User
from kedr.audit.actions import Change, record
from kedr.core.actor import Actor, Role
from kedr.core.errors import Refusal
from kedr.core.tenancy import new_id


class LoginTaken(Refusal):
    """Another account has this login."""

    code = "login_taken"


@dataclass(frozen=True, slots=True)
class NewGrant:
    """A role to give: in a school with the person's row there, in a municipality, or in the region."""

    role: Role
    label: str
    starts_on: date
    ends_on: date | None = None
    school_id: int = 0
    municipality_id: int = 0
    person_id: int = 0


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to open; `password_hash` as `make_password` of Django or our `one_time_password` gives it."""

    login: str
    name: str
    password_hash: str
    grants: tuple[NewGrant, ...]
    email: str = ""
    has_one_time_password: bool = False


def open_account(
    *, actor: Actor, at: datetime, login: str, name: str, password: str, grants: Sequence[NewGrant], email: str = ""
) -> int:
    """Open an account with its roles; its id. Raises LoginTaken, WeakPassword. Hashes: call it outside transactions."""
    login = login.strip().lower()
    is_staff = any(grant.role in rules.STAFF for grant in grants)
    check_password_strength(password, is_staff=is_staff, names=[login, name, *(grant.label for grant in grants)])
    hashed = make_password(rules.normal_password(password))
    with transaction.atomic():
        account = NewAccount(login, name, hashed, tuple(grants), email)
        return open_accounts(actor=actor, at=at, accounts=[account])[0]


@transaction.atomic
def open_accounts(*, actor: Actor, at: datetime, accounts: Iterable[NewAccount]) -> list[int]:
    """Open thousands of accounts, with an event each; their ids in the same order. Raises LoginTaken.

    Logins are kept in small letters. The password hashes are taken as they are.
    """
    ids: list[int] = []
    for some in batched(accounts, 500):
        users = [
            User(
                id=new_id(),
                login=one.login.strip().lower(),
                name=one.name,
                email=one.email,
                password=one.password_hash,
                has_one_time_password=one.has_one_time_password,
            )
            for one in some
        ]
        _check_free([user.login for user in users])
        User.objects.bulk_create(users)
        grants = [_grant(user.id, new) for user, one in zip(users, some, strict=True) for new in one.grants]
        Grant.objects.bulk_create(grants)
        _tell_opened(actor, at, users, grants)
        ids += [user.id for user in users]
    return ids


@transaction.atomic
def close_account(*, actor: Actor, at: datetime, user_id: int, reason: str = "") -> None:
    """Close an account: its sessions end at once and no new one opens. Its history stays."""
    _set_active(actor, at, user_id, is_active=False, verb="close_account", reason=reason)
    SignIn.objects.filter(user_id=user_id).delete()


@transaction.atomic
def reopen_account(*, actor: Actor, at: datetime, user_id: int, reason: str = "") -> None:
    """Open a closed account again."""
    _set_active(actor, at, user_id, is_active=True, verb="reopen_account", reason=reason)


@transaction.atomic
def give_role(*, actor: Actor, at: datetime, user_id: int, grant: NewGrant) -> int:
    """Give an account one more role; the grant's id."""
    made = _grant(user_id, grant)
    made.save(force_insert=True)
    _tell(actor, at, made.at_school_id, Change("give_role", "account", user_id, after=_said(made)))
    return made.id


@transaction.atomic
def end_role(*, actor: Actor, at: datetime, grant_id: int, ends_on: date) -> None:
    """End a role on a day; a session in that role ends with it."""
    grant = Grant.objects.select_for_update().get(id=grant_id)
    before = _said(grant)
    grant.ends_on = ends_on
    grant.save(update_fields=["ends_on"])
    _tell(
        actor, at, grant.at_school_id, Change("end_role", "account", grant.user_id, before=before, after=_said(grant))
    )


@transaction.atomic
def keep_look(*, actor: Actor, at: datetime, look: str) -> None:
    """Remember the reader's «Оформление» for their next device."""
    user = User.objects.get(id=actor.user_id)
    if user.look == look:
        return
    change = Change("keep_look", "account", user.id, before=user.look, after=look)
    User.objects.filter(id=user.id).update(look=look)
    _tell(actor, at, actor.school_id, change)


def _check_free(logins: list[str]) -> None:
    taken = User.objects.filter(login__in=logins).values_list("login", flat=True).first()
    if taken:
        raise LoginTaken(f"Логин {taken} уже занят. Возьмите другой.")


def _grant(user_id: int, new: NewGrant) -> Grant:
    return Grant(
        user_id=user_id,
        role=new.role,
        label=new.label,
        municipality_id=new.municipality_id,
        at_school_id=new.school_id,
        person_id=new.person_id,
        starts_on=new.starts_on,
        ends_on=new.ends_on,
    )


def _set_active(actor: Actor, at: datetime, user_id: int, *, is_active: bool, verb: str, reason: str) -> None:
    User.objects.filter(id=user_id).update(is_active=is_active)
    _tell(actor, at, actor.school_id, Change(verb, "account", user_id, reason=reason))


def _said(grant: Grant) -> dict[str, object]:
    return {
        "grant": grant.id,
        "role": grant.role,
        "label": grant.label,
        "starts_on": grant.starts_on,
        "ends_on": grant.ends_on,
    }


def _tell(actor: Actor, at: datetime, school_id: int, change: Change) -> None:
    record(actor=actor, at=at, school_id=school_id, changes=[change])


def _tell_opened(actor: Actor, at: datetime, users: list[User], grants: list[Grant]) -> None:
    """One event an account, in the school of its first role; one statement a school."""
    roles: dict[int, list[Grant]] = {user.id: [] for user in users}
    for grant in grants:
        roles[grant.user_id].append(grant)
    by_school: dict[int, list[Change]] = {}
    for user in users:
        given = roles[user.id]
        after = {"login": user.login, "name": user.name, "roles": [_said(grant) for grant in given]}
        school_id = given[0].at_school_id if given else 0
        by_school.setdefault(school_id, []).append(Change("open_account", "account", user.id, after=after))
    for school_id, changes in by_school.items():
        record(actor=actor, at=at, school_id=school_id, changes=changes)
