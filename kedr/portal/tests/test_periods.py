"""«Периоды» and «Просьбы открыть журнал»: what is left, closing and opening, every step recorded."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from kedr.audit.models import Event
from kedr.core.errors import Refusal
from kedr.curriculum.models import Subject
from kedr.diary.tests.writing import result
from kedr.journal.models import CourseClosing, Opening, PupilClosing
from kedr.journal.tests.locking import ask, close_this_period
from kedr.journal.tests.sending import command, outcomes
from kedr.portal.queries.periods import left_by_period, period_page
from kedr.schools.actions import AlreadyDone, ReasonWanted, TooEarly, close_period, close_year, open_period, open_year
from kedr.schools.models import AcademicYear, Period
from tests.cast import NOW, TODAY, TOMSK, Cast, course, enrol, lesson, person

type ClientOf = Callable[[str], Client]
EVENING = datetime(2026, 11, 13, 20, 0, tzinfo=TOMSK)  # of Friday: all lessons of the week were held


def by(cast: Cast, at: datetime = NOW) -> dict[str, Any]:
    return {"actor": cast.actor("deputy_head"), "at": at, "school_id": 1}


def end_now(cast: Cast) -> int:
    """This period's last day is today."""
    Period.objects.in_school(1).filter(id=cast.periods[1].id).update(ends_on=TODAY + timedelta(days=1))
    return cast.periods[1].id


def test_what_is_left_is_counted_by_course_and_teacher(cast: Cast) -> None:
    left = left_by_period(1, EVENING)
    assert (left[cast.periods[1].id].lessons, left[cast.periods[1].id].results) == (6, 0)  # too early for results
    period_id = end_now(cast)
    result(cast, cast.algebra, cast.pupils[0], "5", period=1)
    page = period_page(1, period_id, NOW)
    # Алгебра: 3 pupils but one, Химия: 3, English: the group of 2
    assert (page.left.lessons, page.left.results) == (4, 7)
    found = {(teacher, line.title): line.left.results for teacher, lines in page.teachers for line in lines}
    assert found == {
        ("Смирнова О. П.", "Алгебра"): 2,
        ("Орлов Т. Н.", "Химия"): 3,
        ("Орлов Т. Н.", "Английский язык"): 2,
    }


def test_a_period_closes_from_its_last_day_and_opens_with_a_reason(cast: Cast) -> None:
    period: dict[str, Any] = {"period_id": cast.periods[1].id}
    with pytest.raises(TooEarly, match="27 декабря"):
        close_period(**by(cast), **period)
    end_now(cast)
    close_period(**by(cast), **period, left={"lessons": 4, "results": 7})
    with pytest.raises(AlreadyDone):
        close_period(**by(cast), **period)
    with pytest.raises(ReasonWanted):
        open_period(**by(cast), **period, reason="  ")
    open_period(**by(cast), **period, reason="Ошибка в итогах")
    with pytest.raises(AlreadyDone):
        open_period(**by(cast), **period, reason="Ещё")
    events = Event.objects.filter(school_id=1).order_by("id")
    assert [(event.verb, event.reason) for event in events] == [
        ("close_period", ""),
        ("open_period", "Ошибка в итогах"),
    ]
    assert events[0].after == {"lessons": 4, "results": 7}


def test_a_year_closes_after_its_periods(cast: Cast) -> None:
    year: dict[str, Any] = {"year_id": cast.year.id}
    with pytest.raises(TooEarly, match="I четверть, II четверть"):
        close_year(**by(cast), **year)
    Period.objects.in_school(1).update(closed_at=NOW)
    close_year(**by(cast), **year)
    with pytest.raises(AlreadyDone, match="Сначала откройте год"):
        open_period(**by(cast), period_id=cast.periods[0].id, reason="Ошибка")
    with pytest.raises(ReasonWanted):
        open_year(**by(cast), **year, reason="")
    open_year(**by(cast), **year, reason="Ошибка")
    assert AcademicYear.objects.in_school(1).get().closed_at is None
    with pytest.raises(Refusal):
        open_year(**by(cast), **year, reason="Ошибка")


