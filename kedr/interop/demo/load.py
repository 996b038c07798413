"""Who teaches what: journals of classes and groups, teachers for them, and units for the weekly plan."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from math import ceil
from typing import Any

from kedr.interop.demo.curriculum import FULL, HOURS, PRIMARY, PROFILE_HOURS, PROFILES, Field
from kedr.interop.demo.people import Town, grade_of
from kedr.interop.demo.schools import Spec
from kedr.interop.demo.weekly import Unit
from kedr.interop.workbook.book import GroupRow, LoadRow, PupilRow, StaffRow

HOURS_A_TEACHER = 24


@dataclass(frozen=True, slots=True)
class Part:
    """One journal inside a unit: a class or a group, a subject (short name) and the teacher."""

    school_class: str
    group: str
    subject: str
    teacher: str = ""
    sex: str = ""  # a teacher of this sex, when it matters (труд)


@dataclass(slots=True)
class Team:
    """Journals that go on at once, `hours` a week."""

    classes: tuple[str, ...]
    parts: list[Part]
    hours: int

    def unit(self, shift: int) -> Unit:
        teachers = tuple(dict.fromkeys(part.teacher for part in self.parts))
        return Unit(self.classes, teachers, shift, self.hours)


@dataclass(slots=True)
class Teaching:
    """The whole load of a school."""

    staff: list[StaffRow] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    groups: dict[str, GroupRow] = field(default_factory=dict)
    members: dict[tuple[str, int], list[str]] = field(default_factory=lambda: defaultdict(list))  # pupil -> groups
    class_teachers: dict[str, str] = field(default_factory=dict)

    def load(self) -> list[LoadRow]:
        """The rows of the sheet «Нагрузка»."""
        hours: dict[Part, int] = defaultdict(int)
        for team in self.teams:
            for part in team.parts:
                hours[part] += team.hours
        return [
            LoadRow(
                "" if part.group else part.school_class, part.group, FULL[part.subject], part.teacher,
                Decimal(total), scale=_scale(part),
            )
            for part, total in hours.items()
        ]  # fmt: skip


def _scale(part: Part) -> str:
    """Ten points for computing in the upper classes, so that the region shows them; five for nearly all."""
    if part.subject == "Информатика" and (part.school_class or part.group).startswith(("10", "11")):
        return "ten"
    return {"ОРКСЭ": "none", "Проект": "pass"}.get(part.subject, "five")


def teaching(spec: Spec, town: Town, pupils: Mapping[str, list[PupilRow]], primary: Mapping[str, StaffRow]) -> Teaching:
    """Groups, journals and their teachers. `primary` is the own teacher of each class of 1-4."""
    result = Teaching(staff=list(dict.fromkeys(primary.values())))
    for name in spec.classes:
        result.teams += _class_teams(spec, name, pupils[name], result)
    result.teams = _profile(spec, pupils, result)
    for team in result.teams:
        team.parts = [
            replace(part, teacher=primary[part.school_class].full_name)
            if part.school_class in primary and part.subject in PRIMARY
            else part
            for part in team.parts
        ]
    result.teams = _combined(spec, result.teams)
    for some in spec.fields:
        _share_out(some, result, town)
    _lead(spec, result, primary)
    return result


def _class_teams(spec: Spec, name: str, pupils: list[PupilRow], result: Teaching) -> list[Team]:
    grade = grade_of(name)
    teams = []
    for subject, hours in HOURS[grade].items():
        if grade == 10 and _has_profiles(spec) and subject == "Проект":
            continue  # the profile takes its hour
        parts = [Part(name, "", subject)]
        if subject == "Английский" and len(pupils) >= spec.split_from:
            parts = _halves(name, subject, "английский", pupils, result)
        elif subject == "Информатика" and len(pupils) >= spec.split_from:
            parts = _halves(name, subject, "информатика", pupils, result)
        elif subject == "Труд" and grade >= 5 and len(pupils) >= 16:
            parts = _by_sex(name, pupils, result)
        teams.append(Team((name,), parts, hours))
    return teams


def _join(result: Teaching, group: str, classes: tuple[str, ...], pupils: Iterable[PupilRow]) -> str:
    result.groups[group] = GroupRow(group, classes)
    for pupil in pupils:
        result.members[pupil.full_name, pupil.birth_on.toordinal()].append(group)
    return group


def _halves(name: str, subject: str, word: str, pupils: list[PupilRow], result: Teaching) -> list[Part]:
    half = (len(pupils) + 1) // 2
    return [
        Part(name, _join(result, f"{name}, {word}, {number} гр.", (name,), some), subject)
        for number, some in ((1, pupils[:half]), (2, pupils[half:]))
    ]


def _by_sex(name: str, pupils: list[PupilRow], result: Teaching) -> list[Part]:
    parts = []
    for sex, word in (("m", "мальчики"), ("f", "девочки")):
        some = [pupil for pupil in pupils if pupil.sex == sex]
        if some:
            parts.append(Part(name, _join(result, f"{name}, труд, {word}", (name,), some), "Труд", sex=sex))
    return parts


def _has_profiles(spec: Spec) -> bool:
    return sum(grade_of(name) == 10 for name in spec.classes) == 2


def _profile(spec: Spec, pupils: Mapping[str, list[PupilRow]], result: Teaching) -> list[Team]:
    """Two profile groups across the two classes of grade 10, at the same time."""
    if not _has_profiles(spec):
        return result.teams
    classes = tuple(name for name in spec.classes if grade_of(name) == 10)
    everybody = [pupil for name in classes for pupil in pupils[name]]
    parts = [
        Part("", _join(result, f"10, {subject.lower()}, профиль", classes, everybody[place::2]), subject)
        for place, subject in enumerate(PROFILES)
    ]
    return [*result.teams, Team(classes, parts, PROFILE_HOURS)]


def _combined(spec: Spec, teams: list[Team]) -> list[Team]:
    """Where two classes sit in one room, the hours of a subject that both have go together."""
    for classes in spec.combined:
        pairs: dict[str, list[Team]] = defaultdict(list)
        for team in teams:
            if team.classes[0] in classes and len(team.classes) == 1:
                pairs[team.parts[0].subject].append(team)
        for both in pairs.values():
            if len(both) < len(classes):
                continue
            hours = min(team.hours for team in both)
            parts = [replace(part, teacher=both[0].parts[0].teacher) for team in both for part in team.parts]
            teams = [*teams, Team(classes, parts, hours)]
            for team in both:
                team.hours -= hours
                team.parts = [replace(part, teacher=both[0].parts[0].teacher) for part in team.parts]
    return [team for team in teams if team.hours]


def _share_out(some: Field, result: Teaching, town: Town) -> None:
    """Hire teachers of a field and give each class's journals to the one with the least hours."""
    bundles: dict[tuple[tuple[str, ...], int], list[tuple[Team, int]]] = defaultdict(list)
    for team in result.teams:
        for place, part in enumerate(team.parts):
            if part.subject in some.subjects and not part.teacher:
                together = len(set(team.classes)) > 1 and not part.group  # a combined class has one teacher
                bundles[_bundle(part, team), 0 if together else place].append((team, place))
    if not bundles:
        return
    hours = {key: sum(team.hours for team, _ in rows) / _same(key, rows) for key, rows in bundles.items()}
    teachers = _hire(some, result, town, bundles, sum(hours.values()))
    given: dict[str, float] = {teacher.full_name: 0 for teacher in teachers}
    sexes = {teacher.full_name: teacher.sex for teacher in teachers}
    for key in sorted(bundles, key=lambda key: (-hours[key], key)):
        rows = bundles[key]
        want = rows[0][0].parts[rows[0][1]].sex
        busy = {part.teacher for team, _ in rows for part in team.parts if part.teacher}
        fitting = [one for one in given if one not in busy and (not want or sexes[one] == want)]
        teacher = min(fitting or given, key=lambda one: given[one])
        given[teacher] += hours[key]
        for team, place in rows:
            team.parts[place] = replace(team.parts[place], teacher=teacher)


