"""Jobs that the outbox runs for bookings."""

from datetime import datetime
from typing import Any

from bookings import free_time
from bookings.models import Booking
from bookings.services import clocks, standby, waitlist
from mentors.models import Mentor
from outbox.lanes import Lane
from outbox.registry import job


@job(free_time.REFRESH, lane=Lane.WORK)
def refresh_free_time(payload: dict[str, Any], now: datetime) -> None:
    """Rebuild one mentor's index of free time."""
    mentor = Mentor.objects.filter(pk=payload["mentor"]).first()
    if mentor is not None:
        free_time.rebuild(mentor, now=now)
        waitlist.tell_later(mentor, now=now)


@job(standby.FILL, lane=Lane.WORK)
def fill_from_standby(payload: dict[str, Any], now: datetime) -> None:
    """Book a time that was given up for a member who is standing by."""
    booking = Booking.objects.with_people().filter(pk=payload["booking"]).first()
    if booking is not None:
        standby.fill(booking, datetime.fromisoformat(payload["starts_at"]), now=now)


@job(waitlist.TELL, lane=Lane.WORK)
def tell_waiting(payload: dict[str, Any], now: datetime) -> None:
    """Tell the next members in line about a mentor's new openings."""
    mentor = Mentor.objects.filter(pk=payload["mentor"]).first()
    if mentor is not None:
        waitlist.tell(mentor, now=now)


@job(clocks.TELL, lane=Lane.WORK)
def tell_of_clocks(payload: dict[str, Any], now: datetime) -> None:
    """Tell people whose bookings now have a different local time."""
    clocks.tell(**payload, now=now)
