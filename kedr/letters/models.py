"""The tables of announcements and letters."""

from django.db import models

from kedr.core.tenancy import Owned, SchoolFK
from kedr.letters import rules


class Announcement(Owned):
    """Words of the school to many (объявление): to a class, to a grade (`grade` is not 0) or to all.

    Never changed once it is sent; taken back by its sender or the office, it is shown to nobody but them.
    """

    title = models.CharField(max_length=rules.TITLE_LENGTH)
    text = models.TextField()
    class_id = models.BigIntegerField(null=True)
    school_class = SchoolFK("schools.SchoolClass", column_name="class_id", null=True)
    grade = models.SmallIntegerField(default=0)
    whom = models.CharField(max_length=40)  # of rules.WHOM, with commas between
    wants_signature = models.BooleanField(default=False)
    sent_at = models.DateTimeField()
    sent_by = models.BigIntegerField()  # a person
    sender = models.CharField(max_length=150)  # «Дорохова Ирина», as they were called then
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index("school_id", "sent_at", name="letters_announcement_sent"),
            models.Index("school_id", "sent_by", name="letters_announcement_sender"),
        ]

    def __str__(self) -> str:
        return self.title


class AnnouncementReader(Owned):
    """One person an announcement is for (адресат), as what they are told; with when they saw it and signed it.

    `pupil_id` is the child it is told a guardian about, a pupil's own; 0 for staff.
    """

    announcement_id = models.BigIntegerField()
    announcement = SchoolFK(Announcement)
    person_id = models.BigIntegerField()
    person = SchoolFK("people.Person")
    whom = models.CharField(max_length=10, choices=list(rules.WHOM.items()))
    pupil_id = models.BigIntegerField(default=0)
    seen_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "announcement_id", "person_id"], name="letters_announcementreader_once"
            )
        ]
        indexes = [models.Index("school_id", "person_id", "announcement_id", name="letters_announcementreader_own")]

    def __str__(self) -> str:
        return f"{self.person_id}"


class AnnouncementFile(Owned):
    """A file that goes with an announcement."""

    announcement_id = models.BigIntegerField()
    announcement = SchoolFK(Announcement)
    file_id = models.BigIntegerField()
    file = SchoolFK("files.StoredFile")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "announcement_id", "file_id"], name="letters_announcementfile_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_id}"


class Talk(Owned):
    """Letters of two people on one subject (переписка), about a pupil or (0) about nobody. There are no group chats."""

    subject = models.CharField(max_length=rules.TITLE_LENGTH)
    pupil_id = models.BigIntegerField(default=0)
    one_id = models.BigIntegerField()  # who began it
    one = SchoolFK("people.Person")
    other_id = models.BigIntegerField()
    other = SchoolFK("people.Person")
    last_at = models.DateTimeField()
    one_read_at = models.DateTimeField(null=True)
    other_read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(one_id=models.F("other_id")), name="letters_talk_of_two")
        ]
        indexes = [
            models.Index("school_id", "one_id", "last_at", name="letters_talk_one"),
            models.Index("school_id", "other_id", "last_at", name="letters_talk_other"),
        ]

    def __str__(self) -> str:
        return self.subject


class Letter(Owned):
    """One letter of a talk (письмо). Never changed; hidden by the head when the other side has reported it."""

    talk_id = models.BigIntegerField()
    talk = SchoolFK(Talk)
    from_id = models.BigIntegerField()  # a person
    text = models.TextField()
    sent_at = models.DateTimeField()
    reported_at = models.DateTimeField(null=True)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.BigIntegerField(null=True)
    is_hidden = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_hidden=False) | models.Q(judged_at__isnull=False), name="letters_letter_judged"
            )
        ]
        indexes = [
            models.Index("school_id", "talk_id", name="letters_letter_talk"),
            models.Index(
                "school_id", "reported_at", condition=models.Q(reported_at__isnull=False, judged_at=None),
                name="letters_letter_reported",
            ),
            models.Index("school_id", "from_id", "sent_at", name="letters_letter_sender"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text[:40]


class Survey(Owned):
    """Questions to families (опрос), open on [opens_on, closes_on). `questions` are as `rules.surveys` reads them."""

    title = models.CharField(max_length=rules.TITLE_LENGTH)
    questions = models.JSONField()
    class_id = models.BigIntegerField(null=True)
    school_class = SchoolFK("schools.SchoolClass", column_name="class_id", null=True)
    grade = models.SmallIntegerField(default=0)
    opens_on = models.DateField()
    closes_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()  # a person

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(opens_on__lt=models.F("closes_on")), name="letters_survey_days")
        ]
        indexes = [models.Index("school_id", "closes_on", name="letters_survey_open")]

    def __str__(self) -> str:
        return self.title


class SurveyTurn(Owned):
    """That somebody is asked, and that they have answered; never what."""

    survey_id = models.BigIntegerField()
    survey = SchoolFK(Survey)
    person_id = models.BigIntegerField()
    person = SchoolFK("people.Person")
    is_answered = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "survey_id", "person_id"], name="letters_surveyturn_once")
        ]
        indexes = [models.Index("school_id", "person_id", name="letters_surveyturn_own")]

    def __str__(self) -> str:
        return f"{self.person_id}"


class SurveyAnswer(Owned):
    """What somebody answered, without who and when: its id is drawn at random, not from the clock as others are."""

    survey_id = models.BigIntegerField()
    survey = SchoolFK(Survey)
    answers = models.JSONField()  # one for each question: the place of an option, or words

    class Meta:
        indexes = [models.Index("school_id", "survey_id", name="letters_surveyanswer_survey")]

    def __str__(self) -> str:
        return f"{self.survey_id}"
