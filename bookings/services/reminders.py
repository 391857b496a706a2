"""Reminders of a booking, and the request to reconfirm; queued ahead, sent when due."""

from datetime import datetime, timedelta

from bookings.models import Booking
from notifications.services import notify

REMINDERS = (("booking_reminder_day", timedelta(hours=24)), ("booking_reminder_hour", timedelta(hours=1)))


def remind(booking: Booking, *, now: datetime) -> None:
    """Queue the remaining reminders of a confirmed booking. If it moves, they are dropped when due."""
    for kind, before in REMINDERS:
        due_at = booking.starts_at - before
        if due_at > now:
            for person in booking.people:
                data = {"starts_at": booking.starts_at.isoformat()}
                notify(person, kind, about=booking, due_at=due_at, data=data, now=now)
    if ask_at := booking.reconfirm_from:
        data = {"starts_at": booking.starts_at.isoformat()}
        notify(booking.mentee, "booking_reconfirm", about=booking, due_at=ask_at, data=data, now=now)
