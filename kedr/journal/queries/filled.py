"""Lessons and what is filled in them: for a teacher's day, the board of the school, the overdue list."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from kedr.core.clock import day_of, time_of
from kedr.core.sql import clock_time, day, fetch, in_list, moment
from kedr.core.words import initials
from kedr.journal.access import ANSWERS_FOR, answers_for
from kedr.journal.rules import missing
from kedr.schools.rules import room_words


@dataclass(frozen=True, slots=True)
class LessonLine:
    """A lesson on a board: what it is, and what its page holds."""

    id: int
    course_id: int
    title: str
    short_title: str  # «Англ. язык»: for a dense board
    whose: str  # class or group, as the journals are named
    class_id: int  # 0 for a group of several classes
    group_id: int  # 0 for a whole class
    held_on: date
    number: int
    starts_at: time
    ends_at: time
    room: str
    teacher_id: int
    teacher: str
    is_cancelled: bool
    is_replaced: bool
    is_moved: bool
    reason: str
    topic: str
    homework: str
    marks: int
    absences: int
    is_begun: bool  # anything at all is written
    missing: tuple[str, ...]


# What `rules.missing` asks of a lesson, of the tables l, c and FACTS_OF; the rule judges, the SQL never does.
FACTS = """c.scale, c.is_extra, COALESCE(p.is_checked, FALSE), COALESCE(p.topic, '') <> '',
  COALESCE(p.is_no_homework, FALSE) OR COALESCE(h.text, '') <> ''"""
FACTS_OF = """LEFT JOIN journal_lessonpage p ON p.school_id = l.school_id AND p.id = l.id
LEFT JOIN journal_homework h ON h.school_id = l.school_id AND h.lesson_id = l.id AND h.pupil_id = 0"""


def wanted(facts: Sequence[Any]) -> list[str]:
    """What a lesson of these FACTS still wants."""
    scale, is_extra, is_checked, has_topic, has_homework = facts
    return missing(
        scale=scale,
        is_extra=bool(is_extra),
        is_checked=bool(is_checked),
        has_topic=bool(has_topic),
        has_homework=bool(has_homework),
    )


_LINES_SQL = f"""
SELECT l.id, l.course_id, c.title, CASE WHEN c.title = s.name THEN s.short_name ELSE c.title END,
  COALESCE(g.name, k.name, ''), COALESCE(c.class_id, 0), COALESCE(c.group_id, 0),
  l.held_on, l.number, l.starts_at, l.ends_at, COALESCE(r.name, ''), COALESCE(l.teacher_id, 0),
  COALESCE(t.last_name, ''), COALESCE(t.first_name, ''), COALESCE(t.middle_name, ''),
  l.is_cancelled, l.is_teacher_replaced, l.is_room_replaced, l.change_reason,
  COALESCE(p.topic, ''), COALESCE(h.text, ''), l.kept_at IS NOT NULL,
  (SELECT COUNT(*) FROM journal_mark m WHERE m.school_id = l.school_id AND m.lesson_id = l.id AND m.value <> ''),
  (SELECT COUNT(*) FROM journal_attendance a WHERE a.school_id = l.school_id AND a.lesson_id = l.id
     AND a.code IN ('н', 'нп', 'у', 'б')),
  {FACTS}
