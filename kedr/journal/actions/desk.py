"""The desk a batch of commands is worked on: what stands, what is to be written, what is to be told.

Everything here happens in memory; `keep.py` reads before and writes after, in one transaction.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from kedr.audit.actions import Change
from kedr.core.actor import Actor, Role
from kedr.journal import rules
from kedr.journal.queries.context import Cells, HomeworkState, LessonState
from kedr.journal.queries.homework import Due
from kedr.journal.queries.results import ResultState
from kedr.journal.rules import Command, Locks, No
from kedr.schools.rules import EDIT_WINDOW, Regulations, level_of


@dataclass(frozen=True, slots=True)
class Done:
    """The cell says what was wanted, at this version."""

    version: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """The cell says something else: its value and version, and which thing to ask the history about."""

    value: Any
    version: int
    kind: str
    target_id: int
    minutes: int | None = None  # of being late: an attendance has them, other cells do not
    due: str | None = None  # a mark has it: the day of a debt, empty for others


type Outcome = Done | Conflict | No


@dataclass(slots=True)
class Desk:
    """One batch in work. The dictionaries of rows go to the tables as they are, keyed by what is unique there."""

    actor: Actor
    at: datetime
    today: date
    school_id: int
    local: Regulations
    lessons: dict[int, LessonState]
    cells: Cells
    changes: list[Change] = field(default_factory=list)
    marks: dict[tuple[int, int, int], tuple[Any, ...]] = field(default_factory=dict)
    attendance: dict[tuple[int, int], tuple[Any, ...]] = field(default_factory=dict)
    works: dict[tuple[int, int], tuple[Any, ...]] = field(default_factory=dict)
    pages: set[int] = field(default_factory=set)  # lessons whose page row is to be written
    homework: dict[tuple[int, int], tuple[Any, ...]] = field(default_factory=dict)  # by lesson and pupil, 0: the class
    personal: dict[tuple[int, int], HomeworkState] = field(default_factory=dict)  # of one pupil, as it stands now
    due: dict[tuple[int, int], Due] = field(default_factory=dict)  # lessons asked about as due, by lesson and wish
    results: dict[tuple[int, int, int], tuple[Any, ...]] = field(default_factory=dict)
    decided: dict[tuple[int, int, int], ResultState] = field(default_factory=dict)  # results as they stand now

    def lesson_to_write(self, command: Command, *, fact: bool) -> LessonState | No:
        """The command's lesson, if its writer may write in it; a `fact` needs a lesson that has begun its day."""
        lesson = self.lessons.get(int(command.lesson))
        if lesson is None or lesson.course_id != int(command.course):
            return rules.UNKNOWN
        substitutes = lesson.substitute_id is not None and lesson.substitute_id == self.actor.person_id
        if self.actor.role != Role.DEPUTY_HEAD and not (lesson.teaches or substitutes):
            return rules.RIGHT
        days = self.local.get(EDIT_WINDOW, level=level_of(lesson.grade), subject_id=lesson.subject_id)
        locked = self.locked(
            command,
            Locks(
                lesson.closing,
                is_opened=lesson.is_opened,
                is_late=rules.is_late(lesson.held_on, days, self.today),
                is_pupil_closed=(lesson.id, int(command.pupil)) in self.cells.closed,
            ),
        )
        if locked:
            return locked
        if fact and lesson.is_cancelled:
            return rules.CANCELLED
        if fact and lesson.held_on > self.today:
            return rules.FUTURE
        return lesson

    def locked(self, command: Command, locks: Locks) -> No | None:
        """What keeps the command out: a lock, or a window without a reason for the change."""
        if refused := rules.judge_lock(locks):
            return refused
        return rules.REASON if rules.wants_reason(locks) and not command.reason.strip() else None

    def note(self, command: Command, verb: str, target_id: int, before: Any, after: Any) -> None:
        """One line of the history."""
        self.changes.append(
            Change(
                verb=verb,
                target_kind=verb.partition(".")[0],
                target_id=target_id,
                before=before,
                after=after,
                about_id=int(command.lesson),
                reason=command.reason,
                command_id=command.id,
            )
        )
