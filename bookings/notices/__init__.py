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
    staying,
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
    "staying",
    "waitlist",
]
