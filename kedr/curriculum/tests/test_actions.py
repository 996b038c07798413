"""Acts on lessons plans: the effect, each refusal, the record, the pages that must be told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kedr.audit.models import Event
from kedr.core.errors import NotFound
from kedr.core.models import Stamp
from kedr.curriculum.actions import (
    NewPlan,
    NoRows,
    NotOfCourse,
    PlanNameTaken,
    WrongCorrection,
    WrongRow,
    YearClosed,
    add_row,
    change_row,
    correct_row,
    follow_plan,
    leave_plan,
    load_plan,
    make_plan,
    remove_row,
    replace_rows,
    undo_correction,
)
from kedr.curriculum.models import CoursePlan, LessonPlan, PlanCorrection, PlanRow
from kedr.curriculum.queries import plan_lines, plans_to_follow
from kedr.curriculum.rules import PlanLine
from tests.cast import NOW, YEAR_STARTS, Cast

TOPICS = [
    PlanLine(0, "Дроби", section="Повторение"),
    PlanLine(0, "Корни", hours=2, homework="№ 5"),
    PlanLine(0, "Итог"),
]


def by(cast: Cast) -> dict[str, Any]:
    return {"actor": cast.actor("teacher"), "at": NOW, "school_id": 1}


def made(cast: Cast, name: str = "Алгебра, 8 класс", lines: list[PlanLine] | None = None) -> int:
    return make_plan(
        **by(cast), year_id=cast.year.id, subject_id=cast.subject["Алгебра"].id, grade=8, name=name,
        lines=TOPICS if lines is None else lines,
    )  # fmt: skip


def followed(cast: Cast) -> int:
    plan_id = made(cast)
    follow_plan(**by(cast), plan_id=plan_id, course_ids=[cast.algebra.id], starts_on=YEAR_STARTS)
    return plan_id


def topics(plan_id: int) -> list[str]:
    return [line.topic for line in plan_lines(1, plan_id)]


def rows_of(told: Any) -> list[list[Any]]:
    return list(told["rows"])


def revision(cast: Cast) -> int:
    stamp = Stamp.objects.filter(school_id=1, kind="course", object_id=cast.algebra.id).first()
    return stamp.revision if stamp else 0


def test_a_plan_is_made_whole(cast: Cast) -> None:
    plan_id = made(cast)
    assert [line.values for line in plan_lines(1, plan_id)] == [line.values for line in TOPICS]
    assert LessonPlan.objects.in_school(1).get(id=plan_id).author_id == cast.people["teacher"].id
    event = Event.objects.get(school_id=1, verb="make_plan")
    assert [row[1] for row in rows_of(event.after)] == ["Дроби", "Корни", "Итог"]


def test_a_plan_that_cannot_be_made_leaves_nothing(cast: Cast) -> None:
    made(cast)
    with pytest.raises(PlanNameTaken):
        made(cast)
    with pytest.raises(NoRows, match="ни одной строки"):
        made(cast, "Пустой", [])
    with pytest.raises(NoRows, match="1001 строк"):
        made(cast, "Долгий", [PlanLine(0, "Тема")] * 1001)
    with pytest.raises(WrongRow, match="Строка 2: Впишите тему"):
        made(cast, "Дыра", [PlanLine(0, "Дроби"), PlanLine(0, "")])
    with pytest.raises(WrongRow, match="Назовите план"):
        made(cast, "  ")
    assert LessonPlan.objects.in_school(1).count() == 1
    assert PlanRow.objects.in_school(1).count() == 3


def test_writing_a_plan_takes_as_many_statements_at_any_size(cast: Cast) -> None:
    def cost(count: int) -> int:
        lines = [PlanLine(0, f"Т{n}") for n in range(count)]
        plan_id = made(cast, f"План {count}", lines)
        with CaptureQueriesContext(connection) as seen:
            replace_rows(**by(cast), plan_id=plan_id, lines=[PlanLine(0, "Новая"), *reversed(lines[1:])])
        return len(seen)

    assert cost(4) == cost(30) == cost(90)


def test_a_course_follows_one_plan_at_a_time(cast: Cast) -> None:
    first, second = made(cast), made(cast, "Другой")
    turn = date(2026, 11, 1)
    for plan_id, day in ((first, YEAR_STARTS), (second, turn), (second, turn)):
        follow_plan(**by(cast), plan_id=plan_id, course_ids=[cast.algebra.id], starts_on=day)
    rows = CoursePlan.objects.in_school(1).order_by("starts_on").values_list("plan_id", "starts_on", "ends_on")
    assert list(rows) == [(first, YEAR_STARTS, turn), (second, turn, None)]
    follow_plan(**by(cast), plan_id=first, course_ids=[cast.algebra.id], starts_on=YEAR_STARTS)
    assert list(rows.all()) == [(first, YEAR_STARTS, None)]
    assert Event.objects.filter(school_id=1, verb="follow_plan").count() == 3
    leave_plan(**by(cast), course_id=cast.algebra.id, ends_on=turn)
    assert list(rows.all()) == [(first, YEAR_STARTS, turn)]
    with pytest.raises(NotFound):
        leave_plan(**by(cast), course_id=cast.algebra.id, ends_on=turn)
    assert plans_to_follow(1, cast.algebra.id)[0].courses == ()


def test_a_plan_of_something_else_is_refused(cast: Cast) -> None:
    plan_id = made(cast)
    with pytest.raises(NotOfCourse, match="другого предмета"):
        follow_plan(**by(cast), plan_id=plan_id, course_ids=[cast.algebra.id, cast.chemistry.id], starts_on=YEAR_STARTS)
    with pytest.raises(NotOfCourse, match="день учебного года"):
        follow_plan(**by(cast), plan_id=plan_id, course_ids=[cast.algebra.id], starts_on=date(2026, 8, 31))
    for course, plan in ((cast.foreign_course.id, plan_id), (cast.algebra.id, plan_id + 1)):
        with pytest.raises(NotFound):
            follow_plan(**by(cast), plan_id=plan, course_ids=[course], starts_on=YEAR_STARTS)
    assert not CoursePlan.objects.in_school(1).exists()


def test_a_new_edition_keeps_what_a_course_corrected(cast: Cast) -> None:
    plan_id = followed(cast)
    dropped, kept, _ = plan_lines(1, plan_id)
    for row in (dropped, kept):
        correct_row(**by(cast), course_id=cast.algebra.id, row_id=row.id, hours=3, reason="повторение")
    before = revision(cast)
    replace_rows(**by(cast), plan_id=plan_id, lines=[PlanLine(0, "Начало"), replace(TOPICS[1], hours=4)])
    assert topics(plan_id) == ["Начало", "Корни"]
    assert plan_lines(1, plan_id)[1].id == kept.id
    assert list(PlanCorrection.objects.in_school(1).values_list("row_id", flat=True)) == [kept.id]
    assert revision(cast) == before + 1
    event = Event.objects.get(school_id=1, verb="replace_rows")
    assert [row[1] for row in rows_of(event.before)] == ["Дроби", "Корни", "Итог"]
    assert [row[:3] for row in rows_of(event.after)] == [[1, "Начало", 1], [2, "Корни", 4]]


def test_rows_one_by_one(cast: Cast) -> None:
    plan_id = followed(cast)
    first, second, third = plan_lines(1, plan_id)
    change_row(**by(cast), row_id=first.id, line=replace(first, topic="Дроби и доли"))
    add_row(**by(cast), after_id=second.id, line=PlanLine(0, "Ещё корни"))
    remove_row(**by(cast), row_id=third.id)
    assert topics(plan_id) == ["Дроби и доли", "Корни", "Ещё корни"]
    assert revision(cast) == 4
    with pytest.raises(WrongRow):
        change_row(**by(cast), row_id=first.id, line=replace(first, hours=0))
    with pytest.raises(NotFound):
        change_row(**by(cast), row_id=third.id, line=first)
    for line in plan_lines(1, plan_id)[1:]:
        remove_row(**by(cast), row_id=line.id)
    with pytest.raises(NoRows):
        remove_row(**by(cast), row_id=first.id)


def test_a_correction_has_a_reason_and_is_taken_back(cast: Cast) -> None:
    plan_id = followed(cast)
    _, row, _ = plan_lines(1, plan_id)
    about: dict[str, Any] = {"course_id": cast.algebra.id, "row_id": row.id}
    with pytest.raises(WrongCorrection, match="причину"):
        correct_row(**by(cast), **about, hours=1, reason=" ")
    with pytest.raises(WrongCorrection, match="столько же"):
        correct_row(**by(cast), **about, hours=2, reason="морозы")
    with pytest.raises(WrongCorrection, match="от 0 до 20"):
        correct_row(**by(cast), **about, hours=-1, reason="морозы")
    correct_row(**by(cast), **about, hours=1, reason="морозы")
    correct_row(**by(cast), **about, hours=0, reason="карантин")
    with pytest.raises(WrongCorrection, match="отмените корректировку"):
        correct_row(**by(cast), **about, hours=2, reason="карантин")
    made = PlanCorrection.objects.in_school(1).get()
    assert (made.hours, made.reason, made.made_by) == (0, "карантин", cast.people["teacher"].id)
    undo_correction(**by(cast), **about)
    with pytest.raises(NotFound):
        undo_correction(**by(cast), **about)
    told = Event.objects.filter(school_id=1, target_id=row.id).order_by("id").values_list("verb", "reason")
    assert list(told) == [("correct_row", "морозы"), ("correct_row", "карантин"), ("undo_correction", "")]
    with pytest.raises(NotFound):
        correct_row(**by(cast), course_id=cast.chemistry.id, row_id=row.id, hours=0, reason="чужой")


def test_a_closed_year_keeps_its_plans(cast: Cast) -> None:
    plan_id = followed(cast)
    row = plan_lines(1, plan_id)[0]
    cast.year.closed_at = NOW
    cast.year.save()
    acts: list[Callable[[], Any]] = [
        lambda: made(cast, "Поздний"),
        lambda: replace_rows(**by(cast), plan_id=plan_id, lines=TOPICS),
        lambda: change_row(**by(cast), row_id=row.id, line=row),
        lambda: correct_row(**by(cast), course_id=cast.algebra.id, row_id=row.id, hours=0, reason="нет"),
        lambda: follow_plan(**by(cast), plan_id=plan_id, course_ids=[cast.algebra.id], starts_on=YEAR_STARTS),
        lambda: leave_plan(**by(cast), course_id=cast.algebra.id, ends_on=date(2026, 12, 1)),
    ]
    for act in acts:
        with pytest.raises(YearClosed):
            act()


def test_a_file_becomes_a_plan_and_its_courses_or_nothing(cast: Cast) -> None:
    new = NewPlan("Алгебра, 8 класс", cast.year.id, cast.subject["Алгебра"].id, 8)
    about: dict[str, Any] = {**by(cast), "starts_on": YEAR_STARTS, "lines": TOPICS}
    with pytest.raises(NotOfCourse):
        load_plan(**about, course_ids=[cast.algebra.id, cast.chemistry.id], plan=new)
    assert not LessonPlan.objects.in_school(1).exists()
    plan_id = load_plan(**about, course_ids=[cast.algebra.id], plan=new)
    again = load_plan(**{**about, "lines": TOPICS[:1]}, course_ids=[cast.algebra.id], plan=plan_id)
    assert (again, topics(plan_id)) == (plan_id, ["Дроби"])
    assert CoursePlan.objects.in_school(1).count() == 1
