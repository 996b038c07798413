"""The actions by themselves: opening, closing, roles; each leaves its event."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kedr.accounts import access, actions
from kedr.accounts.actions import NewAccount, NewGrant
from kedr.accounts.models import Grant, SignIn, User
from kedr.audit.models import Event
from kedr.core.actor import SYSTEM, Role
from kedr.core.seal import seal, unseal
from tests.cast import NOW, TODAY, Cast

AT_SCHOOL = NewGrant(Role.TEACHER, "Школа № 1", date(2026, 9, 1), school_id=1, person_id=7)
WORDS = "тихий вечер у реки"


def test_an_account_is_opened_with_its_roles(cast: Cast) -> None:
    user_id = actions.open_account(
        actor=SYSTEM, at=NOW, login=" Novikova.T ", name="Новикова Т. И.", password=WORDS, grants=[AT_SCHOOL]
    )
    user = access.account_by_password("novikova.t", WORDS)
    assert user is not None
    assert user.id == user_id
    grant = Grant.objects.get(user_id=user_id)
    assert (grant.label, grant.at_school_id, grant.person_id) == ("Школа № 1", 1, 7)
    event = Event.objects.get(school_id=1, verb="open_account")
    assert event.target_id == user_id
    assert event.after is not None
    assert event.after["roles"][0]["role"] == "teacher"
    assert WORDS not in str(event.after)
    assert user.password not in str(event.after)


def test_a_taken_login_and_a_weak_password_open_nothing(cast: Cast) -> None:
    count = User.objects.count()
    with pytest.raises(actions.LoginTaken, match="teacher уже занят"):
        actions.open_account(actor=SYSTEM, at=NOW, login="Teacher", name="", password=WORDS, grants=[AT_SCHOOL])
    with pytest.raises(actions.WeakPassword, match="короче 12"):
        actions.open_account(actor=SYSTEM, at=NOW, login="new", name="", password="мало", grants=[AT_SCHOOL])
    pupil = replace(AT_SCHOOL, role=Role.PUPIL)
    actions.open_account(actor=SYSTEM, at=NOW, login="new", name="", password="солнышко-7", grants=[pupil])
    assert User.objects.count() == count + 1


def test_thousands_are_opened_in_few_statements(cast: Cast) -> None:
    hashed = make_password(WORDS)
    rows = [NewAccount(f"p{number}", f"П{number}", hashed, (AT_SCHOOL,)) for number in range(1200)]
    with CaptureQueriesContext(connection) as queries:
        ids = actions.open_accounts(actor=SYSTEM, at=NOW, accounts=iter(rows))
    assert len(queries) < 30
    assert [User.objects.get(id=ids[row]).login for row in (0, 777, 1199)] == ["p0", "p777", "p1199"]
    assert Event.objects.filter(school_id=1, verb="open_account").count() == 1200


def test_one_taken_login_stops_the_whole_load(cast: Cast) -> None:
    hashed = make_password(WORDS)
    rows = [NewAccount(login, "", hashed, (AT_SCHOOL,)) for login in ("fresh", "teacher")]
    with pytest.raises(actions.LoginTaken):
        actions.open_accounts(actor=SYSTEM, at=NOW, accounts=rows)
    assert not User.objects.filter(login="fresh").exists()


def open_session(cast: Cast, key: str = "teacher") -> actions.Opened:
    return actions.sign_in(user=cast.users[key], way="password", address="", device="", at=NOW)


def test_a_closed_account_has_no_sessions_and_can_be_reopened(cast: Cast) -> None:
    open_session(cast)
    user = cast.users["teacher"]
    actions.close_account(actor=cast.actor("head"), at=NOW, user_id=user.id, reason="Уволена")
    assert not SignIn.objects.exists()
    assert access.account_by_password("teacher", "лесная тропа к школе") is None
    assert Event.objects.get(school_id=1, verb="close_account").reason == "Уволена"
    actions.reopen_account(actor=cast.actor("head"), at=NOW, user_id=user.id)
    assert access.account_by_password("teacher", "лесная тропа к школе") is not None


def test_roles_are_given_and_ended(cast: Cast) -> None:
    user = cast.users["teacher"]
    made = actions.give_role(actor=SYSTEM, at=NOW, user_id=user.id, grant=replace(AT_SCHOOL, role=Role.HEAD))
    assert [grant.id for grant in access.roles_to_take(user.id, TODAY)][-1] == made
    actions.end_role(actor=SYSTEM, at=NOW, grant_id=made, ends_on=TODAY)
    assert made not in [grant.id for grant in access.roles_to_take(user.id, TODAY)]
    assert made in [grant.id for grant in access.roles_to_take(user.id, TODAY - timedelta(days=1))]
    event = Event.objects.get(school_id=1, verb="end_role")
    assert event.before is not None
    assert event.after is not None
    assert (event.before["ends_on"], event.after["ends_on"]) == (None, "2026-11-11")


def test_a_new_password_from_the_secretary_ends_all_sessions(cast: Cast) -> None:
    open_session(cast)
    actions.give_password(actor=cast.actor("secretary"), at=NOW, user=cast.users["teacher"])
    assert not SignIn.objects.exists()
    assert User.objects.get(login="teacher").has_one_time_password
    event = Event.objects.get(school_id=1, verb="give_password")
    assert (event.user_id, event.target_id) == (cast.users["secretary"].id, cast.users["teacher"].id)


def test_a_sign_in_without_a_role_is_refused(cast: Cast) -> None:
    Grant.objects.filter(user=cast.users["teacher"]).update(starts_on=TODAY + timedelta(days=1))
    with pytest.raises(actions.NoRole):
        open_session(cast)


def test_what_is_sealed_opens_only_with_the_key(settings: object) -> None:
    sealed = seal("секрет")
    assert "секрет" not in sealed
    assert unseal(sealed) == "секрет"
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"  # type: ignore[attr-defined]
    assert unseal(sealed) == "секрет"
