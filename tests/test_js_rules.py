"""The rules that the grid repeats in the browser say what the server's say, on cases made by chance."""

import json
import subprocess
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from kedr.journal import rules

ROOT = Path(__file__).parent.parent
FIRST = date(2026, 11, 1)


def _case(rng: Random) -> dict[str, Any]:
    scale = rng.choice(["five", "ten", "hundred"])
    most = rules.NUMBERS[scale][-1]
    values = [*(str(rng.randint(1, most)) for _ in range(4)), f"{rng.randint(1, most)}/{most}", ".", "зч", ""]
    return {
        "scale": scale,
        "levels": sorted(rng.sample(range(1, most + 1), 3)),
        "marks": [
            [rng.choice(values), rng.choice([0, 50, 100, 150, 200, 300, 225]), str(_day(rng))]
            for _ in range(rng.randrange(12))
        ],
        "until": rng.choice(["", str(_day(rng))]),
        "thresholds": sorted(rng.sample(range(201, 500), 3)),
    }


def _day(rng: Random) -> date:
    return FIRST + timedelta(days=rng.randrange(30))


def _answer(case: dict[str, Any]) -> list[Any]:
    until = date.fromisoformat(case["until"]) if case["until"] else None
    mean = rules.weighted_mean(
        (
            rules.counted(value, date.fromisoformat(due) if value == "." else None, until, case["scale"]),
            Decimal(weight) / 100,
        )
        for value, weight, due in case["marks"]
    )
    thresholds = [Decimal(bound) / 100 for bound in case["thresholds"]]
    result = rules.propose(mean, thresholds, case["scale"])
    reached = rules.level(result, case["scale"], case["levels"]) if result else ""
    may = [rules.check_mark(value, case["scale"], is_double=True) is None for value, _, _ in case["marks"] if value]
    return [None if mean is None else int(mean * 100), result, reached, may]


def test_the_browser_counts_as_the_server() -> None:
    rng = Random(2026)
    cases = [_case(rng) for _ in range(2_000)]
    done = subprocess.run(
        ["node", "tests/js/answer.js"], cwd=ROOT, input=json.dumps(cases), stdout=subprocess.PIPE, text=True, check=True
    )
    for case, answer in zip(cases, json.loads(done.stdout), strict=True):
        assert answer == _answer(case), case
