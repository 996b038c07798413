"""How the school watches over its journals, and who comes to Kedr at all: remarks by teacher, activity of users."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from kedr.core.actor import Role
from kedr.core.clock import day_of
from kedr.core.sql import day, fetch, moment
from kedr.core.words import initials
from kedr.reports.access import SchoolCard
from kedr.reports.queries import links
from kedr.reports.queries.keeping import HOUR
from kedr.reports.queries.school import school_report, school_spans
from kedr.reports.queries.spans import Asked, Span, Spans
from kedr.reports.rules import FamilyAccess
from kedr.reports.table import Cell, Chart, Column, Figure, Kind, Report, Table, Value

type Row = tuple[Value | Cell, ...]

STAFF = (Role.TEACHER, Role.DEPUTY_HEAD, Role.HEAD, Role.SECRETARY)

# A remark is a teacher's whose lessons it is about: the substitute's, else that of the course on the day it was made.
_REMARKS_SQL = """
SELECT r.id, COALESCE(p.id, 0), COALESCE(p.last_name, ''), COALESCE(p.first_name, ''), COALESCE(p.middle_name, ''),
  r.kind, r.made_at, r.due_on, r.removed_at, c.title, COALESCE(g.name, k.name, '')
FROM journal_remark r
JOIN curriculum_course c ON c.school_id = r.school_id AND c.id = r.course_id AND c.year_id = %s
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
LEFT JOIN curriculum_courseteacher t ON t.school_id = r.school_id AND t.course_id = r.course_id AND r.substitute_id = 0
  AND t.starts_on <= r.due_on AND (t.ends_on IS NULL OR t.ends_on > r.due_on)
LEFT JOIN people_person p ON p.school_id = r.school_id
  AND p.id = CASE WHEN r.substitute_id <> 0 THEN r.substitute_id ELSE t.person_id END
WHERE r.school_id = %s AND r.made_at >= %s AND r.made_at < %s ORDER BY 3, 4, 2, r.made_at
"""
_EVENTS_SQL = f"""
SELECT DISTINCT {HOUR.format(at="v.at")}, v.role, v.user_id, v.person_id FROM audit_event v
WHERE v.school_id = %s AND v.at >= %s AND v.at < %s AND v.user_id <> 0
"""
# Pupils of a day with the parents who may come: an account in force.
_FAMILIES_SQL = """
SELECT e.person_id, g.guardian_id, r.id FROM people_enrolment e
JOIN schools_schoolclass k ON k.school_id = e.school_id AND k.id = e.class_id AND k.year_id = %s
LEFT JOIN people_guardianship g ON g.school_id = e.school_id AND g.pupil_id = e.person_id AND NOT g.is_barred
  AND g.starts_on <= %s AND (g.ends_on IS NULL OR g.ends_on > %s)
LEFT JOIN accounts_grant r ON r.at_school_id = g.school_id AND r.person_id = g.guardian_id AND r.role = 'guardian'
  AND r.starts_on <= %s AND (r.ends_on IS NULL OR r.ends_on > %s)
WHERE e.school_id = %s AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)
"""


@dataclass(slots=True)
class _Remarked:
    """The remarks of a teacher."""

    name: str
    made: int = 0
    automatic: int = 0
    removed: int = 0
    overdue: int = 0
    open: list[str] = field(default_factory=list)
    last_open: date | None = None


def remark_counts(card: SchoolCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """Замечания по ведению: made, removed, still open, by teacher. Three queries."""
    spans = school_spans(card, asked, today)
    span = spans.chosen
    found: dict[int, _Remarked] = {}
    seen: dict[int, tuple[bool, bool]] = {}
    for remark_id, person_id, *name, kind, made_at, due_on, removed_at, title, whose in fetch(
        _REMARKS_SQL, [card.year.id, card.school.id, *_instants(span)]
    ):
        own = found.setdefault(person_id, _Remarked(initials(*name) if name[0] else "Учитель не назначен"))
        on = day_of(moment(made_at))
        own.made += 1
        own.automatic += kind == "automatic"
        own.removed += removed_at is not None
        if removed_at is None:
            own.open.append(f"{on:%d.%m.%Y}, {title}, {whose}, устранить до {day(due_on):%d.%m.%Y}")
            own.overdue += day(due_on) < today
            own.last_open = max(own.last_open or on, on)
        seen[remark_id] = (removed_at is not None, removed_at is None and day(due_on) < today)
    removed, overdue = sum(one for one, _ in seen.values()), sum(late for _, late in seen.values())
    rows = tuple(_remark_row(card, person_id, own) for person_id, own in found.items())
    foot: Row = ("Школа", len(seen), None, removed or None, len(seen) - removed or None, overdue or None, None)
    table = Table("По учителям", _REMARK_COLUMNS, rows, (foot,) if rows else (), empty="Замечаний за это время нет.")
    report = school_report(
        card, span, today, "remarks", "Замечания по ведению журнала", [table],
        figures=(Figure("Замечаний", len(seen)), Figure("Снято", removed), Figure("Не снято", len(seen) - removed),
                 Figure("Просрочено", overdue)),
        notes=["Замечание журналу с двумя учителями названо у обоих, в итоге школы оно одно."],
    )  # fmt: skip
    return report, spans


_REMARK_COLUMNS = (
    Column("Учитель", Kind.TEXT, width=26, is_head=True),
    Column("Замечаний", width=10),
    Column("автоматических", width=12),
    Column("Снято", width=9),
    Column("Не снято", width=9),
    Column("Просрочено", width=10),
    Column("Последнее неснятое", Kind.DAY, width=13),
)


def _remark_row(card: SchoolCard, person_id: int, own: _Remarked) -> Row:
    href = links.remarks(card.school.id, person_id)
    return (
        Cell(own.name, href), Cell(own.made, href), own.automatic or None, own.removed or None,
        Cell(len(own.open) or None, rows=tuple(own.open)),
        Cell(own.overdue or None, tone="warn" if own.overdue else ""), own.last_open,
    )  # fmt: skip


def _instants(span: Span) -> tuple[datetime, datetime]:
    """The span's days as instants where the schools are."""
    first, after = (timezone.make_aware(datetime.combine(on, time())) for on in (span.starts_on, span.ends_on))
    return first, after


