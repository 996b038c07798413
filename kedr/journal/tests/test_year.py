"""The year's results: what is proposed, what the teacher decides, what keeps them."""

from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from kedr.audit.models import Event
from kedr.core.models import Stamp
from kedr.curriculum.models import Course
from kedr.journal.access import course_to_open
from kedr.journal.actions.year import NotYours, Wish, decide_year
from kedr.journal.models import PeriodResult, YearResult
from kedr.journal.queries.year import year_sheet
from kedr.journal.rules.year import council_proposal, council_words, final_result, flags, mean_result
from kedr.journal.tests.locking import close_course, close_pupil, close_year
from kedr.schools.models import AcademicYear, SchoolClass
from tests.cast import NOW, TODAY, Cast, enrol, person

type ClientOf = Callable[[str], Client]


# --- rules


@pytest.mark.parametrize(
    ("results", "comes"),
    [
        (["4", "5", "4", "5"], "5"),  # 4,5
        (["3", "3", "2", "2"], "3"),  # 2,5
        (["3", "4", "3", "3"], "3"),  # 3,25
        (["5", "осв", "4"], "5"),
        (["осв", "осв"], "осв"),
        (["5", "", "4"], ""),
        (["5", "н/а", "4"], ""),
        (["зч", "зч"], "зч"),
        (["зч", "нз"], "нз"),
        ([], ""),
    ],
)
def test_a_year_comes_out_of_its_periods(results: list[str], comes: str) -> None:
    assert mean_result(results) == comes


@given(st.lists(st.sampled_from("2345"), min_size=1, max_size=8))
def test_a_proposal_can_be_counted_again_from_its_marks(results: list[str]) -> None:
    mean = Decimal(sum(map(int, results))) / len(results)
    assert mean_result(results) == str(mean.quantize(Decimal(1), ROUND_HALF_UP))
    assert mean_result(results) == mean_result(results[::-1])


@pytest.mark.parametrize(
    ("grade", "year", "exam", "earlier", "comes"),
    [
        (9, "5", "4", [], "5"),  # 4,5 → 5
        (9, "4", "3", [], "4"),
        (9, "3", "2", [], "3"),  # 2,5 → 3
        (9, "4", "", [], "4"),  # no exam in the subject
        (9, "", "4", [], ""),
        (11, "4", "", ["4", "5", "5", "4", "4"], "4"),  # 26 / 6 = 4,33
        (11, "4", "", ["4", "5", "5", "4", "5"], "5"),  # 27 / 6 = 4,5
        (11, "4", "", ["4", "", "5", "4", "5"], ""),
        (11, "4", "2", ["4", "4", "4", "4", "4"], "4"),  # the exam does not enter
        (8, "4", "", [], ""),
    ],
)
def test_the_mark_of_the_certificate(grade: int, year: str, exam: str, earlier: list[str], comes: str) -> None:
    assert final_result(grade, year, exam, earlier) == comes


def test_four_flags_of_a_decided_result() -> None:
    assert flags("", 0, "", "5").words() == []
    assert flags("5", 1, "5", "5").words() == []
    assert flags("4", 2, "5", "5").words() == ["изменена", "не по расчёту"]
    assert flags("4", 1, "", "").words() == ["выставлена вручную"]
    assert flags("5", 1, "5", "4").words() == ["отметки с тех пор изменились"]


def test_what_the_council_decides() -> None:
    assert council_words("moved", 8, "f") == "переведена в 9 класс"
    assert council_words("conditional", 5, "m") == "переведён в 6 класс условно"
    assert council_words("graduated", 11, "f") == "выпущена"
    assert council_proposal(8, ["4", "5"], []) == "moved"
    assert council_proposal(8, ["4", "2"], []) == "conditional"
    assert council_proposal(8, ["4", ""], []) == ""
    assert council_proposal(9, ["4", "5"], ["", "5"]) == "admitted"
    assert council_proposal(9, ["4", "5"], ["4", "5"]) == "graduated"
    assert council_proposal(9, ["2", "5"], []) == ""


