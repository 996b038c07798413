"""Marks of a former school: entered from a paper, counted in the mean, seen by the family, locked with the period."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kedr.audit.models import Event
from kedr.journal.models import BroughtMark
from kedr.reports.access import course_to_print
from kedr.reports.queries.catalogue import COURSE_REPORTS
from kedr.reports.queries.spans import Asked
from kedr.reports.table import value_of
from tests.cast import NOW, TODAY, Cast

type ClientOf = Callable[[str], Client]


def path(cast: Cast, pupil: int = 0) -> str:
    return f"/s/1/classes/{cast.school_class.id}/brought/{cast.pupils[pupil].id}/"


def send(
    client: Client, cast: Cast, *rows: tuple[str, str, str], source: str = "выписка школы № 3", **more: Any
) -> Any:
    """Rows of day, kind and mark, in Алгебра."""
    sent: dict[str, Any] = {"source": source, **more}
    for at, (on, kind, value) in enumerate(rows):
        kind_id = cast.kinds[kind].id if kind else 0
        sent |= {f"course-{at}": cast.algebra.id, f"on-{at}": on, f"kind-{at}": kind_id, f"value-{at}": value}
    return client.post(path(cast), sent)


def test_a_list_from_a_paper_counts_in_the_mean(cast: Cast, client_of: ClientOf) -> None:
    answer = send(client_of("class_teacher"), cast, ("2026-11-05", "КР", "5"), ("", "", ""), ("2026-11-06", "ОУ", "3"))
    assert answer.status_code == 302
    control, plain = BroughtMark.objects.in_school(1).order_by("held_on")
    assert (control.weight > plain.weight, control.source) == (True, "выписка школы № 3")
    assert Event.objects.filter(school_id=1, verb="brought.enter").count() == 2
    mean = ((5 * control.weight + 3 * plain.weight) / (control.weight + plain.weight)).quantize(Decimal("0.01"))
    family = client_of("guardian").get(f"/s/1/diary/{cast.pupils[0].id}/marks/").content.decode()
    assert str(mean).replace(".", ",") in family
    assert "из другой школы" in family
    data = client_of("teacher").get(f"/s/1/journal/{cast.algebra.id}/data").json()
    assert data["brought"] == [
        [0, "5", int(control.weight * 100), "Контрольная работа", "2026-11-05"],
        [0, "3", int(plain.weight * 100), "Ответ на уроке", "2026-11-06"],
    ]
    card = course_to_print(cast.actor("teacher"), 1, cast.algebra.id, TODAY)
    report, _ = COURSE_REPORTS["journal"].make(card, Asked(period_id=cast.periods[1].id), TODAY)
    first = report.tables[0].rows[0]
    assert value_of(first[2]) == "5 3"
    assert mean in [value_of(item) for item in first]


def test_the_proposal_is_made_of_them(cast: Cast) -> None:
    from kedr.journal.queries.results import result_states
    from kedr.schools.queries import regulations

    for value in ("5", "4"):
        BroughtMark.objects.create(
            school_id=1, course_id=cast.algebra.id, pupil_id=cast.pupils[0].id, held_on=TODAY, value=value,
            kind_id=cast.kinds["ОУ"].id, weight=1, source="справка", set_at=NOW, set_by=1,
        )  # fmt: skip
    key = (cast.algebra.id, cast.periods[1].id, cast.pupils[0].id)
    state = result_states(1, [key], cast.people["teacher"].id, TODAY, NOW, regulations(1, TODAY))[key]
    assert state.proposal.mean == Decimal("4.50")


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (("2026-11-05", "КР", "7"), "не отметка"),
        (("2026-11-05", "КР", ""), "Напишите отметку"),
        (("2026-11-05", "КР", "."), "Напишите отметку"),
        (("2026-11-20", "КР", "5"), "ещё не наступил"),
        (("", "КР", "5"), "Укажите день"),
        (("2026-11-05", "", "5"), "Выберите вид работы"),
        (("2026-07-05", "КР", "5"), "вне учебных периодов"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_entered(
    cast: Cast, client_of: ClientOf, row: tuple[str, str, str], word: str
) -> None:
    answer = send(client_of("secretary"), cast, ("2026-11-05", "ОУ", "4"), row)
    html = answer.content.decode()
    assert answer.status_code == 400
    assert word in html.lower() or word in html
    assert 'id="why-1"' in html
    assert 'id="why-0"' not in html
    assert 'value="выписка школы № 3"' in html
    assert not BroughtMark.objects.in_school(1).exists()


def test_no_paper_no_marks(cast: Cast, client_of: ClientOf) -> None:
    assert (
        "из какого документа"
        in send(client_of("secretary"), cast, ("2026-11-05", "ОУ", "4"), source=" ").content.decode()
    )


def test_a_closed_period_keeps_them(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("deputy_head")
    send(client, cast, ("2026-11-05", "ОУ", "4"))
    row = BroughtMark.objects.in_school(1).get()
    cast.periods[1].closed_at = NOW
    cast.periods[1].save()
    assert send(client, cast, ("2026-11-06", "ОУ", "4")).status_code == 400
    assert client.post(path(cast), {"remove": row.id}).status_code == 400
    assert "период закрыт" in client.get(path(cast)).content.decode()
    cast.periods[1].closed_at = None
    cast.periods[1].save()
    assert client.post(path(cast), {"remove": row.id}).status_code == 302
    assert not BroughtMark.objects.in_school(1).exists()


def test_a_pupil_of_another_class_is_not_there(cast: Cast, client_of: ClientOf) -> None:
    assert (
        client_of("secretary").get(f"/s/1/classes/{cast.other_class.id}/brought/{cast.pupils[0].id}/").status_code
        == 404
    )
