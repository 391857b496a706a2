"""Who is asked next to stand by for an hour."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings

from accounts.models import Block
from bookings.fairness import refusal_to_book
from bookings.models import Booking, StandbyOffer, WaitlistEntry

if TYPE_CHECKING:
    from accounts.models import User


def next_in_line(booking: Booking, *, now: datetime) -> list["User"]:
    """The next few members on the mentor's waiting list who want this time, may book it and haven't been asked yet."""
    asked = StandbyOffer.objects.filter(booking=booking, starts_at=booking.starts_at).values("member")
    waiting = WaitlistEntry.objects.open(at=now).filter(mentor=booking.mentor)
    waiting = waiting.exclude(member=booking.mentee).exclude(member__in=asked)
    mentor = booking.mentor.user_id
    waiting = waiting.exclude(member__in=Block.objects.filter(blocker=mentor).values("blocked"))
    waiting = waiting.exclude(member__in=Block.objects.filter(blocked=mentor).values("blocker"))
    found: list[User] = []
    for entry in waiting.in_order().select_related("member"):
        if len(found) == settings.WAITLIST_AT_ONCE:
            break
        suits = bool(entry.suiting([booking.starts_at]))
        if suits and not refusal_to_book(booking.mentor, entry.member, booking.starts_at, now=now):
            found.append(entry.member)
    return found
