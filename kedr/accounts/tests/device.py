"""A passkey's device in software: makes and uses a key as a phone would."""

import hashlib
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import orjson
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

FLAG = AuthenticatorData.FLAG
PRESENT, VERIFIED, HAS_KEY = FLAG.UP, FLAG.UV, FLAG.AT


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def data(of: str) -> bytes:
    return urlsafe_b64decode(of + "=" * (-len(of) % 4))


class Device:
    """Holds one key for one site."""

    def __init__(self, origin: str = "http://localhost") -> None:
        self.origin = origin
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(16)
        self.owner = b""
        self.count = 0

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        self.owner = data(options["user"]["id"])
        public = ES256.from_cryptography_key(self.private.public_key())  # type: ignore[no-untyped-call]
        credential = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        auth = AuthenticatorData(self._auth(options["rp"]["id"], PRESENT | VERIFIED | HAS_KEY, credential))
        attestation = AttestationObject.create("none", auth, {})
        return self._answer(
            {"clientDataJSON": text(self._client("webauthn.create", options)), "attestationObject": text(attestation)}
        )

    def get(self, options: dict[str, Any], flags: AuthenticatorData.FLAG = PRESENT | VERIFIED) -> dict[str, Any]:
        self.count += 1
        client = self._client("webauthn.get", options)
        auth = self._auth(options["rpId"], flags)
        signed = self.private.sign(auth + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": text(client),
                "authenticatorData": text(auth),
                "signature": text(signed),
                "userHandle": text(self.owner),
            }
        )

    def _auth(self, site: str, flags: AuthenticatorData.FLAG, credential: bytes = b"") -> bytes:
        site_digest = hashlib.sha256(site.encode()).digest()
        return bytes(AuthenticatorData.create(site_digest, flags, self.count, credential))

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        return orjson.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin})

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        return {"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response}
