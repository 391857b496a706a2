"""Notices, each one email to one person, and suppressed addresses."""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.addresses import readable


class NoticeState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    DROPPED = "dropped", _("no longer relevant when due")
    FAILED = "failed", _("couldn’t be delivered")
    UNSENT = "unsent", _("not sent: the address bounces")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def waiting(self) -> Self:
        return self.filter(state=NoticeState.WAITING)

    def unsent(self) -> Self:
        """Notices that were not sent because their address bounces."""
        return self.filter(state=NoticeState.UNSENT)

    def counting(self) -> Self:
        """Notices that were sent, or may yet be."""
        return self.filter(state__in=(NoticeState.WAITING, NoticeState.SENT, NoticeState.FAILED))

    def for_reader(self, row: "Notice") -> Self:
        """Notices to the same mailbox as `row`."""
        return self.filter(address=row.address) if row.address else self.filter(address="", recipient=row.recipient)

    def about(self, subject: models.Model) -> Self:
        return self.filter(about_type=ContentType.objects.get_for_model(subject), about_id=str(subject.pk))


class Notice(models.Model):
    """One email to one person. It stores what the email is about, never the email itself and never a token."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=100)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recipient"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="notices",
        db_index=False,  # `notice_budget` begins with it
    )
    address = models.EmailField(
        _("address"), blank=True, help_text=_("Where it’s sent, if not to the recipient’s own address.")
    )
    language = models.CharField(
        _("language"), max_length=10, blank=True, help_text=_("For a notice to someone who isn’t a member.")
    )
    about_type = models.ForeignKey(
        ContentType,
        verbose_name=_("about"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # notices are never looked up by kind of row alone
    )
    about_id = models.CharField(_("row"), max_length=40, blank=True)
    about = GenericForeignKey("about_type", "about_id")
    caused_by = models.UUIDField(_("caused by"), null=True, blank=True, editable=False)  # a member; budgets count it
    joined = models.ForeignKey(  # the waiting notice whose email this one is a part of
        "self", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="parts", db_index=False
    )
    data = models.JSONField(_("data"), default=dict, blank=True)
    due_at = models.DateTimeField(_("due"))
    created_at = models.DateTimeField(_("created"))
    state = models.CharField(_("status"), max_length=10, choices=NoticeState.choices, default=NoticeState.WAITING)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("email", "notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["recipient", "kind", "due_at"], name="notice_budget"),
            models.Index(fields=["address", "kind", "due_at"], name="notice_address_budget", condition=~Q(address="")),
            models.Index(fields=["joined"], name="notice_part", condition=Q(joined__isnull=False)),
            # The admin's list and its filters
            models.Index(fields=["-created_at", "-uuid"], name="notice_written"),
            models.Index(fields=["kind", "-created_at", "-uuid"], name="notice_kind"),
            models.Index(
                fields=["state", "-created_at", "-uuid"],
                name="notice_unsent",
                condition=~Q(state=NoticeState.SENT),
            ),
        ]
        constraints = [
            models.CheckConstraint(name="notice_goes_somewhere", condition=~Q(recipient=None, address="")),
            models.CheckConstraint(
                name="notice_settled_is_dated", condition=Q(state=NoticeState.WAITING) ^ Q(settled_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


class ProblemKind(models.TextChoices):
    BOUNCED = "bounced", _("emails bounce")
    COMPLAINED = "complained", _("our emails were marked as spam")


class SuppressedAddressQuerySet(models.QuerySet["SuppressedAddress"]):
    def standing(self) -> Self:
        """Entries that have not been lifted."""
        return self.filter(cleared_at=None)


class SuppressedAddress(models.Model):
    """A member's address that bounces or reports spam: one row per address and kind of problem.

    A lifted entry is kept as long as the address, so that the same report does not suppress it again.
    """

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("member"),
        on_delete=models.CASCADE,
        related_name="suppressed_addresses",
    )
    address = models.EmailField(_("address"))
    what = models.CharField(_("what happened"), max_length=10, choices=ProblemKind.choices)
    reason = models.CharField(_("in the provider’s words"), max_length=300, blank=True)
    event = models.CharField(_("event"), max_length=100)
    suppressed_at = models.DateTimeField(_("suppressed"))
    cleared_at = models.DateTimeField(_("lifted"), null=True, blank=True)

    objects = SuppressedAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        ordering = ["-suppressed_at"]
        constraints = [
            models.UniqueConstraint(fields=["address", "what"], name="suppressed_address_once"),
            models.UniqueConstraint(fields=["event"], name="suppressed_address_event_once"),
            models.CheckConstraint(name="suppressed_address_is_lower", condition=Q(address=Lower("address"))),
            models.CheckConstraint(
                name="suppressed_address_cleared_later",
                condition=Q(cleared_at=None) | Q(cleared_at__gte=F("suppressed_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{readable(self.address)}: {self.get_what_display()}"
