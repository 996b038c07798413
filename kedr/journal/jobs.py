"""What the journal does by itself at night."""

from datetime import datetime, time, timedelta

from django.tasks import task
from django_tasks_db.models import DBTaskResult

from kedr.core import clock
from kedr.core.actor import SYSTEM
from kedr.journal.actions.forget import forget_outcomes
from kedr.schools.models import School

NIGHT = time(3, 0)  # where the schools are


@task()
def forget_old_outcomes() -> int:
    """Delete outcomes of commands older than 60 days, school by school; how many. It asks for its own next night.

    That comes first: a night that fails is not the last one.
    """
    plan_night()
    at = clock.now()
    school_ids = list(School.objects.order_by("id").values_list("id", flat=True))
    return sum(forget_outcomes(actor=SYSTEM, at=at, school_id=school_id) for school_id in school_ids)


def plan_night() -> None:
    """Ask for the next night's run, unless it has been asked for. `kedr serve` does it at start.

    The queue knows «not before», not «every day»; a run that was missed is made up for as soon as a worker is there.
    """
    waiting = DBTaskResult.objects.filter(task_path=forget_old_outcomes.module_path, status="READY")
    if not waiting.exists():
        forget_old_outcomes.using(run_after=next_night(clock.now())).enqueue()


def next_night(at: datetime) -> datetime:
    """The first 3 o'clock after an instant."""
    wall = clock.wall(at)
    night = datetime.combine(wall.date(), NIGHT, wall.tzinfo)
    return night if night > wall else night + timedelta(days=1)
