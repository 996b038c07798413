"""Accounts for everybody of the school who has none yet."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kedr.accounts.actions import NewAccount, NewGrant, one_time_password, open_accounts
from kedr.accounts.models import Grant, User
from kedr.accounts.rules import STAFF
from kedr.core.actor import Actor, Role
from kedr.core.clock import day_of
from kedr.core.sql import fetch
from kedr.interop.workbook.actions.rows import Tally
from kedr.interop.workbook.actions.school import Ids
from kedr.interop.workbook.book import SchoolBook
from kedr.interop.workbook.names import free_logins, login_base
from kedr.people.models import Person

ROLES = {
    "teacher": Role.TEACHER, "deputy_head": Role.DEPUTY_HEAD, "head": Role.HEAD, "secretary": Role.SECRETARY,
    "pupil": Role.PUPIL, "guardian": Role.GUARDIAN,
}  # fmt: skip
ROLE_NAMES = {
    Role.TEACHER: "учитель", Role.DEPUTY_HEAD: "заместитель директора", Role.HEAD: "директор",
    Role.SECRETARY: "секретарь", Role.PUPIL: "ученик", Role.GUARDIAN: "родитель",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewLogin:
    """A login that was opened, for the paper its owner gets."""

    person_id: int
    name: str
    roles: str
    where: str
    login: str
    password: str


@dataclass(frozen=True, slots=True)
class _Role:
    person_id: int
    role: Role
    label: str


# Everybody's roles in the school. A guardian's label names the children, a pupil's the class.
_ROLES_SQL = """
SELECT DISTINCT p.person_id, p.kind, '', '' FROM people_post p
WHERE p.school_id = %s AND (p.ends_on IS NULL OR p.ends_on > %s)
UNION ALL
SELECT e.person_id, 'pupil', '', k.name FROM people_enrolment e
JOIN schools_schoolclass k ON k.school_id = e.school_id AND k.id = e.class_id
WHERE e.school_id = %s AND k.year_id = %s AND (e.ends_on IS NULL OR e.ends_on > %s)
UNION ALL
SELECT g.guardian_id, 'guardian', c.first_name, k.name FROM people_guardianship g
JOIN people_person c ON c.school_id = g.school_id AND c.id = g.pupil_id
JOIN people_enrolment e ON e.school_id = g.school_id AND e.person_id = g.pupil_id
JOIN schools_schoolclass k ON k.school_id = e.school_id AND k.id = e.class_id
WHERE g.school_id = %s AND NOT g.is_barred AND (g.ends_on IS NULL OR g.ends_on > %s)
  AND k.year_id = %s AND (e.ends_on IS NULL OR e.ends_on > %s)
ORDER BY 1, 2, 3, 4
"""


def put_accounts(
    book: SchoolBook,
    ids: Ids,
    actor: Actor,
    at: datetime,
    tally: Tally,
    fixed_password: tuple[str, str] | None,
    *,
    invites_families: bool = False,
) -> list[NewLogin]:
    """An account with all roles for each person who has none (of families only if they are not to be invited); a
    missing role for those who have one.
    """
    today = day_of(at)
    school, year = ids.school_id, ids.year_id
    roles = _labelled(
        fetch(_ROLES_SQL, [school, today, school, year, today, school, today, year, today]), book.school.short_name
    )
    held = defaultdict(set)
    users = {}
    for user_id, person_id, role in Grant.objects.filter(at_school_id=school).values_list(
        "user_id", "person_id", "role"
    ):
        users[person_id] = user_id
        held[person_id].add(role)
    wanted: dict[int, list[_Role]] = defaultdict(list)
    for one in roles:
        if one.role in held[one.person_id]:
            tally.unchanged["роли"] += 1
        else:
            wanted[one.person_id].append(one)
    known = {person_id: some for person_id, some in wanted.items() if person_id in users}
    Grant.objects.bulk_create(
        _grant_row(users[person_id], grant) for person_id, some in known.items() for grant in _grants(some, book, ids)
    )
    tally.created["роли"] += sum(map(len, known.values()))
    new = {
        person_id: some
        for person_id, some in wanted.items()
        if person_id not in users and not (invites_families and all(one.role not in STAFF for one in some))
    }
    return _open(book, ids, actor, at, tally, fixed_password, new)


def _labelled(rows: Iterable[tuple[int, str, str, str]], school: str) -> list[_Role]:
    children: dict[int, list[str]] = defaultdict(list)
    roles: dict[tuple[int, Role], str] = {}
    for person_id, kind, child, class_name in rows:
        role = ROLES[kind]
        if role is Role.GUARDIAN:
            children[person_id].append(f"{child}, {class_name}")
        roles[person_id, role] = f"{class_name}, {school}" if role is Role.PUPIL else school
    return [
        _Role(person_id, role, "; ".join(children[person_id])[:200] if role is Role.GUARDIAN else label[:200])
        for (person_id, role), label in roles.items()
    ]


def _grants(roles: Iterable[_Role], book: SchoolBook, ids: Ids) -> tuple[NewGrant, ...]:
    return tuple(
        NewGrant(one.role, one.label, book.school.starts_on, school_id=ids.school_id, person_id=one.person_id)
        for one in roles
    )


def _grant_row(user_id: int, new: NewGrant) -> Grant:
    return Grant(
        user_id=user_id, role=new.role, label=new.label, at_school_id=new.school_id, person_id=new.person_id,
        starts_on=new.starts_on,
    )  # fmt: skip


def _open(
    book: SchoolBook,
    ids: Ids,
    actor: Actor,
    at: datetime,
    tally: Tally,
    fixed_password: tuple[str, str] | None,
    wanted: dict[int, list[_Role]],
) -> list[NewLogin]:
    people = [one for one in Person.objects.in_school(ids.school_id).order_by("id") if one.id in wanted]
    bases = [login_base(one.last_name, one.first_name, one.middle_name) for one in people]
    logins = free_logins(bases, set(User.objects.values_list("login", flat=True)))
    accounts, papers = [], []
    for person, login in zip(people, logins, strict=True):
        plain, hashed = fixed_password or one_time_password()
        roles = wanted[person.id]
        name = f"{person.last_name} {person.first_name} {person.middle_name}".strip()
        short = f"{person.last_name} {person.first_name}"
        accounts.append(NewAccount(login, short, hashed, _grants(roles, book, ids), person.email, not fixed_password))
        names = ", ".join(ROLE_NAMES[one.role] for one in roles)
        papers.append(NewLogin(person.id, name, names, "; ".join(one.label for one in roles), login, plain))
    open_accounts(actor=actor, at=at, accounts=accounts)
    tally.created["учётные записи"] += len(accounts)
    return papers
