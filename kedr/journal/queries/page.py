"""The journal page as one JSON: what the grid in the browser draws. docs/journal-protocol.md tells its shape."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson

from kedr.core import clock, stamps
from kedr.core.clock import wall
from kedr.core.sql import day, fetch, moment, number
from kedr.core.tags import Basis
from kedr.core.words import initials
from kedr.journal.access import OpenCourse
from kedr.journal.queries.brought import BROUGHT_SQL, brought_rows
from kedr.journal.queries.freed import FREED_SQL, freed_rows
from kedr.journal.queries.offered import FOLLOWED, LINE, OFFERED_SQL, offered, offered_params
from kedr.journal.queries.openings import NO_LOCKS, CourseLocks, course_locks, locks_data
from kedr.journal.queries.set_homework import SET_SQL, file_rows, personal_rows
from kedr.journal.rules import NUMBERS, asks
from kedr.journal.rules.homework import late_words
from kedr.journal.rules.levels import level_bounds
from kedr.journal.rules.proposals import norm_of
from kedr.schools.queries import PeriodTab, period_to_show, periods, regulations
from kedr.schools.rules import (
    BESIDE_ABSENCE,
    CRITERIA,
    DEBT_DAYS,
    EDIT_WINDOW,
    HOMEWORK_FILES,
    OVERDUE_DEBT,
    WORK_WEIGHTS,
    Regulations,
    level_of,
    room_words,
)

CHECKED, CANCELLED, LOCKED, NO_HOMEWORK, STANDS_IN, LATE, OTHERS = 1, 2, 4, 8, 16, 32, 64
ABSENCE = -1  # the `slot` of an absence among the cells

type Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class JournalPage:
    """The page's periods, which one is shown, and the data of the grid as JSON bytes.

    `until` is when the first open window of the journal ends: the page is another one then.
    """

    periods: list[PeriodTab]
    period: PeriodTab
    data: bytes
    until: datetime | None


# uses timetable_lesson_course; page and homework by their unique keys
_LESSONS_SQL = """
SELECT l.id, CAST(l.held_on AS varchar(10)), l.number, substr(CAST(l.starts_at AS varchar(8)), 1, 5),
  substr(CAST(l.ends_at AS varchar(8)), 1, 5),
  COALESCE(r.name, ''), COALESCE(t.last_name, ''), COALESCE(t.first_name, ''), COALESCE(t.middle_name, ''),
  CASE WHEN p.is_checked THEN 1 ELSE 0 END + CASE WHEN l.is_cancelled THEN 2 ELSE 0 END
    + CASE WHEN p.is_no_homework THEN 8 ELSE 0 END,
  COALESCE(p.topic, ''), COALESCE(p.topic_version, 0), COALESCE(p.check_version, 0),
  COALESCE(h.text, ''), h.due_lesson_id, COALESCE(h.version, 0), l.change_reason, l.teacher_id,
  l.is_teacher_replaced, l.is_room_replaced, COALESCE(h.minutes, 0),
  CASE WHEN h.is_late AND h.text <> '' THEN h.set_at END
FROM timetable_lesson l
LEFT JOIN journal_lessonpage p ON p.school_id = l.school_id AND p.id = l.id
LEFT JOIN journal_homework h ON h.school_id = l.school_id AND h.lesson_id = l.id AND h.pupil_id = 0
LEFT JOIN schools_room r ON r.school_id = l.school_id AND r.id = l.room_id
LEFT JOIN people_person t ON t.school_id = l.school_id AND t.id = l.teacher_id
WHERE l.school_id = %s AND l.course_id = %s AND l.held_on >= %s AND l.held_on < %s
ORDER BY l.held_on, l.number, l.id
"""

# Every kind of work once at least, with the works of it in the period.
_KINDS_SQL = """
SELECT k.id, k.code, k.name, k.letter, k.is_control, k.is_retired,
  k.is_double, w.id, w.lesson_id, w.slot, w.weight, w.title, w.version, w.is_double
