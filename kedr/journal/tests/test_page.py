"""The journal page: what its JSON says, what it costs, who may write where."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kedr.audit.models import Event
from kedr.journal.models import Attendance, Homework, LessonPage, Mark, PeriodResult, Work
from kedr.journal.tests.sending import command, outcomes
from kedr.people.models import Enrolment
from kedr.schools.models import Period, SchoolRegulation
from kedr.timetable.models import Lesson
from tests.cast import NOW, TODAY, Cast, enrol, lesson, person

type ClientOf = Callable[[str], Client]


def data_of(client: Client, cast: Cast, period: str = "") -> dict[str, Any]:
    answer = client.get(f"/s/1/journal/{cast.algebra.id}/data", {"period": period} if period else {})
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def filled(cast: Cast) -> Mark:
    """Wednesday's lesson: a control work, a mark, an absence, topic, homework, a result."""
    on = cast.lessons[2]
    about = {"school_id": 1, "lesson_id": on.id, "held_on": on.held_on}
    said = {"set_at": NOW, "set_by": cast.people["teacher"].id}
    work = Work.objects.create(**about, course_id=on.course_id, kind_id=cast.kinds["КР"].id, weight=3, title="Корни")
    LessonPage.objects.create(
        school_id=1, id=on.id, course_id=on.course_id, held_on=on.held_on, topic="Корни", topic_version=1,
        is_checked=True, check_version=2,
    )  # fmt: skip
    Homework.objects.create(
        **about, course_id=on.course_id, due_lesson_id=cast.lessons[3].id, due_on=cast.lessons[3].held_on,
        text="№ 5", set_at=NOW,
    )  # fmt: skip
    Attendance.objects.create(**about, **said, pupil_id=cast.pupils[1].id, code="оп", minutes=7)
    PeriodResult.objects.create(
        school_id=1, course_id=on.course_id, period_id=cast.periods[0].id, pupil_id=cast.pupils[0].id, proposed="4",
        final="5", **said,
    )  # fmt: skip
    return Mark.objects.create(**about, **said, work_id=work.id, pupil_id=cast.pupils[0].id, value="5", comment="Да")


def test_the_page_says_what_stands(cast: Cast, client_of: ClientOf) -> None:
    filled(cast)
    data = data_of(client_of("teacher"), cast)
    assert (data["title"], data["class_name"], data["period"]["name"]) == ("Алгебра", "8А", "II четверть")
    assert data["can_write"] is True
    assert [pupil[1] for pupil in data["pupils"]] == ["Абрамова Алина", "Белов Борис", "Власова Вера"]
    assert data["pupils"][0][4] == [[str(cast.periods[0].id), "5", "4", 1]]
    assert [row[1] for row in data["lessons"]] == [on.held_on.isoformat() for on in cast.lessons]
    assert data["lessons"][2][3:] == [
        "08:30", "09:10", "каб. 209", "Смирнова О. П.", 1, "Корни", 1, 2, "№ 5", str(cast.lessons[3].id), 1, "", 0, "",
    ]  # fmt: skip
    assert data["marks"] == [[2, 0, 0, "5", 1, "Да"]]
    assert data["absences"] == [[2, 1, "оп", 7, 1]]
    (work,) = data["works"]
    assert work[1:6] == [2, 0, 3, 300, "Корни"]
    assert [kind[1] for kind in data["kinds"]] == ["ОУ", "ДЗ", "СР", "КР"]
    assert data["thresholds"] == [250, 350, 450]


def test_the_page_carries_the_same_data(cast: Cast, client_of: ClientOf) -> None:
    filled(cast)
    Mark.objects.in_school(1).update(comment="</script><script>alert(1)</script>")
    client = client_of("teacher")
    html = client.get(f"/s/1/journal/{cast.algebra.id}/").content.decode()
    island = html.partition('id="journal-data"')[2].partition(">")[2].partition("</script>")[0]
    assert "alert(1)" in island
    assert json.loads(island)["marks"] == data_of(client, cast)["marks"]


