"""The rules of the journal as pure functions: what may be written, how a mean comes out, what a stale writer gets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

import msgspec

from kedr.core.words import count, day_month
from kedr.journal.rules.criteria import read_criteria_mark, short, spoken
from kedr.journal.rules.refusals import No
from kedr.journal.rules.scales import (
    DEBT,
    DOUBLE_KINDS,
    HAS_DOUBLE,
    MARKS,
    MEANT,
    NUMBERS,
    ONE_MARK_KIND,
    OVERDUE,
    RESULTS,
    SCALES,
    check_due,
    check_mark,
    check_result,
    counted,
    debts_until,
    is_overdue,
    level,
    mark_words,
    parts,
    propose,
    result_choices,
    weighted_mean,
)

__all__ = [
    "DEBT", "DOUBLE_KINDS", "HAS_DOUBLE", "MARKS", "MEANT", "NUMBERS", "ONE_MARK_KIND", "OVERDUE", "RESULTS", "SCALES",
    "No", "check_due", "check_mark", "check_result", "counted", "debts_until", "is_overdue", "level", "mark_words",
    "parts", "propose", "read_criteria_mark", "result_choices", "short", "spoken", "weighted_mean",
]  # fmt: skip

# Attendance codes: word for people. The subject teacher sets the fact, the class teacher the reason.
ATTENDANCE = {
    "н": "не был(а), причина не известна",
    "нп": "не был(а) без уважительной причины",
    "у": "не был(а) по уважительной причине",
    "б": "болел(а)",
    "оп": "опоздал(а)",
    "осв": "освобождён(а) от урока",
    "д": "занимался(ась) дистанционно",
}
ABSENCES = frozenset({"н", "нп", "у", "б"})  # a lesson missed
REASONS = frozenset({"нп", "у", "б"})  # what «н» may become

# The kinds of work a school begins with: code, name, letter of the journal's header, whether it is a control (оценочная
# процедура). Their weights are the default of the regulation `work_weights`.
WORK_KINDS = (
    ("ОУ", "Ответ на уроке", "О", False),
    ("ДЗ", "Домашняя работа", "Д", False),
    ("ТЕТ", "Ведение тетради", "Т", False),
    ("УСТ", "Чтение наизусть", "Чн", False),
    ("ЧТ", "Техника чтения", "Ч", False),
    ("СР", "Самостоятельная работа", "С", False),
    ("ПР", "Практическая работа", "П", False),
    ("ЛР", "Лабораторная работа", "Л", False),
    ("ТЕСТ", "Тест", "Тс", False),
    ("СЛД", "Словарный диктант", "Сд", False),
    ("ДИКТ", "Диктант", "Дк", True),
    ("ИЗЛ", "Изложение", "И", True),
    ("СОЧ", "Сочинение", "Сч", True),
    ("ПРОЕКТ", "Проект", "Пр", False),
    ("РЕФ", "Реферат", "Р", False),
    ("ЗАЧ", "Зачёт", "З", True),
    ("КР", "Контрольная работа", "К", True),
    ("ВПР", "Всероссийская проверочная работа", "ВПР", True),
    ("ДР", "Диагностическая работа", "Др", True),
    ("ПА", "Промежуточная аттестация", "ПА", True),
)
ANSWER = "ОУ"  # the kind a mark gets when nobody said another: it is never retired
MAX_SLOTS = 3  # works in one lesson: what a cell can show
TOPIC_LENGTH, COMMENT_LENGTH, HOMEWORK_LENGTH = 500, 300, 4000


type RowId = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,19}$")]


class WorkValue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A work as one value: the kind's id, the title, whether it has two marks (unsaid: as its kind has it)."""

    kind: RowId
    title: str = ""
    double: bool | None = None


