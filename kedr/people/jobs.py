"""What the night does for people."""

from django.tasks import task

from kedr.core import clock
from kedr.core.actor import SYSTEM
from kedr.core.night import plan
from kedr.people.actions import end_guardianships
from kedr.schools.models import School


@task()
def end_guardianships_of_adults() -> int:
    """End the guardianships of pupils who have turned eighteen; how many. It asks for its own next night."""
    plan(end_guardianships_of_adults)
    at = clock.now()
    schools = School.objects.order_by("id").values_list("id", flat=True)
    return sum(end_guardianships(actor=SYSTEM, at=at, school_id=school_id) for school_id in schools)
