"""Hooks for higher-level apps: how they react to changed busy times, and which times are bookable."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mentors.models import Mentor

BusyTimesChanged = Callable[[Mentor, datetime], None]


@dataclass(frozen=True, slots=True)
class Bookable:
    """The times that could be booked if outside calendars were ignored.

    Attributes:
        until: how far ahead people can book.
        starts: aware, ascending.
        length: the length of each slot.
    """

    until: datetime
    starts: list[datetime]
    length: timedelta


_changed: list[BusyTimesChanged] = []
_bookable: list[Callable[[Mentor, datetime], Bookable]] = []


def busy_times_changed(function: BusyTimesChanged) -> BusyTimesChanged:
    """Register a function to call when a mentor's busy times change; it takes the mentor and `now`.

    It runs in the transaction of the change, with the mentor locked.
    """
    _changed.append(function)
    return function


def bookable(function: Callable[[Mentor, datetime], Bookable]) -> Callable[[Mentor, datetime], Bookable]:
    """Register the one function that returns a mentor's bookable times at `now`, ignoring outside calendars."""
    if _bookable:
        raise RuntimeError("two answers to what can be booked")
    _bookable.append(function)
    return function


def announce_change(mentor: Mentor, *, now: datetime) -> None:
    """Tell higher-level apps that a mentor's busy times have changed."""
    for function in _changed:
        function(mentor, now)


def bookable_of(mentor: Mentor, *, now: datetime) -> Bookable:
    """The mentor's bookable times, ignoring outside calendars."""
    return _bookable[0](mentor, now)
