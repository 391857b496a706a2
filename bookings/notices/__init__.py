"""The mails about bookings, one module for each occasion."""

from bookings.notices import (
    calendars,
    changes,
    meetings,
    moves,
    no_shows,
    reconfirming,
    reminders,
    requests,
    reserves,
    status,
    waiting,
)

__all__ = [
    "calendars",
    "changes",
    "meetings",
    "moves",
    "no_shows",
    "reconfirming",
    "reminders",
    "requests",
    "reserves",
    "status",
    "waiting",
]
