"""Links: made, closed, made anew; whom they serve, and when they die."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from kedr.accounts.models import Grant, Throttle, User
from kedr.audit.models import Event
from kedr.calendars.access import calendar_to_keep, feed_to_read, first_calendar
from kedr.calendars.actions import close_calendar, note_reading, open_calendar
from kedr.calendars.models import CalendarFeed
from kedr.calendars.tests.reading import alina, link_of, read
from kedr.core.errors import NotFound
from kedr.people.models import Guardianship, Person, Post
from tests.cast import NOW, TODAY, Cast, account, enrol, person

type ClientOf = Callable[[str], Client]

STRANGERS = [
    "other_guardian", "teacher", "colleague", "class_teacher", "deputy_head", "head", "secretary", "neighbour_teacher",
    "municipal_officer", "regional_officer",
]  # fmt: skip


def told(cast: Cast) -> list[tuple[str, int]]:
    events = Event.objects.filter(school_id=1, verb__startswith="calendar.").order_by("id")
    return list(events.values_list("verb", "target_id"))


def test_a_link_is_kept_as_a_digest_and_told_in_the_record(cast: Cast) -> None:
    actor, pupil = cast.actor("guardian"), cast.pupils[0]
    secret = open_calendar(actor=actor, at=NOW, calendar=calendar_to_keep(actor, 1, pupil.id, TODAY))
    assert len(secret) >= 43  # 256 bits
    feed = CalendarFeed.objects.get()
    assert bytes(feed.secret_digest) == sha256(secret.encode()).digest()
    assert (feed.user_id, feed.grant_id, feed.at_school_id) == (actor.user_id, actor.grant_id, 1)
    assert (feed.person_id, feed.made_at, feed.revoked_at, feed.read_on) == (pupil.id, NOW, None, None)
    event = Event.objects.get(school_id=1, verb="calendar.open")
    assert (event.target_kind, event.target_id, event.about_id) == ("calendar", feed.id, pupil.id)
    assert event.user_id == actor.user_id
    assert secret not in str(event.after)


def test_making_anew_closes_the_former(cast: Cast) -> None:
    former, later = alina(cast), alina(cast)
    assert former != later
    assert (read(former).status_code, read(later).status_code) == (404, 200)
    first, second = CalendarFeed.objects.order_by("id")
    assert (first.revoked_at, second.revoked_at) == (NOW, None)
    assert told(cast) == [("calendar.open", first.id), ("calendar.open", second.id)]
    assert Event.objects.filter(school_id=1, verb="calendar.open").latest("id").after == {"closes": first.id}


def test_closing_ends_it_and_closing_twice_is_nothing(cast: Cast) -> None:
    address, actor = alina(cast), cast.actor("guardian")
    for _ in range(2):
        close_calendar(actor=actor, at=NOW, calendar=calendar_to_keep(actor, 1, cast.pupils[0].id, TODAY))
    assert read(address).status_code == 404
    feed = CalendarFeed.objects.get()
    assert told(cast) == [("calendar.open", feed.id), ("calendar.close", feed.id)]


def test_each_child_and_each_reader_has_a_link_of_their_own(cast: Cast) -> None:
    brother = person(cast.one, "Абрамов", "Тимофей")
    enrol(cast.other_class, brother)
    Guardianship.objects.create(
        school_id=1, guardian_id=cast.people["guardian"].id, pupil_id=brother.id, kind="mother", starts_on=TODAY
    )
    addresses = [alina(cast), alina(cast, "pupil"), link_of(cast, "guardian", brother.id)]
    assert [read(address).status_code for address in addresses] == [200] * 3
    actor = cast.actor("pupil")
    close_calendar(actor=actor, at=NOW, calendar=calendar_to_keep(actor, 1, cast.pupils[0].id, TODAY))
    assert [read(address).status_code for address in addresses] == [200, 404, 200]


@pytest.mark.parametrize("who", STRANGERS)
def test_nobody_else_makes_a_link_to_a_child(cast: Cast, who: str) -> None:
    """Not those of the school either, who may read the diary: their reading would leave no trace."""
    for school in (1, 2):
        with pytest.raises(NotFound):
            calendar_to_keep(cast.actor(who), school, cast.pupils[0].id, TODAY)


def test_a_teacher_makes_a_link_to_their_own_lessons_only(cast: Cast) -> None:
    actor = cast.actor("teacher")
    assert calendar_to_keep(actor, 1, actor.person_id, TODAY).diary is None
    assert first_calendar(actor, 1, TODAY) == actor.person_id
    for school, who in ((1, "colleague"), (2, "teacher"), (2, "neighbour_teacher")):
        with pytest.raises(NotFound):
            calendar_to_keep(actor, school, cast.people[who].id, TODAY)
    with pytest.raises(NotFound):
        first_calendar(actor, 2, TODAY)
    for who in ("deputy_head", "secretary"):  # in that role they have no lessons
        with pytest.raises(NotFound):
            calendar_to_keep(cast.actor(who), 1, cast.people[who].id, TODAY)


def test_a_role_that_is_gone_makes_no_link(cast: Cast) -> None:
    actor, pupil = cast.actor("guardian"), cast.pupils[0]
    calendar = calendar_to_keep(actor, 1, pupil.id, TODAY)
    Grant.objects.filter(id=actor.grant_id).update(at_school_id=2)
    with pytest.raises(NotFound):
        open_calendar(actor=actor, at=NOW, calendar=calendar)
    Grant.objects.filter(id=actor.grant_id).delete()
    with pytest.raises(NotFound):
        open_calendar(actor=actor, at=NOW, calendar=calendar)
    assert not CalendarFeed.objects.exists()


def test_the_database_keeps_one_open_link(cast: Cast) -> None:
    alina(cast)
    feed = CalendarFeed.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarFeed.objects.create(
            user_id=feed.user_id, grant_id=feed.grant_id, at_school_id=1, person_id=feed.person_id,
            secret_digest=b"other", made_at=NOW,
        )  # fmt: skip


def _guardianship(**changes: Any) -> Callable[[Cast], object]:
    return lambda cast: Guardianship.objects.in_school(1).filter(pupil_id=cast.pupils[0].id).update(**changes)


def _grant(who: str, **changes: Any) -> Callable[[Cast], object]:
    return lambda cast: Grant.objects.filter(id=cast.actor(who).grant_id).update(**changes)


def _user(who: str) -> Callable[[Cast], object]:
    return lambda cast: User.objects.filter(id=cast.actor(who).user_id).update(is_active=False)


def _post(cast: Cast) -> object:
    return Post.objects.in_school(1).filter(person_id=cast.people["teacher"].id).update(ends_on=TODAY)


def _barred_beside(cast: Cast) -> object:
    """A court's decision as a second row: it outweighs the first."""
    return Guardianship.objects.create(
        school_id=1, guardian_id=cast.people["guardian"].id, pupil_id=cast.pupils[0].id, kind="mother",
        starts_on=TODAY, is_barred=True,
    )  # fmt: skip


