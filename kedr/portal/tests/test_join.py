"""«Войти по приглашению»: from the slip in hand to the diary, and every code that does not open it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from kedr.accounts import actions, rules
from kedr.accounts.access import roles_to_take
from kedr.accounts.models import CodeApp, Grant, Invitation, Throttle, User
from kedr.accounts.views import browser
from kedr.audit.models import Event
from kedr.core import clock
from kedr.core.actor import Role
from kedr.core.seal import seal
from kedr.people.actions import Choice, invite_families
from kedr.people.models import Enrolment, Guardianship, Person
from tests.cast import NOW, PASSWORD, TODAY, YEAR_STARTS, Cast, enrol, person

type ClientOf = Callable[[str], Client]

OWN = "берёзовый сок по утрам"
ACCOUNT = "/join/account/"


@pytest.fixture
def mother(cast: Cast) -> Person:
    made = person(cast.one, "Власова", "Мария", "Юрьевна")
    Guardianship.objects.create(
        school_id=1, guardian_id=made.id, pupil_id=cast.pupils[2].id, kind="mother", starts_on=YEAR_STARTS
    )
    return made


def invite(cast: Cast, role: Role, who: Person) -> str:
    ((slip,),) = invite_families(
        actor=cast.actor("class_teacher"), at=NOW, school_id=1, class_id=cast.school_class.id,
        chosen=[Choice(role, who.id)],
    )  # fmt: skip
    return slip.code


def give(client: Client, code: str, address: str = "198.51.100.7") -> Any:
    return client.post("/join/", {"code": code}, headers={"X-Forwarded-For": address})


def told(answer: Any) -> str:
    """What the page says in its alert."""
    found = re.search(r'role="alert"><p>(.*?)</p>', answer.content.decode())
    return found[1] if found else ""


def join(client: Client, login: str = "maria.vlasova", password: str = OWN) -> Any:
    return client.post(ACCOUNT, {"login": login, "password": password})


def test_a_mother_comes_in_with_her_slip(cast: Cast, mother: Person) -> None:
    code, client = invite(cast, Role.GUARDIAN, mother), Client()
    page = client.get(f"/join/?code={code}").content.decode()
    assert f'value="{rules.grouped_invitation(code)}"' in page
    assert "Мария" not in page  # a link alone says nothing
    assert not Throttle.objects.exists()
    answer = give(client, rules.grouped_invitation(code).lower())
    assert answer["Location"] == ACCOUNT
    page = client.get(ACCOUNT).content.decode()
    assert "Здравствуйте, Мария Ю.!" in page
    assert "Школа № 1, дневник: Вера, 8А" in page
    assert "Власов" not in page
    assert 'value="mariya.y"' in page
    assert join(client)["Location"] == "/"
    home = client.get("/", follow=True)
    assert home.status_code == 200
    assert f"/diary/{cast.pupils[2].id}/" in home.redirect_chain[-1][0]
    assert client.cookies[browser.INVITATION].value == ""
    user = User.objects.get(login="maria.vlasova")
    assert [(grant.role, grant.label) for grant in roles_to_take(user.id, TODAY)] == [("guardian", "Вера, 8А")]
    signed_in = Event.objects.get(school_id=1, verb="sign_in", user_id=user.id)
    assert (signed_in.after or {})["way"] == "invitation"
    assert client.get(f"/s/1/diary/{cast.pupils[1].id}/").status_code == 404  # nobody else's child


def test_a_child_comes_in_without_a_mailbox(cast: Cast) -> None:
    code, client = invite(cast, Role.PUPIL, cast.pupils[2]), Client()
    give(client, code)
    page = client.get(ACCOUNT).content.decode()
    assert "Здравствуйте, Вера А.!" in page
    assert "mail" not in page
    assert join(client, "вера", "тихая роща у реки")["Location"] == "/"
    assert client.get("/", follow=True).redirect_chain[-1][0].startswith(f"/s/1/diary/{cast.pupils[2].id}/")
    again = Client()
    assert again.post("/signin/", {"login": "ВЕРА", "password": "тихая роща у реки"})["Location"] == "/"


def test_a_used_code_opens_nothing(cast: Cast, mother: Person) -> None:
    code, client = invite(cast, Role.GUARDIAN, mother), Client()
    other = Client()
    give(client, code)
    give(other, code)
    join(client)
    assert join(other, "maria.2").status_code == 400  # it was under way there too
    used = told(give(Client(), code))
    assert "войдите со своим логином" in used
    assert used == told(give(Client(), "K7PM34XE9HTA"))
    assert User.objects.filter(login__startswith="maria").count() == 1
    assert Event.objects.filter(school_id=0, verb="refuse_sign_in").count() == 2


@pytest.mark.parametrize("typed", ["", "коротко", "K7PM-34XE-9HT0", "K7PM-34XE-9HTA-K7PM", "x" * 70, "\x00" * 12])
def test_what_is_no_code_is_not_looked_for(typed: str, cast: Cast) -> None:
    answer = give(Client(), typed)
    assert answer.status_code == 400
    assert "code-error" in answer.content.decode()
    assert not Throttle.objects.exists()
    assert Client().get("/join/", {"code": typed}).status_code == 200


def test_a_revoked_code_and_one_that_is_over_say_what_to_do(
    cast: Cast, mother: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = invite(cast, Role.GUARDIAN, mother)
    former = Invitation.objects.get()
    actions.issue_invitations(
        actor=cast.actor("head"), at=NOW, school_id=1,
        new=[actions.NewInvitation(Role.GUARDIAN, mother.id, "Вера, 8А", former.id)],
    )  # fmt: skip
    assert "напечатала новое" in told(give(Client(), old))
    code = invite(cast, Role.PUPIL, cast.pupils[2])
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=31))
    assert "до 11 декабря" in told(give(Client(), code))


def test_guessing_waits_as_with_passwords(cast: Cast, mother: Person) -> None:
    code = invite(cast, Role.GUARDIAN, mother)
    for _ in range(5):
        assert give(Client(), "K7PM34XE9HTA").status_code == 400
    assert give(Client(), "K7PM34XE9HTA").status_code == 429
    Throttle.objects.all().delete()
    for number in range(rules.ADDRESS.free):
        digest = rules.buckets("x", "198.51.100.7", "")[1]
        actions.count_attempt(buckets=[digest], at=NOW)
        if number == 0:
            assert give(Client(), code).status_code == 302  # a good code takes itself back from the count
    blocked = give(Client(), code)
    assert blocked.status_code == 429
    assert "Слишком много попыток" in told(blocked)
    assert give(Client(), code, "203.0.113.5").status_code == 302


def test_no_code_is_in_the_counts_and_the_record(cast: Cast, mother: Person) -> None:
    code = invite(cast, Role.GUARDIAN, mother)
    give(Client(), code)
    kept = str([list(Event.objects.filter(school_id__in=(0, 1)).values()), list(Throttle.objects.values())])
    assert code not in kept


@pytest.mark.parametrize("change", ["barred", "ended", "left"])
def test_what_has_changed_since_the_printing_counts(change: str, cast: Cast, mother: Person) -> None:
    code, client = invite(cast, Role.GUARDIAN, mother), Client()
    give(client, code)
    links = Guardianship.objects.in_school(1).filter(guardian_id=mother.id)
    if change == "barred":
        links.update(is_barred=True)
    elif change == "ended":
        links.update(ends_on=TODAY)
    else:
        Enrolment.objects.in_school(1).filter(person_id=cast.pupils[2].id).update(ends_on=TODAY)
    for answer in (client.get(ACCOUNT), join(client)):
        assert answer.status_code == 400
        assert "больше не действует" in told(answer)
    assert not User.objects.filter(login="maria.vlasova").exists()


def test_a_form_with_faults_keeps_what_was_typed(cast: Cast, mother: Person) -> None:
    client = Client()
    give(client, invite(cast, Role.GUARDIAN, mother))
    for login, password, words in (
        ("teacher", OWN, "уже занят"), ("м", OWN, "от 3 до 60"), ("maria", "мало", "короче 8"), ("", "", "Придумайте"),
    ):  # fmt: skip
        answer = join(client, login, password)
        assert answer.status_code == 400
        assert words in answer.content.decode()
        assert f'value="{login}"' in answer.content.decode()
    assert join(client, "maria")["Location"] == "/"


def test_the_login_offered_is_free(cast: Cast, mother: Person) -> None:
    for login in ("mariya.y", "mariya.y2"):
        User.objects.create(login=login, name="Кто-то")
    client = Client()
    give(client, invite(cast, Role.GUARDIAN, mother))
    assert 'value="mariya.y3"' in client.get(ACCOUNT).content.decode()


def test_without_a_code_there_is_nothing(cast: Cast, client_of: ClientOf) -> None:
    for client in (Client(), client_of("guardian")):
        assert "Введите код с листка" in told(client.get(ACCOUNT))
        assert "Введите код с листка" in told(join(client))
    assert "Введите код с листка" in told(client_of("guardian").post("/join/add/"))
    assert client_of("guardian").get("/join/add/")["Location"] == ACCOUNT


def test_a_second_school_is_a_second_role_of_one_account(cast: Cast) -> None:
    """Алина's mother has a child in school 2 as well: there she is another row of people."""
    there = person(cast.two, "Абрамова", "Елена", "Игоревна")
    son = person(cast.two, "Абрамов", "Пётр")
    school_class = cast.foreign_course.class_id or 0
    Enrolment.objects.create(school_id=2, person_id=son.id, class_id=school_class, starts_on=YEAR_STARTS)
    Guardianship.objects.create(school_id=2, guardian_id=there.id, pupil_id=son.id, kind="mother", starts_on=TODAY)
    ((slip,),) = invite_families(
        actor=cast.actor("neighbour_teacher"), at=NOW, school_id=2, class_id=school_class,
        chosen=[Choice(Role.GUARDIAN, there.id)],
    )  # fmt: skip
    client = Client()
    give(client, slip.code)
    assert "/signin/?next=%2Fjoin%2Faccount%2F" in client.get(ACCOUNT).content.decode()
    answer = client.post("/signin/", {"login": "guardian", "password": PASSWORD, "next": ACCOUNT})
    assert answer["Location"] == ACCOUNT
    assert "Вы вошли как <b>Абрамова Елена</b>" in client.get(ACCOUNT).content.decode()
    assert client.post("/join/add/")["Location"] == "/"
    assert client.get("/", follow=True).redirect_chain[-1][0].startswith(f"/s/2/diary/{son.id}/")
    page = client.get("/account/roles/").content.decode()
    assert page.count("Родитель") >= 2
    assert "Пётр, 8А" in page
    assert User.objects.filter(name="Абрамова Елена").count() == 1


