"""Surveys: those that wait for the reader, those of the school, their results."""

from dataclasses import dataclass
from datetime import date, timedelta

from kedr.core.actor import Actor
from kedr.core.errors import NotFound
from kedr.core.sql import day, fetch
from kedr.letters.models import Survey, SurveyAnswer, SurveyTurn
from kedr.letters.queries.announcements import scope_words
from kedr.letters.rules import FAMILIES
from kedr.letters.rules.surveys import LEAST_ANSWERS, Counted, Question, count_answers


def questions_of(row: Survey) -> list[Question]:
    return [Question(text, tuple(options)) for text, *options in row.questions]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A survey that waits for the reader's answers."""

    id: int
    title: str
    last_on: date


# by letters_surveyturn_own
_WAITING_SQL = """
SELECT s.id, s.title, s.closes_on FROM letters_surveyturn t
JOIN letters_survey s ON s.school_id = t.school_id AND s.id = t.survey_id AND s.opens_on <= %s AND s.closes_on > %s
WHERE t.school_id = %s AND t.person_id = %s AND NOT t.is_answered ORDER BY s.closes_on, s.id
"""


def surveys_for(actor: Actor, on: date) -> list[Waiting]:
    """What the reader may answer today. One query."""
    rows = fetch(_WAITING_SQL, [on, on, actor.school_id, actor.person_id])
    return [Waiting(row[0], row[1], day(row[2]) - timedelta(days=1)) for row in rows]


def has_answered(actor: Actor, survey_id: int) -> bool:
    """Has the reader answered already? One query."""
    mine = SurveyTurn.objects.in_school(actor.school_id).filter(survey_id=survey_id, person_id=actor.person_id)
    return mine.filter(is_answered=True).exists()


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """A survey of the school with how many have answered."""

    id: int
    title: str
    scope: str
    opens_on: date
    last_on: date
    asked: int
    answered: int


# by the primary keys, letters_surveyturn_once
_SURVEYS_SQL = """
SELECT s.id, s.title, COALESCE(k.name, ''), s.grade, s.opens_on, s.closes_on, COUNT(t.id),
  COALESCE(SUM(CASE WHEN t.is_answered THEN 1 ELSE 0 END), 0)
FROM letters_survey s
LEFT JOIN schools_schoolclass k ON k.school_id = s.school_id AND k.id = s.class_id
LEFT JOIN letters_surveyturn t ON t.school_id = s.school_id AND t.survey_id = s.id
WHERE s.school_id = %s AND (%s = 0 OR s.id = %s)
GROUP BY s.id, s.title, k.name, s.grade, s.opens_on, s.closes_on ORDER BY s.id DESC
"""


def surveys_of(school_id: int, survey_id: int = 0) -> list[SurveyRow]:
    """The school's surveys, the newest first, or the one. One query."""
    return [
        SurveyRow(
            id, title, scope_words(class_name, grade, FAMILIES), day(opens), day(closes) - timedelta(days=1), asked,
            int(answered),
        )
        for id, title, class_name, grade, opens, closes, asked, answered in fetch(
            _SURVEYS_SQL, [school_id, survey_id, survey_id]
        )
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """A survey and its answers; `counted` is empty while there are too few to hide who gave them."""

    row: SurveyRow
    counted: list[Counted]
    least: int = LEAST_ANSWERS


def survey_result(school_id: int, survey_id: int) -> Result:
    """Three queries at most. NotFound for another school's."""
    rows = surveys_of(school_id, survey_id) if survey_id else []
    if not rows:
        raise NotFound("Опроса нет.")
    if rows[0].answered < LEAST_ANSWERS:
        return Result(rows[0], [])
    survey = Survey.objects.in_school(school_id).get(id=survey_id)
    answers = SurveyAnswer.objects.in_school(school_id).filter(survey_id=survey_id).values_list("answers", flat=True)
    return Result(rows[0], count_answers(questions_of(survey), list(answers)))
