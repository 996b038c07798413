"""What is cleared out at night."""

from django.tasks import task

from kedr.core import clock
from kedr.core.actor import SYSTEM
from kedr.core.night import plan
from kedr.files.actions import clear_out
from kedr.schools.models import School


@task()
def clear_out_files() -> int:
    """Remove the files that nothing holds, school by school; how many. It asks for its own next night."""
    plan(clear_out_files)
    at = clock.now()
    schools = School.objects.order_by("id").values_list("id", flat=True)
    return sum(clear_out(actor=SYSTEM, at=at, school_id=school_id) for school_id in schools)
