from django.db import models

from kedr.core.tenancy import Owned, SchoolFK


class WorkKind(Owned):
    """A kind of work (вид работы): ответ на уроке, контрольная. Its weight is a regulation, `work_weights`."""

    code = models.CharField(max_length=10)  # ОУ, КР: as the field writes it, and the key in the regulation
    name = models.CharField(max_length=60)
    letter = models.CharField(max_length=3)  # what the journal's header shows
    is_control = models.BooleanField(default=False)  # оценочная процедура: a framed column
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


class Homework(Owned):
    """Homework (домашнее задание) set at a lesson, due by another; with `pupil_id`, for one pupil only.

    Empty text is homework taken back: the row stays so that its version does.
    """

    lesson_id = models.BigIntegerField()
    lesson = SchoolFK("timetable.Lesson")
    course_id = models.BigIntegerField()
    pupil_id = models.BigIntegerField(default=0)
    due_lesson_id = models.BigIntegerField(null=True)
    due_lesson = SchoolFK("timetable.Lesson", null=True)
    held_on = models.DateField()
    due_on = models.DateField()
    text = models.TextField(blank=True)
    minutes = models.SmallIntegerField(null=True)
    version = models.IntegerField(default=1)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "lesson_id", "pupil_id"], name="journal_homework_once")
        ]
        indexes = [models.Index("school_id", "course_id", "due_on", name="journal_homework_due")]

    def __str__(self) -> str:
        return self.text


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
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "lesson_id", "slot"], name="journal_work_once"),
            models.CheckConstraint(condition=models.Q(weight__gte=0), name="journal_work_weight"),
        ]

    def __str__(self) -> str:
        return self.title


class Mark(Owned):
    """A mark (отметка) of one pupil for one work. `value` as written: 1-5, «.», «зч», «нз»; empty once removed.

    `version` counts the changes of this cell and never goes back, so a stale writer is noticed.
    """

    lesson_id = models.BigIntegerField()
    lesson = SchoolFK("timetable.Lesson")
    work_id = models.BigIntegerField()
    work = SchoolFK(Work)
    pupil_id = models.BigIntegerField()
    pupil = SchoolFK("people.Person")
    held_on = models.DateField()
    slot = models.SmallIntegerField(default=0)
    value = models.CharField(max_length=4, blank=True)
    comment = models.CharField(max_length=300, blank=True)
    version = models.IntegerField(default=1)
    set_at = models.DateTimeField()
    set_by = models.BigIntegerField()  # the person who wrote what stands now

    class Meta:
        constraints = [
            # also the way of the journal's grid: lessons, then their cells
            models.UniqueConstraint(fields=["school_id", "lesson_id", "pupil_id", "slot"], name="journal_mark_once"),
        ]
        indexes = [models.Index("school_id", "pupil_id", "held_on", name="journal_mark_diary")]

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

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "lesson_id", "pupil_id"], name="journal_attendance_once")
        ]
        indexes = [models.Index("school_id", "pupil_id", "held_on", name="journal_attendance_diary")]

    def __str__(self) -> str:
        return self.code


class PeriodResult(Owned):
    """A pupil's result of a period (отметка за период): what the rule proposed and what the teacher decided."""

    course_id = models.BigIntegerField()
    course = SchoolFK("curriculum.Course")
    period_id = models.BigIntegerField()
    period = SchoolFK("schools.Period")
    pupil_id = models.BigIntegerField()
    pupil = SchoolFK("people.Person")
    proposed = models.CharField(max_length=4, blank=True)
    mean = models.DecimalField(max_digits=4, decimal_places=2, null=True)
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
