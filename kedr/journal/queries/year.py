"""The year's results of a course: what each pupil has for the periods, the year, the exam and the certificate."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from kedr.core.sql import day, fetch, in_list
from kedr.journal.access import OpenCourse
from kedr.journal.queries.locks import pupil_closed
from kedr.journal.queries.year_rules import YearCourse, YearRules, year_rules
from kedr.journal.rules import level
from kedr.journal.rules.levels import level_bounds
from kedr.journal.rules.year import Flags, final_result, flags, year_kinds
from kedr.schools.queries import PeriodTab, periods, regulations
from kedr.schools.rules import level_of

type Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class YearCell:
    """A result as it stands: empty `final` is not decided. `proposed` comes out now."""

    final: str
    version: int
    proposed: str
    flags: Flags


@dataclass(frozen=True, slots=True)
class PupilYear:
    """A pupil of the course. `periods` follow the sheet's; None where the pupil was not in the list."""

    id: int
    name: str
    left_on: date | None
    is_closed: bool
    periods: list[str | None]
    cells: dict[str, YearCell]


@dataclass(frozen=True, slots=True)
class YearSheet:
    """`kinds` are those this grade has; `closing` is "year", "course" or empty."""

    periods: list[PeriodTab]
    kinds: list[str]
    closing: str
    pupils: list[PupilYear]


# by people_enrolment_class or people_groupmember_group
_PUPILS_SQL = f"""
SELECT e.person_id, p.last_name, p.first_name, e.starts_on, e.ends_on,
  {pupil_closed("e.person_id", "c.year_id", of="e")},
  CASE WHEN y.closed_at IS NOT NULL THEN 'year' WHEN z.id IS NOT NULL THEN 'course' ELSE '' END
FROM {{members}} e
JOIN curriculum_course c ON c.school_id = e.school_id AND c.id = %s
JOIN schools_academicyear y ON y.school_id = c.school_id AND y.id = c.year_id
LEFT JOIN journal_courseclosing z ON z.school_id = c.school_id AND z.course_id = c.id
JOIN people_person p ON p.school_id = e.school_id AND p.id = e.person_id
WHERE e.school_id = %s AND e.{{key}} = %s AND e.starts_on < y.ends_on AND (e.ends_on IS NULL OR e.ends_on > y.starts_on)
ORDER BY p.last_name, p.first_name, p.id, e.starts_on
"""
_RESULTS_SQL = """
SELECT pupil_id, period_id, '', final, '', 0 FROM journal_periodresult WHERE school_id = %s AND course_id = %s
UNION ALL
SELECT pupil_id, 0, kind, final, proposed, version FROM journal_yearresult WHERE school_id = %s AND course_id = %s
"""
# The half-years and the year of 10 класс in the same subject; by journal_periodresult_pupil, journal_yearresult_pupil.
_EARLIER_SQL = """
SELECT r.pupil_id, r.final FROM journal_periodresult r
JOIN curriculum_course c ON c.school_id = r.school_id AND c.id = r.course_id AND c.subject_id = %s
JOIN schools_academicyear y ON y.school_id = c.school_id AND y.id = c.year_id AND y.ends_on <= %s
WHERE r.school_id = %s AND r.pupil_id IN {pupils}
UNION ALL
SELECT r.pupil_id, r.final FROM journal_yearresult r
JOIN curriculum_course c ON c.school_id = r.school_id AND c.id = r.course_id AND c.subject_id = %s
JOIN schools_academicyear y ON y.school_id = c.school_id AND y.id = c.year_id AND y.ends_on <= %s
WHERE r.school_id = %s AND r.kind = 'year' AND r.pupil_id IN {pupils}
"""


