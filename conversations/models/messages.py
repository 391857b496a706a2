"""Messages."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from conversations.models.conversations import Conversation
from conversations.policy import EDIT_FOR, LONGEST_WORDS


class MessageQuerySet(models.QuerySet["Message"]):
    def for_update(self) -> Self:
        """Lock the rows until the transaction ends; their conversation and its people are loaded but not locked."""
        return self.select_related("conversation__one", "conversation__other").select_for_update(of=("self",))


class Message(models.Model):
    """What one of two has written to the other, as Markdown. Once removed, only its frame is left."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages", db_index=False)
    number = models.PositiveIntegerField(_("number"))  # 1, 2, 3 … within the conversation
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("written by"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    text = models.TextField(_("words"), max_length=LONGEST_WORDS, blank=True)
    form_key = models.UUIDField(_("key of the form it was sent with"), editable=False)
    needs_care = models.BooleanField(_("to be read with care"), default=False)
    written_at = models.DateTimeField(_("written"))
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    correction = models.TextField(_("correction"), max_length=LONGEST_WORDS, blank=True)
    corrected_at = models.DateTimeField(_("corrected"), null=True, blank=True)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="message_number_once"),
            models.UniqueConstraint(fields=["author", "form_key"], name="message_form_once"),
            models.CheckConstraint(name="message_number_from_1", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="message_not_too_long", condition=LessThanOrEqual(Length("text"), LONGEST_WORDS)
            ),
            models.CheckConstraint(name="message_has_words_or_is_removed", condition=Q(text="") ^ Q(removed_at=None)),
            models.CheckConstraint(
                name="message_correction_is_dated", condition=Q(correction="") ^ Q(corrected_at__isnull=False)
            ),
            models.CheckConstraint(
                name="message_removed_says_nothing", condition=Q(removed_at=None) | Q(correction="")
            ),
            models.CheckConstraint(
                name="message_edited_later", condition=Q(edited_at=None) | Q(edited_at__gte=F("written_at"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def anchor(self) -> str:
        return f"message-{self.number}"

    def is_fresh(self, *, at: datetime) -> bool:
        """Whether its words can still be replaced."""
        return at - self.written_at <= EDIT_FOR
