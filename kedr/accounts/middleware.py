"""Turns the session cookie into `request.actor`: one statement for session, account and role together."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from kedr.accounts import rules
from kedr.accounts.actions import renew_session
from kedr.accounts.rules import key_digest as key_digest
from kedr.core import clock
from kedr.core.actor import Actor, Role
from kedr.core.pages import unchanged
from kedr.core.sql import fetch
from kedr.core.stamps import sum_of
from kedr.core.tags import Basis, claimed_basis, is_sealed

# Uses the primary key of each table.
_ACTOR_SQL = """
SELECT u.id, u.name, g.id, g.role, g.municipality_id, g.at_school_id, g.person_id, u.unread, s.seen_at <= %s, {revision}
FROM accounts_signin s
JOIN accounts_user u ON u.id = s.user_id AND u.is_active
JOIN accounts_grant g ON g.id = s.grant_id AND g.user_id = u.id
  AND g.starts_on <= %s AND (g.ends_on IS NULL OR g.ends_on > %s)
WHERE s.key_digest = %s AND s.expires_at > %s AND s.seen_at > CASE WHEN s.is_long THEN %s ELSE %s END
"""


@cache
def _actor_sql(stamps: int) -> str:
    return _ACTOR_SQL.format(revision=sum_of(stamps) if stamps else 0)


class ActorMiddleware:
    """Sets `request.actor` (None for a stranger) and `request.now`, the only clock of a request.

    Who comes with the tag of a page (`core.tags`) gets its 304 here, by the same one statement.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = now = clock.now()  # type: ignore[attr-defined]
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        claimed = claimed_basis(request) if key else None
        actor, revision = actor_of(key, now, claimed) if key else (None, 0)
        request.actor = actor  # type: ignore[attr-defined]
        request.is_unchanged = bool(  # type: ignore[attr-defined]
            actor and claimed and claimed.revision == revision and now < claimed.until and is_sealed(request, claimed)
        )
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        """A stranger is sent to sign in; a program that asked for JSON gets 401 and keeps what it holds."""
        if request.is_unchanged:  # type: ignore[attr-defined]
            return unchanged(request.META["HTTP_IF_NONE_MATCH"])
        if request.actor is not None or getattr(view, "is_public", False):  # type: ignore[attr-defined]
            return None
        if request.accepts("text/html"):
            query = urlencode({"next": request.get_full_path()}, safe="/")
            return HttpResponseRedirect(f"{settings.LOGIN_URL}?{query}")
        return HttpResponse(b'{"code":"signed_out"}', status=401, content_type="application/json")


def actor_of(session_key: str, now: datetime, claimed: Basis | None = None) -> tuple[Actor | None, int]:
    """The actor of an open session, or None (ended, idle too long, closed account, no role today); and the revision
    at which the stamps stand that a reader's tag claims.

    One query; a second one, at most once in five minutes, to say that the session is in use.
    """
    today = clock.day_of(now)
    digest = key_digest(session_key)
    claim = [part for stamp in claimed.stamps for part in (claimed.school_id, *stamp)] if claimed else []
    rows = fetch(
        _actor_sql(len(claimed.stamps) if claimed else 0),
        [
            now - rules.SEEN_STEP,
            *claim,
            today,
            today,
            digest,
            now,
            now - rules.FAMILY_LIFE.idle,
            now - rules.STAFF_LIFE.idle,
        ],
    )
    if not rows:
        return None, 0
    user_id, name, grant_id, role, municipality_id, school_id, person_id, unread, is_stale, revision = rows[0]
    if is_stale:
        renew_session(digest=digest, at=now)
    return Actor(user_id, grant_id, Role(role), name, school_id, municipality_id, person_id, unread), revision
