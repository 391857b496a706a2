"""What the club team sees of bookings."""

from bookings.admin.bookings import BookingAdmin, MeetingAdmin, OutsideCalendarAdmin
from bookings.admin.no_shows import NoShowAdmin

__all__ = ["BookingAdmin", "MeetingAdmin", "NoShowAdmin", "OutsideCalendarAdmin"]
