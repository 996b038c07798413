"""What a pupil still has to hand in."""

from dataclasses import dataclass
from datetime import date, timedelta

from kedr.core.sql import day, fetch

SINCE = timedelta(days=300)  # debts of another year are nobody's any more


@dataclass(frozen=True, slots=True)
class Owed:
    """A debt («.»): the mark it stands in, for which work of which lesson, by when."""

    mark_id: int
    subject: str
    kind: str
    held_on: date
    due_on: date
    is_late: bool


# by journal_mark_debt, then primary keys
_OWED_SQL = """
SELECT m.id, c.title, k.name, m.held_on, m.due_on FROM journal_mark m
JOIN journal_work w ON w.school_id = m.school_id AND w.id = m.work_id
JOIN journal_workkind k ON k.school_id = w.school_id AND k.id = w.kind_id
JOIN curriculum_course c ON c.school_id = w.school_id AND c.id = w.course_id
WHERE m.school_id = %s AND m.pupil_id = %s AND m.value = '.' AND m.held_on > %s
ORDER BY m.due_on, c.title, m.id
"""


def owed_by(school_id: int, pupil_id: int, today: date) -> list[Owed]:
    """What is still to be handed in, the earliest day first. One query."""
    return [
        Owed(id, subject, kind.lower(), day(held_on), day(due_on), day(due_on) < today)
        for id, subject, kind, held_on, due_on in fetch(_OWED_SQL, [school_id, pupil_id, today - SINCE])
    ]
