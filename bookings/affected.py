"""Which bookings a change of schedule affects, by the rules of the availability engine. Pure."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bookings.availability import Schedule, openings

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class BookedTime:
    """A booking that holds its time; `key` is whatever identifies it to the caller."""

    key: Hashable
    starts_at: datetime
    ends_at: datetime
    made_at: datetime


def affected(old: Schedule, new: Schedule, *, held: Sequence[BookedTime], now: datetime) -> list[BookedTime]:
    """List the bookings that have not begun and that fit the old schedule but not the new one, by start.

    First come, first served: limits and buffers are judged against the bookings made earlier, so if two no longer fit
    together, the one made later is listed. Notice, horizon and the grid of start times do not matter for a booking that
    has already been made.

    Args:
        held: the mentor's time-holding bookings, past ones included, in every week that has one to check.
    """
    earlier: list[tuple[datetime, datetime]] = []
    found = []
    for booking in sorted(held, key=lambda one: (one.made_at, one.starts_at)):
        if booking.starts_at > now and _fits(old, booking, earlier) and not _fits(new, booking, earlier):
            found.append(booking)
        earlier.append((booking.starts_at, booking.ends_at))
    return sorted(found, key=lambda one: one.starts_at)


def _fits(schedule: Schedule, booking: BookedTime, earlier: Sequence[tuple[datetime, datetime]]) -> bool:
    start = booking.starts_at
    at_any_minute = replace(schedule, step=_MINUTE, notice=timedelta(0), horizon_days=1)
    length = booking.ends_at - start
    return bool(
        openings(
            at_any_minute, duration=length, after=start, before=start + _MINUTE, booked=earlier, busy=(), now=start
        )
    )
