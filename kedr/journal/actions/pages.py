"""Commands about a whole lesson: everybody checked, topic, the work that is marked."""

from decimal import Decimal

import msgspec

from kedr.core.tenancy import new_id
from kedr.journal import rules
from kedr.journal.actions.desk import Conflict, Desk, Done, Outcome
from kedr.journal.queries.context import LessonState, WorkState, work_kinds
from kedr.journal.rules import Command, No, Verdict, WorkValue
from kedr.schools.rules import WORK_WEIGHTS, level_of


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


def set_work(desk: Desk, command: Command) -> Outcome:
    """Say what kind of work a column is, and its title; makes the work when the column has none yet."""
    lesson = desk.lesson_to_write(command, fact=False)
    if isinstance(lesson, No):
        return lesson
    try:
        wanted = msgspec.convert(command.value, WorkValue)
    except msgspec.ValidationError:
        return rules.UNKNOWN
    kinds, kind_id, title = work_kinds(desk.school_id), int(wanted.kind), wanted.title.strip()
    refused = rules.check_length(title, rules.TOPIC_LENGTH, "Название работы")
    if refused or kind_id not in kinds.codes or command.slot >= rules.MAX_SLOTS:
        return refused or rules.UNKNOWN
    if not rules.MARKS[lesson.scale]:
        return rules.check_mark("5", lesson.scale) or rules.UNKNOWN
    stands = lesson.works.get(command.slot)
    if kind_id not in kinds.used and (stands is None or stands.kind_id != kind_id):
        return rules.RETIRED
    if stands is None:
        if command.base:
            return rules.NO_RECORD
        make_work(desk, command, lesson, command.slot, kind_id, title)
        return Done(lesson.works[command.slot].version)
    now = (stands.kind_id, stands.title)
    verdict = rules.judge(now, stands.version, (kind_id, title), command.base)
    if verdict is Verdict.CONFLICT:
        return Conflict({"kind": str(now[0]), "title": now[1]}, stands.version, "work", stands.id)
    if verdict is Verdict.WRITE:
        desk.note(command, "work.set", stands.id, [kinds.codes.get(now[0], ""), now[1]], [kinds.codes[kind_id], title])
        weight = _weight(desk, lesson, kinds.codes[kind_id]) if kind_id != stands.kind_id else stands.weight
        _write_work(desk, lesson, command.slot, WorkState(stands.id, kind_id, weight, title, stands.version + 1))
    return Done(lesson.works[command.slot].version)


def make_work(
    desk: Desk, command: Command, lesson: LessonState, slot: int, kind_id: int = 0, title: str = ""
) -> WorkState | None:
    """A new work of a lesson, of the kind asked for or an answer in class, at the weight in force on the lesson's day.

    None in a school without kinds of work.
    """
    kinds = work_kinds(desk.school_id)
    if not kinds.used:
        return None
    if kind_id not in kinds.used:
        kind_id = kinds.plain
    code = kinds.codes[kind_id]
    work = WorkState(new_id(), kind_id, _weight(desk, lesson, code), title, 1)
    desk.note(command, "work.make", work.id, None, [code, title])
    _write_work(desk, lesson, slot, work)
    return work


def _weight(desk: Desk, lesson: LessonState, code: str) -> Decimal:
    """Of the lesson's day: so a work made later, in a window, weighs what the works beside it do."""
    weights = desk.local.get(
        WORK_WEIGHTS, level=level_of(lesson.grade), subject_id=lesson.subject_id, on=lesson.held_on
    )
    return weights.get(code, Decimal(1))


def _write_work(desk: Desk, lesson: LessonState, slot: int, work: WorkState) -> None:
    lesson.works[slot] = work
    desk.works[(lesson.id, slot)] = (
        desk.school_id, work.id, lesson.id, lesson.course_id, work.kind_id, lesson.held_on, slot, work.weight,
        work.title, work.version,
    )  # fmt: skip


def _write_page(desk: Desk, lesson: LessonState) -> None:
    desk.pages.add(lesson.id)
