"""The diary week: lessons, what is due at each, marks and absences, day by day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from kedr.core.clock import wall
from kedr.core.sql import day, fetch, moment
from kedr.core.words import day_month, initials, weekday, weekday_short
from kedr.diary.access import OpenDiary, Place
from kedr.diary.queries.parts import MINE, Absence, MarkChip, Row, chip, short_group
from kedr.diary.rules import SATURDAY, SUNDAY, WEEK, absence_words
from kedr.files.rules import size_words
from kedr.journal.queries.freed import IS_FREED
from kedr.journal.rules import ABSENCES
from kedr.journal.rules.homework import late_words
from kedr.schools.rules import room_words


class TaskFile(NamedTuple):
    """A file that goes with homework; `size` is «340 КБ»."""

    id: int
    name: str
    size: str


class Task(NamedTuple):
    """Homework as the family sees it: for the class, or for this pupil alone. `late` is «задано поздно, в 19:40»;
    `is_done` the pupil's own tick."""

    id: int
    is_done: bool
    text: str
    is_personal: bool
    minutes: int  # 0: not said
    late: str
    files: list[TaskFile]


class LessonRow(NamedTuple):
    """A lesson of the pupil's own. `starts_at` and `ends_at` are «08:30», `begins` «8:30».

    Number 0 is no lesson: what is due on a day that has none of its subject. `place` is «1 гр. · каб. 29»; `change`
    says what differs that day.
    """

    id: int
    course_id: int
    number: int
    starts_at: str
    ends_at: str
    begins: str
    subject: str
    place: str
    topic: str
    is_extra: bool
    is_cancelled: bool
    change: str
    homework: list[Task]
    marks: list[MarkChip]
    absence: list[Absence]  # none or one


class Day(NamedTuple):
    """A day of the week. `rows` are its lessons and what is due for subjects it has no lesson of.

    `number` 1 is «Понедельник» (`title`), «пн» (`short`), «9 ноября» (`date`). `tokens` is what the strip shows under
    the day: marks, then absences, in the order of lessons; `minutes` how long the homework takes, of what the teachers
    have said. `why_empty` is said when there are no lessons.
    """

    on: date
    number: int
    title: str
    short: str
    date: str
    lessons: list[LessonRow]
    rows: list[LessonRow]
    tokens: str
    minutes: int
    why_empty: str


@lru_cache(maxsize=400)
def _day_words(on: date) -> tuple[int, str, str, str]:
    return on.isoweekday(), weekday(on).capitalize(), weekday_short(on), day_month(on)


@dataclass(frozen=True, slots=True)
class Week:
    """A pupil's week; `why_empty` is said in place of six empty days."""

    monday: date
    days: list[Day]
    marks: int
    missed: int
    why_empty: str


# by timetable_lesson_course, then primary keys
_LESSONS_SQL = f"""{MINE}
SELECT CAST(l.held_on AS varchar(10)), l.id, l.course_id, l.number,
  CAST(l.starts_at AS varchar(5)), CAST(l.ends_at AS varchar(5)), mine.title, mine.group_name,
  COALESCE(r.name, ''), COALESCE(p.topic, ''), mine.is_extra, l.is_cancelled, l.change_reason,
  l.is_teacher_replaced, l.is_room_replaced, t.last_name, t.first_name, t.middle_name, COALESCE(q.name, ''), mine.scale
FROM mine
JOIN timetable_lesson l ON l.school_id = %s AND l.course_id = mine.id AND l.held_on >= %s AND l.held_on < %s
  AND l.held_on >= mine.starts_on AND (mine.ends_on IS NULL OR l.held_on < mine.ends_on)
LEFT JOIN journal_lessonpage p ON p.school_id = l.school_id AND p.id = l.id
LEFT JOIN schools_room r ON r.school_id = l.school_id AND r.id = l.room_id
LEFT JOIN schools_room q ON q.school_id = l.school_id AND q.id = l.planned_room_id
LEFT JOIN people_person t ON t.school_id = l.school_id AND t.id = l.teacher_id
WHERE NOT {IS_FREED.format(of="l", course="l.course_id", pupil="%s", on="l.held_on")}
ORDER BY l.held_on, l.starts_at, l.number, l.id
"""

