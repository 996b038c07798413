"""Passkeys (WebAuthn): a key that a device keeps; it opens a session without a password."""

import struct
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from kedr.accounts.actions.sessions import Opened, begin_step, sign_in, take_step
from kedr.accounts.models import Passkey, Step, User
from kedr.audit.actions import Change, record
from kedr.core.actor import Actor
from kedr.core.errors import Refusal

# What the library's parsers raise on an answer that no device gives, and its checks on one that does not fit.
_MALFORMED = (ValueError, TypeError, LookupError, AttributeError, struct.error)
_VERIFIED = UserVerificationRequirement.REQUIRED  # a finger, a face or a PIN: two factors in one


class WrongPasskey(Refusal):
    """The key is not known here, or its answer does not fit."""

    code = "wrong_passkey"

    def __init__(self) -> None:
        super().__init__("Ключ не подошёл. Попробуйте ещё раз или войдите по паролю.")


@transaction.atomic
def begin_passkey(*, actor: Actor, origin: str, at: datetime) -> tuple[str, dict[str, Any]]:
    """What the browser needs to make a key for this account: the step's key and the options. No event yet."""
    user = User.objects.get(id=actor.user_id)
    options, state = _server(origin).register_begin(
        PublicKeyCredentialUserEntity(id=user.id.to_bytes(8, "big"), name=user.login, display_name=user.name),
        credentials=[AttestedCredentialData(bytes(key.credential)) for key in user.passkeys.all()],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=_VERIFIED,
    )
    key = begin_step(user_id=user.id, kind="passkey_add", data=dict(state), at=at)
    return key, dict(options.public_key)


@transaction.atomic
def add_passkey(*, actor: Actor, step: Step, origin: str, answer: Mapping[str, Any], name: str, at: datetime) -> int:
    """Keep the public half of the key that the browser has made; its id. Raises WrongPasskey."""
    if step.user_id != actor.user_id:
        raise WrongPasskey
    try:
        data = _server(origin).register_complete(step.data, answer)
    except _MALFORMED as error:
        raise WrongPasskey from error
    take_step(step)
    credential = data.credential_data
    if credential is None or Passkey.objects.filter(credential_id=credential.credential_id).exists():
        raise WrongPasskey
    made = Passkey.objects.create(
        user_id=actor.user_id,
        credential_id=credential.credential_id,
        credential=bytes(credential),
        sign_count=data.counter,
        name=name[:120],
        added_at=at,
    )
    _tell(actor, at, Change("add_passkey", "account", actor.user_id, after={"passkey": made.id, "name": made.name}))
    return made.id


@transaction.atomic
def remove_passkey(*, actor: Actor, passkey: Passkey, at: datetime) -> None:
    """Forget a key (`access.passkey_to_remove` gave it): it opens nothing any more."""
    before = {"passkey": passkey.id, "name": passkey.name}
    passkey.delete()
    _tell(actor, at, Change("remove_passkey", "account", actor.user_id, before=before))


@transaction.atomic
def begin_passkey_sign_in(*, origin: str, to: str, at: datetime) -> tuple[str, dict[str, Any]]:
    """A challenge for whoever holds a key: the step's key and the options. No event: nobody has come in."""
    options, state = _server(origin).authenticate_begin(user_verification=_VERIFIED)
    key = begin_step(user_id=None, kind="passkey", data={**state, "to": to}, at=at)
    return key, dict(options.public_key)


@transaction.atomic
def sign_in_with_passkey(
    *, step: Step, origin: str, answer: Mapping[str, Any], address: str, device: str, at: datetime
) -> Opened:
    """Open a session for the owner of the key that signed the challenge. Raises WrongPasskey, NoRole."""
    try:
        response = AuthenticationResponse.from_dict(answer)
        passkey = Passkey.objects.select_for_update().select_related("user").get(credential_id=response.raw_id)
        known = AttestedCredentialData(bytes(passkey.credential))
        _server(origin).authenticate_complete(step.data, [known], response)
    except (*_MALFORMED, Passkey.DoesNotExist) as error:
        raise WrongPasskey from error
    counter = response.response.authenticator_data.counter
    if not passkey.user.is_active or 0 < counter <= passkey.sign_count:  # a copied key counts backwards
        raise WrongPasskey
    take_step(step)
    Passkey.objects.filter(id=passkey.id).update(sign_count=counter, used_at=at)
    return sign_in(user=passkey.user, way="passkey", address=address, device=device, at=at)


def _server(origin: str) -> Fido2Server:
    """The relying party is the host of the page, which Django has checked against ALLOWED_HOSTS.

    The origin must be the very same, not a neighbour under the same domain.
    """
    rp = PublicKeyCredentialRpEntity(id=urlsplit(origin).hostname or "", name="Кедр")
    return Fido2Server(rp, verify_origin=lambda claimed: claimed == origin)


def _tell(actor: Actor, at: datetime, change: Change) -> None:
    record(actor=actor, at=at, school_id=actor.school_id, changes=[change])
