"""The table of calendars: which links are open."""

from typing import ClassVar

from django.db import models

from kedr.accounts.models import Grant, User
from kedr.core.tenancy import new_id


class CalendarFeed(models.Model):
    """A link to a calendar (ссылка на календарь): whose lessons it shows, to whom it was given and in which role.

    The secret in its address is kept as a digest only. It opens nothing by itself: every reading asks what the role
    may read that day. One is open at a time for a role and a person; a closed one never opens again.
    """

    tenancy = "account"

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    grant = models.ForeignKey(Grant, models.CASCADE, related_name="+", db_index=False)
    at_school_id = models.BigIntegerField()  # named as in Grant: the account lives in the region, the person there
    person_id = models.BigIntegerField()  # the pupil, or the teacher
    secret_digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    read_on = models.DateField(null=True)  # the last day some calendar read it

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["grant", "person_id"], condition=models.Q(revoked_at=None), name="calendars_feed_open"
            )
        ]

    def __str__(self) -> str:
        return str(self.person_id)
