"""Asking families and answering, without a name."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse

from kedr.audit.actions import Change, record
from kedr.core.actor import Actor, Role
from kedr.core.clock import day_of
from kedr.core.errors import NotFound, Refusal
from kedr.core.tenancy import new_id
from kedr.letters.access import OFFICE, survey_to_answer
from kedr.letters.models import Survey, SurveyAnswer, SurveyTurn
from kedr.letters.queries.readers import readers
from kedr.letters.rules import FAMILIES, TITLE_LENGTH, Draft
from kedr.letters.rules.surveys import Answer, check_days, read_questions
from kedr.notices.actions import Letter, tell
from kedr.notices.queries import addressees

RANDOM_BITS = 62


class WrongSurvey(Refusal):
    """The survey cannot be opened; `faults`: input → sentence."""

    code = "wrong_survey"

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("Опрос не открыт: у полей написано, что исправить. Ваш текст остался на странице.")
        self.faults = dict(faults)


@transaction.atomic
def open_survey(
    *, actor: Actor, at: datetime, school_id: int, draft: Draft, questions: str, last_on: date | None
) -> int:
    """Ask the families of the school, a grade or a class (`draft` says which and the title); its id.

    `questions` are typed a line each, as `rules.surveys` reads them.
    Everybody asked is told. Raises NotFound for who is not of the office, WrongSurvey.
    """
    if actor.role not in OFFICE or actor.school_id != school_id:
        raise NotFound("Страницы нет.")
    on = day_of(at)
    faults = {}
    if not 0 < len(draft.title) <= TITLE_LENGTH:
        faults["title"] = f"Напишите, о чём опрос: до {TITLE_LENGTH} знаков."
    found, fault = read_questions(questions)
    if fault:
        faults["questions"] = fault
    if fault := check_days(on, last_on, on):
        faults["last_on"] = fault
    asked = readers(school_id, replace(draft, whom=frozenset({FAMILIES})), on)
    if not asked:
        faults["scope"] = "Здесь некому отвечать: в классе никого нет. Выберите других."
    if faults or last_on is None:
        raise WrongSurvey(faults)
    row = Survey.objects.create(
        school_id=school_id, id=new_id(), title=draft.title, class_id=draft.class_id, grade=draft.grade, opens_on=on,
        questions=[[one.text, *one.options] for one in found], closes_on=last_on + timedelta(days=1), made_at=at,
        made_by=actor.person_id,
    )  # fmt: skip
    SurveyTurn.objects.bulk_create(
        (SurveyTurn(school_id=school_id, survey_id=row.id, person_id=one.person_id) for one in asked), batch_size=500
    )
    after = {"title": row.title, "asked": len(asked)}
    record(actor=actor, at=at, school_id=school_id, changes=[Change("survey.open", "survey", row.id, after=after)])
    path = reverse("letters:survey", args=[school_id, row.id])
    letters = [
        Letter(one.user_id, one.grant_id, "announcement", f"Опрос: {row.title}"[:150], "Ответы без имени.", path)
        for one in addressees(school_id, [one.person_id for one in asked], [Role.GUARDIAN], on)
    ]
    tell(actor=actor, at=at, school_id=school_id, letters=letters)
    return row.id


@transaction.atomic
def answer_survey(*, actor: Actor, at: datetime, school_id: int, survey_id: int, answers: Sequence[Answer]) -> None:
    """One's answers, once. The record says nothing of it: who answered is a tick, what was answered has no name.

    Raises NotFound for who was not asked, has answered, or comes too late.
    """
    survey_to_answer(actor, school_id, survey_id, day_of(at))
    mine = SurveyTurn.objects.in_school(school_id).filter(survey_id=survey_id, person_id=actor.person_id)
    if not mine.filter(is_answered=False).update(is_answered=True):
        raise NotFound("Вы уже ответили.")
    SurveyAnswer.objects.create(
        school_id=school_id, id=secrets.randbits(RANDOM_BITS), survey_id=survey_id, answers=list(answers)
    )
