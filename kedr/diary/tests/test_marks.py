from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kedr.audit.actions import Change, record
from kedr.core.errors import NotFound
from kedr.diary.access import OpenDiary, diary_to_read
from kedr.diary.queries.mark import mark_why
from kedr.diary.queries.marks import SubjectRow, subjects_page
from kedr.diary.tests.writing import absence, mark, result, topic, work
from kedr.journal.models import Mark
from kedr.schools.models import PeriodScheme, SchoolRegulation
from tests.cast import NOW, TODAY, Cast, lesson


def diary_of(cast: Cast, pupil: int = 0) -> OpenDiary:
    return diary_to_read(cast.actor("deputy_head"), 1, cast.pupils[pupil].id, TODAY)


def algebra(cast: Cast, period: int | None = None) -> SubjectRow:
    page = subjects_page(diary_of(cast), period, TODAY)
    return next(row for row in page.subjects if row.title == "Алгебра")


def give(cast: Cast, *values: tuple[str, str]) -> list[int]:
    """Marks of Алина in Алгебра, one a lesson: value and weight."""
    return [
        mark(work(cast, held, weight=weight), cast.pupils[0], value, by=cast.people["teacher"]).id
        for held, (value, weight) in zip(cast.lessons, values, strict=False)
    ]


def test_the_mean_can_be_added_up_from_what_is_listed(cast: Cast) -> None:
    give(cast, ("5", "1"), ("4", "2"), ("3", "1.5"), (".", "1"))
    row = algebra(cast)
    assert row.mean == Decimal("3.89")  # (5 + 8 + 4.5) / 4.5
    assert (row.points, row.weights) == ("17,5", "4,5")
    assert [(each.weight, each.points) for each in row.sums] == [("2", "8"), ("1,5", "4,5"), ("1", "5")]
    assert row.proposal == "4"
    assert [chip.value for chip in row.marks] == ["5", "4", "3", "."]


def test_a_result_stands_in_its_period_and_ends_the_proposal(cast: Cast) -> None:
    give(cast, ("5", "1"))
    result(cast, cast.algebra, cast.pupils[0], "3", period=0)
    row = algebra(cast)
    assert (row.results, row.proposal) == (["3", "", "", ""], "5")
    result(cast, cast.algebra, cast.pupils[0], "4", period=1)
    row = algebra(cast)
    assert (row.results, row.proposal) == (["3", "4", "", ""], "")


def test_a_family_reads_that_marks_are_few_yet(cast: Cast, client_of: Callable[[str], Client]) -> None:
    give(cast, ("5", "1"))
    assert (algebra(cast).proposal, algebra(cast).few) == ("5", "пока мало оценок: 1 из 5")
    assert "пока мало оценок: 1 из 5" in client_of("guardian").get("/s/1/diary/marks/", follow=True).content.decode()
    for held in cast.lessons[1:4]:
        absence(held, cast.pupils[0], "б")
    row = algebra(cast)
    assert (row.mean, row.proposal) == (Decimal("5.00"), "н/а")
    assert row.few == "пока мало оценок: 1 из 5, пропущено 3 из 5 уроков"
    result(cast, cast.algebra, cast.pupils[0], "4", period=1)
    assert (algebra(cast).proposal, algebra(cast).few) == ("", "")


def test_absences_are_counted_by_subject(cast: Cast) -> None:
    absence(cast.lessons[0], cast.pupils[0], "б")
    absence(cast.lessons[1], cast.pupils[0], "оп", minutes=3)
    absence(cast.english_lesson, cast.pupils[0], "н")
    row = algebra(cast)
    assert row.absences == 1
    assert [(missed.code, missed.words) for missed in row.missed] == [("б", "болезнь"), ("оп", "опоздание 3 мин")]


def test_a_period_shows_its_own_marks(cast: Cast) -> None:
    old = lesson(cast.algebra, date(2026, 9, 10), teacher=cast.people["teacher"], room=cast.room)
    mark(work(cast, old), cast.pupils[0], "2", by=cast.people["teacher"])
    give(cast, ("5", "1"))
    assert algebra(cast).mean == Decimal("5.00")
    assert algebra(cast, cast.periods[0].id).mean == Decimal("2.00")


def test_a_trend_needs_marks_older_than_two_weeks(cast: Cast) -> None:
    give(cast, ("5", "1"))
    assert algebra(cast).trend == ""
    old = lesson(cast.algebra, date(2026, 11, 2), teacher=cast.people["teacher"], room=cast.room)
    mark(work(cast, old), cast.pupils[0], "3", by=cast.people["teacher"])
    page = subjects_page(diary_of(cast), None, date(2026, 11, 20))
    row = next(row for row in page.subjects if row.title == "Алгебра")
    assert row.trend == "растёт"
    assert len(row.line) == 2


def test_a_period_of_another_scheme_is_not_there(cast: Cast) -> None:
    with pytest.raises(NotFound):
        subjects_page(diary_of(cast), 5, TODAY)


