"""Lesson plans: what there is to follow, the rows of one, which courses may share it; pupils' own courses."""

from dataclasses import dataclass

from kedr.core.sql import fetch
from kedr.core.words import initials
from kedr.curriculum.rules import PlanLine


@dataclass(frozen=True, slots=True)
class PlanHead:
    """A plan in a list: how much it holds and who follows it now."""

    id: int
    name: str
    grade: int
    author: str
    rows: int
    hours: int
    courses: tuple[int, ...]


# by curriculum_lessonplan_once; rows by curriculum_planrow_once, courses by curriculum_courseplan_plan
_PLANS_SQL = """
SELECT p.id, p.name, p.grade, COALESCE(a.last_name, ''), COALESCE(a.first_name, ''), COALESCE(a.middle_name, ''),
  (SELECT COUNT(*) FROM curriculum_planrow r WHERE r.school_id = p.school_id AND r.plan_id = p.id),
  (SELECT COALESCE(SUM(r.hours), 0) FROM curriculum_planrow r WHERE r.school_id = p.school_id AND r.plan_id = p.id),
  f.course_id
FROM curriculum_course c
JOIN curriculum_lessonplan p ON p.school_id = c.school_id AND p.year_id = c.year_id AND p.subject_id = c.subject_id
LEFT JOIN people_person a ON a.school_id = p.school_id AND a.id = p.author_id
LEFT JOIN curriculum_courseplan f ON f.school_id = p.school_id AND f.plan_id = p.id AND f.ends_on IS NULL
WHERE c.school_id = %s AND c.id = %s
ORDER BY p.grade, p.name, p.id, f.course_id
"""


def plans_to_follow(school_id: int, course_id: int) -> list[PlanHead]:
    """The plans of a course's subject and year, whatever the grade. One query."""
    found: dict[int, PlanHead] = {}
    for plan_id, name, grade, last, first, middle, rows, hours, follower in fetch(_PLANS_SQL, [school_id, course_id]):
        before = found[plan_id].courses if plan_id in found else ()
        courses = (*before, follower) if follower else before
        author = initials(last, first, middle) if last else ""
        found[plan_id] = PlanHead(plan_id, name, grade, author, rows, hours, courses)
    return list(found.values())


_LINES_SQL = """
SELECT id, topic, hours, section, kind, homework, note, minutes FROM curriculum_planrow
WHERE school_id = %s AND plan_id = %s ORDER BY position
"""


def plan_lines(school_id: int, plan_id: int) -> list[PlanLine]:
    """The rows of a plan in their order. One query."""
    return [PlanLine(*row) for row in fetch(_LINES_SQL, [school_id, plan_id])]


# by people_groupmember_person
_OWN_COURSE_SQL = """
SELECT c.id FROM curriculum_course c
WHERE c.school_id = %s AND c.year_id = %s AND c.subject_id = %s
  AND c.group_id IN (SELECT m.group_id FROM people_groupmember m WHERE m.school_id = %s AND m.person_id = %s)
  AND NOT EXISTS (SELECT 1 FROM people_groupmember o WHERE o.school_id = c.school_id AND o.group_id = c.group_id
    AND o.person_id <> %s)
ORDER BY c.id LIMIT 1
"""


def own_course_of(school_id: int, year_id: int, pupil_id: int, subject_id: int) -> int:
    """The course of a subject whose group has this pupil alone; 0 for none. One query."""
    rows = fetch(_OWN_COURSE_SQL, [school_id, year_id, subject_id, school_id, pupil_id, pupil_id])
    return rows[0][0] if rows else 0
