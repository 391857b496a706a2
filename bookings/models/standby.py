"""Standby offers: who would take a session at short notice if the mentee does not come."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bookings.models.bookings import Booking


class StandbyOfferQuerySet(models.QuerySet["StandbyOffer"]):
    def ready(self) -> Self:
        """Accepted offers, in order of acceptance."""
        return self.filter(accepted_at__isnull=False, member__is_active=True).order_by("accepted_at", "pk")


class StandbyOffer(models.Model):
    """An offer to someone on the waiting list to stand by for the time of a booking."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="standby_offers", db_index=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="standby_offers")
    starts_at = models.DateTimeField(_("starts"))  # unchanged if the booking moves
    offered_at = models.DateTimeField(_("asked"))
    accepted_at = models.DateTimeField(_("standing by since"), null=True, blank=True)
    topic = models.TextField(_("what it’s about"), max_length=1000, blank=True)

    objects = StandbyOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("standby offer")
        verbose_name_plural = _("standby offers")
        constraints = [
            models.UniqueConstraint(fields=["booking", "member", "starts_at"], name="standby_offer_once"),
            models.CheckConstraint(name="standby_offer_says_what_for", condition=Q(accepted_at=None) | ~Q(topic="")),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    def get_absolute_url(self) -> str:
        return reverse("bookings:standby", args=[self.uuid])

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + (self.booking.ends_at - self.booking.starts_at)