# --- deciding


def set_periods(cast: Cast, course: Course, pupil_id: int, results: str) -> None:
    for period, final in zip(cast.periods, results, strict=False):
        PeriodResult.objects.create(
            school_id=1, course_id=course.id, period_id=period.id, pupil_id=pupil_id, final=final, set_at=NOW, set_by=1
        )


def decide(cast: Cast, *wishes: Wish, who: str = "teacher") -> list[str]:
    actor = cast.actor(who)
    course = course_to_open(actor, 1, cast.algebra.id, TODAY)
    return [each.sentence for each in decide_year(actor=actor, at=NOW, course=course, wishes=wishes)]


def test_the_proposal_is_stored_beside_the_decision(cast: Cast) -> None:
    pupil = cast.pupils[0].id
    set_periods(cast, cast.algebra, pupil, "4545")
    assert decide(cast, Wish(pupil, "year", "4", 0)) == []
    result = YearResult.objects.in_school(1).get()
    assert (result.proposed, result.final, result.version) == ("5", "4", 1)
    event = Event.objects.filter(school_id=1, verb="year.decide").get()
    assert (event.before, event.after, event.about_id) == (
        "", {"kind": "year", "final": "4", "proposed": "5"}, pupil,
    )  # fmt: skip
    touched = Stamp.objects.filter(school_id=1).values_list("kind", "object_id")
    assert {("course", cast.algebra.id), ("pupil", pupil)} <= set(touched)
    assert decide(cast, Wish(pupil, "year", "4", 1)) == []
    assert YearResult.objects.in_school(1).get().version == 1, "the same again changes nothing"


def test_one_wish_that_cannot_be_never_stops_the_rest(cast: Cast) -> None:
    one, two = cast.pupils[0].id, cast.pupils[1].id
    said = decide(
        cast,
        Wish(one, "year", "6", 0),
        Wish(one, "exam", "5", 0),
        Wish(cast.foreign_pupil.id, "year", "5", 0),
        Wish(two, "year", "5", 0),
    )
    assert [sentence.split(":")[0] for sentence in said] == [
        "«6» — не итоговая отметка. Можно",
        "В этом классе такой отметки нет",
        "В этот день ученика нет в списке класса или группы.",
    ]
    assert YearResult.objects.in_school(1).get().pupil_id == two


def test_a_stale_writer_sees_what_stands(cast: Cast) -> None:
    pupil = cast.pupils[0].id
    decide(cast, Wish(pupil, "year", "4", 0))
    (said,) = decide(cast, Wish(pupil, "year", "3", 0), who="deputy_head")
    assert "уже стоит «4»" in said
    assert decide(cast, Wish(pupil, "year", "", 1)) == []
    (said,) = decide(cast, Wish(pupil, "year", "3", 1))
    assert "уже убрали" in said


@pytest.mark.parametrize(
    ("close", "word"), [(close_year, "Учебный год закрыт"), (close_course, "Журнал закрыт"), (close_pupil, "Год этого")]
)
def test_what_is_closed_stands(cast: Cast, close: Callable[[Cast], None], word: str) -> None:
    close(cast)
    (said,) = decide(cast, Wish(cast.pupils[0].id, "year", "4", 0))
    assert said.startswith(word)
    assert not YearResult.objects.in_school(1).exists()


def test_only_who_keeps_the_journal_decides(cast: Cast) -> None:
    with pytest.raises(NotYours):
        decide(cast, Wish(cast.pupils[0].id, "year", "4", 0), who="class_teacher")


