"""Commands about what is marked at a lesson: the kind of a work, its title, whether it has two marks."""

from dataclasses import dataclass
from decimal import Decimal

import msgspec

from kedr.core.tenancy import new_id
from kedr.journal import rules
from kedr.journal.actions.desk import Conflict, Desk, Done, Outcome
from kedr.journal.queries.context import Kinds, LessonState, WorkState, has_double_marks, work_kinds
from kedr.journal.rules import Command, No, Verdict, WorkValue
from kedr.schools.rules import WORK_WEIGHTS, level_of


@dataclass(frozen=True, slots=True)
class _Wish:
    """A work as it is wanted."""

    code: str
    kind_id: int
    title: str
    is_double: bool


def set_work(desk: Desk, command: Command) -> Outcome:
    """Say what kind of work a column is, and its title; makes the work when the column has none yet."""
    lesson = desk.lesson_to_write(command, fact=False)
    if isinstance(lesson, No):
        return lesson
    wish = _wish(desk, command, lesson)
    if isinstance(wish, No):
        return wish
    stands = lesson.works.get(command.slot)
    if stands is not None:
        return _change_work(desk, command, lesson, stands, wish)
    if command.base:
        return rules.NO_RECORD
    make_work(desk, command, lesson, command.slot, wish.kind_id, wish.title, is_double=wish.is_double)
    return Done(lesson.works[command.slot].version)


def _wish(desk: Desk, command: Command, lesson: LessonState) -> _Wish | No:
    """What the command wants, if it can be."""
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
    same = stands if stands and stands.kind_id == kind_id else None
    if kind_id not in kinds.used and not same:
        return rules.RETIRED
    may = (kind_id in kinds.doubles or (same and same.is_double)) and lesson.scale in rules.NUMBERS
    if wanted.double and not may:
        return rules.ONE_MARK_KIND
    # unsaid: as the work has it, or as a new one of the kind would
    said = wanted.double if wanted.double is not None else same.is_double if same else True
    return _Wish(kinds.codes[kind_id], kind_id, title, is_double=bool(may and said))


def _change_work(desk: Desk, command: Command, lesson: LessonState, stands: WorkState, wish: _Wish) -> Outcome:
    now = (stands.kind_id, stands.title, stands.is_double)
    verdict = rules.judge(now, stands.version, (wish.kind_id, wish.title, wish.is_double), command.base)
    if verdict is Verdict.CONFLICT:
        server = {"kind": str(stands.kind_id), "title": stands.title, "double": stands.is_double}
        return Conflict(server, stands.version, "work", stands.id)
    if verdict is Verdict.SAME:
        return Done(stands.version)
    if stands.is_double and not wish.is_double and _holds_double(desk, stands):
        return rules.HAS_DOUBLE
    before = work_kinds(desk.school_id).codes.get(stands.kind_id, "")
    desk.note(
        command, "work.set", stands.id, _words(before, stands.title, is_double=stands.is_double),
        _words(wish.code, wish.title, is_double=wish.is_double),
    )  # fmt: skip
    weight = stands.weight if wish.kind_id == stands.kind_id else _weight(desk, lesson, wish.code)
    work = WorkState(stands.id, wish.kind_id, weight, wish.title, stands.version + 1, wish.is_double)
    _write_work(desk, lesson, command.slot, work)
    return Done(work.version)


def make_work(
    desk: Desk, command: Command, lesson: LessonState, slot: int, kind_id: int = 0, title: str = "",
    *, is_double: bool | None = None,
) -> WorkState | None:  # fmt: skip
    """A new work of a lesson, of the kind asked for or an answer in class, at the weight in force on the lesson's day.

    It has two marks where its kind may, unless another thing is said. None in a school without kinds of work.
    """
    kinds = work_kinds(desk.school_id)
    if not kinds.used:
        return None
    kind_id = _kind(kinds, kind_id)
    code = kinds.codes[kind_id]
    if is_double is None:
        is_double = kind_id in kinds.doubles and lesson.scale in rules.NUMBERS
    work = WorkState(new_id(), kind_id, _weight(desk, lesson, code), title, 1, is_double)
    desk.note(command, "work.make", work.id, None, _words(code, title, is_double=is_double))
    _write_work(desk, lesson, slot, work)
    return work


def takes_two(desk: Desk, command: Command, lesson: LessonState) -> bool:
    """Does the work of the command's cell take two marks? One that is not made yet does where its kind does."""
    work = lesson.works.get(command.slot)
    if work is not None:
        return work.is_double
    kinds = work_kinds(desk.school_id)
    return bool(kinds.used) and _kind(kinds, int(command.work_kind)) in kinds.doubles


def _kind(kinds: Kinds, kind_id: int) -> int:
    return kind_id if kind_id in kinds.used else kinds.plain


def _holds_double(desk: Desk, work: WorkState) -> bool:
    """Does a cell of the work hold two marks, in the base or in this very batch?"""
    ours = any(mark.work_id == work.id and "/" in mark.value for mark in desk.cells.marks.values())
    return ours or has_double_marks(desk.school_id, work.id)


def _words(code: str, title: str, *, is_double: bool) -> list[str]:
    """A work in the history: its kind, its title, and that it has two marks."""
    return [code, title, *(["две отметки"] if is_double else [])]


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
        work.title, work.is_double, work.version,
    )  # fmt: skip
