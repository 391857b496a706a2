"""Durable jobs."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Min, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from outbox.lanes import Lane

SLACK = timedelta(seconds=1)  # tolerated difference between machines' clocks, so that a wake-up isn't too early


class JobQuerySet(models.QuerySet["Job"]):
    def unfinished(self) -> Self:
        return self.filter(done_at=None, failed_at=None)

    def claimable(self, *, at: datetime) -> Self:
        """Jobs that are due and not leased by a worker. Leases use the database's clock, which tests don't move."""
        return self.unfinished().filter(Q(leased_until=None) | Q(leased_until__lt=Now()), due_at__lte=at + SLACK)

    def failed(self) -> Self:
        return self.filter(failed_at__isnull=False)

    def seconds_behind(self, *, at: datetime) -> float:
        """How many seconds the oldest claimable job is overdue; 0 if there is none."""
        oldest = self.claimable(at=at).aggregate(Min("due_at"))["due_at__min"]
        return max(0.0, (at - oldest).total_seconds()) if oldest else 0.0


class Job(models.Model):
    """Something to do after commit: first written as a row, then run by a Celery task."""

    kind = models.CharField(_("kind"), max_length=100)
    lane = models.CharField(_("lane"), max_length=10, choices=Lane.choices, default=Lane.WORK, db_default=Lane.WORK)
    payload = models.JSONField(_("data"), default=dict)
    key = models.CharField(
        _("key"),
        max_length=200,
        blank=True,
        help_text=_("Waiting jobs with the same key are merged until a worker claims them."),
    )
    request_id = models.CharField(_("request"), max_length=64, blank=True, default="", db_default="")
    due_at = models.DateTimeField(_("due"))
    created_at = models.DateTimeField(_("created"))
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    first_attempt_at = models.DateTimeField(_("first attempt"), null=True, blank=True)
    leased_until = models.DateTimeField(_("held until"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    failed_at = models.DateTimeField(_("failed"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["due_at", "id"]
        permissions = [("retry_job", "Can try failed jobs again")]
        indexes = [
            models.Index(
                fields=["lane", "due_at", "id"], name="outbox_job_waiting", condition=Q(done_at=None, failed_at=None)
            ),
            models.Index(fields=["key"], name="outbox_job_key", condition=~Q(key="") & Q(done_at=None, failed_at=None)),
            # The admin's list and its filters
            models.Index(fields=["-due_at", "-id"], name="outbox_job_due"),
            models.Index(fields=["kind", "-due_at", "-id"], name="outbox_job_kind"),
            models.Index(fields=["-due_at", "-id"], name="outbox_job_failed", condition=Q(failed_at__isnull=False)),
            models.Index(fields=["-due_at", "-id"], name="outbox_job_undone", condition=Q(done_at=None)),
            # Of few jobs: an erasure looks for those whose error names someone.
            models.Index(fields=["id"], name="outbox_job_error", condition=~Q(error="")),
        ]
        constraints = [
            models.CheckConstraint(name="outbox_job_ends_one_way", condition=Q(done_at=None) | Q(failed_at=None)),
            models.UniqueConstraint(
                fields=["key"],
                name="outbox_job_key_once",
                condition=~Q(key="") & Q(attempts=0, done_at=None, failed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
