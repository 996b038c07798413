"""Topics and homework that read like a teacher's, from `topics.txt` and `homework.txt`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

HERE = Path(__file__).parent

# what follows a topic on its second, third ... lesson
_PRACTICE = {
    "Математика": ("Решение задач", "Закрепление", "Самостоятельное решение"),
    "Алгебра": ("Решение упражнений", "Закрепление", "Решение задач повышенной сложности"),
    "Геометрия": ("Решение задач", "Закрепление", "Задачи на готовых чертежах"),
    "Физика": ("Решение задач", "Практикум", "Качественные задачи"),
    "Химия": ("Решение задач", "Упражнения", "Практикум"),
    "Русский": ("Упражнения", "Закрепление", "Развитие речи"),
    "Английский": ("Лексика", "Грамматика", "Чтение", "Говорение", "Аудирование"),
    "Физкультура": ("Совершенствование техники", "Учёт", "Игра"),
    "Лит. чтение": ("Чтение и анализ", "Пересказ", "Обобщение"),
    "Литература": ("Анализ эпизода", "Беседа по тексту", "Развитие речи"),
}
_ANY_PRACTICE = ("Закрепление", "Практикум", "Обобщение")


@cache
def _topics() -> dict[tuple[str, int], tuple[str, ...]]:
    found = {}
    for head, items in _lines("topics.txt"):
        subject, _, grades = head.rpartition(" ")
        first, _, last = grades.partition("-")
        for grade in range(int(first), int(last) + 1):
            found[subject, grade] = items
    return found


@cache
def _homework() -> dict[str, tuple[str, ...]]:
    return dict(_lines("homework.txt"))


def _lines(name: str) -> list[tuple[str, tuple[str, ...]]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(": ") for line in lines if line and not line.startswith("#"))
    return [(head, tuple(part.strip() for part in rest.split("; "))) for head, _, rest in pairs]


@dataclass(frozen=True, slots=True)
class Course:
    """The texts of one journal through the year."""

    subject: str
    grade: int
    lessons: int  # in the whole year

    def theme(self, place: int) -> str:
        """The theme that a lesson (from 0) belongs to."""
        items = _topics()[self.subject, self.grade]
        return items[place * len(items) // max(self.lessons, 1)]

    def topic(self, place: int) -> str:
        """What the teacher writes as the topic of an ordinary lesson."""
        theme, before = self.theme(place), 0
        while before < place and self.theme(place - before - 1) == theme:
            before += 1
        if before == 0:
            return theme
        practice = _PRACTICE.get(self.subject, _ANY_PRACTICE)
        return f"{theme}. {practice[(before - 1) % len(practice)]}"

    def homework(self, place: int, rng: Random) -> str:
        """What is set for the next time; empty where nothing ever is."""
        forms = _homework().get(self.subject)
        if not forms or self.grade == 1:
            return ""
        number = 5 + place * 6 + rng.randrange(6)
        return rng.choice(forms).format(
            p=place // 3 + 1, n=number, m=number + rng.randrange(2, 5), k=number + rng.randrange(6, 9),
            s=10 + place + rng.randrange(4), c=rng.randrange(1, 5), t=self.theme(place).split(".")[0],
        )  # fmt: skip
