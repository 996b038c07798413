"""Marks by criteria (критериальное оценивание): the criteria of a subject, and the results their percents lead to."""

import re
from collections.abc import Callable
from typing import Any

from kedr.schools.rules.values import MARKS, Field, Regulation, Wrong, wholes

type Criteria = tuple[tuple[str, int], ...]  # the letter of each and the most points it has

MOST_CRITERIA, MOST_POINTS = 6, 100
# Latin letters that look like Russian ones are those: «A» typed on either layout is one criterion.
_ALIKE = str.maketrans("ABCEHKMOPTXY", "АВСЕНКМОРТХУ")
_ONE = re.compile(r"[\s,;]*([А-ЯЁA-Z])\s*([0-9]{1,4})(?![0-9])")
_SAMPLE = "Напишите букву и наибольшие баллы каждого критерия: А8 Б8 В8 Г8."


def letters(text: str) -> str:
    """A text in the letters criteria are named by: capital, those that look alike are Russian."""
    return text.upper().translate(_ALIKE)


def read_criteria(value: Any) -> Criteria:
    """«А8 Б8», «А 8, Б 8»: the criteria in their order. Raises Wrong."""
    text = letters(str(value).strip())
    if not text:
        raise Wrong(_SAMPLE, "0")
    found: dict[str, int] = {}
    place = 0
    while rest := text[place:].strip(" ,;\t\n"):
        one = _ONE.match(text, place)
        if one is None:
            raise Wrong(f"Не понять «{rest[:20]}». {_SAMPLE}", "0")
        letter, points = one[1], int(one[2])
        if letter in found:
            raise Wrong(f"Критерий {letter} назван дважды. Оставьте один.", "0")
        if not 1 <= points <= MOST_POINTS:
            raise Wrong(f"Критерий {letter}: баллов от 1 до {MOST_POINTS}, а не {points}.", "0")
        found[letter] = points
        place = one.end()
    if len(found) > MOST_CRITERIA:
        raise Wrong(f"Критериев не больше {MOST_CRITERIA}, а не {len(found)}.", "0")
    if not found:
        raise Wrong(_SAMPLE, "0")
    return tuple(found.items())


def criteria_words(criteria: Criteria) -> str:
    """«А 8, Б 8, В 8, Г 8»."""
    return ", ".join(f"{letter} {most}" for letter, most in criteria)


def _percents() -> Callable[[Any], tuple[int, ...]]:
    whole = wholes(*((1, 100, f"Для «{mark}»: процентов") for mark in "345"))

    def read(value: Any) -> tuple[int, ...]:
        bounds = whole(value)
        for place, (mark, lower) in enumerate((("4", "3"), ("5", "4")), 1):
            if bounds[place] <= bounds[place - 1]:
                raise Wrong(
                    f"Пороги пересекаются: «{mark}» начинается с {bounds[place]} %, а «{lower}» – с"
                    f" {bounds[place - 1]} %. Порог для «{mark}» должен быть больше.",
                    str(place),
                )
        return bounds

    return read


CRITERIA: Regulation[Criteria] = Regulation(
    "criteria",
    "Критерии оценивания и их баллы",
    (("А", 8), ("Б", 8), ("В", 8), ("Г", 8)),
    read_criteria,
    group=MARKS,
    fields=(Field("Критерии", "буква и наибольшие баллы каждого: А8 Б8 В8 Г8", is_text=True),),
    words=criteria_words,
    effect="По этим критериям ставят отметки на уроках с этого дня в журналах со шкалой «по критериям». Отметки,"
    " которые уже стоят, хранят свои баллы и не меняются.",
)
CRITERIA_LEVELS: Regulation[tuple[int, ...]] = Regulation(
    "criteria_levels",
    "С какого процента баллов выходит «3», «4» и «5» при оценивании по критериям",
    (40, 60, 80),
    _percents(),
    group=MARKS,
    fields=tuple(Field(f"Для «{mark}»", "%", is_whole=True) for mark in "345"),
    words=lambda bounds: ", ".join(f"«{mark}» от {bound} %" for mark, bound in zip("345", bounds, strict=True)),
    effect="Прогноз и предложенный итог периода считаются по порогам, которые действуют в последний день периода, а"
    " пока он идёт – сегодня. Выставленные итоги и закрытые периоды не меняются.",
)
