"""What is marked in a subject and how often: controls, smaller works, homework, answers."""

from dataclasses import dataclass
from random import Random

from kedr.journal.rules import DOUBLE_KINDS

NAMES = {
    "КР": "Контрольная работа", "ДИКТ": "Контрольный диктант", "ИЗЛ": "Изложение", "СОЧ": "Сочинение",
    "ПРОЕКТ": "Проект", "ЗАЧ": "Зачёт",
}  # fmt: skip

# subject: (controls in turn, smaller works in turn)
KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Русский": (("ДИКТ", "КР", "ДИКТ", "ИЗЛ", "СОЧ"), ("СЛД", "СР", "ТЕСТ")),
    "Лит. чтение": (("КР",), ("ЧТ", "СР")),
    "Литература": (("СОЧ", "КР"), ("ЧТ", "ТЕСТ")),
    "Английский": (("КР",), ("ТЕСТ", "СЛД", "СР")),
    "Математика": (("КР",), ("СР", "ТЕСТ", "СР")),
    "Алгебра": (("КР",), ("СР", "ТЕСТ", "СР")),
    "Геометрия": (("КР",), ("СР", "ПР")),
    "Информатика": (("КР",), ("ПР", "ПР", "ТЕСТ")),
    "Физика": (("КР",), ("ЛР", "СР", "ТЕСТ")),
    "Химия": (("КР",), ("ПР", "СР", "ЛР")),
    "Биология": (("КР",), ("ЛР", "ТЕСТ")),
    "География": (("КР",), ("ПР", "ТЕСТ")),
    "Физкультура": ((), ("ПР",)),
    "ИЗО": ((), ("ПР", "ПРОЕКТ")),
    "Музыка": ((), ("ПР", "ТЕСТ")),
    "Труд": ((), ("ПР", "ПРОЕКТ")),
    "Проект": ((), ("ЗАЧ",)),
}
ANY: tuple[tuple[str, ...], tuple[str, ...]] = (("КР",), ("ТЕСТ", "СР", "ПР"))
NO_HOMEWORK = {"Физкультура": 1.0, "Музыка": 0.75, "ИЗО": 0.7, "Труд": 0.75, "Проект": 0.5, "ОБЗР": 0.4}


@dataclass(frozen=True, slots=True)
class PlannedWork:
    """One work of a lesson: its kind and who is marked for it."""

    kind: str
    title: str = ""
    is_control: bool = False
    is_double: bool = False  # content and literacy
    is_for_all: bool = True
    answers: int = 0
    skip: float = 0.03  # chance that somebody present is not marked
    spread: float = 0.55


@dataclass(frozen=True, slots=True)
class WorkPlan:
    """The works of a journal through the year, about 26 marks a pupil in a subject of middling hours."""

    controls: tuple[str, ...]
    smaller: tuple[str, ...]
    every: int  # lessons from control to control
    often: int  # lessons from one smaller work to the next
    lessons: int
    no_homework: float
    is_marked: bool

    def is_control(self, place: int) -> bool:
        """A control is neither the first lesson nor the last."""
        return bool(self.controls) and 0 < place < self.lessons - 1 and place % self.every == self.every - 1

    def works(self, place: int, pupils: int, rng: Random) -> list[PlannedWork]:
        """What is marked at a lesson (from 0)."""
        if not self.is_marked:
            return []
        if self.is_control(place):
            number = place // self.every
            kind = self.controls[number % len(self.controls)]
            title = f"{NAMES[kind]} № {number + 1}"
            return [PlannedWork(kind, title, is_control=True, is_double=kind in DOUBLE_KINDS, spread=0.7)]
        planned = []
        if self.smaller and place % self.often == self.often - 2:
            kind = self.smaller[place // self.often % len(self.smaller)]
            planned.append(PlannedWork(kind, NAMES.get(kind, ""), spread=0.65))
        elif rng.random() < 0.05 and self.no_homework < 0.5:
            planned.append(PlannedWork("ДЗ", skip=0.12))
        if rng.random() < 0.6:
            answers = max(1, round(pupils * 0.15 + rng.random() - 0.4))
            planned.append(PlannedWork("ОУ", is_for_all=False, answers=answers, skip=0))
        return planned


def plan_of(subject: str, grade: int, scale: str, lessons: int) -> WorkPlan:
    """The plan of a journal of so many lessons a year."""
    controls, smaller = KINDS.get(subject, ANY)
    if grade >= 10 and subject == "Русский":
        controls = ("КР", "СОЧ")
    rare = lessons < 50
    return WorkPlan(
        controls=controls,
        smaller=smaller,
        every=8 if rare else 11 if lessons < 110 else 14,
        often=3 if rare else 5 if lessons < 110 else 7,
        lessons=lessons,
        no_homework=NO_HOMEWORK.get(subject, 0.08),
        is_marked=scale != "none",
    )