TOMORROW = TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("who", "end"),
    [
        ("guardian", _guardianship(ends_on=TODAY)),
        ("guardian", _guardianship(starts_on=TOMORROW)),
        ("guardian", _guardianship(is_barred=True)),
        ("guardian", _barred_beside),
        ("guardian", _grant("guardian", ends_on=TODAY)),
        ("guardian", _grant("guardian", starts_on=TOMORROW)),
        ("guardian", _grant("guardian", at_school_id=2)),
        ("guardian", _user("guardian")),
        ("pupil", _grant("pupil", ends_on=TODAY)),
        ("pupil", _user("pupil")),
        ("teacher", _grant("teacher", ends_on=TODAY)),
        ("teacher", _post),
        ("teacher", _user("teacher")),
    ],
)
def test_a_link_dies_with_the_right_it_was_made_by(cast: Cast, who: str, end: Callable[[Cast], object]) -> None:
    address = link_of(cast, "teacher") if who == "teacher" else alina(cast, who)
    tag = read(address)["ETag"]
    end(cast)
    unknown = read("/calendar/nothing.ics")
    for answer in (read(address), read(address, if_none_match=tag)):
        assert (answer.status_code, answer.content) == (404, unknown.content)
        assert dict(answer.items()).keys() == dict(unknown.items()).keys()


def test_the_other_parent_has_a_link_of_their_own_and_loses_it_alone(cast: Cast) -> None:
    father = Person.objects.create(school_id=1, last_name="Абрамов", first_name="Сергей", sex="m")
    row = Guardianship.objects.create(
        school_id=1, guardian_id=father.id, pupil_id=cast.pupils[0].id, kind="father", starts_on=TODAY
    )
    cast.people["father"] = father
    account(cast, "father", cast.actor("guardian").role, who=father)
    mothers, fathers = alina(cast), alina(cast, "father")
    assert [read(one).status_code for one in (mothers, fathers)] == [200, 200]
    row.is_barred = True
    row.save()
    assert [read(one).status_code for one in (mothers, fathers)] == [200, 404]
    with pytest.raises(NotFound):
        alina(cast, "father")


def test_a_wrong_secret_is_a_plain_404_and_writes_nothing(cast: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        answer = read("/calendar/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.ics")
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert not Throttle.objects.exists()
    with pytest.raises(NotFound):
        feed_to_read("", TODAY)


def test_a_link_takes_no_post_and_knows_no_cookie(cast: Cast, client_of: ClientOf) -> None:
    address = alina(cast)
    assert client_of("other_guardian").get(address).status_code == 200  # the secret alone counts
    assert Client().post(address).status_code == 405
    assert Client().head(address).status_code == 200


def test_noting_a_reading(cast: Cast) -> None:
    alina(cast)
    feed = CalendarFeed.objects.get()
    note_reading(feed_id=feed.id, on=TOMORROW)
    feed.refresh_from_db()
    assert feed.read_on == TOMORROW
