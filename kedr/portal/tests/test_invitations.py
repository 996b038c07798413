"""«Приглашения» of a class: who comes in, who is invited; the answer to a printing is the paper itself."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pypdf
import pytest
from django.test import Client

from kedr.accounts.models import Grant, Invitation, SignIn, User
from kedr.audit.actions import Change, record
from kedr.core import clock
from kedr.core.actor import SYSTEM
from kedr.people.models import Guardianship, Person
from kedr.portal.queries.invitations import invitation_sheet
from kedr.reports.pdf import slips
from tests.cast import NOW, PASSWORD, TODAY, YEAR_STARTS, Cast, enrol, person

type ClientOf = Callable[[str], Client]

CODE = re.compile(r"\b(?:[0-9A-Z]{4}-){2}[0-9A-Z]{4}\b")
TICK = re.compile(r'<input type="checkbox" name="who" value="([^"]+)"( checked)?>')


@pytest.fixture
def mother(cast: Cast) -> Person:
    """Of Вера; neither has an account, nor has Борис."""
    made = person(cast.one, "Власова", "Мария", "Юрьевна")
    Guardianship.objects.create(
        school_id=1, guardian_id=made.id, pupil_id=cast.pupils[2].id, kind="mother", starts_on=YEAR_STARTS
    )
    return made


def path(cast: Cast) -> str:
    return f"/s/1/classes/{cast.school_class.id}/invitations/"


def proved(client: Client) -> Client:
    SignIn.objects.update(proved_at=NOW)
    return client


def ticks(client: Client, cast: Cast, query: str = "") -> dict[str, bool]:
    """What can be chosen, and whether it is."""
    page = client.get(path(cast) + query).content.decode()
    return {value: bool(checked) for value, checked in TICK.findall(page)}


def text_of(answer: Any) -> str:
    assert answer["Content-Type"] == "application/pdf", answer.content.decode()[:300]
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)


def test_the_list_says_who_comes_in(cast: Cast, client_of: ClientOf, mother: Person) -> None:
    barred = person(cast.one, "Власов", "Андрей", "Ильич")
    Guardianship.objects.create(
        school_id=1, guardian_id=barred.id, pupil_id=cast.pupils[2].id, kind="father", starts_on=YEAR_STARTS,
        is_barred=True,
    )  # fmt: skip
    User.objects.filter(login="other_guardian").update(is_active=False)
    change = Change("sign_in", "account", cast.users["pupil"].id)
    record(actor=SYSTEM, at=NOW - timedelta(days=2), school_id=1, changes=[change])
    client = proved(client_of("class_teacher"))
    page = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", client.get(path(cast)).content.decode(), flags=re.S)
    rows = " ".join(page.split())
    assert "Абрамова Алина Сергеевна ученица есть вход последний раз 9 ноября" in rows
    assert "Абрамова Елена Игоревна мать есть вход ещё ни разу" in rows
    assert "Белов Илья Олегович мать вход закрыт" in rows
    assert "Власова Вера Андреевна ученица нет" in rows
    assert "Власов Андрей Ильич отец дневник закрыт" in rows
    assert "Вход есть у 2 из 6, приглашений на руках 0" in rows
    assert ticks(client, cast) == {
        f"pupil-{cast.pupils[1].id}-0": True, f"pupil-{cast.pupils[2].id}-0": True, f"guardian-{mother.id}-0": True,
    }  # fmt: skip


def test_last_seen_is_the_later_of_record_and_session(cast: Cast) -> None:
    SignIn.objects.create(
        key_digest=b"x", user_id=cast.users["pupil"].id, started_at=NOW, seen_at=NOW, expires_at=NOW
    )  # fmt: skip
    change = Change("sign_in", "account", cast.users["pupil"].id)
    record(actor=SYSTEM, at=NOW - timedelta(days=2), school_id=1, changes=[change])
    sheet = invitation_sheet(1, cast.school_class.id, NOW)
    assert [line.way.seen_at for family in sheet.settled for line in family] == [NOW, None]


def test_a_printing_answers_with_the_paper(cast: Cast, client_of: ClientOf, mother: Person) -> None:
    client = proved(client_of("class_teacher"))
    answer = client.post(path(cast), {"who": list(ticks(client, cast))}, headers={"Host": "localhost"})
    assert unquote(answer["Content-Disposition"]).endswith("Приглашения, 8А.pdf")
    assert answer["Cache-Control"] == "no-store, private"
    text = text_of(answer)
    codes = CODE.findall(text)
    assert len(codes) == len(set(codes)) == 3
    assert text.index("Белов Борис Ильич") < text.index("Власова Вера") < text.index("Власова Мария Юрьевна")
    assert text.count("localhost/join") == 3
    assert "11 декабря 2026" in text
    assert Invitation.objects.count() == 3
    fresh = ticks(client, cast)
    assert set(fresh.values()) == {False}  # whoever holds a slip is not given another by a careless press
    assert set(ticks(client, cast, "?all=1").values()) == {True}
    assert "приглашение до 11.12" in client.get(path(cast)).content.decode()


def test_the_qr_leads_to_the_host_that_was_asked(
    cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    real = slips.picture

    def picture(text: str) -> str:
        said.append(text)
        return real(text)

    monkeypatch.setattr(slips, "picture", picture)
    client = proved(client_of("class_teacher"))
    chosen = [f"pupil-{cast.pupils[2].id}-0"]
    text = text_of(client.post(path(cast), {"who": chosen}, headers={"Host": "localhost"}))
    (code,) = CODE.findall(text)
    assert said == [f"http://localhost/join/?code={code.replace('-', '')}"]


def test_a_page_that_stood_open_prints_nothing_twice(cast: Cast, client_of: ClientOf, mother: Person) -> None:
    client = proved(client_of("class_teacher"))
    old = list(ticks(client, cast))
    assert client.post(path(cast), {"who": old[:1]}).status_code == 200
    answer = client.post(path(cast), {"who": old})
    assert answer.status_code == 409
    assert "Ничего не напечатано" in answer.content.decode()
    assert Invitation.objects.count() == 1
    again = client.post(path(cast), {"who": list(ticks(client, cast))})
    assert len(CODE.findall(text_of(again))) == 3
    assert Invitation.objects.filter(revoked_at=None).count() == 3


@pytest.mark.parametrize("who", [[], ["", "x", "head-1-0", "pupil", "pupil-x", "pupil-9-0", "guardian-" + "9" * 30]])
def test_nobody_and_nonsense_are_refused_on_the_page(who: list[str], cast: Cast, client_of: ClientOf) -> None:
    answer = proved(client_of("class_teacher")).post(path(cast), {"who": who})
    assert answer.status_code == 409
    assert 'role="alert"' in answer.content.decode()
    assert not Invitation.objects.exists()


def test_an_invitation_that_is_over_is_offered_anew(
    cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = proved(client_of("secretary"))
    client.post(path(cast), {"who": list(ticks(client, cast))})
    late = NOW + timedelta(days=30)
    monkeypatch.setattr(clock, "now", lambda: late)
    SignIn.objects.update(expires_at=late + timedelta(days=1), seen_at=late, proved_at=late)
    assert "срок вышел 11.12" in client.get(path(cast)).content.decode()
    assert set(ticks(client, cast).values()) == {True}
    assert len(CODE.findall(text_of(client.post(path(cast), {"who": list(ticks(client, cast))})))) == 2


def test_the_password_is_asked_first(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("class_teacher")
    page = client.get(path(cast)).content.decode()
    assert "Подтвердить пароль" in page
    assert ticks(client, cast) == {}
    answer = client.post(path(cast), {"who": [f"pupil-{cast.pupils[2].id}-0"]})
    assert (answer.status_code, unquote(answer["Location"])) == (302, f"/account/confirm/?next={path(cast)}")
    assert not Invitation.objects.exists()
    assert client.post(answer["Location"], {"password": PASSWORD})["Location"] == path(cast)
    assert set(ticks(client, cast).values()) == {True}


def test_another_class_is_not_there(cast: Cast, client_of: ClientOf) -> None:
    other = f"/s/1/classes/{cast.other_class.id}/invitations/"
    teacher = proved(client_of("class_teacher"))
    for client, status in ((teacher, 404), (proved(client_of("secretary")), 200)):
        assert client.get(other).status_code == status
    assert teacher.post(other, {"who": [f"pupil-{cast.pupils[2].id}-0"]}).status_code == 404
    assert proved(client_of("neighbour_teacher")).post(path(cast)).status_code == 404
    assert not Invitation.objects.exists()


def test_the_office_may_print_not_for_people_of_another_class(cast: Cast, client_of: ClientOf) -> None:
    other = f"/s/1/classes/{cast.other_class.id}/invitations/"
    answer = proved(client_of("head")).post(other, {"who": [f"pupil-{cast.pupils[2].id}-0"]})
    assert answer.status_code == 409
    assert not Invitation.objects.exists()


def test_where_it_is_linked(cast: Cast, client_of: ClientOf) -> None:
    assert path(cast) in client_of("class_teacher").get("/s/1/my-class/").content.decode()
    assert path(cast) in client_of("secretary").get("/s/1/classes/").content.decode()
    assert path(cast) in client_of("secretary").get(f"/s/1/classes/{cast.school_class.id}/").content.decode()


@pytest.mark.parametrize("size", [1, 30])
def test_statements_do_not_grow(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: Any, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(size):
        pupil, parent = person(cast.one, f"Новиков{number}", "Ян"), person(cast.one, f"Новикова{number}", "Ия")
        enrol(cast.school_class, pupil)
        Guardianship.objects.create(
            school_id=1, guardian_id=parent.id, pupil_id=pupil.id, kind="mother", starts_on=YEAR_STARTS
        )
        user = User.objects.create(login=f"pupil{number}", name="Новиков Ян")
        if number % 2:
            Grant.objects.create(
                user=user, role="pupil", at_school_id=1, person_id=pupil.id, starts_on=TODAY, label="8А"
            )
    client = proved(client_of("class_teacher"))
    chosen = list(ticks(client, cast))
    with django_assert_num_queries(7):  # actor, class; families, invitations, grants, last seen; proof
        assert client.get(path(cast)).status_code == 200
    monkeypatch.setattr(slips, "write", lambda sheets: b"%PDF")
    # actor, class, proof; families, class, school, children; accounts, former, insert, record; record; school;
    # two savepoints are four
    with django_assert_num_queries(17):
        assert client.post(path(cast), {"who": chosen}).status_code == 200
