"""Kinds of work and their weights: the tables a school keeps. A kind in use is never deleted, it is retired."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from kedr.audit.actions import Change, record
from kedr.core import stamps
from kedr.core.actor import Actor
from kedr.core.errors import Refusal
from kedr.core.words import plain
from kedr.journal.models import WorkKind
from kedr.journal.rules import ANSWER
from kedr.schools.actions import set_regulation
from kedr.schools.rules import WORK_WEIGHTS, Wrong, number_typed

CODE_LENGTH, NAME_LENGTH, LETTER_LENGTH, MOST_KINDS = 10, 60, 3, 60
MOST_WEIGHT = Decimal("99.99")
_CODE = re.compile(r"[А-ЯЁA-Z0-9][А-ЯЁA-Z0-9./-]*")


@dataclass(frozen=True, slots=True)
class KindRow:
    """A line of the table as it was typed, in its place; `id` 0 is a new kind. The code of a known one stays."""

    id: int
    code: str
    name: str
    letter: str
    is_control: bool
    is_double: bool
    is_retired: bool


class WrongKinds(Refusal):
    """Some rows cannot be; `faults` say which: (row from 0, column) → sentence. Nothing was kept."""

    code = "wrong_kinds"

    def __init__(self, faults: Mapping[tuple[int, str], str]) -> None:
        super().__init__("Виды работ не сохранены: исправьте отмеченные клетки. Всё введённое осталось на странице.")
        self.faults = faults


@transaction.atomic
def keep_kinds(*, actor: Actor, at: datetime, school_id: int, rows: Sequence[KindRow]) -> int:
    """Keep the table: names, letters, signs, order, what is retired, new kinds; how many rows changed.

    A kind that the table does not name stays as it is, after the others. Raises WrongKinds.
    """
    stamps.bump(school_id, [(stamps.SCHOOL, school_id)])
    known = {kind.id: kind for kind in WorkKind.objects.in_school(school_id).order_by("position", "id")}
    faults = _faults(rows, known)
    if faults:
        raise WrongKinds(faults)
    changes, changed, new = [], [], []
    for position, row in enumerate(rows):
        kind = known.get(row.id)
        wanted = {
            "name": row.name, "letter": row.letter, "is_control": row.is_control, "is_double": row.is_double,
            "is_retired": row.is_retired, "position": position,
        }  # fmt: skip
        if kind is None:
            kind = WorkKind(school_id=school_id, code=row.code, **wanted)
            new.append(kind)
            changes.append(Change("kind.add", "kind", kind.id, after={"code": row.code, **wanted}))
            continue
        before = {name: getattr(kind, name) for name in wanted}
        if before != wanted:
            for name, value in wanted.items():
                setattr(kind, name, value)
            changed.append(kind)
            changes.append(Change("kind.change", "kind", kind.id, before=before, after=wanted))
    WorkKind.objects.bulk_update(changed, ["name", "letter", "is_control", "is_double", "is_retired", "position"])
    WorkKind.objects.bulk_create(new)
    record(actor=actor, at=at, school_id=school_id, changes=changes)
    return len(changes)


def _faults(rows: Sequence[KindRow], known: Mapping[int, WorkKind]) -> dict[tuple[int, str], str]:
    faults: dict[tuple[int, str], str] = {}
    codes = {kind.code for kind in known.values()}
    names: dict[str, int] = {}
    for place, row in enumerate(rows):
        kind = known.get(row.id)
        if row.id and kind is None:
            faults[place, "name"] = "Такого вида работы нет. Обновите страницу."
            continue
        if kind is None:
            if fault := _code_fault(row.code, codes):
                faults[place, "code"] = fault
            codes.add(row.code)
        _row_faults(place, row, kind, names, faults)
    if len(rows) > MOST_KINDS:
        faults[len(rows) - 1, "name"] = f"Видов работ не больше {MOST_KINDS}."
    return faults


def _row_faults(place: int, row: KindRow, kind: Any, names: dict[str, int], faults: dict[tuple[int, str], str]) -> None:
    lower = row.name.casefold()
    if not row.name:
        faults[place, "name"] = "Введите название."
    elif len(row.name) > NAME_LENGTH:
        faults[place, "name"] = f"Название длиннее {NAME_LENGTH} знаков."
    elif lower in names:
        faults[place, "name"] = f"Так уже называется строка {names[lower] + 1}."
    names.setdefault(lower, place)
    if not row.letter:
        faults[place, "letter"] = "Введите букву для журнала."
    elif len(row.letter) > LETTER_LENGTH:
        faults[place, "letter"] = f"Не больше {LETTER_LENGTH} букв."
    if row.is_retired and kind is not None and kind.code == ANSWER:
        faults[place, "is_retired"] = "Его получает отметка, когда вид работы не выбран: убрать нельзя."


def _code_fault(code: str, taken: set[str]) -> str:
    if not code:
        return "Введите код, например КР."
    if len(code) > CODE_LENGTH or not _CODE.fullmatch(code):
        return f"Код – до {CODE_LENGTH} прописных букв и цифр, например КР."
    return "Такой код уже есть." if code in taken else ""


class WrongWeights(Refusal):
    """Some weights cannot be; `faults`: code → sentence. Nothing was set."""

    code = "wrong_weights"

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("Веса не сохранены: исправьте отмеченные строки. Всё введённое осталось на странице.")
        self.faults = faults


@transaction.atomic
def set_weights(
    *,
    actor: Actor,
    at: datetime,
    school_id: int,
    typed: Mapping[str, str],
    starts_on: date,
    level: int = 0,
    subject_id: int = 0,
    basis: str = "",
) -> None:
    """Set the weights that were typed, by code. In a narrower scope an empty one stays as in the wider.

    Weight 0 is «не входит в средний балл»: for controls (ВПР, диагностика) only. Raises WrongWeights, WrongRegulation.
    """
    kinds = list(WorkKind.objects.in_school(school_id).order_by("position", "id"))
    is_wide = not level and not subject_id
    faults: dict[str, str] = {}
    weights: dict[str, str] = {}
    for kind in kinds:
        text = typed.get(kind.code, "").strip()
        if not text:
            if is_wide and not kind.is_retired:
                faults[kind.code] = f"Введите вес: «{kind.name}»."
            continue
        try:
            weights[kind.code] = str(_weight(kind, text))
        except Wrong as wrong:
            faults[kind.code] = str(wrong)
    if not faults and not weights:
        faults[kinds[0].code if kinds else ""] = "Введите хотя бы один вес."
    if faults:
        raise WrongWeights(faults)
    set_regulation(
        actor=actor, at=at, school_id=school_id, key=WORK_WEIGHTS.key, value=weights, starts_on=starts_on, level=level,
        subject_id=subject_id, basis=basis,
    )  # fmt: skip


def _weight(kind: WorkKind, text: str) -> Decimal:
    weight = number_typed(text)
    if weight < 0:
        raise Wrong(f"Вес не бывает отрицательным: {plain(weight)}.")
    if weight > MOST_WEIGHT:
        raise Wrong(f"Вес не больше {plain(MOST_WEIGHT)}, а не {plain(weight)}.")
    if weight != weight.quantize(Decimal("0.01")):
        raise Wrong(f"Не больше двух знаков после запятой, а не {plain(weight)}.")
    if not weight and not kind.is_control:
        raise Wrong("С весом 0 отметка не входит в средний балл. Так бывает только у оценочных процедур.")
    return weight
