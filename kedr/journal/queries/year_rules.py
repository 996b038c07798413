"""What the year's mark of each course comes out by, and what the marks of a year propose where they make it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kedr.core.sql import day, fetch, in_list, number
from kedr.journal.rules import MEANT, counted, debts_until, propose, weighted_mean
from kedr.journal.rules.levels import thresholds_of
from kedr.journal.rules.year import propose_year
from kedr.schools.rules import OVERDUE_DEBT, YEAR_MARK, Regulation, Regulations, YearRule, level_of


@dataclass(frozen=True, slots=True)
class YearCourse:
    """A course whose year's marks are meant; the grade tells the level of its local acts."""

    id: int
    subject_id: int
    grade: int
    scale: str


@dataclass(frozen=True, slots=True)
class YearRules:
    """The rules of courses by their ids, and what all marks of a year propose by course and pupil."""

    rules: dict[int, YearRule]
    by_marks: dict[int, dict[int, str]]

    @property
    def has_interim(self) -> bool:
        return any(rule.has_interim for rule in self.rules.values())

    def propose(self, course_id: int, pupil_id: int, periods: Sequence[str], interim: str) -> str:
        """The year's mark that comes out of results of the pupil's periods; empty while it cannot."""
        own = self.by_marks.get(course_id)
        by_marks = own.get(pupil_id, "") if own is not None else None
        return propose_year(self.rules.get(course_id, YEAR_MARK.default), periods, interim, by_marks)


# Equal marks are counted, not listed. Lessons by timetable_lesson_course, their marks by journal_mark_once; brought
# ones by journal_broughtmark_course.
_MARKS_SQL = """
SELECT l.course_id, m.pupil_id, m.value, w.weight, m.due_on, COUNT(*) FROM timetable_lesson l
JOIN journal_mark m ON m.school_id = l.school_id AND m.lesson_id = l.id AND m.value <> ''
JOIN journal_work w ON w.school_id = m.school_id AND w.id = m.work_id
WHERE l.school_id = %s AND l.course_id IN {courses}
GROUP BY l.course_id, m.pupil_id, m.value, w.weight, m.due_on
UNION ALL
SELECT b.course_id, b.pupil_id, b.value, b.weight, NULL, 1 FROM journal_broughtmark b
WHERE b.school_id = %s AND b.course_id IN {courses}
"""


def _of[T](regulation: Regulation[T], course: YearCourse, local: Regulations) -> T:
    return local.get(regulation, level=level_of(course.grade), subject_id=course.subject_id)


def year_rules(school_id: int, courses: Collection[YearCourse], local: Regulations, on: date) -> YearRules:
    """The rules on a day of the year. No query; one where all marks make the mark of some course."""
    rules = {course.id: _of(YEAR_MARK, course, local) for course in courses}
    asked = {course.id: course for course in courses if rules[course.id].is_by_marks and course.scale in MEANT}
    if not asked:
        return YearRules(rules, {})
    marks: dict[tuple[int, int], list[tuple[str, Decimal]]] = defaultdict(list)
    until = {
        course.id: debts_until(on, on + timedelta(days=1), counts=_of(OVERDUE_DEBT, course, local))
        for course in asked.values()
    }
    params = [school_id, *asked] * 2
    for course_id, pupil_id, value, weight, due_on, times in fetch(
        _MARKS_SQL.format(courses=in_list(len(asked))), params
    ):
        due = day(due_on) if due_on else None
        said = counted(value, due, until[course_id], asked[course_id].scale)
        marks[course_id, pupil_id] += [(said, number(weight))] * times
    by_marks: dict[int, dict[int, str]] = {course_id: {} for course_id in asked}
    for (course_id, pupil_id), own in marks.items():
        course = asked[course_id]
        level = level_of(course.grade)
        thresholds = thresholds_of(local, course.scale, level=level, subject_id=course.subject_id)
        by_marks[course_id][pupil_id] = propose(weighted_mean(own), thresholds, course.scale)
    return YearRules(rules, by_marks)