def test_the_page_says_what_remains_before_one_closes(cast: Cast, client_of: ClientOf) -> None:
    client, period_id = client_of("deputy_head"), end_now(cast)
    html = client.get(f"/s/1/periods/{period_id}/").content.decode()
    assert "Закрыть, хотя не заполнено" in html
    assert f"/s/1/journal/{cast.algebra.id}/?period={period_id}" in html
    assert client.post(f"/s/1/periods/{period_id}/", {"act": "close"}).status_code == 302
    assert Event.objects.get(school_id=1, verb="close_period").after["results"] == 8  # type: ignore[index]
    html = client.get("/s/1/periods/").content.decode()
    assert "закрыт 11 ноября, 12:00" in html
    refused = client.post(f"/s/1/periods/{period_id}/", {"act": "open", "reason": ""})
    assert (refused.status_code, "причина останется" in refused.content.decode()) == (400, True)
    assert client.post(f"/s/1/periods/{period_id}/", {"act": "open", "reason": "Ошибка"}).status_code == 302
    assert Period.objects.in_school(1).get(id=period_id).closed_at is None


def test_journals_and_pupils_of_a_class_are_closed_for_the_year(cast: Cast, client_of: ClientOf) -> None:
    client, address = client_of("head"), f"/s/1/years/{cast.year.id}/?class={cast.school_class.id}"
    some = {"act": "close", "course": [cast.algebra.id], "pupil": [cast.pupils[1].id]}
    assert client.post(address, some).status_code == 302
    assert (CourseClosing.objects.in_school(1).count(), PupilClosing.objects.in_school(1).count()) == (1, 1)
    refused = client.post(address, {"act": "open-course", "course": cast.algebra.id, "reason": ""})
    assert (refused.status_code, "причина останется" in refused.content.decode()) == (400, True)
    assert (
        client.post(address, {"act": "open-course", "course": cast.algebra.id, "reason": "Ошибка"}).status_code == 302
    )
    assert client.post(address, {"act": "open-pupil", "pupil": cast.pupils[1].id, "reason": "Да"}).status_code == 302
    assert client.post(address, {"act": "close", "whole": "1"}).status_code == 302
    assert (CourseClosing.objects.in_school(1).count(), PupilClosing.objects.in_school(1).count()) == (3, 3)
    assert client.post(address, {"act": "close", "course": [cast.foreign_course.id]}).status_code == 404
    assert client.get(f"/s/1/years/{cast.year.id}/?class=5").status_code == 404


def test_from_the_refused_cell_to_the_corrected_mark(cast: Cast, client_of: ClientOf) -> None:
    """The teacher asks, the deputy head sees it on the board and grants, the teacher corrects with a reason."""
    close_this_period(cast)
    teacher, deputy = client_of("teacher"), client_of("deputy_head")
    mark = command("mark", cast.lessons[0], pupil=str(cast.pupils[0].id), value="4")
    assert outcomes(teacher, 1, mark)[0]["code"] == "closed"
    asked = {"period": str(cast.periods[1].id), "reason": "Описка"}
    address = f"/s/1/journal/{cast.algebra.id}/opening/"
    refused = teacher.post(address, asked | {"reason": ""}, headers={"accept": "application/json"})
    assert (refused.status_code, refused.json()["code"]) == (400, "wrong_opening")
    assert teacher.post(address, asked, headers={"accept": "application/json"}).json() == {"status": "done"}
    assert "Просят открыть журнал: 1 просьба" in deputy.get("/s/1/board/").content.decode()
    html = deputy.get("/s/1/openings/").content.decode()
    assert "Описка" in html
    opening = Opening.objects.in_school(1).get()
    decision = f"/s/1/openings/{opening.id}/"
    lost = deputy.post(decision, {"act": "refuse", "answer": ""})
    assert (lost.status_code, "почему нет" in lost.content.decode()) == (400, True)
    assert deputy.post(decision, {"act": "grant", "hours": "x"}).status_code == 400
    assert deputy.post(decision, {"act": "grant", "hours": "24"}).status_code == 302
    assert "открыт для исправлений до 12 ноября, 12:00" in teacher.get("/s/1/day/").content.decode()
    assert "Открыт до 12 ноября, 12:00" in teacher.get("/s/1/openings/").content.decode()
    assert outcomes(teacher, 1, mark | {"id": command("mark")["id"], "reason": "Описка"})[0]["status"] == "done"
    history = teacher.get(f"/s/1/journal/{cast.algebra.id}/history/{cast.lessons[0].id}/{cast.pupils[0].id}").json()
    assert [(row["after"], row["reason"]) for row in history] == [("4", "Описка")]
    assert "1 отметка поставлена" in deputy.get("/s/1/openings/").content.decode()
    assert deputy.post(decision, {"act": "end"}).status_code == 302
    again = mark | {"id": command("mark")["id"], "value": "5", "base": 1, "reason": "Описка"}
    assert outcomes(teacher, 1, again)[0]["code"] == "closed"


