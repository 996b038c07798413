"""How a school's local act makes the mark of a year, and what промежуточная аттестация is in it."""

from collections.abc import Sequence
from typing import NamedTuple

from kedr.schools.rules.values import MARKS, Field, Regulation, Wrong

_OF = (("periods", "среднее отметок за периоды"), ("marks", "средний балл всех отметок года, с весами"))
_INTERIM = (
    ("none", "отдельной отметки нет"),
    ("beside", "отметка есть, в годовую не входит"),
    ("counts", "отметка есть и входит в годовую наравне с остальными"),
)
_TIES = (("up", "вверх"), ("last", "в сторону последней отметки"))


class YearRule(NamedTuple):
    """What the mark of a year is made of: results of periods or all marks; what ПА (`interim`) is to it; who wins
    when it falls in the very middle."""

    of: str = "periods"
    interim: str = "none"
    tie: str = "up"

    @property
    def is_by_marks(self) -> bool:
        return self.of == "marks"

    @property
    def has_interim(self) -> bool:
        return self.interim != "none"

    @property
    def counts_interim(self) -> bool:
        return self.interim == "counts"


def _read(value: Sequence[str]) -> YearRule:
    chosen = [str(part) for part in value]
    if len(chosen) != 3 or any(
        part not in dict(known) for part, known in zip(chosen, (_OF, _INTERIM, _TIES), strict=True)
    ):
        raise Wrong("Выберите из списка.", "0")
    return YearRule(*chosen)


def _words(rule: YearRule) -> str:
    said = f"{dict(_OF)[rule.of]}; ровно посередине – {dict(_TIES)[rule.tie]}"
    return f"{said}; промежуточная аттестация: {dict(_INTERIM)[rule.interim]}"


YEAR_MARK: Regulation[YearRule] = Regulation(
    "year_mark",
    "Как выходит отметка за год",
    YearRule(),
    _read,
    group=MARKS,
    fields=(
        Field("Отметка за год", choices=_OF),
        Field("Промежуточная аттестация", choices=_INTERIM),
        Field("Ровно посередине, например 3,5", choices=_TIES),
    ),
    words=_words,
    effect="Предложенная отметка за год – на странице «Итоги года» и в отчётах, пока учитель не решил. Если есть"
    " отдельная отметка за промежуточную аттестацию, в итогах года появится её столбец. Выставленные отметки и закрытые"
    " годы не меняются.",
)
