"""What the lesson plan offers the lessons of a journal page: topic and homework, to be accepted by the teacher."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from kedr.core.sql import day
from kedr.curriculum.rules import Followed, PlanLine, lay_all, near, slots_of

FOLLOWED, LINE = -2, -3  # the `slot` of these rows among the cells of a page

# Two more branches of the page's query of cells, of its seven columns. First the plans followed in the period, with the
# lessons given under each before it (by timetable_lesson_course); then their rows with the course's own hours.
OFFERED_SQL = f"""
SELECT f.plan_id, (SELECT COUNT(*) FROM timetable_lesson b WHERE b.school_id = f.school_id
    AND b.course_id = f.course_id AND b.held_on >= f.starts_on AND b.held_on < %s AND NOT b.is_cancelled),
  {FOLLOWED}, CAST(f.starts_on AS varchar(10)), 0, CAST(f.ends_on AS varchar(10)), ''
FROM curriculum_courseplan f
WHERE f.school_id = %s AND f.course_id = %s AND f.starts_on < %s AND (f.ends_on IS NULL OR f.ends_on > %s)
UNION ALL
SELECT r.plan_id, r.position, {LINE}, r.topic, COALESCE(x.hours, r.hours), r.homework, CAST(r.minutes AS varchar(4))
FROM curriculum_planrow r
LEFT JOIN curriculum_plancorrection x ON x.school_id = r.school_id AND x.row_id = r.id AND x.course_id = %s
WHERE r.school_id = %s AND r.plan_id IN (SELECT f.plan_id FROM curriculum_courseplan f
  WHERE f.school_id = %s AND f.course_id = %s AND f.starts_on < %s AND (f.ends_on IS NULL OR f.ends_on > %s))
"""


def offered_params(school_id: int, course_id: int, starts_on: date, ends_on: date) -> list[Any]:
    """The parameters of OFFERED_SQL for a period."""
    follows = [school_id, course_id, ends_on, starts_on]
    return [starts_on, *follows, course_id, school_id, *follows]


def offered(rows: Iterable[tuple[Any, ...]], lessons: Sequence[tuple[int, date]]) -> list[list[Any]]:
    """The rows of OFFERED_SQL as the page's `plan`: index of the lesson, number in the plan, topic, homework, minutes.

    `lessons` are the period's, as (index, day), without the cancelled ones.
    """
    lines: dict[int, list[tuple[int, int, str, str, int]]] = {}
    follows = []
    for plan_id, number, slot, text, hours, more, minutes in rows:
        if slot == FOLLOWED:
            follows.append((plan_id, number, day(text), day(more) if more else None))
        else:
            lines.setdefault(plan_id, []).append((number, hours, text, more, int(minutes)))
    plans = []
    for plan_id, passed, starts_on, ends_on in follows:
        own = sorted(lines.get(plan_id, ()))
        first, last, before = near([line[1] for line in own], passed, len(lessons))
        some = (
            PlanLine(number, text, hours, homework=more, minutes=minutes)
            for number, hours, text, more, minutes in own[first:last]
        )
        plans.append(Followed(starts_on, ends_on, slots_of(some, start=before + 1), passed - before))
    laid = lay_all(plans, lessons)
    return [
        [index, slot.number, slot.topic, slot.homework, slot.minutes]
        for index, slot in sorted(laid.on.items(), key=_index)
    ]


def _index(row: tuple[int, Any]) -> int:
    return row[0]
