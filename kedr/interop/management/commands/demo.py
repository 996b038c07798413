"""`kedr demo`: makes the demo region, school by school, and tells whom to sign in as."""

from argparse import ArgumentParser
from datetime import date, datetime, time
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from kedr.core import clock
from kedr.core.actor import SYSTEM
from kedr.interop.demo.actions import PASSWORD, demo_password, load_school, open_offices
from kedr.interop.demo.books import school_book
from kedr.interop.demo.faces import table
from kedr.interop.demo.schools import EXAMPLE, Spec, schools_of
from kedr.interop.workbook.write import write_book
from kedr.schools.models import School


class Command(BaseCommand):
    help = "Создаёт демонстрационный регион: школы, людей и уроки учебного года по сегодняшний день."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", choices=("school", "demo", "municipality"), default="demo")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--today", type=date.fromisoformat, help="считать сегодняшним этот день, ГГГГ-ММ-ДД")
        parser.add_argument("--workbook", type=Path, help="только записать книгу небольшой школы в этот файл, .xlsx")

    def handle(self, *, size: str, seed: int, today: date | None, workbook: Path | None, **options: Any) -> None:
        at = clock.now().astimezone(timezone.get_default_timezone())
        if today is not None:
            at = datetime.combine(today, time(15, 30), timezone.get_default_timezone())
        if workbook is not None:
            workbook.write_bytes(write_book(school_book(EXAMPLE, seed=seed, today=at.date())))
            self.stdout.write(f"Книга записана: {workbook}.")
            return
        call_command("migrate", verbosity=0, interactive=False)
        standing = set(School.objects.values_list("id", flat=True))
        wanted = [spec for spec in schools_of(size, seed) if spec.number not in standing]
        if wanted:
            self._make(wanted, seed, at)
        else:
            self.stdout.write("Школы уже в базе: данные оставлены как есть.")
        self._tell()

    def _make(self, wanted: list[Spec], seed: int, at: datetime) -> None:
        _, password_hash = demo_password()
        for place, spec in enumerate(wanted, 1):
            started = perf_counter()
            book = school_book(spec, seed=seed, today=at.date())
            self.stdout.write(f"[{place}/{len(wanted)}] {spec.short_name}, {spec.municipality} …", ending="")
            self.stdout.flush()
            loaded = load_school(
                actor=SYSTEM, at=at, book=book, school_id=spec.number, seed=seed, password_hash=password_hash
            )
            self.stdout.write(f" учеников {len(book.pupils)}, отметок {loaded.marks}, {perf_counter() - started:.1f} с")
        open_offices(actor=SYSTEM, at=at, password_hash=password_hash)

    def _tell(self) -> None:
        people = table()
        roles, names, logins = (max(len(row[place]) for row in people) for place in range(3))
        self.stdout.write(f"\nПароль у всех один: {PASSWORD}\n")
        self.stdout.write(f"{'Роль':{roles}}  {'Имя':{names}}  {'Логин':{logins}}")
        for role, name, login in people:
            self.stdout.write(f"{role:{roles}}  {name:{names}}  {login:{logins}}")