def year_sheet(course: OpenCourse, today: date) -> YearSheet:
    """The year of a course. Four queries; one more in 11 класс, one where the year comes of all its marks."""
    tabs = periods(course.school_id, course.scheme_id)
    of_group = course.group_id is not None
    sql = _PUPILS_SQL.format(
        members="people_groupmember" if of_group else "people_enrolment", key="group_id" if of_group else "class_id"
    )
    owner = course.group_id if of_group else course.class_id
    places: dict[int, list[Row]] = defaultdict(list)
    for row in fetch(sql, [course.id, course.school_id, owner]):
        places[row[0]].append(row)
    of_period: dict[tuple[int, int], str] = {}
    of_year: dict[tuple[int, str], Row] = {}
    for pupil_id, period_id, kind, *result in fetch(_RESULTS_SQL, [course.school_id, course.id] * 2):
        if period_id:
            of_period[pupil_id, period_id] = result[0]
        else:
            of_year[pupil_id, kind] = tuple(result)
    earlier = _earlier(course, list(places)) if course.grade == 11 and places else {}
    on = min(today, course.year_ends_on - timedelta(days=1))
    local = regulations(course.school_id, on)
    own = YearCourse(course.id, course.subject_id, course.grade, course.scale)
    rules = year_rules(course.school_id, [own], local, on)
    kinds = year_kinds(course.grade, course.scale, has_interim=rules.has_interim)
    bounds: Sequence[Decimal] = ()
    if "final" in kinds and course.scale in ("ten", "hundred"):
        bounds = level_bounds(local, course.scale, level=level_of(course.grade), subject_id=course.subject_id)
    sheet = []
    for pupil_id, rows in places.items():
        _, last_name, first_name, _, ends_on, is_closed, _ = rows[-1]
        left_on = day(ends_on) if ends_on and day(ends_on) <= today else None
        results = [
            of_period.get((pupil_id, tab.id), "") if any(_was_in(row, tab) for row in rows) else None for tab in tabs
        ]
        decided = {kind: of_year.get((pupil_id, kind), ("", "", 0)) for kind in kinds}
        cells = _cells(own, rules, pupil_id, decided, results, earlier.get(pupil_id, []))
        if bounds:
            proposed = level(cells["final"].proposed, course.scale, bounds)
            final, before, version = decided["final"]
            cells["final"] = _cell("final", final, before, version, proposed)
        sheet.append(PupilYear(pupil_id, f"{last_name} {first_name}", left_on, bool(is_closed), results, cells))
    closing = next((rows[-1][6] for rows in places.values()), "")
    return YearSheet(tabs, kinds, closing, sheet)


def _was_in(row: Row, tab: PeriodTab) -> bool:
    starts_on, ends_on = day(row[3]), row[4]
    return starts_on < tab.ends_on and (not ends_on or day(ends_on) > tab.starts_on)


def _earlier(course: OpenCourse, pupil_ids: Sequence[int]) -> dict[int, list[str]]:
    params = [course.subject_id, course.year_starts_on, course.school_id, *pupil_ids]
    found: dict[int, list[str]] = defaultdict(list)
    for pupil_id, final in fetch(_EARLIER_SQL.format(pupils=in_list(len(pupil_ids))), params * 2):
        found[pupil_id].append(final)
    return found


def _cells(
    course: YearCourse,
    rules: YearRules,
    pupil_id: int,
    decided: dict[str, Row],
    results: Sequence[str | None],
    earlier: Sequence[str],
) -> dict[str, YearCell]:
    said = {kind: final for kind, (final, _, _) in decided.items()}
    own = [result for result in results if result is not None]
    proposals = {
        "interim": "", "year": rules.propose(course.id, pupil_id, own, said.get("interim", "")), "exam": "",
    }  # fmt: skip
    # without a mark of 10 класс nothing is proposed: it may be in another system
    parts = [*earlier, *own] if course.grade != 11 or earlier else [""]
    proposals["final"] = final_result(course.grade, said.get("year", ""), said.get("exam", ""), parts)
    return {
        kind: _cell(kind, final, proposed, version, proposals[kind])
        for kind, (final, proposed, version) in decided.items()
    }


def _cell(kind: str, final: str, proposed_then: str, version: int, proposed: str) -> YearCell:
    marks = flags(final, version, proposed_then, proposed)
    if kind in ("interim", "exam"):  # nobody proposes them
        marks = replace(marks, is_by_hand=False)
    return YearCell(final, version, proposed, marks)
