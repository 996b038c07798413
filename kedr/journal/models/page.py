"""What a journal page is made of: lessons, works, marks, attendance; the commands that brought them."""

from django.db import models

from kedr.core.tenancy import Owned, SchoolFK


class WorkKind(Owned):
    """A kind of work (вид работы): ответ на уроке, контрольная. Its weight is a regulation, `work_weights`."""

    code = models.CharField(max_length=10)  # ОУ, КР: as the field writes it, and the key in the regulation
    name = models.CharField(max_length=60)
    letter = models.CharField(max_length=3)  # what the journal's header shows
    is_control = models.BooleanField(default=False)  # оценочная процедура: a framed column
    is_double = models.BooleanField(default=False)  # its works may have two marks, content and literacy: «5/4»
    position = models.SmallIntegerField(default=0)
    is_retired = models.BooleanField(default=False)  # works keep it, new ones do not get it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "code"], name="journal_workkind_once"),
        ]

    def __str__(self) -> str:
        return self.name


class LessonPage(Owned):
    """What the teacher wrote of a lesson (запись урока): topic, attendance checked. `id` is the lesson's own.

    `is_checked` is the explicit «все присутствуют, кроме отмеченных»: no marks of absence mean nothing without it.
    """

    lesson = SchoolFK("timetable.Lesson", column_name="id")
    course_id = models.BigIntegerField()
    held_on = models.DateField()
    topic = models.CharField(max_length=500, blank=True)
    topic_version = models.IntegerField(default=0)
    is_checked = models.BooleanField(default=False)
    check_version = models.IntegerField(default=0)
    is_no_homework = models.BooleanField(default=False)  # «без задания», said by the teacher
    topic_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("school_id", "held_on", name="journal_lessonpage_day")]

    def __str__(self) -> str:
        return self.topic


class Work(Owned):
    """A work that is marked at a lesson (работа). `slot` is its place among the works of the lesson, from 0.

    The weight is fixed when the work is made: a later regulation does not change it.
    """

    lesson_id = models.BigIntegerField()
    lesson = SchoolFK("timetable.Lesson")
    course_id = models.BigIntegerField()
    kind_id = models.BigIntegerField()
    kind = SchoolFK(WorkKind)
    held_on = models.DateField()
    slot = models.SmallIntegerField(default=0)
    weight = models.DecimalField(max_digits=4, decimal_places=2)
    title = models.CharField(max_length=500, blank=True)
    is_double = models.BooleanField(default=False)  # two marks in one cell: «5/4»
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "lesson_id", "slot"], name="journal_work_once"),
            models.CheckConstraint(condition=models.Q(weight__gte=0), name="journal_work_weight"),
        ]

    def __str__(self) -> str:
        return self.title


class Mark(Owned):
    """A mark (отметка) of one pupil for one work. `value` as written: «5», «5/4», «А6:8», «.»; empty once removed.

    A debt («.») says by which day the work is to be handed in; no other value does. `version` counts the changes of
    this cell and never goes back, so a stale writer is noticed.
    """

    lesson_id = models.BigIntegerField()
    lesson = SchoolFK("timetable.Lesson")
    work_id = models.BigIntegerField()
    work = SchoolFK(Work)
    pupil_id = models.BigIntegerField()
    pupil = SchoolFK("people.Person")
    held_on = models.DateField()
    slot = models.SmallIntegerField(default=0)
    value = models.CharField(max_length=60, blank=True)
    due_on = models.DateField(null=True)
    comment = models.CharField(max_length=300, blank=True)
    version = models.IntegerField(default=1)
    set_at = models.DateTimeField()
    set_by = models.BigIntegerField()  # the person who wrote what stands now

    class Meta:
        constraints = [
            # also the way of the journal's grid: lessons, then their cells
            models.UniqueConstraint(fields=["school_id", "lesson_id", "pupil_id", "slot"], name="journal_mark_once"),
            models.CheckConstraint(
                condition=models.Q(value=".", due_on__isnull=False) | ~models.Q(value=".") & models.Q(due_on=None),
                name="journal_mark_due",
            ),
        ]
        indexes = [
            models.Index("school_id", "pupil_id", "held_on", name="journal_mark_diary"),
            models.Index("school_id", "pupil_id", condition=models.Q(value="."), name="journal_mark_debt"),
        ]

    def __str__(self) -> str:
        return self.value


class Attendance(Owned):
    """A pupil's absence or lateness at a lesson (посещаемость); an empty code is a removed one.

    The subject teacher sets the fact «н»; the class teacher sets the reason.
    """

    lesson_id = models.BigIntegerField()
    lesson = SchoolFK("timetable.Lesson")
    pupil_id = models.BigIntegerField()
    pupil = SchoolFK("people.Person")
    held_on = models.DateField()
    code = models.CharField(max_length=3, blank=True)
    minutes = models.SmallIntegerField(null=True)
    version = models.IntegerField(default=1)
    set_at = models.DateTimeField()
    set_by = models.BigIntegerField()
    absence_id = models.BigIntegerField(null=True)  # that brought or emptied the code; nobody has changed it since
    was_missed = models.BooleanField(null=True)  # did «н» stand where the absence brought its code?
    absence = SchoolFK("journal.Absence", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "lesson_id", "pupil_id"], name="journal_attendance_once")
        ]
        indexes = [
            models.Index("school_id", "pupil_id", "held_on", name="journal_attendance_diary"),
            models.Index(
                "school_id",
                "absence_id",
                name="journal_attendance_absence",
                condition=models.Q(absence_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Command(models.Model):
    """A command a browser sent and what came of it: a replay gets the same answer, and nothing is done twice.

    The key holds the account, so nobody can ask after another's commands. Kept for 60 days (`jobs.py`).
    """

    tenancy = "owned"

    pk = models.CompositePrimaryKey("school_id", "user_id", "id")
    school_id = models.BigIntegerField()
    user_id = models.BigIntegerField()
    id = models.UUIDField()
    received_at = models.DateTimeField()
    digest = models.BinaryField(max_length=16)  # of the body: the same id with another body is refused
    outcome = models.JSONField()

    def __str__(self) -> str:
        return str(self.id)
