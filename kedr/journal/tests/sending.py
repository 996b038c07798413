"""How tests send commands: the shape of the wire with the rest filled in."""

import json
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kedr.timetable.models import Lesson


def command(kind: str, lesson: Lesson | None = None, **more: Any) -> dict[str, Any]:
    """One command about a lesson; `id` is fresh unless given."""
    made: dict[str, Any] = {"id": str(uuid4()), "kind": kind, "base": 0}
    if lesson is not None:
        made |= {"lesson": str(lesson.id), "course": str(lesson.course_id)}
    return made | {key: str(value) if isinstance(value, UUID) else value for key, value in more.items()}


def post(client: Client, school: int, *commands: dict[str, Any], **batch: Any) -> Any:
    body = {"schema": 1, "device": "test", "commands": commands} | batch
    return client.post(
        f"/s/{school}/commands",
        json.dumps(body),
        content_type="application/json",
        headers={"accept": "application/json"},
    )


def outcomes(client: Client, school: int, *commands: dict[str, Any]) -> list[dict[str, Any]]:
    answer = post(client, school, *commands)
    assert answer.status_code == 200, answer.content
    return list(answer.json()["outcomes"])


def statements(client: Client, *commands: dict[str, Any]) -> int:
    """Statements of one batch that is done, but for the beginning and the end of its transaction."""
    with CaptureQueriesContext(connection) as seen:
        answers = outcomes(client, 1, *commands)
    assert {answer["status"] for answer in answers} == {"done"}
    return sum("SAVEPOINT" not in query["sql"] for query in seen.captured_queries)
