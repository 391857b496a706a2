"""The mails about bookings, one module for each occasion."""

from bookings.notices import (
    changes,
    clashes,
    meetings,
    moves,
    no_shows,
    reconfirming,
    reminders,
    requests,
    standby,
    status,
    waitlist,
)

__all__ = [
    "changes",
    "clashes",
    "meetings",
    "moves",
    "no_shows",
    "reconfirming",
    "reminders",
    "requests",
    "standby",
    "status",
    "waitlist",
]
