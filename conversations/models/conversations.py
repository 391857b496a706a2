"""Conversations, what each of the two has read, and how a member wants to hear of messages."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conversations.policy import KEPT_AFTER, TOLD_BEFORE

if TYPE_CHECKING:
    from accounts.models import User


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def of(self, member: "User") -> Self:
        """Conversations that a member has part in."""
        return self.filter(Q(one=member) | Q(other=member))

    def between(self, one: "User", other: "User") -> Self:
        """The conversation of two members, in either order."""
        first, second = sorted([one.pk, other.pk])
        return self.filter(one=first, other=second)

    def for_update(self, *, skip_locked: bool = False) -> Self:
        """Lock the rows until the transaction ends; their people are loaded but not locked."""
        return self.select_related("one", "other").select_for_update(of=("self",), skip_locked=skip_locked)

    def to_review(self, *, at: datetime) -> Self:
        """Those whose two have to be told that it will be deleted, and those that they were told about."""
        return self.filter(closes_at__lte=at - KEPT_AFTER + TOLD_BEFORE)


class Conversation(models.Model):
    """What two members write to each other: one for the two, whatever connects them."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    one = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    other = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    messages_written = models.PositiveIntegerField(_("messages"), default=0)
    created_at = models.DateTimeField(_("opened"))
    last_at = models.DateTimeField(_("last message"), null=True, blank=True)
    # When what connects the two no longer lets them write, as far as it was known when this was last looked at.
    closes_at = models.DateTimeField(_("open until"))
    goes_at = models.DateTimeField(_("deleted on"), null=True, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="conversation_opened"),
            models.Index(fields=["closes_at"], name="conversation_closes"),
            models.Index(fields=["goes_at"], name="conversation_goes", condition=Q(goes_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="conversation_once"),
            models.CheckConstraint(name="conversation_in_order", condition=Q(one__lt=F("other"))),
            models.CheckConstraint(
                name="conversation_last_is_dated", condition=Q(messages_written=0) ^ Q(last_at__isnull=False)
            ),
            models.CheckConstraint(
                name="conversation_goes_after_closing", condition=Q(goes_at=None) | Q(goes_at__gt=F("closes_at"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    def get_absolute_url(self) -> str:
        return reverse("conversations:conversation", args=[self.uuid])

    @property
    def people(self) -> tuple["User", "User"]:
        return self.one, self.other

    def other_than(self, member: "User") -> "User":
        """The one of the two who isn't `member`."""
        return self.other if member.pk == self.one_id else self.one


class ReadMarkQuerySet(models.QuerySet["ReadMark"]):
    def of(self, member: "User") -> Self:
        return self.filter(member=member)

    def with_people(self) -> Self:
        """Load what the list, the page and the emails show."""
        return self.select_related("conversation__one", "conversation__other", "member")

    def with_whom(self, member: "User", other: "User") -> "ReadMark | None":
        """A member's side of the conversation with another one; None if they have none."""
        first, second = sorted([member.pk, other.pk])
        theirs = self.of(member).filter(conversation__one=first, conversation__other=second)
        return theirs.select_related("conversation").first()

    def for_update(self) -> Self:
        """Lock the marks until the transaction ends, in the order of their keys. Lock order: mark, member."""
        return self.order_by("pk").select_for_update(of=("self",))

    def unread(self) -> Self:
        return self.filter(unread__gt=0)


class ReadMark(models.Model):
    """One side of a conversation: how far a member has read it, and what they were told by email. Only they see it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="marks", db_index=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen = models.PositiveIntegerField(_("read up to message"), default=0)
    unread = models.PositiveIntegerField(_("unread messages"), default=0)
    muted = models.BooleanField(_("no emails about this conversation"), default=False)
    # Emails since the reader was last there: how many, and when the last one is due.
    told = models.PositiveSmallIntegerField(_("emails about unread messages"), default=0)
    told_at = models.DateTimeField(_("last email"), null=True, blank=True)

    objects = ReadMarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("read mark")
        verbose_name_plural = _("read marks")
        indexes = [models.Index(fields=["member"], name="read_mark_unread", condition=Q(unread__gt=0))]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "member"], name="read_mark_once"),
            models.CheckConstraint(name="read_mark_email_is_dated", condition=Q(told=0) ^ Q(told_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class WordsByEmail(models.TextChoices):
    """What a member gets by email about messages that they haven't seen. “None” is an email switched off."""

    WORDS = "words", _("An email with the words")
    PLAIN = "plain", _("An email without the words")
    DAILY = "daily", _("One email a day, for all conversations")


class Preferences(models.Model):
    """What a member has chosen about conversations; without a row, what is first."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="conversation_preferences"
    )
    emails = models.CharField(
        _("emails about unread messages"), max_length=5, choices=WordsByEmail.choices, default=WordsByEmail.WORDS
    )
    takes_words = models.BooleanField(_("your words go with your account"), default=False)

    class Meta:
        verbose_name = _("preferences for conversations")
        verbose_name_plural = _("preferences for conversations")
        constraints = [
            models.CheckConstraint(name="preferences_emails_known", condition=Q(emails__in=WordsByEmail.values))
        ]

    def __str__(self) -> str:
        return str(self.pk)
