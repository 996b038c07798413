"""The rules of homework: what is set, how long it takes beside the norm of the day, when it was set too late."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated

import msgspec

from kedr.core.words import count, day_month
from kedr.journal.rules import No

MOST_MINUTES = 300

NO_TEXT = No("value", "Сначала напишите задание: файл прикладывают к нему.")
NO_FILES = No("value", "В вашей школе к заданиям файлы не прикладывают. Обратитесь к завучу.")


class HomeworkValue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Homework as one value: the text, the lesson it is due by (empty: the next one), «без задания», minutes.

    0 minutes: the teacher does not say how long it takes.
    """

    text: str = ""
    due: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{0,19}$")] = ""
    none: bool = False
    minutes: int = 0


def check_minutes(minutes: int) -> No | None:
    if 0 <= minutes <= MOST_MINUTES:
        return None
    return No("value", f"Время на задание – от 1 до {MOST_MINUTES} минут, а не {minutes}.")


def too_many_files(most: int) -> No:
    return No("value", f"К заданию можно приложить не больше {count(most, 'файла', 'файлов', 'файлов')}.")


# --- set too late


def is_set_late(at: datetime, held_on: date, last_bell: time, hours: int) -> bool:
    """Was it set later than `hours` after the last bell of the class that day? `at` is on the wall's clock."""
    return at > datetime.combine(held_on, last_bell, at.tzinfo) + timedelta(hours=hours)


def first_set(before: datetime | None, *, was_none: bool) -> datetime | None:
    """When homework that is written again was first set; None: it is set anew now.

    A mended or retyped text keeps its first time. Only «без задания» said in between begins anew.
    """
    return None if was_none else before


def late_words(at: datetime, held_on: date) -> str:
    """«задано поздно, в 19:40»; of another day «задано поздно, 12 ноября в 8:05». `at` is on the wall's clock."""
    hour = f"в {at.hour}:{at.minute:02}"
    return f"задано поздно, {hour}" if at.date() == held_on else f"задано поздно, {day_month(at.date())} {hour}"


# --- the load of a day


@dataclass(frozen=True, slots=True)
class Task:
    """Homework of one course as it counts in a day: `group_id` 0 is the whole class; minutes 0 are unsaid."""

    course_id: int
    subject: str
    group_id: int
    minutes: int


@dataclass(frozen=True, slots=True)
class DayLoad:
    """What a class is asked for a day: minutes by subject, the most first, and how many tasks say no minutes."""

    parts: tuple[tuple[str, int], ...]
    unsaid: int

    @property
    def minutes(self) -> int:
        return sum(minutes for _, minutes in self.parts)


def day_load(tasks: Iterable[Task]) -> DayLoad:
    """The load of a pupil who has the most to do.

    A pupil sits in one group of a subject: of parallel groups the one that asks most counts, beside what the whole
    class is asked. So groups never make the class's sum more than somebody really has.
    """
    by_group: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for task in tasks:
        of_group = by_group[task.subject][task.group_id]
        of_group[0] += task.minutes
        of_group[1] += not task.minutes
    parts, unsaid = [], 0
    for subject, groups in by_group.items():
        whole = groups.pop(0, [0, 0])
        most = max(groups.values(), default=[0, 0])
        parts.append((subject, whole[0] + most[0]))
        unsaid += whole[1] + most[1]
    said = sorted((part for part in parts if part[1]), key=lambda part: (-part[1], part[0]))
    return DayLoad(tuple(said), unsaid)


_LAST_GRADES = (1, 3, 5, 8)  # the norm's steps: 1, 2-3, 4-5, 6-8, 9-11


def norm_of(grade: int, norms: Sequence[int]) -> int:
    """The minutes a day of a grade."""
    return norms[sum(grade > last for last in _LAST_GRADES)]
