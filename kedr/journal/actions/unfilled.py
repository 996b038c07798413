"""What the night says of lessons that are not filled: a remark a week for each journal, removed once they are."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db import transaction

from kedr.audit.actions import Change, record
from kedr.core.actor import Actor
from kedr.core.clock import day_of
from kedr.core.sql import day, fetch
from kedr.journal.access import GRADE_OF_GROUP
from kedr.journal.models import Remark
from kedr.journal.queries.filled import FACTS, FACTS_OF, wanted
from kedr.journal.queries.remarks import lacking_lessons
from kedr.journal.rules import RemarkWeek, remark_text, remark_week
from kedr.schools.queries import regulations
from kedr.schools.rules import REMARKS, level_of

LOOK_BACK = timedelta(days=7 + 6 + 30)  # a week, up to six days since its night, the longest patience

# Lessons of open years and open journals; the substitute answers for theirs. By timetable_lesson_day.
_LESSONS_SQL = f"""
SELECT l.course_id, CASE WHEN l.is_teacher_replaced THEN COALESCE(l.teacher_id, 0) ELSE 0 END, l.held_on,
  COALESCE(k.grade, {GRADE_OF_GROUP}, 0), c.subject_id, {FACTS}
FROM timetable_lesson l
JOIN curriculum_course c ON c.school_id = l.school_id AND c.id = l.course_id
JOIN schools_academicyear y ON y.school_id = c.school_id AND y.id = c.year_id AND y.closed_at IS NULL
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
{FACTS_OF}
WHERE l.school_id = %s AND l.held_on >= %s AND l.held_on < %s AND NOT l.is_cancelled
  AND NOT EXISTS (SELECT 1 FROM journal_courseclosing z WHERE z.school_id = l.school_id AND z.course_id = l.course_id)
"""

type Key = tuple[int, int, RemarkWeek, int]  # course, substitute, the week, days to mend


@transaction.atomic
def remark_unfilled(*, actor: Actor, at: datetime, school_id: int) -> int:
    """Make the remarks of the last night of remarks that are not made yet; how many. Again it makes none.

    Which night, how late a lesson is and how many of them it takes is the regulation `remarks`.
    """
    today = day_of(at)
    owed = _owed(school_id, today)
    known = set(
        Remark.objects.in_school(school_id)
        .filter(week_on__gt=today - timedelta(days=7))
        .values_list("course_id", "substitute_id", "week_on")
    )
    rows = [
        Remark(
            school_id=school_id, kind=Remark.Kind.AUTOMATIC, course_id=course_id, substitute_id=substitute_id,
            week_on=week.made_on, starts_on=week.starts_on, ends_on=week.ends_on,
            text=remark_text(len(days), days), made_at=at, made_by=0, due_on=week.made_on + timedelta(days=term),
        )
        for (course_id, substitute_id, week, term), days in sorted(owed.items(), key=lambda pair: pair[0][:2])
        if (course_id, substitute_id, week.made_on) not in known
    ]  # fmt: skip
    Remark.objects.in_school(school_id).bulk_create(rows)
    changes = [
        Change("remark.make", "remark", row.id, after={"text": row.text}, about_id=row.course_id) for row in rows
    ]
    if changes:
        record(actor=actor, at=at, school_id=school_id, changes=changes)
    return len(rows)


def _owed(school_id: int, today: date) -> dict[Key, list[date]]:
    """The days of unfilled lessons by who is to have a remark on them."""
    local = regulations(school_id, today)
    owed: dict[Key, list[date]] = defaultdict(list)
    least: dict[Key, int] = {}
    for course_id, substitute_id, held_on, grade, subject_id, *facts in fetch(
        _LESSONS_SQL, [school_id, today - LOOK_BACK, today]
    ):
        weekday, patience, lessons, term = local.get(REMARKS, level=level_of(grade), subject_id=subject_id)
        week = remark_week(weekday, patience, today)
        if week and week.starts_on <= day(held_on) < week.ends_on and wanted(facts):
            key = (course_id, substitute_id, week, term)
            owed[key].append(day(held_on))
            least[key] = lessons
    return {key: days for key, days in owed.items() if len(days) >= least[key]}


@transaction.atomic
def remove_filled(*, actor: Actor, at: datetime, school_id: int) -> int:
    """Remove the automatic remarks whose lessons want nothing more; how many."""
    filled = [remark_id for remark_id, lessons in lacking_lessons(school_id).items() if not lessons]
    rows = list(Remark.objects.in_school(school_id).filter(id__in=filled, removed_at=None).select_for_update())
    Remark.objects.in_school(school_id).filter(id__in=[row.id for row in rows]).update(removed_at=at, removed_by=0)
    changes = [Change("remark.remove", "remark", row.id, about_id=row.course_id) for row in rows]
    if changes:
        record(actor=actor, at=at, school_id=school_id, changes=changes)
    return len(rows)
