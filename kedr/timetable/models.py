from django.db import models

from kedr.core.tenancy import Owned, SchoolFK


class BellScheme(Owned):
    """When the lessons of a shift begin and end (расписание звонков)."""

    year_id = models.BigIntegerField()
    year = SchoolFK("schools.AcademicYear")
    name = models.CharField(max_length=60)
    shift = models.SmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "year_id", "name"], name="timetable_bellscheme_once"),
            models.UniqueConstraint(fields=["school_id", "year_id", "shift"], name="timetable_bellscheme_shift"),
        ]

    def __str__(self) -> str:
        return self.name


class Bell(Owned):
    """One lesson's time in a bell scheme."""

    scheme_id = models.BigIntegerField()
    scheme = SchoolFK(BellScheme)
    number = models.SmallIntegerField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "scheme_id", "number"], name="timetable_bell_once"),
            models.CheckConstraint(condition=models.Q(starts_at__lt=models.F("ends_at")), name="timetable_bell_order"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.starts_at:%H:%M}"


class WeekPlan(Owned):
    """The weekly plan of lessons (недельное расписание) in force on [starts_on, ends_on)."""

    year_id = models.BigIntegerField()
    year = SchoolFK("schools.AcademicYear")
    name = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "year_id", "starts_on"], name="timetable_weekplan_once"),
            models.CheckConstraint(
                condition=models.Q(starts_on__lt=models.F("ends_on")), name="timetable_weekplan_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlanSlot(Owned):
    """A course's place in the weekly plan: weekday (1 is Monday), lesson number, room.

    Two slots of the same teacher at one time are a combined class (класс-комплект) when they share the room.
    """

    plan_id = models.BigIntegerField()
    plan = SchoolFK(WeekPlan)
    course_id = models.BigIntegerField()
    course = SchoolFK("curriculum.Course")
    weekday = models.SmallIntegerField()
    number = models.SmallIntegerField()
    shift = models.SmallIntegerField(default=1)
    room_id = models.BigIntegerField(null=True)
    room = SchoolFK("schools.Room", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "plan_id", "course_id", "weekday", "number"], name="timetable_planslot_once"
            ),
            models.CheckConstraint(
                condition=models.Q(weekday__gte=1, weekday__lte=7), name="timetable_planslot_weekday"
            ),
        ]
        # what else there is at an hour: combined classes, a free room
        indexes = [models.Index(fields=["school_id", "plan_id", "weekday", "number"], name="timetable_planslot_hour")]

    def __str__(self) -> str:
        return f"{self.weekday}-{self.number}"


class ChangeReason(Owned):
    """Why days go otherwise than planned (основание изменений), [starts_on, ends_on). One reason serves many changes.

    It is of a teacher, of a class, of a grade (`grade` is not 0) or of the whole school. Why a teacher is away is for
    the office alone: families and colleagues see what changed, not why.
    """

    class Kind(models.TextChoices):
        ILLNESS = "illness", "болезнь"
        TRIP = "trip", "командировка"
        COURSES = "courses", "курсы"
        FROST = "frost", "актировка"
        QUARANTINE = "quarantine", "карантин"
        OTHER = "other", "другое"

    kind = models.CharField(max_length=10, choices=Kind)
    teacher_id = models.BigIntegerField(null=True)
    teacher = SchoolFK("people.Person", null=True)
    class_id = models.BigIntegerField(null=True)
    school_class = SchoolFK("schools.SchoolClass", column_name="class_id", null=True)
    grade = models.SmallIntegerField(default=0)
    starts_on = models.DateField()
    ends_on = models.DateField()
    order_no = models.CharField(max_length=30, blank=True)
    order_on = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)
    confirmed_at = models.DateTimeField(null=True)  # the order or the sick leave has been seen
    confirmed_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_on__lt=models.F("ends_on")), name="timetable_changereason_order"
            ),
            models.CheckConstraint(
                condition=models.Q(class_id=None, grade=0)
                | models.Q(teacher_id=None, grade=0)
                | models.Q(teacher_id=None, class_id=None),
                name="timetable_changereason_scope",
            ),
        ]
        indexes = [models.Index("school_id", "starts_on", name="timetable_changereason_day")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} с {self.starts_on:%d.%m.%Y}"


class Lesson(Owned):
    """A lesson on a date (урок). Made from the weekly plan, or added by hand (no `slot_id`).

    Once `kept_at` is set (something was written in the journal) no change of the plan touches it. `teacher_id` and
    `room_id` are who and where in fact. Where one is replaced for the day (замена), the plan's own is remembered in
    `planned_teacher_id` or `planned_room_id`: empty where the plan has none. With `is_joined` (совмещение) its teacher
    gives another lesson in the same room at that time. With another subject in its place (замена предмета) it is
    cancelled, and the lesson given points at it by `instead_id`: each journal keeps its own hours, topics and homework.
    `change_reason` is what everybody reads of the change; `reason_id` is its basis.
    """

    course_id = models.BigIntegerField()
    course = SchoolFK("curriculum.Course")
    slot_id = models.BigIntegerField(null=True)
    slot = SchoolFK(PlanSlot, null=True)
    held_on = models.DateField()
    number = models.SmallIntegerField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    teacher_id = models.BigIntegerField(null=True)
    teacher = SchoolFK("people.Person", null=True)
    room_id = models.BigIntegerField(null=True)
    room = SchoolFK("schools.Room", null=True)
    is_teacher_replaced = models.BooleanField(default=False)
    planned_teacher_id = models.BigIntegerField(null=True)
    is_room_replaced = models.BooleanField(default=False)
    planned_room_id = models.BigIntegerField(null=True)
    is_cancelled = models.BooleanField(default=False)
    is_joined = models.BooleanField(default=False, db_default=False)
    is_added = models.BooleanField(default=False, db_default=False)  # дополнительный урок
    instead_id = models.BigIntegerField(null=True)
    instead = SchoolFK("timetable.Lesson", null=True)
    reason_id = models.BigIntegerField(null=True)
    reason = SchoolFK(ChangeReason, null=True)
    change_reason = models.CharField(max_length=200, blank=True)
    kept_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "slot_id", "held_on"],
                condition=models.Q(slot_id__isnull=False),
                name="timetable_lesson_once",
            ),
            models.UniqueConstraint(
                fields=["school_id", "instead_id"],
                condition=models.Q(instead_id__isnull=False),
                name="timetable_lesson_instead",
            ),
            models.CheckConstraint(
                condition=models.Q(is_teacher_replaced=True) | models.Q(planned_teacher_id=None),
                name="timetable_lesson_teacher",
            ),
            models.CheckConstraint(
                condition=models.Q(is_room_replaced=True) | models.Q(planned_room_id=None), name="timetable_lesson_room"
            ),
        ]
        indexes = [
            models.Index("school_id", "course_id", "held_on", "number", name="timetable_lesson_course"),
            models.Index("school_id", "held_on", name="timetable_lesson_day"),
            models.Index(
                "school_id", "reason_id", condition=models.Q(reason_id__isnull=False), name="timetable_lesson_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on:%d.%m.%Y}, {self.number}-й урок"