def activity(card: SchoolCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """Активность пользователей: accounts that signed in or wrote something, day by day. Four queries."""
    spans = school_spans(card, asked, today)
    span, last = spans.chosen, spans.chosen.last_day(card.year.last_day(today))
    users: dict[date, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    visits: dict[int, set[date]] = defaultdict(set)  # of a guardian
    for hour, role, user_id, person_id in fetch(_EVENTS_SQL, [card.school.id, *_instants(span)]):
        on = day_of(moment(f"{hour}:00:00"))
        users[on][_side(role)].add(user_id)
        if role == Role.GUARDIAN:
            visits[person_id].add(on)
    families = _families(card, last, visits)
    rows = tuple((on, *_users(users[on])) for on in sorted(users))
    whole = {side: set().union(*(of[side] for of in users.values())) for side in _SIDES}
    table = Table("По дням", _DAY_COLUMNS, rows, (("Разных за всё время", *_users(whole)),) if rows else (),
                  empty="За это время никто не входил.")  # fmt: skip
    report = school_report(
        card, span, today, "activity", "Активность пользователей", [table], figures=_family_figures(families),
        charts=_weeks(users),
        notes=[
            "Пользователь активен в день, когда он вошёл или что-то записал. Открытый сеанс длится дни: семья, которая"
            " только читает, видна в день входа.",
            "Человек с двумя ролями посчитан в обеих, поэтому сумма может быть больше, чем «Всего».",
        ],
    )  # fmt: skip
    return report, spans


_SIDES = ("staff", "pupil", "guardian")
_DAY_COLUMNS = (
    Column("День", Kind.DAY, width=22, is_head=True),
    Column("Всего", width=10),
    Column("Сотрудники", width=12),
    Column("Ученики", width=12),
    Column("Родители", width=12),
)


def _side(role: str) -> str:
    return "staff" if role in STAFF else role


def _users(sides: dict[str, set[int]]) -> list[Value]:
    every = set().union(*(sides.get(side, set()) for side in _SIDES))
    return [len(every), *(len(sides.get(side, ())) or None for side in _SIDES)]


def _weeks(users: dict[date, dict[str, set[int]]]) -> tuple[Chart, ...]:
    """Different users of each week."""
    weeks: dict[date, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for on, sides in users.items():
        for side, ids in sides.items():
            weeks[on - timedelta(days=on.weekday())][side] |= ids
    bars = tuple((f"с {monday:%d.%m}", tuple(len(weeks[monday][side]) for side in _SIDES)) for monday in sorted(weeks))
    chart = Chart("По неделям", ("сотрудники", "ученики", "родители"), bars, ("main", "pale", "amber"), is_stack=True)
    return (chart,) if bars else ()


def _families(card: SchoolCard, on: date, visits: dict[int, set[date]]) -> FamilyAccess:
    """One query."""
    pupils: dict[int, bool] = {}
    came: set[int] = set()
    params = [card.year.id, on, on, on, on, card.school.id, on, on]
    for pupil_id, guardian_id, grant_id in fetch(_FAMILIES_SQL, params):
        pupils[pupil_id] = pupils.get(pupil_id, False) or grant_id is not None
        if guardian_id in visits:
            came.add(pupil_id)
    return FamilyAccess(len(pupils), sum(pupils.values()), len(came), sum(map(len, visits.values())))


def _family_figures(access: FamilyAccess) -> tuple[Figure, ...]:
    return (
        Figure("Учеников", access.pupils),
        Figure("С логином у родителей, %", access.coverage, Kind.SHARE, f"{access.covered} учеников"),
        Figure("Родители входили, %", access.activity, Kind.SHARE, f"{access.visited} учеников"),
        Figure("Дней с входом на ученика", access.visits_per_pupil, Kind.MEAN),
    )
