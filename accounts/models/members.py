"""The member."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Upper
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.validators import validate_name
from core import faces, languages
from core.addresses import readable, same_mailbox
from core.dates import Clock
from core.zones import validate_zone

LONGEST_NAME = 80
FORMER = "former-member"  # stored as the name of whose account was erased
ERASED = "erased.invalid"


def erased_address(identifier: uuid.UUID) -> str:
    """What stands in place of the address of an erased account."""
    return f"{identifier}@{ERASED}"


class NameField(models.CharField):
    """The name of a member. That of an erased account is read as “a former member”, in the reader's language."""

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:
        return _("a former member") if value == FORMER else value

    def get_prep_value(self, value: Any) -> Any:
        return FORMER if isinstance(value, Promise) else super().get_prep_value(value)


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def unconfirmed(self) -> Self:
        """Members who only filled in the sign-up form: no address confirmed, never signed in."""
        return self.filter(last_login=None, is_staff=False).exclude(emailaddress__verified=True)


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Members by email address, ignoring case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        user: User = self.get(email__iexact=same_mailbox(username or ""))
        return user

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a member; without a password they sign in with codes by email."""
        user: User = self.model(email=same_mailbox(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an admin of the club."""
        return self.create_user(email, password, **(fields | {"is_staff": True, "is_superuser": True}))


# Words before a name: no one is addressed by them alone.
TITLES = frozenset({"dr", "prof", "professor", "mr", "mrs", "ms", "mx", "herr", "frau", "sir", "dipl", "ing"})


class User(AbstractBaseUser, PermissionsMixin):
    """A member: anyone with an account, identified by their email address."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("email address"))
    display_name = NameField(_("name"), max_length=LONGEST_NAME, validators=[validate_name])
    introduction = models.TextField(
        _("about you"),
        max_length=600,
        blank=True,
        help_text=_(
            "A few sentences. Mentors read them before they accept a request. No one else does, unless the "
            "club team has to open them for a safety matter."
        ),
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default=settings.TIME_ZONE, validators=[validate_zone])
    language = models.CharField(_("language"), max_length=10, choices=languages.choices, default=settings.LANGUAGE_CODE)
    clock = models.CharField(_("clock"), max_length=2, choices=Clock.choices, default="", blank=True)
    muted_notices = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    old_enough_at = models.DateTimeField(_("confirmed being 16 or older"), null=True, blank=True)
    # Whether they have blocked someone or are blocked. The row is there on each request, so others cost no query.
    has_blocks = models.BooleanField(default=False, editable=False)
    # Whether something has to be read and confirmed (`accounts.hooks.to_read`); for the same reason.
    has_to_read = models.BooleanField(default=False, editable=False)
    # Whether someone has written to them and they haven't read it (`conversations`); for the same reason.
    has_unread = models.BooleanField(default=False, editable=False)
    is_staff = models.BooleanField(_("club team"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"))
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        indexes = [
            models.Index(fields=["-date_joined", "-id"], name="user_joined"),
            # For the admin's search: `icontains` compares in upper case.
            GinIndex(OpClass(Upper("display_name"), "gin_trgm_ops"), name="user_name_parts"),
            GinIndex(OpClass(Upper("email"), "gin_trgm_ops"), name="user_email_parts"),
        ]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("There’s already an account with this address."),
            ),
            models.CheckConstraint(name="user_email_is_ascii", condition=Q(email__regex=r"^[!-~]*$")),
            models.CheckConstraint(name="user_has_zone", condition=~Q(time_zone="")),
            models.CheckConstraint(
                name="user_erased_is_no_one",
                condition=Q(erased_at=None)
                | Q(display_name=FORMER, introduction="", is_active=False, is_staff=False, is_superuser=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.display_name) or readable(self.email)

    def get_full_name(self) -> str:
        return str(self.display_name)

    def get_short_name(self) -> str:
        """The first name, or what stands for it: the first word that isn't a title."""
        if self.erased_at:
            return str(self)
        words = self.display_name.split()
        return next((word for word in words if word.lower().rstrip(".") not in TITLES), self.display_name)

    @property
    def hue(self) -> int:
        """Which face is theirs where there's no photo, by its number in `core.faces`."""
        return faces.number_of(self.uuid)


def display(user: User) -> str:
    """What allauth calls a member."""
    return str(user)
