"""`kedr serve`: brings the tables and the static files up to date, then runs the server and the worker until Ctrl-C."""

import json
import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from kedr.journal.jobs import plan_night
from kedr.notices.jobs import plan_delivery

SUPERVISE = settings.ROOT / "kedr/config/supervise.py"


class Command(BaseCommand):
    help = "Запускает сервер и фоновые задачи."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--workers", type=int, default=0, help="серверных процессов; по умолчанию 1 на SQLite, 2 на PostgreSQL"
        )
        parser.add_argument("--no-worker", action="store_true", help="без фоновых задач")

    def handle(self, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        plan_night()
        plan_delivery()
        connection.close()  # the children open their own
        commands = [_server(options["host"], options["port"], options["workers"])]
        if not options["no_worker"]:
            commands.append(
                [sys.executable, _manage(), "db_worker", "--queue-name", "*", "--no-startup-delay", "-v", "0"]
            )
        host = "localhost" if options["host"] == "127.0.0.1" else options["host"]  # passkeys want a name
        opened = f"Кедр открыт: http://{host}:{options['port']}/ (закрыть: Ctrl-C)"
        self.stdout.flush()
        # -S: it needs nothing that is installed
        over = [sys.executable, "-S", str(SUPERVISE), json.dumps(commands), opened, "\nКедр закрывается."]
        os.execv(sys.executable, over)  # noqa: S606 ourselves, without Django


def _server(host: str, port: int, workers: int) -> list[str]:
    """Granian in WSGI mode; SQLite likes one thread a process, PostgreSQL two (threads wait for its socket)."""
    on_sqlite = connection.vendor == "sqlite"
    return [
        str(Path(sys.executable).with_name("granian")),
        "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers or (1 if on_sqlite else 2)), "--blocking-threads", "1" if on_sqlite else "2",
        "--static-path-route", "/static", "--static-path-mount", str(settings.STATIC_ROOT),
        "--static-path-expires", "365d", "--log-level", "warning", "--no-access-log", "--workers-kill-timeout", "10s",
        "--respawn-failed-workers", "kedr.config.wsgi:application",
    ]  # fmt: skip


def _manage() -> str:
    return str(settings.ROOT / "manage.py")
