"""A hook for the apps above: what followed a session."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bookings.models import Booking


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What followed one session.

    Attributes:
        talked: the mentee has said how it was, so the two talked.
        page: the address at which the mentee can say so; "" if they aren’t asked.
    """

    talked: bool = False
    page: str = ""


FollowUps = Callable[[Sequence[Booking], datetime], Mapping[int, FollowUp]]  # bookings → theirs, by their keys
NOTHING = FollowUp()

_sources: list[FollowUps] = []


def follows_up(function: FollowUps) -> FollowUps:
    """Register the one function that knows what followed sessions; it makes the same queries for one and for many."""
    if _sources:
        raise RuntimeError("two answers to what followed a session")
    _sources.append(function)
    return function


def follow_ups(bookings: Sequence[Booking], *, now: datetime) -> Mapping[int, FollowUp]:
    """What followed those of these sessions that have ended, by their keys; nothing of those that are left out."""
    ended = [booking for booking in bookings if booking.ends_at <= now]
    return _sources[0](ended, now) if ended else {}
