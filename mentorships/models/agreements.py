"""What two people agree on: a page of plain lines that either may change and both sign."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from mentorships.models.mentorships import Mentorship
from mentorships.policy import ANSWER_DAYS, LONGEST_WORDS, RHYTHMS, WEEKS

if TYPE_CHECKING:
    from accounts.models import User

LINES = ("goal", "channel", "between_us", "off_limits", "if_missed")  # those in words


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def signed(self) -> Self:
        """Versions that both have signed."""
        return self.filter(mentee_signed_at__isnull=False, mentor_signed_at__isnull=False)

    def newest(self) -> Self:
        """The last version of each mentorship."""
        return self.order_by("mentorship", "-version").distinct("mentorship")


class Agreement(models.Model):
    """One version. Whoever changes a line makes the next version, and has signed it; the other one signs it, too.

    Attributes:
        version: from 1.
        goal: what it is for.
        rhythm: weeks from one meeting to the next.
        weeks: how long, from the first meeting on.
        channel: where the two write to each other.
        answer_days: within how many days they answer.
        between_us: what stays between the two, beside what always does.
        off_limits: what they don't talk about; may be empty.
        if_missed: what they do if one can't come.
    """

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="agreements", db_index=False)
    version = models.PositiveSmallIntegerField(_("version"))
    goal = models.TextField(_("what it’s for"), max_length=LONGEST_WORDS)
    rhythm = models.PositiveSmallIntegerField(_("how often"))
    weeks = models.PositiveSmallIntegerField(_("how long"))
    channel = models.TextField(_("where you write to each other"), max_length=LONGEST_WORDS, blank=True)
    answer_days = models.PositiveSmallIntegerField(_("how fast you answer"), default=2)
    between_us = models.TextField(_("what stays between you"), max_length=LONGEST_WORDS, blank=True)
    off_limits = models.TextField(_("what you don’t talk about"), max_length=LONGEST_WORDS, blank=True)
    if_missed = models.TextField(_("if one of you can’t come"), max_length=LONGEST_WORDS, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField(_("written"))
    mentee_signed_at = models.DateTimeField(_("signed by the mentee"), null=True, blank=True)
    mentor_signed_at = models.DateTimeField(_("signed by the mentor"), null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["version"]
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            models.UniqueConstraint(fields=["mentorship", "version"], name="agreement_version_once"),
            models.CheckConstraint(name="agreement_in_a_rhythm", condition=Q(rhythm__in=RHYTHMS)),
            models.CheckConstraint(name="agreement_of_so_many_weeks", condition=Q(weeks__in=WEEKS)),
            models.CheckConstraint(name="agreement_answers_in_days", condition=Q(answer_days__in=ANSWER_DAYS)),
            models.CheckConstraint(
                name="agreement_lines_not_too_long",
                condition=Q(*(LessThanOrEqual(Length(line), LONGEST_WORDS) for line in LINES)),
            ),
            models.CheckConstraint(
                name="agreement_signed_after_writing",
                condition=(Q(mentee_signed_at=None) | Q(mentee_signed_at__gte=F("written_at")))
                & (Q(mentor_signed_at=None) | Q(mentor_signed_at__gte=F("written_at"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentorship_id} ({self.version})"

    @property
    def is_signed(self) -> bool:
        """Whether both have signed it."""
        return self.mentee_signed_at is not None and self.mentor_signed_at is not None

    def is_signed_by(self, member: "User") -> bool:
        """Whether one of the two has signed it."""
        mine = self.mentee_signed_at if member.pk == self.mentorship.mentee_id else self.mentor_signed_at
        return mine is not None
