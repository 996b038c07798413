"""«План уроков»: the page, its rows, a file in two steps, who may change what."""

import csv
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from kedr.curriculum.actions import NewPlan, load_plan
from kedr.curriculum.models import Course, CoursePlan, CourseTeacher, LessonPlan, PlanCorrection, PlanRow
from kedr.curriculum.queries import plan_lines
from kedr.curriculum.rules import PlanLine
from kedr.interop.lessonplans.tests.sample import HEADERS, ROWS, book, text_of
from kedr.timetable.models import Lesson
from tests.cast import NOW, YEAR_STARTS, Cast

type ClientOf = Callable[[str], Client]
LINES = [PlanLine(0, "Дроби", section="Повторение", homework="№ 5", minutes=15),
         PlanLine(0, "Корни", hours=2), PlanLine(0, "Итог")]  # fmt: skip


def planned(cast: Cast, lines: list[PlanLine] | None = None) -> int:
    new = NewPlan("Алгебра, 8 класс", cast.year.id, cast.subject["Алгебра"].id, 8)
    return load_plan(
        actor=cast.actor("teacher"), at=NOW, school_id=1, course_ids=[cast.algebra.id], starts_on=YEAR_STARTS,
        lines=LINES if lines is None else lines, plan=new,
    )  # fmt: skip


def address(cast: Cast, more: str = "", course: Course | None = None) -> str:
    return f"/s/1/journal/{(course or cast.algebra).id}/plan/{more}"


def parallel(cast: Cast, teacher: str = "teacher") -> Course:
    """Алгебра in another class of the same grade."""
    made = Course.objects.create(
        school_id=1, year_id=cast.year.id, subject=cast.subject["Алгебра"], class_id=cast.other_class.id,
        scheme_id=cast.scheme.id, title="Алгебра",
    )  # fmt: skip
    CourseTeacher.objects.create(
        school_id=1, course_id=made.id, person_id=cast.people[teacher].id, starts_on=YEAR_STARTS
    )
    cast.other_class.grade = 8
    cast.other_class.save()
    return made


def text(client: Client, path: str, **data: Any) -> str:
    answer = client.post(path, data) if data else client.get(path)
    assert answer.status_code in (200, 400), answer.status_code
    return unescape(answer.content.decode())


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found
    return unescape(found[1])


def uploaded(client: Client, cast: Cast, data: bytes, **more: Any) -> Any:
    return client.post(address(cast, "load/"), {"file": SimpleUploadedFile("plan.xlsx", data), **more})


def form_of(html: str, **more: Any) -> dict[str, Any]:
    """The second step's form as the page has it, with some of it changed."""
    html_columns = re.findall(r'<select name="(c\d+)".*?</select>', html, re.DOTALL)
    fields = {}
    for name in html_columns:
        select = re.search(rf'<select name="{name}".*?</select>', html, re.DOTALL)
        chosen = re.search(r'value="(\w*)" selected', select[0]) if select else None
        fields[name] = chosen[1] if chosen else ""
    first = re.search(r'name="first"[^>]*value="(\d+)"', html)
    return {"tables": hidden(html, "tables"), "of": hidden(html, "of"), "table": hidden(html, "of"),
            "first": first[1] if first else "1", **fields, **more}  # fmt: skip


def test_without_a_plan_the_page_says_what_to_do(cast: Cast, client_of: ClientOf) -> None:
    assert "Загрузить план из файла" in text(client_of("teacher"), address(cast))
    read_only = text(client_of("head"), address(cast))
    assert "План загружает учитель" in read_only
    assert "Загрузить план из файла" not in read_only
    journal = text(client_of("teacher"), f"/s/1/journal/{cast.algebra.id}/")
    assert address(cast) in journal


