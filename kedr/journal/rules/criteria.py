"""Marks by criteria (критериальное оценивание): points of each criterion, each with the most it may have.

A mark is a text: «А6:8 Б4:8». It carries its maxima, so that criteria changed later never change it; it counts as the
percent of each criterion (docs/decisions/0014). `static/journal/criteria.js` repeats this.
"""

import re
from decimal import ROUND_HALF_UP, Decimal

from kedr.journal.rules.refusals import No
from kedr.schools.rules import Criteria, letters

SCALE = "criteria"
NOTHING = "А0:1"  # what an overdue debt counts as
LONGEST = 60  # of a mark

_MARK = re.compile(r"[А-ЯЁA-Z]\d{1,3}:\d{1,3}( [А-ЯЁA-Z]\d{1,3}:\d{1,3}){0,5}")
_TOKEN = re.compile(r"([А-ЯЁA-Z]?)\s*(\d{1,3})(?:\s*(?:[:/]|ИЗ)\s*(\d{1,3}))?(?!\d)[\s,;]*")
_HUNDREDTH = Decimal("0.01")


def is_criteria_mark(value: str) -> bool:
    return ":" in value and _MARK.fullmatch(value) is not None


def percents(value: str) -> tuple[Decimal, ...]:
    """The percent of each criterion of a mark, two digits, half up."""
    found = []
    for part in value.split(" "):
        points, _, most = part[1:].partition(":")
        found.append((Decimal(int(points) * 100) / int(most)).quantize(_HUNDREDTH, ROUND_HALF_UP))
    return tuple(found)


def read_criteria_mark(text: str, criteria: Criteria) -> str | No:
    """A mark as it was typed («а6б4», «6 4» in the order of the criteria, «А6:8») in the form it is kept in.

    Its maxima are those of the criteria, unless it names its own. Refused in words that say what may be typed.
    """
    plain, place, known = letters(text.strip()), 0, dict(criteria)
    names = list(known)
    found: dict[str, str] = {}
    while place < len(plain):
        one = _TOKEN.match(plain, place)
        if one is None:
            return _no(text, criteria)
        letter, points, own = one[1], int(one[2]), one[3]
        if not letter:  # the next criterion in turn
            if len(found) >= len(names):
                return No("value", f"Критериев всего {len(names)}: {_words(criteria)}. Уберите лишние баллы.")
            letter = names[len(found)]
        most = int(own) if own else known.get(letter, 0)
        if letter in found:
            return No("value", f"Критерий {letter} назван дважды. Оставьте один.")
        if not most:
            return No("value", f"Критерия {letter} нет. Есть: {_words(criteria)}.")
        if points > most:
            return No("value", f"По критерию {letter} не больше {most}, а не {points}.")
        found[letter] = f"{letter}{points}:{most}"
        place = one.end()
    value = " ".join(found.values())
    return value if is_criteria_mark(value) else _no(text, criteria)


def short(value: str) -> str:
    """A mark without its maxima: «А6 Б4»; any other mark as it is."""
    return re.sub(r":\d+", "", value) if is_criteria_mark(value) else value


def spoken(value: str) -> str:
    """«А 6 из 8, Б 4 из 8»; any other mark as it is."""
    if not is_criteria_mark(value):
        return value
    return ", ".join(f"{part[0]} {part[1:].replace(':', ' из ')}" for part in value.split(" "))


def _words(criteria: Criteria) -> str:
    return ", ".join(f"{letter} до {most}" for letter, most in criteria)


def _no(text: str, criteria: Criteria) -> No:
    sample = " ".join(f"{letter}{most}" for letter, most in criteria[:2])
    return No(
        "value", f"«{text[:20]}» — не отметка. Напишите баллы по критериям, например {sample}: {_words(criteria)}."
    )
