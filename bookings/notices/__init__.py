"""The mails about bookings, one module for each occasion."""

from bookings.notices import changes, meetings, moves, reminders, requests

__all__ = ["changes", "meetings", "moves", "reminders", "requests"]
