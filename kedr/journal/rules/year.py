"""The year, the exam and what stands in the certificate (итоги года); what the council decides on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kedr.journal.rules.scales import parts

YEAR_KINDS = {"year": "год", "exam": "экзамен", "final": "итог"}


def year_scale(kind: str, scale: str) -> str:
    """The scale of a result of the year: the certificate knows five points only."""
    return "five" if kind == "final" and scale in ("ten", "hundred") else scale


def mean_result(results: Sequence[str]) -> str:
    """What results of equal weight come to: their mean, half up (2,5 → 3). Of credits, «зч» when all are.

    Empty when there are none, or one is not set or is «н/а»: then only the teacher can say. «осв» takes no part.
    """
    counted = [result for result in results if result != "осв"]
    if not counted:
        return "осв" if results else ""
    if set(counted) <= {"зч", "нз"}:
        return "нз" if "нз" in counted else "зч"
    if not all(parts(result) for result in counted):
        return ""
    mean = Decimal(sum(map(int, counted))) / len(counted)
    return str(mean.quantize(Decimal(1), ROUND_HALF_UP))


def final_result(grade: int, year: str, exam: str, earlier: Sequence[str]) -> str:
    """The mark of the certificate (приказ Минпросвещения от 05.10.2020 № 546).

    9 класс: the mean of the year and the exam, half up; without an exam in the subject, the year's. 11 класс: the mean
    of the half-years and years of 10 and 11 (`earlier`: all of them but the year of 11), half up; the exam does not
    enter. Empty in other grades, and while anything is missing.
    """
    if grade == 9:
        return mean_result([year, exam] if exam else [year])
    return mean_result([*earlier, year]) if grade == 11 else ""


@dataclass(frozen=True, slots=True)
class Flags:
    """What an inspector asks of a decided result."""

    is_changed: bool  # decided more than once
    is_not_computed: bool  # another one than was proposed
    is_by_hand: bool  # nothing was proposed
    is_outdated: bool  # what it is made of has changed since

    def words(self) -> list[str]:
        return [
            word
            for is_so, word in (
                (self.is_changed, "изменена"),
                (self.is_not_computed, "не по расчёту"),
                (self.is_by_hand, "выставлена вручную"),
                (self.is_outdated, "отметки с тех пор изменились"),
            )
            if is_so
        ]


def flags(final: str, version: int, proposed_then: str, proposed_now: str) -> Flags:
    """The flags of a result that a rule proposes: `version` counts its changes, the proposals are then and now."""
    if not final:
        return Flags(is_changed=False, is_not_computed=False, is_by_hand=False, is_outdated=False)
    return Flags(
        is_changed=version > 1,
        is_not_computed=bool(proposed_then) and final != proposed_then,
        is_by_hand=not proposed_then,
        is_outdated=proposed_now != proposed_then,
    )


# A decision in the words for a boy and for a girl.
COUNCIL = {
    "moved": ("переведён в {next} класс", "переведена в {next} класс"),
    "conditional": ("переведён в {next} класс условно", "переведена в {next} класс условно"),
    "repeats": ("оставлен на повторное обучение", "оставлена на повторное обучение"),
    "admitted": ("допущен к итоговой аттестации", "допущена к итоговой аттестации"),
    "graduated": ("выпущен", "выпущена"),
}


def council_words(decision: str, grade: int, sex: str) -> str:
    """A decision of the pedagogical council about a boy ("m") or a girl ("f") of a grade."""
    return COUNCIL[decision][sex == "f"].format(next=grade + 1)


def fits_grade(decision: str, grade: int) -> bool:
    """May a pupil of this grade be decided so? Only 9 and 11 are admitted to examinations and leave."""
    if decision in ("admitted", "graduated"):
        return grade in (9, 11)
    return decision == "repeats" or grade < 11


def council_proposal(grade: int, years: Sequence[str], finals: Sequence[str]) -> str:
    """What the year's results lead the council to; empty while any is missing.

    A debt («2», «нз», «н/а») moves a pupil on condition (закон 273-ФЗ, ст. 58); a pupil of 9 or 11 without debts is
    admitted to the examination, and leaves once every final mark is set.
    """
    if not years or "" in years:
        return ""
    has_debt = any(year in {"1", "2", "нз", "н/а"} for year in years)
    if grade in (9, 11):
        if has_debt:
            return ""
        return "graduated" if finals and "" not in finals and not {"1", "2"} & set(finals) else "admitted"
    return "conditional" if has_debt else "moved"