FROM journal_workkind k
LEFT JOIN (
  SELECT w.school_id, w.kind_id, w.id, w.lesson_id, w.slot, w.weight, w.title, w.version, w.is_double
  FROM journal_work w
  JOIN timetable_lesson l ON l.school_id = w.school_id AND l.id = w.lesson_id
  WHERE w.school_id = %s AND l.course_id = %s AND l.held_on >= %s AND l.held_on < %s
) w ON w.school_id = k.school_id AND w.kind_id = k.id
WHERE k.school_id = %s
ORDER BY k.position, k.id
"""

_MEMBERS_SQL = """
SELECT e.person_id, p.last_name, p.first_name, CAST(e.starts_on AS varchar(10)), CAST(e.ends_on AS varchar(10)),
  r.period_id, r.final, r.proposed, r.version
FROM {members} e
JOIN people_person p ON p.school_id = e.school_id AND p.id = e.person_id
LEFT JOIN journal_periodresult r ON r.school_id = e.school_id AND r.course_id = %s AND r.pupil_id = e.person_id
WHERE e.school_id = %s AND e.{key} = %s AND e.starts_on < %s AND (e.ends_on IS NULL OR e.ends_on > %s)
ORDER BY p.last_name, p.first_name, p.id, e.starts_on
"""

# Lessons by timetable_lesson_course, their cells by journal_mark_once and journal_attendance_once; then the lesson plan
# and homework.
_CELLS_SQL = f"""
SELECT l.id, m.pupil_id, m.slot, m.value, m.version, m.comment, CAST(m.due_on AS varchar(10))
FROM timetable_lesson l
JOIN journal_mark m ON m.school_id = l.school_id AND m.lesson_id = l.id
WHERE l.school_id = %s AND l.course_id = %s AND l.held_on >= %s AND l.held_on < %s
UNION ALL
SELECT l.id, a.pupil_id, -1, a.code, a.version, CAST(a.minutes AS varchar(4)), ''
FROM timetable_lesson l
JOIN journal_attendance a ON a.school_id = l.school_id AND a.lesson_id = l.id
WHERE l.school_id = %s AND l.course_id = %s AND l.held_on >= %s AND l.held_on < %s
UNION ALL
{OFFERED_SQL}
UNION ALL
{SET_SQL}
UNION ALL
{BROUGHT_SQL}
UNION ALL
{FREED_SQL}
"""


def basis(course: OpenCourse, shown: JournalPage, at: datetime) -> Basis:
    """What a page is made of; a new day moves «today» and the edit window, the end of a window locks again."""
    made_of = ((stamps.COURSE, course.id), (stamps.SCHOOL, course.school_id))
    until = clock.midnight_after(at)
    return Basis(course.school_id, made_of, course.revision + course.school_revision, min(until, shown.until or until))


def journal_page(course: OpenCourse, period_id: int | None, on: date, person_id: int, *, at: datetime) -> JournalPage:
    """The page of a course in a period; without one, in the period of the day `on` or the last begun.

    Six queries; one more where something of the course is closed, asked for or opened.
    """
    tabs = periods(course.school_id, course.scheme_id)
    period = period_to_show(tabs, period_id, on)
    today = clock.day_of(at)
    locks = course_locks(course, period.id, at) if course.has_locks else NO_LOCKS
    data = _data(course, period, regulations(course.school_id, today), today, person_id, locks)
    data |= {"can_write": course.can_write or course.stands_in, "me": str(person_id)}
    return JournalPage(tabs, period, orjson.dumps(data), locks.open_until())


def _data(
    course: OpenCourse, period: PeriodTab, local: Regulations, today: date, person_id: int, locks: CourseLocks
) -> dict[str, Any]:
    scope: list[Any] = [course.school_id, course.id, period.starts_on, period.ends_on]
    whose: dict[str, Any] = {"level": level_of(course.grade), "subject_id": course.subject_id}
    last = min(today, period.last_on)  # a later regulation is not of this period
    lessons = fetch(_LESSONS_SQL, scope)
    place = {row[0]: index for index, row in enumerate(lessons)}
    kinds, works = _kinds(
        fetch(_KINDS_SQL, [*scope, course.school_id]),
        place,
        local.get(WORK_WEIGHTS, **whose, on=last),
        takes_two=course.scale in NUMBERS,
    )
    pupils, seat = _pupils(_members(course, period), period.starts_on.isoformat())
    marks, absences, rest = _cells(fetch(_CELLS_SQL, _cells_params(*scope)), place, seat)
    days = local.get(EDIT_WINDOW, **whose)
    closing = "year" if course.is_year_closed else "course" if locks.is_course_closed else ""
    closing = closing or ("period" if period.is_closed else "")
    first_open = today - timedelta(days=days) if days else date.min
    return {
        "school": course.school_id,
        "course": str(course.id),
        "title": course.title,
        "class_name": course.whose,
        "scale": course.scale,
        "today": today,
        "period": {
            "id": str(period.id),
            "name": period.name,
            "starts": period.starts_on,
            "ends": period.ends_on,
            "closed": closing != "",
        },
        "locks": locks_data(locks, closing, days, person_id, decides=course.decides),
        "asks": asks(course.scale, is_extra=course.is_extra),
        **_numbers(course, local, whose, last),
        "kinds": kinds,
        "lessons": _lessons(lessons, first_open.isoformat(), 0 if course.can_write else person_id, closing != ""),
        "works": works,
        "pupils": pupils,
        "marks": marks,
        "absences": absences,
        "files_limit": local.get(HOMEWORK_FILES, **whose),
        **_offered_and_set(rest, place, seat, lessons),
    }


def _numbers(course: OpenCourse, local: Regulations, whose: dict[str, Any], last: date) -> dict[str, Any]:
    """What the local acts say of marks and results; `last` is the period's last day, or today."""
    norm = norm_of(local, course.scale, course.hours, **whose, on=last)
    return {
        "thresholds": [int(threshold * 100) for threshold in norm.thresholds],
        "enough": [norm.least, norm.share.numerator, norm.share.denominator],
        "levels": [int(bound) for bound in level_bounds(local, course.scale, **whose, on=last)],
        "criteria": local.get(CRITERIA, **whose, on=last) if course.scale == "criteria" else [],
        "beside": local.get(BESIDE_ABSENCE, **whose) != "allow",
        "debts": [local.get(DEBT_DAYS, **whose), int(local.get(OVERDUE_DEBT, **whose, on=last))],
    }