FROM timetable_lesson l
JOIN curriculum_course c ON c.school_id = l.school_id AND c.id = l.course_id
JOIN curriculum_subject s ON s.id = c.subject_id
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
LEFT JOIN schools_room r ON r.school_id = l.school_id AND r.id = l.room_id
LEFT JOIN people_person t ON t.school_id = l.school_id AND t.id = l.teacher_id
{FACTS_OF}
WHERE l.school_id = %s AND {{where}}
ORDER BY l.held_on, l.starts_at, l.number, c.title, l.id
"""


def lessons_of_day(school_id: int, on: date) -> list[LessonLine]:
    """All lessons of a day. One query, by timetable_lesson_day."""
    return _lines(school_id, "l.held_on = %s", [on])


def own_lessons(school_id: int, person_id: int, on: date, today: date) -> list[LessonLine]:
    """The lessons of a day that a teacher answers for. One query, by timetable_lesson_day."""
    return _lines(school_id, f"l.held_on = %s AND {ANSWERS_FOR}", [on, *answers_for(school_id, person_id, today, on)])


def overdue(school_id: int, person_id: int, since: date, today: date) -> list[LessonLine]:
    """Lessons of [since, today) a teacher answers for that still want something, newest first. One query."""
    where = f"l.held_on >= %s AND l.held_on < %s AND {ANSWERS_FOR}"
    lines = _lines(school_id, where, [since, today, *answers_for(school_id, person_id, today)])
    return [line for line in reversed(lines) if line.missing]


def _lines(school_id: int, where: str, params: Sequence[Any]) -> list[LessonLine]:
    rows = fetch(_LINES_SQL.format(where=where), [school_id, *params])
    return [_line(row) for row in rows]


def _line(row: tuple[Any, ...]) -> LessonLine:
    (
        lesson_id, course_id, title, short_title, whose, class_id, group_id, held_on, number, starts_at, ends_at, room,
        teacher_id, last_name, first_name, middle_name, is_cancelled, is_replaced, is_moved, reason, topic, homework,
        is_kept, marks, absences, *facts,
    ) = row  # fmt: skip
    return LessonLine(
        id=lesson_id,
        course_id=course_id,
        title=title,
        short_title=short_title,
        whose=whose,
        class_id=class_id,
        group_id=group_id,
        held_on=day(held_on),
        number=number,
        starts_at=clock_time(starts_at),
        ends_at=clock_time(ends_at),
        room=room_words(room),
        teacher_id=teacher_id,
        teacher=initials(last_name, first_name, middle_name) if last_name else "",
        is_cancelled=bool(is_cancelled),
        is_replaced=bool(is_replaced),
        is_moved=bool(is_moved),
        reason=reason,
        topic=topic,
        homework=homework,
        marks=marks,
        absences=absences,
        is_begun=bool(is_kept),
        missing=() if is_cancelled else tuple(wanted(facts)),
    )


@dataclass(frozen=True, slots=True)
class Held:
    """Lessons held so far, those of them that want nothing more, and when a journal was last begun in one."""

    held: int = 0
    filled: int = 0
    kept_at: datetime | None = None

    def and_more(self, lessons: int, facts: Sequence[Any], kept_at: datetime | None) -> "Held":
        last = max((at for at in (self.kept_at, kept_at) if at), default=None)
        return Held(self.held + lessons, self.filled + (0 if wanted(facts) else lessons), last)


# by timetable_lesson_day; as many rows a key as there are sorts of facts
_HELD_SQL = f"""
SELECT {{key}}, {FACTS}, COUNT(*), MAX(l.kept_at)
FROM timetable_lesson l
JOIN curriculum_course c ON c.school_id = l.school_id AND c.id = l.course_id
{FACTS_OF}
{{more}}
WHERE {{where}} AND l.held_on >= %s AND NOT l.is_cancelled
  AND (l.held_on < %s OR (l.held_on = %s AND l.ends_at <= %s))
GROUP BY 1, 2, 3, 4, 5, 6
"""
# A group's lesson counts for each of its classes.
_OF_CLASSES_SQL = _HELD_SQL.format(
    key="COALESCE(c.class_id, g.class_id)",
    more="LEFT JOIN schools_groupclass g ON g.school_id = c.school_id AND g.group_id = c.group_id"
    " AND c.class_id IS NULL",
    where="l.school_id = %s",
)


def held_by_class(school_id: int, since: date, now: datetime) -> dict[int, Held]:
    """The lessons of each class from `since` that have ended by now. One query, however many classes."""
    return _held(_OF_CLASSES_SQL, [school_id], since, now)


def held_by_school(school_ids: Sequence[int], since: date, now: datetime) -> dict[int, Held]:
    """The same for whole schools. One query, over several schools on purpose: counts for their authority."""
    sql = _HELD_SQL.format(
        key="l.school_id", more="-- cross_school", where=f"l.school_id IN {in_list(len(school_ids))}"
    )
    return _held(sql, school_ids, since, now)


def _held(sql: str, schools: Sequence[int], since: date, now: datetime) -> dict[int, Held]:
    on = day_of(now)
    found: dict[int, Held] = defaultdict(Held)
    for key, *facts, lessons, kept_at in fetch(sql, [*schools, since, on, on, time_of(now)]):
        found[key] = found[key].and_more(lessons, facts, moment(kept_at) if kept_at else None)
    return found


@dataclass(frozen=True, slots=True)
class PlannedWork:
    """A work that is still to be written: for the «Скоро» of a teacher."""

    lesson_id: int
    held_on: date
    title: str
    whose: str


# by timetable_lesson_day
_PLANNED_SQL = f"""
SELECT l.id, l.held_on, CASE WHEN w.title <> '' THEN w.title ELSE n.name END, COALESCE(g.name, k.name, '')
FROM timetable_lesson l
JOIN journal_work w ON w.school_id = l.school_id AND w.lesson_id = l.id
JOIN journal_workkind n ON n.school_id = w.school_id AND n.id = w.kind_id AND n.is_control
JOIN curriculum_course c ON c.school_id = l.school_id AND c.id = l.course_id
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
WHERE l.school_id = %s AND l.held_on > %s AND l.held_on <= %s AND {ANSWERS_FOR}
ORDER BY l.held_on, l.number
"""


def planned_works(school_id: int, person_id: int, today: date, until: date) -> list[PlannedWork]:
    """Control works on (today, until] in the lessons a teacher answers for. One query."""
    rows = fetch(_PLANNED_SQL, [school_id, today, until, *answers_for(school_id, person_id, today)])
    return [PlannedWork(row[0], day(row[1]), row[2], row[3]) for row in rows]
