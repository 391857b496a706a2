"""Telling mentors, once, about outside events that overlap bookings; only the mentor decides what to do."""

from datetime import datetime

from bookings.models import Booking, Clash
from calendars.models import BusyTime
from mentors.models import Mentor
from notifications.services import notify


def tell_of_clashes(mentor: Mentor, *, now: datetime) -> int:
    """Tell a mentor which bookings overlap outside events, once per booking and event time. Returns how many bookings.

    An event at exactly the booking's time is taken to be the booking itself, as calendars shared without details show
    it only as busy. Called with the mentor locked.
    """
    bookings = list(Booking.objects.filter(mentor=mentor, starts_at__gt=now).holding_time().order_by("starts_at"))
    told = 0
    for booking, clashes in _found(mentor, bookings).items():
        before = Clash.objects.filter(booking=booking)
        known = set(before.values_list("starts_at", "ends_at"))
        fresh = [Clash(booking=booking, starts_at=a, ends_at=b, told_at=now) for a, b in clashes if (a, b) not in known]
        if fresh:
            Clash.objects.bulk_create(fresh)
            data = {"starts_at": fresh[0].starts_at.isoformat(), "ends_at": fresh[0].ends_at.isoformat()}
            notify(mentor.user, "booking_clashes", about=booking, data=data, in_time_for=booking.starts_at, now=now)
            told += 1
    return told


def _found(mentor: Mentor, bookings: list[Booking]) -> dict[Booking, list[tuple[datetime, datetime]]]:
    """The bookings that overlap busy times, with those busy times."""
    if not bookings:
        return {}
    edges = min(row.starts_at for row in bookings), max(row.ends_at for row in bookings)
    rows = BusyTime.objects.of(mentor).overlapping(*edges).order_by("starts_at", "ends_at")
    busy = list(dict.fromkeys(rows.values_list("starts_at", "ends_at")))
    found = {}
    for booking in bookings:
        own = (booking.starts_at, booking.ends_at)
        over = [period for period in busy if period[0] < own[1] and period[1] > own[0] and period != own]
        if over:
            found[booking] = over
    return found
