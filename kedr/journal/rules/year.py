"""The year, the exam and what stands in the certificate (итоги года); what the council decides on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

from kedr.journal.rules.scales import parts
from kedr.schools.rules import YearRule

YEAR_KINDS = {"interim": "ПА", "year": "год", "exam": "экзамен", "final": "итог"}

_HALF = Decimal("0.5")

# A year's result or ПА that is an academic debt (академическая задолженность: закон 273-ФЗ, ст. 58).
FAILED = frozenset({"1", "2", "нз", "н/а"})


def year_scale(kind: str, scale: str) -> str:
    """The scale of a result of the year: the certificate knows five points only."""
    return "five" if kind == "final" and scale in ("ten", "hundred") else scale


def year_kinds(grade: int, scale: str, *, has_interim: bool) -> list[str]:
    """The results a year has in a grade, in the order of its sheet; `has_interim`: ПА has a mark of its own."""
    if scale == "none":
        return []
    kinds = {9: ["year", "exam", "final"], 11: ["year", "final"]}.get(grade, ["year"])
    return ["interim", *kinds] if has_interim else kinds


def mean_result(results: Sequence[str], tie: str = "up") -> str:
    """What results of equal weight come to: their mean, half up (2,5 → 3). Of credits, «зч» when all are.

    With `tie` "last" a mean in the very middle goes the way of the last result: «5», «4» → 4. Empty when there are
    none, or one is not set or is «н/а»: then only the teacher can say. «осв» takes no part.
    """
    counted = [result for result in results if result != "осв"]
    if not counted:
        return "осв" if results else ""
    if set(counted) <= {"зч", "нз"}:
        return "нз" if "нз" in counted else "зч"
    if not all(parts(result) for result in counted):
        return ""
    mean = Decimal(sum(map(int, counted))) / len(counted)
    goes_down = tie == "last" and int(counted[-1]) < mean and mean % 1 == _HALF
    return str(mean.quantize(Decimal(1), ROUND_HALF_DOWN if goes_down else ROUND_HALF_UP))


def propose_year(rule: YearRule, periods: Sequence[str], interim: str, by_marks: str | None) -> str:
    """The year's mark by the school's act: of its periods, or what all its marks propose (`by_marks`; None in a scale
    without numbers, which has only periods), with ПА where that counts.

    Empty until every period, and ПА where it counts, is set.
    """
    if rule.is_by_marks and by_marks is not None and mean_result(periods) not in ("", "осв"):
        results = [by_marks]
    else:
        results = [*periods]
    return mean_result([*results, interim] if rule.counts_interim and results else results, rule.tie)


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


def council_proposal(grade: int, years: Sequence[str], finals: Sequence[str], *, has_failed: bool = False) -> str:
    """What the year's results lead the council to; empty while any is missing.

    A debt («2», «нз», «н/а» of a year or, `has_failed`, of its ПА) moves a pupil on condition (закон 273-ФЗ, ст. 58);
    one of 9 or 11 without debts is admitted to the examination, and leaves once every final mark is set.
    """
    if not years or "" in years:
        return ""
    has_debt = has_failed or any(year in FAILED for year in years)
    if grade in (9, 11):
        if has_debt:
            return ""
        return "graduated" if finals and "" not in finals and not {"1", "2"} & set(finals) else "admitted"
    return "conditional" if has_debt else "moved"
