"""Invitations: codes that are easy to type and hard to guess, made once, taken once."""

import math
import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from kedr.accounts import access, actions, rules
from kedr.accounts.models import Grant, Invitation, SignIn, Step, User
from kedr.audit.models import Event
from kedr.core.actor import Actor, Role
from tests.cast import NOW, PASSWORD, TODAY, Cast

CODES = st.text(rules.INVITATION_SIGNS, min_size=12, max_size=12)
RUSSIAN = str.maketrans("AEKMHPCTYX", "АЕКМНРСТУХ")
OWN = "берёзовый сок по утрам"


# ---- rules ----


def test_a_code_has_fifty_bits() -> None:
    rude = sum((13 - len(word)) / len(rules.INVITATION_SIGNS) ** len(word) for word in rules._RUDE)
    assert math.log2(len(rules.INVITATION_SIGNS) ** rules.INVITATION_LENGTH * (1 - rude)) >= 50
    assert len(set(rules.INVITATION_SIGNS)) == 18
    assert not set("01OIBSZGL") & set(rules.INVITATION_SIGNS)


@given(CODES, st.lists(st.sampled_from([" ", "-", "–", "", ".", "\u00a0"]), min_size=13, max_size=13), st.booleans())
def test_however_a_code_is_typed_it_is_the_same(code: str, between: list[str], is_russian: bool) -> None:
    typed = "".join(gap + sign for gap, sign in zip(between, code, strict=False)) + between[-1]
    assert rules.normal_invitation(typed) == code
    assert rules.normal_invitation(typed.lower()) == code
    assert rules.normal_invitation((typed.translate(RUSSIAN) if is_russian else typed).lower()) == code
    assert rules.normal_invitation(rules.grouped_invitation(code)) == code


