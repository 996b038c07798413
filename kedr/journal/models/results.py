"""What a pupil has come to: results of periods and years, decisions of the council."""

from django.db import models

from kedr.core.tenancy import Owned, SchoolFK


class PeriodResult(Owned):
    """A pupil's result of a period (отметка за период): what the rule proposed and what the teacher decided."""

    course_id = models.BigIntegerField()
    course = SchoolFK("curriculum.Course")
    period_id = models.BigIntegerField()
    period = SchoolFK("schools.Period")
    pupil_id = models.BigIntegerField()
    pupil = SchoolFK("people.Person")
    proposed = models.CharField(max_length=4, blank=True)
    mean = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    final = models.CharField(max_length=4, blank=True)
    version = models.IntegerField(default=1)
    set_at = models.DateTimeField()
    set_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "course_id", "period_id", "pupil_id"], name="journal_periodresult_once"
            )
        ]
        indexes = [models.Index("school_id", "pupil_id", name="journal_periodresult_pupil")]

    def __str__(self) -> str:
        return self.final


class YearResult(Owned):
    """A pupil's result of a year in a course (отметка за год), of its ПА or exam, or the certificate's (итоговая).

    `proposed` is what came out when the teacher decided; `version` counts the decisions.
    """

    class Kind(models.TextChoices):
        INTERIM = "interim", "ПА"
        YEAR = "year", "год"
        EXAM = "exam", "экзамен"
        FINAL = "final", "итог"

    course_id = models.BigIntegerField()
    course = SchoolFK("curriculum.Course")
    pupil_id = models.BigIntegerField()
    pupil = SchoolFK("people.Person")
    kind = models.CharField(max_length=7, choices=Kind)
    proposed = models.CharField(max_length=4, blank=True)
    final = models.CharField(max_length=4, blank=True)
    version = models.IntegerField(default=1)
    set_at = models.DateTimeField()
    set_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "course_id", "pupil_id", "kind"], name="journal_yearresult_once"
            )
        ]
        indexes = [models.Index("school_id", "pupil_id", name="journal_yearresult_pupil")]

    def __str__(self) -> str:
        return self.final


class CouncilDecision(Owned):
    """What the pedagogical council decided of a pupil at the end of a year (решение педсовета)."""

    class Kind(models.TextChoices):
        MOVED = "moved", "переведён"
        CONDITIONAL = "conditional", "переведён условно"
        REPEATS = "repeats", "оставлен на повторное обучение"
        ADMITTED = "admitted", "допущен к аттестации"
        GRADUATED = "graduated", "выпущен"

    year_id = models.BigIntegerField()
    year = SchoolFK("schools.AcademicYear")
    class_id = models.BigIntegerField()
    school_class = SchoolFK("schools.SchoolClass", column_name="class_id")
    pupil_id = models.BigIntegerField()
    pupil = SchoolFK("people.Person")
    kind = models.CharField(max_length=11, choices=Kind)
    protocol = models.CharField(max_length=30)  # «№ 8»
    protocol_on = models.DateField()
    version = models.IntegerField(default=1)
    set_at = models.DateTimeField()
    set_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "year_id", "pupil_id"], name="journal_councildecision_once")
        ]
        indexes = [models.Index("school_id", "class_id", name="journal_councildecision_class")]

    def __str__(self) -> str:
        return self.kind
