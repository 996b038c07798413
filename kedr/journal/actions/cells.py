"""Commands about one pupil at one lesson: a mark, its comment, attendance."""

from dataclasses import replace
from datetime import date, timedelta

from kedr.core.tenancy import new_id
from kedr.journal import rules
from kedr.journal.actions.desk import Conflict, Desk, Done, Outcome
from kedr.journal.actions.works import make_work, takes_two
from kedr.journal.queries.context import AttendanceState, LessonState, MarkState
from kedr.journal.rules import ABSENCES, DEBT, Command, No, Verdict
from kedr.schools.rules import BESIDE_ABSENCE, CRITERIA, DEBT_DAYS, level_of


def give_mark(desk: Desk, command: Command) -> Outcome:
    """Give, change or (empty value) take back a mark; the first one of a column makes its work.

    A debt is given with its day or, without one, for as long as the school's regulation says; another day moves it.
    """
    lesson = _cell_to_write(desk, command)
    if isinstance(lesson, No):
        return lesson
    value = _written(desk, lesson, str(command.value))
    if isinstance(value, No):
        return value
    if command.slot >= rules.MAX_SLOTS:
        return rules.UNKNOWN
    if refused := rules.check_mark(value, lesson.scale, is_double="/" in value and takes_two(desk, command, lesson)):
        return refused
    key = (lesson.id, int(command.pupil), command.slot)
    stands = desk.cells.marks.get(key)
    if value and (refused := _beside(desk, lesson, _code(desk, key[:2]), has_mark=True)):
        return refused
    due_on = _due(desk, command, lesson, stands) if value == DEBT else None
    if isinstance(due_on, No):
        return due_on
    now, version = ((stands.value, stands.due_on), stands.version) if stands else (("", None), 0)
    verdict = rules.judge(now, version, (value, due_on), command.base)
    if verdict is Verdict.SAME:
        return Done(version)
    if verdict is Verdict.CONFLICT:
        return Conflict(now[0], version, "mark", stands.id if stands else 0, due=f"{now[1] or ''}")
    work = lesson.works.get(command.slot) or make_work(desk, command, lesson, command.slot, int(command.work_kind))
    if work is None:
        return rules.NO_KINDS
    mark = MarkState(
        stands.id if stands else new_id(), work.id, value, stands.comment if stands and value else "", version + 1,
        due_on,
    )  # fmt: skip
    verb = "mark.give" if value else "mark.remove"
    desk.note(command, verb, mark.id, rules.mark_words(*now), rules.mark_words(value, due_on))
    return _write_mark(desk, lesson, key, mark)


def _written(desk: Desk, lesson: LessonState, value: str) -> str | No:
    """A mark as it is kept: by criteria with the maxima of the lesson's day."""
    if lesson.scale != "criteria" or value in ("", DEBT):
        return value
    criteria = desk.local.get(CRITERIA, level=level_of(lesson.grade), subject_id=lesson.subject_id, on=lesson.held_on)
    return rules.read_criteria_mark(value, criteria)


def _due(desk: Desk, command: Command, lesson: LessonState, stands: MarkState | None) -> date | No:
    """By when the debt is to be handed in: as the command says, as it stands, or as the regulation has it."""
    if command.due:
        try:
            due_on = date.fromisoformat(command.due)
        except ValueError:
            return No("value", f"Такого дня нет: {command.due}. Выберите срок долга по календарю.")
        return rules.check_due(due_on, lesson.held_on) or due_on
    if stands and stands.due_on:
        return stands.due_on
    days = desk.local.get(DEBT_DAYS, level=level_of(lesson.grade), subject_id=lesson.subject_id)
    return desk.today + timedelta(days=days)


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
    return _write_mark(desk, lesson, key, replace(mark, comment=text, version=mark.version + 1))


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
    marks = (desk.cells.marks.get((*pair, slot)) for slot in range(rules.MAX_SLOTS))
    has_mark = any(mark.value for mark in marks if mark)
    if refused := _beside(desk, lesson, code, has_mark=has_mark):
        return refused
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
        desk.at, desk.actor.person_id, None,
    )  # fmt: skip
    return Done(row.version)


def _code(desk: Desk, pair: tuple[int, int]) -> str:
    stands = desk.cells.attendance.get(pair)
    return stands.code if stands else ""


def _beside(desk: Desk, lesson: LessonState, code: str, *, has_mark: bool) -> No | None:
    if not has_mark or code not in ABSENCES:
        return None  # as nearly always: the regulation need not be looked up
    way = desk.local.get(BESIDE_ABSENCE, level=level_of(lesson.grade), subject_id=lesson.subject_id)
    return rules.check_beside(code, has_mark=has_mark, way=way)


def _cell_to_write(desk: Desk, command: Command) -> LessonState | No:
    lesson = desk.lesson_to_write(command, fact=True)
    if isinstance(lesson, No):
        return lesson
    return lesson if (lesson.id, int(command.pupil)) in desk.cells.members else rules.MEMBERSHIP


def _write_mark(desk: Desk, lesson: LessonState, key: tuple[int, int, int], mark: MarkState) -> Done:
    lesson_id, pupil_id, slot = key
    desk.cells.marks[key] = mark
    desk.marks[key] = (
        desk.school_id, mark.id, lesson_id, mark.work_id, pupil_id, lesson.held_on, slot, mark.value, mark.due_on,
        mark.comment, mark.version, desk.at, desk.actor.person_id,
    )  # fmt: skip
    return Done(mark.version)


def _words(attendance: tuple[str, int | None]) -> str:
    code, minutes = attendance
    return f"{code} {minutes} мин" if minutes else code
