from django.db import models

from kedr.core.tenancy import Owned, SchoolFK


class Region(models.Model):
    """The region (субъект РФ) that this installation serves: one row."""

    tenancy = "reference"

    name = models.CharField(max_length=100)
    time_zone = models.CharField(max_length=40, default="Asia/Tomsk")

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """A municipality (муниципальное образование): its education authority sees its schools."""

    tenancy = "reference"

    region = models.ForeignKey(Region, models.PROTECT, related_name="municipalities")
    name = models.CharField(max_length=100, unique=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    """A school (общеобразовательное учреждение). Its id is given out centrally and is in every address."""

    tenancy = "reference"

    class Kind(models.TextChoices):
        CITY = "city", "городская"
        TOWN = "town", "поселковая"
        VILLAGE = "village", "сельская"
        SMALL = "small", "малокомплектная"

    id = models.BigIntegerField(primary_key=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="schools")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind)
    address = models.CharField(max_length=250, blank=True)
    phone = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.short_name


class RegionRegulation(models.Model):
    """A rule set for all schools of the region or of a municipality, from a date (настройка)."""

    tenancy = "reference"

    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=40)
    value = models.JSONField()
    starts_on = models.DateField()
    basis = models.CharField(max_length=250, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "starts_on"],
                condition=models.Q(municipality=None),
                name="schools_regionregulation_region",
            ),
            models.UniqueConstraint(
                fields=["municipality", "key", "starts_on"], name="schools_regionregulation_municipality"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} с {self.starts_on}"


class SchoolRegulation(Owned):
    """A rule of the school's local act (локальный акт), from a date, narrowed to a level and a subject at will.

    `level` 0 is every level, else 1 (grades 1-4), 2 (5-9) or 3 (10-11); `subject_id` 0 is every subject.
    A rule never changes a closed period: what was counted under the old one stays stored.
    """

    key = models.CharField(max_length=40)
    level = models.SmallIntegerField(default=0)
    subject_id = models.BigIntegerField(default=0)
    value = models.JSONField()
    starts_on = models.DateField()
    basis = models.CharField(max_length=250, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "key", "level", "subject_id", "starts_on"],
                name="schools_schoolregulation_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} с {self.starts_on}"


class Building(Owned):
    """A building (корпус) of a school."""

    name = models.CharField(max_length=100)
    address = models.CharField(max_length=250, blank=True)

    def __str__(self) -> str:
        return self.name


