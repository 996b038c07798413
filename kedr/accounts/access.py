"""Doors: what belongs to an account is given to its owner only."""

from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from kedr.accounts import rules
from kedr.accounts.models import Grant, Invitation, Passkey, SignIn, Step, User
from kedr.core import clock
from kedr.core.actor import Actor, Role
from kedr.core.errors import NotFound, Refusal
from kedr.core.words import day_month


class NoInvitation(Refusal):
    """There is no such code, or it has been used: a guesser is not told which."""

    code = "no_invitation"

    def __init__(self) -> None:
        super().__init__(
            "Этот код не подошёл: в нём ошибка или по нему уже входили. Сверьте его с листком. Если вы по нему уже"
            " входили, войдите со своим логином; если нет, попросите у классного руководителя новое приглашение."
        )


class InvitationOver(Refusal):
    """The code was good once: it has expired or been replaced, or the school does not wait for this person any more."""

    code = "invitation_over"


def account_by_password(login: str, password: str) -> User | None:
    """The open account of this login and password, or None. An unknown login takes the same time as a wrong password.

    Takes a third of a second of hashing: never call it inside a transaction.
    """
    user = User.objects.filter(login=login).first()
    password = rules.normal_password(password)
    if user is None:
        make_password(password)
        return None
    return user if check_password(password, user.password) and user.is_active else None


def account_of_login(login: str) -> User | None:
    """The open account of a login, for the one who keeps the server."""
    return User.objects.filter(login=login.strip().lower(), is_active=True).first()


def is_own_password(actor: Actor, password: str) -> bool:
    """Whether this is the actor's password. Hashes: never inside a transaction."""
    return check_password(rules.normal_password(password), User.objects.get(id=actor.user_id).password)


def roles_to_take(user_id: int, on: date) -> list[Grant]:
    """The roles of an account in force on a day, oldest first."""
    in_force = Q(ends_on=None) | Q(ends_on__gt=on)
    return list(Grant.objects.filter(in_force, user_id=user_id, starts_on__lte=on).order_by("id"))


def roles_to_come(user_id: int, on: date) -> list[Role]:
    """The kinds of roles an account has on a day or will have later, in all schools."""
    grants = Grant.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), user_id=user_id)
    return [Role(role) for role in grants.order_by("id").values_list("role", flat=True)]


def least_password(user_id: int) -> int:
    """How long a password of this account must be at least: an employee's is longer."""
    return rules.least_password(is_staff=Grant.objects.filter(user_id=user_id, role__in=rules.STAFF).exists())


def role_to_take(actor: Actor, grant_id: int, on: date) -> Grant:
    for grant in roles_to_take(actor.user_id, on):
        if grant.id == grant_id:
            return grant
    raise NotFound("Роль не найдена.")


def office_to_help(actor: Actor, school_id: int) -> None:
    """Logins of a school are for its secretary, deputy head and head. Raises NotFound."""
    if actor.school_id != school_id or actor.role not in rules.OFFICE:
        raise NotFound("Страницы нет.")


def account_to_help(actor: Actor, school_id: int, user_id: int, on: date) -> User:
    """An open account with a role in the school, for its office. Whose password they may change, the action says."""
    office_to_help(actor, school_id)
    here = Q(grants__ends_on=None) | Q(grants__ends_on__gt=on)
    user = User.objects.filter(here, id=user_id, is_active=True, grants__at_school_id=school_id).first()
    if user is None:
        raise NotFound("Учётная запись не найдена.")
    return user


def session_to_end(actor: Actor, digest: bytes) -> SignIn:
    sign_in = SignIn.objects.filter(user_id=actor.user_id, key_digest=digest).first()
    if sign_in is None:
        raise NotFound("Сеанс не найден.")
    return sign_in


def passkey_to_remove(actor: Actor, passkey_id: int) -> Passkey:
    passkey = Passkey.objects.filter(user_id=actor.user_id, id=passkey_id).first()
    if passkey is None:
        raise NotFound("Ключ входа не найден.")
    return passkey


def is_proved(actor: Actor, key: str, at: datetime) -> bool:
    """Whether the password, a code or a passkey was given in this session in the last ten minutes."""
    return SignIn.objects.filter(
        user_id=actor.user_id, key_digest=rules.key_digest(key), proved_at__gt=at - rules.PROOF_LIFE
    ).exists()


def step_to_take(key: str, kind: str, at: datetime) -> Step | None:
    """The act under way that this browser holds the key of, or None when it is over."""
    steps = Step.objects.filter(key_digest=rules.key_digest(key), kind=kind, expires_at__gt=at)
    return steps.exclude(user__is_active=False).first()


def invitation_digest(code: str, secret: str | bytes | None = None) -> bytes:
    """What stands for a code in the database. Keyed: a stolen table cannot be searched for the codes."""
    return salted_hmac("kedr.invitation", code, secret=secret, algorithm="sha256").digest()


def invitation_to_open(code: str, at: datetime) -> Invitation:
    """The invitation of a code (`rules.normal_invitation` gives it). Raises NoInvitation, InvitationOver. One query."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [invitation_digest(code, secret) for secret in secrets] if code else []
    return check_invitation(Invitation.objects.filter(digest__in=digests).first(), at)


def invitation_to_take(key: str, at: datetime) -> Invitation | None:
    """The invitation whose code was given in this browser half an hour ago at most, or None. Raises NoInvitation,
    InvitationOver. Two queries.
    """
    step = step_to_take(key, "join", at)
    return check_invitation(Invitation.objects.filter(id=step.data["invitation"]).first(), at) if step else None


def check_invitation(invitation: Invitation | None, at: datetime) -> Invitation:
    """The invitation itself when it may be used now. Raises NoInvitation, InvitationOver."""
    if invitation is None or invitation.used_at:
        raise NoInvitation
    if invitation.revoked_at:
        raise InvitationOver(
            "Вместо этого приглашения школа напечатала новое. Возьмите код с нового листка или спросите у классного"
            " руководителя."
        )
    if invitation.expires_at <= at:
        until = day_month(clock.day_of(invitation.expires_at))
        raise InvitationOver(
            f"Приглашение действовало до {until}. Попросите у классного руководителя новое: это минута."
        )
    return invitation


def other_kind(actor: Actor, invitation: Invitation, on: date) -> str:
    """Why the role does not go into the actor's account, as a sentence; "" when it does. One query."""
    return rules.other_kind(Role(invitation.role), roles_to_come(actor.user_id, on))


def is_role_held(invitation: Invitation, on: date) -> bool:
    """Whether the person has an account in this role already. One query."""
    return _grants_of(invitation, on).filter(role=invitation.role).exists()


def has_account(invitation: Invitation, on: date) -> bool:
    """Whether the person comes to this school's Kedr already, in whatever role. One query."""
    return _grants_of(invitation, on).filter(user__is_active=True).exists()


def _grants_of(invitation: Invitation, on: date) -> QuerySet[Grant]:
    in_force = Q(ends_on=None) | Q(ends_on__gt=on)
    return Grant.objects.filter(in_force, at_school_id=invitation.at_school_id, person_id=invitation.person_id)
