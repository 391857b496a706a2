"""Holds: times kept for visitors while they sign in or create an account."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bookings.models.hours import SessionType
from core.db import TsTzRange
from mentors.models import Mentor

HELD_FOR = timedelta(minutes=10)


class HoldQuerySet(models.QuerySet["Hold"]):
    def running(self, *, at: datetime) -> Self:
        """Holds that still reserve their time."""
        return self.filter(expires_at__gt=at)

    def expired(self, *, at: datetime) -> Self:
        return self.filter(expires_at__lte=at)


class Hold(models.Model):
    """A time that a visitor has ten minutes to book, and what they wrote for it. The row goes when the hold ends."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    holder = models.UUIDField(_("key in the visitor’s session"), unique=True, editable=False)
    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="holds", db_index=False)
    session_type = models.ForeignKey(SessionType, on_delete=models.CASCADE, related_name="holds")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    topic = models.TextField(_("what it’s about"), max_length=1000)
    address = models.EmailField(_("email address"), blank=True)  # set once a sign-in code is requested; lower case
    held_at = models.DateTimeField(_("held since"))
    expires_at = models.DateTimeField(_("held until"))

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        indexes = [models.Index(fields=["expires_at"], name="hold_expires")]
        constraints = [
            models.CheckConstraint(name="hold_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="hold_is_short",
                condition=Q(expires_at__gt=F("held_at"), expires_at__lte=F("held_at") + HELD_FOR),
            ),
            models.UniqueConstraint(fields=["address"], name="hold_one_for_an_address", condition=~Q(address="")),
            ExclusionConstraint(
                name="hold_mentor_no_overlap",
                expressions=[
                    ("mentor", RangeOperators.EQUAL),
                    (TsTzRange("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
