"""Absences known as a whole: from a day to a day, with what they rest on."""

from django.db import models

from kedr.core.tenancy import Owned, SchoolFK


class Absence(Owned):
    """Why somebody is away on [starts_on, ends_on), and on what it rests (отсутствие с основанием).

    Of one pupil: every lesson of these days gets the code as it comes. Over a class, grades or (all empty) the whole
    school: актировка, карантин, a distant day; there «н» of these days gets the code, and nobody else any. Lessons of
    one subject only with `subject`. Ended early by `ends_on`, taken back by `taken_back_at`.
    """

    pupil_id = models.BigIntegerField(null=True)
    pupil = SchoolFK("people.Person", null=True)
    class_id = models.BigIntegerField(null=True)
    school_class = SchoolFK("schools.SchoolClass", column_name="class_id", null=True)
    first_grade = models.SmallIntegerField(null=True)
    last_grade = models.SmallIntegerField(null=True)
    subject = models.ForeignKey("curriculum.Subject", models.PROTECT, null=True, db_index=False, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    code = models.CharField(max_length=3)
    basis = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(starts_on__lte=models.F("ends_on")), name="journal_absence_days"),
            models.CheckConstraint(
                condition=models.Q(pupil_id=None) | models.Q(class_id=None, first_grade=None, last_grade=None),
                name="journal_absence_whose",
            ),
        ]
        indexes = [
            models.Index("school_id", "ends_on", name="journal_absence_ends"),
            models.Index("school_id", "pupil_id", name="journal_absence_pupil"),
        ]

    def __str__(self) -> str:
        return self.basis
