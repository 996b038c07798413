"""What the journal does by itself at night."""

from django.tasks import task

from kedr.core import clock
from kedr.core.actor import SYSTEM
from kedr.core.night import plan
from kedr.files.jobs import clear_out_files
from kedr.journal.actions.absences import spread_absences
from kedr.journal.actions.forget import forget_outcomes
from kedr.journal.actions.homework_files import let_go_of_files
from kedr.journal.actions.telling import tell_of_missing
from kedr.journal.actions.unfilled import remark_unfilled, remove_filled
from kedr.people.jobs import end_guardianships_of_adults
from kedr.schools.models import School


@task()
def forget_old_outcomes() -> int:
    """Delete outcomes of commands older than 60 days, school by school; how many. It asks for its own next night."""
    plan(forget_old_outcomes)
    at = clock.now()
    return sum(forget_outcomes(actor=SYSTEM, at=at, school_id=school_id) for school_id in _schools())


@task()
def remark_on_journals() -> int:
    """Remove the automatic remarks that have been mended, make the week's new ones; how many are made."""
    plan(remark_on_journals)
    at, made = clock.now(), 0
    for school_id in _schools():
        remove_filled(actor=SYSTEM, at=at, school_id=school_id)
        made += remark_unfilled(actor=SYSTEM, at=at, school_id=school_id)
    return made


@task()
def let_go_of_homework_files() -> int:
    """Let go of the files of homework that was taken back, for `clear_out_files` to remove; how many."""
    plan(let_go_of_homework_files)
    at = clock.now()
    return sum(let_go_of_files(actor=SYSTEM, at=at, school_id=school_id) for school_id in _schools())


@task()
def fill_in_absences() -> int:
    """Give today's lessons, and those of the last days, the codes of the absences known for them; how many."""
    plan(fill_in_absences)
    at = clock.now()
    return sum(spread_absences(actor=SYSTEM, at=at, school_id=school_id) for school_id in _schools())


@task()
def tell_of_missing_pupils() -> int:
    """Tell families whose child is not at a lesson today; how many. A writer of an «н» asks for it."""
    at = clock.now()
    return sum(tell_of_missing(actor=SYSTEM, at=at, school_id=school_id) for school_id in _schools())


NIGHTLY = (
    end_guardianships_of_adults,
    forget_old_outcomes,
    remark_on_journals,
    fill_in_absences,
    let_go_of_homework_files,
    clear_out_files,
)


def plan_night() -> None:
    """Ask for the next night's runs, unless they have been asked for. `kedr serve` does it at start."""
    for nightly in NIGHTLY:
        plan(nightly)


def _schools() -> list[int]:
    return list(School.objects.order_by("id").values_list("id", flat=True))
