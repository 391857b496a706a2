"""The word for a no."""

from core.errors import Refused


class BookingRefused(Refused):
    """The time is not an opening, somebody was faster, or the booking is past changing. Safe to show."""
