"""Sealing what must be read again but never stolen with the database: secrets of authenticators, of other systems."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal(text: str) -> str:
    """The text, encrypted and signed with a key made of the SECRET_KEY."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed; raises cryptography.fernet.InvalidToken when it was altered or the SECRET_KEY is another one.

    A former SECRET_KEY listed in SECRET_KEY_FALLBACKS still opens it.
    """
    return _box().decrypt(sealed.encode()).decode()


def _box() -> MultiFernet:
    keys = map(str, [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS])
    return MultiFernet([Fernet(urlsafe_b64encode(sha256(f"kedr.seal:{key}".encode()).digest())) for key in keys])