def test_an_unchanged_page_is_304_until_somebody_writes(cast: Cast, client_of: ClientOf) -> None:
    client, address = client_of("teacher"), f"/s/1/journal/{cast.algebra.id}/"
    etag = client.get(address)["ETag"]
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    assert len(seen) == 1
    outcomes(client, 1, command("mark", cast.lessons[0], pupil=str(cast.pupils[0].id), value="4"))
    assert client.get(address, headers={"if-none-match": etag}).status_code == 200


def test_a_tag_of_one_person_is_none_for_another(cast: Cast, client_of: ClientOf) -> None:
    address = f"/s/1/journal/{cast.algebra.id}/"
    etag = client_of("teacher").get(address)["ETag"]
    assert client_of("deputy_head").get(address, headers={"if-none-match": etag}).status_code == 200


@pytest.mark.parametrize("size", [1, 30])
def test_the_page_takes_eight_queries_at_any_size(size: int, cast: Cast, client_of: ClientOf) -> None:
    filled(cast)
    for n in range(size):
        pupil = person(cast.one, f"Новый{n:02}", "Имя")
        enrol(cast.school_class, pupil)
        lesson(cast.algebra, TODAY + timedelta(days=7 + n % 30), teacher=cast.people["teacher"], room=cast.room)
    client = client_of("teacher")
    with CaptureQueriesContext(connection) as seen:
        client.get(f"/s/1/journal/{cast.algebra.id}/")
    assert len(seen) == 8


def test_who_comes_and_goes_has_dates(cast: Cast, client_of: ClientOf) -> None:
    newcomer = person(cast.one, "Яковлева", "Яна")
    enrol(cast.school_class, newcomer, starts_on=date(2026, 11, 10))
    Enrolment.objects.in_school(1).filter(person_id=cast.pupils[2].id).update(ends_on=date(2026, 11, 12))
    gone = person(cast.one, "Ушедший", "Иван")
    enrol(cast.school_class, gone, ends_on=date(2026, 10, 1))
    rows = {row[1]: row[2:4] for row in data_of(client_of("teacher"), cast)["pupils"]}
    assert rows["Яковлева Яна"] == ["2026-11-10", ""]
    assert rows["Власова Вера"] == ["", "2026-11-12"]
    assert "Ушедший Иван" not in rows


def test_a_groups_page_has_its_members_only(cast: Cast, client_of: ClientOf) -> None:
    answer = client_of("colleague").get(f"/s/1/journal/{cast.english.id}/data")
    assert [row[1] for row in answer.json()["pupils"]] == ["Абрамова Алина", "Белов Борис"]


def locked(data: dict[str, Any]) -> list[bool]:
    return [bool(row[7] & 4) for row in data["lessons"]]


def test_locks_a_closed_period_a_window_and_a_substitutes_other_lessons(cast: Cast, client_of: ClientOf) -> None:
    Lesson.objects.in_school(1).filter(id=cast.lessons[3].id).update(
        teacher_id=cast.people["colleague"].id, is_teacher_replaced=True
    )
    Lesson.objects.in_school(1).filter(id=cast.lessons[1].id).update(teacher_id=cast.people["colleague"].id)  # once
    data = data_of(client_of("colleague"), cast)
    assert data["can_write"] is True
    assert locked(data) == [True, True, True, False, True]
    SchoolRegulation.objects.create(school_id=1, key="edit_window", value=1, starts_on=date(2026, 9, 1))
    assert locked(data_of(client_of("teacher"), cast)) == [True, False, False, False, False]
    Period.objects.in_school(1).filter(id=cast.periods[1].id).update(closed_at=NOW)
    assert all(locked(data_of(client_of("teacher"), cast)))


