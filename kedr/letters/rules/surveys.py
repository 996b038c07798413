"""Questions of a survey: as they are typed, answered and counted. Pure.

A question is a line: «Удобно ли расписание: да / не очень / нет», «Оцените питание: 1-5», «Что изменить: словами».
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

MOST_QUESTIONS, MOST_OPTIONS = 12, 8
QUESTION_LENGTH, OPTION_LENGTH, WORDS_LENGTH = 200, 80, 500
LONGEST = timedelta(days=60)
LEAST_ANSWERS = 5  # fewer are not shown: who answered what could be guessed
SCALE = ("1", "2", "3", "4", "5")
GOOD = 4  # from this point on a family is content


@dataclass(frozen=True, slots=True)
class Question:
    """Words and what may be chosen; nothing to choose: words of one's own."""

    text: str
    options: tuple[str, ...] = ()

    @property
    def is_scale(self) -> bool:
        return self.options == SCALE


def read_questions(text: str) -> tuple[list[Question], str]:
    """The questions of some lines, and what is wrong with the first bad one (empty when all are good)."""
    found = []
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    for number, line in enumerate(lines, 1):
        words, sign, tail = line.rpartition(":")
        question = _question(words.strip(), tail.strip()) if sign else None
        if question is None:
            return (
                [],
                f"Строка {number}: после двоеточия – «1-5», «словами» или варианты через «/», от 2 до {MOST_OPTIONS}.",
            )
        if not 0 < len(question.text) <= QUESTION_LENGTH or any(len(one) > OPTION_LENGTH for one in question.options):
            return [], f"Строка {number}: вопрос до {QUESTION_LENGTH} знаков, вариант до {OPTION_LENGTH}."
        found.append(question)
    if not found:
        return [], "Напишите хотя бы один вопрос."
    if len(found) > MOST_QUESTIONS:
        return [], f"Вопросов больше {MOST_QUESTIONS}: на длинный опрос не отвечают. Оставьте главные."
    return found, ""


def _question(words: str, tail: str) -> Question | None:
    if tail.lower() == "словами":
        return Question(words)
    if tail.replace("–", "-").replace(" ", "") == "1-5":
        return Question(words, SCALE)
    options = tuple(one.strip() for one in tail.split("/"))
    good = 2 <= len(options) <= MOST_OPTIONS and all(options) and len(set(options)) == len(options)
    return Question(words, options) if good else None


def check_days(opens_on: date, last_on: date | None, today: date) -> str:
    """What is wrong with the last day, empty when nothing is."""
    if last_on is None:
        return "Укажите, до какого дня отвечают."
    if not max(opens_on, today) <= last_on <= today + LONGEST:
        return f"Последний день – от сегодняшнего и не дальше {LONGEST.days} дней."
    return ""


type Answer = int | str | None  # the place of an option, words, nothing


def read_answers(questions: Sequence[Question], given: Mapping[str, str]) -> tuple[list[Answer], dict[int, str]]:
    """Answers by the fields `q0`, `q1`, …, and what is wrong by question. Words may be left out, a choice may not."""
    answers: list[Answer] = []
    faults = {}
    for place, question in enumerate(questions):
        text = given.get(f"q{place}", "").strip()
        if not question.options:
            answers.append(text[:WORDS_LENGTH] or None)
        elif text.isascii() and text.isdecimal() and len(text) < 3 and int(text) < len(question.options):
            answers.append(int(text))
        else:
            answers.append(None)
            faults[place] = "Выберите ответ."
    return answers, faults


@dataclass(frozen=True, slots=True)
class Counted:
    """A question with how many chose each option, in order, and their shares in percent; of a scale its mean and the
    share of the content; of words the words."""

    question: Question
    counts: list[int]
    shares: list[Decimal]
    mean: Decimal | None
    content: Decimal | None
    words: list[str]


def count_answers(questions: Sequence[Question], answers: Iterable[Sequence[Answer]]) -> list[Counted]:
    """The result of a survey, question by question; percents with one digit, half up."""
    columns = list(zip(*answers, strict=True)) or [()] * len(questions)
    return [_counted(question, column) for question, column in zip(questions, columns, strict=True)]


def _counted(question: Question, column: Sequence[Answer]) -> Counted:
    places = [one for one in column if isinstance(one, int)]
    counts = [places.count(place) for place in range(len(question.options))]
    mean = content = None
    if question.is_scale and places:
        mean = (Decimal(sum(place + 1 for place in places)) / len(places)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        content = _share(sum(place + 1 >= GOOD for place in places), len(places))
    words = sorted(one for one in column if isinstance(one, str))  # not in the order they came
    return Counted(question, counts, [_share(one, len(places)) for one in counts], mean, content, words)


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else Decimal(0)
