"""Home teaching and individual plans: closed cells, no lessons in the diary, no absences in the class's totals."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kedr.audit.models import Event
from kedr.curriculum.models import CourseException
from kedr.journal.models import Attendance, Mark
from kedr.journal.tests.sending import command, outcomes
from kedr.reports.access import class_to_report, course_to_print
from kedr.reports.queries.catalogue import COURSE_REPORTS
from kedr.reports.queries.classes import absences_of
from kedr.reports.queries.spans import Asked
from kedr.reports.table import value_of
from tests.cast import NOW, TODAY, YEAR_ENDS, YEAR_STARTS, Cast

type ClientOf = Callable[[str], Client]


def free(client: Client, cast: Cast, **fields: Any) -> Any:
    sent = {
        "pupil": cast.pupils[0].id, "kind": "home", "order_no": "№ 15", "order_on": TODAY, "first_on": TODAY,
        "last_on": "", **fields,
    }  # fmt: skip
    return client.post(f"/s/1/classes/{cast.school_class.id}/freed/", sent)


def test_a_pupil_taught_at_home_has_only_results_in_the_class_journal(cast: Cast, client_of: ClientOf) -> None:
    assert free(client_of("secretary"), cast).status_code == 302
    courses = set(CourseException.objects.in_school(1).values_list("course_id", flat=True))
    assert courses == {cast.algebra.id, cast.chemistry.id, cast.english.id}, "all that the class and its groups learn"
    assert Event.objects.filter(school_id=1, verb="pupil.free").count() == 1
    teacher = client_of("teacher")
    data = teacher.get(f"/s/1/journal/{cast.algebra.id}/data").json()
    assert data["freed"] == [[0, str(TODAY), "", "обучение на дому, приказ № 15"]]
    today, before = cast.lessons[2], cast.lessons[1]
    pupil = str(cast.pupils[0].id)
    refused, done = outcomes(
        teacher, 1, *(command("mark", one, pupil=pupil, value="5", slot=0) for one in (today, before))
    )
    assert (refused["status"], refused["code"]) == ("refused", "membership")
    assert done["status"] == "done"
    assert Mark.objects.in_school(1).count() == 1
    card = course_to_print(cast.actor("teacher"), 1, cast.algebra.id, TODAY)
    report, _ = COURSE_REPORTS["journal"].make(card, Asked(period_id=cast.periods[1].id), TODAY)
    assert value_of(report.tables[0].rows[0][1]) == "Абрамова Алина; обучение на дому, приказ № 15, с 11.11"
    week = client_of("guardian").get(f"/s/1/diary/{cast.pupils[0].id}/{TODAY - timedelta(days=2)}/").content.decode()
    assert week.count("Алгебра") == 2, "Monday and Tuesday, not from Wednesday on"


def test_absences_of_a_pupil_taught_at_home_are_not_the_classs(cast: Cast, client_of: ClientOf) -> None:
    free(client_of("deputy_head"), cast)
    for lesson, pupil in ((cast.lessons[1], 0), (cast.lessons[2], 0), (cast.lessons[2], 1)):
        Attendance.objects.create(
            school_id=1, lesson_id=lesson.id, pupil_id=cast.pupils[pupil].id, held_on=lesson.held_on, code="н",
            set_at=NOW, set_by=1,
        )  # fmt: skip
    card = class_to_report(cast.actor("deputy_head"), 1, cast.school_class.id, TODAY)
    found = absences_of(card, YEAR_STARTS, YEAR_ENDS)
    assert {pupil: list(days) for pupil, days in found.items()} == {
        cast.pupils[0].id: [TODAY - timedelta(days=1)], cast.pupils[1].id: [TODAY],
    }  # fmt: skip


def test_an_individual_plan_frees_from_what_is_chosen(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("deputy_head")
    last = TODAY + timedelta(days=20)
    assert free(client, cast, kind="plan", course=[cast.chemistry.id], last_on=last).status_code == 302
    row = CourseException.objects.in_school(1).get()
    assert (row.course_id, row.ends_on) == (cast.chemistry.id, last + timedelta(days=1))
    again = free(client, cast, kind="plan", course=[cast.chemistry.id])
    assert "уже освобождён" in again.content.decode()
    path = f"/s/1/classes/{cast.school_class.id}/freed/"
    assert "индивидуальный учебный план, приказ № 15" in client.get(path).content.decode()
    back = {"end": "1", "pupil": cast.pupils[0].id, "kind": "plan", "on": TODAY + timedelta(days=2)}
    assert client.post(path, back).status_code == 302
    row.refresh_from_db()
    assert row.ends_on == TODAY + timedelta(days=2)


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"pupil": ""}, "Выберите ученика"),
        ({"order_no": " "}, "номер приказа"),
        ({"order_on": ""}, "дату приказа"),
        ({"first_on": "завтра"}, "первый день"),
        ({"last_on": TODAY - timedelta(days=1)}, "не раньше первого"),
        ({"kind": "plan"}, "хотя бы один предмет"),
        ({"kind": "other"}, "Выберите основание"),
    ],
)
def test_what_frees_nobody(cast: Cast, client_of: ClientOf, fields: Any, word: str) -> None:
    answer = free(client_of("secretary"), cast, **fields)
    assert answer.status_code == 400
    assert word in answer.content.decode()
    assert not CourseException.objects.in_school(1).exists()
