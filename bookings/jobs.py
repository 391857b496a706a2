"""What the outbox does for bookings."""

import uuid
from datetime import datetime
from typing import Any

from bookings import free_time
from bookings.meetings import making, planning
from bookings.models import Booking
from bookings.services import outside, reserves, waiting
from mentors.models import Mentor
from outbox.registry import job, on_failure


@job(free_time.REFRESH)
def refresh_free_time(payload: dict[str, Any], now: datetime) -> None:
    """Rebuild one mentor's index of free time."""
    mentor = Mentor.objects.filter(pk=payload["mentor"]).first()
    if mentor is not None:
        free_time.rebuild(mentor, now=now)
        waiting.tell_later(mentor, now=now)


@job(reserves.FILL)
def fill_from_reserves(payload: dict[str, Any], now: datetime) -> None:
    """Book a time that was let go for who stands by."""
    booking = Booking.objects.with_people().filter(pk=payload["booking"]).first()
    if booking is not None:
        reserves.fill(booking, datetime.fromisoformat(payload["starts_at"]), now=now)


@job(waiting.TELL)
def tell_waiting(payload: dict[str, Any], now: datetime) -> None:
    """Tell the next in line of a mentor's new openings."""
    mentor = Mentor.objects.filter(pk=payload["mentor"]).first()
    if mentor is not None:
        waiting.tell(mentor, now=now)


@job(planning.MAKE)
def make_meeting(payload: dict[str, Any], now: datetime) -> None:
    """Make or move the room of one booking."""
    making.make(uuid.UUID(payload["booking"]), now=now)


@on_failure(planning.MAKE)
def meeting_not_made(payload: dict[str, Any], error: Exception, now: datetime) -> None:
    """Remember why."""
    making.give_up(uuid.UUID(payload["booking"]), error, now=now)


@job(planning.REMOVE)
def remove_meeting(payload: dict[str, Any], now: datetime) -> None:
    """Take a room away."""
    making.remove(payload)


@job(outside.READ)
def read_calendar(payload: dict[str, Any], now: datetime) -> None:
    """Read one outside calendar."""
    outside.sync(payload["calendar"], now=now)
