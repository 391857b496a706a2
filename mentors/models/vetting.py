"""Who on the team reads which application."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from mentors.models.applications import JUDGED_IN, Application, Review

if TYPE_CHECKING:
    from datetime import datetime


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def in_force(self) -> Self:
        """Those that haven't been passed on to someone else."""
        return self.filter(until=None)

    def waiting(self) -> Self:
        """Those in force whose application is open and not yet read by this reader."""
        read = Review.objects.filter(application=OuterRef("application"), reviewer=OuterRef("reader"))
        return self.in_force().filter(~Exists(read), application__state__in=JUDGED_IN)

    def to_remind_of(self, *, since: "datetime") -> Self:
        """Those that have waited since then at least, for the team and not for the applicant, without a reminder."""
        asked = Application.objects.waiting()
        return self.waiting().filter(application__in=asked, since__lte=since, reminded_at=None)


class Assignment(models.Model):
    """Someone on the team is to read an application."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="assignments", db_index=False)
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("passed on"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["since", "id"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "reader"], name="assignment_one_in_force", condition=Q(until=None)
            ),
            models.CheckConstraint(
                name="assignment_ends_after_it_began", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="assignment_reminder_is_later", condition=Q(reminded_at=None) | Q(reminded_at__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.reader}"
