"""«Локальные акты»: what is in force today, where it comes from, what was and what will be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kedr.core.sql import fetch
from kedr.schools.queries import StoredRule, first_open_day, stored_rules
from kedr.schools.rules import LEVELS, MUNICIPALITY, REGION, REGULATIONS, SCHOOL, Regulation, Regulations, Rule


@dataclass(frozen=True, slots=True)
class ActLine:
    """A regulation in the list: the value for the whole school today, whose it is; how many narrower scopes differ."""

    key: str
    title: str
    words: str
    source: str
    since: date | None
    narrower: int
    coming_on: date | None


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A stored value: `state` is "now", "past" or "coming"; only one to come can be taken back (`id`)."""

    id: int
    scope: str
    words: str
    since: date
    basis: str
    state: str


@dataclass(frozen=True, slots=True)
class Act:
    """A regulation in one scope: its value today with the wider ones under it, and everything ever set."""

    regulation: Regulation[Any]
    level: int
    subject_id: int
    value: Any
    words: str
    source: str
    since: date | None
    basis: str
    history: list[HistoryLine]
    subjects: list[tuple[int, str]]
    first_open_on: date | None  # a new value begins no earlier


# by the unique keys of courses; the subjects the school teaches
_SUBJECTS_SQL = """
SELECT DISTINCT s.id, s.name FROM curriculum_course c JOIN curriculum_subject s ON s.id = c.subject_id
WHERE c.school_id = %s ORDER BY s.name
"""


def acts(school_id: int, on: date) -> dict[str, list[ActLine]]:
    """All regulations by their groups. One query."""
    stored = stored_rules(school_id)
    local = _in_force(stored, on)
    groups: dict[str, list[ActLine]] = {}
    for regulation in REGULATIONS.values():
        own = [row.rule for row in stored if row.rule.key == regulation.key]
        source = local.source(regulation)
        narrow = {(rule.level, rule.subject_id) for rule in own if rule.starts_on <= on} - {(0, 0)}
        coming = [rule.starts_on for rule in own if rule.starts_on > on]
        line = ActLine(
            regulation.key, regulation.title, regulation.words(local.get(regulation)), source_words(source, {}),
            source.starts_on if source else None, len(narrow), min(coming, default=None),
        )  # fmt: skip
        groups.setdefault(regulation.group, []).append(line)
    return groups


def act(school_id: int, regulation: Regulation[Any], on: date, *, level: int = 0, subject_id: int = 0) -> Act:
    """One regulation in a scope. Three queries."""
    rows = [row for row in stored_rules(school_id) if row.rule.key == regulation.key]
    subjects = [(int(row[0]), str(row[1])) for row in fetch(_SUBJECTS_SQL, [school_id])]
    names = dict(subjects)
    local = _in_force(rows, on)
    source = local.source(regulation, level=level, subject_id=subject_id)
    value = local.get(regulation, level=level, subject_id=subject_id)
    basis = next((row.basis for row in rows if row.rule is source), "")
    return Act(
        regulation=regulation,
        level=level,
        subject_id=subject_id,
        value=value,
        words=regulation.words(value),
        source=source_words(source, names),
        since=source.starts_on if source else None,
        basis=basis,
        history=_history(regulation, rows, on, names),
        subjects=subjects,
        first_open_on=first_open_day(school_id),
    )


def source_words(rule: Rule | None, subjects: Mapping[int, str]) -> str:
    """Whose a value is: «школа, 5–9 классы, Химия», «муниципалитет», «обычное значение»."""
    if rule is None:
        return "обычное значение"
    whose = {REGION: "регион", MUNICIPALITY: "муниципалитет", SCHOOL: "школа"}[rule.rank]
    parts = [whose, LEVELS.get(rule.level, ""), subjects.get(rule.subject_id, "предмет") if rule.subject_id else ""]
    return ", ".join(filter(None, parts))


def _in_force(rows: Iterable[StoredRule], on: date) -> Regulations:
    return Regulations(tuple(row.rule for row in rows if row.rule.starts_on <= on))


def _history(
    regulation: Regulation[Any], rows: Sequence[StoredRule], on: date, subjects: Mapping[int, str]
) -> list[HistoryLine]:
    lines = []
    seen: set[tuple[int, int, int]] = set()  # scopes whose value in force was met: rows come the latest first
    for row in rows:
        rule = row.rule
        scope = (rule.rank, rule.level, rule.subject_id)
        state = "coming" if rule.starts_on > on else "past" if scope in seen else "now"
        if state == "now":
            seen.add(scope)
        words = regulation.words(regulation.read(rule.value))
        lines.append(HistoryLine(row.id, source_words(rule, subjects), words, rule.starts_on, row.basis, state))
    return lines
