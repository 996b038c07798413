"""Commands about a whole lesson: checked, topic, homework."""

from collections.abc import Callable

from django.test import Client

from kedr.core.models import Stamp
from kedr.journal.models import Homework, LessonPage
from kedr.journal.tests.sending import command, outcomes
from kedr.timetable.models import Lesson
from tests.cast import NOW, Cast

type ClientOf = Callable[[str], Client]


def test_check_topic_and_homework_make_the_page(cast: Cast, client_of: ClientOf) -> None:
    lesson = cast.lessons[2]
    answers = outcomes(
        client_of("teacher"),
        1,
        command("check", lesson, value=True),
        command("topic", lesson, value="  Квадратные   уравнения "),
        command("homework", lesson, value={"text": "§ 22, № 534"}),
    )
    assert [a["status"] for a in answers] == ["done"] * 3
    page = LessonPage.objects.in_school(1).get()
    assert (page.topic, page.is_checked, page.topic_at, page.checked_at) == (
        "Квадратные уравнения", True, NOW, NOW,
    )  # fmt: skip
    homework = Homework.objects.in_school(1).get()
    assert (homework.text, homework.due_on, homework.due_lesson_id) == (
        "§ 22, № 534", cast.lessons[3].held_on, cast.lessons[3].id,
    )  # fmt: skip
    assert Stamp.objects.filter(school_id=1, kind="class", object_id=cast.school_class.id).exists()


def test_no_homework_is_said_and_unsaid(cast: Cast, client_of: ClientOf) -> None:
    client, lesson = client_of("teacher"), cast.lessons[2]
    outcomes(client, 1, command("homework", lesson, value={"none": True}))
    assert LessonPage.objects.in_school(1).get().is_no_homework
    outcomes(client, 1, command("homework", lesson, value={"text": "№ 5"}, base=1))
    assert not LessonPage.objects.in_school(1).get().is_no_homework


def test_homework_due_by_an_earlier_lesson_is_refused(cast: Cast, client_of: ClientOf) -> None:
    wrong = command("homework", cast.lessons[2], value={"text": "№ 5", "due": str(cast.lessons[0].id)})
    (outcome,) = outcomes(client_of("teacher"), 1, wrong)
    assert outcome["code"] == "value"


def test_homework_due_by_a_cancelled_lesson_is_refused(cast: Cast, client_of: ClientOf) -> None:
    Lesson.objects.in_school(1).filter(id=cast.lessons[3].id).update(is_cancelled=True)
    wrong = command("homework", cast.lessons[2], value={"text": "№ 5", "due": str(cast.lessons[3].id)})
    (outcome,) = outcomes(client_of("teacher"), 1, wrong)
    assert (outcome["code"], outcome["sentence"]) == ("cancelled", "Урок, к которому задано, отменён. Выберите другой.")
    assert not Homework.objects.in_school(1).exists()
    by_next = command("homework", cast.lessons[2], value={"text": "№ 5"})
    assert outcomes(client_of("teacher"), 1, by_next)[0]["status"] == "done"
    assert Homework.objects.in_school(1).get().due_lesson_id == cast.lessons[4].id


def test_a_topic_ahead_of_the_lesson_is_welcome(cast: Cast, client_of: ClientOf) -> None:
    (outcome,) = outcomes(client_of("teacher"), 1, command("topic", cast.lessons[4], value="Заранее"))
    assert outcome["status"] == "done"
