# ruff: noqa: N999 – a command is called by the name of its file
"""`kedr import WHAT FILE`: the ways data comes in from files; each format brings its own subcommand."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any, Protocol

from django.core.management.base import BaseCommand, OutputWrapper

from kedr.core import clock
from kedr.interop.workbook.command import ImportSchool, Template


class Subcommand(Protocol):
    """What a format's command module gives."""

    name: str
    help: str

    def add_arguments(self, parser: ArgumentParser) -> None: ...

    def run(self, out: OutputWrapper, at: datetime, **options: Any) -> None: ...


SUBCOMMANDS: tuple[Subcommand, ...] = (ImportSchool(), Template())


class Command(BaseCommand):
    help = "Загружает данные из файлов."

    def add_arguments(self, parser: ArgumentParser) -> None:
        ways = parser.add_subparsers(dest="what", required=True, metavar="ЧТО")
        for subcommand in SUBCOMMANDS:
            subcommand.add_arguments(ways.add_parser(subcommand.name, help=subcommand.help))

    def handle(self, *, what: str, **options: Any) -> None:
        subcommand = next(one for one in SUBCOMMANDS if one.name == what)
        subcommand.run(self.stdout, clock.now(), **options)
