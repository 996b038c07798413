"""A figure and the table of them."""

import json
import os
import platform
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement; `bound` is what `ratio` (or the value, without a floor) must not pass; None only reports."""

    name: str
    database: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
    bound: float | None = None
    note: str = ""

    @property
    def is_held(self) -> bool | None:
        if self.bound is None:
            return None
        return (self.ratio if self.ratio is not None else self.value) <= self.bound

    def line(self) -> str:
        held = {True: "held", False: "NOT HELD", None: ""}[self.is_held]
        ratio = f"{self.ratio:6.2f} ×" if self.ratio is not None else ""
        bound = f"≤ {self.bound:g}" if self.bound is not None else ""
        value = f"{self.value:,.3f}" if self.value < 100 else f"{self.value:,.0f}"
        return f"{self.database:10} {self.name:44} {value:>10} {self.unit:8} {ratio:>9} {bound:>8} {held:8} {self.note}"


def machine() -> dict[str, str]:
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    packages = {name: version(name) for name in ("django", "granian", "psycopg", "orjson", "jinja2")}
    return {
        "cpu": model,
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **packages,
    }


def write(figures: Iterable[Figure], path: Path) -> None:
    rows = [{**asdict(figure), "held": figure.is_held} for figure in figures]
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"machine": machine(), "figures": rows}, ensure_ascii=False, indent=1))
