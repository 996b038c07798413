"""Revision stamps: what a page may compare to answer «nothing has changed»."""

from collections.abc import Iterable

from django.db import connection

COURSE = "course"  # a journal page: its lessons, works, marks, attendance, topics, homework, results, list
PUPIL = "pupil"  # a diary: name, classes, marks, attendance, results, guardians and the other children of these
CLASS = "class"  # what a whole class sees: lessons, topics and homework of its courses
SCHOOL = "school"  # bells, rooms, periods, regulations, names; an import of a school

type Stamp = tuple[str, int]  # kind and object id


# In which their rows are locked: an act that bumps twice goes on downwards.
_ORDER = {COURSE: 0, PUPIL: 1, CLASS: 2, SCHOOL: 3}


def bump(school_id: int, touched: Iterable[Stamp]) -> None:
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


def sum_of(count: int) -> str:
    """SQL: the sum of the revisions of `count` stamps. Parameters: school, kind and object of each.

    A look at the primary key for each: SQLite reads the whole school for `(kind, object_id) IN (...)`.
    """
    return " + ".join([_REVISION] * count)


_REVISION = "COALESCE((SELECT revision FROM core_stamp WHERE school_id = %s AND kind = %s AND object_id = %s), 0)"
