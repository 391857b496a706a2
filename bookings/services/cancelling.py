"""Cancelling bookings and withdrawing requests."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.errors import BookingRefused
from bookings.free_time import times_changed
from bookings.models import Booking, BookingStatus, MoveOutcome
from bookings.policy import cancel_terms, too_late_to_cancel
from bookings.services.answering import answer_row
from bookings.services.standby import release
from core.db import retry_lost_races
from meetings import services as rooms
from notifications.services import notify

if TYPE_CHECKING:
    from accounts.models import User


@retry_lost_races()
def cancel(*, booking: Booking, by: "User", message: str, now: datetime) -> Booking:
    """Cancel a booking, or a mentee's own request, with a message to the other person.

    Mentors can cancel until the start, mentees until the club's deadline.

    Args:
        by: the mentee or the mentor's user.
        message: for the other person, at most 1,000 characters; may be empty.

    Raises:
        BookingRefused: it is not theirs, it is too late, or it is no longer active. Safe to show.
    """
    with transaction.atomic():
        row = Booking.objects.for_update().get(pk=booking.pk)
        cancel_row(row, by=by, message=message, now=now)
    return row


def cancel_row(row: Booking, *, by: "User", message: str, now: datetime) -> None:
    """Cancel a booking that the caller has locked; otherwise like `cancel`."""
    if reason := refusal_to_cancel(row, by=by, now=now):
        raise BookingRefused(reason)
    _cancel(row, by=by, message=message, now=now)


def call_off_row(row: Booking, *, by: "User", message: str, now: datetime) -> None:
    """Cancel a booking or decline a request, however late it is, for someone who leaves the club or their desk.

    Sessions that have begun and requests past their deadline are left alone.

    Args:
        row: holds its time, and is locked by the caller.
        by: the mentee or the mentor's user.
    """
    if row.is_requested and by != row.mentee:
        if row.expires_at and row.expires_at > now:
            answer_row(row, by=by, accept=False, message=message, now=now)
    elif row.starts_at > now:
        _cancel(row, by=by, message=message, now=now)


def refusal_to_cancel(booking: Booking, *, by: "User", now: datetime) -> str:
    """Why `by` cannot cancel at `now`; "" if they can. Used by pages and the service. Safe to show."""
    if by not in booking.people:
        return _("This isn’t your booking.")
    if not booking.holds_time:
        return _("This booking is no longer on.")
    if booking.starts_at <= now:
        return _("This session has started. You can’t cancel it any more.")
    if booking.is_requested and by != booking.mentee:
        return _("This is a request: accept or decline it.")
    if booking.is_confirmed and by == booking.mentee and too_late_to_cancel(booking, now=now):
        return _("It’s too late to cancel this booking. %(terms)s") % {"terms": cancel_terms()}
    return ""


def _cancel(row: Booking, *, by: "User", message: str, now: datetime) -> None:
    row.status = BookingStatus.CANCELLED
    row.cancelled_at, row.cancelled_by, row.cancel_message = now, by, message.strip()
    row.sequence += 1
    row.save(update_fields=["status", "cancelled_at", "cancelled_by", "cancel_message", "sequence"])
    row.move_proposals.settle(MoveOutcome.OUTDATED, now=now)
    rooms.drop(row.uuid, now=now)
    for person in row.people:
        notify(person, "booking_cancelled", about=row, in_time_for=row.starts_at, now=now, by=by)
    times_changed(row, now=now)
    if by == row.mentee:
        release(row, row.starts_at, now=now)
