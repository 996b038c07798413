from django.db import models

from kedr.core.tenancy import Owned, SchoolFK


class SubjectArea(models.Model):
    """A subject area (предметная область)."""

    tenancy = "reference"

    name = models.CharField(max_length=100, unique=True)

    def __str__(self) -> str:
        return self.name


class Subject(models.Model):
    """A subject (учебный предмет), the same for all schools of the region; a school's own wording is `Course.title`.

    `area` is empty for a subject that came with an import and that nobody has placed yet.
    """

    tenancy = "reference"

    area = models.ForeignKey(SubjectArea, models.PROTECT, null=True, related_name="subjects")
    name = models.CharField(max_length=150, unique=True)
    short_name = models.CharField(max_length=30)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class CurriculumPlan(Owned):
    """The curriculum plan (учебный план) of a grade or profile in a year."""

    year_id = models.BigIntegerField()
    year = SchoolFK("schools.AcademicYear")
    name = models.CharField(max_length=100)
    grade = models.SmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school_id", "year_id", "name"], name="curriculum_plan_once")]

    def __str__(self) -> str:
        return self.name


class PlanHours(Owned):
    """Hours a week of one subject in a curriculum plan."""

    plan_id = models.BigIntegerField()
    plan = SchoolFK(CurriculumPlan)
    subject = models.ForeignKey(Subject, models.PROTECT, db_index=False, related_name="+")
    hours = models.DecimalField(max_digits=4, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "plan_id", "subject"], name="curriculum_planhours_once")
        ]

    def __str__(self) -> str:
        return f"{self.subject_id}: {self.hours}"


class Course(Owned):
    """A journal page's owner (журнал класса или группы по предмету): one subject × one class or group × one year.

    With a group, `class_id` is the class it is part of, or empty for a group of several classes. `scale` says
    which marks it takes, none at all in 1 класс, and does not change once marks stand.
    """

    class Scale(models.TextChoices):
        FIVE = "five", "пятибалльная"
        TEN = "ten", "десятибалльная"
        HUNDRED = "hundred", "стобалльная"
        CRITERIA = "criteria", "по критериям"
        PASS = "pass", "зачёт / незачёт"
        NONE = "none", "без отметок"

    year_id = models.BigIntegerField()
    year = SchoolFK("schools.AcademicYear")
    subject = models.ForeignKey(Subject, models.PROTECT, db_index=False, related_name="+")
    class_id = models.BigIntegerField(null=True)
    school_class = SchoolFK("schools.SchoolClass", column_name="class_id", null=True)
    group_id = models.BigIntegerField(null=True)
    group = SchoolFK("schools.StudyGroup", null=True)
    scheme_id = models.BigIntegerField()
    scheme = SchoolFK("schools.PeriodScheme")
    title = models.CharField(max_length=150)
    scale = models.CharField(max_length=8, choices=Scale, default=Scale.FIVE)
    hours = models.DecimalField(max_digits=4, decimal_places=2, default=1)
    is_extra = models.BooleanField(default=False)  # внеурочная деятельность

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "class_id", "subject", "title"],
                condition=models.Q(group_id=None),
                name="curriculum_course_class",
            ),
            models.UniqueConstraint(
                fields=["school_id", "group_id", "subject", "title"],
                condition=models.Q(group_id__isnull=False),
                name="curriculum_course_group",
            ),
            models.CheckConstraint(condition=~models.Q(class_id=None, group_id=None), name="curriculum_course_whose"),
        ]

    def __str__(self) -> str:
        return self.title


class CourseTeacher(Owned):
    """Teaching load (педагогическая нагрузка): who teaches a course, [starts_on, ends_on)."""

    course_id = models.BigIntegerField()
    course = SchoolFK(Course)
    person_id = models.BigIntegerField()
    person = SchoolFK("people.Person")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "course_id", "person_id", "starts_on"], name="curriculum_courseteacher_once"
            )
        ]
        indexes = [models.Index("school_id", "person_id", name="curriculum_courseteacher_who")]

    def __str__(self) -> str:
        return f"{self.person_id} ведёт {self.course_id}"