# by journal_homework_due, diary_homeworkdone_once; a row for each file, by journal_homeworkfile_once
_HOMEWORK_SQL = f"""{MINE}
SELECT h.id, d.done_at IS NOT NULL, CAST(h.due_on AS varchar(10)), h.due_lesson_id, h.course_id, mine.title, h.text,
  h.pupil_id, COALESCE(h.minutes, 0), CASE WHEN h.is_late THEN h.set_at END, CAST(h.held_on AS varchar(10)),
  f.id, f.name, f.size
FROM mine
JOIN journal_homework h ON h.school_id = %s AND h.course_id = mine.id AND h.due_on >= %s AND h.due_on < %s
  AND h.due_on >= mine.starts_on AND (mine.ends_on IS NULL OR h.due_on < mine.ends_on)
LEFT JOIN diary_homeworkdone d ON d.school_id = h.school_id AND d.pupil_id = %s AND d.homework_id = h.id
LEFT JOIN journal_homeworkfile x ON x.school_id = h.school_id AND x.homework_id = h.id AND x.removed_at IS NULL
LEFT JOIN files_storedfile f ON f.school_id = x.school_id AND f.id = x.file_id
WHERE h.pupil_id IN (0, %s) AND h.text <> ''
  AND (h.pupil_id > 0 OR NOT {IS_FREED.format(of="h", course="h.course_id", pupil="%s", on="h.due_on")})
ORDER BY h.held_on, h.pupil_id, h.id, f.id
"""

# by journal_mark_diary, then primary keys
_MARKS_SQL = """
SELECT m.lesson_id, m.id, m.value, w.weight, k.name, k.is_control, m.due_on
FROM journal_mark m
JOIN journal_work w ON w.school_id = m.school_id AND w.id = m.work_id
JOIN journal_workkind k ON k.school_id = w.school_id AND k.id = w.kind_id
WHERE m.school_id = %s AND m.pupil_id = %s AND m.held_on >= %s AND m.held_on < %s AND m.value <> ''
ORDER BY m.held_on, m.lesson_id, m.slot
"""

# by journal_attendance_diary
_ATTENDANCE_SQL = """
SELECT a.lesson_id, a.code, a.minutes FROM journal_attendance a
WHERE a.school_id = %s AND a.pupil_id = %s AND a.held_on >= %s AND a.held_on < %s AND a.code <> ''
"""

_DAYS_OFF_SQL = """
SELECT y.starts_on, y.ends_on, d.name, d.starts_on, d.ends_on
FROM schools_academicyear y
LEFT JOIN schools_dayoff d ON d.school_id = y.school_id AND d.year_id = y.id AND d.starts_on < %s AND d.ends_on > %s
  AND d.grade IN (0, %s)
WHERE y.school_id = %s AND y.starts_on < %s AND y.ends_on > %s
ORDER BY d.starts_on
"""


def diary_week(diary: OpenDiary, monday: date) -> Week:
    """The week of a pupil from a Monday. Four queries, and one more when a school day has no lessons."""
    pupil, until = diary.pupil, monday + WEEK
    span = [monday, until]
    mine = [diary.school_id, pupil.id, until, monday] * 2
    lessons: dict[int, LessonRow] = {}
    by_day: dict[str, list[LessonRow]] = {}
    scales: dict[int, str] = {}
    for held_on, *rest, scale in fetch(_LESSONS_SQL, [*mine, diary.school_id, *span, pupil.id]):
        row = _lesson(rest)
        if row.id not in lessons:  # two places in one class on one day would show a lesson twice
            lessons[row.id] = row
            scales[row.id] = scale
            by_day.setdefault(held_on, []).append(row)
    due = _hand_out(
        fetch(_HOMEWORK_SQL, [*mine, diary.school_id, *span, pupil.id, pupil.id, pupil.id]), lessons, by_day
    )
    who = [diary.school_id, pupil.id, *span]
    marks = _give_marks(fetch(_MARKS_SQL, who), lessons, scales)
    missed = _give_absences(fetch(_ATTENDANCE_SQL, who), lessons, pupil.sex)
    place = pupil.place(monday)
    shown = _shown_days(monday, place, by_day)
    empty = [on for on in shown if on.isoformat() not in by_day]
    reasons = _why_empty(diary.school_id, monday, place, empty) if empty else {}
    days = [_day(on, by_day.get(key := on.isoformat(), []), due.get(key, []), reasons.get(on, "")) for on in shown]
    whole = reasons[monday] if len(empty) == len(shown) and not due else ""
    return Week(monday, days, marks, missed, whole)


def _day(on: date, lessons: list[LessonRow], due: list[LessonRow], why_empty: str) -> Day:
    rows = lessons + due if due else lessons
    tokens = [mark.value for row in lessons for mark in row.marks]
    tokens += [absence.code for row in lessons for absence in row.absence]
    minutes = sum(task.minutes for row in rows for task in row.homework)
    return Day(on, *_day_words(on), lessons, rows, " ".join(tokens), minutes, why_empty)


