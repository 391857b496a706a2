"""Answering a request."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.errors import BookingRefused
from bookings.free_time import times_changed
from bookings.models import Booking, BookingStatus
from bookings.services.meetings import plan_room
from bookings.services.reminders import remind
from core.db import retry_lost_races
from notifications.services import notify

if TYPE_CHECKING:
    from accounts.models import User


@retry_lost_races()
def answer(*, booking: Booking, by: "User", accept: bool, message: str, now: datetime) -> Booking:
    """Accept or decline a request, with a message to the mentee.

    Args:
        by: the mentor's user.
        message: for the mentee, at most 1,000 characters; may be empty.

    Raises:
        BookingRefused: `by` is not the mentor, or the request is no longer open. Safe to show.
    """
    with transaction.atomic():
        row = Booking.objects.for_update().get(pk=booking.pk)
        answer_row(row, by=by, accept=accept, message=message, now=now)
    return row


def answer_row(row: Booking, *, by: "User", accept: bool, message: str, now: datetime) -> None:
    """Answer a request that the caller has locked; otherwise like `answer`."""
    if reason := refusal_to_answer(row, by=by, now=now):
        raise BookingRefused(reason)
    row.status = BookingStatus.CONFIRMED if accept else BookingStatus.DECLINED
    row.answered_at, row.answer, row.sequence = now, message.strip(), row.sequence + 1
    if accept:
        plan_room(row, now=now)
    row.save(update_fields=["status", "answered_at", "answer", "sequence", "meeting"])
    if accept:
        for person in row.people:
            notify(person, "booking_confirmed", about=row, in_time_for=row.starts_at, now=now, by=by)
        remind(row, now=now)
    else:
        notify(row.mentee, "booking_declined", about=row, in_time_for=row.starts_at, now=now, by=by)
    times_changed(row, now=now)


def refusal_to_answer(booking: Booking, *, by: "User", now: datetime) -> str:
    """Why `by` cannot answer at `now`; "" if they can. Used by pages and the service. Safe to show."""
    if by.pk != booking.mentor.user_id:
        return _("Only the mentor can answer this.")
    if not booking.is_requested:
        return _("This request has already been answered.")
    if booking.expires_at is None or booking.expires_at <= now:
        return _("The time to answer this request has passed.")
    return ""
