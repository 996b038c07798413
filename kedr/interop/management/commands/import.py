# ruff: noqa: N999 – a command is called by the name of its file
"""`kedr import WHAT FILE`: the ways data comes in from files; each format brings its own subcommand."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any, Protocol

from django.core.management.base import BaseCommand

from kedr.core import clock
from kedr.interop.netschool.command import NetschoolWeek
from kedr.interop.workbook.command import ImportSchool, Template


class Subcommand(Protocol):
    """What a format's command module gives."""

    @property
    def name(self) -> str: ...

    @property
    def help(self) -> str: ...

    def add_arguments(self, parser: ArgumentParser) -> None: ...

    @property
    def run(self) -> Callable[..., None]:
        """Called with the output, the instant and the options by name."""


SUBCOMMANDS: tuple[Subcommand, ...] = (ImportSchool(), Template(), NetschoolWeek())


class Command(BaseCommand):
    help = "Загружает данные из файлов."

    def add_arguments(self, parser: ArgumentParser) -> None:
        ways = parser.add_subparsers(dest="what", required=True, metavar="ЧТО")
        for subcommand in SUBCOMMANDS:
            subcommand.add_arguments(ways.add_parser(subcommand.name, help=subcommand.help))

    def handle(self, *, what: str, **options: Any) -> None:
        subcommand = next(one for one in SUBCOMMANDS if one.name == what)
        subcommand.run(self.stdout, clock.now(), **options)
