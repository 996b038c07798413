"""Invented pupils in families, and employees."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from kedr.interop.demo import names
from kedr.interop.demo.names import Name
from kedr.interop.workbook.book import GuardianCells, PupilRow, StaffRow

CHILDREN = (1, 1, 1, 1, 1, 1, 2, 2, 2, 3)


@dataclass(slots=True)
class Town:
    """Everybody invented so far for one school: no name twice among employees, no phone twice at all."""

    rng: Random
    year: int
    phones: set[str] = field(default_factory=set)
    staff_names: set[str] = field(default_factory=set)

    def employee(self, post: str, title: str, sex: str = "") -> StaffRow:
        """A new employee."""
        while True:
            sex_now = sex or self.rng.choice("ffffm")
            who = names.anybody(self.rng, sex_now)
            if who.full not in self.staff_names:
                break
        self.staff_names.add(who.full)
        born = date(self.year - self.rng.randrange(26, 64), 1, 1) + timedelta(days=self.rng.randrange(365))
        return StaffRow(who.last, who.first, who.middle, who.sex, post, title, born, names.phone(self.rng, self.phones))


def grade_of(name: str) -> int:
    """«8А» is 8."""
    return int("".join(letter for letter in name if letter.isdigit()))


def pupils(town: Town, classes: Mapping[str, int], parents: Iterable[StaffRow]) -> dict[str, list[PupilRow]]:
    """The pupils of each class, by name, siblings in different grades. `parents` are employees with children here."""
    rng = town.rng
    seats = [name for name, size in classes.items() for _ in range(size)]
    rng.shuffle(seats)
    made: dict[str, list[PupilRow]] = defaultdict(list)
    known: set[tuple[str, date]] = set()
    employees = list(parents)
    while seats:
        chosen = _seats_of_family(seats, rng.choice(CHILDREN) if not employees else 2)
        surname, father = rng.choice(names.SURNAMES), rng.choice(list(names.MEN))
        guardians = _guardians(town, surname, father, employees.pop() if employees else None)
        if guardians[0].kind == "mother" and len(guardians) == 1:
            surname = _masculine(guardians[0].name.split()[0]) or surname
        for school_class in chosen:
            child, born = _child(rng, surname, father, school_class, town.year, known)
            row = PupilRow(
                school_class, child.last, child.first, child.middle, child.sex, born, guardians=tuple(guardians)
            )
            made[school_class].append(row)
    return {
        name: sorted(made[name], key=lambda row: (row.last_name, row.first_name, row.middle_name)) for name in classes
    }


def _seats_of_family(seats: list[str], children: int) -> list[str]:
    """Take seats of different grades off the end of the list."""
    chosen = [seats.pop()]
    for place in range(len(seats) - 1, -1, -1):
        if len(chosen) == children:
            break
        if grade_of(seats[place]) not in map(grade_of, chosen):
            chosen.append(seats.pop(place))
    return chosen


def _child(
    rng: Random, surname: str, father: str, school_class: str, year: int, known: set[tuple[str, date]]
) -> tuple[Name, date]:
    grade = grade_of(school_class)
    while True:
        child = names.name(rng, rng.choice("fm"), surname, father, is_child=True)
        born = date(year - grade - 7, 10, 1) + timedelta(days=rng.randrange(364))
        if (child.full, born) not in known:
            known.add((child.full, born))
            return child, born


def _masculine(surname: str) -> str:
    """The masculine surname whose feminine form this is, or nothing."""
    return next((one for one in names.SURNAMES if names.feminine(one) == surname), "")


def _guardians(town: Town, surname: str, father: str, employee: StaffRow | None) -> list[GuardianCells]:
    """Mother and father, or one of them; an employee is a mother on her own, by the name she is known by."""
    rng = town.rng
    if employee is not None:
        return [GuardianCells(employee.full_name, "mother", employee.phone)]
    shape = rng.random()
    people = []
    if shape < 0.95:
        mother = names.anybody(rng, "f")
        last = names.feminine(surname) if rng.random() < 0.88 else mother.last
        people.append(GuardianCells(f"{last} {mother.first} {mother.middle}", "mother", names.phone(rng, town.phones)))
    if shape > 0.3:
        man = replace(names.anybody(rng, "m"), last=surname, first=father)
        people.append(GuardianCells(man.full, "father", names.phone(rng, town.phones)))
    return people
