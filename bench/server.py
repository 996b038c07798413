"""The measured server: its processes, what processor time they use, what memory they hold."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def serving(port: int, *, worker: bool = False) -> Iterator[int]:
    """`kedr serve` under the bench's settings, until the block ends; gives its process id."""
    arguments = ["--port", str(port)] + ([] if worker else ["--no-worker"])
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "bench.settings"}
    (ROOT / "var").mkdir(exist_ok=True)
    log = (ROOT / "var/bench-server.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", *arguments], cwd=ROOT, env=env, stdout=log, stderr=log
    )
    try:
        wait_until_open(port)
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_until_open(port: int, patience: float = 30) -> None:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server did not open: see var/bench-server.log")


def family(root: int) -> list[int]:
    """A process and all below it."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
            parents.setdefault(parent, []).append(int(entry.name))
    found, open_ = [], [root]
    while open_:
        pid = open_.pop()
        found.append(pid)
        open_ += parents.get(pid, [])
    return found


def postgres() -> int | None:
    """The PostgreSQL of tools/postgres, when the run is on it."""
    if not os.environ.get("KEDR_DATABASE", "").startswith("postgresql"):
        return None
    return int((ROOT / "var/postgres/postmaster.pid").read_text().split()[0])


def cpu_seconds(*roots: int | None) -> float:
    """User and system time of the processes below each root, their dead children included."""
    total = 0
    for root in roots:
        for pid in family(root) if root else []:
            try:
                fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            total += sum(int(field) for field in fields[11:15])
    return total / TICK


def memory_mb(*roots: int) -> float:
    """Proportional set size of the processes below the roots."""
    total = 0
    for root in roots:
        for pid in family(root):
            try:
                lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            except OSError:
                continue
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024