class LessonPlan(Owned):
    """A lesson plan (КТП) of a subject in a grade and a year, shared by the courses that follow it."""

    year_id = models.BigIntegerField()
    year = SchoolFK("schools.AcademicYear")
    subject = models.ForeignKey(Subject, models.PROTECT, db_index=False, related_name="+")
    grade = models.SmallIntegerField()
    name = models.CharField(max_length=150)
    author_id = models.BigIntegerField(null=True)  # empty for one that came with the school
    author = SchoolFK("people.Person", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "year_id", "subject", "grade", "name"], name="curriculum_lessonplan_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class PlanRow(Owned):
    """A row of a lesson plan (строка КТП): a topic of one lesson, or of several in turn.

    `kind` is the code of the kind of work planned (КР), as `journal.WorkKind` has it; `minutes` are those the homework
    takes, 0 where nobody said.
    """

    plan_id = models.BigIntegerField()
    plan = SchoolFK(LessonPlan)
    position = models.SmallIntegerField()
    topic = models.CharField(max_length=500)
    hours = models.SmallIntegerField(default=1)
    section = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, blank=True)
    homework = models.CharField(max_length=1000, blank=True)
    note = models.CharField(max_length=300, blank=True)
    minutes = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "plan_id", "position"], name="curriculum_planrow_once"),
            models.CheckConstraint(condition=models.Q(hours__gte=1), name="curriculum_planrow_hours"),
        ]

    def __str__(self) -> str:
        return self.topic


class CoursePlan(Owned):
    """A course follows a lesson plan on [starts_on, ends_on), from its first row. One plan at a time."""

    course_id = models.BigIntegerField()
    course = SchoolFK(Course)
    plan_id = models.BigIntegerField()
    plan = SchoolFK(LessonPlan)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "course_id", "starts_on"], name="curriculum_courseplan_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(starts_on__lt=models.F("ends_on")),
                name="curriculum_courseplan_order",
            ),
        ]
        indexes = [models.Index("school_id", "plan_id", name="curriculum_courseplan_plan")]

    def __str__(self) -> str:
        return f"{self.course_id} по {self.plan_id}"


class PlanCorrection(Owned):
    """Lessons a course gives to a row beside the plan (корректировка КТП), with the reason.

    Fewer is уплотнение; at 0 the row shares the lesson of the row before it. Other courses of the plan do not change.
    """

    course_id = models.BigIntegerField()
    course = SchoolFK(Course)
    row_id = models.BigIntegerField()
    row = SchoolFK(PlanRow)
    hours = models.SmallIntegerField()
    reason = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "course_id", "row_id"], name="curriculum_plancorrection_once"),
            models.CheckConstraint(condition=models.Q(hours__gte=0), name="curriculum_plancorrection_hours"),
        ]
        indexes = [models.Index("school_id", "row_id", name="curriculum_plancorrection_row")]

    def __str__(self) -> str:
        return self.reason


class CourseException(Owned):
    """A pupil freed from a course on [starts_on, ends_on) by an order: home teaching or an individual plan (ИУП).

    The pupil stays in the list of the class; the course keeps no marks or absences of them on these days, only results.
    What they study instead are courses of their own, whose group has one pupil. Of a home-taught pupil the order alone
    is kept: its medical ground is nobody's here.
    """

    class Kind(models.TextChoices):
        HOME = "home", "обучение на дому"
        PLAN = "plan", "индивидуальный учебный план"

    pupil_id = models.BigIntegerField()
    pupil = SchoolFK("people.Person")
    course_id = models.BigIntegerField()
    course = SchoolFK(Course)
    kind = models.CharField(max_length=5, choices=Kind)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    order_no = models.CharField(max_length=30)
    order_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "course_id", "pupil_id", "starts_on"], name="curriculum_courseexception_once"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(starts_on__lt=models.F("ends_on")),
                name="curriculum_courseexception_order",
            ),
        ]
        indexes = [models.Index("school_id", "pupil_id", name="curriculum_courseexception_who")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, приказ № {self.order_no}"
