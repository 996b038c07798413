"""«Отсутствия»: one form, nothing typed is lost, each sees their own."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kedr.journal.models import Absence
from tests.cast import NOW, TODAY, Cast

type ClientOf = Callable[[str], Client]
PAGE = "/s/1/absences/"


def send(client: Client, cast: Cast, **fields: Any) -> Any:
    sent = {
        "who": f"p-{cast.pupils[0].id}", "first": TODAY.isoformat(), "last": (TODAY + timedelta(days=2)).isoformat(),
        "code": "у", "basis": "Заявление от 10 ноября", **fields,
    }  # fmt: skip
    return client.post(PAGE, sent)


def test_a_class_teacher_writes_ends_and_takes_back(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("class_teacher")
    saved = client.get(send(client, cast).headers["Location"]).content.decode()
    assert "Сохранено." in saved
    assert "Заявление от 10 ноября" in saved
    row = Absence.objects.in_school(1).get()
    assert (row.code, row.ends_on) == ("у", TODAY + timedelta(days=3))
    assert client.post(f"{PAGE}{row.id}/end", {"last": TODAY.isoformat()}).status_code == 302
    row.refresh_from_db()
    assert row.ends_on == TODAY + timedelta(days=1)
    assert client.post(f"{PAGE}{row.id}/back").status_code == 302
    assert "Заявление от 10 ноября" not in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"who": ""}, "Выберите, кто отсутствует"),
        ({"who": "p-x"}, "Выберите, кто отсутствует"),
        ({"who": "g-2-3"}, "Выберите, кто отсутствует"),
        ({"first": "вчера"}, "первый и последний день"),
        ({"last": "0001-01-01"}, "год"),
        ({"last": "2026-11-01"}, "не раньше первого"),
        ({"code": ""}, "что ставить"),
        ({"basis": ""}, "основание"),
        ({"code": "осв"}, "предмет"),
    ],
)
def test_bad_input_says_what_and_keeps_the_rest(
    cast: Cast, client_of: ClientOf, fields: dict[str, str], sentence: str
) -> None:
    answer = send(client_of("class_teacher"), cast, **fields)
    html = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in html
    if "basis" not in fields:
        assert "Заявление от 10 ноября" in html
    assert not Absence.objects.in_school(1).exists()


def test_another_class_is_not_there(cast: Cast, client_of: ClientOf) -> None:
    assert send(client_of("colleague"), cast).status_code == 404
    assert send(client_of("class_teacher"), cast, who="all").status_code == 404
    assert cast.pupils[0].last_name not in client_of("colleague").get(PAGE).content.decode()


def test_the_office_explains_for_many(cast: Cast, client_of: ClientOf) -> None:
    assert send(client_of("head"), cast, who="g-5-9", basis="Актировка, приказ № 41").status_code == 302
    assert "5–9 классы" in client_of("deputy_head").get(PAGE).content.decode()
    assert "5–9 классы" in client_of("class_teacher").get(PAGE).content.decode()


def test_as_many_queries_for_one_as_for_thirty(cast: Cast, client_of: ClientOf) -> None:
    client, counts = client_of("deputy_head"), []
    for size in (1, 29):
        Absence.objects.bulk_create(
            Absence(
                school_id=1, pupil_id=cast.pupils[0].id, starts_on=TODAY, ends_on=TODAY + timedelta(days=1), code="б",
                basis=f"Справка № {size}-{n}", made_at=NOW, made_by=1,
            )
            for n in range(size)
        )  # fmt: skip
        with CaptureQueriesContext(connection) as seen:
            client.get(PAGE)
        counts.append(len(seen.captured_queries))
    assert counts[0] == counts[1]
