"""Keeping the journal: one batch of commands in one transaction, each with its own outcome.

The order is the guarantee. The stamps of the touched pages are bumped first: on PostgreSQL that locks their rows, so
two writers of one course come one after the other, and what is read next is what stands (SQLite has one writer anyway).
Then the batch is judged in memory and written in bulk, with its events and its outcomes. An outcome stored under a
command's id is what a replay gets: see docs/decisions/0003-commands-and-conflicts.md.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any
from uuid import UUID

import msgspec
import orjson
from django.db import connection, transaction

from kedr.audit import actions as audit
from kedr.audit.queries import last_changes
from kedr.core import clock
from kedr.core.actor import Actor
from kedr.core.night import soon
from kedr.core.sql import fetch, in_list, insert
from kedr.journal import rules
from kedr.journal.actions import cells, homework, pages, results, works
from kedr.journal.actions.desk import Conflict, Desk, Done, Outcome
from kedr.journal.actions.results import result_key
from kedr.journal.actions.write import write, write_results
from kedr.journal.queries.context import cells as read_cells
from kedr.journal.queries.context import lesson_states
from kedr.journal.queries.homework import personal_homework
from kedr.journal.queries.results import result_states
from kedr.journal.rules import Command, No
from kedr.schools.queries import regulations

HANDLERS = {
    "mark": cells.give_mark,
    "comment": cells.comment_mark,
    "attendance": cells.set_attendance,
    "check": pages.check_attendance,
    "topic": pages.set_topic,
    "homework": homework.set_homework,
    "work": works.set_work,
    "result": results.decide_result,
}
TEXTS = frozenset({"mark", "comment", "attendance", "topic", "result"})  # whose value is a text
MISSING = "н"  # nobody has said why
TELL = "kedr.journal.jobs.tell_of_missing_pupils"
GRACE = timedelta(minutes=3)  # for a slip of the key to be taken back before the family hears of it
ALTERED = No("altered", "Эта команда уже выполнена с другим значением. Обновите страницу.")


class _Replayed(Exception):
    """Some of the batch's commands were here before; the transaction is undone and the rest tried without them."""


def keep_journal(*, actor: Actor, at: datetime, school_id: int, commands: Sequence[Command]) -> list[dict[str, Any]]:
    """Do the commands; the outcomes in their order, as the protocol says.

    A refused or conflicting command never stops the others. A command seen before is not done again: it gets the
    outcome it had (`replayed`), or a refusal where its body is another one.
    """
    answers: dict[UUID, dict[str, Any]] = {}
    rest = list(commands)
    while rest:
        try:
            answers |= _keep(actor=actor, at=at, school_id=school_id, commands=rest)
            break
        except _Replayed:
            answers |= _stored(school_id, actor.user_id, rest)
            rest = [command for command in rest if command.id not in answers]
    return [answers[command.id] for command in commands]


@transaction.atomic
def _keep(*, actor: Actor, at: datetime, school_id: int, commands: Sequence[Command]) -> dict[UUID, dict[str, Any]]:
    _lock(school_id, commands)
    today = clock.day_of(at)
    lesson_ids = {int(command.lesson) for command in commands if command.lesson != "0"}
    pupil_ids = {int(command.pupil) for command in commands if command.pupil != "0" and command.lesson != "0"}
    lessons = lesson_states(school_id, lesson_ids, actor.person_id, today, at) if lesson_ids else {}
    desk = Desk(
        actor=actor,
        at=at,
        today=today,
        school_id=school_id,
        local=regulations(school_id, today),
        lessons=lessons,
        cells=read_cells(school_id, lesson_ids, pupil_ids),
        personal=personal_homework(school_id, lesson_ids, pupil_ids) if _is_personal(commands) else {},
    )
    outcomes = {command.id: _outcome(desk, command) for command in commands if command.kind != "result"}
    write(desk)
    if any(row[4] == today and row[5] == MISSING for row in desk.attendance.values()):
        soon(TELL, at + GRACE)
    # a result is proposed from the marks, those of its own batch too
    wanted = [command for command in commands if command.kind == "result"]
    desk.decided = result_states(
        school_id, [result_key(command) for command in wanted], actor.person_id, today, at, desk.local
    )
    outcomes |= {command.id: _outcome(desk, command) for command in wanted}
    write_results(desk)
    audit.record(actor=actor, at=at, school_id=school_id, changes=desk.changes)
    answers = _answers(school_id, outcomes)
    _store(actor, at, school_id, commands, answers)
    return answers


