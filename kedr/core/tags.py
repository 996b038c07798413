"""A page's tag: what the page is made of, sealed, so that the next request for it needs no look at the page itself."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from hmac import compare_digest
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from kedr.core.look import COOKIE
from kedr.core.stamps import Stamp

MOST_STAMPS = 30  # a claim is read before it is believed: it may not ask for much
_SEAL = blake2b(settings.SECRET_KEY.encode(), person=b"kedr page tag").digest()


@dataclass(frozen=True, slots=True)
class Basis:
    """What a page is made of: stamps of one school and the sum of their revisions, good before `until`.

    A revision only rises, so the sum is the same only while each one is. Everything else a page shows must be bound to
    the stamps (an act that changes it bumps them), to the actor or to the day.
    """

    school_id: int
    stamps: tuple[Stamp, ...]
    revision: int
    until: datetime


def tag_of(request: HttpRequest, basis: Basis, *, address: str = "") -> str:
    """The ETag of an address (the request's own) for this actor, look and release."""
    stamps = "-".join(f"{kind}:{object_id}" for kind, object_id in basis.stamps)
    claim = f"{basis.school_id}.{stamps}.{basis.revision}.{basis.until.timestamp():.0f}"
    actor = request.actor  # type: ignore[attr-defined]  # set by accounts.middleware
    address = address or request.get_full_path()
    parts = (
        claim,
        address,
        settings.RELEASE,
        actor.user_id,
        actor.grant_id,
        actor.unread,
        request.COOKIES.get(COOKIE, ""),
    )
    return f'"{claim}.{blake2b(repr(parts).encode(), key=_SEAL, digest_size=12).hexdigest()}"'


def claimed_basis(request: HttpRequest) -> Basis | None:
    """What the tag a reader came with says; to be believed only when `is_sealed`."""
    tag = _tag(request)
    return _read(tag) if tag and request.method == "GET" else None


def is_sealed(request: HttpRequest, claimed: Basis) -> bool:
    """Whether we gave this very tag to this actor for this address."""
    return compare_digest(tag_of(request, claimed).encode(), _tag(request).encode())


def _tag(request: HttpRequest) -> str:
    """The one tag of the request; a proxy that compresses marks it as weak."""
    tag: str = request.META.get("HTTP_IF_NONE_MATCH", "")
    return tag.removeprefix("W/")


def _read(tag: str) -> Basis | None:
    try:
        school_id, stamps, revision, until, _ = tag.strip('"').split(".")
        pairs: list[Any] = [stamp.split(":") for stamp in stamps.split("-")]
        named = tuple((kind, int(object_id)) for kind, object_id in pairs)
        claimed = Basis(int(school_id), named, int(revision), datetime.fromtimestamp(int(until), UTC))
    except (ValueError, OverflowError, OSError):
        return None
    return claimed if len(named) <= MOST_STAMPS and all(0 <= key < 2**63 for key in _numbers(claimed)) else None


def _numbers(claimed: Basis) -> list[int]:
    return [claimed.school_id, *(object_id for _, object_id in claimed.stamps)]
