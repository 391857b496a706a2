"""The mails about bookings, one module for each occasion."""

from bookings.notices import changes, moves, reminders, requests

__all__ = ["changes", "moves", "reminders", "requests"]
