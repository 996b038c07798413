"""What a family says ahead of time."""

from django.db import models

from kedr.core.tenancy import Owned, SchoolFK


class AbsenceNotice(Owned):
    """A family's word that a pupil will be away on [starts_on, ends_on) (заявление об отсутствии).

    It waits until the class teacher accepts it, which writes the `Absence`, or declines it with a word; the family may
    take it back while it waits.
    """

    pupil_id = models.BigIntegerField()
    pupil = SchoolFK("people.Person")
    starts_on = models.DateField()
    ends_on = models.DateField()
    code = models.CharField(max_length=3)
    words = models.CharField(max_length=200)
    sent_at = models.DateTimeField()
    sent_by = models.BigIntegerField()  # a guardian, as a person
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    is_accepted = models.BooleanField(default=False)
    answer = models.CharField(max_length=200, blank=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_on__lt=models.F("ends_on")), name="journal_absencenotice_days"
            ),
            models.CheckConstraint(
                condition=models.Q(is_accepted=False) | models.Q(decided_at__isnull=False),
                name="journal_absencenotice_decided",
            ),
        ]
        indexes = [
            models.Index("school_id", "pupil_id", name="journal_absencenotice_pupil"),
            models.Index(
                "school_id", "starts_on", condition=models.Q(decided_at=None, taken_back_at=None),
                name="journal_absencenotice_waits",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.words
