"""All that a batch of commands is judged by, read in as few statements as the batch has sorts of things."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from kedr.core.sql import day, fetch, in_list, moment, number
from kedr.journal.access import GRADE_OF_GROUP
from kedr.journal.queries.freed import IS_FREED
from kedr.journal.queries.locks import closing, opened, pupil_closed
from kedr.journal.rules import ANSWER


@dataclass(slots=True)
class LessonState:
    """A lesson as the writer may touch it. The rights hold for the person asked about, on the day asked about."""

    id: int
    course_id: int
    held_on: date
    is_cancelled: bool
    is_kept: bool
    substitute_id: int | None  # who gives it instead of its teacher
    scale: str
    subject_id: int
    class_id: int | None
    group_id: int | None
    grade: int
    closing: str | None  # what is closed: see rules.Locks
    is_opened: bool  # a window was granted and has not ended
    teaches: bool
    page: "PageState" = field(default_factory=lambda: PageState())
    homework: "HomeworkState" = field(default_factory=lambda: HomeworkState())
    works: "dict[int, WorkState]" = field(default_factory=dict)  # by slot


@dataclass(slots=True)
class PageState:
    topic: str = ""
    topic_version: int = 0
    is_checked: bool = False
    check_version: int = 0
    is_no_homework: bool = False


@dataclass(slots=True)
class HomeworkState:
    id: int = 0
    text: str = ""
    due_lesson_id: int | None = None
    version: int = 0
    minutes: int = 0
    set_at: datetime | None = None  # first
    is_late: bool = False


@dataclass(slots=True)
class WorkState:
    id: int
    kind_id: int
    weight: Decimal
    title: str
    version: int
    is_double: bool = False


@dataclass(slots=True)
class MarkState:
    id: int
    work_id: int
    value: str
    comment: str
    version: int
    due_on: date | None = None  # of a debt


@dataclass(slots=True)
class AttendanceState:
    id: int
    code: str
    minutes: int | None
    version: int


@dataclass(slots=True)
class Cells:
    """Who is in the list on each lesson's day, and what stands in their cells."""

    members: set[tuple[int, int]] = field(default_factory=set)  # (lesson, pupil)
    marks: dict[tuple[int, int, int], MarkState] = field(default_factory=dict)  # (lesson, pupil, slot)
    attendance: dict[tuple[int, int], AttendanceState] = field(default_factory=dict)
    closed: set[tuple[int, int]] = field(default_factory=set)  # (lesson, pupil) whose year is closed


# by primary keys and the unique keys of page, homework and works; the teacher by curriculum_courseteacher_once
_LESSONS_SQL = f"""
SELECT l.id, l.course_id, l.held_on, l.is_cancelled, l.kept_at IS NOT NULL,
  CASE WHEN l.is_teacher_replaced THEN l.teacher_id END, c.scale, c.subject_id,
  c.class_id, c.group_id, COALESCE(k.grade, {GRADE_OF_GROUP}, 0),
  {closing()}, {opened()},
  EXISTS (SELECT 1 FROM curriculum_courseteacher t WHERE t.school_id = l.school_id AND t.course_id = c.id
          AND t.person_id = %s AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s)),
  g.topic, g.topic_version, g.is_checked, g.check_version, g.is_no_homework,
  h.id, h.text, h.due_lesson_id, h.version, COALESCE(h.minutes, 0), h.set_at, h.is_late,
  w.slot, w.id, w.kind_id, w.weight, w.title, w.version,
  w.is_double
FROM timetable_lesson l
JOIN curriculum_course c ON c.school_id = l.school_id AND c.id = l.course_id
JOIN schools_academicyear y ON y.school_id = c.school_id AND y.id = c.year_id
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN journal_lessonpage g ON g.school_id = l.school_id AND g.id = l.id
LEFT JOIN journal_homework h ON h.school_id = l.school_id AND h.lesson_id = l.id AND h.pupil_id = 0
LEFT JOIN journal_work w ON w.school_id = l.school_id AND w.lesson_id = l.id
WHERE l.school_id = %s AND l.id IN {{lessons}}
"""

# by people_enrolment_person / people_groupmember_person, then the unique keys of the cells
_CELLS_SQL = f"""
SELECT m.lesson_id, m.person_id, k.slot, k.id, k.work_id, k.value, k.comment, k.version,
  k.due_on, a.id, a.code, a.minutes, a.version, {pupil_closed("m.person_id", "m.year_id", of="m")}
FROM (
  SELECT l.school_id, l.id AS lesson_id, e.person_id, c.year_id, l.course_id, l.held_on
  FROM timetable_lesson l
  JOIN curriculum_course c ON c.school_id = l.school_id AND c.id = l.course_id AND c.group_id IS NULL
  JOIN people_enrolment e ON e.school_id = l.school_id AND e.class_id = c.class_id
    AND e.starts_on <= l.held_on AND (e.ends_on IS NULL OR e.ends_on > l.held_on)
  WHERE l.school_id = %s AND l.id IN {{lessons}} AND e.person_id IN {{pupils}}
  UNION ALL
  SELECT l.school_id, l.id, g.person_id, c.year_id, l.course_id, l.held_on
  FROM timetable_lesson l
  JOIN curriculum_course c ON c.school_id = l.school_id AND c.id = l.course_id
  JOIN people_groupmember g ON g.school_id = l.school_id AND g.group_id = c.group_id
    AND g.starts_on <= l.held_on AND (g.ends_on IS NULL OR g.ends_on > l.held_on)
  WHERE l.school_id = %s AND l.id IN {{lessons}} AND g.person_id IN {{pupils}}
) m
LEFT JOIN journal_mark k ON k.school_id = m.school_id AND k.lesson_id = m.lesson_id AND k.pupil_id = m.person_id
LEFT JOIN journal_attendance a ON a.school_id = m.school_id AND a.lesson_id = m.lesson_id AND a.pupil_id = m.person_id
WHERE NOT {IS_FREED.format(of="m", course="m.course_id", pupil="m.person_id", on="m.held_on")}
"""


