"""How the keeping of the journal is watched over."""

from django.db import models

from kedr.core.tenancy import Owned, SchoolFK


class Remark(Owned):
    """A remark on how a journal is kept (замечание по ведению журнала), removed (снято) once it is mended.

    An automatic one is made at night on `week_on` about the lessons of [starts_on, ends_on) and is removed by itself
    when they are filled. A manual one is the deputy head's: the teacher says it is mended (`fixed_at`), the deputy head
    removes it or returns it with a word. `answer` is the last word of the deputy head.
    """

    class Kind(models.TextChoices):
        AUTOMATIC = "automatic", "автоматическое"
        MANUAL = "manual", "завуча"

    kind = models.CharField(max_length=10, choices=Kind)
    course_id = models.BigIntegerField()
    course = SchoolFK("curriculum.Course")
    substitute_id = models.BigIntegerField(default=0)  # whose lessons they were; 0: the course's teachers mend it
    lesson_id = models.BigIntegerField(null=True)  # a manual one may be about one lesson
    lesson = SchoolFK("timetable.Lesson", null=True)
    week_on = models.DateField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    text = models.CharField(max_length=500)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()  # 0 is Kedr itself, here and below
    due_on = models.DateField()  # the last day to mend it
    fixed_at = models.DateTimeField(null=True)
    fixed_by = models.BigIntegerField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.BigIntegerField(null=True)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            # NULLs are never equal, so manual ones are as many as one likes; also the way of a course's page
            models.UniqueConstraint(
                fields=["school_id", "course_id", "week_on", "substitute_id"], name="journal_remark_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="automatic", week_on__isnull=False, starts_on__isnull=False)
                | models.Q(kind="manual", week_on=None),
                name="journal_remark_kind",
            ),
        ]
        indexes = [models.Index("school_id", condition=models.Q(removed_at=None), name="journal_remark_open")]

    def __str__(self) -> str:
        return self.text


class Reminder(Owned):
    """A polite word to a teacher to fill the journal (напоминание): one a day at most, seen on «Мой день»."""

    person_id = models.BigIntegerField()
    person = SchoolFK("people.Person")
    sent_on = models.DateField()
    sent_at = models.DateTimeField()
    sent_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "person_id", "sent_on"], name="journal_reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id}, {self.sent_on:%d.%m.%Y}"
