"""Emails about bookings, one module per topic."""

from bookings.notices import (
    changes,
    clashes,
    clocks,
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
    "clocks",
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
