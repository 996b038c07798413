from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from kedr.audit.models import Event
from kedr.diary.tests.writing import absence, homework, mark, result, topic, work
from kedr.journal.models import Attendance
from kedr.journal.tests.locking import close_this_period, grant
from kedr.people.models import ClassTeacher, GroupMember
from kedr.portal.access import ClassCard, class_to_read
from kedr.portal.queries.classes import ClassSheet, class_lines, class_sheet
from kedr.schools.models import GroupClass, StudyGroup
from tests.cast import NOW, TODAY, TOMSK, YEAR_STARTS, Cast, course, enrol, lesson, person

EVENING = datetime(2026, 11, 11, 20, 0, tzinfo=TOMSK)


def card_of(cast: Cast) -> ClassCard:
    return class_to_read(cast.actor("deputy_head"), 1, cast.school_class.id, TODAY)


def sheet_of(cast: Cast, period: int | None = None) -> ClassSheet:
    return class_sheet(card_of(cast), period, TODAY)


def cells(cast: Cast, pupil: int = 0, period: int | None = None) -> dict[str, tuple[str, str, str]]:
    sheet = sheet_of(cast, period)
    row = next(row for row in sheet.rows if row.pupil_id == cast.pupils[pupil].id)
    return {
        column.short: (cell.before, cell.value, cell.eye) for column, cell in zip(sheet.columns, row.cells, strict=True)
    }


def test_a_cell_has_the_result_before_and_the_mean_now(cast: Cast) -> None:
    teacher, alina = cast.people["teacher"], cast.pupils[0]
    mark(work(cast, cast.lessons[0], weight="2"), alina, "2", by=teacher)
    mark(work(cast, cast.lessons[1]), alina, "4", by=teacher)
    result(cast, cast.algebra, alina, "5", period=0)
    assert cells(cast)["Алгебра"] == ("5", "2,67", "3")
    assert cells(cast)["Химия"] == ("", "", "")
    assert cells(cast, 1)["Алгебра"] == ("", "", "")
    result(cast, cast.algebra, alina, "2", period=1)  # once decided, the result stands in place of the mean
    assert cells(cast)["Алгебра"] == ("5", "2", "2")
    assert cells(cast, period=cast.periods[0].id)["Алгебра"] == ("", "5", "")


def test_groups_of_a_subject_share_a_column_and_a_profile_has_its_own(cast: Cast) -> None:
    setup: Any = type("Setup", (), {"year": cast.year, "school_class": cast.school_class, "scheme": cast.scheme})
    for name, subject in (("8А, английский, 2 гр.", "Английский язык"), ("профиль", "Алгебра")):
        group = StudyGroup.objects.create(school_id=1, year_id=cast.year.id, name=name)
        GroupClass.objects.create(school_id=1, group_id=group.id, class_id=cast.school_class.id)
        GroupMember.objects.create(school_id=1, group_id=group.id, person_id=cast.pupils[2].id, starts_on=YEAR_STARTS)
        made = course(setup, cast.subject[subject], cast.people["teacher"], group=group)
        held = lesson(made, TODAY, teacher=cast.people["teacher"], room=cast.room)
        mark(work(cast, held), cast.pupils[2], "5", by=cast.people["teacher"])
    assert [column.short for column in sheet_of(cast).columns] == [
        "Алгебра", "Алгебра, гр.", "Английский язык", "Химия",
    ]  # fmt: skip
    assert cells(cast, 2)["Английский язык"][1] == "5,00"
    assert cells(cast, 2)["Алгебра, гр."][1] == "5,00"


def test_absences_of_two_weeks_that_want_an_eye(cast: Cast) -> None:
    alina, boris, vera = cast.pupils
    absence(cast.lessons[0], alina, "б")
    absence(cast.lessons[0], boris, "нп")
    absence(cast.lessons[1], vera, "н")
    absence(cast.lessons[2], vera, "н")
    old = lesson(cast.algebra, TODAY - timedelta(days=14), teacher=cast.people["teacher"], room=cast.room)
    absence(old, alina, "н")
    sheet = sheet_of(cast)
    assert [(each.name, each.is_unknown) for each in sheet.unexplained] == [
        ("Власова Вера", True),
        ("Белов Борис", False),
    ]
    assert (sheet.unexplained[0].first_on, sheet.unexplained[0].last_on) == (date(2026, 11, 10), TODAY)
    assert [(row.missed, row.unexplained) for row in sheet.rows] == [(1, 0), (1, 1), (2, 2)]


