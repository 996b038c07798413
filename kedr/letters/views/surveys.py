"""«Опросы»: a family answers without a name; the office asks and sees the result."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from kedr.core import clock
from kedr.core.actor import Role
from kedr.core.pages import actor_of, now_of, page
from kedr.letters import access
from kedr.letters.actions import WrongSurvey, answer_survey, open_survey
from kedr.letters.forms import read_day, read_draft
from kedr.letters.queries.surveys import has_answered, questions_of, survey_result, surveys_of
from kedr.letters.rules import TITLE_LENGTH
from kedr.letters.rules.surveys import LEAST_ANSWERS, read_answers


@require_GET
def surveys(request: HttpRequest, school: int) -> HttpResponse:
    """The school's surveys, for the office."""
    access.surveys_to_keep(actor_of(request), school)
    return page(request, "letters/surveys.html", {"section": "letters", "school": school, "rows": surveys_of(school)})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, school: int) -> HttpResponse:
    """Ask; a post opens the survey and tells everybody asked."""
    actor, at = actor_of(request), now_of(request)
    access.surveys_to_keep(actor, school)
    faults: dict[str, str] = {}
    if request.method == "POST":
        try:
            made = open_survey(
                actor=actor, at=at, school_id=school, draft=read_draft(request.POST),
                questions=request.POST.get("questions", ""), last_on=read_day(request.POST.get("last_on", "")),
            )  # fmt: skip
            return redirect("letters:survey", school, made)
        except WrongSurvey as error:
            faults = error.faults
    classes = access.classes_to_announce_to(actor, school, clock.day_of(at))
    context: dict[str, Any] = {
        "section": "letters",
        "school": school,
        "classes": classes,
        "grades": sorted({one.grade for one in classes}),
        "faults": faults,
        "sent": request.POST,
        "most": TITLE_LENGTH,
        "least": LEAST_ANSWERS,
    }
    return page(request, "letters/new_survey.html", context, status=400 if faults else 200)


@require_http_methods(["GET", "POST"])
def survey(request: HttpRequest, school: int, id: int) -> HttpResponse:
    """For who is asked the questions, which a post answers; for the office the result."""
    actor, at = actor_of(request), now_of(request)
    if actor.role != Role.GUARDIAN:
        access.surveys_to_keep(actor, school)
        context = {"section": "letters", "school": school, "result": survey_result(school, id)}
        return page(request, "letters/result.html", context)
    row = access.survey_to_answer(actor, school, id, clock.day_of(at))
    questions = questions_of(row)
    faults: dict[int, str] = {}
    if request.method == "POST":
        answers, faults = read_answers(questions, request.POST)
        if not faults:
            answer_survey(actor=actor, at=at, school_id=school, survey_id=id, answers=answers)
            return redirect(request.path)
    context = {
        "section": "letters",
        "school": school,
        "survey": row,
        "questions": questions,
        "is_answered": has_answered(actor, id),
        "faults": faults,
        "sent": request.POST,
    }
    return page(request, "letters/survey.html", context, status=400 if faults else 200)
