"""Who is who in a book, and how people's names become logins."""

from collections import defaultdict
from collections.abc import Iterable

from kedr.interop.workbook.book import SchoolBook, StaffRow

_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip


def staff_keys(book: SchoolBook) -> dict[str, list[StaffRow]]:
    """The rows of each employee by the name other sheets call them by.

    It is the full name; of namesakes, the full name and the date of birth: «Иванова Анна Петровна 12.03.1980».
    """
    people: dict[tuple[str, object], list[StaffRow]] = defaultdict(list)
    for row in book.staff:
        people[row.full_name, row.birth_on].append(row)
    namesakes: dict[str, int] = defaultdict(int)
    for name, _ in people:
        namesakes[name] += 1
    keys = {}
    for (name, birth_on), rows in people.items():
        key = name if namesakes[name] == 1 else f"{name} {birth_on:%d.%m.%Y}" if birth_on else f"{name} ?"
        keys[key] = rows
    return keys


def split_name(name: str) -> tuple[str, str, str]:
    """«Иванова Анна Петровна» → last, first and middle name (the rest)."""
    last, first, middle = ([*name.split(maxsplit=2), "", "", ""])[:3]
    return last, first, middle


def sex_of(kind: str, middle_name: str) -> str:
    """The sex of a guardian: by who they are to the child, else by the patronymic."""
    if kind in ("mother", "father"):
        return "f" if kind == "mother" else "m"
    return "m" if middle_name.endswith(("ич", "оглы", "улы")) else "f"


def latin(text: str) -> str:
    """Russian letters in Latin ones, small, and nothing but letters."""
    spelled = "".join(_LATIN.get(letter, letter) for letter in text.lower())
    return "".join(letter for letter in spelled if letter.isascii() and letter.isalnum())


def login_base(last_name: str, first_name: str, middle_name: str) -> str:
    """«Смирнова Ольга Павловна» → `smirnova.op`."""
    initials = latin(first_name)[:1] + latin(middle_name)[:1]
    return ".".join(filter(None, (latin(last_name)[:40] or "user", initials)))


def free_logins(bases: Iterable[str], taken: set[str]) -> list[str]:
    """A login for each base, numbered from the second of a kind; none is in `taken`, which grows."""
    logins = []
    last: dict[str, int] = defaultdict(int)
    for base in bases:
        login = base
        while login in taken:
            last[base] = max(last[base], 1) + 1
            login = f"{base}{last[base]}"
        taken.add(login)
        logins.append(login)
    return logins