class Command(msgspec.Struct, frozen=True, omit_defaults=True):
    """One wish of one cell: `base` is the version its writer saw, 0 for an empty cell."""

    id: UUID
    kind: str
    course: RowId  # the page it was written on
    value: str | bool | dict[str, Any] = ""
    base: Annotated[int, msgspec.Meta(ge=0, le=2**31)] = 0
    lesson: RowId = "0"
    pupil: RowId = "0"
    period: RowId = "0"
    slot: Annotated[int, msgspec.Meta(ge=0, le=9)] = 0
    work_kind: RowId = "0"
    minutes: int | None = None
    due: Annotated[str, msgspec.Meta(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")] = ""  # of a debt
    reason: Annotated[str, msgspec.Meta(max_length=500)] = ""
    at: Annotated[str, msgspec.Meta(max_length=40)] = ""  # the browser's clock: kept out of every decision


class Verdict(Enum):
    """What comes of a command against the cell as it stands."""

    SAME = "same"  # it already says so
    WRITE = "write"
    CONFLICT = "conflict"  # it says something else than the writer saw


def judge(stands: object, version: int, wanted: object, base: int) -> Verdict:
    """Never the last writer by the clock: a cell changes only for someone who saw it as it is."""
    if stands == wanted:
        return Verdict.SAME
    return Verdict.WRITE if version == base else Verdict.CONFLICT


# What locks a cell. All of one code; each has its own words: why, and what to do.
YEAR_CLOSED = No("closed", "Учебный год закрыт. Записи в нём можно исправить, только когда завуч откроет год.")
COURSE_CLOSED = No("closed", "Журнал закрыт на весь год. Чтобы исправить запись, попросите открыть журнал.")
PUPIL_CLOSED = No("closed", "Год этого ученика закрыт. Чтобы исправить запись, попросите завуча открыть год ученика.")
CLOSED = No("closed", "Период закрыт. Чтобы исправить запись, попросите открыть журнал.")
OUTSIDE = No("closed", "Этот день вне учебных периодов, записей в журнале нет. Попросите завуча проверить периоды.")
WINDOW = No("closed", "Срок правки этого урока прошёл. Чтобы исправить запись, попросите открыть журнал.")
LATE_REASON = No("closed", "Срок, когда причину пропуска можно менять, прошёл. Обратитесь к завучу.")
REASON = No("reason", "Журнал открыт для исправлений. Напишите, почему меняете запись: причина останется в её истории.")
CANCELLED = No("cancelled", "Урок отменён: отметки и пропуски в нём не ставят.")
FUTURE = No("future", "Урок ещё не прошёл. Поставьте отметку или пропуск в день урока.")
NOT_BEGUN = No("future", "Период ещё не начался. Поставьте отметку за него, когда он начнётся.")
MEMBERSHIP = No("membership", "В этот день ученика нет в списке класса или группы.")
DUE_CANCELLED = No("cancelled", "Урок, к которому задано, отменён. Выберите другой.")
RIGHT = No("right", "Этот журнал ведёт другой учитель. Обратитесь к завучу.")
UNKNOWN = No("unknown", "Такого урока, ученика или периода нет. Обновите страницу.")
NO_MARK = No("unknown", "За этот урок отметки ещё нет: сначала поставьте её.")
NO_KINDS = No("unknown", "В школе не заведены виды работ. Обратитесь к завучу.")
RETIRED = No("value", "Этот вид работы в школе больше не используют. Выберите другой.")
NO_RECORD = No("unknown", "Такой записи нет. Обновите страницу.")


@dataclass(frozen=True, slots=True)
class Locks:
    """All that may lock a cell, as it stands now. The database tells it, `judge_lock` judges it, for every writer.

    `closing` is "year", "course", "period", empty for an open period, None for a day outside all periods; `is_opened`:
    a window was granted and has not ended; `is_late`: the edit window of its lesson has passed; `is_deferred`: the
    result is put off to a day that has not passed.
    """

    closing: str | None
    is_opened: bool = False
    is_late: bool = False
    is_pupil_closed: bool = False
    is_deferred: bool = False


_CLOSINGS = {"course": COURSE_CLOSED, "period": CLOSED}


def judge_lock(locks: Locks) -> No | None:
    """What keeps the cell from being written, if anything.

    A granted window lifts the edit window, the period and the course, a deferral the period; a closed year and a closed
    pupil are opened as a whole only.
    """
    if locks.closing is None:
        return OUTSIDE
    if locks.closing == "year":
        return YEAR_CLOSED
    if locks.is_pupil_closed:
        return PUPIL_CLOSED
    if locks.is_opened or (locks.is_deferred and locks.closing == "period"):
        return None
    return _CLOSINGS.get(locks.closing) or (WINDOW if locks.is_late else None)


def wants_reason(locks: Locks) -> bool:
    """Only the window lets the writer in: the change says why."""
    closing = "" if locks.is_deferred and locks.closing == "period" else locks.closing
    return locks.is_opened and (bool(closing) or locks.is_late)


def is_late(held_on: date, days: int, today: date) -> bool:
    """Has the edit window of `days` after the lesson passed? 0 days is no window at all."""
    return bool(days) and held_on + timedelta(days=days) < today


def check_beside(code: str, *, has_mark: bool, way: str) -> No | None:
    """May a mark stand beside this attendance? `way` is the school's: "allow", "warn" or "forbid"."""
    if way != "forbid" or code not in ABSENCES or not has_mark:
        return None
    return No(
        "beside",
        f"По правилам школы отметка и «{code}» на одном уроке вместе не стоят. Уберите одно или поставьте отметку на"
        " другом уроке.",
    )


def check_attendance(code: str, minutes: int | None) -> No | None:
    """May this be written as attendance? Empty removes; minutes go with «оп» only."""
    if code and code not in ATTENDANCE:
        return No("value", f"«{code[:10]}» — не код посещаемости. Можно: {', '.join(ATTENDANCE)}.")
    if minutes is not None and (code != "оп" or not 0 < minutes <= 240):
        return No("value", "Минуты указывают у опоздания: от 1 до 240.")
    return None


def check_length(text: str, limit: int, what: str) -> No | None:
    if len(text) <= limit:
        return None
    return No("value", f"{what} длиннее {limit} знаков: сократите на {len(text) - limit}.")


# What a lesson may be asked for once it has been held, by the command that gives it, in the words of the boards.
ASKED = {"check": "посещаемость", "topic": "тема", "homework": "задание"}


def asks(scale: str, *, is_extra: bool) -> list[str]:
    """What the lessons of a course are asked for: homework neither in 1 класс nor of an extra course."""
    return [name for name in ASKED if name != "homework" or not (scale == "none" or is_extra)]


def missing(*, scale: str, is_extra: bool, is_checked: bool, has_topic: bool, has_homework: bool) -> list[str]:
    """What a lesson that has been held still wants of its teacher; empty when filled."""
    has = {"check": is_checked, "topic": has_topic, "homework": has_homework}
    return [ASKED[name] for name in asks(scale, is_extra=is_extra) if not has[name]]


# --- remarks on how a journal is kept

REMARK_LENGTH = 500


@dataclass(frozen=True, slots=True)
class RemarkWeek:
    """Lessons of [starts_on, ends_on) that the night before `made_on` makes remarks about."""

    made_on: date
    starts_on: date
    ends_on: date


def remark_week(weekday: int, days: int, today: date) -> RemarkWeek | None:
    """The week of the last night of remarks: a lesson has had `days` whole days. Weekday 0: the school makes none.

    The weeks of two nights join without a gap, so no lesson is told of twice or never.
    """
    if not weekday:
        return None
    made_on = today - timedelta(days=(today.isoweekday() - weekday) % 7)
    ends_on = made_on - timedelta(days=days)
    return RemarkWeek(made_on, ends_on - timedelta(days=7), ends_on)


def remark_text(lessons: int, days: Iterable[date]) -> str:
    """«Не до конца заполнено 3 урока: 2 и 4 ноября.»"""
    *first, last = [day_month(on) for on in sorted(set(days))]
    said = f"{', '.join(first)} и {last}" if first else last
    return f"Не до конца заполнено {count(lessons, 'урок', 'урока', 'уроков')}: {said}."


def remark_state(*, is_removed: bool, is_filled: bool, is_fixed: bool, due_on: date, today: date) -> str:
    """removed; filled (by itself, not yet removed); fixed (the teacher says so); overdue; open."""
    if is_removed:
        return "removed"
    if is_filled:
        return "filled"
    if is_fixed:
        return "fixed"
    return "overdue" if due_on < today else "open"
