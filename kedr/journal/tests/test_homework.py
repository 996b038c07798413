"""Homework: for single pupils beside the class's, with expected minutes, and whether it came late."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import msgspec
import pytest
from django.test import Client

from kedr.core.models import Stamp
from kedr.diary.tests.writing import homework
from kedr.journal.actions import keep_journal
from kedr.journal.models import Homework
from kedr.journal.rules import Command
from kedr.journal.tests.sending import command, outcomes, statements
from kedr.people.models import Enrolment, Person
from kedr.schools.models import Period, SchoolRegulation
from kedr.timetable.models import Lesson
from tests.cast import NOW, TODAY, TOMSK, Cast, enrol, lesson, person

type ClientOf = Callable[[str], Client]


def set_for(cast: Cast, pupil: Person, text: str, at: Lesson | None = None, **more: Any) -> dict[str, Any]:
    value = {"text": text} | {key: more.pop(key) for key in ("due", "none", "minutes") if key in more}
    return command("homework", at or cast.lessons[2], pupil=str(pupil.id), value=value, **more)


def rows(pupil_id: int | None = None) -> list[Homework]:
    found = Homework.objects.in_school(1).order_by("pupil_id")
    return list(found if pupil_id is None else found.filter(pupil_id=pupil_id))


def data_of(client: Client, cast: Cast) -> dict[str, Any]:
    return dict(client.get(f"/s/1/journal/{cast.algebra.id}/data").json())


# --- for one pupil


def test_single_pupils_have_their_own_beside_the_class(cast: Cast, client_of: ClientOf) -> None:
    client, (alina, boris, _) = client_of("teacher"), cast.pupils
    answers = outcomes(
        client, 1, command("homework", cast.lessons[2], value={"text": "№ 5", "minutes": 30}),
        set_for(cast, alina, "№ 6", minutes=15), set_for(cast, boris, "№ 6", minutes=15),
    )  # fmt: skip
    assert [answer["status"] for answer in answers] == ["done"] * 3
    said = [(row.pupil_id, row.text, row.minutes, row.due_lesson_id) for row in rows()]
    assert sorted(said) == sorted(
        [
            (0, "№ 5", 30, cast.lessons[3].id),
            (alina.id, "№ 6", 15, cast.lessons[3].id),
            (boris.id, "№ 6", 15, cast.lessons[3].id),
        ]
    )
    data = data_of(client, cast)
    assert [(row[0], row[1], row[2], row[3], row[4]) for row in data["personal"]] == [
        (2, 0, "№ 6", str(cast.lessons[3].id), 15), (2, 1, "№ 6", str(cast.lessons[3].id), 15),
    ]  # fmt: skip
    assert data["lessons"][2][11] == "№ 5"


def test_it_is_changed_at_its_version_and_taken_back(cast: Cast, client_of: ClientOf) -> None:
    client, alina = client_of("teacher"), cast.pupils[0]
    outcomes(client, 1, set_for(cast, alina, "№ 6"))
    (stale,) = outcomes(client, 1, set_for(cast, alina, "№ 7", base=0))
    assert (stale["status"], stale["server"]["value"]["text"]) == ("conflict", "№ 6")
    (done,) = outcomes(client, 1, set_for(cast, alina, "№ 7", base=1))
    assert (done["status"], done["version"]) == ("done", 2)
    outcomes(client, 1, set_for(cast, alina, "", base=2))
    assert [(row.text, row.version) for row in rows()] == [("", 3)]
    assert data_of(client, cast)["personal"] == [[2, 0, "", "", 0, 3, ""]]  # the version is wanted for the next time


def test_only_the_pupils_own_diary_changes(cast: Cast, client_of: ClientOf) -> None:
    outcomes(client_of("teacher"), 1, set_for(cast, cast.pupils[0], "№ 6"))
    bumped = set(Stamp.objects.filter(school_id=1).values_list("kind", "object_id"))
    assert ("pupil", cast.pupils[0].id) in bumped
    assert ("class", cast.school_class.id) not in bumped


def test_somebody_out_of_the_list_gets_none(cast: Cast, client_of: ClientOf) -> None:
    Enrolment.objects.in_school(1).filter(person_id=cast.pupils[1].id).update(ends_on=TODAY)
    kept, left, foreign = outcomes(
        client_of("teacher"), 1, set_for(cast, cast.pupils[0], "№ 6"), set_for(cast, cast.pupils[1], "№ 6"),
        set_for(cast, cast.foreign_pupil, "№ 6"),
    )  # fmt: skip
    assert (kept["status"], left["code"], foreign["code"]) == ("done", "membership", "membership")
    assert [row.pupil_id for row in rows()] == [cast.pupils[0].id]


def test_rights_and_locks_are_those_of_the_lesson(cast: Cast, client_of: ClientOf) -> None:
    (strange,) = outcomes(client_of("colleague"), 1, set_for(cast, cast.pupils[0], "№ 6"))
    Period.objects.in_school(1).filter(number=2).update(closed_at=NOW)
    (closed,) = outcomes(client_of("teacher"), 1, set_for(cast, cast.pupils[0], "№ 6"))
    assert (strange["code"], closed["code"]) == ("right", "closed")
    assert rows() == []


def test_a_pupil_is_not_told_there_is_none(cast: Cast, client_of: ClientOf) -> None:
    (answer,) = outcomes(client_of("teacher"), 1, set_for(cast, cast.pupils[0], "", none=True))
    assert answer["code"] == "unknown"


@pytest.mark.parametrize("size", [1, 30])
def test_homework_of_thirty_costs_as_many_statements_as_of_one(size: int, cast: Cast, client_of: ClientOf) -> None:
    pupils = [person(cast.one, "Ученик", f"Имя{number}") for number in range(size)]
    for pupil in pupils:
        enrol(cast.school_class, pupil)
    Lesson.objects.in_school(1).update(kept_at=NOW)
    assert statements(client_of("teacher"), *(set_for(cast, pupil, "№ 6") for pupil in pupils)) == 10


def test_homework_of_the_class_costs_nine(cast: Cast, client_of: ClientOf) -> None:
    Lesson.objects.in_school(1).update(kept_at=NOW)
    assert statements(client_of("teacher"), command("homework", cast.lessons[2], value={"text": "№ 5"})) == 9


# --- minutes


@pytest.mark.parametrize("minutes", [-1, 301, 10**9])
def test_minutes_that_cannot_be_are_refused(minutes: int, cast: Cast, client_of: ClientOf) -> None:
    (answer,) = outcomes(
        client_of("teacher"), 1, command("homework", cast.lessons[2], value={"text": "№ 5", "minutes": minutes})
    )
    assert (answer["code"], answer["sentence"]) == ("value", f"Время на задание – от 1 до 300 минут, а не {minutes}.")
    assert rows() == []


def test_minutes_alone_are_a_change(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    outcomes(client, 1, command("homework", cast.lessons[2], value={"text": "№ 5"}))
    (answer,) = outcomes(client, 1, command("homework", cast.lessons[2], value={"text": "№ 5", "minutes": 40}, base=1))
    assert (answer["version"], rows()[0].minutes, data_of(client, cast)["lessons"][2][15]) == (2, 40, 40)


# --- late


def clock_at(hour: int, minute: int = 0, days: int = 0) -> datetime:
    return datetime.combine(TODAY + timedelta(days=days), time(hour, minute), TOMSK)


def keep_at(cast: Cast, at: datetime, sent: dict[str, Any]) -> None:
    """The teacher's command at an instant."""
    commands = [msgspec.convert(sent, Command)]
    (answer,) = keep_journal(actor=cast.actor("teacher"), at=at, school_id=1, commands=commands)
    assert answer["status"] == "done"


