"""“Still coming?”: the mentee says so once more, two days before; where not, both are warned."""

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
    """Say that one is still coming. Saying it again changes nothing.

    The mentor hears of it where they were warned before.

    Args:
        by: the mentee.

    Raises:
        BookingRefused: it is not theirs, does not stand, has started, or nobody has asked. Safe to show.
    """
    with transaction.atomic():
        row = Booking.objects.for_update().get(pk=booking.pk)
        if reason := refusal_to_reconfirm(row, by=by, now=now):
            raise BookingRefused(reason)
        if row.reconfirmed_at is None:
            row.reconfirmed_at = now
            row.save(update_fields=["reconfirmed_at"])
            if row.warned_at:
                notify(row.mentor.user, "booking_reconfirmed", about=row, now=now)
                withdraw(row, now=now)
    return row


def refusal_to_reconfirm(booking: Booking, *, by: "User", now: datetime) -> str:
    """Why `by` cannot say at `now` that they are still coming; "" when they can. Safe to show."""
    if by != booking.mentee:
        return _("Only the mentee is asked this.")
    if not booking.is_confirmed:
        return _("This booking does not stand any more.")
    if booking.starts_at <= now:
        return _("This booking has started.")
    asked_at = booking.reconfirm_from
    if asked_at is None or now < asked_at:
        return _("There is nothing to do: the booking stands.")
    return ""


def warn_of_unconfirmed(*, now: datetime) -> int:
    """Tell both, once, where a mentee was asked and has not said that they are coming; the number of bookings.

    The next on the mentor's waiting list are asked to stand by.
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
                notify(person, "booking_unconfirmed", about=row, now=now)
            offer(row, now=now)
            warned += 1
    return warned
