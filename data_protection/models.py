"""Exports that members asked for, erasures, warnings before one, and what went by the clock."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from data_protection.policy import WARN_BEFORE

KEPT_FOR = timedelta(days=7)  # an export
GRACE = timedelta(days=7)  # before an erasure
WARNINGS = len(WARN_BEFORE)


class ExportQuerySet(models.QuerySet["Export"]):
    def waiting(self) -> Self:
        """Exports that are being made."""
        return self.filter(made_at=None, failed_at=None)

    def available(self, *, at: datetime) -> Self:
        """Exports that can be downloaded."""
        return self.filter(expires_at__gt=at).exclude(file="")

    def expired(self, *, at: datetime) -> Self:
        """Exports whose file is to be deleted, or that were never finished."""
        return self.filter(Q(expires_at__lte=at) | Q(asked_at__lte=at - KEPT_FOR))


class Export(models.Model):
    """A member's copy of their data.

    Attributes:
        file: its name in the storage; "" until it is made.
        size: in bytes.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("member"), on_delete=models.CASCADE, related_name="exports"
    )
    asked_at = models.DateTimeField(_("asked for"))
    made_at = models.DateTimeField(_("made"), null=True, blank=True)
    failed_at = models.DateTimeField(_("failed"), null=True, blank=True)
    expires_at = models.DateTimeField(_("kept until"), null=True, blank=True)
    file = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"], name="export_one_at_a_time", condition=Q(made_at=None, failed_at=None)
            ),
            models.CheckConstraint(name="export_made_has_file", condition=Q(made_at=None) ^ ~Q(file="")),
            models.CheckConstraint(
                name="export_made_expires",
                condition=Q(made_at=None, expires_at=None)
                | Q(made_at__isnull=False, expires_at__isnull=False, expires_at__gt=F("made_at")),
            ),
            models.CheckConstraint(name="export_made_or_failed", condition=Q(made_at=None) | Q(failed_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class ErasureReason(models.TextChoices):
    ASKED = "asked", _("the member asked on their page")
    TEAM = "team", _("the member asked the team")
    INACTIVE = "inactive", _("they hadn’t signed in for two years")
    RESTORED = "restored", _("a backup from before was restored")


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def open(self) -> Self:
        """Erasures that are to come."""
        return self.filter(undone_at=None, done_at=None)

    def due(self, *, at: datetime) -> Self:
        return self.open().filter(due_at__lte=at)


class Erasure(models.Model):
    """That an account is, or was, to be erased.

    Attributes:
        by: who of the team asked for it; None for the member, or the clock.
        held_at: since when a ground in law keeps it back.
        ground: that ground, as it was when it was last looked at.
        went: how many rows were deleted or blanked, by model.
        stayed: how many rows stay without a name, by model.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("member"), on_delete=models.CASCADE, related_name="erasures"
    )
    reason = models.CharField(_("why"), max_length=10, choices=ErasureReason.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked for"))
    due_at = models.DateTimeField(_("due"))
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    held_at = models.DateTimeField(_("held back since"), null=True, blank=True)
    ground = models.TextField(_("held back, because"), blank=True)
    went = models.JSONField(_("deleted or blanked"), default=dict, blank=True)
    stayed = models.JSONField(_("kept without a name"), default=dict, blank=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["due_at"], name="erasure_due", condition=Q(undone_at=None, done_at=None))]
        constraints = [
            models.UniqueConstraint(
                fields=["member"], name="erasure_one_at_a_time", condition=Q(undone_at=None, done_at=None)
            ),
            models.UniqueConstraint(fields=["member"], name="erasure_done_once", condition=Q(done_at__isnull=False)),
            models.CheckConstraint(name="erasure_reason_known", condition=Q(reason__in=[*ErasureReason])),
            models.CheckConstraint(name="erasure_due_later", condition=Q(due_at__gte=F("asked_at"))),
            models.CheckConstraint(name="erasure_done_or_undone", condition=Q(undone_at=None) | Q(done_at=None)),
            models.CheckConstraint(name="erasure_held_says_why", condition=Q(held_at=None) ^ ~Q(ground="")),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class InactivityWarning(models.Model):
    """That a member was told, once or twice, that their account will be erased unless they sign in."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="inactivity_warnings", db_index=False
    )
    number = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "number"], name="inactivity_warning_once"),
            models.CheckConstraint(name="inactivity_warning_one_or_two", condition=Q(number__range=(1, WARNINGS))),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def erased_from(self) -> datetime:
        """When the account is erased at the earliest."""
        return self.sent_at + WARN_BEFORE[self.number - 1]


class RetentionRun(models.Model):
    """What went by the clock in one night.

    Attributes:
        counts: how many rows were deleted or blanked, by the name of the rule.
        failed: the names of the rules that failed; the next night tries them again.
    """

    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"))
    counts = models.JSONField(_("what went"), default=dict, blank=True)
    failed = models.JSONField(_("failed"), default=list, blank=True)

    class Meta:
        verbose_name = _("retention run")
        verbose_name_plural = _("retention runs")
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(name="retention_run_ends_later", condition=Q(ended_at__gte=F("started_at")))
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"
