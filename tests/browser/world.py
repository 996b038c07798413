"""The world of the journeys: a base of their own, filled once, and a server that can be stopped and started again."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone

from kedr.core.clock import day_of

ROOT = Path(__file__).parents[2]
NAME = "kedr_browser"  # of the PostgreSQL database


def in_days(days: int) -> str:
    """The day so many days from now, as a date input takes it: asked for when it is typed, for midnight may come."""
    return (day_of(timezone.now()) + timedelta(days=days)).isoformat()


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who can sign in; `sessions` are already open."""

    login: str
    password: str
    sessions: tuple[str, str]


@dataclass(frozen=True, slots=True)
class CoursePages:
    """A journal: its lessons by day. `last` is today's or the latest one before, after it comes one more."""

    id: int
    title: str
    lessons: tuple[int, ...]
    days: tuple[str, ...]

    @property
    def path(self) -> str:
        return f"/s/1/journal/{self.id}/"

    @property
    def last(self) -> int:
        return self.lessons[-2]

    @property
    def last_day(self) -> str:
        return self.days[-2]

    @property
    def next_day(self) -> str:
        return self.days[-1]


@dataclass(frozen=True, slots=True)
class Pupil:
    id: int
    name: str


class World:
    """Everybody and everything of the base, and the server's address."""

    def __init__(self, folder: Path) -> None:
        database = _empty_database(folder)
        self._env = os.environ | {
            "KEDR_DEMO": "1", "KEDR_VAR": str(folder), "KEDR_DATABASE": database,
            "DJANGO_SETTINGS_MODULE": "kedr.config.settings",
        }  # fmt: skip
        self._log = (folder / "server.log").open("w")
        self._server: subprocess.Popen[bytes] | None = None
        self.port = _free_port()
        self._run("manage.py", "demo", "--size", "school")
        made: dict[str, Any] = json.loads(self.act("fill"))
        self.people = {
            key: Who(who["login"], who["password"], tuple(who["sessions"])) for key, who in made["people"].items()
        }
        self.courses = {
            key: CoursePages(one["id"], one["title"], tuple(one["lessons"]), tuple(one["days"]))
            for key, one in made["courses"].items()
        }
        self.pupils = [Pupil(one["id"], one["name"]) for one in made["pupils"]]
        self.class_id: int = made["class_id"]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def act(self, *words: str) -> str:
        """Does something in the base behind the server's back: see `fill.py`."""
        return self._run("-m", "tests.browser.fill", *words)

    def _run(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=self._env, stdout=subprocess.PIPE, text=True, check=True
        )
        return done.stdout

    def start_server(self) -> None:
        command = [sys.executable, "manage.py", "serve", "--port", str(self.port), "--no-worker"]
        self._server = subprocess.Popen(
            command, cwd=ROOT, env=self._env, stdout=self._log, stderr=self._log, start_new_session=True
        )
        until = time.monotonic() + 60
        while not self._is_open():
            if self._server.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"The server did not open: see {self._log.name}")
            time.sleep(0.1)

    def _is_open(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def kill_server(self) -> None:
        """As when the power fails: the server and its children are gone at once."""
        if self._server is not None:
            os.killpg(self._server.pid, signal.SIGKILL)  # a process group of its own
            self._server.wait(timeout=30)
            self._server = None

    def close(self) -> None:
        if self._server is not None:
            self._server.terminate()
            self._server.wait(timeout=30)
        self._log.close()


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _empty_database(folder: Path) -> str:
    """The address of an empty base of the same kind as the suite's."""
    address = os.environ.get("KEDR_DATABASE", "")
    if not address.startswith("postgresql"):
        return f"sqlite:///{folder / 'browser.sqlite3'}"
    parts = urlsplit(address)
    for command in (f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)", f"CREATE DATABASE {NAME}"):
        service = parts._replace(path="/postgres").geturl()
        subprocess.run(["psql", "-q", "-d", service, "-c", command], check=True)
    return parts._replace(path=f"/{NAME}").geturl()