def set_at(cast: Cast, at: datetime, text: str, base: int = 0, **more: Any) -> None:
    keep_at(cast, at, command("homework", cast.lessons[2], value={"text": text} | more, base=base))


@pytest.mark.parametrize(("hour", "minute", "is_late"), [(11, 5, False), (11, 6, True), (19, 40, True)])
def test_late_is_an_hour_after_the_last_bell_of_the_class(hour: int, minute: int, is_late: bool, cast: Cast) -> None:
    """The class's last lesson is English of a group, until 10:05; an extra course sits longer."""
    cast.chemistry.is_extra = True
    cast.chemistry.save(update_fields=["is_extra"])
    lesson(cast.chemistry, TODAY, number=3, teacher=cast.people["colleague"], room=cast.room)
    at = clock_at(hour, minute)
    set_at(cast, at, "№ 5")
    assert [(row.is_late, row.set_at) for row in rows()] == [(is_late, at)]


def test_a_cancelled_lesson_rings_no_bell_and_the_hour_is_the_schools(cast: Cast) -> None:
    Lesson.objects.in_school(1).filter(id=cast.english_lesson.id).update(is_cancelled=True)
    SchoolRegulation.objects.create(school_id=1, key="homework_hours", value=3, starts_on=TODAY)
    set_at(cast, clock_at(12, 10), "№ 5")
    assert not rows(0)[0].is_late
    keep_at(cast, clock_at(12, 11), set_for(cast, cast.pupils[0], "№ 6"))
    assert rows(cast.pupils[0].id)[0].is_late


