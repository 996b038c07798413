"""Invitations: made for people of a school, and taken by whoever holds the paper."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import Q

from kedr.accounts import access, rules
from kedr.accounts.actions.accounts import LoginTaken, NewAccount, NewGrant, give_role, open_accounts
from kedr.accounts.actions.passwords import check_password_strength
from kedr.accounts.actions.sessions import NewKey, Opened, begin_step, sign_in, switch_role
from kedr.accounts.models import Grant, Invitation, User
from kedr.audit.actions import Change, record
from kedr.core import clock
from kedr.core.actor import SYSTEM, Actor, Role
from kedr.core.errors import Refusal


class ListChanged(Refusal):
    """Since the page was opened, somebody on it has joined or has been given another invitation."""

    code = "list_changed"

    def __init__(self) -> None:
        super().__init__(
            "Пока страница была открыта, часть семей вошла или получила новые приглашения. Ничего не напечатано:"
            " проверьте список и нажмите ещё раз."
        )


class RoleHeld(Refusal):
    """The person has an account in this role already."""

    code = "role_held"

    def __init__(self) -> None:
        super().__init__("По этому приглашению входить не нужно: у вас уже есть вход. Войдите со своим логином.")


class AccountHeld(Refusal):
    """The person has an account in another role: the new role belongs into it."""

    code = "account_held"

    def __init__(self) -> None:
        super().__init__("У вас уже есть вход в Кедр этой школы: нажмите «У меня уже есть вход» и войдите с ним.")


class OtherKind(Refusal):
    """A child's and a grown-up's roles do not share an account."""

    code = "other_kind"


class WrongLogin(Refusal):
    """The login will not do; the sentence says why."""

    code = "wrong_login"


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """Whom to invite. `former_id` is their open invitation as the printer saw it: this one replaces it; 0 for none."""

    role: Role
    person_id: int
    label: str
    former_id: int = 0


@dataclass(frozen=True, slots=True)
class Issued:
    """A code, known here and on the paper only, and until when it is good."""

    code: str
    expires_at: datetime


def issue_invitations(*, actor: Actor, at: datetime, school_id: int, new: Sequence[NewInvitation]) -> list[Issued]:
    """Make an invitation for each, in their order, and revoke the ones they had. Raises ListChanged.

    Five statements, however many. The codes are given here and never again.
    """
    try:
        with transaction.atomic():
            former = _former(school_id, new, at)
            Invitation.objects.filter(id__in=[one.id for one in former]).update(revoked_at=at)
            codes = [rules.new_invitation(secrets.choice) for _ in new]
            made = Invitation.objects.bulk_create(
                Invitation(
                    digest=access.invitation_digest(code), role=one.role, at_school_id=school_id,
                    person_id=one.person_id, label=one.label, made_at=at, made_by=actor.user_id,
                    expires_at=at + rules.INVITATION_LIFE,
                )
                for one, code in zip(new, codes, strict=True)
            )  # fmt: skip
            changes = [Change("revoke_invitation", "invitation", one.id, about_id=one.person_id) for one in former]
            changes += [
                Change("invite", "invitation", one.id, about_id=one.person_id, after=_said(one)) for one in made
            ]
            record(actor=actor, at=at, school_id=school_id, changes=changes)
    except IntegrityError as error:  # accounts_invitation_open: the same people at the same moment
        raise ListChanged from error
    return [Issued(code, one.expires_at) for code, one in zip(codes, made, strict=True)]


@transaction.atomic
def open_invitation(*, code: str, at: datetime) -> str:
    """The holder of a code begins to join; the key of this step. Raises NoInvitation, InvitationOver."""
    invitation = access.invitation_to_open(rules.normal_invitation(code), at)
    data = {"invitation": invitation.id}
    key = begin_step(user_id=None, kind="join", data=data, at=at, lasts=rules.JOIN_LIFE)
    _tell(SYSTEM, at, invitation, "open_invitation")
    return key


def join(
    *, invitation: Invitation, name: str, login: str, password: str, address: str, device: str, at: datetime
) -> Opened:
    """Open an account in the role of the invitation, with a login and a password of its owner's choice, and a session.

    `name` is the person's, «Абрамова Елена». Raises WrongLogin, LoginTaken, WeakPassword, AccountHeld, RoleHeld,
    NoInvitation, InvitationOver. Hashes: call it outside transactions.
    """
    login = rules.normal_login(login)
    if fault := rules.login_fault(login):
        raise WrongLogin(fault)
    check_password_strength(password, is_staff=False, names=[login, name, invitation.label])
    hashed = make_password(rules.normal_password(password))
    try:
        with transaction.atomic():
            taken = _take(invitation, at)
            if access.has_account(taken, clock.day_of(at)):
                raise AccountHeld
            account = NewAccount(login, name, hashed, (_grant(taken, at),))
            (user_id,) = open_accounts(actor=SYSTEM, at=at, accounts=[account])
            opened = sign_in(
                user=User.objects.get(id=user_id), way="invitation", address=address, device=device, at=at
            )  # fmt: skip
            _use(taken, opened.actor, at)
            return opened
    except IntegrityError as error:  # the login's own constraint: two have chosen it at the same moment
        raise LoginTaken(f"Логин {login} уже занят. Возьмите другой.") from error


@transaction.atomic
def join_as(*, actor: Actor, key: str, invitation: Invitation, at: datetime) -> NewKey | None:
    """Add the role of the invitation to the account that has signed in, and go on in it; the answer of `switch_role`.

    Raises OtherKind, RoleHeld, NoInvitation, InvitationOver.
    """
    taken = _take(invitation, at)
    if sentence := access.other_kind(actor, taken, clock.day_of(at)):
        raise OtherKind(sentence)
    grant_id = give_role(actor=actor, at=at, user_id=actor.user_id, grant=_grant(taken, at))
    _use(taken, actor, at)
    return switch_role(actor=actor, key=key, grant=Grant.objects.get(id=grant_id), at=at)


def _former(school_id: int, new: Sequence[NewInvitation], at: datetime) -> list[Invitation]:
    """The open invitations of these people: none but those that the printer saw, and nobody has joined since."""
    people = {(one.role, one.person_id): one.former_id for one in new}
    own = {"at_school_id": school_id, "person_id__in": [one.person_id for one in new]}
    in_force = Q(ends_on=None) | Q(ends_on__gt=clock.day_of(at))
    held = set(Grant.objects.filter(in_force, **own).values_list("role", "person_id"))
    rows = Invitation.objects.select_for_update().filter(used_at=None, revoked_at=None, **own).order_by("id")
    former = [one for one in rows if (one.role, one.person_id) in people]
    seen = {(Role(one.role), one.person_id): one.id for one in former}
    if held & people.keys() or any(seen.get(who, 0) != former_id for who, former_id in people.items()):
        raise ListChanged
    return former


def _take(invitation: Invitation, at: datetime) -> Invitation:
    """The row again, locked: a code is used once, even when two bring it at the same time."""
    taken = access.check_invitation(Invitation.objects.select_for_update().filter(id=invitation.id).first(), at)
    if access.is_role_held(taken, clock.day_of(at)):
        raise RoleHeld
    return taken


def _grant(invitation: Invitation, at: datetime) -> NewGrant:
    return NewGrant(
        Role(invitation.role), invitation.label, clock.day_of(at), school_id=invitation.at_school_id,
        person_id=invitation.person_id,
    )  # fmt: skip


def _use(invitation: Invitation, actor: Actor, at: datetime) -> None:
    Invitation.objects.filter(id=invitation.id).update(used_at=at, used_by=actor.user_id)
    _tell(actor, at, invitation, "join")


def _said(invitation: Invitation) -> dict[str, object]:
    return {"role": invitation.role, "label": invitation.label, "expires_at": invitation.expires_at}


def _tell(actor: Actor, at: datetime, invitation: Invitation, verb: str) -> None:
    change = Change(verb, "invitation", invitation.id, about_id=invitation.person_id)
    record(actor=actor, at=at, school_id=invitation.at_school_id, changes=[change])
