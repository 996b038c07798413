"""The week of a file against the week Kedr shows, lesson by lesson. Pure; it reads the file anew, not the plan."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from kedr.interop.netschool.mapping import HOMEWORK, NO_SUBJECT, in_words, kept_weight, kind_code, plain, read_cell
from kedr.interop.netschool.week import Assignment, Lesson, Week


@dataclass(frozen=True, slots=True)
class SaidWork:
    """A column of the journal with the pupil's mark in it."""

    kind: str
    title: str
    weight: Decimal
    mark: str

    def __str__(self) -> str:
        return f"{self.kind} «{self.title}» (вес {in_words(self.weight)}): {self.mark or 'нет отметки'}"


@dataclass(frozen=True, slots=True)
class Said:
    """A lesson as one of the sides tells it. `works` is None where the side does not show columns: the diary."""

    on: date
    number: int
    starts_at: str
    ends_at: str
    subject: str
    is_extra: bool
    room: str
    topic: str
    homework: tuple[str, ...]
    marks: tuple[tuple[str, Decimal], ...]
    absence: str
    works: tuple[SaidWork, ...] | None = None

    def key(self) -> tuple[date, str, int, str]:
        return self.on, self.starts_at, self.number, self.subject

    def with_homework(self, homework: tuple[str, ...]) -> "Said":
        return replace(self, homework=homework)


# What is compared, in the order it is told; the key comes first because lessons are matched by it.
_FIELDS = (
    ("ends_at", "конец"), ("is_extra", "внеурочный"), ("room", "кабинет"), ("topic", "тема"),
    ("homework", "задание"), ("marks", "отметки"), ("absence", "пропуск"), ("works", "работы"),
)  # fmt: skip


def file_said(week: Week) -> list[Said]:
    """What the file says, lesson by lesson; placeholders are empty, codes of absence are Kedr's."""
    said = [_said(day.date, lesson) for day in week.week_days for lesson in day.lessons]
    return sorted(said, key=Said.key)


def differences(file: Sequence[Said], shown: Sequence[Said], where: str) -> list[str]:
    """A sentence for each lesson or value that the two sides do not share; `where` names the second one."""
    waiting: dict[object, list[Said]] = {}
    for one in shown:
        waiting.setdefault(one.key(), []).append(one)
    found = []
    for one in file:
        twins = waiting.get(one.key(), [])
        if twins:
            found += list(_between(one, twins.pop(0), where))
        else:
            found.append(f"{_place(one)}: есть в файле, {where} нет")
    found += [f"{_place(one)}: {where} есть, в файле нет" for twins in waiting.values() for one in twins]
    return found


def _between(file: Said, shown: Said, where: str) -> Iterator[str]:
    for name, word in _FIELDS:
        ours, theirs = getattr(file, name), getattr(shown, name)
        if name == "works" and theirs is None:
            continue
        if isinstance(ours, tuple):
            ours, theirs = sorted(ours, key=_words), sorted(theirs, key=_words)
        if ours != theirs:
            yield f"{_place(file)}: {word} – в файле {_words(ours)}, {where} {_words(theirs)}"


def _said(on: date, lesson: Lesson) -> Said:
    assignments = lesson.assignments or ()
    works = tuple(_works(assignments))
    absences = [code for one in assignments if (code := read_cell(one.mark).absence)]
    return Said(
        on, lesson.number, f"{lesson.start_time:%H:%M}", f"{lesson.end_time:%H:%M}",
        (lesson.subject_name or "").strip() or NO_SUBJECT, lesson.is_ea_lesson, plain(lesson.room),
        plain(lesson.lesson_theme), _homework(assignments),
        tuple((work.mark, work.weight) for work in works if work.mark), (absences or [""])[0], works,
    )  # fmt: skip


def _homework(assignments: Sequence[Assignment]) -> tuple[str, ...]:
    """What is due at the lesson; texts set at one lesson stand together."""
    texts: dict[int, list[str]] = {}
    for one in assignments:
        if one.type_id == HOMEWORK and (text := plain(one.assignment_name)):
            texts.setdefault(one.issue_class_meeting_id or 0, []).append(text)
    return tuple("\n".join(parts) for parts in texts.values())


def _works(assignments: Sequence[Assignment]) -> Iterator[SaidWork]:
    for one in assignments:
        mark = read_cell(one.mark).mark
        if mark or one.type_id != HOMEWORK:
            yield SaidWork(kind_code(one.type_id), plain(one.assignment_name), kept_weight(one.weight), mark)


def _place(one: Said) -> str:
    return f"{one.on:%d.%m.%Y}, {one.number}-й урок, {one.starts_at}, {one.subject}"


def _words(value: object) -> str:
    match value:
        case bool():
            return "да" if value else "нет"
        case (str(mark), Decimal() as weight):
            return f"{mark} (вес {in_words(weight)})"
        case list() | tuple():
            return "; ".join(map(_words, value)) or "пусто"
        case str():
            return f"«{value}»" if value else "пусто"
    return str(value)
