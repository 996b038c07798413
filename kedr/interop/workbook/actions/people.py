"""People of the book: employees with posts, pupils with enrolments and groups, guardians."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from kedr.core.clock import day_of
from kedr.core.errors import Refusal
from kedr.interop.workbook.actions.rows import ROWS, Tally, put
from kedr.interop.workbook.actions.school import Ids
from kedr.interop.workbook.book import PupilRow, SchoolBook, SchoolRow
from kedr.interop.workbook.names import sex_of, split_name, staff_keys
from kedr.people.models import ClassTeacher, Enrolment, GroupMember, Guardianship, Person, Post


class TransferUndated(Refusal):
    """A pupil stands in another class, and the book does not say since when."""

    code = "transfer_undated"


@dataclass(slots=True)
class Faces:
    """The school's persons as they stand, and how the book's people are found among them."""

    school_id: int
    tally: Tally
    by_name: dict[tuple[str, str, str], list[Person]] = field(default_factory=lambda: defaultdict(list))
    staff_ids: set[int] = field(default_factory=set)
    wards: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))  # guardian -> pupils
    new: list[Person] = field(default_factory=list)
    changed: dict[int, Person] = field(default_factory=dict)

    @classmethod
    def of(cls, school_id: int, tally: Tally) -> "Faces":
        faces = cls(school_id, tally)
        for person in Person.objects.in_school(school_id):
            faces.by_name[person.last_name, person.first_name, person.middle_name].append(person)
        faces.staff_ids = set(Post.objects.in_school(school_id).values_list("person_id", flat=True))
        for guardian_id, pupil_id in Guardianship.objects.in_school(school_id).values_list("guardian_id", "pupil_id"):
            faces.wards[guardian_id].add(pupil_id)
        return faces

    def settle(self, found: Person | None, **values: Any) -> Person:
        """The person with these values: the one found, corrected, or a new one. Empty values correct nothing."""
        if found is None:
            person = Person(school_id=self.school_id, **values)
            self.new.append(person)
            self.by_name[person.last_name, person.first_name, person.middle_name].append(person)
            return person
        differing = {name for name, value in values.items() if value and getattr(found, name) != value}
        for name in differing:
            setattr(found, name, values[name])
        is_new = any(found is person for person in self.new[-1:]) or found._state.adding
        if differing and not is_new:
            self.changed[found.id] = found
        elif not is_new and found.id not in self.changed:
            self.tally.unchanged["люди"] += 1
        return found

    def save(self) -> None:
        Person.objects.bulk_create(self.new, batch_size=ROWS)
        if self.changed:
            fields = ["sex", "birth_on", "phone", "email"]
            Person.objects.bulk_update(self.changed.values(), fields, batch_size=ROWS)
        self.tally.created["люди"] += len(self.new)
        self.tally.changed["люди"] += len(self.changed)


def put_people(book: SchoolBook, ids: Ids, at: datetime, tally: Tally) -> None:
    """Everybody of the book, with posts, classes, groups and guardianships. Raises TransferUndated."""
    faces = Faces.of(ids.school_id, tally)
    staff = _staff(book, faces)
    pupils = _pupils(book, faces)
    guardians = _guardians(faces, pupils, staff.values())
    faces.save()
    ids.staff = {key: person.id for key, person in staff.items()}
    scope = {"school_id": ids.school_id}
    first = book.school.starts_on
    posts = [
        {"person_id": staff[key].id, "kind": row.post, "title": row.title or row.post, "starts_on": first}
        for key, rows in staff_keys(book).items()
        for row in rows
    ]
    put(Post, posts, key=("person_id", "kind"), scope=scope, what="должности", tally=tally, only_new=("starts_on",))
    _enrol(book, ids, pupils, tally)
    _join_groups(book, ids, pupils, day_of(at), tally)
    kinships = [
        {
            "guardian_id": guardian.id, "pupil_id": pupil.id, "kind": cells.kind, "is_barred": cells.is_barred,
            "starts_on": first,
        }
        for guardian, pupil, cells in guardians
    ]  # fmt: skip
    # A book may bar a guardian; it never lifts a bar that the school has set since: a blank cell is no decision.
    for is_barred, only_new in ((True, ("starts_on",)), (False, ("starts_on", "is_barred"))):
        rows = [kinship for kinship in kinships if kinship["is_barred"] is is_barred]
        put(Guardianship, rows, key=("guardian_id", "pupil_id"), scope=scope, what="представители",
            tally=tally, only_new=only_new)  # fmt: skip
    leaders = {ids.classes[row.name]: (ids.staff[row.class_teacher], None) for row in book.classes if row.class_teacher}
    succeed(ClassTeacher, "class_id", leaders, book.school, at, tally, "классные руководители", ids.school_id)


def _staff(book: SchoolBook, faces: Faces) -> dict[str, Person]:
    people = {}
    for key, rows in staff_keys(book).items():
        row = rows[0]
        names = (row.last_name, row.first_name, row.middle_name)
        known = [person for person in faces.by_name.get(names, ()) if person.id in faces.staff_ids]
        exact = [person for person in known if row.birth_on and person.birth_on == row.birth_on]
        loose = [person for person in known if not row.birth_on or not person.birth_on] if len(known) == 1 else []
        people[key] = faces.settle(
            next(iter(exact or loose), None),
            last_name=names[0], first_name=names[1], middle_name=names[2], sex=row.sex, birth_on=row.birth_on,
            phone=row.phone, email=row.email,
        )  # fmt: skip
    return people


def _pupils(book: SchoolBook, faces: Faces) -> list[tuple[PupilRow, Person]]:
    people = []
    for row in book.pupils:
        names = (row.last_name, row.first_name, row.middle_name)
        found = next((one for one in faces.by_name.get(names, ()) if one.birth_on == row.birth_on), None)
        person = faces.settle(
            found, last_name=names[0], first_name=names[1], middle_name=names[2], sex=row.sex, birth_on=row.birth_on
        )
        people.append((row, person))
    return people


def _guardians(
    faces: Faces, pupils: Iterable[tuple[PupilRow, Person]], staff: Iterable[Person]
) -> list[tuple[Person, Person, Any]]:
    """(guardian, pupil, cells). A name and a phone make a person: a mother of two, or an employee who is one."""
    seen = {(one.last_name, one.first_name, one.middle_name, one.phone): one for one in staff if one.phone}
    kinships = []
    for row, pupil in pupils:
        for cells in row.guardians:
            last, first, middle = split_name(cells.name)
            known = faces.by_name.get((last, first, middle), ())
            guardian = seen.get((last, first, middle, cells.phone))
            if guardian is None:
                by_phone = (one for one in known if one.phone == cells.phone)
                by_ward = (one for one in known if pupil.id in faces.wards.get(one.id, ()))
                guardian = faces.settle(
                    next(by_phone, None) or next(by_ward, None),
                    last_name=last, first_name=first, middle_name=middle, sex=sex_of(cells.kind, middle),
                    phone=cells.phone, email=cells.email,
                )  # fmt: skip
            seen[last, first, middle, cells.phone] = guardian
            kinships.append((guardian, pupil, cells))
    return kinships


def _enrol(book: SchoolBook, ids: Ids, pupils: Iterable[tuple[PupilRow, Person]], tally: Tally) -> None:
    what = "зачисления"
    standing: dict[int, list[Enrolment]] = defaultdict(list)
    for place in Enrolment.objects.in_school(ids.school_id).filter(class_id__in=ids.classes.values()):
        standing[place.person_id].append(place)
    new, changed = [], []
    for row, person in pupils:
        class_id, starts_on = ids.classes[row.school_class], row.starts_on or book.school.starts_on
        ends_on = row.last_on + timedelta(days=1) if row.last_on else None
        values = {"starts_on": starts_on, "ends_on": ends_on, "basis": row.basis}
        places = standing[person.id]
        here = next((place for place in places if place.class_id == class_id), None)
        if here is None:
            changed += _leave(places, starts_on, row)
            new.append(Enrolment(school_id=ids.school_id, person_id=person.id, class_id=class_id, **values))
        elif any(getattr(here, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(here, name, value)
            changed.append(here)
        else:
            tally.unchanged[what] += 1
    Enrolment.objects.bulk_create(new, batch_size=ROWS)
    if changed:
        Enrolment.objects.bulk_update(changed, ["starts_on", "ends_on", "basis"], batch_size=ROWS)
    tally.created[what] += len(new)
    tally.changed[what] += len(changed)


def _leave(places: Iterable[Enrolment], on: date, row: PupilRow) -> list[Enrolment]:
    """End the places a pupil has in other classes by the day of the transfer."""
    left = []
    for place in places:
        if place.ends_on is not None and place.ends_on <= on:
            continue
        if place.starts_on >= on:
            raise TransferUndated(
                f"Лист «Ученики», строка {row.row}: {row.full_name} уже в другом классе с {place.starts_on:%d.%m.%Y}. "
                "Укажите в столбце «Зачислен» день перевода."
            )
        place.ends_on = on
        left.append(place)
    return left


def _join_groups(
    book: SchoolBook, ids: Ids, pupils: Iterable[tuple[PupilRow, Person]], today: date, tally: Tally
) -> None:
    """Groups of a new pupil count from their enrolment; a later change of groups counts from today."""
    what = "состав групп"
    standing: dict[int, dict[int, GroupMember]] = defaultdict(dict)
    for one in GroupMember.objects.in_school(ids.school_id).filter(group_id__in=ids.groups.values(), ends_on=None):
        standing[one.person_id][one.group_id] = one
    new, ended = [], []
    for row, person in pupils:
        wanted = {ids.groups[name] for name in row.groups}
        present = standing.get(person.id, {})
        starts_on = row.starts_on or book.school.starts_on
        if present:
            starts_on = max(starts_on, today)
        ends_on = row.last_on + timedelta(days=1) if row.last_on else None
        fresh = sorted(wanted - present.keys())
        if not ends_on or starts_on < ends_on:
            new += [
                GroupMember(school_id=ids.school_id, person_id=person.id, group_id=group_id, starts_on=starts_on,
                            ends_on=ends_on)
                for group_id in fresh
            ]  # fmt: skip
        for group_id, one in present.items():
            last = ends_on if group_id in wanted else max(today, one.starts_on + timedelta(days=1))
            if last is not None:
                one.ends_on = last
                ended.append(one)
            else:
                tally.unchanged[what] += 1
    GroupMember.objects.bulk_create(new, batch_size=ROWS)
    if ended:
        GroupMember.objects.bulk_update(ended, ["ends_on"], batch_size=ROWS)
    tally.created[what] += len(new)
    tally.changed[what] += len(ended)


def succeed(
    model: type[ClassTeacher] | type[Any],
    column: str,
    holders: Mapping[int, tuple[int, date | None]],
    school: SchoolRow,
    at: datetime,
    tally: Tally,
    what: str,
    school_id: int,
) -> None:
    """Bring the present holders (class teachers, teachers of courses) to these: {what: (person, since)}.

    A new holder follows the old one on their day, else today; in the first days of the year, or when the book gives the
    old one's own day, the old one was a slip and is put right.
    """
    standing: dict[int, Any] = {
        getattr(row, column): row for row in model.objects.in_school(school_id).filter(ends_on=None)
    }
    new, changed = [], []
    for thing_id, (person_id, since) in holders.items():
        present = standing.get(thing_id)
        if present is not None and present.person_id == person_id:
            tally.unchanged[what] += 1
            continue
        first = since or (school.starts_on if present is None else max(day_of(at), school.starts_on))
        if present is not None and present.starts_on >= first:
            present.person_id = person_id
            changed.append(present)
            continue
        if present is not None:
            present.ends_on = first
            changed.append(present)
        new.append(model(school_id=school_id, person_id=person_id, starts_on=first, **{column: thing_id}))
    model.objects.bulk_create(new, batch_size=ROWS)
    if changed:
        model.objects.bulk_update(changed, ["person_id", "ends_on"], batch_size=ROWS)
    tally.created[what] += len(new)
    tally.changed[what] += len(changed)
