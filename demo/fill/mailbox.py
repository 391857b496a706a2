"""A few emails in the mailbox, so that it is not empty; nothing else in the demo sends any."""

from datetime import datetime, timedelta

from bookings import services
from bookings.models import Booking
from bookings.openings import openings_to_move
from demo.fill.conversations import is_awake
from demo.fill.members import Cast
from notifications.services import notify


def fill_mailbox(cast: Cast, *, now: datetime) -> None:
    """What the demo mentor and the demo mentee would have found in their inbox this morning."""
    for request in Booking.objects.requested().filter(mentor__user=cast.mentors[0]).order_by("starts_at")[:2]:
        notify(cast.mentors[0], "booking_requested", about=request, now=now)
    for booking in Booking.objects.confirmed().filter(mentee=cast.mentees[0], starts_at__gt=now)[:2]:
        notify(cast.mentees[0], "booking_confirmed", about=booking, now=now)
    _propose_another_time(cast, now=now)


def _propose_another_time(cast: Cast, *, now: datetime) -> None:
    """A mentor of the demo mentee would rather meet at another time, and waits for the answer."""
    ahead = Booking.objects.confirmed().filter(mentee=cast.mentees[0], starts_at__gt=now + timedelta(days=1))
    for booking in ahead.with_people().order_by("-starts_at"):
        end = booking.starts_at + timedelta(days=14)
        free = openings_to_move(booking, after=booking.starts_at, before=end, proposed=True, now=now)
        length = booking.ends_at - booking.starts_at
        free = [
            each
            for each in free
            if all(is_awake((each, each + length), user) for user in (booking.mentee, booking.mentor.user))
        ]
        if len(free) >= 3:
            times = free[:: len(free) // 3][:3]
            message = "I'm sorry, a workshop has been moved to our hour. Would one of these work for you instead?"
            services.moving.propose(booking=booking, by=booking.mentor.user, starts=times, message=message, now=now)
            return
