"""The mails about bookings, one module for each occasion."""

from bookings.notices import changes, reminders, requests

__all__ = ["changes", "reminders", "requests"]
