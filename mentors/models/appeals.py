"""The appeal of an applicant against a no, which someone who had no part in it looks at."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from mentors.models.applications import Application, Recusal, Review
from mentors.models.decisions import Decision

if TYPE_CHECKING:
    from accounts.models import User

APPEAL_WITHIN = timedelta(weeks=6)
LONGEST_WORDS = 4000  # characters


class Verdict(models.TextChoices):
    UPHELD = "upheld", _("the no stays")
    REOPENED = "reopened", _("others read it again")


class AppealQuerySet(models.QuerySet["Appeal"]):
    def waiting(self) -> Self:
        """Those that no one has decided."""
        return self.filter(decided_at=None)

    def open_to(self, reader: "User") -> Self:
        """Those that someone on the team may see: not their own."""
        return self.exclude(application__applicant=reader)

    def to_decide_by(self, reader: "User") -> Self:
        """Those that wait and that someone on the team may decide: they had no part in the no, and know no one."""
        of_it = OuterRef("application")
        had_a_part = (
            Exists(Review.objects.filter(application=of_it, reviewer=reader))
            | Exists(Decision.objects.filter(application=of_it, by=reader))
            | Exists(Recusal.objects.in_force().filter(application=of_it, reader=reader))
        )
        return self.waiting().open_to(reader).exclude(had_a_part)


class Appeal(models.Model):
    """Why an applicant appeals against a no, and what came of it. There’s one for an application at most."""

    application = models.OneToOneField(
        Application, verbose_name=_("application"), on_delete=models.CASCADE, related_name="appeal"
    )
    words = models.TextField(_("appeal"), max_length=LONGEST_WORDS)
    made_at = models.DateTimeField(_("appealed"))
    verdict = models.CharField(_("decision on the appeal"), max_length=8, choices=Verdict.choices, blank=True)
    reason = models.TextField(_("reason"), max_length=LONGEST_WORDS, blank=True)
    decided_at = models.DateTimeField(_("appeal decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("appeal decided by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "id"]
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.CheckConstraint(name="appeal_has_words", condition=~Q(words="")),
            models.CheckConstraint(
                name="appeal_decided_with_a_reason",
                condition=Q(decided_at=None, verdict="", reason="", decided_by=None)
                | Q(Q(decided_at__isnull=False, verdict__in=Verdict.values), ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="appeal_decided_after_it_was_made",
                condition=Q(decided_at=None) | Q(decided_at__gte=F("made_at")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.application)

    @property
    def is_decided(self) -> bool:
        return self.decided_at is not None


def appeal_by(declined_at: datetime) -> datetime:
    """Until when a no of `declined_at` can be appealed."""
    return declined_at + APPEAL_WITHIN
