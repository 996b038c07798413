"""What closes the journal, and what opens it for a while."""

from django.db import models

from kedr.core.tenancy import Owned, SchoolFK


class Opening(Owned):
    """A request to open a locked journal for corrections (просьба открыть журнал) and, once granted, its window.

    It is about a course in a period, or about one lesson. Not decided: it waits; decided without `ends_at`: refused;
    else the journal is open to its writers until then and locks again by itself.
    """

    course_id = models.BigIntegerField()
    course = SchoolFK("curriculum.Course")
    period_id = models.BigIntegerField()
    period = SchoolFK("schools.Period")
    lesson_id = models.BigIntegerField(null=True)
    lesson = SchoolFK("timetable.Lesson", null=True)
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField()  # persons, as in all tables of the journal
    reason = models.CharField(max_length=500)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "course_id", "period_id", "asked_by"],
                condition=models.Q(decided_at=None),
                name="journal_opening_waiting",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(decided_at__isnull=False), name="journal_opening_decided"
            ),
        ]
        indexes = [models.Index("school_id", "course_id", "period_id", name="journal_opening_course")]

    def __str__(self) -> str:
        return self.reason


class CourseClosing(Owned):
    """A journal closed for its year (журнал закрыт на год): nothing in it changes while the row stands."""

    course_id = models.BigIntegerField()
    course = SchoolFK("curriculum.Course")
    closed_at = models.DateTimeField()
    closed_by = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school_id", "course_id"], name="journal_courseclosing_once")]

    def __str__(self) -> str:
        return f"{self.course_id}"


class PupilClosing(Owned):
    """A pupil whose results of a year are closed (год ученика закрыт): their marks, absences and results stand."""

    pupil_id = models.BigIntegerField()
    pupil = SchoolFK("people.Person")
    year_id = models.BigIntegerField()
    year = SchoolFK("schools.AcademicYear")
    closed_at = models.DateTimeField()
    closed_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "pupil_id", "year_id"], name="journal_pupilclosing_once")
        ]

    def __str__(self) -> str:
        return f"{self.pupil_id} / {self.year_id}"
