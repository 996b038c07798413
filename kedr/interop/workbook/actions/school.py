"""The school itself: its place in the region, its year, periods, days off, rooms, classes and groups."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Max

from kedr.core.errors import Refusal
from kedr.interop.region import MUNICIPALITIES, REGION, TIME_ZONE
from kedr.interop.workbook.actions.rows import Tally, put
from kedr.interop.workbook.book import SchoolBook
from kedr.journal.models import WorkKind
from kedr.journal.rules import DOUBLE_KINDS, WORK_KINDS
from kedr.schools.models import (
    AcademicYear,
    Building,
    DayOff,
    GroupClass,
    Municipality,
    Period,
    PeriodScheme,
    Region,
    Room,
    School,
    SchoolClass,
    StudyGroup,
)


class UnknownMunicipality(Refusal):
    """The region has no municipality of this name."""

    code = "unknown_municipality"


@dataclass(slots=True)
class Ids:
    """Ids of the rows by what the book calls them."""

    school_id: int = 0
    year_id: int = 0
    schemes: dict[str, int] = field(default_factory=dict)
    rooms: dict[str, int] = field(default_factory=dict)
    classes: dict[str, int] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    staff: dict[str, int] = field(default_factory=dict)
    courses: dict[tuple[str, str], int] = field(default_factory=dict)  # (class or group, journal)


def put_school(book: SchoolBook, school_id: int | None, tally: Tally) -> Ids:
    """Find or make the school, then everything of it that is not people or teaching. Raises UnknownMunicipality."""
    ids = Ids(school_id=_school(book, school_id, tally))
    row = book.school
    scope = {"school_id": ids.school_id}
    year = {"year": row.year, "starts_on": row.starts_on, "ends_on": row.ends_on}
    ids.year_id = put(AcademicYear, [year], key=("year",), scope=scope, what="учебный год", tally=tally)[row.year]
    _periods(book, ids, tally)
    _rooms(book, ids, tally)
    _classes(book, ids, tally)
    kinds = [
        {
            "code": code,
            "name": name,
            "letter": letter,
            "is_control": control,
            "is_double": code in DOUBLE_KINDS,
            "position": position,
        }
        for position, (code, name, letter, control) in enumerate(WORK_KINDS)
    ]
    own = ("name", "letter", "is_control", "is_double", "position")  # the school may have changed them
    put(WorkKind, kinds, key=("code",), scope=scope, what="виды работ", tally=tally, only_new=own)
    return ids


def found_region() -> Region:
    """The region with its municipalities; made on the first call."""
    region = Region.objects.first()
    if region is None:
        region = Region.objects.create(name=REGION, time_zone=TIME_ZONE)
        Municipality.objects.bulk_create(Municipality(region=region, name=name) for name in MUNICIPALITIES)
    return region


def _school(book: SchoolBook, school_id: int | None, tally: Tally) -> int:
    region, row = found_region(), book.school
    municipality = region.municipalities.filter(name=row.municipality).first()
    if municipality is None:
        known = ", ".join(region.municipalities.values_list("name", flat=True))
        raise UnknownMunicipality(f"Лист «Школа»: муниципалитета «{row.municipality}» нет. Есть: {known}.")
    if school_id is None:
        school_id = (
            School.objects.filter(municipality=municipality, name=row.name).values_list("id", flat=True).first()
            or (School.objects.aggregate(last=Max("id"))["last"] or 0) + 1
        )
    values = {
        "id": school_id, "municipality_id": municipality.id, "name": row.name, "short_name": row.short_name,
        "kind": row.kind, "address": row.address, "phone": row.phone,
    }  # fmt: skip
    put(School, [values], key=("id",), scope={"id": school_id}, what="школа", tally=tally)
    return school_id


def _periods(book: SchoolBook, ids: Ids, tally: Tally) -> None:
    scope = {"school_id": ids.school_id, "year_id": ids.year_id}
    schemes = {row.scheme: {"name": row.scheme, "kind": row.kind, "is_marked": row.is_marked} for row in book.periods}
    ids.schemes = put(PeriodScheme, schemes.values(), key=("name",), scope=scope, what="схемы периодов", tally=tally)
    for scheme, scheme_id in ids.schemes.items():
        rows = [
            {
                "number": row.number,
                "name": row.name,
                "starts_on": row.starts_on,
                "ends_on": row.last_on + timedelta(days=1),
            }
            for row in book.periods
            if row.scheme == scheme
        ]
        of_scheme = {"school_id": ids.school_id, "scheme_id": scheme_id}
        put(Period, rows, key=("number",), scope=of_scheme, what="учебные периоды", tally=tally)
    off = [
        {
            "name": row.name,
            "kind": row.kind,
            "starts_on": row.starts_on,
            "ends_on": row.last_on + timedelta(days=1),
            "grade": row.grade,
        }
        for row in book.days_off
    ]
    put(DayOff, off, key=("starts_on", "grade"), scope=scope, what="каникулы и праздники", tally=tally)


def _rooms(book: SchoolBook, ids: Ids, tally: Tally) -> None:
    scope = {"school_id": ids.school_id}
    names = dict.fromkeys(row.building for row in book.rooms)
    buildings = put(
        Building, [{"name": name} for name in names], key=("name",), scope=scope, what="корпуса", tally=tally
    )
    rows = [{"building_id": buildings[row.building], "name": row.name, "capacity": row.capacity} for row in book.rooms]
    made = put(Room, rows, key=("building_id", "name"), scope=scope, what="кабинеты", tally=tally)
    ids.rooms = {name: room_id for (_, name), room_id in made.items()}


def _classes(book: SchoolBook, ids: Ids, tally: Tally) -> None:
    scope = {"school_id": ids.school_id, "year_id": ids.year_id}
    rows = [
        {
            "name": row.name, "grade": row.grade, "letter": row.letter, "shift": row.shift,
            "days_a_week": row.days_a_week, "profile": row.profile, "scheme_id": ids.schemes[row.scheme],
            "home_room_id": ids.rooms[row.room] if row.room else None,
        }
        for row in book.classes
    ]  # fmt: skip
    ids.classes = put(SchoolClass, rows, key=("name",), scope=scope, what="классы", tally=tally)
    names = [{"name": row.name} for row in book.groups]
    ids.groups = put(StudyGroup, names, key=("name",), scope=scope, what="группы", tally=tally)
    parts = [
        {"group_id": ids.groups[row.name], "class_id": ids.classes[name]} for row in book.groups for name in row.classes
    ]
    in_school = {"school_id": ids.school_id}
    put(GroupClass, parts, key=("group_id", "class_id"), scope=in_school, what="классы групп", tally=tally)
