"""What is put off in a school or a class: deferred results of periods, academic debts and how they are cleared."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from kedr.core.clock import day_of
from kedr.core.sql import day, fetch, moment
from kedr.journal.access import GRADE_OF_GROUP
from kedr.journal.rules import level, result_choices
from kedr.journal.rules.levels import level_bounds
from kedr.journal.rules.retakes import Attempt, is_cleared, last_day, next_attempt
from kedr.journal.rules.year import FAILED, YEAR_KINDS, year_scale
from kedr.schools.queries import regulations
from kedr.schools.rules import Regulations, level_of


@dataclass(frozen=True, slots=True)
class Deferred:
    """A deferred result: of whom, in what, until when; `final` once it is decided."""

    id: int
    pupil_id: int
    name: str
    class_id: int | None  # today's; who has left has none
    class_name: str
    course_id: int
    title: str
    period_id: int
    period: str
    until_on: date
    basis: str
    final: str


@dataclass(frozen=True, slots=True)
class Held:
    """An attempt as the page tells of it."""

    id: int
    attempt: Attempt
    commission: str
    protocol: str


@dataclass(frozen=True, slots=True)
class AcademicDebt:
    """An academic debt: a failed result of a year or its ПА, since when, by when, the attempts in order."""

    course_id: int
    pupil_id: int
    kind: str
    name: str
    class_id: int | None
    class_name: str
    title: str
    year: str
    final: str
    scale: str
    arisen_on: date
    held: list[Held]

    @property
    def attempts(self) -> list[Attempt]:
        return [each.attempt for each in self.held]

    @property
    def last_on(self) -> date:
        return last_day(self.arisen_on)

    @property
    def is_cleared(self) -> bool:
        return is_cleared(self.attempts)

    @property
    def next_attempt(self) -> int:
        return next_attempt(self.attempts)

    @property
    def planned(self) -> Held | None:
        """The attempt that is appointed and not yet held."""
        return next((each for each in self.held if not each.attempt.value), None)

    @property
    def what(self) -> str:
        """«год», «ПА»."""
        return YEAR_KINDS[self.kind]

    @property
    def choices(self) -> list[str]:
        """What an attempt may come to."""
        return [value for value in result_choices(year_scale(self.kind, self.scale)) if value != "осв"]


# The class of a pupil today; who has left has none.
_CLASS_OF = """LEFT JOIN people_enrolment e ON e.school_id = x.school_id AND e.person_id = x.pupil_id
  AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)
LEFT JOIN schools_schoolclass k ON k.school_id = e.school_id AND k.id = e.class_id"""

_DEFERRALS_SQL = f"""
SELECT x.id, x.pupil_id, p.last_name, p.first_name, k.id, COALESCE(k.name, ''), x.course_id, c.title, x.period_id,
  q.name, x.until_on, x.basis, COALESCE(r.final, '')
FROM journal_deferral x
JOIN people_person p ON p.school_id = x.school_id AND p.id = x.pupil_id
JOIN curriculum_course c ON c.school_id = x.school_id AND c.id = x.course_id
JOIN schools_period q ON q.school_id = x.school_id AND q.id = x.period_id
JOIN schools_academicyear y ON y.school_id = c.school_id AND y.id = c.year_id AND y.closed_at IS NULL
LEFT JOIN journal_periodresult r ON r.school_id = x.school_id AND r.course_id = x.course_id
  AND r.period_id = x.period_id AND r.pupil_id = x.pupil_id
{_CLASS_OF}
WHERE x.school_id = %s AND {{whose}}
ORDER BY x.until_on, p.last_name, p.first_name, x.id
"""


def deferrals(school_id: int, today: date, *, class_id: int = 0) -> list[Deferred]:
    """The deferred results of open years, the nearest day first: of a class, or of the school (0). One query."""
    whose, params = ("e.class_id = %s", [class_id]) if class_id else ("1 = 1", [])
    rows = fetch(_DEFERRALS_SQL.format(whose=whose), [today, today, school_id, *params])
    return [
        Deferred(
            id=row[0], pupil_id=row[1], name=f"{row[2]} {row[3]}", class_id=row[4], class_name=row[5], course_id=row[6],
            title=row[7], period_id=row[8], period=row[9], until_on=day(row[10]), basis=row[11], final=row[12],
        )
        for row in rows
    ]  # fmt: skip


# Failed results; of scales with levels all numbers, for the levels are the school's.
_DEBTS_SQL = f"""
SELECT x.course_id, x.pupil_id, x.kind, p.last_name, p.first_name, k.id, COALESCE(k.name, ''), c.title, y.starts_on,
  x.final, c.scale, c.subject_id, COALESCE(o.grade, {GRADE_OF_GROUP}, 0), x.set_at
FROM journal_yearresult x
JOIN curriculum_course c ON c.school_id = x.school_id AND c.id = x.course_id
JOIN schools_academicyear y ON y.school_id = c.school_id AND y.id = c.year_id
LEFT JOIN schools_schoolclass o ON o.school_id = c.school_id AND o.id = c.class_id
JOIN people_person p ON p.school_id = x.school_id AND p.id = x.pupil_id
{_CLASS_OF}
WHERE x.school_id = %s AND x.kind IN ('year', 'interim') AND (x.final IN ('1', '2', 'нз', 'н/а')
  OR c.scale IN ('ten', 'hundred') AND x.final <> '') AND {{whose}}
