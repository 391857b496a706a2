"""Every change of a booking, and of what a mentor sets up at the desk, that has a rule: `services.waitlist.join(…)`."""

from bookings.services import (
    answering,
    booking,
    cancelling,
    clashes,
    expiring,
    feeds,
    hours,
    meetings,
    moving,
    no_shows,
    reconfirming,
    reminders,
    schedule,
    standby,
    status,
    waitlist,
)

__all__ = [
    "answering",
    "booking",
    "cancelling",
    "clashes",
    "expiring",
    "feeds",
    "hours",
    "meetings",
    "moving",
    "no_shows",
    "reconfirming",
    "reminders",
    "schedule",
    "standby",
    "status",
    "waitlist",
]
