"""Which journals hold marks already: their scale does not change any more."""

from collections.abc import Collection

from kedr.core.sql import fetch, in_list

# lessons by timetable_lesson_course, marks by journal_mark_once, results by their unique keys
_MARKED_SQL = """
SELECT c.id FROM curriculum_course c WHERE c.school_id = %s AND c.id IN {courses} AND (
  EXISTS (SELECT 1 FROM timetable_lesson l
    JOIN journal_mark m ON m.school_id = l.school_id AND m.lesson_id = l.id AND m.value <> ''
    WHERE l.school_id = c.school_id AND l.course_id = c.id)
  OR EXISTS (SELECT 1 FROM journal_periodresult r
    WHERE r.school_id = c.school_id AND r.course_id = c.id AND r.final <> '')
  OR EXISTS (SELECT 1 FROM journal_yearresult y
    WHERE y.school_id = c.school_id AND y.course_id = c.id AND y.final <> ''))
"""


def marked_courses(school_id: int, course_ids: Collection[int]) -> set[int]:
    """Those of the courses that hold a mark or a result. One query, or none."""
    if not course_ids:
        return set()
    sql = _MARKED_SQL.format(courses=in_list(len(course_ids)))
    return {row[0] for row in fetch(sql, [school_id, *course_ids])}
