"""`kedr import school` and `kedr import template`: the workbook's subcommands."""

import os
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, OutputWrapper
from django.db import transaction

from kedr.core.actor import SYSTEM
from kedr.core.errors import Refusal
from kedr.core.words import count
from kedr.interop.workbook.actions import SetUp, set_up_school
from kedr.interop.workbook.check import check
from kedr.interop.workbook.read import read_book
from kedr.interop.workbook.write import write_book, write_logins


class ImportSchool:
    """Sets up a school from its workbook, or says every fault of it and changes nothing."""

    name = "school"
    help = "Заводит школу и учебный год по книге Excel. Повторная загрузка ничего не меняет."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("workbook", type=Path, help="книга школы, .xlsx")
        parser.add_argument("--school", type=int, help="номер школы, если её название или муниципалитет изменились")
        parser.add_argument(
            "--invite-families", action="store_true", help="логины – только сотрудникам; семьи войдут по приглашениям"
        )

    def run(
        self, out: OutputWrapper, at: datetime, *, workbook: Path, school: int | None, invite_families: bool = False,
        **options: Any,
    ) -> None:  # fmt: skip
        try:
            data = workbook.read_bytes()
        except OSError:
            raise CommandError(f"Файл {workbook} не открывается. Проверьте путь.") from None
        reading = read_book(data)
        faults = reading.faults + (check(reading.book, reading.broken) if reading.book else [])
        if faults or reading.book is None:
            lines = "\n".join(map(str, faults))
            found = count(len(faults), "ошибка", "ошибки", "ошибок")
            raise CommandError(f"В книге {found}, ничего не загружено.\n{lines}")
        try:
            with transaction.atomic():  # a password that did not reach the paper must not reach the database
                done = set_up_school(
                    actor=SYSTEM, at=at, book=reading.book, school_id=school, invites_families=invite_families
                )  # fmt: skip
                paper = _write_logins(done)
        except Refusal as refusal:
            raise CommandError(f"Ничего не загружено.\n{refusal}") from refusal
        _report(out, done)
        if paper:
            out.write(f"Логины и одноразовые пароли: {paper}. Раздайте их и удалите файл.")


class Template:
    """Writes the empty template of the workbook."""

    name = "template"
    help = "Записывает пустой шаблон книги школы с пояснениями."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("workbook", type=Path, help="куда записать, .xlsx")

    def run(self, out: OutputWrapper, at: datetime, *, workbook: Path, **options: Any) -> None:
        workbook.write_bytes(write_book())
        out.write(f"Шаблон записан: {workbook}. Пояснения – на листе «Как заполнять».")


def _report(out: OutputWrapper, done: SetUp) -> None:
    tally = done.tally
    if tally.is_idle():
        out.write(f"Школа № {done.school_id} в базе уже такая, как в книге. Ничего не изменено.")
        return
    out.write(f"Школа загружена, её номер в Кедре – {done.school_id}.")
    names = dict.fromkeys((*tally.created, *tally.changed, *tally.unchanged))
    width = max(map(len, names))
    out.write(f"{'':{width}}  добавлено  изменено  без изменений")
    for name in names:
        numbers = (tally.created[name], tally.changed[name], tally.unchanged[name])
        if any(numbers):
            out.write(f"{name:{width}}  {numbers[0]:9}  {numbers[1]:8}  {numbers[2]:13}")


def _write_logins(done: SetUp) -> Path | None:
    """Put new logins into a file only the owner may read; an older paper is never overwritten."""
    if not done.logins:
        return None
    place, number = Path(settings.VAR) / f"logins-{done.school_id}.xlsx", 1
    while place.exists():
        number += 1
        place = place.with_name(f"logins-{done.school_id}-{number}.xlsx")
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as paper:
        paper.write(write_logins(done.logins))
    return place