ORDER BY p.last_name, p.first_name, x.pupil_id, c.title, x.kind
"""
# by journal_retake_pupil
_RETAKES_SQL = """
SELECT t.id, t.course_id, t.pupil_id, t.kind, t.attempt, t.planned_on, t.value, t.commission, t.protocol
FROM journal_retake t WHERE t.school_id = %s {whose} ORDER BY t.attempt
"""


def academic_debts(school_id: int, today: date, *, class_id: int = 0, pupil_id: int = 0) -> list[AcademicDebt]:
    """The debts of a class, of a pupil, or of the whole school: those that stand, and those cleared in the last year.

    Two queries; one more where a scale has levels.
    """
    whose, params = ("e.class_id = %s", [class_id]) if class_id else ("1 = 1", [])
    own = [pupil_id] if pupil_id else []
    if own:
        whose, params = "x.pupil_id = %s", own
    retakes = fetch(_RETAKES_SQL.format(whose="AND t.pupil_id = %s" if own else ""), [school_id, *own])
    held: dict[tuple[int, int, str], list[Held]] = defaultdict(list)
    for row in retakes:
        attempt = Attempt(row[4], day(row[5]), row[6])
        held[row[1], row[2], row[3]].append(Held(row[0], attempt, row[7], row[8]))
    rows = fetch(_DEBTS_SQL.format(whose=whose), [today, today, school_id, *params])
    has_levels = any(row[10] in ("ten", "hundred") for row in rows)
    local = regulations(school_id, today) if has_levels else Regulations(())
    found = [_debt(row, held[row[0], row[1], row[2]]) for row in rows if _is_failed(row, local)]
    return [debt for debt in found if not debt.is_cleared or debt.last_on >= today]


def _is_failed(row: tuple[Any, ...], local: Regulations) -> bool:
    final, scale, subject_id, grade = row[9:13]
    bounds = level_bounds(local, scale, level=level_of(grade), subject_id=subject_id)
    return level(final, scale, bounds) in FAILED


def _debt(row: tuple[Any, ...], held: list[Held]) -> AcademicDebt:
    course_id, pupil_id, kind, last, first, class_id, class_name, title, starts_on, final, scale, _, _, set_at = row
    begins = day(starts_on).year
    return AcademicDebt(
        course_id, pupil_id, kind, f"{last} {first}", class_id, class_name, title, f"{begins}/{begins + 1}", final,
        scale, day_of(moment(set_at)), held,
    )  # fmt: skip


# The periods of every scheme that the courses of a class or of its groups follow; the class's own first.
_PERIODS_SQL = """
SELECT p.id, p.name, CASE WHEN p.scheme_id = k.scheme_id THEN '' ELSE z.name END
FROM schools_schoolclass k
JOIN schools_period p ON p.school_id = k.school_id AND p.starts_on <= %s AND (p.scheme_id = k.scheme_id
  OR p.scheme_id IN (SELECT c.scheme_id FROM curriculum_course c WHERE c.school_id = k.school_id
    AND c.year_id = k.year_id AND NOT c.is_extra AND (c.class_id = k.id
    OR c.group_id IN (SELECT g.group_id FROM schools_groupclass g
      WHERE g.school_id = k.school_id AND g.class_id = k.id))))
JOIN schools_periodscheme z ON z.school_id = p.school_id AND z.id = p.scheme_id
WHERE k.school_id = %s AND k.id = %s
ORDER BY CASE WHEN p.scheme_id = k.scheme_id THEN 0 ELSE 1 END, z.name, p.number
"""


def class_periods(school_id: int, class_id: int, today: date) -> list[tuple[int, str]]:
    """The periods that have begun, whose results a class's pupils get: «II четверть». One query."""
    rows = fetch(_PERIODS_SQL, [today, school_id, class_id])
    return [(period_id, f"{name} ({scheme})" if scheme else name) for period_id, name, scheme in rows]


# Is the pupil in the course's list on some day of the period?
_IN_PERIOD_SQL = """
SELECT 1 FROM curriculum_course c
JOIN schools_period p ON p.school_id = c.school_id AND p.id = %s
WHERE c.school_id = %s AND c.id = %s AND (
  EXISTS (SELECT 1 FROM people_enrolment e WHERE e.school_id = c.school_id AND e.class_id = c.class_id
    AND c.group_id IS NULL AND e.person_id = %s AND e.starts_on < p.ends_on
    AND (e.ends_on IS NULL OR e.ends_on > p.starts_on))
  OR EXISTS (SELECT 1 FROM people_groupmember g WHERE g.school_id = c.school_id AND g.group_id = c.group_id
    AND g.person_id = %s AND g.starts_on < p.ends_on AND (g.ends_on IS NULL OR g.ends_on > p.starts_on)))
"""


def is_in_period(school_id: int, course_id: int, period_id: int, pupil_id: int) -> bool:
    """Was the pupil in the list of the course on some day of the period? One query."""
    return bool(fetch(_IN_PERIOD_SQL, [period_id, school_id, course_id, pupil_id, pupil_id]))
