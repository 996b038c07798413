"""`kedr password LOGIN`: a one-time password for anybody, from the server: the last help when a head forgets theirs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kedr.accounts.access import account_of_login
from kedr.accounts.actions import give_password
from kedr.core import clock
from kedr.core.actor import SYSTEM


class Command(BaseCommand):
    help = "Выдаёт одноразовый пароль учётной записи."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login", help="логин")

    def handle(self, *, login: str, **options: Any) -> None:
        user = account_of_login(login)
        if user is None:
            raise CommandError(f"Открытой учётной записи {login} нет.")
        password = give_password(actor=SYSTEM, at=clock.now(), user=user)
        self.stdout.write(f"{user.name}, логин {user.login}. Одноразовый пароль: {password}")
