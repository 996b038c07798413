"""What several pages of the diary share: the pupil's own courses in SQL, a mark as the family sees it."""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from kedr.core.sql import day, number
from kedr.core.words import day_month
from kedr.journal.rules import DEBT, parts, short

type Row = tuple[Any, ...]

# The pupil's courses with the dates they are the pupil's: those of the class for everybody, and of the pupil's groups.
# By people_enrolment_person, people_groupmember_person and the two unique keys of curriculum_course.
# Parameters: (school, pupil, the first day after, the first day) twice.
MINE = """
WITH mine AS (
  SELECT c.id, c.title, c.is_extra, c.scale, c.subject_id, '' AS group_name, e.person_id, e.starts_on, e.ends_on
  FROM people_enrolment e
  JOIN curriculum_course c ON c.school_id = e.school_id AND c.class_id = e.class_id AND c.group_id IS NULL
  WHERE e.school_id = %s AND e.person_id = %s AND e.starts_on < %s AND (e.ends_on IS NULL OR e.ends_on > %s)
  UNION ALL
  SELECT c.id, c.title, c.is_extra, c.scale, c.subject_id, g.name, m.person_id, m.starts_on, m.ends_on
  FROM people_groupmember m
  JOIN curriculum_course c ON c.school_id = m.school_id AND c.group_id = m.group_id AND c.group_id IS NOT NULL
  JOIN schools_studygroup g ON g.school_id = m.school_id AND g.id = m.group_id
  WHERE m.school_id = %s AND m.person_id = %s AND m.starts_on < %s AND (m.ends_on IS NULL OR m.ends_on > %s)
)
"""


class MarkChip(NamedTuple):
    """A mark as the family sees it. `weight` is empty for 1; `is_big` works say their kind beside the mark."""

    id: int
    value: str
    weight: str
    kind: str
    is_big: bool
    due: str = ""  # of a debt: «20 ноября»
    look: str = "other"  # whose colour it has: 5, 4, 3, 2 or other; of two marks the lower one's


class Absence(NamedTuple):
    """An absence, lateness or leave at a lesson, with its words."""

    code: str
    words: str


def chip(
    mark_id: int,
    value: str,
    weight: Decimal | float,
    kind: str,
    is_control: object,
    due_on: date | str | None = None,
    *,
    scale: str = "five",
) -> MarkChip:
    due = day_month(day(due_on)) if due_on else ""
    return MarkChip(
        mark_id, short(value), weight_words(weight), kind, bool(is_control) or weight > 1, due, look_of(value, scale)
    )


@lru_cache(maxsize=1024)
def look_of(value: str, scale: str) -> str:
    """The colour of a mark: a debt and «1» look as «2» does; other scales have no colours here."""
    numbers = parts(value) if scale == "five" else ()
    if numbers:
        return str(min(max(min(numbers), 2), 5))
    return "2" if value == DEBT else "other"


def plain(value: Decimal) -> str:
    """«16», «16,5»: no zeros at the end, a decimal comma."""
    return f"{value.normalize():f}".replace(".", ",")


@lru_cache(maxsize=1024)
def weight_words(weight: Decimal | float) -> str:
    """«2», «1,5»; nothing for the ordinary weight 1."""
    return "" if weight == 1 else plain(number(weight))


def short_group(name: str) -> str:
    """«8А, английский, 1 гр.» beside its subject is «1 гр.»."""
    return name.rpartition(", ")[2]
