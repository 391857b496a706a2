"""Reports that someone did not show up."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bookings.models.bookings import Booking

if TYPE_CHECKING:
    from accounts.models import User

ANSWER_NO_SHOW_WITHIN = timedelta(days=7)


class Role(models.TextChoices):
    MENTEE = "mentee", _("the mentee")
    MENTOR = "mentor", _("the mentor")


class NoShowOutcome(models.TextChoices):
    OPEN = "", _("waiting for the other person")
    DISPUTED = "disputed", _("the two disagree")
    CONFIRMED = "confirmed", _("confirmed")
    DISMISSED = "dismissed", _("doesn’t count")


class NoShowQuerySet(models.QuerySet["NoShow"]):
    def undecided(self) -> Self:
        """Reports that have not been settled yet."""
        return self.filter(outcome__in=[NoShowOutcome.OPEN, NoShowOutcome.DISPUTED])

    def unanswered(self, *, at: datetime) -> Self:
        """Reports whose deadline has passed without an answer."""
        return self.filter(outcome=NoShowOutcome.OPEN, reported_at__lte=at - ANSWER_NO_SHOW_WITHIN)

    def strikes(self, user: "User") -> Self:
        """Confirmed no-shows of `user` as a mentee, with their bookings."""
        mine = self.filter(booking__mentee=user, absent=Role.MENTEE, outcome=NoShowOutcome.CONFIRMED)
        return mine.select_related("booking")

    def waiting_for_team(self) -> Self:
        """Reports that are disputed or under appeal."""
        appealed = Q(outcome=NoShowOutcome.CONFIRMED, appealed_at__isnull=False, decided_at=None)
        return self.filter(Q(outcome=NoShowOutcome.DISPUTED) | appealed)

    def with_people(self) -> Self:
        return self.select_related("booking__mentor__user", "booking__mentee", "booking__session_type")


class NoShow(models.Model):
    """A report that the other party did not come, with their answer and the outcome."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="no_shows", db_index=False)
    absent = models.CharField(_("their role"), max_length=10, choices=Role.choices)
    message = models.TextField(_("message with the report"), max_length=1000, blank=True)
    reported_at = models.DateTimeField(_("reported"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=NoShowOutcome.choices, blank=True, default="")
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    appeal = models.TextField(_("appeal"), max_length=1000, blank=True)
    appealed_at = models.DateTimeField(_("appealed"), null=True, blank=True)
    team_message = models.TextField(_("the club team\u2019s message"), max_length=1000, blank=True)
    decided_at = models.DateTimeField(_("decided by the team"), null=True, blank=True)

    objects = NoShowQuerySet.as_manager()

    class Meta:
        verbose_name = _("no-show")
        verbose_name_plural = _("no-shows")
        indexes = [
            models.Index(fields=["-reported_at", "-id"], name="no_show_reported"),
            models.Index(fields=["reported_at"], name="no_show_unanswered", condition=Q(outcome="")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["booking", "absent"], name="no_show_once_a_role"),
            # The two can't both say that the other wasn't there: whoever is reported answers that.
            models.UniqueConstraint(fields=["booking"], name="no_show_of_one_side", condition=~Q(outcome="dismissed")),
            models.CheckConstraint(name="no_show_of_a_role", condition=Q(absent__in=["mentee", "mentor"])),
            models.CheckConstraint(
                name="no_show_settled_is_dated",
                condition=Q(outcome__in=["", "disputed"]) ^ Q(settled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="no_show_answer_is_dated", condition=Q(answer="") | Q(answered_at__isnull=False)
            ),
            models.CheckConstraint(
                name="no_show_appeal_is_dated", condition=Q(appeal="") | Q(appealed_at__isnull=False)
            ),
            models.CheckConstraint(
                name="no_show_appeal_of_what_is_settled",
                condition=Q(appealed_at=None) | Q(settled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="no_show_decided_is_settled", condition=Q(decided_at=None) | Q(settled_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    def get_absolute_url(self) -> str:
        return reverse("bookings:no_show", args=[self.uuid])

    @property
    def is_open(self) -> bool:
        return self.outcome == NoShowOutcome.OPEN

    @property
    def is_disputed(self) -> bool:
        return self.outcome == NoShowOutcome.DISPUTED

    @property
    def is_confirmed(self) -> bool:
        return self.outcome == NoShowOutcome.CONFIRMED

    @property
    def is_dismissed(self) -> bool:
        return self.outcome == NoShowOutcome.DISMISSED

    @property
    def is_appealed(self) -> bool:
        """Whether an appeal is waiting for the team."""
        return self.is_confirmed and self.appealed_at is not None and self.decided_at is None

    @property
    def is_for_team(self) -> bool:
        """Whether the two have asked the team to look at it, by disagreeing or by an appeal."""
        return self.is_disputed or self.appealed_at is not None or self.decided_at is not None

    @property
    def is_mentees(self) -> bool:
        return self.absent == Role.MENTEE

    @property
    def absentee(self) -> "User":
        """The person reported as absent."""
        return self.booking.mentee if self.is_mentees else self.booking.mentor.user

    @property
    def reporter(self) -> "User":
        return self.booking.other_than(self.absentee)

    @property
    def answer_by(self) -> datetime:
        return self.reported_at + ANSWER_NO_SHOW_WITHIN
