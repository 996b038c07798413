"""The command of homework: for the class, or (with a pupil) for one pupil beside it."""

import msgspec

from kedr.core import clock
from kedr.core.tenancy import new_id
from kedr.journal import rules
from kedr.journal.actions.desk import Conflict, Desk, Done, Outcome
from kedr.journal.queries.context import HomeworkState, LessonState
from kedr.journal.queries.homework import Due, due_lesson
from kedr.journal.rules import Command, No, Verdict
from kedr.journal.rules.homework import HomeworkValue, check_minutes, first_set, is_set_late
from kedr.schools.rules import HOMEWORK_HOURS, level_of


def set_homework(desk: Desk, command: Command) -> Outcome:
    """Set, change or clear homework, or say that the class has none. Without a due lesson: by the next one."""
    lesson = homework_to_write(desk, command)
    if isinstance(lesson, No):
        return lesson
    wanted = _wanted(command)
    if isinstance(wanted, No):
        return wanted
    due = _due(desk, lesson, wanted) if wanted.text else None
    if due and wanted.due and due.lesson_id is None:
        return No("value", "Срок задания — один из следующих уроков этого предмета. Выберите его из списка.")
    pupil_id = int(command.pupil)
    stands = standing(desk, lesson, pupil_id)
    was_none = lesson.page.is_no_homework and not pupil_id
    now = (stands.text, stands.due_lesson_id, stands.minutes, was_none)
    then = (wanted.text, due.lesson_id if due else None, wanted.minutes, wanted.none)
    verdict = rules.judge(now, stands.version, then, command.base)
    if verdict is Verdict.SAME:
        return Done(stands.version)
    if verdict is Verdict.CONFLICT:
        server = {"text": now[0], "due": str(now[1] or ""), "none": now[3], "minutes": now[2]}
        return Conflict(server, stands.version, "homework", stands.id)
    if due and due.is_cancelled:
        return rules.DUE_CANCELLED
    written = HomeworkState(
        stands.id or new_id(), wanted.text, then[1], stands.version + 1, wanted.minutes, stands.set_at, stands.is_late
    )
    if due and first_set(stands.set_at, was_none=was_none) is None:
        hours = desk.local.get(HOMEWORK_HOURS, level=level_of(lesson.grade), subject_id=lesson.subject_id)
        written.set_at = desk.at
        written.is_late = is_set_late(clock.wall(desk.at), lesson.held_on, due.last_bell, hours)
    desk.note(command, "homework.set", written.id, _told(stands), _told(written))
    _write(desk, lesson, pupil_id, written, due, is_none=wanted.none)
    return Done(written.version)


def homework_to_write(desk: Desk, command: Command) -> LessonState | No:
    """The lesson whose homework the command's writer may set: ahead of the lesson too; for who was in the list."""
    lesson = desk.lesson_to_write(command, fact=False)
    if isinstance(lesson, No) or command.pupil == "0":
        return lesson
    return lesson if (lesson.id, int(command.pupil)) in desk.cells.members else rules.MEMBERSHIP


def standing(desk: Desk, lesson: LessonState, pupil_id: int) -> HomeworkState:
    """The homework as it stands: the class's, or the pupil's own."""
    return desk.personal.get((lesson.id, pupil_id), HomeworkState()) if pupil_id else lesson.homework


def _wanted(command: Command) -> HomeworkValue | No:
    try:
        value = msgspec.convert(command.value, HomeworkValue)
    except msgspec.ValidationError:
        return rules.UNKNOWN
    if value.none and command.pupil != "0":
        return rules.UNKNOWN
    text = "" if value.none else value.text.strip()
    refused = rules.check_length(text, rules.HOMEWORK_LENGTH, "Задание") or check_minutes(value.minutes)
    return refused or HomeworkValue(text, value.due, value.none, value.minutes if text else 0)


def _due(desk: Desk, lesson: LessonState, wanted: HomeworkValue) -> Due:
    """Asked once for a lesson and a wish: a batch may set the same for many pupils."""
    key = (lesson.id, int(wanted.due or 0))
    if key not in desk.due:
        desk.due[key] = due_lesson(desk.school_id, lesson.id, int(wanted.due) if wanted.due else None)
    return desk.due[key]


def _told(homework: HomeworkState) -> str:
    return f"{homework.text} ({homework.minutes} мин)" if homework.minutes else homework.text


def _write(
    desk: Desk, lesson: LessonState, pupil_id: int, homework: HomeworkState, due: Due | None, *, is_none: bool
) -> None:
    if pupil_id:
        desk.personal[lesson.id, pupil_id] = homework
    else:
        lesson.homework = homework
        if lesson.page.is_no_homework != is_none:
            lesson.page.is_no_homework = is_none
            desk.pages.add(lesson.id)
    due_on = due.on if due and due.on else lesson.held_on
    desk.homework[lesson.id, pupil_id] = (
        desk.school_id, homework.id, lesson.id, lesson.course_id, pupil_id, homework.due_lesson_id, lesson.held_on,
        due_on, homework.text, homework.minutes or None, homework.version, homework.set_at, homework.is_late,
    )  # fmt: skip