def test_the_list_counts_pupils_teachers_and_filled_lessons(cast: Cast) -> None:
    topic(cast.lessons[0], "Тема", is_checked=True)
    homework(cast.lessons[0], "№ 1", due_on=TODAY)
    topic(cast.lessons[1], "Тема", is_checked=True, is_no_homework=True)
    topic(cast.lessons[2], "Тема", is_checked=True)  # no homework
    cast.lessons[2].is_cancelled = False
    own, other = class_lines(1, EVENING)
    # Monday to Wednesday of Алгебра and the English group; Thursday is to come
    assert (own.name, own.pupils, own.teachers, own.held, own.filled) == ("8А", 3, ["Ветрова Н. П."], 4, 2)
    assert (other.name, other.pupils, other.teachers, other.held) == ("9Б", 0, [], 0)
    assert class_lines(1, datetime(2026, 11, 9, 8, 0, tzinfo=TOMSK))[0].held == 0


def test_few_marks_are_told_and_unrated_stands_in_the_mean_s_place(cast: Cast) -> None:
    alina, boris, _ = cast.pupils
    for pupil in (alina, boris):
        mark(work(cast, cast.lessons[0], slot=pupil is boris), pupil, "5", by=cast.people["teacher"])
    for held in cast.lessons[1:4]:
        absence(held, boris, "б")
    one, other, rest = ([row.cells[0].value, row.cells[0].eye, row.cells[0].few] for row in sheet_of(cast).rows)
    assert one == ["5,00", "", "мало отметок: 1 из 5"]
    assert other == ["н/а", "2", "мало отметок: 1 из 5, пропущено 3 из 5 уроков"]
    assert rest == ["", "", ""]
    result(cast, cast.algebra, boris, "3", period=1)
    assert cells(cast, 1)["Алгебра"] == ("", "3", "3")
    assert sheet_of(cast).rows[1].cells[0].few == ""


@pytest.mark.parametrize("size", [1, 30])
def test_queries_do_not_grow(
    cast: Cast, client_of: Callable[[str], Client], django_assert_num_queries: Any, size: int
) -> None:
    for number in range(size):
        pupil = person(cast.one, f"Новиков{number}", "Ян")
        enrol(cast.school_class, pupil)
        mark(work(cast, cast.lessons[0], slot=number), pupil, "4", by=cast.people["teacher"])
        absence(cast.lessons[1], pupil, "н")
    client = client_of("class_teacher")
    # actor, door, periods, pupils, courses, marks, results, regulations, absences twice
    with django_assert_num_queries(10):
        assert client.get("/s/1/my-class/").status_code == 200
    client = client_of("deputy_head")
    with django_assert_num_queries(3):
        assert client.get("/s/1/classes/").status_code == 200


CLASSES, MINE = "/s/1/classes/", "/s/1/my-class/"
OFFICE = {"deputy_head", "head", "secretary"}
TEACHERS = {"teacher", "colleague", "class_teacher"}
EVERYBODY = [
    *sorted(OFFICE | TEACHERS), "pupil", "guardian", "neighbour_teacher", "municipal_officer", "regional_officer",
]  # fmt: skip


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_opens_what(cast: Cast, client_of: Callable[[str], Client], who: str) -> None:
    client = client_of(who)
    office, teachers = (200 if who in group else 404 for group in (OFFICE, TEACHERS))
    assert client.get(CLASSES).status_code == office
    assert client.get(f"{CLASSES}{cast.school_class.id}/").status_code == office
    assert client.get(MINE).status_code == teachers
    assert client.get("/s/2/classes/").status_code == 404


def test_a_class_of_another_school_is_not_there(cast: Cast, client_of: Callable[[str], Client]) -> None:
    foreign = cast.foreign_course.class_id
    assert client_of("deputy_head").get(f"{CLASSES}{foreign}/").status_code == 404
    assert client_of("class_teacher").get(f"{MINE}?class={cast.other_class.id}").status_code == 404


