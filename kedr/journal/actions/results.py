"""The command about a period's result: the rule proposes, the teacher decides, both are stored."""

from dataclasses import replace

from kedr.core.actor import Role
from kedr.core.tenancy import new_id
from kedr.journal import rules
from kedr.journal.actions.desk import Conflict, Desk, Done, Outcome
from kedr.journal.queries.results import ResultKey
from kedr.journal.rules import Command, Locks, Verdict


def result_key(command: Command) -> ResultKey:
    return int(command.course), int(command.period), int(command.pupil)


def decide_result(desk: Desk, command: Command) -> Outcome:
    """Decide, change or (empty value) withdraw a pupil's result of an open period."""
    value, key = str(command.value), result_key(command)
    state = desk.decided.get(key)
    if state is None:
        return rules.UNKNOWN
    if desk.actor.role != Role.DEPUTY_HEAD and not state.teaches:
        return rules.RIGHT
    locked = desk.locked(
        command,
        Locks(
            state.closing,
            is_opened=state.is_opened,
            is_pupil_closed=state.is_pupil_closed,
            is_deferred=state.is_deferred,
        ),
    )
    if locked:
        return locked
    if not state.is_begun:
        return rules.NOT_BEGUN
    refused = rules.check_result(value, state.scale)
    if refused:
        return refused
    verdict = rules.judge(state.final, state.version, value, command.base)
    if verdict is Verdict.CONFLICT:
        return Conflict(state.final, state.version, "result", state.id)
    if verdict is Verdict.WRITE:
        now = replace(state, id=state.id or new_id(), final=value, version=state.version + 1)
        mean, proposed = now.proposal.mean, now.proposal.value
        desk.note(command, "result.decide", now.id, state.final, {"final": value, "proposed": proposed})
        desk.results[key] = (
            desk.school_id, now.id, *key, proposed, mean, value, now.version, desk.at, desk.actor.person_id,
        )  # fmt: skip
        desk.decided[key] = now
    return Done(desk.decided[key].version)
