"""What the timetable of a freshly set up school holds, for its history to be written."""

from collections import defaultdict
from datetime import date, datetime

from kedr.core.sql import clock_time, day, fetch, number
from kedr.interop.demo.curriculum import FULL
from kedr.interop.demo.history import CourseFact, LessonFact, PeriodFact, SchoolFact
from kedr.interop.demo.plans import Given, lengths
from kedr.journal.rules.proposals import norm_of
from kedr.schools.queries import regulations
from kedr.schools.rules import WORK_WEIGHTS, level_of

_COURSES_SQL = """
SELECT c.id, s.name, c.scale, c.scheme_id, c.class_id, c.group_id, c.subject_id, c.hours, MIN(k.grade),
  MIN(t.person_id)
FROM curriculum_course c
JOIN curriculum_subject s ON s.id = c.subject_id
LEFT JOIN schools_groupclass g ON g.school_id = c.school_id AND g.group_id = c.group_id
JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = COALESCE(c.class_id, g.class_id)
JOIN curriculum_courseteacher t ON t.school_id = c.school_id AND t.course_id = c.id AND t.ends_on IS NULL
WHERE c.school_id = %s AND c.year_id = %s
GROUP BY c.id, s.name, c.scale, c.scheme_id, c.class_id, c.group_id, c.subject_id, c.hours
ORDER BY c.id
"""
_LESSONS_SQL = """
SELECT course_id, id, held_on, number, starts_at, ends_at, teacher_id, is_cancelled
FROM timetable_lesson WHERE school_id = %s
ORDER BY course_id, held_on, number
"""
_PERIODS_SQL = "SELECT scheme_id, id, starts_on, ends_on FROM schools_period WHERE school_id = %s ORDER BY number"
_ENROLLED_SQL = "SELECT class_id, person_id FROM people_enrolment WHERE school_id = %s ORDER BY id"
_MEMBERS_SQL = "SELECT group_id, person_id FROM people_groupmember WHERE school_id = %s ORDER BY id"
_KINDS_SQL = "SELECT code, id FROM journal_workkind WHERE school_id = %s"
_USERS_SQL = "SELECT person_id, user_id FROM accounts_grant WHERE at_school_id = %s"
_SUBJECTS_SQL = """
SELECT c.id, s.name FROM curriculum_course c JOIN curriculum_subject s ON s.id = c.subject_id WHERE c.school_id = %s
"""
_SCOPES_SQL = """
SELECT c.id, c.subject_id, c.year_id, s.name, y.starts_on FROM curriculum_course c
JOIN curriculum_subject s ON s.id = c.subject_id
JOIN schools_academicyear y ON y.school_id = c.school_id AND y.id = c.year_id
WHERE c.school_id = %s
"""
_YEAR_SQL = "SELECT id FROM schools_academicyear WHERE school_id = %s ORDER BY year DESC"


def school_fact(school_id: int, now: datetime) -> SchoolFact:
    """The journals of the school's last year with their lessons and pupils. Eight queries."""
    year_id = fetch(_YEAR_SQL, [school_id])[0][0]
    short = {full: name for name, full in FULL.items()}
    lessons: dict[int, list[LessonFact]] = defaultdict(list)
    for course_id, lesson_id, held_on, place, starts_at, ends_at, teacher_id, is_cancelled in fetch(
        _LESSONS_SQL, [school_id]
    ):
        lessons[course_id].append(
            LessonFact(
                lesson_id, day(held_on), place, clock_time(starts_at), clock_time(ends_at), teacher_id or 0,
                bool(is_cancelled),
            )
        )  # fmt: skip
    periods: dict[int, list[PeriodFact]] = defaultdict(list)
    for scheme_id, period_id, starts_on, ends_on in fetch(_PERIODS_SQL, [school_id]):
        periods[scheme_id].append(PeriodFact(period_id, day(starts_on), day(ends_on)))
    told = fetch(_COURSES_SQL, [school_id, year_id])
    planned = lengths(
        Given(course_id, short[subject], grade, scale, teacher_id, tuple(lessons[course_id]))
        for course_id, subject, scale, *_, grade, teacher_id in told
    )
    in_class = _lists(_ENROLLED_SQL, school_id)
    in_group = _lists(_MEMBERS_SQL, school_id)
    local = regulations(school_id, now.date())
    courses = [
        CourseFact(
            course_id, short[subject], grade,
            norm_of(local, scale, number(hours), level=level_of(grade), subject_id=subject_id, on=now.date()),
            teacher_id,
            tuple(in_group[group_id] if group_id else in_class[class_id]),
            tuple(lessons[course_id]), tuple(periods[scheme_id]), planned[course_id],
        )
        for course_id, subject, scale, scheme_id, class_id, group_id, subject_id, hours, grade, teacher_id in told
    ]  # fmt: skip
    kinds = {code: kind_id for code, kind_id in fetch(_KINDS_SQL, [school_id])}  # noqa: C416 tuples of any size
    weights = local.get(WORK_WEIGHTS)
    return SchoolFact(school_id, now, kinds, weights, courses)


def given_of(course: CourseFact) -> Given:
    """What of a journal its plan depends on."""
    return Given(course.id, course.subject, course.grade, course.scale, course.teacher_id, course.lessons)


def plan_scopes(school_id: int) -> dict[int, tuple[int, int, str, date]]:
    """Journal → subject, year, title of the subject, the year's first day. One query."""
    return {row[0]: (row[1], row[2], row[3], day(row[4])) for row in fetch(_SCOPES_SQL, [school_id])}


def subjects_of(school_id: int) -> dict[int, str]:
    """Journal -> subject."""
    return dict(fetch(_SUBJECTS_SQL, [school_id]))


def users_of(school_id: int) -> dict[int, int]:
    """Person -> account."""
    return dict(fetch(_USERS_SQL, [school_id]))


def _lists(sql: str, school_id: int) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for key, person_id in fetch(sql, [school_id]):
        found[key].append(person_id)
    return found
