"""What follows from busy times, and what they hide, only an app above knows: it registers itself here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mentors.models import Mentor

BusyTimesChanged = Callable[[Mentor, datetime], None]


@dataclass(frozen=True, slots=True)
class Bookable:
    """What people could book if no other calendar said no.

    Attributes:
        until: how far ahead people can book.
        starts: aware, ascending.
        length: how long each of them takes.
    """

    until: datetime
    starts: list[datetime]
    length: timedelta


_changed: list[BusyTimesChanged] = []
_bookable: list[Callable[[Mentor, datetime], Bookable]] = []


def busy_times_changed(function: BusyTimesChanged) -> BusyTimesChanged:
    """Register what follows when a mentor's busy times are others: called with the mentor and `now`.

    It is called in the transaction of the change, with the mentor locked.
    """
    _changed.append(function)
    return function


def bookable(function: Callable[[Mentor, datetime], Bookable]) -> Callable[[Mentor, datetime], Bookable]:
    """Register what people could book of a mentor at `now` without their other calendars. There is one answer."""
    if _bookable:
        raise RuntimeError("two answers to what can be booked")
    _bookable.append(function)
    return function


def announce_change(mentor: Mentor, *, now: datetime) -> None:
    """Tell the apps above that a mentor's busy times are others now."""
    for function in _changed:
        function(mentor, now)


def bookable_of(mentor: Mentor, *, now: datetime) -> Bookable:
    """What people could book of the mentor without their other calendars."""
    return _bookable[0](mentor, now)
