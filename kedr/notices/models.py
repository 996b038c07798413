"""The tables of notices: all of accounts, since a reader has one inbox for all their roles and schools."""

from django.db import models

from kedr.accounts.models import User
from kedr.core.tenancy import new_id
from kedr.notices import rules


class Notice(models.Model):
    """Something told to an account (уведомление). It is never lost: mail is one more way to hear of it.

    `about_id` is the pupil it is about, 0 for none; `grant_id` the role it was told in; `path` where it leads.
    """

    tenancy = "account"

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    grant_id = models.BigIntegerField()
    at_school_id = models.BigIntegerField()
    about_id = models.BigIntegerField(default=0)
    kind = models.CharField(max_length=20, choices=list(rules.KINDS.items()))
    title = models.CharField(max_length=150)
    text = models.CharField(max_length=500, blank=True)
    path = models.CharField(max_length=200, blank=True)
    said_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index("user", "id", name="notices_notice_inbox"),
            models.Index("at_school_id", "said_at", name="notices_notice_said"),
            models.Index("user", condition=models.Q(read_at=None), name="notices_notice_unread"),
        ]

    def __str__(self) -> str:
        return self.title


class Delivery(models.Model):
    """A notice on its way out of the house (отправка): the outbox. `due_at` moves on with each failed try."""

    tenancy = "account"

    class State(models.TextChoices):
        WAITS = "waits", "ждёт"
        SENT = "sent", "отправлено"
        FAILED = "failed", "не отправлено"

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State, default=State.WAITS)
    wanted_at = models.DateTimeField()  # when it was to go, quiet hours and digests counted in
    due_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index("due_at", condition=models.Q(state="waits"), name="notices_delivery_due"),
            models.Index("wanted_at", name="notices_delivery_wanted"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class MailBox(models.Model):
    """Where an account's mail goes (почта для уведомлений), once a code sent there came back; and its quiet hours."""

    tenancy = "account"

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    address = models.EmailField()
    confirmed_at = models.DateTimeField(null=True)
    code_digest = models.BinaryField(default=b"")
    code_sent_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    quiet_from = models.TimeField(default=rules.QUIET_FROM)
    quiet_until = models.TimeField(default=rules.QUIET_UNTIL)

    def __str__(self) -> str:
        return self.address


class MailChoice(models.Model):
    """When notices of a kind about a child (0: about any) go to an account's mail."""

    tenancy = "account"

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=20, choices=list(rules.KINDS.items()))
    about_id = models.BigIntegerField(default=0)
    mode = models.CharField(max_length=10, choices=list(rules.MODES.items()))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind", "about_id"], name="notices_mailchoice_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.mode}"