def test_the_certificate_of_11_counts_both_years(cast: Cast) -> None:
    pupil = cast.pupils[0].id
    set_periods(cast, cast.algebra, pupil, "4545")
    before = AcademicYear.objects.create(school_id=1, year=2025, starts_on=date(2025, 9, 1), ends_on=date(2026, 8, 31))
    tenth = Course.objects.create(
        school_id=1, year_id=before.id, subject=cast.algebra.subject, class_id=cast.other_class.id, title="Алгебра 10",
        scheme_id=cast.scheme.id,
    )  # fmt: skip
    set_periods(cast, tenth, pupil, "55")
    YearResult.objects.create(
        school_id=1, course_id=tenth.id, pupil_id=pupil, kind="year", final="5", set_at=NOW, set_by=1
    )
    SchoolClass.objects.in_school(1).filter(id=cast.school_class.id).update(grade=11)
    decide(cast, Wish(pupil, "year", "5", 0))
    course = course_to_open(cast.actor("teacher"), 1, cast.algebra.id, TODAY)
    sheet = year_sheet(course, TODAY)
    assert sheet.kinds == ["year", "final"]
    row = next(row for row in sheet.pupils if row.id == pupil)
    assert row.cells["final"].proposed == "5", "(5+5+5 + 4+5+4+5 + 5) / 8 = 4,75"
    other = next(row for row in sheet.pupils if row.id == cast.pupils[1].id)
    assert other.cells["final"].proposed == ""


# --- the page


def post(client: Client, cast: Cast, **fields: Any) -> Any:
    return client.post(f"/s/1/journal/{cast.algebra.id}/year/", fields)


def test_a_class_is_accepted_by_one_press(cast: Cast, client_of: ClientOf) -> None:
    one, two, three = (pupil.id for pupil in cast.pupils)
    set_periods(cast, cast.algebra, one, "4545")
    set_periods(cast, cast.algebra, two, "3333")
    client = client_of("teacher")
    page = client.get(f"/s/1/journal/{cast.algebra.id}/year/").content.decode()
    assert page.count("mark-next") == 2
    answer = post(client, cast, accept="year", **{f"year-{two}": "4"})
    assert answer.status_code == 302
    stands = dict(YearResult.objects.in_school(1).values_list("pupil_id", "final"))
    assert stands == {one: "5", two: "4"}, "what was chosen by hand wins; nothing is made up for the third"
    assert three not in stands
    assert "не по расчёту" in client.get(answer["Location"]).content.decode()


def test_what_was_not_saved_is_said_in_its_cell(cast: Cast, client_of: ClientOf) -> None:
    one, two = cast.pupils[0].id, cast.pupils[1].id
    decide(cast, Wish(one, "year", "5", 0), who="deputy_head")
    stale = {f"year-{one}": "3", f"year-{one}-was": "", f"year-{one}-base": "0", f"year-{two}": "4"}
    answer = post(client_of("teacher"), cast, **stale)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Не сохранено: 1 отметка." in html
    assert "уже стоит «5»" in html
    assert "<option selected>3</option>" in html, "what was chosen is not lost"
    assert dict(YearResult.objects.in_school(1).values_list("pupil_id", "final")) == {one: "5", two: "4"}


def test_what_nobody_touched_is_left_alone(cast: Cast, client_of: ClientOf) -> None:
    """The page was opened before a colleague decided: saving another cell neither undoes that nor complains."""
    one, two = cast.pupils[0].id, cast.pupils[1].id
    decide(cast, Wish(one, "year", "5", 0), who="deputy_head")
    seen_before = {f"year-{one}": "", f"year-{one}-was": "", f"year-{one}-base": "0", f"year-{two}": "4"}
    assert post(client_of("teacher"), cast, **seen_before)["Location"].endswith("saved=1")
    assert dict(YearResult.objects.in_school(1).values_list("pupil_id", "final")) == {one: "5", two: "4"}


@pytest.mark.parametrize("size", [1, 30])
def test_the_page_takes_six_queries_at_any_size(size: int, cast: Cast, client_of: ClientOf) -> None:
    for n in range(size):
        enrol(cast.school_class, person(cast.one, f"Новый{n}", "Имя"))
    client = client_of("teacher")
    with CaptureQueriesContext(connection) as seen:
        assert client.get(f"/s/1/journal/{cast.algebra.id}/year/").status_code == 200
    assert len(seen) == 6  # actor, door, periods, pupils, results, local acts
