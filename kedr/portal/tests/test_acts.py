"""«Локальные акты» and «Виды работ»: what is shown, what is set, every refusal names its row, nothing is lost."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client

from kedr.audit.models import Event
from kedr.core.errors import Refusal
from kedr.journal.actions import KindRow, WrongKinds, WrongWeights, keep_kinds, set_weights
from kedr.journal.models import Work, WorkKind
from kedr.journal.tests.sending import command, outcomes
from kedr.portal.queries.acts import act, acts
from kedr.schools.actions import WrongRegulation, set_regulation, withdraw_regulation
from kedr.schools.models import Period, RegionRegulation, SchoolRegulation
from kedr.schools.queries import regulations
from kedr.schools.rules import LEAST_MARKS, REGULATIONS, THRESHOLDS, UNRATED_SHARE, WORK_WEIGHTS, inputs, typed
from tests.cast import NOW, TODAY, YEAR_STARTS, Cast

type ClientOf = Callable[[str], Client]
WEIGHTS, THRESHOLD = "/s/1/acts/work_weights/", "/s/1/acts/thresholds/"
TYPED = {"w-ОУ": "1", "w-ДЗ": "0,5", "w-СР": "1.5", "w-КР": "2,5", "starts_on": "2026-11-12", "basis": "Приказ № 5"}


def weights(cast: Cast, **more: str) -> Any:
    return regulations(1, TODAY + timedelta(days=2)).get(WORK_WEIGHTS, **more)  # type: ignore[arg-type]


def test_the_page_says_whose_a_value_is(cast: Cast) -> None:
    lines = {line.key: line for group in acts(1, TODAY).values() for line in group}
    assert set(lines) == set(REGULATIONS)
    assert (lines["thresholds"].words, lines["thresholds"].source) == (
        "«3» от 2,5, «4» от 3,5, «5» от 4,5",
        "обычное значение",
    )
    RegionRegulation.objects.create(key="edit_window", value=10, starts_on=YEAR_STARTS)
    chemistry = cast.subject["Химия"].id
    for value, since, more in (
        (7, YEAR_STARTS, {}), (5, TODAY, {"level": 2}), (3, TODAY, {"subject_id": chemistry}),
        (9, TODAY + timedelta(days=3), {}),
    ):  # fmt: skip
        SchoolRegulation.objects.create(school_id=1, key="edit_window", value=value, starts_on=since, **more)
    (line,) = [line for group in acts(1, TODAY).values() for line in group if line.key == "edit_window"]
    assert (line.words, line.source, line.narrower, line.coming_on) == (
        "7 дн. после урока", "школа", 2, TODAY + timedelta(days=3),
    )  # fmt: skip
    page = act(1, REGULATIONS["edit_window"], TODAY, level=2, subject_id=chemistry)
    assert (page.words, page.source) == ("3 дн. после урока", "школа, Химия")
    states = [(row.scope, row.words, row.state) for row in page.history]
    assert ("регион", "10 дн. после урока", "now") in states
    assert states[0] == ("школа", "9 дн. после урока", "coming")


def test_weights_are_typed_in_one_table_and_begin_on_their_day(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("deputy_head")
    answer = client.post(WEIGHTS, TYPED)
    assert answer.status_code == 302, answer.content.decode()
    assert weights(cast)["КР"] == Decimal("2.5")
    assert regulations(1, TODAY).get(WORK_WEIGHTS)["КР"] == Decimal(3)
    assert Event.objects.get(school_id=1, verb="set_regulation").reason == "Приказ № 5"
    html = client.get(WEIGHTS).content.decode()
    assert "ещё не начало действовать" in html
    assert "закрытые периоды не меняются никогда" in html.lower()


def test_a_narrower_scope_keeps_what_it_does_not_name(cast: Cast, client_of: ClientOf) -> None:
    client, chemistry = client_of("head"), cast.subject["Химия"].id
    client.post(WEIGHTS, TYPED)
    client.post(WEIGHTS, {"w-КР": "4", "starts_on": "2026-11-12", "level": "2", "subject": str(chemistry)})
    local = regulations(1, TODAY + timedelta(days=2))
    here = local.get(WORK_WEIGHTS, level=2, subject_id=chemistry)
    assert (here["КР"], here["ДЗ"]) == (Decimal(4), Decimal("0.5"))
    assert local.get(WORK_WEIGHTS, level=3, subject_id=chemistry)["КР"] == Decimal("2.5")


@pytest.mark.parametrize(
    ("wrong", "name", "words"),
    [
        ({"w-КР": "-1"}, "w-КР", "не бывает отрицательным"),
        ({"w-ОУ": "0"}, "w-ОУ", "только у оценочных процедур"),
        ({"w-СР": "много"}, "w-СР", "а не «много»"),
        ({"w-СР": ""}, "w-СР", "Самостоятельная работа"),
        ({"w-КР": "1000"}, "w-КР", "не больше 99,99"),
        ({"w-КР": "1,555"}, "w-КР", "двух знаков"),
        ({"starts_on": "вчера"}, "starts_on", "Укажите день"),
        ({"starts_on": "9999-01-01"}, "starts_on", "Укажите день"),
        ({"basis": "я" * 251}, "basis", "длиннее 250"),
    ],
)
def test_a_wrong_weight_names_its_row_and_nothing_is_lost(
    cast: Cast, client_of: ClientOf, wrong: dict[str, str], name: str, words: str
) -> None:
    answer = client_of("deputy_head").post(WEIGHTS, TYPED | wrong)
    html = answer.content.decode()
    assert answer.status_code == 400
    assert f'id="{name}-error"' in html
    assert words in html
    assert 'value="0,5"' in html  # what was right is still there
    assert not SchoolRegulation.objects.in_school(1).exists()


def test_a_control_may_weigh_nothing(cast: Cast, client_of: ClientOf) -> None:
    assert client_of("deputy_head").post(WEIGHTS, TYPED | {"w-КР": "0"}).status_code == 302


@pytest.mark.parametrize(
    ("values", "fault", "words"),
    [
        (("2,5", "2,4", "4,5"), "v-1", "Пороги пересекаются"),
        (("2,5", "3,5", "3,5"), "v-2", "Пороги пересекаются"),
        (("2", "3,5", "4,5"), "v-0", "больше 2"),
        (("2,5", "x", "4,5"), "v-1", "а не «x»"),
        (("2,5", "3,5", "6"), "v-2", "от 0 до 5"),
        (("2,5", "3,5", ""), "v-2", "Введите число"),
    ],
)
def test_thresholds_that_overlap_are_refused_at_their_field(
    cast: Cast, client_of: ClientOf, values: tuple[str, str, str], fault: str, words: str
) -> None:
    form = {f"v-{place}": text for place, text in enumerate(values)} | {"starts_on": "2026-11-12"}
    answer = client_of("deputy_head").post(THRESHOLD, form)
    html = answer.content.decode()
    assert answer.status_code == 400
    assert f'id="{fault}-error"' in html
    assert words in html
    assert not SchoolRegulation.objects.in_school(1).exists()


def test_good_thresholds_are_set(cast: Cast, client_of: ClientOf) -> None:
    form = {"v-0": "2,6", "v-1": "3.6", "v-2": "4,6", "starts_on": "2026-11-11"}
    assert client_of("deputy_head").post(THRESHOLD, form).status_code == 302
    assert regulations(1, TODAY).get(THRESHOLDS) == (Decimal("2.6"), Decimal("3.6"), Decimal("4.6"))


def test_what_a_result_needs_is_set_for_a_level_and_chosen_from_shares(cast: Cast, client_of: ClientOf) -> None:
    client, since = client_of("deputy_head"), {"starts_on": "2026-11-11"}
    marks, share = "/s/1/acts/least_marks/", "/s/1/acts/unrated_share/"
    assert client.post(marks, since | {"v-0": "5", "v-1": "9", "level": "3"}).status_code == 302
    assert client.post(share, since | {"v-0": "2/3"}).status_code == 302
    local = regulations(1, TODAY)
    assert (local.get(LEAST_MARKS, level=3), local.get(LEAST_MARKS, level=2)) == ((5, 9), (3, 5))
    assert local.get(UNRATED_SHARE) == Fraction(2, 3)
    assert "больше двух третей" in client.get("/s/1/acts/").content.decode()
    for address, values, words in (
        (share, {"v-0": "0.5"}, "Выберите из списка"),
        (marks, {"v-0": "3", "v-1": "31"}, "Отметок от 0 до 30"),
    ):
        answer = client.post(address, since | values)
        assert answer.status_code == 400
        assert words in answer.content.decode()


def test_a_new_value_never_begins_in_what_is_closed(cast: Cast, client_of: ClientOf) -> None:
    Period.objects.in_school(1).filter(id=cast.periods[0].id).update(closed_at=NOW)
    form = TYPED | {"starts_on": "2026-10-24"}
    html = client_of("deputy_head").post(WEIGHTS, form).content.decode()
    assert "С 24 октября нельзя" in html
    assert 'id="starts_on-error"' in html
    assert not SchoolRegulation.objects.in_school(1).exists()
    with pytest.raises(WrongRegulation):
        set_regulation(
            actor=cast.actor("head"), at=NOW, school_id=1, key="edit_window", value=3, starts_on=date(2026, 9, 1)
        )
    assert client_of("deputy_head").post(WEIGHTS, form | {"starts_on": "2026-10-25"}).status_code == 302


def test_a_value_to_come_can_be_taken_back_one_in_force_cannot(cast: Cast) -> None:
    by: dict[str, Any] = {"actor": cast.actor("deputy_head"), "at": NOW, "school_id": 1}
    for value, since in ((5, TODAY), (7, TODAY + timedelta(days=1))):
        set_regulation(**by, key="edit_window", value=value, starts_on=since)
    old, new = SchoolRegulation.objects.in_school(1).order_by("starts_on")
    assert withdraw_regulation(**by, regulation_id=new.id) == "edit_window"
    with pytest.raises(WrongRegulation, match="уже действует"):
        withdraw_regulation(**by, regulation_id=old.id)
    assert Event.objects.get(school_id=1, verb="withdraw_regulation").before is not None


def test_a_changed_weight_changes_no_work_that_is_made(cast: Cast, client_of: ClientOf) -> None:
    teacher, pupil = client_of("teacher"), str(cast.pupils[0].id)
    outcomes(teacher, 1, command("mark", cast.lessons[0], pupil=pupil, value="5"))
    set_weights(
        actor=cast.actor("head"),
        at=NOW,
        school_id=1,
        typed={"ОУ": "5", "ДЗ": "1", "СР": "1", "КР": "3"},
        starts_on=TODAY,
    )
    outcomes(teacher, 1, command("mark", cast.lessons[2], pupil=pupil, value="5"))
    assert [int(work.weight) for work in Work.objects.in_school(1).order_by("held_on")] == [1, 5]


@pytest.mark.parametrize("key", REGULATIONS)
def test_every_default_can_be_typed_back(key: str) -> None:
    regulation = REGULATIONS[key]
    assert regulation.title
    assert regulation.effect
    assert regulation.words(regulation.default)
    if regulation is WORK_WEIGHTS:
        return
    assert regulation.fields
    value, faults = typed(regulation, inputs(regulation, regulation.default))
    assert faults == {}
    assert regulation.read(value) == regulation.default


def kinds_form(cast: Cast, **more: str) -> dict[str, str]:
    form: dict[str, str] = {}
    for place, kind in enumerate(WorkKind.objects.in_school(1).order_by("position")):
        form |= {
            f"id-{place}": str(kind.id),
            f"no-{place}": str(place + 1),
            f"name-{place}": kind.name,
            f"letter-{place}": kind.letter,
        }
        if kind.is_control:
            form[f"control-{place}"] = "on"
    form |= {"id-4": "0", "no-4": "5", "code-4": "", "name-4": "", "letter-4": ""}
    return form | more


def test_kinds_are_renamed_moved_added_and_retired(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("deputy_head")
    form = kinds_form(
        cast,
        **{
            "name-1": "Домашнее задание",
            "no-3": "1",
            "retired-2": "on",
            "code-4": "эссе",
            "name-4": "Эссе",
            "letter-4": "Э",
        },
    )
    answer = client.post("/s/1/kinds/", form)
    assert answer.status_code == 302
    rows = WorkKind.objects.in_school(1).order_by("position").values_list("code", "name", "is_retired")
    assert [row[0] for row in rows] == ["ОУ", "КР", "ДЗ", "СР", "ЭССЕ"]
    assert {row[0]: row[1:] for row in rows}["ДЗ"] == ("Домашнее задание", False)
    assert {row[0]: row[2] for row in rows}["СР"] is True
    assert client.post("/s/1/kinds/", kinds_form(cast) | {"id-5": "0", "name-5": "", "letter-5": ""}).status_code == 302
    verbs = Event.objects.filter(school_id=1, target_kind="kind").values_list("verb", flat=True)
    assert set(verbs) == {"kind.add", "kind.change"}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name-1": ""}, "Введите название"),
        ({"name-1": "Ответ на уроке"}, "Так уже называется строка 1"),
        ({"letter-1": ""}, "Введите букву"),
        ({"retired-0": "on"}, "убрать нельзя"),
        ({"name-4": "Эссе", "letter-4": "Э"}, "Введите код"),
        ({"code-4": "КР", "name-4": "Эссе", "letter-4": "Э"}, "Такой код уже есть"),
        ({"code-4": "Э!", "name-4": "Эссе", "letter-4": "Э"}, "прописных букв"),
        ({"id-1": "77"}, "Такого вида работы нет"),
    ],
)
def test_a_wrong_kind_names_its_cell_and_nothing_is_lost(
    cast: Cast, client_of: ClientOf, wrong: dict[str, str], words: str
) -> None:
    form = kinds_form(cast, **{"name-3": "Контрольная"}) | wrong
    answer = client_of("deputy_head").post("/s/1/kinds/", form)
    html = answer.content.decode()
    assert answer.status_code == 400
    assert words in html
    assert 'value="Контрольная"' in html
    assert not WorkKind.objects.in_school(1).filter(name="Контрольная").exists()


def test_a_retired_kind_stays_with_its_works_and_is_offered_to_none(cast: Cast, client_of: ClientOf) -> None:
    client, kind = client_of("teacher"), cast.kinds["КР"]
    wanted = {"kind": str(kind.id), "title": ""}
    outcomes(client, 1, command("work", cast.lessons[0], value=wanted))
    WorkKind.objects.in_school(1).filter(id=kind.id).update(is_retired=True)
    again, fresh = outcomes(
        client, 1, command("work", cast.lessons[0], value=wanted | {"title": "№ 1"}, base=1),
        command("work", cast.lessons[1], value=wanted),
    )  # fmt: skip
    assert (again["status"], fresh["code"]) == ("done", "value")
    assert "больше не используют" in fresh["sentence"]
    data = client.get(f"/s/1/journal/{cast.algebra.id}/data").json()
    assert [row[6] for row in data["kinds"]] == [0, 0, 0, 1]


def test_too_many_kinds_and_weights_of_none(cast: Cast) -> None:
    rows = [KindRow(0, f"К{n}", f"Вид {n}", "В", False, False, False) for n in range(61)]
    by: dict[str, Any] = {"actor": cast.actor("head"), "at": NOW, "school_id": 1}
    with pytest.raises(WrongKinds):
        keep_kinds(**by, rows=rows)
    with pytest.raises(WrongWeights):
        set_weights(**by, typed={}, starts_on=TODAY, level=2)
    with pytest.raises(Refusal):
        set_weights(**by, typed={"КР": "x"}, starts_on=TODAY, level=2)


def test_teachers_read_and_change_nothing(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    for address in ("/s/1/acts/", WEIGHTS, "/s/1/kinds/"):
        html = client.get(address).content.decode()
        assert '<button class="btn btn-main">Со' not in html
        assert "Записать для" not in html
    assert client.post(WEIGHTS, TYPED).status_code == 404
    assert client.get("/s/1/acts/nothing/").status_code == 404


@pytest.mark.parametrize("size", [1, 30])
def test_the_pages_take_as_many_queries_at_any_size(
    size: int, cast: Cast, client_of: ClientOf, django_assert_num_queries: Any
) -> None:
    for n in range(size):
        SchoolRegulation.objects.create(
            school_id=1, key="edit_window", value=n, starts_on=YEAR_STARTS + timedelta(days=n), level=n % 4
        )
        WorkKind.objects.create(school_id=1, code=f"К{n}", name=f"Вид {n}", letter="В", position=10 + n)
    client = client_of("deputy_head")
    for queries, address in ((2, "/s/1/acts/"), (4, "/s/1/acts/edit_window/"), (6, WEIGHTS), (3, "/s/1/kinds/")):
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200