@given(st.text(max_size=70))
def test_what_is_no_code_is_none(typed: str) -> None:
    code = rules.normal_invitation(typed)
    assert code == "" or (len(code) == 12 and set(code) <= set(rules.INVITATION_SIGNS))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("в4кз-зчбх-2222", "84K3346X2222"),  # read as В, З, Ч, Б
        ("S222-Z222-G222", "522222226222"),
        ("K7PM-34XE-9HT", ""), ("K7PM-34XE-9HTAA", ""), ("K7PM-34XE-9HTO", ""), ("K7PM-34XE-9HT0", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_code_misread(typed: str, code: str) -> None:
    assert rules.normal_invitation(typed) == code


def test_codes_are_of_their_signs_grouped_and_never_rude() -> None:
    signs = iter("2222XEP22222" + "K7PM34XE9HTA")
    code = rules.new_invitation(lambda alphabet: next(signs))
    assert code == "K7PM34XE9HTA"
    assert rules.grouped_invitation(code) == "K7PM-34XE-9HTA"
    made = {rules.new_invitation(secrets.choice) for _ in range(300)}
    assert len(made) == 300
    assert all(rules.normal_invitation(one) == one for one in made)


@pytest.mark.parametrize("login", ["anna.p", "анна", "mama2", "anna@example.com", "а-б_в", "a" * 60])
def test_logins_that_will_do(login: str) -> None:
    assert rules.login_fault(rules.normal_login(f" {login.upper()} ")) == ""


@pytest.mark.parametrize("login", ["", "ab", "a" * 61, "anna p", "анна.p", "анnа", "12345", "<b>anna", "anna\x00"])
def test_logins_that_will_not(login: str) -> None:
    assert rules.login_fault(rules.normal_login(login))


def test_a_child_and_a_grown_up_never_share_an_account() -> None:
    for role in (Role.GUARDIAN, Role.TEACHER, Role.HEAD):
        assert "ученика" in rules.other_kind(Role.PUPIL, [Role.PUPIL, role])
        assert rules.other_kind(Role.GUARDIAN, [role]) == ""
    assert "родителя" in rules.other_kind(Role.GUARDIAN, [Role.PUPIL])
    assert rules.other_kind(Role.PUPIL, [Role.PUPIL]) == ""


# ---- actions ----


def wanted(cast: Cast, pupil: int = 1, **more: Any) -> actions.NewInvitation:
    about: dict[str, Any] = {"role": Role.PUPIL, "person_id": cast.pupils[pupil].id, "label": "8А, Школа № 1"}
    return actions.NewInvitation(**(about | more))


def issue(cast: Cast, *new: actions.NewInvitation) -> list[str]:
    actor = cast.actor("class_teacher")
    issued = actions.issue_invitations(actor=actor, at=NOW, school_id=1, new=new or [wanted(cast)])
    return [one.code for one in issued]


def invitation_of(code: str) -> Invitation:
    return access.invitation_to_open(code, NOW)


def join(invitation: Invitation, login: str = "boris.i", password: str = OWN) -> actions.Opened:
    return actions.join(
        invitation=invitation, name="Белов Борис", login=login, password=password, address="", device="Chrome", at=NOW
    )


def join_as(cast: Cast, who: str, invitation: Invitation) -> Actor:
    """`who` has signed in and takes the role; the actor of the session afterwards."""
    actor, key = cast.actor(who), f"key of {who}"
    SignIn.objects.create(
        key_digest=rules.key_digest(key), user_id=actor.user_id, grant_id=actor.grant_id, started_at=NOW, seen_at=NOW,
        expires_at=NOW + timedelta(hours=1),
    )  # fmt: skip
    actions.join_as(actor=actor, key=key, invitation=invitation, at=NOW)
    grant = SignIn.objects.get(key_digest=rules.key_digest(key)).grant
    assert grant
    return Actor(actor.user_id, grant.id, Role(grant.role), actor.name, grant.at_school_id, 0, grant.person_id)


def verbs(kind: str = "invitation") -> list[str]:
    return [event.verb for event in Event.objects.filter(school_id=1, target_kind=kind).order_by("id")]


def test_only_a_digest_is_kept(cast: Cast) -> None:
    (code,) = issue(cast)
    row = Invitation.objects.values().get()
    assert code not in str(row)
    assert code not in str(list(Event.objects.filter(school_id=1).values()))
    assert bytes(row["digest"]) == access.invitation_digest(code)
    assert (row["expires_at"], row["made_by"]) == (NOW + timedelta(days=30), cast.users["class_teacher"].id)
    (event,) = Event.objects.filter(school_id=1, verb="invite")
    assert (event.about_id, (event.after or {})["role"]) == (cast.pupils[1].id, "pupil")


def test_a_new_printing_revokes_the_old_code(cast: Cast) -> None:
    (old,) = issue(cast)
    (new,) = issue(cast, wanted(cast, former_id=invitation_of(old).id))
    assert invitation_of(new).revoked_at is None
    with pytest.raises(access.InvitationOver, match="напечатала новое"):
        invitation_of(old)
    assert verbs() == ["invite", "revoke_invitation", "invite"]


def test_nothing_is_printed_over_what_the_printer_did_not_see(cast: Cast) -> None:
    (code,) = issue(cast)
    for former_id in (0, 77):
        with pytest.raises(actions.ListChanged):
            issue(cast, wanted(cast, former_id=former_id), wanted(cast, 2))
    assert Invitation.objects.count() == 1
    join(invitation_of(code))
    with pytest.raises(actions.ListChanged):
        issue(cast, wanted(cast))


def test_two_printings_at_one_moment_make_one_invitation(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    issue(cast)
    monkeypatch.setattr("kedr.accounts.actions.invitations._former", lambda *about: [])
    with pytest.raises(actions.ListChanged) as refused:
        issue(cast)
    assert isinstance(refused.value.__cause__, IntegrityError)
    assert Invitation.objects.count() == 1


def test_a_class_is_five_statements(cast: Cast, django_assert_num_queries: Any) -> None:
    for size in (1, 60):
        new = [wanted(cast, person_id=1000 * size + number) for number in range(size)]
        issue(cast, *new)
        open_ones = dict(Invitation.objects.filter(revoked_at=None).values_list("person_id", "id"))
        again = [wanted(cast, person_id=one.person_id, former_id=open_ones[one.person_id]) for one in new]
        with django_assert_num_queries(7):  # accounts, former, revoke, insert, record; a savepoint is two
            issue(cast, *again)


def test_the_holder_of_a_code_opens_an_account_once(cast: Cast) -> None:
    (code,) = issue(cast)
    invitation = invitation_of(code)
    opened = join(invitation, login=" Boris.I ")
    user = User.objects.get(login="boris.i")
    assert (user.name, user.email, user.has_one_time_password) == ("Белов Борис", "", False)
    grant = Grant.objects.get(user=user)
    assert (grant.role, grant.at_school_id, grant.person_id, grant.label, grant.starts_on) == (
        "pupil", 1, cast.pupils[1].id, "8А, Школа № 1", TODAY,
    )  # fmt: skip
    assert (opened.actor.role, opened.actor.person_id) == (Role.PUPIL, cast.pupils[1].id)
    assert opened.lasts == rules.FAMILY_LIFE.longest
    assert access.account_by_password("boris.i", OWN) == user
    assert verbs() == ["invite", "join"]
    assert {"open_account", "sign_in"} <= set(verbs("account"))
    invitation.refresh_from_db()
    assert (invitation.used_at, invitation.used_by) == (NOW, user.id)
    with pytest.raises(access.NoInvitation):
        join(invitation, login="boris.2")
    with pytest.raises(access.NoInvitation):
        actions.open_invitation(code=code, at=NOW)
    assert User.objects.filter(login__startswith="boris").count() == 1


def test_a_used_code_and_an_unknown_one_sound_alike(cast: Cast) -> None:
    (code,) = issue(cast)
    join(invitation_of(code))
    said = set()
    for one in (code, "K7PM34XE9HTA", ""):
        with pytest.raises(access.NoInvitation) as refused:
            actions.open_invitation(code=one, at=NOW)
        said.add(refused.value.sentence)
    assert len(said) == 1


def test_after_thirty_days_a_code_is_over(cast: Cast) -> None:
    (code,) = issue(cast)
    late = NOW + rules.INVITATION_LIFE
    with pytest.raises(access.InvitationOver, match="до 11 декабря"):
        actions.open_invitation(code=code, at=late)
    assert access.invitation_to_open(code, late - timedelta(seconds=1)).expires_at == late


def test_a_code_is_good_when_the_secret_key_has_been_changed(cast: Cast, settings: Any) -> None:
    (code,) = issue(cast)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another one of fifty random characters, as it should be"
    assert actions.open_invitation(code=code, at=NOW)


def test_what_is_under_way_ends_after_half_an_hour(cast: Cast) -> None:
    (code,) = issue(cast)
    key = actions.open_invitation(code=f" {code.lower()}", at=NOW)
    assert access.invitation_to_take(key, NOW + timedelta(minutes=29)) == invitation_of(code)
    assert access.invitation_to_take(key, NOW + timedelta(minutes=30)) is None
    assert access.invitation_to_take("", NOW) is None
    issue(cast, wanted(cast, former_id=invitation_of(code).id))
    with pytest.raises(access.InvitationOver):
        access.invitation_to_take(key, NOW)
    assert Step.objects.filter(kind="join", user=None).count() == 1
    assert "open_invitation" in verbs()


@pytest.mark.parametrize(
    ("login", "password", "refusal"),
    [
        ("teacher", OWN, actions.LoginTaken), ("TEACHER", OWN, actions.LoginTaken), ("б", OWN, actions.WrongLogin),
        ("boris.i", "коротко", actions.WeakPassword), ("boris.i", "белов борис", actions.WeakPassword),
    ],
)  # fmt: skip
def test_a_login_and_a_password_keep_the_rules(cast: Cast, login: str, password: str, refusal: Any) -> None:
    (code,) = issue(cast)
    accounts = User.objects.count()
    with pytest.raises(refusal):
        join(invitation_of(code), login, password)
    assert User.objects.count() == accounts
    assert join(invitation_of(code)).login == "boris.i"  # nothing is used up


def test_two_who_choose_one_login_at_one_moment(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = issue(cast)
    monkeypatch.setattr("kedr.accounts.actions.accounts._check_free", lambda logins: None)
    with pytest.raises(actions.LoginTaken):
        join(invitation_of(code), "teacher")
    assert invitation_of(code).used_at is None


def test_who_comes_to_the_school_already_gets_no_second_account(cast: Cast) -> None:
    teacher = cast.people["teacher"]
    (code,) = issue(cast, wanted(cast, role=Role.GUARDIAN, person_id=teacher.id, label="Вера, 8А"))
    with pytest.raises(actions.AccountHeld):
        join(invitation_of(code))
    actor = join_as(cast, "teacher", invitation_of(code))
    assert (actor.role, actor.person_id) == (Role.GUARDIAN, teacher.id)
    roles = access.roles_to_take(cast.users["teacher"].id, TODAY)
    assert [(one.role, one.label) for one in roles] == [("teacher", ""), ("guardian", "Вера, 8А")]
    assert User.objects.get(login="teacher").last_grant_id == actor.grant_id
    assert {"give_role", "switch_role"} <= set(verbs("account"))
    assert verbs() == ["invite", "join"]
    with pytest.raises(access.NoInvitation):
        join_as(cast, "guardian", Invitation.objects.get())


def test_the_import_was_quicker(cast: Cast) -> None:
    (code,) = issue(cast)
    user = User.objects.create(login="boris", name="Белов Борис")
    Grant.objects.create(
        user=user, role="pupil", at_school_id=1, person_id=cast.pupils[1].id, starts_on=TODAY, label="8А"
    )
    with pytest.raises(actions.RoleHeld):
        join(invitation_of(code))
    with pytest.raises(actions.RoleHeld):
        join_as(cast, "pupil", invitation_of(code))


@pytest.mark.parametrize(("role", "who"), [(Role.PUPIL, "guardian"), (Role.PUPIL, "head"), (Role.GUARDIAN, "pupil")])
def test_a_role_of_another_kind_is_not_added(cast: Cast, role: Role, who: str) -> None:
    (code,) = issue(cast, wanted(cast, role=role, person_id=4242))
    with pytest.raises(actions.OtherKind):
        join_as(cast, who, invitation_of(code))
    assert Grant.objects.filter(person_id=4242).count() == 0
    assert invitation_of(code).used_at is None


def test_a_closed_account_is_not_opened_anew_by_a_code(cast: Cast) -> None:
    User.objects.filter(login="guardian").update(is_active=False)
    with pytest.raises(actions.ListChanged):
        issue(cast, wanted(cast, role=Role.GUARDIAN, person_id=cast.people["guardian"].id))


def test_the_name_of_the_session_cookie_is_not_that_of_the_invitation() -> None:
    from kedr.accounts.views import browser

    assert len({browser.INVITATION, browser.STEP, browser.DEVICE, settings.SESSION_COOKIE_NAME}) == 4


def test_the_password_of_a_newcomer_is_hashed_as_everybodys(cast: Cast) -> None:
    (code,) = issue(cast)
    join(invitation_of(code), password=PASSWORD + " и обратно")
    made, other = (User.objects.get(login=login).password.split("$")[0] for login in ("boris.i", "teacher"))
    assert made == other
