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

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    login = models.CharField("логин", max_length=60, unique=True)
    name = models.CharField("имя", max_length=150)  # «Смирнова О. П.», for the page's corner and the history
    email = models.EmailField("почта", blank=True)
    is_active = models.BooleanField(default=True)
    # Django's checks of third-party pages ask for these; Kedr's own rights are in `Grant`.
    is_staff = False
    is_superuser = False

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

    One look here, joined with the account and the role, makes the actor of a request.
    """

    tenancy = "account"

    key_digest = models.BinaryField(max_length=32, primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    grant = models.ForeignKey(Grant, models.CASCADE, null=True, related_name="+", db_index=False)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return self.device
