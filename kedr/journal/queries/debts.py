"""The debts of a course: who has not handed in what, and by when they should."""

from dataclasses import dataclass
from datetime import date

from kedr.core.sql import day, fetch
from kedr.journal.access import OpenCourse
from kedr.schools.queries import regulations
from kedr.schools.rules import OVERDUE_DEBT, level_of


@dataclass(frozen=True, slots=True)
class Debt:
    """One debt: the work it is for, the lesson's topic, by when; `days` are how many have passed since."""

    pupil_id: int
    name: str
    lesson_id: int
    held_on: date
    period_id: int | None
    kind: str
    title: str
    comment: str
    due_on: date
    days: int

    @property
    def is_overdue(self) -> bool:
        return self.days > 0


@dataclass(frozen=True, slots=True)
class Debts:
    """The debts of who is in the list today, the oldest day first; whether an overdue one is «2» in the mean."""

    lines: list[Debt]
    counts: bool

    @property
    def overdue(self) -> int:
        return sum(line.is_overdue for line in self.lines)


# lessons by timetable_lesson_course, their marks by journal_mark_once
_DEBTS_SQL = """
SELECT m.pupil_id, n.last_name, n.first_name, l.id, l.held_on, p.id, k.name, w.title, COALESCE(g.topic, ''), m.comment,
  m.due_on
FROM timetable_lesson l
JOIN journal_mark m ON m.school_id = l.school_id AND m.lesson_id = l.id AND m.value = '.'
JOIN journal_work w ON w.school_id = m.school_id AND w.id = m.work_id
JOIN journal_workkind k ON k.school_id = w.school_id AND k.id = w.kind_id
JOIN people_person n ON n.school_id = m.school_id AND n.id = m.pupil_id
LEFT JOIN journal_lessonpage g ON g.school_id = l.school_id AND g.id = l.id
LEFT JOIN schools_period p ON p.school_id = l.school_id AND p.scheme_id = %s
  AND p.starts_on <= l.held_on AND p.ends_on > l.held_on
WHERE l.school_id = %s AND l.course_id = %s AND EXISTS (SELECT 1 FROM {members} e WHERE e.school_id = m.school_id
  AND e.{key} = %s AND e.person_id = m.pupil_id AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s))
ORDER BY m.due_on, n.last_name, n.first_name, m.pupil_id, l.held_on
"""


def course_debts(course: OpenCourse, today: date) -> Debts:
    """The debts of a course's year. Two queries."""
    of_group = course.group_id is not None
    sql = _DEBTS_SQL.format(
        members="people_groupmember" if of_group else "people_enrolment", key="group_id" if of_group else "class_id"
    )
    owner = course.group_id if of_group else course.class_id
    lines = [
        Debt(
            pupil_id, f"{last} {first}", lesson_id, day(held_on), period_id, kind, title or topic, comment,
            day(due_on), max((today - day(due_on)).days, 0),
        )
        for pupil_id, last, first, lesson_id, held_on, period_id, kind, title, topic, comment, due_on in fetch(
            sql, [course.scheme_id, course.school_id, course.id, owner, today, today]
        )
    ]  # fmt: skip
    local = regulations(course.school_id, today)
    return Debts(lines, local.get(OVERDUE_DEBT, level=level_of(course.grade), subject_id=course.subject_id))
