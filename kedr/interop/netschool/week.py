"""One week as NetSchool's diary gives it for one pupil: the shape of the file, and its faults by place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any

import msgspec

from kedr.core.errors import Refusal

MAX_BYTES, MAX_LESSONS = 5_000_000, 200
NUL = b"\\u0000"  # PostgreSQL keeps no text with it

# Numbers of NetSchool's own rows: they mean nothing outside it.
IDS = frozenset({"id", "assignmentId", "studentId"})


class NotAWeek(Refusal):
    """The file is not a week of a NetSchool diary; the sentence says where and why."""

    code = "not_a_week"


class Day(date):
    """«2023-04-10T00:00:00», with or without a fraction: only the day counts."""


class Clock(time):
    """«08:30» or «10:00:00»."""


class _Part(msgspec.Struct, frozen=True, rename="camel"):
    pass


class MarkCell(_Part, frozen=True):
    """What stands in the pupil's cell: a number, a code of absence, or a debt."""

    mark: int | str | None = None
    duty_mark: bool = False


class Comment(_Part, frozen=True):
    name: str = ""


class Assignment(_Part, frozen=True):
    """A work or homework. `class_meeting_id` is the lesson it is due at, `issue_class_meeting_id` where it was set."""

    type_id: Annotated[int, msgspec.Meta(ge=0, le=9_999_999)]
    assignment_name: str | None = None
    weight: Decimal | None = None
    due_date: Day | None = None
    class_meeting_id: int | None = None
    issue_class_meeting_id: int | None = None
    mark: MarkCell | None = None
    mark_comment: Comment | str | None = None


class Lesson(_Part, frozen=True):
    """A lesson of the diary; `relay` is the shift."""

    classmeeting_id: int
    number: Annotated[int, msgspec.Meta(ge=0, le=99)]
    start_time: Clock
    end_time: Clock
    day: Day | None = None
    subject_name: str | None = None
    room: str | None = None
    relay: int | None = None
    is_ea_lesson: bool = False  # внеурочная деятельность
    lesson_theme: str | None = None  # newer servers give it
    assignments: tuple[Assignment, ...] | None = None


class WeekDay(_Part, frozen=True):
    date: Day
    lessons: tuple[Lesson, ...] = ()


class Week(_Part, frozen=True):
    week_start: Day
    week_end: Day
    week_days: tuple[WeekDay, ...]
    class_name: str | None = None
    term_name: str | None = None


@dataclass(frozen=True, slots=True)
class Stranger:
    """A value the shape above has no field for; `day` and `lesson` are its place in the file, -1 for the whole."""

    day: int
    lesson: int
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Diary:
    """A file as it was read: the week, and every value of it that the week has no field for."""

    week: Week
    strangers: tuple[Stranger, ...]


def decode(data: bytes) -> Diary:
    """Read a file whole. Raises NotAWeek with a Russian sentence that names the place."""
    if len(data) > MAX_BYTES:
        raise NotAWeek("Файл больше 5 МБ: это не неделя одного ученика. Проверьте, тот ли файл выбран.")
    if NUL in data:
        raise NotAWeek("В тексте файла есть знак с кодом 0, его нельзя хранить. Получите файл заново.")
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        raw = msgspec.json.decode(data)
        week = msgspec.json.decode(data, type=Week, dec_hook=_read)
    except msgspec.ValidationError as error:
        raise NotAWeek(_sentence(str(error))) from error
    except UnicodeDecodeError as error:
        raise NotAWeek("Файл не в кодировке UTF-8. Сохраните ответ дневника без перекодировки.") from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise NotAWeek("Файл не читается как JSON: он оборван или испорчен. Получите его заново.") from error
    _check(week)
    return Diary(week, tuple(_strangers(raw)))


