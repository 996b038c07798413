"""Fixtures of the whole suite."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import uuid4

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from kedr.accounts.middleware import key_digest
from kedr.accounts.models import SignIn
from kedr.core import clock
from tests.cast import NOW, Cast, make_cast
from tests.sql_guard import guard

# The same examples in every run: a red CI is red for whoever repeats it. `--hypothesis-profile=search` looks for more.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.register_profile("search", deadline=None, max_examples=2000)
hypothesis.settings.load_profile("steady")


@pytest.fixture(autouse=True)
def school_guard() -> Iterator[None]:
    """Every statement of every test names its school: see tests/sql_guard.py."""
    with connection.execute_wrapper(guard):
        yield


@pytest.fixture(autouse=True, scope="session")
def files_apart(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What tests put in never lies among the real files."""
    settings.FILES_ROOT = tmp_path_factory.mktemp("files")


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Everybody, in the database; the clock stands at noon of `tests.cast.TODAY`."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return make_cast()


@pytest.fixture
def client_of(cast: Cast) -> Callable[[str], Client]:
    """`client_of("teacher")`: a browser in which that person has signed in; "stranger" has not."""

    def make(key: str) -> Client:
        client = Client()
        if key != "stranger":
            actor, session = cast.actor(key), f"session-of-{key}-{uuid4()}"
            SignIn.objects.create(
                key_digest=key_digest(session),
                user_id=actor.user_id,
                grant_id=actor.grant_id,
                started_at=NOW,
                seen_at=NOW,
                expires_at=NOW + timedelta(hours=12),
            )
            client.cookies[settings.SESSION_COOKIE_NAME] = session
        return client

    return make