# `stamps.bump` in its order, but only for those of the named that there are: a browser may name anything.
_LOCK_SQL = """
INSERT INTO core_stamp (school_id, kind, object_id, revision)
SELECT school_id, 'course', id, 1 FROM curriculum_course WHERE school_id = %s AND id IN {courses}
UNION ALL
SELECT school_id, 'pupil', id, 1 FROM people_person WHERE school_id = %s AND id IN {pupils}
ORDER BY 2, 3
ON CONFLICT (school_id, kind, object_id) DO UPDATE SET revision = core_stamp.revision + 1
"""


def _lock(school_id: int, commands: Sequence[Command]) -> None:
    courses = {int(command.course) for command in commands}
    pupils = {int(command.pupil) for command in commands}
    sql = _LOCK_SQL.format(courses=in_list(len(courses)), pupils=in_list(len(pupils)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [school_id, *courses, school_id, *pupils])


def _is_personal(commands: Sequence[Command]) -> bool:
    return any(command.kind == "homework" and command.pupil != "0" for command in commands)


def _outcome(desk: Desk, command: Command) -> Outcome:
    handler = HANDLERS.get(command.kind)
    if handler is None or (command.kind in TEXTS and not isinstance(command.value, str)):
        return rules.UNKNOWN
    return handler(desk, command)


def _answers(school_id: int, outcomes: Mapping[UUID, Outcome]) -> dict[UUID, dict[str, Any]]:
    conflicts = {(o.kind, o.target_id) for o in outcomes.values() if isinstance(o, Conflict)}
    changed = last_changes(school_id, conflicts) if conflicts else {}
    answers: dict[UUID, dict[str, Any]] = {}
    for command_id, outcome in outcomes.items():
        answer: dict[str, Any]
        match outcome:
            case Done(version):
                answer = {"status": "done", "version": version}
            case Conflict(value, version, kind, target_id, minutes, due):
                by, when = changed.get((kind, target_id), ("", None))
                at = clock.wall(when).isoformat() if when else ""
                late: dict[str, Any] = {} if minutes is None else {"minutes": minutes}
                late |= {} if due is None else {"due": due}
                server = {"value": value, **late, "version": version, "by": by, "at": at}
                answer = {"status": "conflict", "server": server}
            case No(code, sentence):
                answer = {"status": "refused", "code": code, "sentence": sentence}
        answers[command_id] = {"id": str(command_id), **answer}
    return answers


def _digest(command: Command) -> bytes:
    return blake2b(msgspec.json.encode(command, order="sorted"), digest_size=16).digest()


def _store(
    actor: Actor, at: datetime, school_id: int, commands: Sequence[Command], answers: Mapping[UUID, dict[str, Any]]
) -> None:
    stored = insert(
        "journal_command",
        ("school_id", "user_id", "id", "received_at", "digest", "outcome"),
        [(school_id, actor.user_id, c.id, at, _digest(c), orjson.dumps(answers[c.id]).decode()) for c in commands],
        after="ON CONFLICT DO NOTHING RETURNING id",
    )
    if len(stored) < len(commands):
        raise _Replayed


def _stored(school_id: int, user_id: int, commands: Sequence[Command]) -> dict[UUID, dict[str, Any]]:
    """The outcomes of those commands that were here before."""
    by_id = {command.id: command for command in commands}
    rows = fetch(
        "SELECT id, digest, outcome FROM journal_command"
        f" WHERE school_id = %s AND user_id = %s AND id IN {in_list(len(by_id))}",
        [school_id, user_id, *by_id],
    )
    answers: dict[UUID, dict[str, Any]] = {}
    for row_id, digest, outcome in rows:
        command = by_id[row_id if isinstance(row_id, UUID) else UUID(row_id)]
        if bytes(digest) == _digest(command):
            answers[command.id] = {**orjson.loads(outcome), "replayed": True}
        else:
            answers[command.id] = {
                "id": str(command.id), "status": "refused", "code": ALTERED.code, "sentence": ALTERED.sentence,
            }  # fmt: skip
    return answers
