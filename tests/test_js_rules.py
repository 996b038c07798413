"""The rules that the grid repeats in the browser say what the server's say, on cases made by chance."""

import json
import subprocess
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

from kedr.journal import rules
from kedr.journal.rules.proposals import Norm, propose_result

ROOT = Path(__file__).parent.parent
FIRST = date(2026, 11, 1)


def _case(rng: Random) -> dict[str, Any]:
    scale = rng.choice(["five", "ten", "hundred", "criteria"])
    most = rules.NUMBERS[scale][-1] if scale in rules.NUMBERS else 100
    values = [*(str(rng.randint(1, most)) for _ in range(4)), f"{rng.randint(1, most)}/{most}", ".", "зч", ""]
    if scale == "criteria":
        values += [_points(rng) for _ in range(8)]
    return {
        "scale": scale,
        "levels": sorted(rng.sample(range(1, most + 1), 3)),
        "marks": [
            [rng.choice(values), rng.choice([0, 50, 100, 150, 200, 300, 225]), str(_day(rng))]
            for _ in range(rng.randrange(12))
        ],
        "until": rng.choice(["", str(_day(rng))]),
        "thresholds": sorted(rng.sample(range(201, 500) if scale != "criteria" else range(100, 10_000), 3)),
        "enough": [rng.randrange(8), *rng.choice([(1, 2), (2, 3), (3, 4), (1, 1)])],
        "attended": {"lessons": (lessons := rng.randrange(30)), "missed": rng.randint(0, lessons)},
    }


def _points(rng: Random) -> str:
    """A mark by criteria, of some of four."""
    of = rng.choice([6, 7, 8, 12])
    return " ".join(f"{letter}{rng.randint(0, of)}:{of}" for letter in sorted(rng.sample("АБВГ", rng.randint(1, 4))))


def _day(rng: Random) -> date:
    return FIRST + timedelta(days=rng.randrange(30))


def _answer(case: dict[str, Any]) -> list[Any]:
    until = date.fromisoformat(case["until"]) if case["until"] else None
    least, over, of = case["enough"]
    norm = Norm(case["scale"], [Decimal(bound) / 100 for bound in case["thresholds"]], least, Fraction(over, of))
    marks = [
        (
            rules.counted(value, date.fromisoformat(due) if value == "." else None, until, case["scale"]),
            Decimal(weight) / 100,
        )
        for value, weight, due in case["marks"]
    ]
    proposal = propose_result(marks, **case["attended"], norm=norm)
    reached = rules.level(proposal.value, case["scale"], case["levels"]) if rules.parts(proposal.value) else ""
    may = [rules.check_mark(value, case["scale"], is_double=True) is None for value, _, _ in case["marks"] if value]
    mean = None if proposal.mean is None else int(proposal.mean * 100)
    return [mean, proposal.value, proposal.marks, proposal.few_words(), reached, may]


def test_the_browser_counts_as_the_server() -> None:
    rng = Random(2026)
    cases = [_case(rng) for _ in range(2_000)]
    done = subprocess.run(
        ["node", "tests/js/answer.js"], cwd=ROOT, input=json.dumps(cases), stdout=subprocess.PIPE, text=True, check=True
    )
    for case, answer in zip(cases, json.loads(done.stdout), strict=True):
        assert answer == _answer(case), case
