from django.db import models

from kedr.core.tenancy import new_id


class Event(models.Model):
    """One change (событие): who, when, what, from what to what. Rows are only ever added.

    No foreign keys: an event outlives what it tells of. `school_id` 0 is the region itself.
    """

    tenancy = "owned"

    pk = models.CompositePrimaryKey("school_id", "id")
    school_id = models.BigIntegerField()
    id = models.BigIntegerField(default=new_id)
    at = models.DateTimeField()
    verb = models.CharField(max_length=40)
    target_kind = models.CharField(max_length=30)
    target_id = models.BigIntegerField()
    # The lesson, class or page that the target belongs to, to show a history in one look; 0 for none.
    about_id = models.BigIntegerField(default=0)
    user_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    role = models.CharField(max_length=20)
    name = models.CharField(max_length=150)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    command_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            # the history of one thing, newest last
            models.Index("school_id", "target_kind", "target_id", "id", name="audit_event_target"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_kind} {self.target_id}"
