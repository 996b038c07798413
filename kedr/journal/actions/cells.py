"""Commands about one pupil at one lesson: a mark, its comment, attendance."""

from kedr.core.tenancy import new_id
from kedr.journal import rules
from kedr.journal.actions.desk import Conflict, Desk, Done, Outcome
from kedr.journal.actions.pages import make_work
from kedr.journal.queries.context import AttendanceState, LessonState, MarkState
from kedr.journal.rules import Command, No, Verdict


def give_mark(desk: Desk, command: Command) -> Outcome:
    """Give, change or (empty value) take back a mark; the first one of a column makes its work."""
    lesson = _cell_to_write(desk, command)
    if isinstance(lesson, No):
        return lesson
    value = str(command.value)
    refused = rules.check_mark(value, lesson.scale)
    if refused or command.slot >= rules.MAX_SLOTS:
        return refused or rules.UNKNOWN
    key = (lesson.id, int(command.pupil), command.slot)
    stands = desk.cells.marks.get(key)
    now, version = (stands.value, stands.version) if stands else ("", 0)
    verdict = rules.judge(now, version, value, command.base)
    if verdict is Verdict.SAME:
        return Done(version)
    if verdict is Verdict.CONFLICT:
        return Conflict(now, version, "mark", stands.id if stands else 0)
    work = lesson.works.get(command.slot) or make_work(desk, command, lesson, command.slot, int(command.work_kind))
    if work is None:
        return rules.NO_KINDS
    mark = MarkState(
        stands.id if stands else new_id(), work.id, value, stands.comment if stands and value else "", version + 1
    )
    desk.note(command, "mark.give" if value else "mark.remove", mark.id, now, value)
    return _write_mark(desk, lesson, key, mark)


def comment_mark(desk: Desk, command: Command) -> Outcome:
    """Write or clear the comment of a mark that stands."""
    lesson = _cell_to_write(desk, command)
    if isinstance(lesson, No):
        return lesson
    text = str(command.value).strip()
    refused = rules.check_length(text, rules.COMMENT_LENGTH, "Комментарий")
    key = (lesson.id, int(command.pupil), command.slot)
    mark = desk.cells.marks.get(key)
    if refused or mark is None or not mark.value:
        return refused or rules.NO_MARK
    verdict = rules.judge(mark.comment, mark.version, text, command.base)
    if verdict is Verdict.SAME:
        return Done(mark.version)
    if verdict is Verdict.CONFLICT:
        return Conflict(mark.comment, mark.version, "mark", mark.id)
    desk.note(command, "mark.comment", mark.id, mark.comment, text)
    return _write_mark(desk, lesson, key, MarkState(mark.id, mark.work_id, mark.value, text, mark.version + 1))


def set_attendance(desk: Desk, command: Command) -> Outcome:
    """Set or clear a pupil's absence or lateness at a lesson."""
    lesson = _cell_to_write(desk, command)
    if isinstance(lesson, No):
        return lesson
    code = str(command.value)
    refused = rules.check_attendance(code, command.minutes)
    if refused:
        return refused
    pair = (lesson.id, int(command.pupil))
    stands = desk.cells.attendance.get(pair)
    now = (stands.code, stands.minutes) if stands else ("", None)
    version = stands.version if stands else 0
    verdict = rules.judge(now, version, (code, command.minutes), command.base)
    if verdict is Verdict.SAME:
        return Done(version)
    if verdict is Verdict.CONFLICT:
        return Conflict(now[0], version, "attendance", stands.id if stands else 0, now[1] or 0)
    row = AttendanceState(stands.id if stands else new_id(), code, command.minutes, version + 1)
    desk.note(command, "attendance.set", row.id, _words(now), _words((code, command.minutes)))
    desk.cells.attendance[pair] = row
    desk.attendance[pair] = (
        desk.school_id, row.id, *pair, lesson.held_on, code, command.minutes, row.version,
        desk.at, desk.actor.person_id,
    )  # fmt: skip
    return Done(row.version)


def _cell_to_write(desk: Desk, command: Command) -> LessonState | No:
    lesson = desk.lesson_to_write(command, fact=True)
    if isinstance(lesson, No):
        return lesson
    return lesson if (lesson.id, int(command.pupil)) in desk.cells.members else rules.MEMBERSHIP


def _write_mark(desk: Desk, lesson: LessonState, key: tuple[int, int, int], mark: MarkState) -> Done:
    lesson_id, pupil_id, slot = key
    desk.cells.marks[key] = mark
    desk.marks[key] = (
        desk.school_id, mark.id, lesson_id, mark.work_id, pupil_id, lesson.held_on, slot, mark.value, mark.comment,
        mark.version, desk.at, desk.actor.person_id,
    )  # fmt: skip
    return Done(mark.version)


def _words(attendance: tuple[str, int | None]) -> str:
    code, minutes = attendance
    return f"{code} {minutes} мин" if minutes else code
