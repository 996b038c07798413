"""Revision stamps: what a page may compare to answer «nothing has changed»."""

from collections.abc import Iterable

from django.db import connection

COURSE = "course"  # a journal page: its lessons, works, marks, attendance, topics, homework, results, list
PUPIL = "pupil"  # a diary: the pupil's marks, attendance, results, limits of guardians
CLASS = "class"  # what a whole class sees: lessons, topics and homework of its courses
SCHOOL = "school"  # bells, rooms, periods, regulations, names


# In which their rows are locked: an act that bumps twice goes on downwards.
_ORDER = {COURSE: 0, PUPIL: 1, CLASS: 2, SCHOOL: 3}


def bump(school_id: int, touched: Iterable[tuple[str, int]]) -> None:
    """Raise the revision of each (kind, object id), in one statement of the writing transaction."""
    rows = sorted(set(touched), key=lambda row: (_ORDER[row[0]], row[1]))  # one order for everyone: no deadlocks
    if not rows:
        return
    values = ", ".join(["(%s, %s, %s, 1)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO core_stamp (school_id, kind, object_id, revision) VALUES {values}"
            " ON CONFLICT (school_id, kind, object_id) DO UPDATE SET revision = core_stamp.revision + 1",
            [part for kind, object_id in rows for part in (school_id, kind, object_id)],
        )
