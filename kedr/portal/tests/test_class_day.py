"""«Отменить уроки класса»: a class goes home from a lesson on, and comes back."""

from collections.abc import Callable
from datetime import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kedr.audit.models import Event
from kedr.curriculum.models import Course
from kedr.journal.tests.locking import close_this_period
from kedr.portal.queries.class_day import class_day
from kedr.schools.models import GroupClass
from kedr.timetable.models import ChangeReason, Lesson
from tests.cast import NOW, TODAY, Cast

type ClientOf = Callable[[str], Client]


def address(cast: Cast) -> str:
    return f"/s/1/changes/{TODAY}/class/?class={cast.school_class.id}"


def a_day(cast: Cast, *numbers: int) -> list[Lesson]:
    """Lessons of Химия beside those of today."""
    return [
        Lesson.objects.create(
            school_id=1, course_id=cast.chemistry.id, held_on=TODAY, number=n, starts_at=time(8 + n),
            ends_at=time(8 + n, 40), teacher_id=cast.people["colleague"].id, room_id=cast.room.id,
        )
        for n in numbers
    ]  # fmt: skip


def cancelled() -> set[int]:
    return set(Lesson.objects.in_school(1).filter(is_cancelled=True).values_list("id", flat=True))


def send(client: Client, cast: Cast, lessons: list[Lesson], **more: Any) -> Any:
    return client.post(address(cast), {"lesson": [one.id for one in lessons], "reason": "new:frost", **more})


def test_a_class_goes_home_and_comes_back(cast: Cast, client_of: ClientOf) -> None:
    client, extra = client_of("deputy_head"), a_day(cast, 5, 6)
    html = client.get(f"{address(cast)}&from=6").content.decode()
    assert f'value="{extra[1].id}" checked' in html
    assert f'value="{extra[0].id}">' in html, "before the lesson it goes home from"
    answer = send(client, cast, extra, order_no="41", note="ниже −40 °C")
    assert cancelled() == {one.id for one in extra}
    reason = ChangeReason.objects.in_school(1).get()
    assert (reason.kind, reason.class_id, reason.order_no) == ("frost", cast.school_class.id, "41")
    row = Lesson.objects.in_school(1).get(id=extra[0].id)
    assert (row.reason_id, row.change_reason) == (reason.id, "ниже −40 °C")
    assert Event.objects.filter(school_id=1, verb="change_lesson").count() == 2
    html = client.get(answer["Location"]).content.decode()
    assert "Отменено: 2 урока 8А, 11 ноября." in html
    back = client.post(address(cast), {"act": "back", "lessons": ".".join(str(one.id) for one in extra)})
    assert cancelled() == set()
    assert "Уроки снова идут по расписанию" in client.get(back["Location"]).content.decode()
    row.refresh_from_db()
    assert (row.reason_id, row.change_reason) == (None, "")


def test_what_cannot_be_cancelled_says_why(cast: Cast, client_of: ClientOf) -> None:
    kept, gone, other = a_day(cast, 4, 5, 6)
    Lesson.objects.in_school(1).filter(id=kept.id).update(kept_at=NOW)
    Lesson.objects.in_school(1).filter(id=gone.id).update(is_cancelled=True, change_reason="экскурсия")
    of_two = cast.english_lesson
    Course.objects.in_school(1).filter(id=cast.english.id).update(class_id=None)
    GroupClass.objects.create(school_id=1, group_id=cast.english.group_id or 0, class_id=cast.other_class.id)
    Lesson.objects.in_school(1).filter(id=of_two.id).update(held_on=TODAY)
    said = {row.hour.id: row.barred for row in class_day(1, TODAY, cast.school_class.id).rows}
    assert said[kept.id] == "урок уже записан в журнале"
    assert said[gone.id] == "экскурсия"
    assert said[of_two.id].startswith("в группе и другие классы (8А, ")
    assert said[other.id] == ""
    send(client_of("deputy_head"), cast, [of_two])
    assert cancelled() == {gone.id}, "the other class has it too"
    answer = send(client_of("deputy_head"), cast, [kept, other])
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Ничего не сохранено" in html
    assert f'value="{other.id}" checked' in html, "the choice stays"
    assert cancelled() == {gone.id}
    assert not ChangeReason.objects.in_school(1).exists()


