"""What the browser keeps for us, and what it says of itself: cookies, address, device, where to go next."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import orjson
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils.crypto import get_random_string
from django.utils.http import url_has_allowed_host_and_scheme

from kedr.accounts import rules
from kedr.accounts.actions import NewKey, Opened
from kedr.core.look import COOKIE as LOOK_COOKIE

SESSION = settings.SESSION_COOKIE_NAME
STEP = f"{SESSION}-step"
DEVICE = f"{SESSION}-device"
INVITATION = f"{SESSION}-join"  # apart from other steps: a sign-in may come between
_YEAR = timedelta(days=365)
_LOGINS_KEPT = 8  # of one shared computer


def key_of(request: HttpRequest) -> str:
    return request.COOKIES.get(SESSION, "")


def step_key_of(request: HttpRequest) -> str:
    return request.COOKIES.get(STEP, "")


def address_of(request: HttpRequest) -> str:
    """The address a request came from, past the proxies named in the settings."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return rules.client_address(request.META.get("REMOTE_ADDR", ""), forwarded, settings.PROXIES)


def device_words(request: HttpRequest) -> str:
    return rules.device_words(request.headers.get("User-Agent", ""))


def origin_of(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def local(address: str | None, otherwise: str = "/") -> str:
    """An address of this site, or the other one: a link to our sign-in page never leads a reader away.

    What cannot be printed is in no address of ours, and PostgreSQL keeps no NUL.
    """
    is_local = address and address.isprintable() and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if address and is_local else otherwise


def json_of(request: HttpRequest) -> dict[str, Any]:
    """The object in the body; an empty one when there is none."""
    try:
        body = orjson.loads(request.body)
    except orjson.JSONDecodeError:
        return {}
    return body if isinstance(body, dict) else {}


def hex_of(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def known_device(request: HttpRequest, login: str) -> str:
    """The id of this device when the login has signed in here before; "" else."""
    device, logins = _device(request)
    return device if _short(login) in logins else ""


def let_in(request: HttpRequest, response: HttpResponse, opened: Opened) -> HttpResponse:
    """Hand the session's key to the browser, and what makes the next visit easier."""
    keep_key(response, NewKey(opened.key, opened.lasts))
    rotate_token(request)
    response.delete_cookie(STEP)
    device, logins = _device(request)
    logins = [_short(opened.login), *(one for one in logins if one != _short(opened.login))][:_LOGINS_KEPT]
    _set(response, DEVICE, signing.dumps([device or get_random_string(22), logins], salt=DEVICE), _YEAR)
    if opened.look:
        keep_look(response, opened.look)
    return response


def keep_key(response: HttpResponse, made: NewKey) -> None:
    _set(response, SESSION, made.key, made.lasts)


def keep_step(response: HttpResponse, key: str) -> None:
    _set(response, STEP, key, rules.STEP_LIFE)


def invitation_key_of(request: HttpRequest) -> str:
    return request.COOKIES.get(INVITATION, "")


def keep_invitation(response: HttpResponse, key: str) -> None:
    _set(response, INVITATION, key, rules.JOIN_LIFE)


def forget_invitation(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(INVITATION)
    return response


def keep_look(response: HttpResponse, look: str) -> None:
    response.set_cookie(LOOK_COOKIE, look, max_age=_YEAR, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax")


def _set(response: HttpResponse, name: str, value: str, lasts: timedelta | None) -> None:
    response.set_cookie(
        name, value, max_age=lasts, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )


def _device(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        device, logins = signing.loads(request.COOKIES.get(DEVICE, ""), salt=DEVICE, max_age=_YEAR)
    except signing.BadSignature:
        return "", []
    return device, logins


def _short(login: str) -> str:
    return sha256(login.encode()).hexdigest()[:12]
