"""Turns the session cookie into `request.actor`: one statement for session, account and role together."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from kedr.accounts import rules
from kedr.accounts.actions import renew_session
from kedr.accounts.rules import key_digest as key_digest
from kedr.core import clock
from kedr.core.actor import Actor, Role
from kedr.core.sql import fetch, instant

# Uses the primary key of each table.
_ACTOR_SQL = """
SELECT u.id, u.name, g.id, g.role, g.municipality_id, g.at_school_id, g.person_id, s.seen_at <= %s
FROM accounts_signin s
JOIN accounts_user u ON u.id = s.user_id AND u.is_active
JOIN accounts_grant g ON g.id = s.grant_id AND g.user_id = u.id
  AND g.starts_on <= %s AND (g.ends_on IS NULL OR g.ends_on > %s)
WHERE s.key_digest = %s AND s.expires_at > %s AND s.seen_at > CASE WHEN s.is_long THEN %s ELSE %s END
"""


class ActorMiddleware:
    """Sets `request.actor` (None for a stranger) and `request.now`, the only clock of a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = now = clock.now()  # type: ignore[attr-defined]
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        request.actor = actor_of(key, now) if key else None  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        """A stranger is sent to sign in; a program that asked for JSON gets 401 and keeps what it holds."""
        if request.actor is not None or getattr(view, "is_public", False):  # type: ignore[attr-defined]
            return None
        if request.accepts("text/html"):
            query = urlencode({"next": request.get_full_path()}, safe="/")
            return HttpResponseRedirect(f"{settings.LOGIN_URL}?{query}")
        return HttpResponse(b'{"code":"signed_out"}', status=401, content_type="application/json")


def actor_of(session_key: str, now: datetime) -> Actor | None:
    """The actor of an open session, or None: ended, idle too long, closed account, no role today.

    One query; a second one, at most once in five minutes, to say that the session is in use.
    """
    today = clock.day_of(now).isoformat()
    digest = key_digest(session_key)
    rows = fetch(
        _ACTOR_SQL,
        [
            instant(now - rules.SEEN_STEP),
            today,
            today,
            digest,
            instant(now),
            instant(now - rules.FAMILY_LIFE.idle),
            instant(now - rules.STAFF_LIFE.idle),
        ],
    )
    if not rows:
        return None
    user_id, name, grant_id, role, municipality_id, school_id, person_id, is_stale = rows[0]
    if is_stale:
        renew_session(digest=digest, at=now)
    return Actor(user_id, grant_id, Role(role), name, school_id, municipality_id, person_id)
