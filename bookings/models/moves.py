"""Mentors' proposals to move a booking."""

import uuid
from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.models.bookings import Booking

MOST_TIMES = 3


class MoveOutcome(models.TextChoices):
    OPEN = "", _("waiting for an answer")
    MOVED = "moved", _("moved to one of the times")
    KEPT = "kept", _("keeping the old time")
    WITHDRAWN = "withdrawn", _("withdrawn")
    OUTDATED = "outdated", _("the booking changed before it was answered")


class MoveProposalQuerySet(models.QuerySet["MoveProposal"]):
    def open(self, *, at: datetime) -> Self:
        """Proposals that the mentee can still answer; they lapse once the booking starts."""
        return self.filter(outcome=MoveOutcome.OPEN, booking__status="confirmed", booking__starts_at__gt=at)

    def settle(self, outcome: MoveOutcome, *, now: datetime, answer: str = "") -> None:
        """Close the proposals that are still unanswered."""
        self.filter(outcome=MoveOutcome.OPEN).update(outcome=outcome, settled_at=now, answer=answer)


class MoveProposal(models.Model):
    """Up to three times that a mentor offers instead of the agreed one. They are not reserved."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="move_proposals")
    starts = ArrayField(models.DateTimeField(), verbose_name=_("times"))  # ascending
    message = models.TextField(_("message with the proposal"), max_length=1000, blank=True)
    proposed_at = models.DateTimeField(_("proposed"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=MoveOutcome.choices, blank=True, default="")
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=1000, blank=True)

    objects = MoveProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal to move")
        verbose_name_plural = _("proposals to move")
        constraints = [
            models.UniqueConstraint(fields=["booking"], name="move_proposal_one_open", condition=Q(outcome="")),
            models.CheckConstraint(name="move_proposal_one_to_three", condition=Q(starts__len__range=(1, MOST_TIMES))),
            models.CheckConstraint(
                name="move_proposal_settled_is_dated", condition=Q(outcome="") ^ Q(settled_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
