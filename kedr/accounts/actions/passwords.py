"""Passwords: one's own, changed by oneself, and one-time ones, given by somebody else."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from functools import cache

from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.db import transaction

from kedr.accounts import rules
from kedr.accounts.access import roles_to_come
from kedr.accounts.actions.sessions import NewKey, Opened, new_key, sign_in, take_step
from kedr.accounts.models import SignIn, Step, User
from kedr.audit.actions import Change, record
from kedr.core import clock
from kedr.core.actor import SYSTEM, Actor, Role
from kedr.core.errors import Refusal


class WeakPassword(Refusal):
    """The password is too short, common or easy to guess; the sentence says which."""

    code = "weak_password"


class WiderRights(Refusal):
    """The account has as many rights as the giver's, or more."""

    code = "wider_rights"

    def __init__(self) -> None:
        super().__init__("У этой учётной записи не меньше прав, чем у вас: выдать ей пароль нельзя.")


def one_time_password() -> tuple[str, str]:
    """A password of 60 random bits with its hash. So many bits need no slow hash, and it lives until the first sign-in:
    thousands are made in an import.
    """
    password = "-".join("".join(secrets.choice(rules.PAPER_LETTERS) for _ in range(4)) for _ in range(3))
    salt = "".join(secrets.choice(rules.PAPER_LETTERS) for _ in range(12))
    return password, PBKDF2PasswordHasher().encode(password, salt, iterations=1000)


def change_password(*, actor: Actor, at: datetime, key: str, password: str) -> NewKey:
    """Change one's own password: every other session ends, and this one gets a new key.

    Raises WeakPassword. Hashes: call it outside transactions.
    """
    user = User.objects.get(id=actor.user_id)
    hashed = _strong_hash(user, password)
    with transaction.atomic():
        User.objects.filter(id=user.id).update(password=hashed, has_one_time_password=False)
        SignIn.objects.filter(user_id=user.id).exclude(key_digest=rules.key_digest(key)).delete()
        Step.objects.filter(user_id=user.id).delete()  # what began under the old password
        _tell(actor, at, "change_password", user.id)
        return new_key(user.id, key, at)


def choose_password(*, step: Step, password: str, address: str, device: str, at: datetime) -> Opened:
    """The owner's own password in place of the one-time one (`sessions.admit` began the step), and the session opens.

    Raises WeakPassword, NoRole. Hashes: call it outside transactions.
    """
    user = User.objects.get(id=step.user_id or 0)
    if check_password(rules.normal_password(password), user.password):
        raise WeakPassword("Это тот же одноразовый пароль. Придумайте другой, чтобы его знали только вы.")
    hashed = _strong_hash(user, password)
    with transaction.atomic():
        take_step(step)
        User.objects.filter(id=user.id).update(password=hashed, has_one_time_password=False)
        SignIn.objects.filter(user_id=user.id).delete()
        Step.objects.filter(user_id=user.id).delete()
        opened = sign_in(user=user, way=step.data["way"], address=address, device=device, at=at)
        _tell(opened.actor, at, "choose_password", user.id)
        return opened


@transaction.atomic
def give_password(*, actor: Actor, at: datetime, user: User) -> str:
    """A one-time password for an account whose owner has forgotten theirs (`access.account_to_help` gave it).

    It is shown once; the old one and all sessions end. A second factor stays: whoever has one is still asked for it.
    Raises WiderRights.
    """
    roles = roles_to_come(user.id, clock.day_of(at))
    if actor != SYSTEM and not rules.may_give_password(actor.role, roles):
        raise WiderRights
    password, hashed = one_time_password()
    User.objects.filter(id=user.id).update(password=hashed, has_one_time_password=True)
    SignIn.objects.filter(user_id=user.id).delete()
    Step.objects.filter(user_id=user.id).delete()
    _tell(actor, at, "give_password", user.id)
    return password


def check_password_strength(password: str, *, is_staff: bool, names: Iterable[str]) -> None:
    """Raises WeakPassword with the reason."""
    reason = rules.weakness(
        rules.normal_password(password),
        least=rules.least_password(is_staff=is_staff),
        names=names,
        is_common=_common_passwords().__contains__,
    )
    if reason:
        raise WeakPassword(reason)


def _strong_hash(user: User, password: str) -> str:
    roles = list(user.grants.values_list("role", "label"))
    is_staff = any(Role(role) in rules.STAFF for role, _ in roles)
    check_password_strength(password, is_staff=is_staff, names=[user.login, user.name, *(label for _, label in roles)])
    return make_password(rules.normal_password(password))


@cache
def _common_passwords() -> set[str]:
    """The 20,000 passwords that people take most often, as Django ships them."""
    return CommonPasswordValidator().passwords


def _tell(actor: Actor, at: datetime, verb: str, user_id: int) -> None:
    record(actor=actor, at=at, school_id=actor.school_id, changes=[Change(verb, "account", user_id)])