class Room(Owned):
    """A room (кабинет) where lessons are given."""

    building_id = models.BigIntegerField()
    building = SchoolFK(Building)
    name = models.CharField(max_length=60)
    capacity = models.SmallIntegerField(default=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school_id", "building_id", "name"], name="schools_room_once")]

    def __str__(self) -> str:
        return self.name


class AcademicYear(Owned):
    """A school's academic year (учебный год). `year` is the one it starts in: 2026 for 2026/27."""

    year = models.SmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()  # the first day after it
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "year"], name="schools_academicyear_once"),
            models.CheckConstraint(
                condition=models.Q(starts_on__lt=models.F("ends_on")), name="schools_academicyear_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}/{(self.year + 1) % 100:02}"


class YearArchive(Owned):
    """An archive of a closed year (архив учебного года): one file of papers and open data, who ordered it and when.

    A background task makes it: `touched_at` moves and `made` grows meanwhile. What is done stays, whatever comes later;
    the file's own manifest says the rest, and `manifest_digest` (SHA-256) says that it is that manifest.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "ждёт очереди"
        MAKING = "making", "собирается"
        DONE = "done", "собран"
        FAILED = "failed", "не собран"

    year_id = models.BigIntegerField()
    year = SchoolFK(AcademicYear)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    ordered_at = models.DateTimeField()
    ordered_by = models.BigIntegerField()
    touched_at = models.DateTimeField()
    step = models.CharField(max_length=150, blank=True)  # what is being made
    made = models.IntegerField(default=0)  # of `whole` files
    whole = models.IntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    file_name = models.CharField(max_length=120, blank=True)
    size = models.BigIntegerField(default=0)
    manifest_digest = models.CharField(max_length=64, blank=True)
    journals_until = models.DateField(null=True)  # the last day they must be kept
    summaries_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "year_id"],
                condition=models.Q(finished_at=None),
                name="schools_yeararchive_one",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "making"], finished_at=None)
                | models.Q(state__in=["done", "failed"], finished_at__isnull=False),
                name="schools_yeararchive_state",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name or f"{self.year_id}, {self.state}"


class PeriodScheme(Owned):
    """How a year is divided for some classes (схема учебных периодов): quarters, trimesters, half-years.

    `is_marked` is false where the law wants no marks (1 класс).
    """

    class Kind(models.TextChoices):
        QUARTER = "quarter", "четверти"
        TRIMESTER = "trimester", "триместры"
        HALF_YEAR = "half_year", "полугодия"

    year_id = models.BigIntegerField()
    year = SchoolFK(AcademicYear)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind)
    is_marked = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "year_id", "name"], name="schools_periodscheme_once")
        ]

    def __str__(self) -> str:
        return self.name


class Period(Owned):
    """A period of study (учебный период: четверть, полугодие), [starts_on, ends_on).

    Once `closed_at` is set its marks and results do not change.
    """

    scheme_id = models.BigIntegerField()
    scheme = SchoolFK(PeriodScheme)
    number = models.SmallIntegerField()
    name = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "scheme_id", "number"], name="schools_period_once"),
            models.CheckConstraint(condition=models.Q(starts_on__lt=models.F("ends_on")), name="schools_period_order"),
        ]

    def __str__(self) -> str:
        return self.name


class DayOff(Owned):
    """Days without lessons (каникулы, праздник), [starts_on, ends_on).

    `grade` 0 is the whole school; otherwise one grade (the extra week of 1 класс).
    """

    class Kind(models.TextChoices):
        HOLIDAYS = "holidays", "каникулы"
        PUBLIC = "public", "праздник"
        OTHER = "other", "нет занятий"

    year_id = models.BigIntegerField()
    year = SchoolFK(AcademicYear)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind)
    starts_on = models.DateField()
    ends_on = models.DateField()
    grade = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "year_id", "starts_on", "grade"], name="schools_dayoff_once"),
            models.CheckConstraint(condition=models.Q(starts_on__lt=models.F("ends_on")), name="schools_dayoff_order"),
        ]

    def __str__(self) -> str:
        return self.name


class SchoolClass(Owned):
    """A class (класс 7А) in one academic year."""

    year_id = models.BigIntegerField()
    year = SchoolFK(AcademicYear)
    scheme_id = models.BigIntegerField()
    scheme = SchoolFK(PeriodScheme)
    home_room_id = models.BigIntegerField(null=True)
    home_room = SchoolFK(Room, null=True)
    grade = models.SmallIntegerField()
    letter = models.CharField(max_length=15, blank=True)
    name = models.CharField(max_length=20)  # «7А», as everybody writes it
    shift = models.SmallIntegerField(default=1)
    days_a_week = models.SmallIntegerField(default=5)
    profile = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "year_id", "name"], name="schools_schoolclass_once"),
            models.CheckConstraint(condition=models.Q(grade__gte=1, grade__lte=12), name="schools_schoolclass_grade"),
        ]

    def __str__(self) -> str:
        return self.name


class StudyGroup(Owned):
    """A group (подгруппа): part of a class (English 1), or a profile group of several classes."""

    year_id = models.BigIntegerField()
    year = SchoolFK(AcademicYear)
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school_id", "year_id", "name"], name="schools_studygroup_once")]

    def __str__(self) -> str:
        return self.name


class GroupClass(Owned):
    """A class that a group takes its pupils from."""

    group_id = models.BigIntegerField()
    group = SchoolFK(StudyGroup)
    class_id = models.BigIntegerField()
    school_class = SchoolFK(SchoolClass, column_name="class_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "group_id", "class_id"], name="schools_groupclass_once")
        ]

    def __str__(self) -> str:
        return f"{self.group_id} / {self.class_id}"