def test_the_page_shows_plan_and_fact(cast: Cast, client_of: ClientOf) -> None:
    planned(cast)
    Lesson.objects.in_school(1).filter(id=cast.lessons[1].id).update(is_cancelled=True, change_reason="морозы")
    html = text(client_of("teacher"), address(cast))
    for words in (
        "Алгебра, 8 класс",
        "Повторение",
        "Дроби",
        "09.11",
        "Урок отменён: морозы",
        "позже на 1 день",
        "66,7",
    ):
        assert words in html, words
    assert "План короче уроков: 0" not in html
    assert address(cast, f"{plan_lines(1, LessonPlan.objects.in_school(1).get().id)[0].id}/") in html
    reader = text(client_of("head"), address(cast))
    assert "Загрузить план" not in reader
    assert f'/plan/{plan_lines(1, LessonPlan.objects.in_school(1).get().id)[0].id}/"' not in reader


def test_a_longer_and_a_shorter_plan_say_so(cast: Cast, client_of: ClientOf) -> None:
    planned(cast, [PlanLine(0, f"Тема {n}") for n in range(7)])
    assert "План длиннее уроков на 2 часа" in text(client_of("teacher"), address(cast))
    PlanRow.objects.in_school(1).filter(position__gt=3).delete()
    assert "План короче уроков: 2 урока без темы, с 12 ноября" in text(client_of("teacher"), address(cast))


@pytest.mark.parametrize("size", [1, 30])
def test_the_page_takes_six_queries_at_any_size(size: int, cast: Cast, client_of: ClientOf) -> None:
    planned(cast, [PlanLine(0, f"Тема {n}") for n in range(size)])
    client = client_of("teacher")
    with CaptureQueriesContext(connection) as seen:
        client.get(address(cast))
    assert len(seen) == 6  # who, the door, four of the plan