def test_names_lead_to_the_diary_for_those_who_may_open_it(cast: Cast, client_of: Callable[[str], Client]) -> None:
    address, link = f"{CLASSES}{cast.school_class.id}/", f"/s/1/diary/{cast.pupils[0].id}/"
    assert link in client_of("deputy_head").get(address).content.decode()
    assert link not in client_of("secretary").get(address).content.decode()


def test_a_teacher_without_a_class_is_told(cast: Cast, client_of: Callable[[str], Client]) -> None:
    assert "Вы не ведёте класс" in client_of("teacher").get(MINE).content.decode()


def test_two_classes_have_a_switch(cast: Cast, client_of: Callable[[str], Client]) -> None:
    ClassTeacher.objects.create(
        school_id=1, class_id=cast.other_class.id, person_id=cast.people["class_teacher"].id, starts_on=YEAR_STARTS
    )
    page = client_of("class_teacher").get(f"{MINE}?class={cast.other_class.id}").content.decode()
    assert "Мой класс, 9Б" in page
    assert f"class={cast.school_class.id}" in page


def explain(cast: Cast, **more: str) -> dict[str, str]:
    return {"pupil": str(cast.pupils[0].id), "code": "б", "first": "2026-11-09", "last": "2026-11-10", **more}


def test_a_reason_is_written_and_counted(cast: Cast, client_of: Callable[[str], Client]) -> None:
    for held in cast.lessons[:3]:
        absence(held, cast.pupils[0], "н")
    client = client_of("class_teacher")
    response = client.post(MINE, explain(cast))
    assert response.status_code == 302
    assert "Причина записана: 2 урока." in client.get(response["Location"]).content.decode()
    codes = Attendance.objects.in_school(1).order_by("held_on").values_list("code", flat=True)
    assert list(codes) == ["б", "б", "н"]


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"code": ""}, "Выберите причину"),
        ({"first": "вчера"}, "Укажите первый и последний день"),
        ({"pupil": "x"}, "Укажите первый и последний день"),
        ({"pupil": str(10**30)}, "Такого ученика"),
        ({"first": "2026-11-11"}, "Последний день не раньше первого"),
        ({"first": "2020-11-11"}, "Последний день не раньше первого"),
        ({"first": "2026-09-01", "last": "2026-09-02"}, "таких пропусков нет"),
        ({"first": "9999-12-31", "last": "9999-12-31"}, "Последний день"),
    ],
)
def test_a_slip_is_told_on_the_page(
    cast: Cast, client_of: Callable[[str], Client], wrong: dict[str, str], word: str
) -> None:
    absence(cast.lessons[0], cast.pupils[0], "н")
    response = client_of("class_teacher").post(MINE, explain(cast, **wrong))
    assert response.status_code == 400
    assert word in response.content.decode()


def test_a_teacher_without_the_class_writes_nothing(cast: Cast, client_of: Callable[[str], Client]) -> None:
    absence(cast.lessons[0], cast.pupils[0], "н")
    client_of("teacher").post(MINE, explain(cast))
    assert client_of("deputy_head").post(MINE, explain(cast)).status_code == 404
    assert Attendance.objects.in_school(1).get().code == "н"
    assert NOW.date() == TODAY


def test_a_refused_reason_keeps_what_was_typed_and_a_window_wants_a_basis(
    cast: Cast, client_of: Callable[[str], Client]
) -> None:
    absence(cast.lessons[0], cast.pupils[0], "н")
    close_this_period(cast)
    client = client_of("class_teacher")
    values = {
        "pupil": cast.pupils[0].id,
        "code": "б",
        "first": "2026-11-09",
        "last": "2026-11-10",
        "why": "Справка № 5",
    }
    html = client.post(MINE, values).content.decode()
    assert "Период закрыт" in html
    assert 'value="2026-11-10"' in html
    assert '<option value="б" selected>' in html
    assert 'value="Справка № 5"' in html
    grant(cast)
    assert "Напишите, почему меняете" in client.post(MINE, values | {"why": ""}).content.decode()
    assert client.post(MINE, values).status_code == 302
    assert Event.objects.get(school_id=1, verb="attendance.reason").reason == "Справка № 5"
