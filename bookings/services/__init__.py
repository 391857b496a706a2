"""Every change of a booking that has a rule. What a mentor sets up at the desk is in `bookings.services.hours`."""

from bookings.services.answering import answer, expire_requests
from bookings.services.booking import FARTHEST, book
from bookings.services.cancelling import cancel
from bookings.services.refusal import BookingRefused

__all__ = ["FARTHEST", "BookingRefused", "answer", "book", "cancel", "expire_requests"]
