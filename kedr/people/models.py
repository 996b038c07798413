import uuid

from django.db import models

from kedr.core.tenancy import Owned, SchoolFK


class Sex(models.TextChoices):
    FEMALE = "f", "женский"
    MALE = "m", "мужской"


class Person(Owned):
    """A person (физическое лицо) as one school knows them: a pupil, a guardian, an employee, or several at once.

    Somebody known to two schools has a row in each; `key` is the same in both. Accounts are joined to persons
    by `accounts.Grant`, which no row of a school points to.
    """

    key = models.UUIDField(default=uuid.uuid7 if hasattr(uuid, "uuid7") else uuid.uuid4)
    last_name = models.CharField(max_length=60)
    first_name = models.CharField(max_length=60)
    middle_name = models.CharField(max_length=60, blank=True)
    sex = models.CharField(max_length=1, choices=Sex)
    birth_on = models.DateField(null=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school_id", "key"], name="people_person_key")]

    def __str__(self) -> str:
        return f"{self.last_name} {self.first_name}"


class Post(Owned):
    """A post an employee holds (должность), [starts_on, ends_on)."""

    class Kind(models.TextChoices):
        TEACHER = "teacher", "учитель"
        DEPUTY_HEAD = "deputy_head", "заместитель директора"
        HEAD = "head", "директор"
        SECRETARY = "secretary", "секретарь"

    person_id = models.BigIntegerField()
    person = SchoolFK(Person)
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=100)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "person_id", "kind", "starts_on"], name="people_post_once")
        ]

    def __str__(self) -> str:
        return self.title


class Enrolment(Owned):
    """A pupil's place in a class (зачисление), [starts_on, ends_on): no mark outside these dates."""

    person_id = models.BigIntegerField()
    person = SchoolFK(Person)
    class_id = models.BigIntegerField()
    school_class = SchoolFK("schools.SchoolClass", column_name="class_id")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    basis = models.CharField(max_length=150, blank=True)  # the order's number and date

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "class_id", "person_id", "starts_on"], name="people_enrolment_once"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(starts_on__lt=models.F("ends_on")),
                name="people_enrolment_order",
            ),
        ]
        indexes = [models.Index("school_id", "person_id", name="people_enrolment_person")]

    def __str__(self) -> str:
        return f"{self.person_id} в {self.class_id}"


class GroupMember(Owned):
    """A pupil's place in a group (состав подгруппы), [starts_on, ends_on)."""

    person_id = models.BigIntegerField()
    person = SchoolFK(Person)
    group_id = models.BigIntegerField()
    group = SchoolFK("schools.StudyGroup")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "group_id", "person_id", "starts_on"], name="people_groupmember_once"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(starts_on__lt=models.F("ends_on")),
                name="people_groupmember_order",
            ),
        ]
        indexes = [models.Index("school_id", "person_id", name="people_groupmember_person")]

    def __str__(self) -> str:
        return f"{self.person_id} в {self.group_id}"


class Guardianship(Owned):
    """Who may speak for a pupil (законное представительство), [starts_on, ends_on).

    `is_barred` shuts the diary to this guardian (a court's decision, named in `basis`).
    """

    class Kind(models.TextChoices):
        MOTHER = "mother", "мать"
        FATHER = "father", "отец"
        GUARDIAN = "guardian", "опекун"
        OTHER = "other", "представитель"

    guardian_id = models.BigIntegerField()
    guardian = SchoolFK(Person)
    pupil_id = models.BigIntegerField()
    pupil = SchoolFK(Person)
    kind = models.CharField(max_length=10, choices=Kind)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    is_barred = models.BooleanField(default=False)
    basis = models.CharField(max_length=250, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "guardian_id", "pupil_id", "starts_on"], name="people_guardianship_once"
            )
        ]
        indexes = [models.Index("school_id", "pupil_id", name="people_guardianship_pupil")]

    def __str__(self) -> str:
        return f"{self.guardian_id} за {self.pupil_id}"


class ClassTeacher(Owned):
    """The class teacher (классный руководитель) of a class, [starts_on, ends_on)."""

    class_id = models.BigIntegerField()
    school_class = SchoolFK("schools.SchoolClass", column_name="class_id")
    person_id = models.BigIntegerField()
    person = SchoolFK(Person)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "class_id", "person_id", "starts_on"], name="people_classteacher_once"
            )
        ]
        indexes = [models.Index("school_id", "person_id", name="people_classteacher_person")]

    def __str__(self) -> str:
        return f"{self.person_id} у {self.class_id}"
