"""Requests to open a journal: asking, granting, refusing, ending; closing journals and pupils for the year."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kedr.audit.models import Event
from kedr.core import clock
from kedr.core.errors import NotFound
from kedr.journal.actions import (
    WrongClosing,
    WrongOpening,
    close_courses,
    close_pupils,
    end_opening,
    grant_opening,
    open_course,
    open_pupil,
    refuse_opening,
)
from kedr.journal.models import CourseClosing, Opening, PupilClosing
from kedr.journal.queries.openings import openings, waiting_openings
from kedr.journal.tests.locking import ask, close_course, close_pupil, close_this_period, close_year, grant
from tests.cast import NOW, Cast

type ClientOf = Callable[[str], Client]


def test_asking_granting_and_what_is_recorded(cast: Cast) -> None:
    opening_id = ask(cast, reason="  Описка  у Алины ")
    assert waiting_openings(1) == 1
    (line,) = openings(1, NOW)
    assert (line.state, line.reason, line.whose, line.asked_by) == ("waiting", "Описка у Алины", "8А", "Смирнова О. П.")
    with pytest.raises(WrongOpening, match="уже попросили"):
        ask(cast)
    ends_at = grant_opening(actor=cast.actor("deputy_head"), at=NOW, school_id=1, opening_id=opening_id)
    assert ends_at == NOW + timedelta(hours=24)
    assert [line.state for line in openings(1, NOW)] == ["open"]
    assert [line.state for line in openings(1, ends_at)] == ["over"]
    with pytest.raises(WrongOpening, match="уже решили"):
        grant_opening(actor=cast.actor("deputy_head"), at=NOW, school_id=1, opening_id=opening_id)
    events = Event.objects.filter(school_id=1, target_kind="opening").order_by("id")
    assert [(event.verb, event.name) for event in events] == [
        ("opening.ask", cast.actor("teacher").name), ("opening.grant", cast.actor("deputy_head").name),
    ]  # fmt: skip
    assert events[0].reason == "Описка у Алины"


def test_refusing_and_ending(cast: Cast) -> None:
    close_this_period(cast)
    deputy = cast.actor("deputy_head")
    opening_id = ask(cast)
    with pytest.raises(WrongOpening, match="почему нет") as error:
        refuse_opening(actor=deputy, at=NOW, school_id=1, opening_id=opening_id, answer=" ")
    assert error.value.field == "answer"
    refuse_opening(actor=deputy, at=NOW, school_id=1, opening_id=opening_id, answer="Итоги уже сданы")
    (line,) = openings(1, NOW, person_id=cast.people["teacher"].id)
    assert (line.state, line.answer) == ("refused", "Итоги уже сданы")
    assert openings(1, NOW, person_id=cast.people["colleague"].id) == []
    second = ask(cast)
    grant_opening(actor=deputy, at=NOW, school_id=1, opening_id=second)
    end_opening(actor=deputy, at=NOW + timedelta(minutes=5), school_id=1, opening_id=second)
    with pytest.raises(WrongOpening, match="уже закрыто"):
        end_opening(actor=deputy, at=NOW + timedelta(minutes=6), school_id=1, opening_id=second)


@pytest.mark.parametrize("hours", [0, -1, 24 * 14 + 1])
def test_a_window_has_bounds(cast: Cast, hours: int) -> None:
    with pytest.raises(WrongOpening, match="от 1 часа"):
        grant(cast, hours=hours)


def test_who_asks_and_who_decides(cast: Cast) -> None:
    for who in ("class_teacher", "head"):
        with pytest.raises(NotFound):
            ask(cast, who)
    opening_id = ask(cast)
    for who in ("teacher", "secretary", "class_teacher", "neighbour_teacher", "regional_officer"):
        with pytest.raises(NotFound):
            grant_opening(actor=cast.actor(who), at=NOW, school_id=1, opening_id=opening_id)
    with pytest.raises(NotFound):
        grant_opening(actor=cast.actor("deputy_head"), at=NOW, school_id=1, opening_id=opening_id + 1)
    grant_opening(actor=cast.actor("head"), at=NOW, school_id=1, opening_id=opening_id)


def test_what_cannot_be_asked(cast: Cast) -> None:
    lessons = (cast.english_lesson.id, cast.foreign_lesson.id)
    wrongs: list[dict[str, Any]] = [{"period_id": 5}, *({"lesson_id": lesson} for lesson in lessons)]
    for wrong in wrongs:
        with pytest.raises(NotFound):
            ask(cast, **wrong)
    for reason in ("", "  ", "я" * 501):
        with pytest.raises(WrongOpening):
            ask(cast, reason=reason)
    close_year(cast)
    with pytest.raises(WrongOpening, match="Учебный год закрыт"):
        ask(cast)
    assert not Opening.objects.in_school(1).exists()


def test_courses_and_pupils_close_and_open_with_a_reason(cast: Cast) -> None:
    deputy = cast.actor("deputy_head")
    close_course(cast)
    close_course(cast)  # again changes nothing
    assert CourseClosing.objects.in_school(1).count() == 1
    with pytest.raises(WrongClosing, match="зачем"):
        open_course(actor=deputy, at=NOW, school_id=1, course_id=cast.algebra.id, reason="")
    open_course(actor=deputy, at=NOW, school_id=1, course_id=cast.algebra.id, reason="Пересдача")
    with pytest.raises(WrongClosing, match="открыт"):
        open_course(actor=deputy, at=NOW, school_id=1, course_id=cast.algebra.id, reason="Пересдача")
    close_pupil(cast)
    pupil = {"school_id": 1, "year_id": cast.year.id, "pupil_id": cast.pupils[0].id}
    open_pupil(actor=deputy, at=NOW, **pupil, reason="Ошибка")
    assert not PupilClosing.objects.in_school(1).exists()
    events = Event.objects.filter(school_id=1).order_by("id").values_list("verb", "reason")
    assert list(events) == [("close_course", ""), ("open_course", "Пересдача"), ("close_pupil", ""),
                            ("open_pupil", "Ошибка")]  # fmt: skip
    with pytest.raises(NotFound):
        close_courses(actor=cast.actor("teacher"), at=NOW, school_id=1, course_ids=[cast.algebra.id])
    with pytest.raises(NotFound):
        close_courses(actor=deputy, at=NOW, school_id=1, course_ids=[cast.foreign_course.id])
    with pytest.raises(NotFound):
        close_pupils(actor=deputy, at=NOW, school_id=1, year_id=cast.year.id, pupil_ids=[cast.foreign_pupil.id])


def test_the_page_tells_its_locks_and_its_tag_ends_with_the_window(
    cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    close_this_period(cast)
    address, client = f"/s/1/journal/{cast.algebra.id}/data", client_of("teacher")
    row = grant(cast, hours=1)
    answer = client.get(address)
    locks = answer.json()["locks"]
    assert (locks["closing"], locks["pupils"], locks["asked"]) == ("period", [], [])
    assert locks["opened"] == [[str(row.id), "", "2026-11-11T13:00:00+07:00", "Описка в журнале"]]
    etag = answer["ETag"]
    for minutes, status in ((59, 304), (61, 200)):
        monkeypatch.setattr(clock, "now", lambda minutes=minutes: NOW + timedelta(minutes=minutes))
        assert client.get(address, headers={"if-none-match": etag}).status_code == status
    assert client.get(address).json()["locks"]["opened"] == []
