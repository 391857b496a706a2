"""Services that change bookings or a mentor's setup under the club's rules, called as `services.waitlist.join(…)`."""

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