def lesson_states(
    school_id: int, lesson_ids: Collection[int], person_id: int, on: date, at: datetime
) -> dict[int, LessonState]:
    """The lessons as they stand at an instant, with the person's rights; unknown ones are absent. One query."""
    lessons: dict[int, LessonState] = {}
    for row in _rows(_LESSONS_SQL, [at, person_id, on, on, school_id, *lesson_ids], lessons=lesson_ids):
        lesson = lessons.get(row[0])
        if lesson is None:
            lesson = lessons[row[0]] = _lesson_state(row)
            if row[14] is not None:
                lesson.page = PageState(row[14], row[15], bool(row[16]), row[17], bool(row[18]))
            if row[19] is not None:
                lesson.homework = homework_state(row[19:26])
        if row[26] is not None:
            lesson.works[row[26]] = WorkState(row[27], row[28], number(row[29]), row[30], row[31], bool(row[32]))
    return lessons


def homework_state(row: tuple[Any, ...]) -> HomeworkState:
    """From id, text, due lesson, version, minutes, when it was first set, whether that was late."""
    homework_id, text, due_lesson_id, version, minutes, set_at, is_late = row
    return HomeworkState(
        homework_id, text, due_lesson_id, version, minutes, moment(set_at) if set_at else None, bool(is_late)
    )


def _lesson_state(row: tuple[Any, ...]) -> LessonState:
    return LessonState(
        id=row[0],
        course_id=row[1],
        held_on=day(row[2]),
        is_cancelled=bool(row[3]),
        is_kept=bool(row[4]),
        substitute_id=row[5],
        scale=row[6],
        subject_id=row[7],
        class_id=row[8],
        group_id=row[9],
        grade=row[10],
        closing=row[11],
        is_opened=bool(row[12]),
        teaches=bool(row[13]),
    )


def cells(school_id: int, lesson_ids: Collection[int], pupil_ids: Collection[int]) -> Cells:
    """Membership and cells of every one of the pupils at every one of the lessons. One query, or none."""
    found = Cells()
    if not (lesson_ids and pupil_ids):
        return found
    params = [school_id, *lesson_ids, *pupil_ids]
    for row in _rows(_CELLS_SQL, [*params, *params], lessons=lesson_ids, pupils=pupil_ids):
        pair = (row[0], row[1])
        found.members.add(pair)
        if row[2] is not None:
            found.marks[(*pair, row[2])] = MarkState(
                row[3], row[4], row[5], row[6], row[7], day(row[8]) if row[8] else None
            )
        if row[9] is not None:
            found.attendance[pair] = AttendanceState(*row[9:13])
        if row[13]:
            found.closed.add(pair)
    return found


_CLASSES_SQL = "SELECT group_id, class_id FROM schools_groupclass WHERE school_id = %s AND group_id IN {groups}"


def classes_of(school_id: int, lessons: Collection[LessonState]) -> set[int]:
    """The classes whose families see these lessons. A query only where a group is among them."""
    classes = {lesson.class_id for lesson in lessons if lesson.class_id}
    groups = {lesson.group_id for lesson in lessons if lesson.group_id}
    if groups:
        classes |= {row[1] for row in _rows(_CLASSES_SQL, [school_id, *groups], groups=groups)}
    return classes


_KINDS_SQL = "SELECT id, code, is_retired, is_double FROM journal_workkind WHERE school_id = %s ORDER BY position, id"


@dataclass(frozen=True, slots=True)
class Kinds:
    """The school's kinds of work: id → code, in their order; `used` are those a new work may have.

    `doubles` are those whose works may have two marks.
    """

    codes: dict[int, str]
    used: list[int]
    doubles: frozenset[int] = frozenset()

    @property
    def plain(self) -> int:
        """The kind a mark gets when nobody said another."""
        return next((kind_id for kind_id in self.used if self.codes[kind_id] == ANSWER), self.used[0])


def work_kinds(school_id: int) -> Kinds:
    """The school's kinds of work. One query."""
    rows = fetch(_KINDS_SQL, [school_id])
    codes = {row[0]: row[1] for row in rows}
    return Kinds(codes, [row[0] for row in rows if not row[2]], frozenset(row[0] for row in rows if row[3]))


def has_double_marks(school_id: int, work_id: int) -> bool:
    """Does any cell of the work hold two marks? One query, asked only when a work is to have one from now on."""
    sql = "SELECT 1 FROM journal_mark WHERE school_id = %s AND work_id = %s AND value LIKE %s LIMIT 1"
    return bool(fetch(sql, [school_id, work_id, "%/%"]))


def _rows(sql: str, params: list[Any], **lists: Collection[int]) -> list[tuple[Any, ...]]:
    return fetch(
        sql.format(**{name: in_list(len(ids)) for name, ids in lists.items()}),
        params,
    )
