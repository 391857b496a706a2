"""Ending the bookings of a closed account, so that no one waits for its member."""

from datetime import datetime
from typing import TYPE_CHECKING

from bookings.free_time import refresh_later
from bookings.models import Booking, StandbyOffer, WaitlistEntry
from bookings.services.cancelling import call_off_row
from core.db import advisory_lock
from mentors import directory_version
from mentors.models import Mentor

if TYPE_CHECKING:
    from accounts.models import User


def end_all(*, member: "User", now: datetime) -> None:
    """Cancel a member's upcoming bookings and requests, in both roles, and take them off waiting lists and standby.

    Reports of no-shows stay, and are settled without the member.

    Called in the transaction that closes the account. A concurrent booking either comes first and is cancelled, or
    finds the account closed.
    """
    mentor = Mentor.objects.filter(user=member).first()
    advisory_lock(member, *([mentor] if mentor else []))
    for booking in Booking.objects.involving(member).upcoming(at=now).order_by("pk").for_update():
        call_off_row(booking, by=member, message="", now=now)
    WaitlistEntry.objects.of(member).delete()
    StandbyOffer.objects.filter(member=member).delete()
    if mentor:
        WaitlistEntry.objects.filter(mentor=mentor).delete()
        refresh_later(mentor, now=now)
        directory_version.bump()