def _cells_params(school_id: int, course_id: int, starts_on: date, ends_on: date) -> list[Any]:
    """Of each branch of the query in turn."""
    scope: list[Any] = [school_id, course_id, starts_on, ends_on]
    set_and_brought = [*scope, *scope, *scope]
    return [*scope, *scope, *offered_params(*scope), *set_and_brought, school_id, course_id, ends_on, starts_on]


def _offered_and_set(
    rest: list[Row], place: dict[int, int], seat: dict[int, int], lessons: list[Row]
) -> dict[str, Any]:
    held_on = [day(row[1]) for row in lessons]
    return {
        "plan": offered(
            (row for row in rest if row[2] in (FOLLOWED, LINE)),
            [(at, held_on[at]) for at, row in enumerate(lessons) if not row[9] & CANCELLED],
        ),
        "personal": personal_rows(rest, place, seat, held_on),
        "files": file_rows(rest, place, seat),
        "brought": brought_rows(rest, seat),
        "freed": freed_rows(rest, seat),
    }


def _lessons(rows: Iterable[Row], first_open: str, only: int, is_closed: bool) -> list[list[Any]]:
    return [
        [
            str(row[0]), row[1], row[2], row[3], row[4], room_words(row[5]),
            initials(row[6], row[7], row[8]) if row[6] else "",
            _flags(row, first_open, only, is_closed), row[10], row[11], row[12], row[13], str(row[14] or ""), row[15],
            _change(row), row[20], late_words(wall(moment(row[21])), day(row[1])) if row[21] else "",
        ]
        for row in rows
    ]  # fmt: skip