def test_a_file_in_two_steps(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    answer = uploaded(client, cast, book([HEADERS, *ROWS]))
    html = answer.content.decode()
    assert "3 строки, 4 ч" in html
    assert not LessonPlan.objects.in_school(1).exists()  # nothing is written yet
    form = form_of(html, act="save", name="Алгебра, 8 класс", **{"from": YEAR_STARTS.isoformat()})
    saved = client.post(address(cast, "load/"), form)
    assert saved.status_code == 302, saved.content.decode()
    assert "План загружен: 3 строки" in text(client, saved["Location"])
    plan = LessonPlan.objects.in_school(1).get()
    lines = plan_lines(1, plan.id)
    assert [(line.topic, line.hours, line.kind, line.note) for line in lines] == [
        ("Дроби", 1, "", ""), ("Корни", 2, "", "устный опрос"), ("Контрольная работа № 1", 1, "КР", ""),
    ]  # fmt: skip
    assert CoursePlan.objects.in_school(1).get().course_id == cast.algebra.id


def test_a_person_says_which_column_is_which(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    paste = "Что проходим\tСколько\nДроби\t2\nКорни\t1"
    html = client.post(address(cast, "load/"), {"paste": paste}).content.decode()
    form = form_of(html, act="check", first="2", c0="topic", c1="hours")
    html = client.post(address(cast, "load/"), form).content.decode()
    assert "2 строки, 3 ч" in html
    twice = client.post(address(cast, "load/"), {**form, "c1": "topic"})
    assert twice.status_code == 400
    assert "«Тема» выбрано для двух столбцов" in unescape(twice.content.decode())
    none = text(client, address(cast, "load/"), **{**form, "c0": "", "c1": ""})
    assert "Ни одной темы не прочитано" in none


def test_what_is_wrong_is_named_and_the_rest_can_be_loaded(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    rows: list[list[object]] = [["№", "Тема", "Часы"], [1, "Дроби", "много"], [2, "", "1"], [3, "Корни", "1"]]
    html = unescape(uploaded(client, cast, book(rows)).content.decode())
    assert "Строка 2, столбец C («Часы»): «много» — не число часов от 1 до 20. Взят 1 час." in html
    assert "Строка 3, столбец B («Тема»): темы нет, строка не взята. Впишите тему." in html
    assert "Загрузить 2 строки, 1 пропустить" in html


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Вставьте строки плана"),
        ({"paste": "  "}, "Вставьте строки плана"),
        ({"tables": "{}"}, "потерялся по дороге"),
        ({"tables": '[{"name":"a","cells":[["x"],["y","z"]],"joined":[]}]'}, "потерялся по дороге"),
        ({"tables": "[]"}, "потерялся по дороге"),
    ],
)
def test_nothing_to_read_keeps_the_page(data: dict[str, str], words: str, cast: Cast, client_of: ClientOf) -> None:
    answer = client_of("teacher").post(address(cast, "load/"), data)
    assert answer.status_code == 400
    assert words in unescape(answer.content.decode())


def test_a_wrong_file_is_refused_in_words(cast: Cast, client_of: ClientOf) -> None:
    answer = uploaded(client_of("teacher"), cast, b"%PDF-1.7")
    assert answer.status_code == 400
    assert "Из PDF таблица не читается" in answer.content.decode()
    garbage = '[{"name":"\\u0000","cells":[["Тема"],["a\\u0000b"]],"joined":[[9,9,9,9]]}]'
    html = text(client_of("teacher"), address(cast, "load/"), tables=garbage)
    assert "ab" in html


def test_parallel_classes_share_a_plan(cast: Cast, client_of: ClientOf) -> None:
    other, client = parallel(cast), client_of("teacher")
    html = client.post(address(cast, "load/"), {"paste": text_of("\t")}).content.decode()
    assert f'value="{other.id}" checked' in html
    form = form_of(html, act="save", name="Алгебра, 8", course=[other.id, cast.chemistry.id, cast.foreign_course.id])
    assert client.post(address(cast, "load/"), form).status_code == 302
    assert set(CoursePlan.objects.in_school(1).values_list("course_id", flat=True)) == {cast.algebra.id, other.id}
    assert "общий с 9Б" in text(client, address(cast))
    # a new file for the shared plan: both go on by it
    form = form_of(html, act="save", into="same", first="3", name="")
    assert client.post(address(cast, "load/"), form).status_code == 302
    assert plan_lines(1, LessonPlan.objects.in_school(1).get().id)[0].topic == "Корни"
    assert CoursePlan.objects.in_school(1).count() == 2


def test_a_colleagues_class_is_not_the_teachers_to_plan(cast: Cast, client_of: ClientOf) -> None:
    other = parallel(cast, "colleague")
    html = client_of("teacher").post(address(cast, "load/"), {"paste": text_of("\t")}).content.decode()
    assert str(other.id) not in html
    form = form_of(html, act="save", name="Алгебра, 8", course=[other.id])
    client_of("teacher").post(address(cast, "load/"), form)
    assert not CoursePlan.objects.in_school(1).filter(course_id=other.id).exists()
    office = client_of("deputy_head").post(address(cast, "load/"), {"paste": text_of("\t")}).content.decode()
    assert str(other.id) in office


def test_a_name_that_is_taken_loses_nothing(cast: Cast, client_of: ClientOf) -> None:
    planned(cast)
    client = client_of("teacher")
    html = client.post(address(cast, "load/"), {"paste": text_of("\t")}).content.decode()
    assert 'value="Алгебра, 8 класс (8А)"' in html
    form = form_of(html, act="save", into="new", name="Алгебра, 8 класс")
    answer = client.post(address(cast, "load/"), form)
    assert answer.status_code == 400
    html = unescape(answer.content.decode())
    assert "План «Алгебра, 8 класс» уже есть" in html
    assert "Контрольная работа № 1" in html
    late = client.post(address(cast, "load/"), {**form, "name": "Другой", "from": "2020-01-01"})
    assert "Укажите день учебного года" in late.content.decode()
    assert client.post(address(cast, "load/"), {**form, "name": "Другой", "from": "x"}).status_code == 400
    assert LessonPlan.objects.in_school(1).count() == 1


def test_a_plan_that_stands_is_taken_and_left(cast: Cast, client_of: ClientOf) -> None:
    plan_id, client = planned(cast), client_of("teacher")
    assert client.post(address(cast, "follow"), {"leave": "1", "from": "2026-11-11"}).status_code == 302
    assert str(CoursePlan.objects.in_school(1).get().ends_on) == "2026-11-11"
    assert "Взять этот план" in text(client, address(cast))
    assert client.post(address(cast, "follow"), {"plan": plan_id}).status_code == 302
    assert CoursePlan.objects.in_school(1).get().ends_on is None
    assert "Выберите план" in client.post(address(cast, "follow"), {}).content.decode()
    assert client.post(address(cast, "follow"), {"plan": plan_id + 1}).status_code == 404


def test_a_row_is_changed_corrected_and_given_back(cast: Cast, client_of: ClientOf) -> None:
    plan_id, client = planned(cast), client_of("teacher")
    row = plan_lines(1, plan_id)[1]
    here = address(cast, f"{row.id}/")
    assert "Вместе с предыдущей: «Дроби»" in text(client, here)
    answer = client.post(here, {"act": "correct", "given": "0", "reason": "морозы"})
    assert answer["Location"].endswith(f"#r{row.id}")
    assert "В одном уроке с предыдущей темой: морозы" in text(client, address(cast))
    assert "Вернуть как в плане: 2 ч" in text(client, here)
    assert client.post(here, {"act": "undo"}).status_code == 302
    assert not PlanCorrection.objects.in_school(1).exists()
    line = {"topic": "Корни и степени", "hours": "3", "kind": "КР", "homework": "№ 1", "section": "", "note": ""}
    assert client.post(here, {"act": "change", **line}).status_code == 302
    assert client.post(here, {"act": "add", **line, "topic": "Ещё", "hours": "1"}).status_code == 302
    assert [(one.topic, one.hours, one.kind) for one in plan_lines(1, plan_id)] == [
        ("Дроби", 1, ""), ("Корни и степени", 3, "КР"), ("Ещё", 1, "КР"), ("Итог", 1, ""),
    ]  # fmt: skip
    assert client.post(here, {"act": "remove"}).status_code == 302
    assert client.get(here).status_code == 404


def test_a_row_that_is_refused_keeps_what_was_typed(cast: Cast, client_of: ClientOf) -> None:
    row, client = plan_lines(1, planned(cast))[1], client_of("teacher")
    here = address(cast, f"{row.id}/")
    wrong = text(client, here, act="change", topic="Новая тема", hours="сто", kind="ZZ")
    assert "Часов в строке от 1 до 20" in wrong
    assert "Новая тема" in wrong
    assert "Укажите причину" in text(client, here, act="correct", given="0", reason="")
    assert "Часов в строке от 0 до 20" in text(client, here, act="correct", given="x", reason="морозы")
    assert "Выберите, что сделать" in text(client, here, act="burn")
    assert plan_lines(1, LessonPlan.objects.in_school(1).get().id)[1].topic == "Корни"


def test_a_row_of_another_plan_is_out_of_reach(cast: Cast, client_of: ClientOf) -> None:
    """A teacher may not change a plan through the address of a course that does not follow it."""
    row = plan_lines(1, planned(cast))[0]
    other = address(cast, f"{row.id}/", cast.chemistry)
    assert client_of("colleague").post(other, {"act": "remove"}).status_code == 404
    assert client_of("colleague").post(address(cast, f"{row.id}/"), {"act": "remove"}).status_code == 404
    assert len(plan_lines(1, LessonPlan.objects.in_school(1).get().id)) == 3


def test_the_plan_as_a_file_can_be_loaded_again(cast: Cast, client_of: ClientOf) -> None:
    lines = [replace(line, section="Повторение") for line in LINES]
    planned(cast, [*lines, PlanLine(0, "=1+1", kind="КР", note="важно")])
    client = client_of("teacher")
    answer = client.get(address(cast, "plan.csv"))
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1][:10] == ["1", "Повторение", "Дроби", "1", "1", "", "№ 5", "15", "09.11.2026", "09.11.2026"]
    assert rows[4][2] == "'=1+1"
    assert "attachment" in answer["Content-Disposition"]
    data = client.get(address(cast, "plan.xlsx")).content
    sheet = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()
    assert sheet[0][0] == "План уроков: Алгебра, 8А"
    assert sheet[6][2] == "=1+1"
    html = uploaded(client, cast, data).content.decode()
    client.post(address(cast, "load/"), form_of(html, act="save", into="new", name="Копия"))
    copy = plan_lines(1, LessonPlan.objects.in_school(1).get(name="Копия").id)
    assert [line.values for line in copy[:3]] == [line.values for line in lines]
    assert (copy[3].topic, copy[3].kind, copy[3].note) == ("=1+1", "КР", "важно")
