"""Clashes between bookings and events in the mentor's outside calendars."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models.bookings import Booking


class Clash(models.Model):
    """An outside event that overlaps a booking, recorded once the mentor has been told."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="clashes", db_index=False)
    starts_at = models.DateTimeField(_("event starts"))
    ends_at = models.DateTimeField(_("event ends"))
    told_at = models.DateTimeField(_("notified"))

    class Meta:
        verbose_name = _("clash")
        verbose_name_plural = _("clashes")
        constraints = [models.UniqueConstraint(fields=["booking", "starts_at", "ends_at"], name="clash_told_once")]

    def __str__(self) -> str:
        return f"{self.booking_id}: {self.starts_at:%Y-%m-%d %H:%M}"
