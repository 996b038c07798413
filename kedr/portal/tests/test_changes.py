"""«Замены»: a teacher is away, and the deputy head settles the day."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kedr.audit.models import Event
from kedr.curriculum.models import Course
from kedr.journal.models import Homework
from kedr.portal.queries.changes import cover_sheet, day_changes
from kedr.schools.models import DayOff
from kedr.timetable.models import ChangeReason, Lesson
from tests.cast import NOW, TODAY, Cast, course, lesson

type ClientOf = Callable[[str], Client]

DAY = f"/s/1/changes/{TODAY}/"


def cover_path(cast: Cast, last: Any = TODAY) -> str:
    return f"{DAY}cover/?teacher={cast.people['teacher'].id}&last={last}"


def send(client: Client, cast: Cast, code: str, *, was: str = "", at: int = 2, **fields: Any) -> Any:
    row = cast.lessons[at].id
    sent = {f"to-{row}": code, f"was-{row}": was, "reason": "new:illness", **fields}
    return client.post(cover_path(cast), sent)


def stands(cast: Cast, at: int = 2) -> Lesson:
    return Lesson.objects.in_school(1).get(id=cast.lessons[at].id)


def test_a_sick_teacher_is_replaced_with_a_reason(cast: Cast, client_of: ClientOf) -> None:
    client, colleague = client_of("deputy_head"), cast.people["colleague"]
    html = client.get(cover_path(cast)).content.decode()
    assert "Орлов Т. Н., 1 урок, рядом со своими уроками" in html
    answer = send(client, cast, f"t:{colleague.id}", order_no="14-к", order_on="2026-11-10")
    assert answer.status_code == 302
    row = stands(cast)
    reason = ChangeReason.objects.in_school(1).get()
    assert (row.teacher_id, row.is_teacher_replaced, row.planned_teacher_id) == (
        colleague.id, True, cast.people["teacher"].id,
    )  # fmt: skip
    assert (row.reason_id, row.change_reason) == (reason.id, ""), "why a teacher is away is not for everybody"
    assert (reason.kind, reason.teacher_id, reason.order_no) == ("illness", cast.people["teacher"].id, "14-к")
    assert Event.objects.filter(school_id=1, verb="change_lesson", target_id=row.id).count() == 1
    day = client.get(DAY).content.decode()
    assert "болезнь, 11.11, приказ № 14-к" in day, "among those away"
    assert "не подтверждено" in day
    notice = client_of("teacher").get(f"{DAY}list/").content.decode()
    assert "Орлов Т. Н." in notice
    assert "болезнь" not in notice


def test_the_substitute_sees_the_lesson_and_the_journal_says_who(cast: Cast, client_of: ClientOf) -> None:
    send(client_of("deputy_head"), cast, f"t:{cast.people['colleague'].id}")
    day = client_of("colleague").get(f"/s/1/day/{TODAY}/").content.decode()
    assert "Алгебра, 8А" in day
    assert "Замена" in day
    data = client_of("teacher").get(f"/s/1/journal/{cast.algebra.id}/data").content.decode()
    assert "замена: Орлов Т. Н." in data
    diary = client_of("guardian").get(f"/s/1/diary/{cast.pupils[0].id}/{TODAY - timedelta(days=2)}/").content.decode()
    assert "замена, ведёт Орлов Т. Н." in diary
    assert "болезнь" not in diary


def test_another_subject_in_its_place(cast: Cast, client_of: ClientOf) -> None:
    """Each journal keeps its own: the hour counts for the course that was given."""
    client = client_of("deputy_head")
    assert send(client, cast, f"s:{cast.chemistry.id}").status_code == 302
    planned, given = stands(cast), Lesson.objects.in_school(1).get(instead_id=cast.lessons[2].id)
    assert (planned.is_cancelled, planned.change_reason) == (True, "вместо него: Химия")
    assert (given.course_id, given.teacher_id) == (cast.chemistry.id, cast.people["colleague"].id)
    assert (given.change_reason, given.is_teacher_replaced) == ("вместо урока: Алгебра", False)
    assert "замена предмета" in client.get(DAY).content.decode()
    assert "Химия, 8А" in client_of("colleague").get(f"/s/1/day/{TODAY}/").content.decode()
    diary = client_of("guardian").get(f"/s/1/diary/{cast.pupils[0].id}/{TODAY - timedelta(days=2)}/").content.decode()
    assert "вместо урока: Алгебра" in diary
    back = client.post(f"/s/1/changes/back/{cast.lessons[2].id}/", {"on": str(TODAY)})
    assert back.status_code == 302
    assert not stands(cast).is_cancelled
    assert not Lesson.objects.in_school(1).filter(instead_id__isnull=False).exists()


def test_another_subject_that_was_written_down_stays(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("deputy_head")
    send(client, cast, f"s:{cast.chemistry.id}")
    given = Lesson.objects.in_school(1).get(instead_id=cast.lessons[2].id)
    Homework.objects.create(
        school_id=1, lesson_id=given.id, course_id=given.course_id, held_on=TODAY, due_on=TODAY, text="§ 4", set_at=NOW
    )
    answer = client.post(f"/s/1/changes/back/{given.id}/", {"on": str(TODAY)})
    assert answer.status_code == 400
    assert "уже записаны тема или задание" in answer.content.decode()
    Lesson.objects.in_school(1).filter(id=given.id).update(kept_at=NOW)
    answer = send(client, cast, "", was=f"s:{cast.chemistry.id}")
    assert answer.status_code == 409
    assert "уже записан в журнале" in answer.content.decode()


def test_nothing_is_half_done_and_the_choice_stays(cast: Cast, client_of: ClientOf) -> None:
    """Two days at once: on one the substitute is busy. Neither is changed, and the page says at which and why."""
    colleague = cast.people["colleague"]
    other = Lesson.objects.in_school(1).filter(id=cast.english_lesson.id)
    other.update(starts_at=time(8, 30), ends_at=time(9, 10), number=1, room_id=None)
    client = client_of("deputy_head")
    rows = [cast.lessons[2].id, cast.lessons[3].id]
    sent = {f"to-{id}": f"t:{colleague.id}" for id in rows} | {f"was-{id}": "" for id in rows}
    answer = client.post(cover_path(cast, TODAY + timedelta(days=1)), {**sent, "reason": "new:trip", "order_no": "7"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "У учителя в это время другой урок: 8А, английский, 1 гр., Английский язык." in html
    assert 'value="7"' in html
    assert f'value="t:{colleague.id}" selected' in html
    assert not Lesson.objects.in_school(1).filter(is_teacher_replaced=True).exists()
    assert not ChangeReason.objects.in_school(1).exists()


def test_a_lesson_that_somebody_changed_meanwhile_is_not_overrun(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("deputy_head")
    send(client, cast, "x")
    answer = send(client, cast, f"t:{cast.people['colleague'].id}", was="")
    assert answer.status_code == 409
    assert "тем временем изменили" in answer.content.decode()
    assert stands(cast).is_cancelled


def test_a_closed_period_is_not_touched(cast: Cast, client_of: ClientOf) -> None:
    period = cast.periods[1]
    period.closed_at = NOW
    period.save()
    answer = send(client_of("deputy_head"), cast, "x")
    assert answer.status_code == 409
    assert not stands(cast).is_cancelled


def test_lessons_are_joined(cast: Cast, client_of: ClientOf) -> None:
    other = course(_setup(cast), cast.subject["Алгебра"], cast.people["class_teacher"])
    host = lesson(other, TODAY, teacher=cast.people["class_teacher"], room=cast.room)
    Lesson.objects.in_school(1).filter(id=host.id).update(room_id=None)
    client = client_of("deputy_head")
    assert send(client, cast, f"j:{host.id}").status_code == 302
    row = stands(cast)
    assert (row.teacher_id, row.is_joined, row.room_id) == (cast.people["class_teacher"].id, True, None)
    assert row.change_reason == "вместе с: 9Б, Алгебра"
    assert "совмещение" in client.get(DAY).content.decode()


def _setup(cast: Cast) -> Any:
    from types import SimpleNamespace

    return SimpleNamespace(year=cast.year, scheme=cast.scheme, school_class=cast.other_class)


def extra(client: Client, cast: Cast, **fields: Any) -> Any:
    sent = {"course": cast.chemistry.id, "on": TODAY, "number": 3, "room": cast.room.id, **fields}
    return client.post("/s/1/changes/extra/", sent)


def test_a_lesson_beside_the_plan(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("deputy_head")
    assert extra(client, cast).status_code == 302
    row = Lesson.objects.in_school(1).get(is_added=True)
    assert (row.teacher_id, row.starts_at, row.number) == (cast.people["colleague"].id, time(10, 20), 3)
    assert "дополнительный урок" in client.get(DAY).content.decode()
    assert client.post(f"/s/1/changes/back/{row.id}/", {"on": str(TODAY)}).status_code == 302
    assert not Lesson.objects.in_school(1).filter(is_added=True).exists()


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"course": ""}, "Выберите класс и предмет"),
        ({"number": ""}, "Выберите, каким уроком"),
        ({"number": 9}, "нет 9-го урока"),
        ({"number": 1}, "У класса в это время другой урок"),
        ({"on": ""}, "Укажите день"),
        ({"on": "2027-07-01"}, "вне учебного года"),
        ({"on": TODAY + timedelta(days=7)}, "занятий нет"),
    ],
)
def test_what_bars_a_lesson_beside_the_plan(cast: Cast, client_of: ClientOf, fields: Any, word: str) -> None:
    day = TODAY + timedelta(days=7)
    DayOff.objects.create(
        school_id=1, year_id=cast.year.id, name="День", kind="public", starts_on=day, ends_on=day + timedelta(1)
    )
    answer = extra(client_of("deputy_head"), cast, **fields)
    assert answer.status_code == 400
    assert word in answer.content.decode()
    assert not Lesson.objects.in_school(1).filter(is_added=True).exists()


def test_proposals_are_on_the_page_before_they_are_saved(cast: Cast, client_of: ClientOf) -> None:
    html = client_of("deputy_head").get(cover_path(cast) + "&propose=1").content.decode()
    assert f'value="t:{cast.people["colleague"].id}" selected' in html, "he teaches this class"
    assert not Lesson.objects.in_school(1).filter(is_teacher_replaced=True).exists()


def test_a_reason_is_written_corrected_and_confirmed(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("head")
    form = {
        "scope": "school", "kind": "frost", "first_on": "2026-11-11", "last_on": "2026-11-12", "order_no": "88",
        "order_on": "2026-11-10", "note": "",
    }  # fmt: skip
    assert client.post("/s/1/changes/reasons/new/", form).status_code == 302
    row = ChangeReason.objects.in_school(1).get()
    assert (row.ends_on, row.teacher_id, row.confirmed_at) == (TODAY + timedelta(days=2), None, None)
    client.post("/s/1/changes/reasons/", {"reason": row.id, "confirmed": "1"})
    row.refresh_from_db()
    assert (row.confirmed_at, row.confirmed_by) == (NOW, cast.people["head"].id)
    send(client, cast, "x", reason=row.id)
    assert (stands(cast).reason_id, stands(cast).change_reason) == (row.id, "актировка")
    path = f"/s/1/changes/reasons/{row.id}/"
    refused = client.post(path, {**form, "first_on": "2026-11-12"})
    assert refused.status_code == 400
    assert "оставьте этот день внутри срока" in refused.content.decode()
    assert client.post(path, {**form, "last_on": "2026-11-13"}).status_code == 302
    assert Event.objects.filter(school_id=1, verb="reason.correct").count() == 1


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"last_on": "2026-11-10"}, "не раньше первого"),
        ({"first_on": ""}, "Укажите первый и последний день"),
        ({"scope": "class:"}, "кого это касается"),
        ({"kind": "weather"}, "Выберите причину"),
        ({"kind": "other"}, "напишите, что случилось"),
        ({"order_on": "вчера"}, "Дата приказа"),
    ],
)
def test_what_is_no_reason(cast: Cast, client_of: ClientOf, fields: Any, word: str) -> None:
    form = {"scope": "school", "kind": "frost", "first_on": "2026-11-11", "last_on": "2026-11-12", **fields}
    answer = client_of("head").post("/s/1/changes/reasons/new/", form)
    assert answer.status_code == 400
    assert word in answer.content.decode()


@pytest.mark.parametrize("query", ["", "?teacher=x", "?teacher=1&last=2026-11-01", "?teacher=1&last=2027-11-01"])
def test_what_was_asked_wrongly_stays_on_the_page(cast: Cast, client_of: ClientOf, query: str) -> None:
    answer = client_of("deputy_head").get(f"{DAY}cover/{query}")
    assert answer.status_code == 400
    assert "Кого нет" in answer.content.decode()


@pytest.mark.parametrize("size", [1, 30])
def test_the_queries_do_not_grow(cast: Cast, size: int) -> None:
    for _ in range(size):
        made = Course.objects.create(
            school_id=1, year_id=cast.year.id, subject=cast.subject["Химия"], class_id=cast.school_class.id,
            scheme_id=cast.scheme.id, title=f"Химия {_}", hours=1,
        )  # fmt: skip
        lesson(made, TODAY, number=3, teacher=cast.people["teacher"], room=cast.room)
    with CaptureQueriesContext(connection) as asked:
        cover_sheet(1, cast.people["teacher"].id, TODAY, TODAY, proposed=True)
    assert len(asked) == 7
    with CaptureQueriesContext(connection) as asked:
        day_changes(1, TODAY)
    assert len(asked) == 7
