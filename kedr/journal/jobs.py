"""What the journal does by itself at night."""

from datetime import datetime, time, timedelta

from django.tasks import Task, task
from django_tasks_db.models import DBTaskResult

from kedr.core import clock
from kedr.core.actor import SYSTEM
from kedr.journal.actions.forget import forget_outcomes
from kedr.journal.actions.unfilled import remark_unfilled, remove_filled
from kedr.schools.models import School

NIGHT = time(3, 0)  # where the schools are


@task()
def forget_old_outcomes() -> int:
    """Delete outcomes of commands older than 60 days, school by school; how many. It asks for its own next night.

    That comes first: a night that fails is not the last one.
    """
    _plan(forget_old_outcomes)
    at = clock.now()
    return sum(forget_outcomes(actor=SYSTEM, at=at, school_id=school_id) for school_id in _schools())


@task()
def remark_on_journals() -> int:
    """Remove the automatic remarks that have been mended, make the week's new ones; how many are made."""
    _plan(remark_on_journals)
    at, made = clock.now(), 0
    for school_id in _schools():
        remove_filled(actor=SYSTEM, at=at, school_id=school_id)
        made += remark_unfilled(actor=SYSTEM, at=at, school_id=school_id)
    return made


NIGHTLY = (forget_old_outcomes, remark_on_journals)


def plan_night() -> None:
    """Ask for the next night's runs, unless they have been asked for. `kedr serve` does it at start.

    The queue knows «not before», not «every day»; a run that was missed is made up for as soon as a worker is there.
    """
    for nightly in NIGHTLY:
        _plan(nightly)


def _plan(nightly: Task[[], int]) -> None:
    waiting = DBTaskResult.objects.filter(task_path=nightly.module_path, status="READY")
    if not waiting.exists():
        nightly.using(run_after=next_night(clock.now())).enqueue()


def _schools() -> list[int]:
    return list(School.objects.order_by("id").values_list("id", flat=True))


def next_night(at: datetime) -> datetime:
    """The first 3 o'clock after an instant."""
    wall = clock.wall(at)
    night = datetime.combine(wall.date(), NIGHT, wall.tzinfo)
    return night if night > wall else night + timedelta(days=1)
