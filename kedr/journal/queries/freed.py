"""Pupils freed from a course for a time: on a journal page."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from kedr.core.words import short_date
from kedr.curriculum.models import CourseException

FREED = -7  # the `slot` of these rows among the cells of a page

# One more branch of the page's query of cells, of its seven columns; by curriculum_courseexception_once.
FREED_SQL = f"""
SELECT x.id, x.pupil_id, {FREED}, x.kind, 0, x.order_no,
  CAST(x.starts_on AS varchar(10)) || ' ' || COALESCE(CAST(x.ends_on AS varchar(10)), '')
FROM curriculum_courseexception x
WHERE x.school_id = %s AND x.course_id = %s AND x.starts_on < %s AND (x.ends_on IS NULL OR x.ends_on > %s)
"""

# Is the pupil in this column freed from the course on the day? All three are SQL; by curriculum_courseexception_once.
IS_FREED = """EXISTS (SELECT 1 FROM curriculum_courseexception x WHERE x.school_id = {of}.school_id
  AND x.course_id = {course} AND x.pupil_id = {pupil} AND x.starts_on <= {on}
  AND (x.ends_on IS NULL OR x.ends_on > {on}))"""


def freed_rows(rows: Iterable[tuple[Any, ...]], seat: dict[int, int]) -> list[list[Any]]:
    """The page's `freed`: index of the pupil, the first day, the first day after ("" for none), why."""
    found = []
    for _, pupil_id, slot, kind, _, order_no, days in rows:
        if slot == FREED and pupil_id in seat:
            starts_on, ends_on = days.split(" ")
            found.append([seat[pupil_id], starts_on, ends_on, freed_words(kind, order_no)])
    return sorted(found)


def freed_words(kind: str, order_no: str) -> str:
    """«обучение на дому, приказ № 15»."""
    return f"{CourseException.Kind(kind).label}, приказ № {order_no.removeprefix('№').strip()}"


def freed_note(kind: str, order_no: str, starts_on: date) -> str:
    """The same with its first day: for the printed list."""
    return f"{freed_words(kind, order_no)}, с {short_date(starts_on)}"