def test_a_typo_mended_in_the_evening_is_not_late(cast: Cast) -> None:
    first = clock_at(10)
    set_at(cast, first, "№ 5 и 66")
    set_at(cast, clock_at(21), "", base=1)  # a field that was emptied to be written again
    set_at(cast, clock_at(21, 1), "№ 5 и 6", base=2)
    assert [(row.text, row.is_late, row.set_at) for row in rows()] == [("№ 5 и 6", False, first)]


def test_late_stays_late_when_it_is_mended(cast: Cast, client_of: ClientOf) -> None:
    late = clock_at(19, 40)
    set_at(cast, late, "№ 5")
    set_at(cast, clock_at(8, days=1), "№ 5, 6", base=1)
    assert [(row.is_late, row.set_at) for row in rows()] == [(True, late)]
    assert data_of(client_of("teacher"), cast)["lessons"][2][16] == "задано поздно, в 19:40"


def test_after_no_homework_was_said_it_is_set_anew(cast: Cast) -> None:
    set_at(cast, clock_at(10), "№ 5")
    set_at(cast, clock_at(10, 5), "", base=1, none=True)
    late = clock_at(20)
    set_at(cast, late, "№ 5", base=2)
    assert [(row.is_late, row.set_at) for row in rows()] == [(True, late)]


def test_ahead_of_the_lesson_is_never_late(cast: Cast) -> None:
    keep_at(cast, clock_at(22), command("homework", cast.lessons[3], value={"text": "№ 5"}))
    assert not rows()[0].is_late


# --- the load of a day


def load(client: Client, cast: Cast, due: Lesson, at: Lesson | None = None) -> Any:
    return client.get(f"/s/1/lesson/{(at or cast.lessons[2]).id}/load?due={due.id}").json()


def test_the_load_of_a_day_is_what_others_ask(cast: Cast, client_of: ClientOf) -> None:
    thursday = cast.lessons[3]
    own = homework(cast.lessons[2], "№ 5", due=thursday)
    other = homework(lesson(cast.chemistry, TODAY, number=3, teacher=cast.people["colleague"], room=cast.room), "§ 1",
                     due_on=thursday.held_on)  # fmt: skip
    unsaid = homework(cast.english_lesson, "Слова", due_on=thursday.held_on)
    Homework.objects.in_school(1).filter(id=own.id).update(minutes=50)
    Homework.objects.in_school(1).filter(id=other.id).update(minutes=40)
    found = load(client_of("teacher"), cast, thursday)
    assert found == {
        "to_day": "К четвергу, 12 ноября,", "class_name": "8А", "own": "Алгебра", "norm": 150, "parts": [["Химия", 40]],
        "unsaid": 1,
    }  # fmt: skip
    Homework.objects.in_school(1).filter(id=unsaid.id).update(minutes=20)
    found = load(client_of("teacher"), cast, thursday, at=cast.lessons[0])
    assert (found["parts"], found["unsaid"]) == ([["Алгебра", 50], ["Химия", 40], ["Английский язык", 20]], 0)


def test_the_norm_is_that_of_the_classs_level(cast: Cast, client_of: ClientOf) -> None:
    SchoolRegulation.objects.create(school_id=1, key="homework_norm", value=[1, 2, 3, 100, 5], level=2, starts_on=TODAY)
    SchoolRegulation.objects.create(school_id=1, key="homework_norm", value=[1, 2, 3, 99, 5], level=3, starts_on=TODAY)
    assert load(client_of("teacher"), cast, cast.lessons[3])["norm"] == 100


def test_a_day_of_nothing_and_a_strange_lesson(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    assert load(client, cast, cast.lessons[4])["parts"] == []
    assert load(client, cast, cast.english_lesson) is None
    assert load(client, cast, cast.foreign_lesson) is None
    assert client_of("colleague").get(f"/s/1/lesson/{cast.lessons[2].id}/load").status_code == 404


def test_the_load_takes_as_many_statements_at_any_size(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: Any
) -> None:
    client = client_of("teacher")
    for number in range(20):
        homework(lesson(cast.chemistry, TODAY - timedelta(days=number), number=3, teacher=cast.people["colleague"],
                        room=cast.room), "§", due_on=cast.lessons[3].held_on)  # fmt: skip
    with django_assert_num_queries(6):  # actor, door (2), due day, load, regulations
        load(client, cast, cast.lessons[3])
