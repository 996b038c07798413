"""The schedule of assessment procedures: the four violations, the pages, the workbook, what they cost."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import python_calamine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from kedr.audit.models import Event
from kedr.curriculum.models import Course, Subject
from kedr.journal.models import Work
from kedr.portal.queries.procedures import half_to_show, schedule, week_words
from kedr.portal.rules import Breach, Limits, Procedure, Violation, allowed_in_year, violations
from kedr.reports.access import Year
from kedr.schools.models import GroupClass, SchoolRegulation, StudyGroup
from kedr.timetable.models import Lesson
from tests.cast import TODAY, YEAR_ENDS, YEAR_STARTS, Cast, course, lesson

type ClientOf = Callable[[str], Client]

USUAL = Limits(17, 10, 1)
DAY = date(2026, 11, 10)


def procedure(id: int, on: date = DAY, **more: Any) -> Procedure:
    values: dict[str, Any] = {
        "course_id": 1, "subject_id": 1, "classes": (8,), "grade": 8, "numbers": (3,), "hours": Decimal(3),
    }  # fmt: skip
    return Procedure(id=id, held_on=on, **(values | more))


def found(*procedures: Procedure, limits: Limits = USUAL, **edges: Any) -> list[Violation]:
    by_course = {one.course_id: limits for one in procedures}
    return violations(procedures, edges.get("edges", {}), by_course)


# --- the rule


@pytest.mark.parametrize(("gap", "breaches"), [(16, [Violation(Breach.OFTEN, 2, 16)]), (17, []), (18, [])])
def test_works_of_a_subject_keep_their_distance(gap: int, breaches: list[Violation]) -> None:
    assert found(procedure(1), procedure(2, DAY + timedelta(days=gap))) == breaches


@pytest.mark.parametrize(
    ("hours", "grade", "allowed"), [("1", 8, 3), ("3", 8, 10), ("0.5", 8, 1), ("1", 1, 3), ("5", 1, 16)]
)
def test_a_year_allows_a_tenth_of_the_hours(hours: str, grade: int, allowed: int) -> None:
    works = [procedure(n, DAY + timedelta(days=20 * n), hours=Decimal(hours), grade=grade) for n in range(allowed + 2)]
    assert allowed_in_year(works[0], 10) == allowed
    assert found(*works) == [Violation(Breach.SHARE, n, allowed) for n in (allowed, allowed + 1)]


@pytest.mark.parametrize(
    ("number", "hours", "wrong"), [(1, "2", True), (3, "2", False), (6, "2", True), (1, "1", False)]
)
def test_the_first_and_the_last_lesson_are_free(number: int, hours: str, *, wrong: bool) -> None:
    one = procedure(1, numbers=(number,), hours=Decimal(hours))
    expected = [Violation(Breach.EDGE, 1, 0 if number == 1 else number, 8)] if wrong else []
    assert found(one, edges={(8, DAY): (1, 6)}) == expected


def test_a_class_writes_one_work_a_day_and_groups_of_a_subject_are_one() -> None:
    two = [procedure(1), procedure(2, course_id=2, subject_id=2, classes=(8, 9))]
    assert found(*two) == [Violation(Breach.DAY, 1, 2, 8), Violation(Breach.DAY, 2, 2, 8)]
    assert found(*two, limits=Limits(17, 10, 2)) == []
    assert found(procedure(1), procedure(2, course_id=2)) == []


DAYS = st.dates(date(2026, 9, 1), date(2027, 5, 26))
MANY = st.lists(
    st.tuples(DAYS, st.integers(1, 5), st.integers(1, 7), st.integers(1, 3)), max_size=25, unique_by=lambda x: x[:2]
).map(
    lambda rows: [
        procedure(
            n,
            on,
            course_id=subject,
            subject_id=subject,
            numbers=(number,),
            classes=(subject % 2,),
            hours=Decimal(hours),
        )
        for n, (on, subject, number, hours) in enumerate(rows)
    ]
)


@given(MANY, st.randoms())
def test_the_order_of_works_does_not_matter(works: list[Procedure], random: Any) -> None:
    edges = {(one.classes[0], one.held_on): (1, 6) for one in works}
    before = found(*works, edges=edges)
    random.shuffle(works)
    assert found(*works, edges=edges) == before


@given(MANY)
def test_a_work_that_keeps_all_limits_breaks_none(works: list[Procedure]) -> None:
    free = Limits(0, 100, 5)
    assert found(*works, limits=free) == []
    strict = {(each.breach, each.procedure_id) for each in found(*works)}
    loose = {(each.breach, each.procedure_id) for each in found(*works, limits=Limits(10, 20, 2))}
    assert loose <= strict


@given(MANY)
def test_taking_works_away_breaks_nothing_new_in_a_day_and_a_year(works: list[Procedure]) -> None:
    def told(listed: list[Procedure]) -> set[tuple[Breach, int]]:
        return {
            (each.breach, each.procedure_id) for each in found(*listed) if each.breach in (Breach.DAY, Breach.SHARE)
        }

    assert told(works[:-1]) <= told(works)


def test_weeks_are_said_shortly() -> None:
    assert week_words(date(2026, 11, 9)) == "9–14 ноября"
    assert week_words(date(2026, 11, 30)) == "30 ноября – 5 декабря"


# --- the pages


def work(cast: Cast, on: Lesson, code: str = "КР", **more: Any) -> None:
    Work.objects.create(
        school_id=on.school_id, lesson_id=on.id, course_id=on.course_id, kind_id=cast.kinds[code].id,
        held_on=on.held_on, weight=3, **more,
    )  # fmt: skip


def year_of(cast: Cast) -> Year:
    return Year(cast.year.id, "2026/27", YEAR_STARTS, YEAR_ENDS)


def shown(cast: Cast, half: str = "1", who: str = "teacher") -> Any:
    year = year_of(cast)
    return schedule(1, year, half_to_show(year, half, TODAY), cast.people[who].id, TODAY)


def test_planned_and_written_works_stand_in_their_weeks(cast: Cast) -> None:
    work(cast, cast.lessons[0], title="Дроби")
    work(cast, cast.lessons[0], slot=1, title="Задача")  # two marks of one work
    work(cast, cast.lessons[1], "СР")  # no control
    planned = lesson(cast.algebra, TODAY + timedelta(days=30), number=2, teacher=cast.people["teacher"], room=cast.room)
    work(cast, planned)
    cancelled = lesson(cast.algebra, TODAY + timedelta(days=60), teacher=cast.people["teacher"], room=cast.room)
    work(cast, cancelled)
    Lesson.objects.in_school(1).filter(id=cancelled.id).update(is_cancelled=True)
    made = shown(cast)
    ours = next(row for row in made.rows if row.name == "8А")
    assert [(line.work, line.held_on, line.is_mine) for line in ours.lines] == [
        ("Дроби; Задача", cast.lessons[0].held_on, True), ("Контрольная работа", planned.held_on, True),
    ]  # fmt: skip
    assert made.procedures == 2
    assert ours.weeks[date(2026, 11, 9)][0].lesson_id == cast.lessons[0].id
    assert (made.mondays[0], made.mondays[-1]) == (date(2026, 8, 31), date(2026, 12, 28))
    assert shown(cast, "2").procedures == 0
    assert not next(row for row in shown(cast, who="colleague").rows if row.name == "8А").lines[0].is_mine


def test_violations_are_said_in_words(cast: Cast) -> None:
    middle = [lesson(cast.algebra, TODAY + timedelta(days=n), number=2, teacher=cast.people["teacher"], room=cast.room)
              for n in (5, 14)]  # fmt: skip
    for one in middle:
        work(cast, one)
        for number in (1, 3):
            lesson(cast.chemistry, one.held_on, number=number, teacher=cast.people["colleague"], room=cast.room)
    last = Lesson.objects.in_school(1).get(course_id=cast.chemistry.id, held_on=middle[1].held_on, number=3)
    work(cast, last)
    made = shown(cast)
    said = [(breach, whose, words) for breach, listed in made.faults.items() for whose, _, words in listed]
    assert said == [
        (Breach.OFTEN, "8А", "прошлая работа была за 9 дней до этой, а нужно не меньше 17"),
        (Breach.EDGE, "8А", "3-й урок – последний у класса в этот день"),
        (Breach.DAY, "8А", "в этот день у класса 2 работы, а можно не больше 1"),
        (Breach.DAY, "8А", "в этот день у класса 2 работы, а можно не больше 1"),
    ]  # fmt: skip
    SchoolRegulation.objects.create(school_id=1, key="procedures", value=[5, 10, 2], starts_on=YEAR_STARTS)
    assert [breach for breach, listed in shown(cast).faults.items() if listed] == [Breach.EDGE]


def test_a_group_of_two_classes_writes_in_both(cast: Cast) -> None:
    group = StudyGroup.objects.create(school_id=1, year_id=cast.year.id, name="Английский, 8–9")
    for one in (cast.school_class, cast.other_class):
        GroupClass.objects.create(school_id=1, group_id=group.id, class_id=one.id)
    Course.objects.in_school(1).filter(id=cast.english.id).update(class_id=None, group_id=group.id, hours=0)
    work(cast, cast.english_lesson)
    made = shown(cast)
    assert [(row.name, len(row.lines)) for row in made.rows] == [("8А", 1), ("9Б", 1)]
    assert made.procedures == 1


def test_groups_of_a_subject_on_one_day_share_a_place_in_the_cell(cast: Cast) -> None:
    second = StudyGroup.objects.create(school_id=1, year_id=cast.year.id, name="8А, английский, 2 гр.")
    setup: Any = cast
    other = course(setup, cast.subject["Английский язык"], cast.people["teacher"], group=second)
    work(cast, cast.english_lesson)
    work(cast, lesson(other, TODAY, number=2, teacher=cast.people["teacher"], room=cast.room))
    ours = next(row for row in shown(cast).rows if row.name == "8А")
    assert len(ours.lines) == 2
    (line,) = ours.week(date(2026, 11, 9))
    assert [fault.breach for fault in line.faults] == [Breach.EDGE]


def test_the_pages_link_what_their_reader_opens(cast: Cast, client_of: ClientOf) -> None:
    work(cast, cast.lessons[0])
    href = f'href="/s/1/lesson/{cast.lessons[0].id}/"'
    for address in ("/s/1/procedures/", f"/s/1/procedures/{cast.school_class.id}/?half=1"):
        for who, links in (("deputy_head", True), ("teacher", True), ("colleague", False)):
            page = client_of(who).get(address).content.decode()
            assert "Алгебра" in page
            assert (href in page) == links
    assert "контрольных работ пока нет" in client_of("head").get("/s/1/procedures/?half=2").content.decode()
    assert client_of("head").get("/s/1/procedures/5/").status_code == 404


def test_the_workbook_holds_the_schedule_the_works_and_the_violations(cast: Cast, client_of: ClientOf) -> None:
    for one in cast.lessons[:2]:
        work(cast, one, title="=Дроби")
    answer = client_of("deputy_head").get("/s/1/procedures/schedule.xlsx")
    book = python_calamine.load_workbook(BytesIO(answer.content))
    assert book.sheet_names == ["График", "Работы", "Нарушения"]
    plan, works, faults = (
        [cell for row in book.get_sheet_by_name(name).to_python() for cell in row] for name in book.sheet_names
    )
    assert "Алгебра, 09.11\nАлгебра, 10.11" in plan
    assert "=Дроби" in works
    assert "прошлая работа была за 1 день до этой, а нужно не меньше 17" in faults
    event = Event.objects.get(school_id=1, verb="report.export")
    assert event.after == {"report": "procedures", "form": "xlsx", "span": "I полугодие 2026/27 учебного года"}


@pytest.mark.parametrize("size", [1, 30])
def test_the_schedule_takes_seven_queries_at_any_size(size: int, cast: Cast, client_of: ClientOf) -> None:
    setup: Any = cast
    for n in range(size):
        subject = Subject.objects.create(area_id=cast.subject["Химия"].area_id, name=f"Химия {n}", short_name="Химия")
        made = course(setup, subject, cast.people["colleague"])
        work(cast, lesson(made, TODAY, teacher=cast.people["colleague"], room=cast.room))
    client = client_of("deputy_head")
    with CaptureQueriesContext(connection) as seen:
        client.get("/s/1/procedures/")
    assert len(seen) == 7  # who, the school and its year, five of the schedule
