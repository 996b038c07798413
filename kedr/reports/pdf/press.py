"""The engine of paper, here or in a child process. The child knows neither Django nor the database: data comes in by
its standard input, a line of JSON for a paper, and a line is its answer."""

import os
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import orjson
import typst

from kedr.reports.pdf.data import data_of
from kedr.reports.table import Report

STANDARDS: list[Any] = ["a-2a", "ua-1"]  # readable as long as an archive keeps it, and by a screen reader
PORTION = 150  # papers of one child; after them it has taken some 200 MB
_ROOT = Path(__file__).resolve().parents[3]
_FORMS = Path(__file__).resolve().parents[1] / "templates/reports"
REPORT = "report.typ"


class PaperFailed(Exception):
    """The engine could not make a paper; the message is its own."""


class _Engine:
    """The templates with the fonts inside the wheel: Libertinus has Cyrillic, paper is the same on every machine."""

    @cached_property
    def _fonts(self) -> typst.Fonts:
        return typst.Fonts(include_system_fonts=False)

    def compiler(self, data: str, form: str = REPORT) -> typst.Compiler:
        return typst.Compiler(_FORMS / form, root=_FORMS, font_paths=self._fonts, sys_inputs={"data": data})


ENGINE = _Engine()


def paper(data: str, on: date, form: str = REPORT) -> bytes:
    """A PDF made in this process, dated by the day it stands for: the same report is the same bytes."""
    made = datetime.combine(on, time(), UTC)
    pdf: Any = ENGINE.compiler(data, form).compile(format="pdf", pdf_standards=STANDARDS, timestamp=made)
    return bytes(pdf)


class Press:
    """Makes papers in a child process, a new one for every `PORTION`. Use with `with`."""

    def __init__(self, portion: int = PORTION) -> None:
        self._portion, self._made = portion, 0
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self._end()

    def make(self, report: Report, path: Path) -> None:
        """Write a report's paper to a file. Raises PaperFailed."""
        if self._child is None or self._made >= self._portion:
            self._end()
            self._child, self._made = _start(), 0
        self._made += 1
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        order = {"path": str(path), "data": data_of(report), "on": report.on}
        try:
            self._child.stdin.write(orjson.dumps(order) + b"\n")
            self._child.stdin.flush()
        except BrokenPipeError:
            raise PaperFailed("the child has ended") from None
        answer = self._child.stdout.readline().decode(errors="replace").strip()
        if answer != "done":
            raise PaperFailed(answer or "the child has ended")

    def bytes_of(self, report: Report) -> bytes:
        """A report's paper. Raises PaperFailed."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "paper.pdf"
            self.make(report, path)
            return path.read_bytes()

    def _end(self) -> None:
        if self._child is not None:
            self._child.communicate()
            self._child = None


def _start() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", "from kedr.reports.pdf import press; press.main()"]
    env = {**os.environ, "PYTHONPATH": str(_ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env)  # noqa: S603 our own


def main() -> None:
    """The child's life: a line in, a paper, a line out."""
    for line in sys.stdin.buffer:
        order = orjson.loads(line)
        try:
            Path(order["path"]).write_bytes(paper(order["data"], date.fromisoformat(order["on"])))
            answer = "done"
        except (typst.TypstError, RuntimeError, OSError) as problem:
            answer = " ".join(str(problem).split()) or type(problem).__name__
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()
