"""What other apps ask of a school's set-up."""

from datetime import date

import orjson

from kedr.core.sql import day, fetch
from kedr.schools.rules import Regulations, Rule

# Uses the unique keys of both tables.
_REGULATIONS_SQL = """
SELECT r.key, CASE WHEN r.municipality_id IS NULL THEN 0 ELSE 1 END, 0, 0, r.starts_on, r.value
FROM schools_regionregulation r
JOIN schools_school s ON s.id = %s AND (r.municipality_id IS NULL OR r.municipality_id = s.municipality_id)
WHERE r.starts_on <= %s
UNION ALL
SELECT key, 2, level, subject_id, starts_on, value
FROM schools_schoolregulation
WHERE school_id = %s AND starts_on <= %s
"""


def regulations(school_id: int, on: date) -> Regulations:
    """All rules in force in a school on a day. One query."""
    rows = fetch(_REGULATIONS_SQL, [school_id, on, school_id, on])
    return Regulations(
        tuple(
            Rule(key, rank, level, subject, day(since), orjson.loads(value))
            for key, rank, level, subject, since, value in rows
        )
    )
