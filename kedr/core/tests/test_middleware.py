"""The log line without personal data, the compression, the answers to refusals."""

import gzip
import logging
from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from kedr.core.logs import JsonLines
from kedr.core.middleware import Compress
from tests.cast import Cast


def test_the_log_names_the_route_and_nobody(
    cast: Cast, client_of: Callable[[str], Client], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="kedr.request"):
        answer = client_of("guardian").get(f"/s/1/diary/{cast.pupils[0].id}/marks/")
    line = JsonLines().format(caplog.records[-1])
    assert answer["X-Request-Id"] in line
    assert '"route":"s/<id:school>/diary/<id:pupil>/marks/"' in line
    assert str(cast.pupils[0].id) not in line
    assert "Абрамова" not in line


def compressed(body: bytes, content_type: str = "text/html", accept: str = "gzip") -> HttpResponse:
    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(body, content_type=content_type)

    return Compress(answer)(RequestFactory().get("/", headers={"accept-encoding": accept}))


def test_text_is_compressed_and_its_length_varies() -> None:
    body = "Алгебра, 8А. ".encode() * 200
    answers = [compressed(body) for _ in range(20)]
    assert all(gzip.decompress(answer.content) == body for answer in answers)
    assert len({len(answer.content) for answer in answers}) > 1  # says nothing of a secret inside
    assert answers[0]["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("body", "content_type", "accept"),
    [(b"short", "text/html", "gzip"), (b"x" * 999, "image/png", "gzip"), (b"x" * 999, "text/html", "")],
)
def test_the_rest_goes_as_it_is(body: bytes, content_type: str, accept: str) -> None:
    assert compressed(body, content_type, accept).content == body


def test_a_refusal_is_a_page_or_json(cast: Cast, client_of: Callable[[str], Client]) -> None:
    client = client_of("guardian")
    assert "Страница не найдена" in client.get("/s/1/journal/").content.decode()
    answer = client.get("/s/1/journal/", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_health_needs_no_sign_in(cast: Cast) -> None:
    assert Client().get("/health").json() == {"status": "ok"}
