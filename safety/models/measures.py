"""Measures: what the team decides about a member, with its reasons, and the appeal to someone else."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.tokens import derive
from safety.models.reports import CONFIDENTIAL, Report, may_read_confidential
from safety.policy import APPEAL_WITHIN, LONGEST_RULE, LONGEST_WORDS

if TYPE_CHECKING:
    from accounts.models import User

TOKEN = "measure"  # what its link is for  # noqa: S105


class MeasureKind(models.TextChoices):
    WORD = "word", _("a word that has to be acknowledged")
    LIMIT = "limit", _("fewer bookings a week")
    PAUSE = "pause", _("a pause")
    REMOVAL = "removal", _("the account is closed")


TIMED = ("limit", "pause")


class MeasureQuerySet(models.QuerySet["Measure"]):
    def in_force(self, *, at: datetime) -> Self:
        """What holds at `at`: not lifted, not over, and a word only until it is acknowledged."""
        still = Q(kind__in=TIMED, until__gt=at) | Q(kind="word", acknowledged_at=None) | Q(kind="removal")
        return self.filter(still, lifted_at=None)

    def appealed(self) -> Self:
        """Those whose appeal no one has decided."""
        return self.filter(appealed_at__isnull=False, decided_at=None)

    def open_to(self, reader: "User") -> Self:
        """Those that someone on the team may see, as with reports."""
        rows = self.exclude(member=reader).exclude(report__about=reader)
        return rows if may_read_confidential(reader) else rows.exclude(report__kind__in=CONFIDENTIAL)


class Measure(models.Model):
    """What the team has decided about a member, and why (Art. 17 and 20 of Regulation (EU) 2022/2065)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("member"), on_delete=models.CASCADE, related_name="measures"
    )
    report = models.ForeignKey(
        Report, verbose_name=_("report"), on_delete=models.SET_NULL, null=True, blank=True, related_name="measures"
    )
    kind = models.CharField(_("measure"), max_length=7, choices=MeasureKind.choices)
    rule = models.CharField(_("which rule"), max_length=LONGEST_RULE)
    facts = models.TextField(_("what happened"), max_length=LONGEST_WORDS)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    weekly = models.PositiveSmallIntegerField(_("bookings a week"), null=True, blank=True)
    taken_at = models.DateTimeField(_("decided"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    appeal = models.TextField(_("appeal"), max_length=LONGEST_WORDS, blank=True)
    appealed_at = models.DateTimeField(_("appealed"), null=True, blank=True)
    decision = models.TextField(_("decision on the appeal"), max_length=LONGEST_WORDS, blank=True)
    decided_at = models.DateTimeField(_("appeal decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("appeal decided by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        indexes = [models.Index(fields=["-taken_at", "-id"], name="measure_taken")]
        constraints = [
            models.CheckConstraint(name="measure_of_a_kind", condition=Q(kind__in=MeasureKind.values)),
            models.CheckConstraint(name="measure_says_why", condition=~Q(rule="") & ~Q(facts="")),
            models.CheckConstraint(name="measure_ends", condition=Q(kind__in=TIMED) ^ Q(until=None)),
            models.CheckConstraint(name="measure_until_later", condition=Q(until=None) | Q(until__gt=F("taken_at"))),
            models.CheckConstraint(name="measure_limit_has_number", condition=Q(kind="limit") ^ Q(weekly=None)),
            models.CheckConstraint(
                name="measure_word_is_acknowledged", condition=Q(acknowledged_at=None) | Q(kind="word")
            ),
            models.CheckConstraint(
                name="measure_appeal_is_dated", condition=Q(appeal="") ^ Q(appealed_at__isnull=False)
            ),
            models.CheckConstraint(
                name="measure_decision_of_an_appeal", condition=Q(decided_at=None) | Q(appealed_at__isnull=False)
            ),
            models.CheckConstraint(
                name="measure_decision_is_dated", condition=Q(decision="") ^ Q(decided_at__isnull=False)
            ),
            models.CheckConstraint(
                name="measure_decided_by_another", condition=Q(decided_by=None) | ~Q(decided_by=F("taken_by"))
            ),
            models.CheckConstraint(
                name="measure_lifted_on_appeal", condition=Q(lifted_at=None) | Q(decided_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    def get_absolute_url(self) -> str:
        """The page for the member, which opens without signing in: an account may be closed."""
        return reverse("safety:measure", args=[derive(TOKEN, self.uuid)])

    def is_in_force(self, *, at: datetime) -> bool:
        """The same as `in_force()`."""
        if self.lifted_at is not None or (self.kind == MeasureKind.WORD and self.acknowledged_at is not None):
            return False
        return self.until is None or self.until > at

    @property
    def is_confidential(self) -> bool:
        return self.report is not None and self.report.is_confidential

    @property
    def appeal_by(self) -> datetime:
        return self.taken_at + APPEAL_WITHIN
