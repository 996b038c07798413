"""«Нужно сдать»: a pupil's debts above the week of today, the late ones said."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kedr.diary.queries.owed import owed_by
from kedr.diary.tests.test_week import ADDRESS
from kedr.diary.tests.writing import mark, work
from kedr.journal.models import Mark
from tests.cast import TODAY, Cast

type ClientOf = Callable[[str], Client]


def debt(cast: Cast, pupil: int, lesson: int, due: date) -> Mark:
    made = mark(work(cast, cast.lessons[lesson], kind="КР"), cast.pupils[pupil], "5", by=cast.people["teacher"])
    Mark.objects.in_school(1).filter(id=made.id).update(value=".", due_on=due)
    return made


def test_debts_stand_above_the_week_of_today(cast: Cast, client_of: ClientOf) -> None:
    late, open_ = debt(cast, 0, 0, TODAY - timedelta(days=1)), debt(cast, 0, 1, TODAY)
    debt(cast, 1, 2, TODAY)
    assert [(one.mark_id, one.is_late) for one in owed_by(1, cast.pupils[0].id, TODAY)] == [
        (late.id, True), (open_.id, False),
    ]  # fmt: skip
    client, address = client_of("guardian"), ADDRESS.format(cast.pupils[0].id)
    html = client.get(address).content.decode()
    assert "Нужно сдать" in html
    assert f'/mark/{late.id}/">Алгебра, контрольная работа</a>' in html
    assert "до 10 ноября, срок прошёл" in html
    assert "до 11 ноября</b>" in html
    assert "Нужно сдать" not in client.get(address.replace("2026-11-09", "2026-11-02")).content.decode()


def test_a_mark_given_ends_it_and_an_old_one_is_nobodys(cast: Cast, client_of: ClientOf) -> None:
    made = debt(cast, 0, 0, TODAY)
    assert owed_by(1, cast.pupils[0].id, TODAY + timedelta(days=301)) == []
    Mark.objects.in_school(1).filter(id=made.id).update(value="4", due_on=None)
    assert "Нужно сдать" not in client_of("pupil").get(ADDRESS.format(cast.pupils[0].id)).content.decode()


def test_it_is_one_query(cast: Cast) -> None:
    for lesson in range(4):
        debt(cast, 0, lesson, TODAY)
    with CaptureQueriesContext(connection) as seen:
        assert len(owed_by(1, cast.pupils[0].id, TODAY)) == 4
    assert len(seen) == 1
