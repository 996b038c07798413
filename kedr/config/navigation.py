"""The sections of the bar, by role: the only place that knows all apps' addresses at once."""

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import reverse

from kedr.core.actor import Role


@dataclass(frozen=True, slots=True)
class Item:
    key: str  # what a template's `section` is compared with
    label: str
    icon: str
    href: str


# role: (key, label, icon, url name); every url takes the school, the diary's also the pupil's own id or 0
_TEACHER = [
    ("day", "Мой день", "clock", "portal:day"),
    ("journal", "Журнал", "grid", "journal:courses"),
    ("class", "Мой класс", "group", "portal:my_class"),
    ("reports", "Отчёты", "chart", "reports:home"),
    ("letters", "Сообщения", "message", "letters:letters"),
]
_OFFICE = [
    ("board", "Сегодня", "list", "portal:board"),
    ("changes", "Замены", "refresh", "portal:changes"),
    ("journal", "Журналы", "grid", "journal:courses"),
    ("class", "Классы", "group", "portal:classes"),
    ("reports", "Отчёты", "chart", "reports:home"),
    ("school", "Школа", "building", "portal:acts"),
]
_FAMILY = [
    ("diary", "Дневник", "book", "diary:home"),
    ("marks", "Оценки", "chart", "diary:marks_home"),
    ("letters", "Сообщения", "message", "letters:letters"),
]
SECTIONS: dict[Role, list[tuple[str, str, str, str]]] = {
    Role.TEACHER: _TEACHER,
    Role.DEPUTY_HEAD: _OFFICE,
    Role.HEAD: _OFFICE,
    Role.SECRETARY: [
        ("class", "Классы", "group", "portal:classes"),
        ("logins", "Логины", "key", "accounts:logins"),
        ("school", "Архив", "file", "portal:archives"),
    ],
    Role.PUPIL: _FAMILY,
    Role.GUARDIAN: _FAMILY,
    Role.MUNICIPAL_OFFICER: [("schools", "Школы", "building", "portal:schools")],
    Role.REGIONAL_OFFICER: [("schools", "Школы", "building", "portal:schools")],
}


def navigation(request: HttpRequest) -> tuple[Item, ...]:
    """The sections of the signed-in role."""
    actor = request.actor  # type: ignore[attr-defined]
    return _sections(actor.role, actor.school_id)


@cache
def _sections(role: Role, school_id: int) -> tuple[Item, ...]:
    args = [school_id] if school_id else []
    return tuple(Item(key, label, icon, reverse(name, args=args)) for key, label, icon, name in SECTIONS[role])