def test_one_slip_is_enough_for_all_children_of_the_school(cast: Cast, mother: Person) -> None:
    brother = person(cast.one, "Власов", "Антон")
    enrol(cast.other_class, brother)
    Guardianship.objects.create(
        school_id=1, guardian_id=mother.id, pupil_id=brother.id, kind="mother", starts_on=YEAR_STARTS
    )
    client = Client()
    give(client, invite(cast, Role.GUARDIAN, mother))
    assert "дневник: Антон, 9Б; Вера, 8А" in client.get(ACCOUNT).content.decode()
    join(client)
    for child in (brother, cast.pupils[2]):
        assert client.get(f"/s/1/diary/{child.id}/").status_code == 302
    assert Grant.objects.get(user__login="maria.vlasova").label == "Антон, 9Б; Вера, 8А"


def test_a_teacher_who_is_a_mother_is_sent_to_her_own_account(cast: Cast) -> None:
    teacher = cast.people["teacher"]
    Guardianship.objects.create(
        school_id=1, guardian_id=teacher.id, pupil_id=cast.pupils[2].id, kind="mother", starts_on=YEAR_STARTS
    )
    client = Client()
    give(client, invite(cast, Role.GUARDIAN, teacher))
    page = client.get(ACCOUNT).content.decode()
    assert "У вас уже есть вход" in page
    assert 'name="password"' not in page
    assert "нажмите «У меня уже есть вход»" in told(join(client))
    client.post("/signin/", {"login": "teacher", "password": PASSWORD, "next": ACCOUNT})
    assert client.post("/join/add/")["Location"] == "/"
    assert client.get("/", follow=True).redirect_chain[-1][0].startswith("/s/1/diary/")
    assert len(roles_to_take(cast.users["teacher"].id, TODAY)) == 2


