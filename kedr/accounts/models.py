from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from kedr.core.actor import Role
from kedr.core.tenancy import new_id


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(login=(username or "").lower())


class User(AbstractBaseUser):
    """An account (учётная запись): one a human being, however many roles and schools they have."""

    tenancy = "account"

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    last_login = None  # the record and the open sessions say it

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    login = models.CharField("логин", max_length=60, unique=True)
    name = models.CharField("имя", max_length=150)  # «Смирнова О. П.», for the page's corner and the history
    email = models.EmailField("почта", blank=True)
    is_active = models.BooleanField(default=True)
    has_one_time_password = models.BooleanField(default=False)  # given by somebody else: to be changed at sign-in
    look = models.CharField(max_length=120, blank=True)  # «Оформление», as its cookie has it
    unread = models.IntegerField(default=0)  # notices not read yet, for the bell of every page: `notices` keeps it
    last_grant_id = models.BigIntegerField(default=0)  # the role of the last session: the next one begins in it

    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.login


class Grant(models.Model):
    """A role given to an account (роль), in a scope, [starts_on, ends_on): what `core.actor.Actor` is made of.

    For people of a school `person_id` is their row there. No foreign key leads from an account to a school's rows:
    the account lives in the region, the person in the school.
    """

    tenancy = "account"

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=[(role, role) for role in Role])
    # «Школа № 1», «Город Томск», «Абрамова Алина, 8А»: where the role holds, as the reader calls it
    label = models.CharField(max_length=200, blank=True)
    municipality_id = models.BigIntegerField(default=0)
    # the school a person's row is in; named so that the column never reads as an owned table's key
    at_school_id = models.BigIntegerField(default=0)
    person_id = models.BigIntegerField(default=0)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "municipality_id", "at_school_id", "person_id", "starts_on"],
                name="accounts_grant_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.user_id}"


class SignIn(models.Model):
    """An open session (сеанс): the digest of its key, whose it is, in which role, on what device.

    One look here, joined with the account and the role, makes the actor of a request. Ends at `expires_at`, or
    earlier when nothing was asked for longer than `rules.LIFE` lets it be idle.
    """

    tenancy = "account"

    key_digest = models.BinaryField(max_length=32, primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    grant = models.ForeignKey(Grant, models.CASCADE, null=True, related_name="+", db_index=False)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()  # renewed once in `rules.SEEN_STEP`
    expires_at = models.DateTimeField(db_index=True)
    is_long = models.BooleanField(default=False)  # a family's session, not an employee's
    proved_at = models.DateTimeField(null=True)  # when the password, a code or a passkey was last given in it
    address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return self.device


class Step(models.Model):
    """An act of several requests that is under way (начатое действие): a sign-in that waits for its code, a passkey or
    an authenticator being added. Its key is in a cookie; it is used once and lives minutes.
    """

    tenancy = "account"

    key_digest = models.BinaryField(max_length=32, primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=20)
    data = models.JSONField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.kind


class Throttle(models.Model):
    """A count of failed sign-ins (счётчик неудач) of one bucket: a login at an address, a device, an address.

    The key is a digest: the table names nobody. A row is deleted once its memory is over.
    """

    tenancy = "account"

    key_digest = models.BinaryField(max_length=32, primary_key=True)
    failures = models.IntegerField(default=0)
    wait_until = models.DateTimeField(null=True)
    forget_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.failures)


class CodeApp(models.Model):
    """An authenticator app of an account (приложение с кодами): its secret, sealed, and the last code taken."""

    tenancy = "account"

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="code_app")
    secret = models.TextField()  # sealed by the secret key: a stolen table gives no codes
    used_step = models.BigIntegerField(default=0)  # RFC 6238, 5.2: a code is taken once
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user_id)


class RecoveryCode(models.Model):
    """An unused recovery code (запасной код), as its keyed digest. Deleted when it is used."""

    tenancy = "account"

    digest = models.BinaryField(max_length=32, primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")

    def __str__(self) -> str:
        return str(self.user_id)


class Passkey(models.Model):
    """A passkey (ключ входа): the public half of a key that a device keeps behind a finger, a face or a PIN."""

    tenancy = "account"

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="passkeys")
    credential_id = models.BinaryField(max_length=1023, unique=True)
    credential = models.BinaryField()  # WebAuthn's attested credential data
    sign_count = models.BigIntegerField(default=0)
    name = models.CharField(max_length=120)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """A printed invitation (приглашение): lets one person of a school open an account in one role, once, until
    `expires_at`. The code is on the paper only; here is its keyed digest.

    A person has one open invitation in a role at most: a new printing revokes the one before.
    """

    tenancy = "account"

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    digest = models.BinaryField(max_length=32, unique=True)
    role = models.CharField(max_length=20, choices=[(role, role) for role in (Role.PUPIL, Role.GUARDIAN)])
    at_school_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    label = models.CharField(max_length=200)  # of the role to be: «Алина, 8А; Пётр, 5Б»
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()  # the account
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.BigIntegerField(default=0)  # the account that has the role now
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["at_school_id", "person_id", "role"],
                condition=models.Q(used_at=None, revoked_at=None),
                name="accounts_invitation_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.person_id}"
