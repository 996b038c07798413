"""`kedr demo`: makes the demo region."""

from argparse import ArgumentParser
from datetime import date, datetime, time
from time import perf_counter
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from kedr.core import clock
from kedr.core.actor import SYSTEM
from kedr.interop.demo.actions import demo_password, load_school
from kedr.interop.demo.books import school_book
from kedr.interop.demo.schools import schools_of
from kedr.schools.models import School


class Command(BaseCommand):
    help = "Создаёт демонстрационный регион: школы, людей и уроки учебного года по сегодняшний день."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", choices=("school", "demo", "municipality"), default="demo")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--today", type=date.fromisoformat, help="считать сегодняшним этот день, ГГГГ-ММ-ДД")

    def handle(self, *, size: str, seed: int, today: date | None, **options: Any) -> None:
        at = clock.now().astimezone(timezone.get_default_timezone())
        if today is not None:
            at = datetime.combine(today, time(15, 30), timezone.get_default_timezone())
        call_command("migrate", verbosity=0, interactive=False)
        standing = set(School.objects.values_list("id", flat=True))
        _, password_hash = demo_password()
        for spec in schools_of(size, seed):
            if spec.number in standing:
                self.stdout.write(f"{spec.short_name}: уже есть")
                continue
            started = perf_counter()
            book = school_book(spec, seed=seed, today=at.date())
            loaded = load_school(
                actor=SYSTEM, at=at, book=book, school_id=spec.number, seed=seed, password_hash=password_hash
            )
            self.stdout.write(
                f"{spec.short_name}: учеников {len(book.pupils)}, отметок {loaded.marks}, "
                f"{perf_counter() - started:.1f} с"
            )