def _read(kind: type, value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("ждали дату или время строкой")  # noqa: TRY004 msgspec wants ValueError here
    if kind is Day:
        try:
            on = datetime.fromisoformat(value)
        except ValueError:
            raise ValueError(f"«{value[:30]}» – не дата; пример: 2023-04-10T00:00:00") from None
        return Day(on.year, on.month, on.day)
    try:
        at = time.fromisoformat(value)
    except ValueError:
        raise ValueError(f"«{value[:30]}» – не время; пример: 08:30") from None
    return Clock(at.hour, at.minute, at.second)


def _check(week: Week) -> None:
    """The dates hang together, and there is something to bring."""
    if not timedelta(0) <= week.week_end - week.week_start < timedelta(days=7):
        raise NotAWeek("В файле не одна неделя: weekStart и weekEnd расходятся больше чем на 7 дней.")
    for place, day in enumerate(week.week_days, 1):
        if not week.week_start <= day.date <= week.week_end:
            raise NotAWeek(f"День {place}: {day.date:%d.%m.%Y} вне недели, названной в начале файла.")
        for number, lesson in enumerate(day.lessons, 1):
            if lesson.start_time >= lesson.end_time:
                raise NotAWeek(f"День {place}, урок {number}: конец урока не позже начала.")
            if not all((one.weight or Decimal(0)).is_finite() for one in lesson.assignments or ()):
                raise NotAWeek(f"День {place}, урок {number}: вес работы – не число.")
    if sum(len(day.lessons) for day in week.week_days) > MAX_LESSONS:
        raise NotAWeek(f"В файле больше {MAX_LESSONS} уроков: это не неделя одного ученика.")
    if not any(day.lessons for day in week.week_days):
        raise NotAWeek("В этой неделе нет ни одного урока: переносить нечего.")


_PLACES = (("weekDays", "день"), ("lessons", "урок"), ("assignments", "задание"))
_KINDS = {
    "int": "целое число", "str": "строку", "bool": "true или false", "object": "объект", "array": "список",
    "decimal": "число", "null": "пусто", "float": "дробное число",
}  # fmt: skip


def _sentence(message: str) -> str:
    """msgspec's «Expected `int`, got `str` - at `$.weekDays[0].number`» in the words of a reader."""
    what, _, path = message.partition(" - at `$")
    path = path.rstrip("`")
    places = [
        f"{word} {int(found[1]) + 1}" for name, word in _PLACES if (found := re.search(rf"\b{name}\[(\d+)\]", path))
    ]
    field = path.rpartition(".")[2].partition("[")[0] if "." in path else ""
    if missing := re.fullmatch(r"Object missing required field `(\w+)`", what):
        if not path:
            return f"Это не неделя дневника NetSchool: в файле нет «{missing[1]}». Проверьте, тот ли файл выбран."
        field, said = missing[1], "такого поля нет, а без него нельзя"
    elif wrong := re.fullmatch(r"Expected `(.+)`, got `(.+)`", what):
        if not path:
            return "Это не неделя дневника NetSchool: в файле другой JSON. Проверьте, тот ли файл выбран."
        said = f"ждали {_kinds(wrong[1])}, а там {_kinds(wrong[2])}"
    else:
        said = what if re.search("[а-я]", what) else "такое значение не подходит"
    place = ", ".join(places)
    return f"{place[:1].upper()}{place[1:]}{', ' if place else ''}«{field}»: {said}. Файл не загружен."


def _kinds(names: str) -> str:
    return " или ".join(_KINDS.get(name.strip(), name.strip()) for name in names.split("|"))


_FIELDS: dict[type[msgspec.Struct], frozenset[str]] = {
    kind: frozenset(field.encode_name for field in msgspec.structs.fields(kind))
    for kind in (Week, WeekDay, Lesson, Assignment, MarkCell, Comment)
}


def _strangers(raw: dict[str, Any]) -> Iterator[Stranger]:
    """Everything in the file that no field above takes; empty values say nothing and are passed over."""
    yield from _unread(raw, Week, -1, -1, "")
    for place, day in enumerate(raw["weekDays"]):
        yield from _unread(day, WeekDay, place, -1, "")
        for number, lesson in enumerate(day.get("lessons") or ()):
            yield from _unread(lesson, Lesson, place, number, "")
            for assignment in lesson.get("assignments") or ():
                yield from _unread(assignment, Assignment, place, number, "")
                yield from _unread(assignment.get("mark"), MarkCell, place, number, "mark.")
                yield from _unread(assignment.get("markComment"), Comment, place, number, "markComment.")


def _unread(raw: Any, kind: type[msgspec.Struct], day: int, lesson: int, prefix: str) -> Iterator[Stranger]:
    if isinstance(raw, dict):
        for key, value in raw.items():
            if key not in _FIELDS[kind] and key not in IDS and value not in (None, "", False, [], {}):
                yield Stranger(day, lesson, prefix + key, _words(value))


def _words(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
