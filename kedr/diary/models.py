"""The tables of the diary: what a family says by it."""

from django.db import models

from kedr.core.tenancy import Owned, SchoolFK


class WeekSignature(Owned):
    """A guardian has read a finished week of the diary («Ознакомлен»): the first who signs signs for the family."""

    pupil_id = models.BigIntegerField()
    pupil = SchoolFK("people.Person")
    monday = models.DateField()
    signed_at = models.DateTimeField()
    signed_by = models.BigIntegerField()  # a guardian, as a person

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "pupil_id", "monday"], name="diary_weeksignature_once")
        ]
        indexes = [models.Index("school_id", "monday", name="diary_weeksignature_week")]

    def __str__(self) -> str:
        return f"{self.monday}"
