"""The night: what the house does by itself waits in the queue of tasks for three o'clock."""

from datetime import datetime, time, timedelta

from django.tasks import Task
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from kedr.core import clock

NIGHT = time(3, 0)  # where the schools are


def plan(nightly: Task[[], int]) -> None:
    """Ask for a task's next night, unless it has been asked for.

    The queue knows «not before», not «every day»: a nightly task asks for its own next night, first of all, so that a
    night that fails is not the last one. A run that was missed is made up for as soon as a worker is there.
    """
    waiting = DBTaskResult.objects.filter(task_path=nightly.module_path, status="READY")
    if not waiting.exists():
        nightly.using(run_after=next_night(clock.now())).enqueue()


def soon(path: str, at: datetime) -> None:
    """Ask for a run of the task at this dotted path at an instant, unless an earlier one waits.

    By its path, as settings name things: an act asks for a job that is made of acts.
    """
    waiting = DBTaskResult.objects.filter(task_path=path, status="READY")
    if not waiting.filter(run_after__lte=at).exists():
        wanted: Task[[], int] = import_string(path)
        wanted.using(run_after=at).enqueue()


def next_night(at: datetime) -> datetime:
    """The first 3 o'clock after an instant."""
    wall = clock.wall(at)
    night = datetime.combine(wall.date(), NIGHT, wall.tzinfo)
    return night if night > wall else night + timedelta(days=1)
