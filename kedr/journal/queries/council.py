"""What the pedagogical council has before it: a class at the end of a year, pupil by pupil."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from kedr.core.sql import day, fetch
from kedr.journal.queries.locks import pupil_closed
from kedr.journal.rules import level
from kedr.journal.rules.levels import level_bounds
from kedr.journal.rules.year import FAILED, council_proposal
from kedr.schools.queries import regulations
from kedr.schools.rules import Regulations, level_of


@dataclass(frozen=True, slots=True)
class CouncilRow:
    """A pupil: how many of their subjects have a year's result, which are debts, what is decided or proposed."""

    id: int
    name: str
    sex: str
    subjects: int
    decided: int
    debts: list[str]
    lacking: list[str]
    is_closed: bool
    kind: str  # of the decision; empty while there is none
    version: int
    protocol: str
    protocol_on: date | None
    proposed: str


# Pupils in the class on the day; by people_enrolment_class.
_PUPILS_SQL = f"""
SELECT p.id, p.last_name, p.first_name, p.middle_name, p.sex, {pupil_closed("p.id", "k.year_id", of="p")},
  COALESCE(d.kind, ''), COALESCE(d.version, 0), COALESCE(d.protocol, ''), d.protocol_on
FROM people_enrolment e
JOIN schools_schoolclass k ON k.school_id = e.school_id AND k.id = e.class_id
JOIN people_person p ON p.school_id = e.school_id AND p.id = e.person_id
LEFT JOIN journal_councildecision d ON d.school_id = e.school_id AND d.year_id = k.year_id AND d.pupil_id = p.id
WHERE e.school_id = %s AND e.class_id = %s AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)
ORDER BY p.last_name, p.first_name, p.id
"""
# Every marked subject of each of them, their groups' too, with the year's result and the certificate's.
_RESULTS_SQL = """
SELECT e.person_id, c.title, COALESCE(y.final, ''), COALESCE(f.final, ''), COALESCE(i.final, ''), c.scale, c.subject_id
FROM people_enrolment e
JOIN curriculum_course c ON c.school_id = e.school_id AND NOT c.is_extra AND c.scale <> 'none' AND (
  (c.class_id = e.class_id AND c.group_id IS NULL)
  OR c.group_id IN (SELECT m.group_id FROM people_groupmember m WHERE m.school_id = e.school_id
    AND m.person_id = e.person_id AND m.starts_on <= %s AND (m.ends_on IS NULL OR m.ends_on > %s)))
JOIN schools_schoolclass k ON k.school_id = e.school_id AND k.id = e.class_id AND k.year_id = c.year_id
LEFT JOIN journal_yearresult y ON y.school_id = e.school_id AND y.course_id = c.id AND y.pupil_id = e.person_id
  AND y.kind = 'year'
LEFT JOIN journal_yearresult f ON f.school_id = e.school_id AND f.course_id = c.id AND f.pupil_id = e.person_id
  AND f.kind = 'final'
LEFT JOIN journal_yearresult i ON i.school_id = e.school_id AND i.course_id = c.id AND i.pupil_id = e.person_id
  AND i.kind = 'interim'
WHERE e.school_id = %s AND e.class_id = %s AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)
ORDER BY c.title, c.id
"""


def council_sheet(school_id: int, class_id: int, grade: int, on: date) -> list[CouncilRow]:
    """The pupils of a class on a day. Two queries, however many pupils and subjects; one more for levels of a scale."""
    results: dict[int, list[tuple[str, str, str, str]]] = defaultdict(list)
    rows = fetch(_RESULTS_SQL, [on, on, school_id, class_id, on, on])
    local = regulations(school_id, on) if any(row[5] in ("ten", "hundred") for row in rows) else Regulations(())
    for pupil_id, title, *marks, scale, subject_id in rows:
        bounds = level_bounds(local, scale, level=level_of(grade), subject_id=subject_id)
        year, final, interim = (level(mark, scale, bounds) for mark in marks)
        results[pupil_id].append((title, year, final, interim))
    pupils = fetch(_PUPILS_SQL, [school_id, class_id, on, on])
    return [_row(pupil, results[pupil[0]], grade) for pupil in pupils]


def _row(pupil: tuple[Any, ...], results: list[tuple[str, str, str, str]], grade: int) -> CouncilRow:
    pupil_id, last, first, middle, sex, is_closed, kind, version, protocol, protocol_on = pupil
    years = [year for _, year, _, _ in results]
    failed = [f"{title}, ПА: {interim}" for title, _, _, interim in results if interim in FAILED]
    return CouncilRow(
        id=pupil_id,
        name=" ".join(part for part in (last, first, middle) if part),
        sex=sex,
        subjects=len(results),
        decided=sum(year != "" for year in years),
        debts=[*(f"{title}: {year}" for title, year, _, _ in results if year in FAILED), *failed],
        lacking=[title for title, year, _, _ in results if not year],
        is_closed=bool(is_closed),
        kind=kind,
        version=version,
        protocol=protocol,
        protocol_on=day(protocol_on) if protocol_on else None,
        proposed=council_proposal(grade, years, [final for _, _, final, _ in results], has_failed=bool(failed)),
    )
