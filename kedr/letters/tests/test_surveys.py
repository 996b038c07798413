"""Surveys: asked, answered without a name, counted; too few answers are not shown."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from kedr.audit.models import Event
from kedr.core.errors import NotFound
from kedr.letters.actions import WrongSurvey, answer_survey, open_survey
from kedr.letters.models import Survey, SurveyAnswer, SurveyTurn
from kedr.letters.queries.surveys import survey_result, surveys_for
from kedr.letters.rules import Draft
from kedr.letters.rules.surveys import SCALE, Question, count_answers, read_answers, read_questions
from kedr.notices.models import Notice
from kedr.people.models import Guardianship
from tests.cast import NOW, TODAY, YEAR_STARTS, Cast, person

type ClientOf = Callable[[str], Client]
LINES = "Удобно ли расписание: да / не очень / нет\nОцените сведения от школы: 1–5\nЧто изменить: словами"


# --- rules


def test_questions_are_read() -> None:
    found, fault = read_questions(f"\n {LINES} \n\n")
    assert fault == ""
    assert found == [
        Question("Удобно ли расписание", ("да", "не очень", "нет")), Question("Оцените сведения от школы", SCALE),
        Question("Что изменить"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "хотя бы один"),
        ("Удобно ли расписание", "Строка 1"),
        ("Хорошо: да / нет\nПлохо: да", "Строка 2"),
        ("Хорошо: да / да", "Строка 1"),
        ("Хорошо: / ", "Строка 1"),
        (": 1-5", "Строка 1"),
        ("Х" * 201 + ": 1-5", "до 200"),
        ("Хорошо: 1-5\n" * 13, "больше 12"),
        ("Хорошо: " + " / ".join("абвгдежзи"), "от 2 до 8"),
    ],
)
def test_bad_questions_name_their_line(text: str, words: str) -> None:
    found, fault = read_questions(text)
    assert found == []
    assert words in fault


def test_answers_are_read_and_a_choice_may_not_be_left_out() -> None:
    questions, _ = read_questions(LINES)
    assert read_answers(questions, {"q0": "2", "q1": "4", "q2": " Ничего "}) == ([2, 4, "Ничего"], {})
    for bad in ("", "3", "-1", "x", "99999999999"):
        answers, faults = read_answers(questions, {"q0": bad, "q1": "0"})
        assert answers[:2] == [None, 0]
        assert list(faults) == [0]


def test_the_count() -> None:
    questions, _ = read_questions(LINES)
    answers: list[Any] = [[0, 4, "Б"], [0, 3, None], [2, 0, "А"]]
    choice, scale, words = count_answers(questions, answers)
    assert (choice.counts, choice.shares) == ([2, 0, 1], [Decimal("66.7"), Decimal("0.0"), Decimal("33.3")])
    assert (scale.mean, scale.content) == (Decimal("3.33"), Decimal("66.7"))
    assert words.words == ["А", "Б"], "not in the order they came"
    assert [one.counts for one in count_answers(questions, [])] == [[0, 0, 0], [0] * 5, []]


@given(st.lists(st.integers(0, 4), min_size=1, max_size=50))
def test_shares_come_of_the_counts(column: list[int]) -> None:
    (one,) = count_answers([Question("?", SCALE)], [[value] for value in column])
    assert sum(one.counts) == len(column)
    assert one.mean is not None
    assert abs(one.mean - Decimal(sum(column) + len(column)) / len(column)) <= Decimal("0.005")


# --- acts


def ask(cast: Cast, who: str = "head", *, questions: str = LINES, days: int = 7, **more: Any) -> int:
    draft = Draft(**({"title": "Расписание", "text": "", "class_id": None, "grade": 0, "whom": frozenset(),
                      "wants_signature": False} | more))  # fmt: skip
    last_on = TODAY + timedelta(days=days)
    return open_survey(actor=cast.actor(who), at=NOW, school_id=1, draft=draft, questions=questions, last_on=last_on)


def parents(cast: Cast, number: int) -> None:
    for n in range(number):
        parent = person(cast.one, f"Родитель{n}", "Имя")
        Guardianship.objects.create(
            school_id=1, guardian_id=parent.id, pupil_id=cast.pupils[2].id, kind="mother", starts_on=YEAR_STARTS
        )


def test_a_parent_answers_once_and_without_a_name(cast: Cast, client_of: ClientOf) -> None:
    survey, family = ask(cast), client_of("guardian")
    path = f"/s/1/letters/surveys/{survey}/"
    assert Notice.objects.filter(user_id=cast.actor("guardian").user_id, title="Опрос: Расписание").exists()
    assert f'href="{path}"' in family.get("/s/1/letters/announcements/").content.decode()
    answer = family.post(path, {"q0": "0"})
    assert answer.status_code == 400
    assert "Выберите ответ" in answer.content.decode()
    assert 'value="0" checked' in answer.content.decode()
    html = family.post(path, {"q0": "0", "q1": "4", "q2": "<b>Перемены</b>"}, follow=True).content.decode()
    assert "Спасибо" in html
    assert surveys_for(cast.actor("guardian"), TODAY) == []
    assert family.post(path, {"q0": "1", "q1": "1"}).status_code == 404
    row = SurveyAnswer.objects.in_school(1).get()
    assert row.answers == [0, 4, "<b>Перемены</b>"]
    columns = {field.attname for field in SurveyAnswer._meta.concrete_fields}
    assert columns == {"school_id", "id", "survey_id", "answers"}, "nothing says who or when"
    assert {field.attname for field in SurveyTurn._meta.concrete_fields} == {
        "school_id", "id", "survey_id", "person_id", "is_answered",
    }  # fmt: skip
    assert not Event.objects.filter(school_id=1, user_id=cast.actor("guardian").user_id).exists()


def test_too_few_answers_are_not_shown(cast: Cast, client_of: ClientOf) -> None:
    parents(cast, 4)
    survey = ask(cast)
    turns = SurveyTurn.objects.in_school(1).filter(survey_id=survey)
    assert turns.count() == 6
    html = client_of("head").get(f"/s/1/letters/surveys/{survey}/").content.decode()
    assert "Ответов пока меньше 5" in html
    for n, turn in enumerate(turns[:5]):
        turns.filter(id=turn.id).update(is_answered=True)
        SurveyAnswer.objects.create(school_id=1, id=1000 + n, survey_id=survey, answers=[0, n, f"Слова {n}"])
    result = survey_result(1, survey)
    assert (result.row.answered, result.row.asked) == (5, 6)
    assert result.counted[1].mean == Decimal("3.00")
    html = client_of("deputy_head").get(f"/s/1/letters/surveys/{survey}/").content.decode()
    assert "Средняя оценка <b>3,00</b>" in html
    assert "Слова 4" in html


@pytest.mark.parametrize("who", ["teacher", "class_teacher", "guardian", "pupil", "neighbour_teacher"])
def test_only_the_office_asks(cast: Cast, who: str) -> None:
    with pytest.raises(NotFound):
        ask(cast, who)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": ""}, "title"), ({"questions": ""}, "questions"), ({"days": -1}, "last_on"),
        ({"days": 61}, "last_on"), ({"grade": 11}, "scope"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(cast: Cast, more: dict[str, Any], field: str) -> None:
    with pytest.raises(WrongSurvey) as error:
        ask(cast, **more)
    assert list(error.value.faults) == [field]
    assert not Survey.objects.in_school(1).exists()


def test_before_and_after_its_days_nobody_answers(cast: Cast) -> None:
    survey, actor = ask(cast), cast.actor("guardian")
    for days in (-1, 8):
        with pytest.raises(NotFound):
            answer_survey(
                actor=actor, at=NOW + timedelta(days=days), school_id=1, survey_id=survey, answers=[0, 0, None]
            )
    answer_survey(actor=actor, at=NOW + timedelta(days=7), school_id=1, survey_id=survey, answers=[0, 0, None])


def test_who_was_not_asked_finds_nothing(cast: Cast, client_of: ClientOf) -> None:
    survey = ask(cast, class_id=cast.school_class.id)
    SurveyTurn.objects.in_school(1).filter(person_id=cast.people["other_guardian"].id).delete()
    assert client_of("other_guardian").get(f"/s/1/letters/surveys/{survey}/").status_code == 404
    assert client_of("pupil").get(f"/s/1/letters/surveys/{survey}/").status_code == 404


def test_asking_costs_the_same_for_many(cast: Cast) -> None:
    counts = []
    for number in (0, 40):
        parents(cast, number)
        with CaptureQueriesContext(connection) as seen:
            ask(cast)
        counts.append(len(seen))
    assert counts[0] == counts[1]