def _flags(row: Row, first_open: str, only: int, is_closed: bool) -> int:
    """Lessons before `first_open` are late; a substitute's (`only`) are all others' but those they were put into."""
    why = LATE if row[1] < first_open else 0
    why += OTHERS if only and not (row[18] and row[17] == only) else 0
    return int(row[9] + why + (LOCKED if why or is_closed else 0) + (STANDS_IN if row[18] else 0))


def _change(row: Row) -> str:
    """What differs that day, in words."""
    words = []
    if row[9] & CANCELLED:
        words.append("урок отменён")
    if row[18]:
        words.append(f"замена: {initials(row[6], row[7], row[8])}" if row[6] else "замена")
    if row[19]:
        words.append("другой кабинет")
    if row[16]:
        words.append(row[16])
    return ", ".join(words)


def _kinds(
    rows: Iterable[Row], place: dict[int, int], weights: dict[str, Decimal], *, takes_two: bool
) -> tuple[list[Any], list[Any]]:
    kinds: list[list[Any]] = []
    works: list[list[Any]] = []
    for kind_id, code, name, letter, is_control, is_retired, doubles, *work in rows:
        if not kinds or kinds[-1][0] != str(kind_id):
            hundredths = int(weights.get(code, Decimal(1)) * 100)
            flags = (int(is_control), int(is_retired), int(bool(doubles) and takes_two))
            kinds.append([str(kind_id), code, name, letter, hundredths, *flags])
        work_id, lesson_id, slot, weight, title, version, is_double = work
        if work_id is not None:
            weight_hundredths = int(number(weight) * 100)
            said = [str(work_id), place[lesson_id], slot, len(kinds) - 1, weight_hundredths, title, version]
            works.append([*said, 1] if is_double else said)
    return kinds, works


def _members(course: OpenCourse, period: PeriodTab) -> list[Row]:
    of_group = course.group_id is not None
    sql = _MEMBERS_SQL.format(
        members="people_groupmember" if of_group else "people_enrolment", key="group_id" if of_group else "class_id"
    )
    owner = course.group_id if of_group else course.class_id
    return fetch(sql, [course.id, course.school_id, owner, period.ends_on, period.starts_on])


def _pupils(rows: Iterable[Row], starts: str) -> tuple[list[list[Any]], dict[int, int]]:
    """Rows in alphabetical order; somebody who left and came back keeps one row, of the widest dates."""
    pupils: list[list[Any]] = []
    seat: dict[int, int] = {}
    for person_id, last_name, first_name, starts_on, ends_on, period_id, final, proposed, version in rows:
        if person_id not in seat:
            seat[person_id] = len(pupils)
            since = starts_on if starts_on > starts else ""
            pupils.append([str(person_id), f"{last_name} {first_name}", since, ends_on or "", []])
        pupil = pupils[seat[person_id]]
        pupil[3] = ends_on or ""
        if period_id is not None:
            result = [str(period_id), final, proposed, version]
            if result not in pupil[4]:
                pupil[4].append(result)
    return pupils, seat


def _cells(rows: Iterable[Row], place: dict[int, int], seat: dict[int, int]) -> tuple[list[Any], list[Any], list[Row]]:
    """Marks, absences, and the rows of the lesson plan and of homework as they are."""
    marks: list[list[Any]] = []
    absences: list[list[Any]] = []
    rest: list[Row] = []
    for cell in rows:
        lesson_id, pupil_id, slot, value, version, comment, due_on = cell
        if slot < ABSENCE:
            rest.append(cell)
            continue
        row = seat.get(pupil_id)
        if row is None:  # left before the period's end: the list of the period does not hold them
            continue
        if slot >= 0:
            marks.append([place[lesson_id], row, slot, value, version, comment, *([due_on] if due_on else [])])
        else:
            absences.append([place[lesson_id], row, value, int(comment or 0), version])
    return marks, absences, rest
