"""The school's kinds of work as a table."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kedr.core.sql import fetch
from kedr.schools.queries import regulations
from kedr.schools.rules import WORK_WEIGHTS


@dataclass(frozen=True, slots=True)
class KindLine:
    """A kind of work, its weight in force for the whole school, how many works are of it."""

    id: int
    code: str
    name: str
    letter: str
    is_control: bool
    is_double: bool
    is_retired: bool
    weight: Decimal
    works: int


# by the foreign key of works; the whole school's works are counted
_KINDS_SQL = """
SELECT k.id, k.code, k.name, k.letter, k.is_control, k.is_double, k.is_retired, COALESCE(w.works, 0)
FROM journal_workkind k
LEFT JOIN (SELECT school_id, kind_id, COUNT(*) AS works FROM journal_work WHERE school_id = %s
  GROUP BY school_id, kind_id) w ON w.school_id = k.school_id AND w.kind_id = k.id
WHERE k.school_id = %s ORDER BY k.position, k.id
"""


def kind_lines(school_id: int, on: date) -> list[KindLine]:
    """The kinds in their order. Two queries."""
    weights = regulations(school_id, on).get(WORK_WEIGHTS)
    return [
        KindLine(
            row_id, code, name, letter, bool(control), bool(double), bool(retired), weights.get(code, Decimal(1)), works
        )
        for row_id, code, name, letter, control, double, retired, works in fetch(_KINDS_SQL, [school_id, school_id])
    ]