def test_the_second_step_of_a_sign_in_may_come_between(cast: Cast) -> None:
    secret, teacher = "JBSWY3DPEHPK3PXP", cast.people["teacher"]
    CodeApp.objects.create(user=cast.users["teacher"], secret=seal(secret), added_at=NOW)
    Guardianship.objects.create(
        school_id=1, guardian_id=teacher.id, pupil_id=cast.pupils[2].id, kind="mother", starts_on=YEAR_STARTS
    )
    client = Client()
    give(client, invite(cast, Role.GUARDIAN, teacher))
    answer = client.post("/signin/", {"login": "teacher", "password": PASSWORD, "next": ACCOUNT})
    assert answer["Location"] == "/signin/code/"
    code = rules.totp(secret, int(NOW.timestamp()) // 30)
    assert client.post("/signin/code/", {"code": code})["Location"] == ACCOUNT
    assert client.post("/join/add/")["Location"] == "/"
    assert len(roles_to_take(cast.users["teacher"].id, TODAY)) == 2


def test_a_child_does_not_take_the_slip_of_a_parent(cast: Cast, client_of: ClientOf, mother: Person) -> None:
    client = client_of("pupil")
    give(client, invite(cast, Role.GUARDIAN, mother))
    page = client.get(ACCOUNT)
    assert "вы вошли как ученик" in told(page)
    assert "Добавить дневник" not in page.content.decode()
    assert "вы вошли как ученик" in told(client.post("/join/add/"))
    assert Invitation.objects.get().used_at is None


def test_a_session_of_a_family_stays_long_and_an_employees_short(cast: Cast, mother: Person) -> None:
    client = Client()
    give(client, invite(cast, Role.GUARDIAN, mother))
    answer = join(client)
    assert answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == rules.FAMILY_LIFE.longest.total_seconds()
