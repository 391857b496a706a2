"""“Still coming?”: mentees reconfirm two days before; otherwise both people are warned."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.errors import BookingRefused
from bookings.models import Booking
from bookings.services.standby import offer, withdraw
from core.db import retry_lost_races
from notifications.services import notify

if TYPE_CHECKING:
    from accounts.models import User


@retry_lost_races()
def reconfirm(*, booking: Booking, by: "User", now: datetime) -> Booking:
    """Record that the mentee is still coming. Repeating it has no effect.

    The mentor is told if they had been warned.

    Args:
        by: the mentee.

    Raises:
        BookingRefused: it is not theirs, is not confirmed, has started, or was not asked about. Safe to show.
    """
    with transaction.atomic():
        row = Booking.objects.for_update().get(pk=booking.pk)
        if reason := refusal_to_reconfirm(row, by=by, now=now):
            raise BookingRefused(reason)
        if row.reconfirmed_at is None:
            row.reconfirmed_at = now
            row.save(update_fields=["reconfirmed_at"])
            if row.warned_at:
                notify(row.mentor.user, "booking_reconfirmed", about=row, in_time_for=row.starts_at, now=now, by=by)
                withdraw(row, now=now)
    return row


def refusal_to_reconfirm(booking: Booking, *, by: "User", now: datetime) -> str:
    """Why `by` cannot reconfirm at `now`; "" if they can. Safe to show."""
    if by != booking.mentee:
        return _("Only the mentee can confirm this.")
    if not booking.is_confirmed:
        return _("This booking is no longer on.")
    if booking.starts_at <= now:
        return _("This session has started.")
    asked_at = booking.reconfirm_from
    if asked_at is None or now < asked_at:
        return _("You don’t need to do anything: the booking is still on.")
    return ""


def warn_of_unconfirmed(*, now: datetime) -> int:
    """Warn both people, once, if the mentee was asked but has not reconfirmed. Returns the number of bookings.

    The next members on the mentor's waiting list are asked to stand by.
    """
    warned = 0
    for pk in Booking.objects.unconfirmed(at=now).order_by("starts_at").values_list("pk", flat=True):
        with transaction.atomic():
            # skip_locked: someone is changing it; the next run takes the rest.
            row = Booking.objects.unconfirmed(at=now).filter(pk=pk).for_update(skip_locked=True).first()
            if row is None:
                continue
            row.warned_at = now
            row.save(update_fields=["warned_at"])
            for person in row.people:
                notify(person, "booking_unconfirmed", about=row, in_time_for=row.starts_at, now=now)
            offer(row, now=now)
            warned += 1
    return warned