def test_periods_are_switched_and_nonsense_is_nothing(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    assert data_of(client, cast, str(cast.periods[0].id))["lessons"] == []
    for wrong in ("x", "1", "-5", "9" * 30):
        assert client.get(f"/s/1/journal/{cast.algebra.id}/", {"period": wrong}).status_code == 404


def test_the_history_of_a_cell(cast: Cast, client_of: ClientOf) -> None:
    client, pupil = client_of("teacher"), str(cast.pupils[0].id)
    outcomes(client, 1, command("mark", cast.lessons[2], pupil=pupil, value="4"))
    outcomes(client, 1, command("mark", cast.lessons[2], pupil=pupil, value="5", base=1, reason="описка"))
    outcomes(client, 1, command("attendance", cast.lessons[2], pupil=pupil, value="оп", minutes=3))
    rows = client.get(f"/s/1/journal/{cast.algebra.id}/history/{cast.lessons[2].id}/{pupil}").json()
    assert [(row["what"], row["before"], row["after"], row["reason"]) for row in rows] == [
        ("attendance", "", "оп 3 мин", ""), ("mark", "4", "5", "описка"), ("mark", "", "4", ""),
    ]  # fmt: skip
    assert rows[0]["at"].startswith("2026-11-11T12:00:00+07:00")
    foreign = client.get(f"/s/1/journal/{cast.algebra.id}/history/{cast.foreign_lesson.id}/{cast.foreign_pupil.id}")
    assert foreign.json() == []


def test_opening_a_card_is_recorded(cast: Cast, client_of: ClientOf) -> None:
    card = client_of("teacher").get(f"/s/1/journal/{cast.algebra.id}/pupil/{cast.pupils[0].id}").json()
    assert (card["name"], card["birth"], card["class_name"]) == ("Абрамова Алина Сергеевна", "2012-05-04", "8А")
    assert [(g["name"], g["kind"]) for g in card["guardians"]] == [("Абрамова Елена Игоревна", "мама")]
    event = Event.objects.get(school_id=1, verb="person.read")
    assert (event.target_id, event.user_id) == (cast.pupils[0].id, cast.actor("teacher").user_id)
    stranger = client_of("teacher").get(f"/s/1/journal/{cast.algebra.id}/pupil/{cast.foreign_pupil.id}")
    assert stranger.status_code == 404


def test_the_list_of_journals_is_ones_own(cast: Cast, client_of: ClientOf) -> None:
    teacher = client_of("teacher").get("/s/1/journal/").content.decode()
    assert "Алгебра" in teacher
    assert "Химия" not in teacher
    assert "Химия" in client_of("class_teacher").get("/s/1/journal/").content.decode()
    assert "Химия" in client_of("head").get("/s/1/journal/").content.decode()


def test_the_lesson_view_knows_its_neighbours(cast: Cast, client_of: ClientOf) -> None:
    later = lesson(cast.algebra, TODAY, number=3, teacher=cast.people["teacher"], room=cast.room)
    html = client_of("teacher").get(f"/s/1/lesson/{cast.lessons[2].id}/").content.decode()
    assert f"/s/1/lesson/{later.id}/" in html


def test_the_neighbours_of_a_lesson_are_those_that_open(cast: Cast, client_of: ClientOf) -> None:
    """A lesson that was the former teacher's stands between those its present teacher has that day."""
    former = cast.people["deputy_head"]
    Lesson.objects.in_school(1).filter(id=cast.lessons[2].id).update(teacher_id=former.id)
    beyond = lesson(cast.chemistry, TODAY, number=2, teacher=former, room=cast.room)
    later = lesson(cast.algebra, TODAY, number=3, teacher=cast.people["teacher"], room=cast.room)
    html = client_of("teacher").get(f"/s/1/lesson/{cast.lessons[2].id}/").content.decode()
    assert f"/s/1/lesson/{later.id}/" in html
    assert f"/s/1/lesson/{beyond.id}/" not in html
    office = client_of("head").get(f"/s/1/lesson/{cast.lessons[2].id}/").content.decode()
    assert f"/s/1/lesson/{beyond.id}/" in office
