"""What is put off: results of a period deferred, academic debts taken again."""

from django.db import models

from kedr.core.tenancy import Owned, SchoolFK
from kedr.journal.models.results import YearResult


class Deferral(Owned):
    """A pupil's result of a period put off until a day (отсрочка): who was long ill gets it later.

    Until that day, itself included, the closing of the period does not lock this one result.
    """

    course_id = models.BigIntegerField()
    course = SchoolFK("curriculum.Course")
    period_id = models.BigIntegerField()
    period = SchoolFK("schools.Period")
    pupil_id = models.BigIntegerField()
    pupil = SchoolFK("people.Person")
    until_on = models.DateField()
    basis = models.CharField(max_length=150)  # «справка, приказ № 12»
    set_at = models.DateTimeField()
    set_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "course_id", "period_id", "pupil_id"], name="journal_deferral_once"
            )
        ]
        indexes = [models.Index("school_id", "pupil_id", name="journal_deferral_pupil")]

    def __str__(self) -> str:
        return f"{self.until_on}"


class Retake(Owned):
    """An attempt to clear an academic debt (повторная аттестация): the first, or the second before a commission.

    Planned while `value` is empty. The year's own result stays as it was: the debt is cleared by what stands here.
    """

    course_id = models.BigIntegerField()
    course = SchoolFK("curriculum.Course")
    pupil_id = models.BigIntegerField()
    pupil = SchoolFK("people.Person")
    kind = models.CharField(max_length=7, choices=YearResult.Kind)  # of the result that is the debt
    attempt = models.SmallIntegerField()
    planned_on = models.DateField()
    commission = models.CharField(max_length=300, blank=True)
    value = models.CharField(max_length=4, blank=True)
    protocol = models.CharField(max_length=30, blank=True)  # «№ 3 от 12.09.2027»
    version = models.IntegerField(default=1)
    set_at = models.DateTimeField()
    set_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "course_id", "pupil_id", "kind", "attempt"], name="journal_retake_once"
            ),
            models.CheckConstraint(condition=models.Q(attempt__in=(1, 2)), name="journal_retake_attempt"),
        ]
        indexes = [models.Index("school_id", "pupil_id", name="journal_retake_pupil")]

    def __str__(self) -> str:
        return self.value or f"{self.planned_on}"