def _bundle(part: Part, team: Team) -> tuple[str, ...]:
    """Journals with the same bundle go to one teacher: all maths of a class, a group's English."""
    if part.group and part.sex:
        return (part.sex, *team.classes)
    return (part.group or team.classes[0],) if part.group else team.classes[:1]


def _same(key: tuple[tuple[str, ...], int], rows: list[tuple[Team, int]]) -> int:
    """In a combined class the two journals of a unit are one hour of the teacher."""
    team = rows[0][0]
    return len(team.parts) if len(team.classes) > 1 and not team.parts[0].group and len(rows) > 1 else 1


def _hire(
    some: Field, result: Teaching, town: Town, bundles: Mapping[Any, list[tuple[Team, int]]], hours: float
) -> list[StaffRow]:
    needed = max(1, ceil(hours / HOURS_A_TEACHER))
    widest = max((len(team.parts) for rows in bundles.values() for team, _ in rows if team.parts[0].group), default=1)
    sexes = [""] * max(needed, widest)
    wanted = {team.parts[place].sex for rows in bundles.values() for team, place in rows} - {""}
    if wanted:  # half of the teachers of each sex
        sexes = ["mf"[place % 2] for place in range(max(len(sexes), 2))]
    teachers = [town.employee("teacher", some.title, sex) for sex in sexes]
    result.staff += teachers
    return teachers


def _lead(spec: Spec, result: Teaching, primary: Mapping[str, StaffRow]) -> None:
    """Class teachers: in 1-4 the own teacher, later the busiest of those who teach there and lead no class yet."""
    result.class_teachers = {name: row.full_name for name, row in primary.items()}
    taken = set(result.class_teachers.values())
    total: dict[str, int] = defaultdict(int)
    in_class: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for team in result.teams:
        for part in team.parts:
            total[part.teacher] += team.hours
            for name in team.classes:
                in_class[name][part.teacher] += team.hours
    names = [name for name in spec.classes if name not in primary]
    for name in sorted(names, key=lambda name: (not name.startswith("8"), name)):
        candidates = [one for one, hours in in_class[name].items() if one not in taken and hours > 1]
        candidates = candidates or list(in_class[name])
        leader = max(candidates, key=lambda one: (total[one] + in_class[name][one] / 10, one))
        result.class_teachers[name] = leader
        taken.add(leader)
