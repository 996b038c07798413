"""The tables of the diary: what a family says by it."""

from django.db import models

from kedr.core.tenancy import Owned, SchoolFK


class HomeworkDone(Owned):
    """A pupil's own tick «сделано» at homework: for themselves and their family. Teachers do not see it."""

    homework_id = models.BigIntegerField()
    homework = SchoolFK("journal.Homework")
    pupil_id = models.BigIntegerField()
    pupil = SchoolFK("people.Person")
    done_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "pupil_id", "homework_id"], name="diary_homeworkdone_once")
        ]

    def __str__(self) -> str:
        return f"{self.homework_id}"


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
