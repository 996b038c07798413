"""«Отсрочки и задолженности»: the school's list, the class's forms, what is refused in words."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kedr.journal.models import Deferral, Retake, YearResult
from tests.cast import NOW, TODAY, Cast

type ClientOf = Callable[[str], Client]


def address(cast: Cast) -> str:
    return f"/s/1/classes/{cast.school_class.id}/retakes/"


def fail(cast: Cast) -> None:
    YearResult.objects.create(
        school_id=1, course_id=cast.algebra.id, pupil_id=cast.pupils[0].id, kind="year", final="2", set_at=NOW, set_by=1
    )


def deferral(cast: Cast, **more: str) -> dict[str, str]:
    sent = {
        "act": "defer", "pupil": str(cast.pupils[1].id), "course": str(cast.algebra.id),
        "period": str(cast.periods[0].id), "until_on": (TODAY + timedelta(days=9)).isoformat(), "basis": "приказ № 12",
    }  # fmt: skip
    return sent | more


def test_a_deferral_is_given_and_taken_back(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("deputy_head")
    assert client.post(address(cast), deferral(cast))["Location"].endswith("?said=1")
    html = client.get(address(cast)).content.decode()
    assert "до 20 ноября" in html
    assert "приказ № 12" in html
    everywhere = client.get("/s/1/retakes/").content.decode()
    assert f"{cast.pupils[1].last_name} {cast.pupils[1].first_name}, 8А" in everywhere
    assert address(cast) in everywhere
    row = Deferral.objects.in_school(1).get()
    client.post(address(cast), {"act": "end", "deferral": str(row.id)})
    assert not Deferral.objects.in_school(1).exists()


def test_a_debt_goes_from_appointment_to_its_result(cast: Cast, client_of: ClientOf) -> None:
    fail(cast)
    client = client_of("deputy_head")
    assert "Назначить пересдачу" in client.get(address(cast)).content.decode()
    about = {"pupil": str(cast.pupils[0].id), "course": str(cast.algebra.id), "kind": "year"}
    client.post(address(cast), {"act": "appoint", **about, "planned_on": TODAY.isoformat()})
    html = client.get(address(cast)).content.decode()
    assert "1-я пересдача 11 ноября" in html
    retake = Retake.objects.in_school(1).get()
    client.post(address(cast), {"act": "record", "retake": str(retake.id), "value": "4", "protocol": "№ 3"})
    html = client.get(address(cast)).content.decode()
    assert "Закрыта" in html
    assert "Назначить" not in html


@pytest.mark.parametrize(
    ("sent", "word"),
    [
        ({"pupil": ""}, "Выберите ученика"),
        ({"course": "x"}, "Выберите предмет"),
        ({"until_on": "32"}, "Укажите день отсрочки"),
        ({"basis": ""}, "основание отсрочки"),
        ({"until_on": "2026-11-01"}, "не раньше"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    cast: Cast, client_of: ClientOf, sent: dict[str, Any], word: str
) -> None:
    answer = client_of("deputy_head").post(address(cast), deferral(cast, **sent))
    html = answer.content.decode()
    assert answer.status_code == 400
    assert word in html
    if "basis" not in sent:
        assert 'value="приказ № 12"' in html
    assert not Deferral.objects.in_school(1).exists()


def test_the_class_teacher_reads_and_does_not_decide(cast: Cast, client_of: ClientOf) -> None:
    fail(cast)
    client = client_of("class_teacher")
    html = client.get(address(cast)).content.decode()
    assert "Алгебра, год 2026/2027" in html
    assert "<form" not in html.partition("<main")[2]
    assert client.post(address(cast), deferral(cast)).status_code == 404
    assert not Deferral.objects.in_school(1).exists()
