"""Marks a pupil brought from elsewhere."""

from django.db import models

from kedr.core.tenancy import Owned, SchoolFK
from kedr.journal.models.page import WorkKind


class BroughtMark(Owned):
    """A mark of a former school, a hospital or a sanatorium (перенесённая отметка), by its paper.

    It has no lesson here, but takes part in the mean of its day's period as any other, at the weight its kind had that
    day, and is locked with the period.
    """

    course_id = models.BigIntegerField()
    course = SchoolFK("curriculum.Course")
    pupil_id = models.BigIntegerField()
    pupil = SchoolFK("people.Person")
    held_on = models.DateField()
    kind_id = models.BigIntegerField()
    kind = SchoolFK(WorkKind)
    weight = models.DecimalField(max_digits=4, decimal_places=2)
    value = models.CharField(max_length=60)
    source = models.CharField(max_length=150)  # the paper: «справка школы № 3 от 9 ноября»
    set_at = models.DateTimeField()
    set_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(weight__gte=0), name="journal_broughtmark_weight"),
        ]
        indexes = [
            models.Index("school_id", "pupil_id", "held_on", name="journal_broughtmark_pupil"),
            models.Index("school_id", "course_id", "held_on", name="journal_broughtmark_course"),
        ]

    def __str__(self) -> str:
        return self.value
