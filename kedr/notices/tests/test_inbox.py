"""What is told comes to the inbox; the bell counts it; the record knows that it was said."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kedr.accounts.models import User
from kedr.audit.models import Event
from kedr.core.actor import Role
from kedr.notices.actions import read_notices
from kedr.notices.models import Notice
from kedr.notices.queries import addressees, inbox
from kedr.notices.tests.telling import say
from tests.cast import NOW, TODAY, Cast, account

type ClientOf = Callable[[str], Client]


def test_a_notice_rings_the_bell_until_it_is_read(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("guardian")
    assert "новых" not in client.get("/s/1/diary/marks/", follow=True).content.decode()
    say(cast, "guardian", path="/s/1/diary/")
    say(cast, "guardian", title="<script>alert(1)</script>")
    html = client.get("/s/1/diary/marks/", follow=True).content.decode()
    assert "Уведомления: новых 2" in html
    html = client.get("/inbox/").content.decode()
    assert 'href="/s/1/diary/">Родительское собрание</a>' in html
    assert "&lt;script&gt;" in html
    assert html.count("новое") == 2
    html = client.get("/inbox/").content.decode()
    assert "новых" not in html
    assert "новое" not in html
    assert "Родительское собрание" in html
    assert User.objects.get(login="guardian").unread == 0


def test_the_bell_is_part_of_what_a_page_is_made_of(cast: Cast, client_of: ClientOf) -> None:
    """Or a browser would go on showing the page it has."""
    client = client_of("guardian")
    path = f"/s/1/diary/{cast.pupils[0].id}/marks/"
    etag = client.get(path)["ETag"]
    assert client.get(path, headers={"if-none-match": etag}).status_code == 304
    say(cast, "guardian")
    assert client.get(path, headers={"if-none-match": etag}).status_code == 200


def test_everybody_sees_their_own_only(cast: Cast, client_of: ClientOf) -> None:
    say(cast, "guardian")
    assert "Родительское собрание" not in client_of("other_guardian").get("/inbox/").content.decode()
    assert "Пока ничего нового" in client_of("other_guardian").get("/inbox/").content.decode()
    assert User.objects.get(login="guardian").unread == 1


def test_what_came_in_another_role_says_which(cast: Cast, client_of: ClientOf) -> None:
    """The address leads nowhere in this role: it is not a link."""
    say(cast, "guardian", path="/s/1/diary/")
    Notice.objects.update(grant_id=0)
    html = client_of("guardian").get("/inbox/").content.decode()
    assert 'href="/s/1/diary/">Родительское' not in html
    assert "сменить роль" in html


def test_what_was_not_done_is_not_told(cast: Cast) -> None:
    with transaction.atomic():
        say(cast, "guardian")
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert User.objects.get(login="guardian").unread == 0


def test_only_what_was_shown_is_read(cast: Cast) -> None:
    say(cast, "guardian")
    shown = inbox(cast.actor("guardian"))
    say(cast, "guardian", title="Ещё одно")
    read_notices(actor=cast.actor("guardian"), at=NOW, up_to=shown[0].id)
    assert User.objects.get(login="guardian").unread == 1


def test_telling_is_in_the_record_and_costs_the_same_for_many(cast: Cast) -> None:
    counts = []
    for who in (["guardian"], list(cast.actors) * 20):
        with CaptureQueriesContext(connection) as seen:
            say(cast, *who)
        counts.append(len(seen))
    assert counts[0] == counts[1] == 5
    assert Event.objects.filter(school_id=1, verb="notices.tell").order_by("-id")[0].after == {
        "announcement": 20 * len(cast.actors)
    }


def test_addressees_are_open_accounts_with_the_role_today(cast: Cast) -> None:
    person = cast.people["guardian"].id
    (one,) = addressees(1, [person], [Role.GUARDIAN], TODAY)
    assert (one.user_id, one.person_id) == (cast.actor("guardian").user_id, person)
    assert addressees(1, [person], [Role.TEACHER], TODAY) == []
    assert addressees(2, [person], [Role.GUARDIAN], TODAY) == []
    assert addressees(1, [], [Role.GUARDIAN], TODAY) == []
    account(cast, "guardian", Role.HEAD, who=cast.people["guardian"])
    assert len(addressees(1, [person], [Role.GUARDIAN, Role.HEAD], TODAY)) == 2, "each role has its own"
    User.objects.filter(login="guardian").update(is_active=False)
    assert addressees(1, [person], [Role.GUARDIAN], TODAY) == []
    assert addressees(1, [person], [Role.GUARDIAN], TODAY - timedelta(days=400)) == []