def _lesson(row: Sequence[Any]) -> LessonRow:
    (
        lesson_id, course_id, slot, starts, ends, subject, group, room, topic, is_extra, is_cancelled, reason,
        is_replaced, is_moved, *others,
    ) = row  # fmt: skip
    starts = starts[:5]
    differs = is_cancelled or is_replaced or is_moved or reason
    change = _change(is_cancelled, reason, is_replaced, is_moved, *others) if differs else ""
    return LessonRow(
        lesson_id, course_id, slot, starts, ends[:5], starts.removeprefix("0"), subject, _place(group, room), topic,
        bool(is_extra), bool(is_cancelled), change, [], [], [],
    )  # fmt: skip


@lru_cache(maxsize=1024)  # a week has some ten of them, thirty lessons long
def _place(group: str, room: str) -> str:
    where = room_words(room)
    return f"{short_group(group)} · {where}" if group and where else short_group(group) or where


def _change(
    is_cancelled: object, reason: str, is_replaced: object, is_moved: object, last: str, first: str, middle: str,
    old_room: str,
) -> str:  # fmt: skip
    """What differs from the plan that day, in words."""
    words = []
    if is_cancelled:
        words.append("урока не будет")
    elif is_replaced:
        words.append(f"замена, ведёт {initials(last, first, middle)}" if last else "замена")
    if is_moved and not is_cancelled:
        words.append(f"не там, где всегда (было: {room_words(old_room)})" if old_room else "кабинет другой")
    if reason:
        words.append(reason)
    return ", ".join(words)


def _hand_out(
    rows: Iterable[Row], lessons: dict[int, LessonRow], by_day: dict[str, list[LessonRow]]
) -> dict[str, list[LessonRow]]:
    """Puts homework on the lesson it is due at; what has no lesson of its subject that day is returned by day."""
    loose: dict[str, list[LessonRow]] = {}
    tasks: dict[int, Task] = {}
    for (
        homework_id, is_done, due_on, due_lesson_id, course_id, subject, text, pupil_id, minutes, late_at, held_on,
        file_id, file_name, file_size,
    ) in rows:  # fmt: skip
        task = tasks.get(homework_id)
        if task is None:
            late = late_words(wall(moment(late_at)), day(held_on)) if late_at else ""
            task = tasks[homework_id] = Task(homework_id, bool(is_done), text, pupil_id > 0, minutes, late, [])
            lesson = lessons.get(due_lesson_id) or next(
                (row for row in by_day.get(due_on, []) if row.course_id == course_id), None
            )
            if lesson is None:
                loose.setdefault(due_on, []).append(_due(course_id, subject, task))
            else:
                lesson.homework.append(task)
        if file_id is not None:
            task.files.append(TaskFile(file_id, file_name, size_words(file_size)))
    return loose


def _due(course_id: int, subject: str, task: Task) -> LessonRow:
    topic = "урока в этот день нет"
    return LessonRow(0, course_id, 0, "", "", "", subject, "", topic, False, False, "", [task], [], [])


def _give_marks(rows: Iterable[Row], lessons: dict[int, LessonRow], scales: dict[int, str]) -> int:
    given = 0
    for lesson_id, *mark in rows:
        if lesson_id in lessons:
            lessons[lesson_id].marks.append(chip(*mark, scale=scales[lesson_id]))
            given += 1
    return given


def _give_absences(rows: Iterable[Row], lessons: dict[int, LessonRow], sex: str) -> int:
    missed = 0
    for lesson_id, code, minutes in rows:
        if lesson_id in lessons:
            lessons[lesson_id].absence.append(Absence(code, absence_words(code, minutes, sex)))
            missed += code in ABSENCES
    return missed


def _shown_days(monday: date, place: Place | None, by_day: dict[str, list[LessonRow]]) -> list[date]:
    """Monday to Friday, Saturday for a six-day class, and any other day that has lessons."""
    school_days = place.days_a_week if place else SATURDAY
    week = [monday + timedelta(days=shift) for shift in range(SUNDAY + 1)]
    return [on for shift, on in enumerate(week) if shift < school_days or on.isoformat() in by_day]


def _why_empty(school_id: int, monday: date, place: Place | None, empty: list[date]) -> dict[date, str]:
    """Why each of these days has no lessons: holidays by name, no school year, or simply none."""
    until = monday + WEEK
    rows = fetch(_DAYS_OFF_SQL, [until, monday, place.grade if place else 0, school_id, until, monday])
    offs = [(row[2], day(row[3]), day(row[4])) for row in rows if row[2]]
    years = {(day(row[0]), day(row[1])) for row in rows}
    reasons = {}
    for on in empty:
        name = next((name for name, starts, ends in offs if starts <= on < ends), "")
        in_year = any(starts <= on < ends for starts, ends in years)
        reasons[on] = name or ("Уроков нет" if in_year else "В этот день учебного года нет")
    return reasons
