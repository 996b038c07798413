"""What the pedagogical council decided of the pupils of a class."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kedr.audit.actions import Change, record
from kedr.core import clock, stamps
from kedr.core.actor import Actor
from kedr.core.errors import NotFound, Refusal
from kedr.core.sql import insert
from kedr.core.tenancy import new_id
from kedr.journal.access import DECIDERS
from kedr.journal.actions.write import upsert
from kedr.journal.queries.council import CouncilRow, council_sheet
from kedr.journal.rules import PUPIL_CLOSED, YEAR_CLOSED, Verdict, judge
from kedr.journal.rules.year import COUNCIL, fits_grade
from kedr.schools.models import AcademicYear, SchoolClass

PROTOCOL_LENGTH = 30
_COLUMNS = (
    "school_id", "id", "year_id", "class_id", "pupil_id", "kind", "protocol", "protocol_on", "version", "set_at",
    "set_by",
)  # fmt: skip


class WrongProtocol(Refusal):
    """The protocol has no number, or a day that cannot be; or the year is closed."""

    code = "wrong_protocol"


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided of a pupil; `base` is the version its writer saw."""

    pupil_id: int
    kind: str
    base: int


@transaction.atomic
def decide_council(
    *,
    actor: Actor,
    at: datetime,
    school_id: int,
    class_id: int,
    protocol: str,
    protocol_on: date,
    decisions: Sequence[Decision],
) -> dict[int, str]:
    """Write the council's decisions, each by itself; returns a sentence for each pupil whose decision cannot be.

    Raises NotFound, WrongProtocol.
    """
    if actor.role not in DECIDERS or actor.school_id != school_id:
        raise NotFound("Решения педсовета вносит завуч или директор.")
    group = SchoolClass.objects.in_school(school_id).filter(id=class_id).first()
    if group is None:
        raise NotFound("Класса нет.")
    year = AcademicYear.objects.in_school(school_id).get(id=group.year_id)
    today = clock.day_of(at)
    number = _number(protocol, protocol_on, year, today)
    known = {row.id for row in council_sheet(school_id, class_id, group.grade, today)}
    stamps.bump(school_id, [(stamps.PUPIL, each.pupil_id) for each in decisions if each.pupil_id in known])
    rows_now = {row.id: row for row in council_sheet(school_id, class_id, group.grade, today)}
    undone: dict[int, str] = {}
    rows, changes = [], []
    for each in decisions:
        row = rows_now.get(each.pupil_id)
        refused = _refusal(row, group.grade, each)
        if refused or row is None:
            undone[each.pupil_id] = refused
            continue
        stands = (row.kind, row.protocol, row.protocol_on) if row.kind else None
        match judge(stands, row.version, (each.kind, number, protocol_on), each.base):
            case Verdict.CONFLICT:
                undone[each.pupil_id] = "Решение уже внёс другой. Проверьте и сохраните ещё раз."
            case Verdict.WRITE:
                rows.append(
                    (
                        school_id, new_id(), year.id, class_id, row.id, each.kind, number, protocol_on,
                        row.version + 1, at, actor.person_id,
                    )
                )  # fmt: skip
                after = {"kind": each.kind, "protocol": number, "on": protocol_on.isoformat()}
                changes.append(Change("council.decide", "person", row.id, row.kind, after, about_id=class_id))
    insert("journal_councildecision", _COLUMNS, rows, after=upsert(_COLUMNS, "year_id", "pupil_id"))
    record(actor=actor, at=at, school_id=school_id, changes=changes)
    return undone


def _number(protocol: str, protocol_on: date, year: AcademicYear, today: date) -> str:
    number = " ".join(protocol.split())
    if year.closed_at:
        raise WrongProtocol(YEAR_CLOSED.sentence)
    if not number:
        raise WrongProtocol("Напишите номер протокола педсовета, например «№ 8».")
    if len(number) > PROTOCOL_LENGTH:
        raise WrongProtocol(f"Номер протокола длиннее {PROTOCOL_LENGTH} знаков.")
    if protocol_on > today:
        raise WrongProtocol("Дата протокола ещё не наступила.")
    if protocol_on < year.starts_on:
        raise WrongProtocol("Дата протокола раньше начала учебного года.")
    return number


def _refusal(row: CouncilRow | None, grade: int, decision: Decision) -> str:
    if row is None:
        return "Ученика нет в классе."
    if row.is_closed:
        return PUPIL_CLOSED.sentence
    if decision.kind not in COUNCIL or not fits_grade(decision.kind, grade):
        return "Для этого класса такого решения нет."
    if row.lacking and decision.kind != "repeats":
        return f"Нет отметки за год: {', '.join(row.lacking[:3])}{' и ещё' if len(row.lacking) > 3 else ''}."
    return ""
