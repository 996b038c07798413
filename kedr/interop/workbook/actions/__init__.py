"""Setting up a school from its workbook."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kedr.audit.actions import Change, record
from kedr.core import stamps
from kedr.core.actor import Actor
from kedr.interop.workbook.actions.accounts import NewLogin, put_accounts
from kedr.interop.workbook.actions.people import TransferUndated, put_people
from kedr.interop.workbook.actions.rows import Tally, count_rows
from kedr.interop.workbook.actions.school import UnknownMunicipality, put_school
from kedr.interop.workbook.actions.school import found_region as found_region  # a step of other formats' actions too
from kedr.interop.workbook.actions.teaching import put_teaching, put_week_plan
from kedr.interop.workbook.book import SchoolBook

__all__ = ["NewLogin", "SetUp", "Tally", "TransferUndated", "UnknownMunicipality", "set_up_school"]


PEOPLE = ("people_person", "people_post", "people_enrolment", "people_groupmember", "people_guardianship")
TEACHING = ("schools_school", "schools_room", "schools_schoolclass", "schools_groupclass", "curriculum_course")


@dataclass(frozen=True, slots=True)
class SetUp:
    """What became of a book: the school, what was done, and the logins opened with their one-time passwords."""

    school_id: int
    tally: Tally
    logins: list[NewLogin]


@transaction.atomic
def set_up_school(
    *,
    actor: Actor,
    at: datetime,
    book: SchoolBook,
    school_id: int | None = None,
    fixed_password: tuple[str, str] | None = None,
    invites_families: bool = False,
) -> SetUp:
    """Set up a school and its year as a checked book says, in one transaction.

    The same book again changes nothing; another one adds and corrects rows by their natural keys (names, dates of
    birth, numbers) and takes nothing away but slots of the weekly plan. `school_id` None finds the school by its
    municipality and name, or founds it. New accounts get a one-time password each, or `fixed_password` with its hash,
    which is theirs to keep; with `invites_families` pupils and guardians get none: they are invited on paper.
    Raises UnknownMunicipality, TransferUndated, timetable's BellMissing.
    """
    tally = Tally()
    ids = put_school(book, school_id, tally)
    put_people(book, ids, at, tally)
    put_teaching(book, ids, at, tally)
    if not tally.is_idle():
        count_rows(*PEOPLE, *TEACHING)
    put_week_plan(book, ids, actor, at, tally)
    logins = put_accounts(book, ids, actor, at, tally, fixed_password, invites_families=invites_families)
    if not tally.is_idle():
        after = {"year": book.school.year, "created": dict(tally.created), "changed": dict(tally.changed)}
        change = Change("set_up_school", "school", ids.school_id, after=after)
        stamps.bump(ids.school_id, [(stamps.SCHOOL, ids.school_id)])  # every page of the school may show it
        record(actor=actor, at=at, school_id=ids.school_id, changes=[change])
    return SetUp(ids.school_id, tally, logins)