def test_the_page_of_asking_needs_no_script_and_the_office_opens_at_once(cast: Cast, client_of: ClientOf) -> None:
    close_this_period(cast)
    address = f"/s/1/journal/{cast.algebra.id}/opening/"
    asked = {"period": str(cast.periods[1].id), "reason": "Описка", "hours": "2"}
    teacher = client_of("teacher")
    assert "Что нужно исправить" in teacher.get(address).content.decode()
    refused = teacher.post(address, asked | {"reason": " "})
    assert (refused.status_code, 'id="reason-error"' in refused.content.decode()) == (400, True)
    assert teacher.post(address, asked).status_code == 302
    assert "отказали" not in teacher.get("/s/1/day/").content.decode()
    deputy = client_of("deputy_head")
    assert "На какой срок" in deputy.get(address).content.decode()
    assert deputy.post(address, asked).status_code == 302
    opened = Opening.objects.in_school(1).exclude(ends_at=None).get()
    assert opened.ends_at == NOW + timedelta(hours=2)
    deputy.post(
        f"/s/1/openings/{Opening.objects.in_school(1).get(ends_at=None).id}/", {"act": "refuse", "answer": "Уже открыт"}
    )
    assert "открыть журнал отказали. Уже открыт" in teacher.get("/s/1/day/").content.decode()


def test_the_history_of_a_result_has_its_reasons(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    about: dict[str, Any] = {
        "course": str(cast.algebra.id), "period": str(cast.periods[1].id), "pupil": str(cast.pupils[0].id),
    }  # fmt: skip
    for value, base, reason in (("4", 0, ""), ("5", 1, "Пересдача")):
        outcomes(client, 1, command("result", value=value, base=base, reason=reason, **about))
    address = f"/s/1/journal/{cast.algebra.id}/results/{cast.periods[1].id}/{cast.pupils[0].id}"
    rows = client.get(address).json()
    assert [(row["before"], row["after"], row["reason"]) for row in rows] == [("4", "5", "Пересдача"), ("", "4", "")]


@pytest.mark.parametrize("size", [1, 30])
def test_the_pages_take_as_many_queries_at_any_size(
    size: int, cast: Cast, client_of: ClientOf, django_assert_num_queries: Any
) -> None:
    period_id = end_now(cast)
    setup: Any = type("Setup", (), {"year": cast.year, "school_class": cast.school_class, "scheme": cast.scheme})
    for n in range(size):
        enrol(cast.school_class, person(cast.one, f"Новиков{n}", "Ян"), starts_on=date(2026, 9, 1))
        if n < 5:
            subject = Subject.objects.create(name=f"Предмет {n}", short_name=f"П{n}")
            made = course(setup, subject, cast.people["colleague"])
            lesson(made, TODAY, teacher=cast.people["colleague"], room=cast.room)
    ask(cast)
    client = client_of("deputy_head")
    pages = {
        "/s/1/periods/": 6, f"/s/1/periods/{period_id}/": 7, f"/s/1/years/{cast.year.id}/": 6, "/s/1/openings/": 3,
    }  # fmt: skip
    for address, queries in pages.items():
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200
