"""The club team's pages about bookings."""

from bookings.admin.bookings import BookingAdmin
from bookings.admin.no_shows import NoShowAdmin

__all__ = ["BookingAdmin", "NoShowAdmin"]