def test_a_closed_period_is_left_alone(cast: Cast, client_of: ClientOf) -> None:
    (one,) = a_day(cast, 5)
    close_this_period(cast)
    assert {row.barred for row in class_day(1, TODAY, cast.school_class.id).rows} == {"период закрыт"}
    assert send(client_of("deputy_head"), cast, [one]).status_code == 409
    assert cancelled() == set()


@pytest.mark.parametrize(
    ("sent", "word"),
    [({"lesson": []}, "Отметьте хотя бы один урок"), ({"order_on": "32"}, "Дата приказа записана неверно")],
)
def test_bad_input_is_told(cast: Cast, client_of: ClientOf, sent: dict[str, Any], word: str) -> None:
    lessons = a_day(cast, 5)
    answer = client_of("deputy_head").post(
        address(cast), {"lesson": [lessons[0].id], "reason": "new:other", "note": "музей", **sent}
    )
    assert answer.status_code == 409
    assert word in answer.content.decode()
    assert 'value="музей"' in answer.content.decode()
    assert cancelled() == set()


def test_a_lesson_of_another_class_is_not_reached(cast: Cast, client_of: ClientOf) -> None:
    foreign = Lesson.objects.create(
        school_id=1, course_id=cast.algebra.id, held_on=TODAY, number=7, starts_at=time(18), ends_at=time(18, 40),
        teacher_id=cast.people["teacher"].id,
    )  # fmt: skip
    path = f"/s/1/changes/{TODAY}/class/?class={cast.other_class.id}"
    answer = client_of("deputy_head").post(path, {"lesson": [foreign.id], "reason": ""})
    assert answer.status_code == 409
    answer = client_of("deputy_head").post(path, {"act": "back", "lessons": str(foreign.id)})
    assert answer.status_code == 409
    assert "Возвращать нечего" in answer.content.decode()
    assert cancelled() == set()


def test_what_was_changed_meanwhile_is_not_put_back(cast: Cast, client_of: ClientOf) -> None:
    client, (one, two) = client_of("deputy_head"), a_day(cast, 5, 6)
    done = send(client, cast, [one, two])["Location"]
    Lesson.objects.in_school(1).filter(id=one.id).update(is_cancelled=False, teacher_id=cast.people["teacher"].id)
    html = client.get(done).content.decode()
    assert "Отменено: 1 урок 8А" in html
    html = client.post(address(cast), {"act": "back", "lessons": f"{one.id}.{two.id}"}).content.decode()
    assert "Этот урок тем временем изменили" in html
    assert cancelled() == {two.id}
    assert f'value="{one.id}" checked' in html, "the form is offered as at first"


def test_without_a_class_it_asks_which(cast: Cast, client_of: ClientOf) -> None:
    html = client_of("deputy_head").get(f"/s/1/changes/{TODAY}/class/").content.decode()
    assert "выберите класс" in html
    assert f'value="{cast.school_class.id}"' in html


def test_cancelling_costs_the_same_with_more_lessons(cast: Cast, client_of: ClientOf) -> None:
    client, counts = client_of("deputy_head"), []
    for numbers in ((4,), (5, 6, 7, 8)):
        lessons = a_day(cast, *numbers)
        with CaptureQueriesContext(connection) as seen:
            assert send(client, cast, lessons, reason="").status_code == 302
        counts.append(len(seen))
    assert counts[0] == counts[1]
    with CaptureQueriesContext(connection) as seen:
        class_day(1, TODAY, cast.school_class.id)
    assert len(seen) == 5
