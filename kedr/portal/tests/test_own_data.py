"""«Мои данные»: everything of a pupil and nothing of another, as a page, JSON and paper; who has looked."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kedr.core.tenancy import Owned, SchoolFK
from kedr.journal.models import Attendance, Mark, Work
from kedr.people.models import Person
from kedr.portal.queries.own_data import COVERED, NOT_HELD, SECTIONS, own_data
from tests.cast import NOW, TODAY, Cast

type ClientOf = Callable[[str], Client]


def give(cast: Cast, pupil: int, value: str, comment: str = "") -> None:
    lesson = cast.lessons[2]
    work, _ = Work.objects.in_school(1).get_or_create(
        lesson_id=lesson.id, slot=0, defaults={
            "school_id": 1, "course_id": lesson.course_id, "kind_id": cast.kinds["КР"].id, "held_on": lesson.held_on,
            "weight": Decimal("1.5"),
        },
    )  # fmt: skip
    Mark.objects.create(
        school_id=1, lesson_id=lesson.id, work_id=work.id, pupil_id=cast.pupils[pupil].id, held_on=lesson.held_on,
        value=value, comment=comment, set_at=NOW, set_by=cast.people["teacher"].id,
    )  # fmt: skip


def address(cast: Cast, form: str = "") -> str:
    return f"/s/1/own-data/{cast.pupils[0].id}/{f'data.{form}' if form else ''}"


def section(data: Any, key: str) -> list[tuple[str, ...]]:
    return next(one.rows for one in data.held if one.section.key == key)


def test_every_table_with_a_pupil_in_it_is_shown_or_has_its_reason() -> None:
    linked = {
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, Owned)
        for field in model._meta.get_fields()
        if isinstance(field, SchoolFK) and field.related_model is Person
    }
    # homework names its pupil without a link: 0 is the whole class
    assert linked | {"journal_homework"} == COVERED.keys() | NOT_HELD.keys()
    assert not COVERED.keys() & NOT_HELD.keys()
    assert set(COVERED.values()) | {"person"} == {one.key for one in SECTIONS}


def test_rows_are_readable_and_the_same_on_both_databases(cast: Cast) -> None:
    give(cast, 0, "5", "Отлично решено")
    Attendance.objects.create(
        school_id=1, lesson_id=cast.lessons[1].id, pupil_id=cast.pupils[0].id, held_on=cast.lessons[1].held_on,
        code="оп", minutes=10, set_at=NOW, set_by=cast.people["teacher"].id,
    )  # fmt: skip
    data = own_data(1, cast.pupils[0].id, TODAY)
    assert section(data, "person") == [("Абрамова", "Алина", "Сергеевна", "женский", "04.05.2012", "", "")]
    assert section(data, "enrolments") == [("8А", "01.09.2026", "", "")]
    assert section(data, "guardians") == [("мать", "Абрамова", "Елена", "Игоревна", "01.09.2026", "", "")]
    assert section(data, "marks") == [
        ("11.11.2026", "Алгебра", "Контрольная работа", "1,5", "5", "", "Отлично решено", "11.11.2026 12:00")
    ]
    assert section(data, "attendance") == [("10.11.2026", "Алгебра", "1", "оп", "10", "11.11.2026 12:00")]
    for one in data.held:
        assert all(len(row) == len(one.section.columns) for row in one.rows), one.section.key


def test_nothing_of_another_child_is_in_it(cast: Cast, client_of: ClientOf) -> None:
    give(cast, 1, "2", "Чужое слово")
    for form in ("", "json"):
        body = client_of("guardian").get(address(cast, form)).content.decode()
        assert "Чужое слово" not in body
        assert "Белов" not in body


def test_the_file_has_it_all_and_its_taking_is_in_the_record(cast: Cast, client_of: ClientOf) -> None:
    give(cast, 0, "5")
    client_of("class_teacher").get(f"/s/1/diary/{cast.pupils[0].id}/2026-11-09/")
    client_of("class_teacher").get(f"/s/1/diary/{cast.pupils[0].id}/marks/")
    client = client_of("guardian")
    answer = client.get(address(cast, "json"))
    data = json.loads(answer.content)
    assert answer["Content-Disposition"].startswith("attachment")
    assert data["pupil"] == "Абрамова Алина Сергеевна"
    assert [part["rows"][0][4] for part in data["held"] if part["key"] == "marks"] == ["5"]
    assert [(one["name"], one["part"]) for one in data["readings"]] == [
        ("Ветрова Наталья", "оценки"), ("Ветрова Наталья", "неделя дневника с 09.11.2026"),
    ]  # fmt: skip
    html = client.get(address(cast)).content.decode()
    assert "Ветрова Наталья" in html
    assert "всё, что хранится, файлом" in html
    assert client.get(address(cast, "pdf")).content.startswith(b"%PDF")


@pytest.mark.parametrize("form", ["xlsx", "exe", "jsonl"])
def test_no_other_forms(cast: Cast, client_of: ClientOf, form: str) -> None:
    assert client_of("guardian").get(address(cast, form)).status_code == 404


def test_it_takes_the_same_statements_with_more_rows(cast: Cast, client_of: ClientOf) -> None:
    client, counts = client_of("guardian"), []
    for lessons in (cast.lessons[:1], cast.lessons[1:]):
        for one in lessons:
            Attendance.objects.create(
                school_id=1, lesson_id=one.id, pupil_id=cast.pupils[0].id, held_on=one.held_on, code="н", set_at=NOW,
                set_by=cast.people["teacher"].id,
            )  # fmt: skip
        with CaptureQueriesContext(connection) as seen:
            client.get(address(cast))
        counts.append(len(seen))
    assert counts[0] == counts[1]
