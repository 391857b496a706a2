"""A few letters in the mailbox, so that it is not empty: the rest of the content sends none."""

from datetime import datetime

from bookings.models import Booking
from mentoring_club.demo.fill.members import Cast
from notifications.services import notify


def write_letters(cast: Cast, *, now: datetime) -> None:
    """What the demo mentor and the demo mentee would have found in their mail this morning."""
    for request in Booking.objects.requested().filter(mentor__user=cast.mentors[0]).order_by("starts_at")[:2]:
        notify(cast.mentors[0], "booking_requested", about=request, now=now)
    for booking in Booking.objects.confirmed().filter(mentee=cast.mentees[0], starts_at__gt=now)[:2]:
        notify(cast.mentees[0], "booking_confirmed", about=booking, now=now)
