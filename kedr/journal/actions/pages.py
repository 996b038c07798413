"""Commands about a whole lesson: everybody checked, its topic."""

from kedr.journal import rules
from kedr.journal.actions.desk import Conflict, Desk, Done, Outcome
from kedr.journal.queries.context import LessonState
from kedr.journal.rules import Command, No, Verdict


def check_attendance(desk: Desk, command: Command) -> Outcome:
    """Say (or unsay) «все присутствуют, кроме отмеченных»."""
    lesson = desk.lesson_to_write(command, fact=True)
    if isinstance(lesson, No):
        return lesson
    if not isinstance(command.value, bool):
        return rules.UNKNOWN
    page = lesson.page
    verdict = rules.judge(page.is_checked, page.check_version, command.value, command.base)
    if verdict is Verdict.CONFLICT:
        return Conflict(page.is_checked, page.check_version, "lesson", lesson.id)
    if verdict is Verdict.WRITE:
        desk.note(command, "lesson.check", lesson.id, page.is_checked, command.value)
        page.is_checked, page.check_version = command.value, page.check_version + 1
        _write_page(desk, lesson)
    return Done(page.check_version)


def set_topic(desk: Desk, command: Command) -> Outcome:
    """Write the lesson's topic; ahead of the lesson too."""
    lesson = desk.lesson_to_write(command, fact=False)
    if isinstance(lesson, No):
        return lesson
    text = " ".join(str(command.value).split())
    refused = rules.check_length(text, rules.TOPIC_LENGTH, "Тема")
    if refused:
        return refused
    page = lesson.page
    verdict = rules.judge(page.topic, page.topic_version, text, command.base)
    if verdict is Verdict.CONFLICT:
        return Conflict(page.topic, page.topic_version, "lesson", lesson.id)
    if verdict is Verdict.WRITE:
        desk.note(command, "lesson.topic", lesson.id, page.topic, text)
        page.topic, page.topic_version = text, page.topic_version + 1
        _write_page(desk, lesson)
    return Done(page.topic_version)


def _write_page(desk: Desk, lesson: LessonState) -> None:
    desk.pages.add(lesson.id)
