"""The second factor: an authenticator app (TOTP, RFC 6238) and recovery codes."""

import secrets
from base64 import b32encode
from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from kedr.accounts import rules
from kedr.accounts.actions.sessions import HalfDone, Opened, admit, begin_step, take_step
from kedr.accounts.models import CodeApp, RecoveryCode, Step, User
from kedr.audit.actions import Change, record
from kedr.core.actor import Actor
from kedr.core.errors import Refusal
from kedr.core.seal import seal, unseal

_LETTERS = "23456789абвгдежзиклмнпрстуфхцчшэюя"  # no 0, 1, о, ё, й, щ, ъ, ы, ь: nothing to mistake


class WrongCode(Refusal):
    """The code is not the one the app shows now, or it has been used."""

    code = "wrong_code"


@transaction.atomic
def begin_code_app(*, actor: Actor, at: datetime) -> str:
    """Make a secret for an app that is being added; the key of this step. No event: nothing is on yet."""
    secret = b32encode(secrets.token_bytes(20)).decode()
    return begin_step(user_id=actor.user_id, kind="code_app", data={"secret": seal(secret)}, at=at)


@transaction.atomic
def turn_on_code_app(*, actor: Actor, at: datetime, step: Step, code: str) -> list[str]:
    """The app shows the right code: from now on a password alone opens nothing. The recovery codes, shown once.

    Raises WrongCode.
    """
    secret = unseal(step.data["secret"])
    used = rules.totp_step(secret, code, at)
    if not used or step.user_id != actor.user_id:
        raise WrongCode("Код не подошёл. Проверьте время на телефоне и введите новый код из приложения.")
    take_step(step)
    CodeApp.objects.update_or_create(
        user_id=actor.user_id, defaults={"secret": seal(secret), "used_step": used, "added_at": at}
    )
    _tell(actor, at, "turn_on_code_app", actor.user_id)
    return _new_recovery_codes(actor.user_id)


@transaction.atomic
def turn_off_code_app(*, actor: Actor, user_id: int, at: datetime) -> None:
    """Go back to the password alone; recovery codes go too. Whose account it may be is the caller's door."""
    CodeApp.objects.filter(user_id=user_id).delete()
    RecoveryCode.objects.filter(user_id=user_id).delete()
    _tell(actor, at, "turn_off_code_app", user_id)


@transaction.atomic
def renew_recovery_codes(*, actor: Actor, at: datetime) -> list[str]:
    """Ten new codes, shown once; the former ones stop working."""
    if not CodeApp.objects.filter(user_id=actor.user_id).exists():
        raise Refusal("Сначала включите вход с кодом.")
    _tell(actor, at, "renew_recovery_codes", actor.user_id)
    return _new_recovery_codes(actor.user_id)


@transaction.atomic
def sign_in_with_code(*, step: Step, code: str, address: str, device: str, at: datetime) -> Opened | HalfDone:
    """Go on with a sign-in by a code of the app or a recovery code. Raises WrongCode, and NoRole as `admit`."""
    user = User.objects.select_for_update().get(id=step.user_id or 0, is_active=True)
    way = _take_code(user, code, at)
    take_step(step)
    return admit(user=user, way=way, to=step.data["to"], address=address, device=device, at=at)


def _take_code(user: User, code: str, at: datetime) -> str:
    """Use a code up: which kind it was. The account's row is locked, so no code is taken twice."""
    code = "".join(code.split()).replace("-", "").lower()
    app = CodeApp.objects.filter(user=user).first()
    used = rules.totp_step(unseal(app.secret), code, at) if app else 0
    if app and used > app.used_step:
        CodeApp.objects.filter(user=user).update(used_step=used)
        return "code"
    deleted, _ = RecoveryCode.objects.filter(user=user, digest=_digest(user.id, code)).delete()
    if deleted:
        return "recovery_code"
    raise WrongCode("Код не подошёл. Введите новый код из приложения или один из запасных кодов.")


def _new_recovery_codes(user_id: int) -> list[str]:
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(12)) for _ in range(rules.RECOVERY_CODES)]
    RecoveryCode.objects.filter(user_id=user_id).delete()
    RecoveryCode.objects.bulk_create([RecoveryCode(digest=_digest(user_id, code), user_id=user_id) for code in codes])
    return ["-".join((code[:4], code[4:8], code[8:])) for code in codes]


def _digest(user_id: int, code: str) -> bytes:
    # keyed: a stolen table cannot be searched for the codes
    return salted_hmac(f"kedr.recovery:{user_id}", code, algorithm="sha256").digest()


def _tell(actor: Actor, at: datetime, verb: str, user_id: int) -> None:
    record(actor=actor, at=at, school_id=actor.school_id, changes=[Change(verb, "account", user_id)])