def test_first_class_has_no_marks(cast: Cast, client_of: Callable[[str], Client]) -> None:
    PeriodScheme.objects.in_school(1).update(is_marked=False)
    page = client_of("pupil").get(f"/s/1/diary/{cast.pupils[0].id}/marks/").content.decode()
    assert "отметок не ставят" in page


@pytest.mark.parametrize("lessons", [1, 30])
def test_marks_by_subject_take_eight_queries_at_any_size(
    cast: Cast, client_of: Callable[[str], Client], django_assert_num_queries: Any, lessons: int
) -> None:
    for number in range(lessons):
        held = lesson(
            cast.chemistry, TODAY - timedelta(days=number % 8), teacher=cast.people["colleague"], room=cast.room
        )
        mark(work(cast, held), cast.pupils[0], "4", by=cast.people["colleague"])
    client, address = client_of("pupil"), f"/s/1/diary/{cast.pupils[0].id}/marks/"
    # actor, door, periods, courses, marks, absences, results, regulations
    with django_assert_num_queries(8):
        response = client.get(address)
    assert response.status_code == 200
    with django_assert_num_queries(1):
        assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304


@pytest.mark.parametrize("bad", ["x", "-1", "999999"])
def test_a_bad_period_is_not_a_page(cast: Cast, client_of: Callable[[str], Client], bad: str) -> None:
    assert client_of("pupil").get(f"/s/1/diary/{cast.pupils[0].id}/marks/?period={bad}").status_code == 404


def test_marks_home_leads_to_ones_own(cast: Cast, client_of: Callable[[str], Client]) -> None:
    for who in ("pupil", "guardian"):
        assert client_of(who).get("/s/1/diary/marks/")["Location"] == f"/s/1/diary/{cast.pupils[0].id}/marks/"


def test_why_a_mark_is_so(cast: Cast) -> None:
    topic(cast.lessons[1], "Квадратные корни")
    ids = give(cast, ("5", "1"), ("3", "2"), ("4", "1"))
    record(
        actor=cast.actor("teacher"),
        at=NOW,
        school_id=1,
        changes=[
            Change("mark.give", "mark", ids[1], before="", after="2"),
            Change("mark.give", "mark", ids[1], before="2", after="3", reason="Задача 5 засчитана"),
        ],
    )
    why = mark_why(diary_of(cast), ids[1], TODAY)
    assert (why.subject, why.topic, why.teacher) == ("Алгебра", "Квадратные корни", "Смирнова Ольга Павловна")
    assert (why.mean_before, why.mean) == (Decimal("5.00"), Decimal("3.67"))
    assert why.next_threshold == (5, Decimal("4.5"))
    assert [line.words for line in why.changes] == ["изменена с 2 на 3", "поставлена 2"]
    assert why.changes[0].reason == "Задача 5 засчитана"
    first = mark_why(diary_of(cast), ids[0], TODAY)
    assert (first.mean_before, first.mean) == (None, Decimal("5.00"))


def test_a_debt_takes_no_part_in_the_mean(cast: Cast) -> None:
    (debt,) = give(cast, (".", "1"))
    why = mark_why(diary_of(cast), debt, TODAY)
    assert (why.mean_before, why.mean) == (None, None)


def test_the_sheet_of_a_mark(cast: Cast, client_of: Callable[[str], Client]) -> None:
    own = mark(work(cast, cast.lessons[0], title="Проверочная № 2"), cast.pupils[0], "4",
               by=cast.people["teacher"], comment="Верно, но долго")  # fmt: skip
    address = f"/s/1/diary/{cast.pupils[0].id}/mark/{own.id}/"
    page = client_of("guardian").get(address).content.decode()
    assert "Верно, но долго" in page
    assert "Проверочная № 2" in page
    assert "понедельник, 9 ноября, 1-й урок" in page
    other = mark(work(cast, cast.lessons[1]), cast.pupils[1], "2", by=cast.people["teacher"])
    client = client_of("guardian")
    assert client.get(f"/s/1/diary/{cast.pupils[0].id}/mark/{other.id}/").status_code == 404
    assert client.get(f"/s/1/diary/{cast.pupils[1].id}/mark/{other.id}/").status_code == 404


def test_a_debt_says_by_when_and_an_overdue_one_may_be_a_two(cast: Cast, client_of: Callable[[str], Client]) -> None:
    give(cast, ("5", "1"), (".", "1"))
    Mark.objects.in_school(1).filter(value=".").update(due_on=TODAY - timedelta(days=1))
    pages = [f"/s/1/diary/{cast.pupils[0].id}/{TODAY - timedelta(days=TODAY.weekday())}/", "/s/1/diary/marks/"]
    week = client_of("guardian").get(pages[0]).content.decode()
    assert "сдать до 10 ноября" in week
    assert algebra(cast).mean == Decimal("5.00")
    SchoolRegulation.objects.create(school_id=1, key="overdue_debt", value="1", starts_on=date(2026, 9, 1))
    row = algebra(cast)
    assert (row.mean, row.points, row.weights, row.proposal) == (Decimal("3.50"), "7", "2", "4")
    page = client_of("guardian").get(pages[1], follow=True).content.decode()
    assert "просроченный долг считается за 2" in page
    assert [chip.value for chip in row.marks] == ["5", "."]
