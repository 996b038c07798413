"""`make bench`: everything on SQLite, then on PostgreSQL; prints the table and writes var/bench.json."""

import argparse
import os
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.figures import Figure, machine, write

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60, help="how long the crowd stays")
    parser.add_argument("--only", choices=("SQLite", "PostgreSQL"))
    parser.add_argument("--quick", action="store_true", help="without the forty schools")
    chosen = parser.parse_args()
    os.environ["KEDR_BENCH_QUICK"] = str(int(chosen.quick))
    print("  ".join(f"{name} {value}" for name, value in machine().items()), flush=True)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        for database in ("SQLite", "PostgreSQL"):
            if chosen.only in (None, database):
                figures += _measure(database, chosen.seconds, Path(folder))
    write(figures, ROOT / "var/bench.json")
    broken = [figure for figure in figures if figure.is_held is False]
    print(f"{len(figures)} figures in var/bench.json, {len(broken)} bounds not held")
    sys.exit(1 if broken else 0)


def _measure(database: str, seconds: float, folder: Path) -> list[Figure]:
    answer = folder / database
    env = {**os.environ, "KEDR_DEMO": "1", "KEDR_VAR": str(folder), "KEDR_DATABASE": _address(database, folder)}
    env["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    subprocess.run(
        [sys.executable, "-m", "bench.one", database, str(seconds), str(answer)], check=True, cwd=ROOT, env=env
    )
    figures: list[Figure] = pickle.loads(answer.read_bytes())
    for figure in figures:
        print(figure.line(), flush=True)
    return figures


def _address(database: str, folder: Path) -> str:
    """An empty base of its own."""
    if database == "SQLite":
        return f"sqlite:///{folder / 'bench.sqlite3'}"
    address = subprocess.run(["tools/postgres", "start"], check=True, capture_output=True, text=True).stdout.strip()
    socket = address.partition("host=")[2]
    for command in ("DROP DATABASE IF EXISTS kedr_bench WITH (FORCE)", "CREATE DATABASE kedr_bench"):
        subprocess.run(["psql", "-q", "-h", socket, "-U", "kedr", "-d", "postgres", "-c", command], check=True)
    return address.replace("/kedr?", "/kedr_bench?")


main()
